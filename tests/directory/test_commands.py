"""Commands of the side door on a real database: what they do, what they say, what they print."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

from typer.testing import CliRunner

from app.cli_directory import commands as directory_commands
from app.cli_staff import commands as staff_commands
from app.core.db import Database, execute, fetch_value
from app.directory import rosters
from tests.core.test_doctor import command
from tests.directory.test_roster import House, house

__all__ = ["house"]
EVIL = "\x1b[2JRina\r[red]\u202e"
SHOWN = "\ufffd[2JRina\ufffd[red]\ufffd"


async def run(url: str, commands: Callable[..., Any], *words: str) -> Any:
    """A command as somebody at the server gives it, in a thread: it runs a loop of its own."""

    def in_transaction(work: Any) -> None:
        async def once() -> None:
            database = Database(url, 2)
            try:
                async with database.transaction() as session:
                    await work(session)
            finally:
                await database.close()

        asyncio.run(once())

    def give() -> Any:
        return CliRunner(env={"COLUMNS": "200"}).invoke(commands(in_transaction), list(words))

    return await asyncio.to_thread(give)


async def test_a_holiday_that_is_dropped_puts_whoever_has_a_shift_on_duty(
    house: House, database_url: str
) -> None:
    await house.plan(house.rina, "24 08:00", "24 16:00")
    await house.do(rosters.set_holiday, date(2026, 11, 24), "A day", "একটি দিন")
    await house.later("24 09:00")
    before = await house.on(house.rina)
    said = [
        await run(database_url, directory_commands, "drop-holiday", day)
        for day in ("2026-11-24", "2026-11-24", "2026-13-40", "২০২৬-১১-২৪")
    ]
    async with house.database.transaction() as session:
        left = await fetch_value(session, "SELECT count(*) FROM holiday")
    assert [one.exit_code for one in said] == [0, 0, 2, 2], [one.output for one in said]
    assert ["no holiday any more" in said[0].output, "It was none." in said[1].output] == [True] * 2
    assert (before, left, await house.on(house.rina)) == (False, 0, True)


async def test_the_whole_command_finds_its_database(
    database: Database, database_url: str, tmp_path: Any
) -> None:
    async with database.transaction() as session:
        await rosters.set_holiday(session, date(2026, 12, 16), "Victory Day", "বিজয় দিবস")
    words = ("directory", "drop-holiday", "2026-12-16")
    code, said = await asyncio.to_thread(command, database_url, tmp_path, *words)
    async with database.transaction() as session:
        left = await fetch_value(session, "SELECT count(*) FROM holiday")
    assert (code, said.strip(), left) == (0, "It is no holiday any more.", 0)


async def test_what_people_wrote_does_nothing_to_the_terminal(
    house: House, database_url: str, tmp_path: Any
) -> None:
    async with house.database.transaction() as session:
        await execute(session, "UPDATE staff SET display_en = $1", EVIL)
    listed = await run(database_url, staff_commands, "list")
    file = tmp_path / "evil.csv"
    file.write_text(f"day,name_bn,name_en\n{EVIL},ক,x\n", newline="")
    bad = await run(database_url, directory_commands, "import", str(file), "--kind", "holidays")
    file.write_text(f"day,name_bn,name_en,{EVIL}\n", newline="")
    heading = await run(database_url, directory_commands, "import", str(file), "--kind", "holidays")
    assert SHOWN in listed.output
    assert (listed.exit_code, bad.exit_code, heading.exit_code) == (0, 1, 1)
    assert "\ufffd[2jrina" in heading.output
    for said in (listed, bad, heading):
        assert not {"\x1b", "\r", "\u202e"} & set(said.output)
