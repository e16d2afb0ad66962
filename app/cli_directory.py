"""The side door to the directory: `helpline directory …`; it says what happened, row by row."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli_terminal import Terminal

out = Terminal()
KINDS = "centres, organisations, workers, posts, coverage, contacts, holidays or mahallas"


def commands(in_transaction: Callable[[Any], None]) -> typer.Typer:
    """The commands; `in_transaction` runs a coroutine function with a session and commits."""
    made = typer.Typer(no_args_is_help=True, help="Centres, workers, posts and who answers where.")

    @made.command("import")
    def import_file(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
        kind: Annotated[str, typer.Option(help=KINDS)],
        dry_run: Annotated[bool, typer.Option(help="only say what would come of it")] = False,
    ) -> None:
        """Take in a table (CSV, UTF-8): all rows, or none when one is bad."""
        from app.directory.importing import Report, take_in
        from app.directory.table import TableIsBad
        from app.directory.tables import COLUMNS
        from app.residence.houses import change_centre

        if kind not in COLUMNS:
            raise typer.BadParameter(f"choose {KINDS}", param_hint="--kind")
        data = file.read_bytes()
        found: list[Report] = []

        async def take(session: Any) -> None:
            found.append(await take_in(session, kind, data, change_centre, dry_run=dry_run))

        try:
            in_transaction(take)
        except TableIsBad as error:
            out.print(error.detail, style="red")
            raise typer.Exit(1) from error
        _tell(found[0], dry_run)

    @made.command("drop-holiday")
    def drop_holiday(
        day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="the day in Dhaka")],
    ) -> None:
        """A day that was taken in by mistake is no public holiday: shifts of that day count."""
        from app.directory.rosters import drop_holiday as drop

        found: list[bool] = []

        async def take(session: Any) -> None:
            found.append(await drop(session, day.date()))

        in_transaction(take)
        out.print("It is no holiday any more." if found[0] else "It was none.")

    return made


def _tell(report: Any, dry_run: bool) -> None:
    from app.residence.import_endpoints import say

    if report.problems:
        table = Table("row", "column", "what is wrong")
        for one in report.problems:
            table.add_row(str(one.row), one.column, say(one, "en"))
        out.print(table)
        out.print(f"Nothing was taken in: {len(report.problems)} problems in {report.rows} rows.")
        raise typer.Exit(1)
    known = report.rows - report.new
    done = "would be taken in" if dry_run else "taken in"
    out.print(f"{report.rows} rows {done}: {report.new} new, {known} known before.")
