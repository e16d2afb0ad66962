"""Names of mahallas come in by a table and are found at once; every name here is made up."""

import asyncio
from typing import Any

import pytest

from app.core.db import Database, execute
from app.directory import mahallas
from app.directory.exporting import write_out
from app.directory.importing import TablesMet, take_in
from app.geo.place import Mahalla
from app.residence.houses import change_centre
from tests.directory.test_importing import take
from tests.statements import SOMEBODY_WAITS

HEAD = "scheme,number,name_bn,name_en,source,from,to\n"
ROW = "dscc,২৫,কাঁকনটোলা,Kakontola,made up,২০২০-০১,\n"


async def found(database: Database, text: str) -> list[tuple[str, Any]]:
    """Wards that a mahalla brings up."""
    async with database.transaction() as session:
        known = await mahallas.mahallas(session)
    met = [(one.found.place.code, one.mahalla) for one in known.search(text)]
    return [(code, mahalla.name_bn) for code, mahalla in met if mahalla]


async def test_what_comes_in_is_found_and_what_has_ended_is_not(database: Database) -> None:
    dry = await take(database, "mahallas", HEAD + ROW, dry=True)
    before = await found(database, "kakontola")
    new = await take(database, "mahallas", HEAD + ROW)
    again = await take(database, "mahallas", HEAD + ROW)
    then = await found(database, "kakontola")
    async with database.transaction() as session:
        counted = await mahallas.counted(session)
    renamed = await take(database, "mahallas", HEAD + ROW.replace("Kakontola", "Zhumkotola"))
    by_new_name = await found(database, "zhumkotola")
    await take(database, "mahallas", HEAD + ROW.replace(",\n", ",2026\n"))
    assert (dry.applied, dry.new, dry.problems, before) == (False, 1, (), [])
    assert [(one.applied, one.new) for one in (new, again, renamed)] == [
        (True, 1),
        (True, 0),
        (True, 0),
    ]
    assert then == by_new_name == [("WD-DSCC-25", "কাঁকনটোলা")]
    assert (counted["DSCC"][:2], counted["DNCC"][:2]) == ((1, 1), (0, 0))
    assert await found(database, "kakontola") == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("DCC,25,কাঁকনটোলা,,x,,\n", ("scheme", "no_choice")),
        ("DSCC,200,কাঁকনটোলা,,x,,\n", ("number", "no_ward")),
        ("DSCC,-1,কাঁকনটোলা,,x,,\n", ("number", "no_number")),
        ("DSCC,25,Kakontola,,x,,\n", ("name_bn", "no_bangla")),
        ("DSCC,25,ঝিঙেপট্টি,ঝিঙেপট্টি,x,,\n", ("name_en", "no_latin")),
        ("DSCC,25,কাঁকনটোলা,!!,x,,\n", ("name_en", "no_latin")),
        ("DSCC,25,কাঁকনটোলা,,,,\n", ("source", "empty")),
        ("DSCC,25,কাঁকনটোলা,,x,2999,\n", ("from", "no_when")),
        ("DSCC,25,কাঁকনটোলা,,x,2026-W01-1,\n", ("from", "no_when")),
        ("DSCC,25,কাঁকনটোলা,,x,,2026-13\n", ("to", "no_when")),
        (ROW + ROW, ("scheme", "twice")),
    ],
)  # fmt: skip
async def test_a_bad_row_is_told_by_its_cell_and_nothing_comes_in(
    database: Database, row: str, problem: tuple[str, str]
) -> None:
    report = await take(database, "mahallas", HEAD + row)
    assert [(one.column, one.code) for one in report.problems] == [problem]
    assert not report.applied


async def test_a_newer_file_of_the_product_leaves_what_an_administrator_said(
    database: Database,
) -> None:
    await take(database, "mahallas", HEAD + ROW)
    given = [
        Mahalla("WD-DSCC-25", "কাঁকনটোলা", "Konkontola", "a file"),
        Mahalla("WD-DSCC-24", "নীলঘাটা", None, "a file"),
    ]
    async with database.transaction() as session:
        for _ in range(2):
            await mahallas.sync_mahallas(session, given)
        out = (await write_out(session, "mahallas")).decode("utf-8-sig")
    assert out.splitlines()[1:] == [
        "DSCC,24,নীলঘাটা,,a file,,",
        "DSCC,25,কাঁকনটোলা,Kakontola,made up,2020-01,",
    ]


async def test_two_who_enter_the_same_name_at_once_enter_it_once(database: Database) -> None:
    reports = await asyncio.gather(*(take(database, "mahallas", HEAD + ROW) for _ in range(4)))
    assert sorted(one.new for one in reports) == [0, 0, 0, 1]
    assert all(one.applied for one in reports)
    assert await found(database, "kakontola") == [("WD-DSCC-25", "কাঁকনটোলা")]


ENTERED = """
INSERT INTO mahalla (id, ward, name_bn, source, version)
VALUES (gen_random_uuid(), 'WD-DSCC-25', 'কাঁকনটোলা', 'by hand', 1)
"""
ALONE = "SELECT pg_advisory_xact_lock(hashtext('directory.import'))"


@pytest.mark.parametrize("first", [ENTERED, ALONE], ids=["entered", "alone"])
async def test_who_meets_somebody_else_is_told_to_send_it_again(
    database: Database, first: str
) -> None:
    async with (await database.raw()).acquire() as connection, connection.transaction():
        await connection.execute(first)
        with pytest.raises(TablesMet):
            async with database.transaction() as session:
                await execute(session, "SET LOCAL lock_timeout = '20ms'")
                await take_in(
                    session, "mahallas", (HEAD + ROW).encode(), change_centre, dry_run=False
                )
    assert (await take(database, "mahallas", HEAD + ROW)).new == (first == ALONE)


async def test_a_name_that_somebody_entered_meanwhile_is_met_too(database: Database) -> None:
    pool = await database.raw()
    async with pool.acquire() as connection:
        begun = connection.transaction()
        await begun.start()
        await connection.execute(ENTERED)
        taking = asyncio.create_task(take(database, "mahallas", HEAD + ROW))
        while not await pool.fetchval(SOMEBODY_WAITS):
            await asyncio.sleep(0.01)
        await begun.commit()
    with pytest.raises(TablesMet):
        await taking
