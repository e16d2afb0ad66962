"""Places of waiting callers on a real database: what a number did before counts, and is shown."""

import asyncio
import random
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.calls import placing, service
from app.calls.jobs import offer_waiting
from app.calls.models import Call
from app.calls.offering import AT_ONCE, ORDER, WAITING
from app.calls.queries import waiting_rows
from app.calls.queue import score, stands_since
from app.calls.routing import Pace
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.core import clock
from app.core.db import Database
from tests.calls.crowd import crowd
from tests.factories import add_counsellor, answered, get_call, open_offer, ring

ONE, OTHER = "+8801210000001", "+8801210000002"


async def change(database: Database, call_id: UUID, **values: Any) -> None:
    pool = await database.raw()
    put = ", ".join(f"{name} = ${at}" for at, name in enumerate(values, start=2))
    await pool.execute(f"UPDATE call SET {put} WHERE id = $1", call_id, *values.values())


async def of_ticket(database: Database, call_id: UUID, verb: Any) -> None:
    call = await get_call(database, call_id)
    async with database.transaction() as session:
        incident = await for_system(session, call.incident_id, SystemReason.SCREEN, lock=True)
        await verb(session, incident)


async def urgent(database: Database, call_id: UUID, urgency: str) -> None:
    by = await add_counsellor(database, on=False)
    await of_ticket(database, call_id, lambda s, one: cases.set_urgency(s, one, urgency, by.id))


async def gave_up(database: Database, call_id: UUID) -> None:
    async with database.transaction() as session:
        await service.caller_left(session, call_id)


async def earlier(
    database: Database, ago: timedelta, waited: timedelta, number: str | None = ONE
) -> UUID:
    """A call of this number that rang and gave up again."""
    call_id = await ring(database, number)
    await placing.place_new(database)
    await gave_up(database, call_id)
    rang = clock.now() - ago
    await change(database, call_id, arrived_at=rang, queued_at=rang, ended_at=rang + waited)
    return call_id


async def reasons(database: Database, call_id: UUID) -> dict[str, int]:
    """Of its place, once it has one: a ticket that somebody works on is left for the next time."""
    async with asyncio.timeout(10):
        while True:
            await placing.place_new(database)
            call = await get_call(database, call_id)
            if call.placed_at is not None or call.state != "waiting":
                break
            await asyncio.sleep(0.05)
    assert call.head_start == sum(row["points"] for row in call.head_starts)
    return {row["code"]: row["points"] for row in call.head_starts}


async def test_an_ordinary_call_is_looked_at_once_and_nothing_is_told(database: Database) -> None:
    call_id = await ring(database)
    assert await placing.place_new(database) == 1
    assert await placing.place_new(database) == 0
    call = await get_call(database, call_id)
    assert (call.head_starts, call.version, call.placed_at is None) == ([], 1, False)


@pytest.mark.parametrize(("gap", "regained"), [(599, True), (601, False)])
async def test_who_gave_up_and_calls_again_within_ten_minutes_has_the_old_place(
    database: Database, gap: int, *, regained: bool
) -> None:
    waited = timedelta(seconds=200)
    await earlier(database, timedelta(seconds=gap) + waited, waited)
    points = await reasons(database, await ring(database))
    assert points == ({"called_again": pytest.approx(gap + 200, abs=2)} if regained else {})


async def test_a_place_is_regained_again_and_again_but_never_more_than_half_an_hour(
    database: Database,
) -> None:
    await earlier(database, timedelta(minutes=20), timedelta(minutes=2))
    second = await ring(database)
    await change(
        database,
        second,
        arrived_at=clock.now() - timedelta(minutes=14),
        queued_at=clock.now() - timedelta(minutes=14),
    )
    assert (await reasons(database, second))["called_again"] == pytest.approx(360, abs=2)
    await gave_up(database, second)
    await change(database, second, ended_at=clock.now() - timedelta(minutes=5))
    points = await reasons(database, await ring(database))
    assert points == {"called_again": pytest.approx(1200, abs=3)}


async def test_who_was_answered_has_no_old_place_to_regain(database: Database) -> None:
    call_id = await earlier(database, timedelta(minutes=5), timedelta(minutes=2))
    await change(database, call_id, end_reason="caller_hung_up", answered_at=clock.now())
    assert await reasons(database, await ring(database)) == {}


async def test_withheld_numbers_are_never_taken_for_one_another(database: Database) -> None:
    await earlier(database, timedelta(minutes=5), timedelta(minutes=2), None)
    first, second = await ring(database, None), await ring(database, None)
    assert await reasons(database, first) == {}
    assert await reasons(database, second) == {}


async def silent(database: Database, minutes_ago: int) -> None:
    call_id = await earlier(database, timedelta(minutes=minutes_ago), timedelta(seconds=5))
    await change(database, call_id, end_reason="caller_hung_up")
    by = await add_counsellor(database, on=False)
    await of_ticket(database, call_id, lambda s, one: cases.close(s, one, "silent", by.id))


async def test_two_silent_calls_in_thirty_minutes_raise_the_place_of_the_next(
    database: Database,
) -> None:
    await silent(database, 29)
    assert await reasons(database, await ring(database, OTHER)) == {}
    third = await ring(database)
    assert await reasons(database, third) == {}
    await change(database, third, state="ended", end_reason="caller_hung_up", ended_at=clock.now())
    await silent(database, 10)
    assert await reasons(database, await ring(database)) == {"silent_again": 300}


async def test_silent_calls_of_long_ago_are_no_reason(database: Database) -> None:
    for minutes in (31, 32, 33):
        await silent(database, minutes)
    assert await reasons(database, await ring(database)) == {}


async def test_an_urgent_ticket_that_is_open_helps_the_next_call_of_its_number(
    database: Database,
) -> None:
    call_id = await earlier(database, timedelta(hours=2), timedelta(seconds=20))
    await urgent(database, call_id, "P1")
    assert await reasons(database, await ring(database)) == {"danger_before": 600}
    assert await reasons(database, await ring(database, OTHER)) == {}


async def test_urgency_that_is_raised_while_the_caller_waits_raises_the_place(
    database: Database,
) -> None:
    call_id = await ring(database)
    await placing.place_new(database)
    await urgent(database, call_id, "P2")
    assert await placing.place_again(database) == 1
    assert await reasons(database, call_id) == {"danger": 300}
    await urgent(database, call_id, "P1")
    assert await placing.place_again(database) == 1
    assert await reasons(database, call_id) == {"danger": 900}
    assert await placing.place_again(database) == 0


async def test_of_one_number_each_further_call_stands_lower_and_moves_up_when_its_turn_comes(
    database: Database,
) -> None:
    calls = [await ring(database) for _ in range(4)]
    stranger = await ring(database, OTHER)
    await placing.place_new(database)
    points = [(await get_call(database, one)).head_start for one in calls]
    assert points == [0, -600, -1200, -1800]
    assert await reasons(database, stranger) == {}
    assert await placing.place_again(database) == 0
    await gave_up(database, calls[0])
    assert await placing.place_again(database) == 1
    assert (await get_call(database, calls[1])).head_start >= 0
    assert await reasons(database, calls[2]) == {"further_call": -1200}


async def test_a_call_that_no_longer_breathes_does_not_stand_in_the_way_of_the_next(
    database: Database,
) -> None:
    """The news that a line is gone may be lost: the child who calls again must not pay for it."""
    ghost = await ring(database)
    await change(database, ghost, heartbeat_at=clock.now() - timedelta(seconds=31))
    assert await reasons(database, await ring(database)) == {}


async def test_a_lost_counsellor_stays_a_reason_when_the_place_is_worked_out_again(
    database: Database,
) -> None:
    _, call = await answered(database)
    async with database.transaction() as session:
        await service.connect_due(session, call.id)
    await urgent(database, call.id, "P1")
    await placing.place_again(database)
    assert await reasons(database, call.id) == {"danger": 900, "counsellor_lost": 600}


DANGER = [{"code": "danger", "points": 300}]


async def moved(database: Database, call_id: UUID) -> placing.Moved:
    """The place of a call that was read just now, and is to be another."""
    call = await get_call(database, call_id)
    return placing.Moved(call_id, call.incident_id, call.head_starts, DANGER)


async def put(database: Database, *those: placing.Moved) -> set[UUID]:
    async with database.transaction() as session:
        return await placing.put(session, those)


async def test_two_processes_that_work_out_one_place_tell_of_it_once(database: Database) -> None:
    call_id = await ring(database)
    place = await moved(database, call_id)
    assert await put(database, place) == {call_id}
    assert not await put(database, place)
    assert (await get_call(database, call_id)).version == 2


async def test_a_counsellor_lost_while_the_place_is_worked_out_is_not_forgotten(
    database: Database,
) -> None:
    _, call = await answered(database)
    place = await moved(database, call.id)
    async with database.transaction() as session:
        await service.connect_due(session, call.id)
    assert not await put(database, place)
    await urgent(database, call.id, "P2")
    await placing.place_again(database)
    assert await reasons(database, call.id) == {"danger": 300, "counsellor_lost": 600}


async def test_many_places_are_told_at_once_and_a_held_ticket_waits_for_the_next_time(
    database: Database,
) -> None:
    calls = [await ring(database, ONE) for _ in range(6)]
    held = await get_call(database, calls[3])
    async with database.transaction() as session:
        await for_system(session, held.incident_id, SystemReason.SCREEN, lock=True)
        async with asyncio.timeout(2):
            await placing.place_new(database)
        assert (await get_call(database, calls[3])).placed_at is None
    placed = [await get_call(database, one) for one in calls]
    assert [-one.head_start // 600 for one in placed] == [0, 1, 2, 0, 4, 5]
    await placing.place_new(database)
    assert (await get_call(database, calls[3])).head_start == -1800
    told = await steps(database, *(one.incident_id for one in placed[1:]))
    assert told == [("call.place_changed", 2, 2)] * 5


async def steps(database: Database, *incident_ids: UUID) -> list[tuple[str, int, int]]:
    """The last step of each ticket, with its number and the ticket's version."""
    pool = await database.raw()
    found = await pool.fetch(
        """
        SELECT DISTINCT ON (incident.id) kind, seq, incident.version
        FROM timeline_entry JOIN incident ON incident.id = incident_id
        WHERE incident.id = ANY($1) ORDER BY incident.id, seq DESC
        """,
        incident_ids,
    )
    return [tuple(row) for row in found]


async def test_a_place_is_not_put_on_a_call_that_somebody_has_taken(database: Database) -> None:
    _, call = await answered(database)
    assert not await put(database, await moved(database, call.id))
    assert (await get_call(database, call.id)).head_starts == []


async def test_the_list_shows_every_reason_and_a_version_that_grew(database: Database) -> None:
    await earlier(database, timedelta(minutes=4), timedelta(minutes=1))
    call_id = await ring(database)
    await placing.place_new(database)
    async with database.transaction() as session:
        row = (await waiting_rows(session))[call_id]
    assert [one["code"] for one in row["reasons"]] == ["called_again"]
    assert row["score_base"] == pytest.approx(240, abs=2)
    assert row["version"] == 2


async def test_a_number_that_floods_holds_its_share_and_leaves_the_others_theirs(
    database: Database,
) -> None:
    for _ in range(8):
        await add_counsellor(database)
    for _ in range(30):
        await ring(database)
    assert await offer_waiting(database, 15) == 1
    assert await offer_waiting(database, 15) == 0
    strangers = [await ring(database, f"+88012100001{n:02}") for n in range(8)]
    assert await offer_waiting(database, 15) == 7
    for stranger in strangers[:7]:
        await open_offer(database, stranger)


async def test_one_telephone_with_two_children_behind_it_is_answered_twice(
    database: Database,
) -> None:
    for _ in range(2):
        await add_counsellor(database)
    await ring(database)
    await ring(database)
    assert await offer_waiting(database, 15) == 2


async def test_fifty_callers_nobody_free_understands_do_not_hide_the_fifty_first(
    database: Database,
) -> None:
    await add_counsellor(database, languages=("bn",))
    for n in range(AT_ONCE + 5):
        call_id = await ring(database, f"+88012100001{n:02}")
        await change(database, call_id, language="rmz")
    bangla = await ring(database, OTHER)
    assert await offer_waiting(database, 15, pace=Pace()) == 1
    await open_offer(database, bangla)


async def random_queue(database: Database, dice: random.Random, calls: int) -> list[Call]:
    """Some calls, a few at the very same moment, with head starts of any sign."""
    pool, now = await database.raw(), clock.now()
    ids = [await ring(database, f"+88012100{n:05}") for n in range(calls)]
    for id_ in ids:
        waited = timedelta(seconds=dice.choice([0, 1, 60, dice.uniform(0, 4000)]))
        await pool.execute(
            "UPDATE call SET queued_at = $2, head_start = $3, placed_at = $2, language = $4, "
            "skill = $5 WHERE id = $1",
            id_,
            now - waited,
            dice.choice([0, 0, 300, 600, 900, -600, -12000, dice.randint(-2000, 2000)]),
            dice.choice(["bn", "en", "rhg", "xx"]),
            dice.choice([None, None, "keys"]),
        )
    return [await get_call(database, id_) for id_ in ids]


@pytest.mark.parametrize("seed", range(6))
async def test_the_order_in_the_database_is_that_of_the_formula(
    database: Database, seed: int
) -> None:
    calls = await random_queue(database, random.Random(seed), 60)
    pool = await database.raw()
    found = await pool.fetch(f"SELECT id FROM call WHERE state = 'waiting' ORDER BY {ORDER}")
    now = clock.now()

    def place(call: Call) -> tuple[datetime, UUID]:
        return stands_since(call.queued_at, call.head_start), call.id

    ordered = sorted(calls, key=place)
    assert [row["id"] for row in found] == [call.id for call in ordered]
    scores = [score(call.queued_at, call.head_start, now) for call in ordered]
    assert scores == sorted(scores, reverse=True)


async def test_among_five_thousand_only_those_who_are_next_are_read(database: Database) -> None:
    """Routing looks every few milliseconds: what it reads must not grow with the queue."""
    await crowd(database, 5000)
    pool = await database.raw()
    now = clock.now()
    values = (AT_ONCE, ["bn"], ["en"], now, now, ["general"], now)
    plan = await pool.fetch(f"EXPLAIN (ANALYZE, TIMING off, SUMMARY off) {WAITING}", *values)
    told = "\n".join(row[0] for row in plan)
    assert "Index Scan using ix_call_place" in told
    assert "Sort" not in told
    read = [int(rows) for rows in re.findall(r"ix_call_place on call .*actual rows=(\d+)", told)]
    assert read == [AT_ONCE]
    assert "Rows Removed by Filter" not in told


async def test_five_thousand_get_their_places_and_the_first_ones_are_offered(
    database: Database,
) -> None:
    await crowd(database, 5000)
    placed = 0
    while new := await placing.place_new(database):
        placed += new
    assert placed == 5000
    await add_counsellor(database)
    assert await offer_waiting(database, 15) == 1
    pool = await database.raw()
    first = await pool.fetchval("SELECT id FROM call ORDER BY queued_at LIMIT 1")
    await open_offer(database, first)
