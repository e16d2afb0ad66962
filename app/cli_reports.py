"""The side door to reports: `helpline report …`; a report whose margins are wrong exits 1."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli_terminal import Terminal

out, bad = Terminal(), Terminal(stderr=True)
NAMES = "reintegration, published, street-network or calls"
FORMATS = "json, csv, xlsx or pdf"


def command(in_transaction: Callable[[Any], None]) -> Callable[..., None]:
    """The command; `in_transaction` runs a coroutine function with a session and commits."""

    def report(
        name: Annotated[str, typer.Argument(help=NAMES)],
        period: Annotated[str, typer.Option(help="2015, 2015-03, 2015-03-31 or all")],
        how: Annotated[str, typer.Option("--format", help=FORMATS)] = "json",
        file: Annotated[
            Path | None, typer.Option("--out", dir_okay=False, help="a file, not the terminal")
        ] = None,
    ) -> None:
        """Write a report of a period; exits 1 when a row or column of it does not add up."""
        from app.reports import service
        from app.reports.printing import Format, printed

        if how not in set(Format):
            raise typer.BadParameter(f"choose {FORMATS}", param_hint="--format")
        found: list[Any] = []

        async def read(session: Any) -> None:
            found.append(await service.report(session, name, period))

        in_transaction(read)
        (made,) = found
        _write(printed(made, Format(how)), file, how)
        if made.wrong:
            wrong = [one.line.en for one in made.checks if one.verdict == "wrong"]
            bad.print(f"helpline: these do not add up: {'; '.join(wrong)}", style="red")
            raise typer.Exit(1)

    return report


def _write(drawn: bytes, file: Path | None, how: str) -> None:
    if file is not None:
        file.write_bytes(drawn)
        out.print(f"Written: {file} ({len(drawn)} bytes).")
    elif how in ("xlsx", "pdf") and sys.stdout.isatty():
        bad.print("helpline: this is no text: add --out FILE, or send it into a file", style="red")
        raise typer.Exit(1)
    else:
        sys.stdout.buffer.write(drawn)
        sys.stdout.buffer.flush()
