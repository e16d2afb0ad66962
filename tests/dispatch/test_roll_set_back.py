"""The roll is not taken in by another database in the place of the one it was read from."""

import asyncio
from typing import Any, Final

from app.core.db import Database, driver
from app.core.postgres import EmbeddedPostgres
from app.dispatch import roll as rolls
from app.dispatch.roll import Roll
from tests.dispatch.test_roll import CHANGES, Asking, found

__all__ = ["found"]
UNNOTED: Final = """
ALTER TABLE worker DISABLE TRIGGER USER;
ALTER TABLE centre DISABLE TRIGGER USER;
UPDATE worker SET on_duty = NOT on_duty, capacity = 1;
UPDATE centre SET operating = NOT operating;
"""
NOTED_AGAIN: Final = """
ALTER TABLE worker ENABLE TRIGGER USER;
ALTER TABLE centre ENABLE TRIGGER USER;
"""
OF_ANOTHER_CLUSTER: Final = """
UPDATE roll_journal SET pruned = '900000000001', mark = '900000000002', emptied = '900000000003';
INSERT INTO roll_change (transaction, responder_id) SELECT '900000000004', id FROM worker;
"""
BROUGHT_BACK: Final = """
ALTER TABLE roll_journal RENAME TO old_journal;
CREATE TABLE roll_journal AS TABLE old_journal;
DROP TABLE old_journal;
"""
"""What is left of a table that a dump makes anew: its rows, and nothing that it was."""


async def test_one_that_was_set_back_is_not_taken_for_the_one_that_was_read(
    found: Asking, postgres_server: EmbeddedPostgres, database_url: str
) -> None:
    name = database_url.partition("@/")[2].partition("?")[0]
    await found.database.close()
    await asyncio.to_thread(
        postgres_server.run_sql, f"CREATE DATABASE {name}_kept OWNER helpline TEMPLATE {name}"
    )
    await found.both(found.incidents[0])  # by new connections to the same one
    for turn, change in enumerate(CHANGES):
        await found.change(change, str(turn))
    await found.roll.catch_up(found.database)
    await found.both(found.incidents[0])
    assert found.told == 2
    for statement in (
        f"DROP DATABASE {name} WITH (FORCE)",
        f"ALTER DATABASE {name}_kept RENAME TO {name}",
    ):
        await asyncio.to_thread(postgres_server.run_sql, statement)
    for incident in found.incidents:
        await found.both(incident)
    assert found.told == 2
    await found.roll.catch_up(found.database)
    await found.both(found.incidents[0])
    assert found.told == 3


async def test_a_dump_put_into_the_same_database_is_seen(found: Asking) -> None:
    """While it comes, and nobody notes its rows, no roll is kept."""
    await found.change(UNNOTED + BROUGHT_BACK, "")
    for _ in range(2):
        await found.both(found.incidents[0])
        await found.roll.catch_up(found.database)
    assert found.told == 0
    await found.change(UNNOTED + NOTED_AGAIN, "")
    await found.roll.catch_up(found.database)
    await found.both(found.incidents[0])
    assert found.told == 1


async def test_numbers_that_came_with_a_dump_of_another_cluster_are_forgotten(
    found: Asking, clock: Any
) -> None:
    await found.change(OF_ANOTHER_CLUSTER, "")
    await found.both(found.incidents[0])
    assert found.told == 0
    clock.shift(rolls.KEPT.total_seconds() + 1)
    async with found.database.transaction() as session:
        await rolls.forget(session)
    await found.roll.catch_up(found.database)
    for turn, change in enumerate(CHANGES[:3]):
        await found.change(change, str(turn))
        await found.both(found.incidents[turn])
    assert found.told == 3


async def test_after_a_table_was_emptied_what_comes_then_counts(found: Asking) -> None:
    """Taken back it was nothing; kept, everybody is read anew and each change is noted as ever.

    A transaction that was there before, and still is, hinders nothing.
    """
    async with (await found.database.raw()).acquire() as slow, slow.transaction():
        await slow.execute("SELECT pg_current_xact_id()")
        for told, table in enumerate(("step, stay CASCADE", "roll_change", "bed_hold")):
            await found.change(f"TRUNCATE {table}", "", keep=False)
            await found.both(found.incidents[1])
            await found.both(found.incidents[1], f"TRUNCATE {table}")  # by the one who asks
            await found.both(found.incidents[1])
            assert found.told == 3 * told + 1
            await found.roll.catch_up(found.database)
            for turn, change in enumerate(CHANGES[:2]):
                await found.change(change, f"{turn}{table}")
                await found.both(found.incidents[1])
            assert found.told == 3 * told + 3


async def test_a_connection_whose_lineage_is_not_told_is_left_to_the_statement(
    database: Database,
) -> None:
    """As where it is forbidden to ask; one to a server that only followed is asked again."""
    roll, told = Roll(), []
    await roll.catch_up(database)
    async with database.transaction() as session:
        connection: Any = await driver(session)
        for lineage in ("", None):
            connection._lineage = lineage
            told.append((await connection.lineage(), await roll.those_for(session, None, ())))
    assert told[0] == (None, None)
    assert told[1] == (roll._of, [])


async def test_two_connections_know_each_other_and_another_database(
    database: Database, postgres_server: EmbeddedPostgres
) -> None:
    async with database.transaction() as one, database.transaction() as other:
        lineages = [await (await driver(session)).lineage() for session in (one, other)]
    elsewhere = Database(postgres_server.url, 1)
    async with elsewhere.transaction() as session:
        lineages.append(await (await driver(session)).lineage())
    await elsewhere.close()
    assert lineages[0] == lineages[1] != lineages[2]
    assert lineages[0].split("/")[1] == "00000001"
