"""The work after a call: visible, extendable, and nothing is ever discarded when it is late."""

from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import travel

from app.calls import service, wrap_up
from app.calls.locking import CallNotFound
from app.calls.models import Call
from app.calls.queries import call_rows, wrap_ups_due
from app.core import clock
from app.core.db import Database
from app.core.moves import IllegalMove
from app.staff.models import Staff
from app.staff.states import Duty
from tests.calls.night import duty_of, hang_up
from tests.factories import add_counsellor, answered, get_call


async def ended(database: Database) -> tuple[Staff, Call]:
    person, call = await answered(database)
    await hang_up(database, person, call)
    return person, await get_call(database, call.id)


async def extend(database: Database, call_id: UUID, person: Staff) -> Call:
    async with database.transaction() as session:
        return await wrap_up.extend(session, call_id, person.id)


async def test_the_deadline_stands_on_the_call_and_on_the_board(database: Database) -> None:
    person, call = await ended(database)
    assert call.ended_at is not None
    assert call.wrap_up_due_at == pytest.approx(
        call.ended_at + timedelta(seconds=90), abs=timedelta(seconds=1)
    )
    async with database.transaction() as session:
        row = (await call_rows(session, [call.id], full_number=False))[call.id]
        due = await wrap_ups_due(session)
    assert row["wrap_up_due_at"] == due[person.id] == call.wrap_up_due_at.isoformat()
    assert row["wrap_up_extended"] == 0


async def test_it_is_extended_twice_and_then_goes_on_all_the_same(database: Database) -> None:
    person, before = await ended(database)
    assert before.wrap_up_due_at is not None
    for times in (1, 2):
        call = await extend(database, before.id, person)
        assert call.wrap_up_extended == times
        assert call.wrap_up_due_at == before.wrap_up_due_at + timedelta(seconds=60 * times)
    with pytest.raises(wrap_up.WrapUpIsLong):
        await extend(database, before.id, person)
    assert await duty_of(database, person) is Duty.WRAP_UP


async def test_more_time_when_it_is_late_counts_from_now(database: Database) -> None:
    person, call = await ended(database)
    later = clock.now() + timedelta(minutes=30)
    with travel(later, tick=False):
        call = await extend(database, call.id, person)
        assert call.wrap_up_due_at == later + timedelta(seconds=60)


async def test_nothing_happens_when_the_time_is_over(database: Database) -> None:
    """No deadline of ours ends a wrap-up: whoever is late only looks late."""
    person, call = await ended(database)
    pool = await database.raw()
    pending = "SELECT count(*) FROM deadline WHERE subject_id = $1 AND ended_at IS NULL"
    assert await pool.fetchval(pending, call.id) == 0
    with travel(clock.now() + timedelta(hours=9), tick=False):
        assert (await get_call(database, call.id)).wrap_up
        assert await duty_of(database, person) is Duty.WRAP_UP
        async with database.transaction() as session:
            await service.complete(session, call.id, person.id)
        assert await duty_of(database, person) is Duty.AVAILABLE
    async with database.transaction() as session:
        assert await wrap_ups_due(session) == {}


async def test_only_what_is_in_wrap_up_is_extended_and_only_by_its_counsellor(
    database: Database,
) -> None:
    person, call = await answered(database)
    with pytest.raises(IllegalMove):
        await extend(database, call.id, person)
    await hang_up(database, person, call)
    with pytest.raises(CallNotFound):
        await extend(database, call.id, await add_counsellor(database))
    async with database.transaction() as session:
        await service.complete(session, call.id, person.id)
    with pytest.raises(IllegalMove):
        await extend(database, call.id, person)
