"""Marks on a number: two counsellors, a while, a lower place, and never a block."""

from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import travel

from app.calls import nuisance, placing
from app.calls.locking import CallNotFound
from app.core import clock
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.staff.models import Staff
from tests.calls.test_placing import change, of_ticket, reasons
from tests.factories import add_counsellor, get_call, offered, open_offer, ring

NUMBER, OTHER = "+8801210000081", "+8801210000082"
MARKED = {"nuisance": -600}


async def marked(
    database: Database, by: Staff, number: str | None = NUMBER, ago: timedelta = timedelta()
) -> UUID:
    """A call of this number that `by` had so long ago, and marked."""
    call_id = await ring(database, number)
    then = clock.now() - ago
    await change(
        database,
        call_id,
        state="ended",
        owner_id=by.id,
        ended_at=then,
        arrived_at=then,
        end_reason="caller_hung_up",
    )
    with travel(then, tick=False):
        async with database.transaction() as session:
            await nuisance.mark(session, call_id, by.id, "plays")
    return call_id


async def two(database: Database) -> tuple[Staff, Staff]:
    return await add_counsellor(database, on=False), await add_counsellor(database, on=False)


async def test_two_counsellors_lower_the_place_of_a_number_and_of_no_other(
    database: Database,
) -> None:
    one, other = await two(database)
    for _ in range(3):
        await marked(database, one)
    first = await ring(database, NUMBER)
    assert await reasons(database, first) == {}
    await change(database, first, state="ended", end_reason="caller_hung_up")
    await marked(database, other)
    assert await reasons(database, await ring(database, NUMBER)) == MARKED
    assert await reasons(database, await ring(database, OTHER)) == {}


async def test_a_marked_number_is_answered_when_somebody_is_free(database: Database) -> None:
    one, other = await two(database)
    await marked(database, one)
    await marked(database, other)
    call_id = await ring(database, NUMBER)
    await add_counsellor(database)
    await offered(database)
    assert (await open_offer(database, call_id)).call_id == call_id


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [(1, 71, True), (1, 73, False), (167, 1, True), (169, 1, False)],
)
async def test_marks_expire(database: Database, first: int, last: int, *, counts: bool) -> None:
    """In hours: 72 after the last one, and both within seven days."""
    one, other = await two(database)
    await marked(database, one, ago=timedelta(hours=max(first, last)))
    await marked(database, other, ago=timedelta(hours=last))
    points = await reasons(database, await ring(database, NUMBER))
    assert points == (MARKED if counts else {})


async def test_danger_voids_every_mark(database: Database) -> None:
    one, other = await two(database)
    await marked(database, one)
    await marked(database, other)
    call_id = await ring(database, NUMBER)
    assert await reasons(database, call_id) == MARKED

    async def urgent(session: object, incident: object) -> None:
        from app.cases.service import set_urgency

        await set_urgency(session, incident, "P1", one.id)  # type: ignore[arg-type]

    await of_ticket(database, call_id, urgent)
    await placing.place_again(database)
    assert await reasons(database, call_id) == {"danger": 900}


async def test_a_supervisor_clears_the_marks_and_who_waits_moves_up_at_once(
    database: Database,
) -> None:
    one, other = await two(database)
    await marked(database, one)
    await marked(database, other)
    call_id = await ring(database, NUMBER)
    assert await reasons(database, call_id) == MARKED
    async with database.transaction() as session:
        await nuisance.clear(session, call_id, one.id)
    assert await reasons(database, call_id) == {}


async def test_one_call_is_marked_once_by_its_own_counsellor_for_a_known_reason(
    database: Database,
) -> None:
    one, other = await two(database)
    call_id = await marked(database, one)
    before = (await get_call(database, call_id)).version
    async with database.transaction() as session:
        await nuisance.mark(session, call_id, one.id, "plays")
    assert (await get_call(database, call_id)).version == before
    with pytest.raises(CallNotFound):
        async with database.transaction() as session:
            await nuisance.mark(session, call_id, other.id, "plays")
    with pytest.raises(InputIsInvalid):
        async with database.transaction() as session:
            await nuisance.mark(session, call_id, one.id, "silent")


async def test_a_withheld_number_can_not_be_marked(database: Database) -> None:
    one = await add_counsellor(database, on=False)
    with pytest.raises(nuisance.NumberIsWithheld):
        await marked(database, one, None)
