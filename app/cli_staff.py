"""The side door to accounts: `helpline staff …`; a password is asked for, never an argument."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli_terminal import Terminal

out = Terminal()


def commands(in_transaction: Callable[[Any], None]) -> typer.Typer:
    """The commands; `in_transaction` runs a coroutine function with a session and commits."""
    made = typer.Typer(no_args_is_help=True, help="Accounts of staff.")

    @made.command("add")
    def staff_add(
        name: str,
        role: Annotated[str, typer.Option(help="counsellor, supervisor, administrator, …")],
        display_bn: Annotated[str, typer.Option(help="the name in Bangla")],
        display_en: Annotated[str, typer.Option(help="the name in English")],
        language: Annotated[list[str] | None, typer.Option(help="spoken languages")] = None,
        centre: Annotated[
            str | None, typer.Option(help="code of the centre that this account answers for")
        ] = None,
    ) -> None:
        """Add somebody who may sign in; asks for the password."""
        from app.directory.service import centre_by_code
        from app.staff import service

        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)

        async def add(session: Any) -> None:
            of = None if centre is None else await centre_by_code(session, centre)
            if centre is not None and of is None:
                raise typer.BadParameter(f"There is no centre of code {centre}.")
            await service.add_staff(
                session,
                name=name,
                role=role,
                display_bn=display_bn,
                display_en=display_en,
                password=password,
                languages=tuple(language or ("bn",)),
                centre_id=of.id if of else None,
            )

        in_transaction(add)
        out.print(f"{name} may sign in.")

    @made.command("list")
    def staff_list() -> None:
        """Everybody who may sign in."""
        from app.staff import service

        rows: list[Any] = []

        async def read(session: Any) -> None:
            rows.extend(await service.list_staff(session))

        in_transaction(read)
        table = Table("name", "role", "who", "active")
        for one in rows:
            table.add_row(one.name, one.role, one.display_en, "yes" if one.active else "no")
        out.print(table)

    @made.command("reset")
    def staff_reset(name: str) -> None:
        """Set a new password; whoever used the old one is signed out."""
        from app.staff import service

        password = typer.prompt("New password", hide_input=True, confirmation_prompt=True)

        async def reset(session: Any) -> None:
            await service.reset_password(session, name, password)

        in_transaction(reset)
        out.print(f"{name} has a new password.")

    return made
