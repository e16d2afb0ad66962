"""The roll in memory answers as the database would, whatever changes and whoever changes it."""

import asyncio
import random
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest

from app.cases.access import ForMatching, IncidentNotFound, SystemReason, for_system
from app.core import clock as app_clock
from app.core.db import Database, driver
from app.core.settings import Settings
from app.directory.nearby import _statement
from app.dispatch import roll as rolls
from app.dispatch.around import around
from app.dispatch.candidates import _found, find_responders, look
from app.dispatch.known import ALSO
from app.dispatch.roll import ROLL, Roll
from benchmarks import nearest_world

SOMEONE: Final = "(SELECT id FROM worker ORDER BY md5(id::text || $1) LIMIT 1)"
CENTRE: Final = "(SELECT id FROM centre ORDER BY md5(id::text || $1) LIMIT 1)"
POST: Final = "(SELECT id FROM post ORDER BY md5(id::text || $1) LIMIT 1)"
AREA: Final = "(SELECT place FROM coverage ORDER BY md5(id::text || $1) LIMIT 1)"
NOW: Final = "timestamptz '2026-11-24 14:59Z'"
"""A minute before the clock of these tests begins."""
CHANGES: Final = (
    f"UPDATE worker SET on_duty = NOT on_duty WHERE id = {SOMEONE}",
    f"UPDATE worker SET lat = lat + 0.3, capacity = 1 WHERE id = {SOMEONE}",
    f"UPDATE worker SET lat = NULL, lon = NULL WHERE id = {SOMEONE}",
    f"UPDATE worker SET languages = '{{rhg}}', gender = 'female' WHERE id = {SOMEONE}",
    f"UPDATE centre SET operating = NOT operating WHERE id = {CENTRE}",
    f"UPDATE centre SET admits = 'direct', capacity = 3 WHERE id = {CENTRE}",
    f"UPDATE centre SET place = {AREA}, age_from = 5 WHERE id = {CENTRE}",
    f"UPDATE centre SET hours = 'always', kind = 'night_shelter' WHERE id = {CENTRE}",
    f"INSERT INTO coverage (id, worker_id, place, rank) "
    f"VALUES (gen_random_uuid(), {SOMEONE}, {AREA}, 'backup') ON CONFLICT DO NOTHING",
    f"INSERT INTO coverage (id, centre_id, place, rank) "
    f"VALUES (gen_random_uuid(), {CENTRE}, {AREA}, 'primary') ON CONFLICT DO NOTHING",
    f"INSERT INTO coverage (id, post_id, place, rank) "
    f"VALUES (gen_random_uuid(), {POST}, {AREA}, 'primary') ON CONFLICT DO NOTHING",
    "DELETE FROM coverage WHERE id IN "
    "(SELECT id FROM coverage ORDER BY md5(id::text || $1) LIMIT 3)",
    f"UPDATE coverage SET place = {AREA} WHERE id = "
    "(SELECT id FROM coverage WHERE post_id IS NOT NULL ORDER BY md5(id::text || $1) LIMIT 1)",
    f"UPDATE post SET name_en = 'Moved ' || $1, kind = 'probation_officer' WHERE id = {POST}",
    f"UPDATE holding SET ends_at = {NOW} WHERE post_id = {POST} AND ends_at IS NULL",
    f"UPDATE holding SET worker_id = {SOMEONE} WHERE post_id = {POST}",
    f"DELETE FROM holding WHERE post_id = {POST}",
    f"UPDATE dispatch SET state = 'done', done_at = {NOW} WHERE id = "
    "(SELECT id FROM dispatch WHERE state <> 'done' ORDER BY md5(id::text || $1) LIMIT 1)",
    "UPDATE dispatch SET state = 'accepted' WHERE id = "
    "(SELECT id FROM dispatch WHERE state = 'done' ORDER BY md5(id::text || $1) LIMIT 1)",
    f"UPDATE dispatch SET acknowledged_at = {NOW} WHERE id IN "
    "(SELECT id FROM dispatch ORDER BY md5(id::text || $1) LIMIT 5)",
    f"UPDATE step SET worker_id = {SOMEONE} WHERE id = "
    "(SELECT id FROM step ORDER BY md5(id::text || $1) LIMIT 1)",
    f"UPDATE step SET state = 'accepted', answered_at = {NOW} WHERE id = "
    "(SELECT id FROM step ORDER BY md5(id::text || $1) LIMIT 1)",
    f"UPDATE step SET handed_back_at = {NOW}, due_at = {NOW} WHERE id = "
    "(SELECT id FROM step ORDER BY md5(id::text || $1) LIMIT 1)",
    "INSERT INTO step (id, dispatch_id, no, worker_id, tier, state, alerted_at, due_at) "
    f"SELECT gen_random_uuid(), dispatch.id, 9, {SOMEONE}, 'worker', 'accepted', {NOW}, {NOW} "
    "FROM dispatch ORDER BY md5(id::text || $1) LIMIT 1 ON CONFLICT DO NOTHING",
    "DELETE FROM step WHERE id = (SELECT id FROM step ORDER BY md5(id::text || $1) LIMIT 1)",
    f"UPDATE stay SET left_at = {NOW}, bed_id = NULL, left_reason = 'family' "
    f"WHERE centre_id = {CENTRE} AND left_at IS NULL",
    f"UPDATE bed_hold SET state = 'released', bed_id = NULL WHERE centre_id = {CENTRE}",
    "UPDATE occupancy_override SET extra = extra + 1",
    f"UPDATE bed SET out_at = {NOW}, out_reason = 'repair' WHERE id = "
    "(SELECT id FROM bed ORDER BY md5(id::text || $1) LIMIT 1)",
    "UPDATE house SET takes = 'girls' WHERE id = "
    "(SELECT id FROM house ORDER BY md5(id::text || $1) LIMIT 1)",
)
"""One of each kind for every table that matching reads; `$1` draws the rows."""
SIZE: Final = 0.02


@pytest.fixture
async def found(database: Database, settings: Settings, clock: Any) -> "Asking":
    """A small world with the roll of it, as a web process keeps it."""
    those = await nearest_world.seed(database, SIZE, random.Random(7), incidents=12)
    async with (await database.raw()).acquire() as connection:
        await connection.execute("UPDATE roll_journal SET marked_at = $1", app_clock.now())
    roll = Roll()
    await roll.catch_up(database)
    database.info[ROLL] = roll
    return Asking(database, [id_ for id_, _ in those], roll, settings)


class Asking:
    """Asks the roll and the database the same, in one transaction, and before and after at a
    glance."""

    def __init__(
        self, database: Database, incidents: list[UUID], roll: Roll, settings: Settings
    ) -> None:
        self.database, self.incidents, self.roll = database, incidents, roll
        self.settings = settings
        self.told = 0

    async def both(self, incident_id: UUID, *before: str, draw: str = "") -> None:
        """They agree; `before` is changed in the same transaction."""
        looked = None if before else (await look(self.database, incident_id, self.settings)).rows()
        async with self.database.transaction() as session:
            for change in before:
                await (await driver(session)).execute(change, *([draw] if "$1" in change else []))
            incident = await for_system(session, incident_id, SystemReason.MATCHING)
            of_roll = await self.roll.those_for(session, incident.place, ())
            self.told += of_roll is not None
            by_roll = (await find_responders(session, incident, self.settings)).rows()
            del session.info[ROLL]
            by_sql = (await find_responders(session, incident, self.settings)).rows()
            assert by_roll == by_sql
        assert looked in (None, by_sql)
        assert (await look(self.database, incident_id, self.settings)).rows() == by_sql

    async def change(self, change: str, draw: str, *, keep: bool = True) -> None:
        """By another connection, kept or taken back."""
        async with (await self.database.raw()).acquire() as connection:
            try:
                async with connection.transaction():
                    await connection.execute(change, *([draw] if "$1" in change else []))
                    if not keep:
                        raise asyncpg.InterfaceError("taken back")
            except asyncpg.InterfaceError:
                assert not keep


async def test_it_tells_what_the_database_would_after_every_change(
    found: Asking, clock: Any
) -> None:
    chance = random.Random(11)
    changes = [*CHANGES, *chance.choices(CHANGES, k=30)]
    for turn, change in enumerate(changes):
        await found.change(change, str(turn), keep=chance.random() < 0.9)
        clock.shift(chance.choice((0, 1, 700)))
        await found.both(chance.choice(found.incidents))
    assert found.told == len(changes)


async def test_what_matching_does_not_read_is_not_noted(found: Asking) -> None:
    async with (await found.database.raw()).acquire() as connection:
        before = await connection.fetchval("SELECT count(*) FROM roll_change")
        await connection.execute("UPDATE worker SET duty_at = now(), version = version + 1")
        await connection.execute("UPDATE dispatch SET version = version + 1, due_at = now()")
        await connection.execute("UPDATE step SET late_at = now(), distance_km = 3")
        assert await connection.fetchval("SELECT count(*) FROM roll_change") == before


async def test_every_table_that_matching_reads_is_watched(database: Database) -> None:
    async with (await database.raw()).acquire() as connection:
        statement = _statement(ALSO)
        await connection.execute(f"CREATE VIEW read_by_matching AS {_without_values(statement)}")
        read = await connection.fetch(
            "SELECT DISTINCT refobjid::regclass::text AS name FROM pg_depend JOIN pg_rewrite "
            "ON pg_rewrite.oid = objid WHERE ev_class = 'read_by_matching'::regclass "
            "AND refclassid = 'pg_class'::regclass AND refobjid <> ev_class"
        )
        watched = await connection.fetch(
            "SELECT tgrelid::regclass::text AS name, count(*) FROM pg_trigger "
            "WHERE tgname LIKE 'roll_%' GROUP BY tgrelid"
        )
    assert {row["name"] for row in read} == {row["name"] for row in watched}
    assert {row["count"] for row in watched} == {4}


def _without_values(statement: str) -> str:
    for number, kind in enumerate(("text[]", "uuid[]", "float8[]", "timestamptz"), 1):
        statement = statement.replace(f"${number}::{kind}", f"NULL::{kind}")
    return statement


async def test_what_this_transaction_changed_itself_only_this_one_sees(found: Asking) -> None:
    incident = found.incidents[0]
    for turn, change in enumerate(CHANGES[:8]):
        with pytest.raises(ZeroDivisionError):
            async with found.database.transaction() as session:
                await (await driver(session)).execute(
                    change, *([str(turn)] if "$1" in change else [])
                )
                assert await found.roll.those_for(session, None, ()) is None
                raise ZeroDivisionError
        await found.both(incident)
    await found.both(incident, *CHANGES[:4], draw="x")
    await found.both(incident)


async def test_a_change_that_is_not_committed_yet_counts_when_it_is(found: Asking) -> None:
    async with (await found.database.raw()).acquire() as slow:
        for turn, change in enumerate(CHANGES[::4]):
            async with slow.transaction():
                await slow.execute(change, *([str(turn)] if "$1" in change else []))
                for _ in range(3):  # the roll moves on meanwhile
                    await found.change(CHANGES[0], f"other{turn}")
                    await found.both(found.incidents[turn])
            await found.both(found.incidents[turn])
    assert found.told


async def test_who_takes_up_or_leaves_a_post_counts_from_that_second_on(
    found: Asking, clock: Any
) -> None:
    async with (await found.database.raw()).acquire() as connection:
        moment = app_clock.now() + timedelta(hours=2)
        await connection.execute(
            "UPDATE holding SET ends_at = $1 WHERE ends_at IS NULL AND starts_at < $1", moment
        )
        await connection.execute(
            "INSERT INTO holding (id, post_id, worker_id, kind, starts_at) "
            "SELECT gen_random_uuid(), id, (SELECT id FROM worker LIMIT 1), 'acting', $1 FROM post",
            moment + timedelta(hours=1),
        )
    await found.roll.catch_up(found.database)
    incident = found.incidents[3]
    for hours in (0, 1.99, 0.02, 0.98, 0.02, 5):
        clock.shift(hours * 3600)
        await found.roll.catch_up(found.database)
        await found.both(incident)
    assert found.told == 6


async def test_a_process_that_slept_too_long_asks_the_database_and_reads_anew(
    found: Asking, clock: Any
) -> None:
    database, incident = found.database, found.incidents[1]
    for turn in range(2):
        await found.change(CHANGES[turn], "1")
    async with asyncio.timeout(60):
        while await database.ask("SELECT count(*) FROM roll_change"):
            # Twice, and again while a transaction of a neighbour's test on this server is older.
            clock.shift(rolls.KEPT.total_seconds() + 1)
            async with database.transaction() as session:
                await rolls.forget(session)
    await found.both(incident)
    assert found.told == 0
    await found.roll.catch_up(database)
    await found.both(incident)
    assert found.told == 1


async def test_changes_are_kept_for_a_while_for_those_who_sleep(found: Asking, clock: Any) -> None:
    await found.change(CHANGES[0], "1")
    for _ in range(2):  # two workers at once
        async with found.database.transaction() as session:
            await rolls.forget(session)
    await found.both(found.incidents[1])
    assert found.told == 1


async def test_a_table_emptied_by_hand_is_read_anew(found: Asking) -> None:
    await found.change("TRUNCATE step, stay CASCADE", "")
    await found.both(found.incidents[1])
    assert found.told == 0
    await found.roll.catch_up(found.database)
    await found.both(found.incidents[1])
    assert found.told == 1


async def test_a_look_at_what_stands_still_asks_once(found: Asking) -> None:
    incident = found.incidents[4]
    before = (await look(found.database, incident, found.settings)).rows()
    found.database.transaction = _no_transaction  # type: ignore[method-assign]
    assert (await look(found.database, incident, found.settings)).rows() == before
    with pytest.raises(IncidentNotFound):
        await look(found.database, UUID(int=7), found.settings)


def _no_transaction() -> Any:
    raise AssertionError("a transaction, though nothing has changed")


async def test_what_two_ask_at_once_stands_in_neither_answer_of_the_other(found: Asking) -> None:
    async with found.database.transaction() as session:
        incident = await for_system(session, found.incidents[2], SystemReason.MATCHING)
        those = await found.roll.those_for(session, incident.place, ())
    assert those
    asked = [
        ForMatching(
            incident.place,
            "P1",
            (),
            language,
            {"child_sex": sex, "child_age": age, "female_wanted": female},
            frozenset(),
        )
        for sex, age, female, language in (
            ("girl", "5", "yes", "bn"),
            ("boy", "17", "no", None),
            (None, None, "no", "rhg"),
        )
    ]
    alone = []
    for one in asked:
        around.cache_clear()
        alone.append(_found(one, those, found.settings).rows())
    together = [_found(one, those, found.settings) for one in asked]
    assert [one.rows() for one in (*together, *together[::-1])] == [*alone, *alone[::-1]]
