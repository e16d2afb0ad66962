"""The side door that examines: `helpline doctor`; it says what it finds and changes nothing."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import typer
from rich.table import Table

from app.cli_terminal import Terminal
from app.core.settings import Settings

out = Terminal()
WITHIN_SECONDS: Final = 10.0


class State(StrEnum):
    """`broken` stops calls or alerts; `look` is for a person to know or to decide."""

    OK = "ok"
    LOOK = "look"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    what: str
    state: State
    said: str


def command(
    settings: Callable[[], Settings], database_url: Callable[[Settings, ExitStack], str]
) -> Callable[[], None]:
    """The command; what it is given reads the settings and says where the database is."""

    def doctor() -> None:
        """Look at database, disk, ladders and what is not known; exits 1 if anything is broken."""
        from app import wiring

        found = settings()
        wiring.prepare(found)
        with ExitStack() as stack:
            findings = asyncio.run(_all(found, database_url(found, stack)))
        table = Table("what", "state", "found")
        for one in findings:
            table.add_row(one.what, one.state.value, one.said)
        out.print(table)
        if any(one.state is State.BROKEN for one in findings):
            raise typer.Exit(1)

    return doctor


async def _all(settings: Settings, url: str) -> list[Finding]:
    found = [_disk(settings.var_dir), _duty_phones(settings), pilot_wards()]
    return [*[one async for one in _of_database(url)], *found]


async def _of_database(url: str) -> AsyncIterator[Finding]:
    """What Postgres tells; without its answer or our schema there is no more to ask."""
    import asyncpg
    from sqlalchemy.exc import SQLAlchemyError

    from app.core.db import Database

    database = Database(url, 2)
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            schema = await _schema(database, url)
            yield schema
            if schema.state is State.OK:
                yield await _ladders(database)
                yield await _reachable(database)
                yield await _mahallas(database)
    except (OSError, TimeoutError, SQLAlchemyError, asyncpg.PostgresError) as error:
        said = f"the database does not answer ({type(error).__name__})"
        yield Finding("database", State.BROKEN, said)
    finally:
        await database.close()


async def _schema(database: Any, url: str) -> Finding:
    from alembic.script import ScriptDirectory

    from app.core.db import fetch
    from app.core.migrate import config

    newest = ScriptDirectory.from_config(config(url)).get_current_head()
    async with database.transaction() as session:
        known = await fetch(session, "SELECT to_regclass('alembic_version') IS NOT NULL AS known")
        rows = (
            await fetch(session, "SELECT version_num FROM alembic_version") if known[0][0] else []
        )
    here = rows[0][0] if rows else None
    if here == newest:
        return Finding("database", State.OK, f"answers; its schema is the newest ({here})")
    said = f"its schema is {here or 'not there'}, the newest is {newest}: run `helpline migrate`"
    return Finding("database", State.BROKEN, said)


async def _ladders(database: Any) -> Finding:
    from app.dispatch import watched

    if await watched.ladders(database) == watched.WATCHED:
        return Finding("ladders", State.OK, "watched: the auditor's beat is young")
    said = "nobody watches them: no worker has gone through them for a minute"
    return Finding("ladders", State.LOOK, said)


async def _reachable(database: Any) -> Finding:
    from app.directory.queries import unreachable_rows

    async with database.transaction() as session:
        rows = await unreachable_rows(session)
    if not rows:
        return Finding("workers on duty", State.OK, "each can be reached by text or call")
    codes = ", ".join(row["code"] for row in rows.values())
    return Finding("workers on duty", State.LOOK, f"no text and no call reaches {codes}")


async def _mahallas(database: Any) -> Finding:
    """By how many names of mahallas a ward can be found, of each numbering."""
    from app.directory.mahallas import counted

    async with database.transaction() as session:
        known = await counted(session)
    said = "; ".join(
        f"{scheme} {names} in {wards} of {of} wards" for scheme, (names, wards, of) in known.items()
    )
    state = State.OK if all(names for names, _, _ in known.values()) else State.LOOK
    return Finding("mahallas", state, f"names known: {said}")


def _disk(folder: Path) -> Finding:
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return Finding("folder", State.OK, f"{folder} can be written to")
    said = f"{folder} can't be written to: calls of an outage would be kept nowhere"
    return Finding("folder", State.BROKEN, said)


def _duty_phones(settings: Settings) -> Finding:
    if settings.duty_phones is None:
        said = "none: with nobody on duty, or no database, callers hear words only"
        return Finding("duty phones", State.LOOK, said)
    return Finding("duty phones", State.OK, str(settings.duty_phones))


def pilot_wards() -> Finding:
    """How many of the pilot's wards the draft list knows; DSS confirms them, never we."""
    from app.geo.load import pilot

    known = pilot()
    said = (
        f"{known.confirmed} of {known.expected} wards confirmed; "
        f"{known.candidates} candidates; the list is a draft"
    )
    state = State.OK if known.confirmed >= known.expected else State.LOOK
    return Finding("pilot", state, said)
