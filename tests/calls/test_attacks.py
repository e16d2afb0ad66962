"""Buttons pressed in an odd order, and everything at the same moment."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import travel

from app.calls import offers, service
from app.calls.jobs import deadlines, offer_waiting
from app.calls.locking import CallNotFound
from app.calls.states import CallState
from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError
from app.jobs.deadlines import fire_due
from app.staff.duty import seen
from app.staff.models import DutyRow, Staff
from app.staff.states import Duty
from tests.calls.night import (
    duty_of,
    hang_up,
    press,
)
from tests.factories import add_counsellor, answered, get_call, offered, open_offer, ring

# -- wrap-up --------------------------------------------------------------------------------


async def test_a_break_taken_in_wrap_up_leaves_no_call_that_can_never_be_completed(
    database: Database,
) -> None:
    person, call = await answered(database)
    await hang_up(database, person, call)
    await press(database, person, "pause", "tea")
    async with database.transaction() as session:
        await service.complete(session, call.id, person.id)
    assert not (await get_call(database, call.id)).wrap_up
    assert await duty_of(database, person) is Duty.PAUSED


async def test_completing_yesterdays_call_does_not_end_todays_wrap_up(database: Database) -> None:
    person, old = await answered(database)
    await hang_up(database, person, old)
    await press(database, person, "pause", "meal")
    await press(database, person, "end")
    await press(database, person, "start")
    new_id = await ring(database)
    await offered(database)
    offer = await open_offer(database, new_id)
    async with database.transaction() as session:
        new = await offers.accept(session, offer.id, person.id)
    await hang_up(database, person, new)
    async with database.transaction() as session:
        await service.complete(session, old.id, person.id)
    assert await duty_of(database, person) is Duty.WRAP_UP
    async with database.transaction() as session:
        await service.complete(session, new.id, person.id)
    assert await duty_of(database, person) is Duty.AVAILABLE


# -- routing --------------------------------------------------------------------------------


async def test_a_call_passed_on_after_a_long_wait_does_not_ring_at_once_again(
    database: Database,
) -> None:
    person = await add_counsellor(database)
    call_id = await ring(database)
    with travel(clock.now() + timedelta(seconds=90), tick=False):
        await press_seen(database, person)
        await offered(database)
        offer = await open_offer(database, call_id)
        async with database.transaction() as session:
            await offers.pass_on(session, offer.id, person.id, "personal")
        assert not await offer_waiting(database, 15)
    with travel(clock.now() + timedelta(seconds=155), tick=False):
        await press_seen(database, person)
        assert await offer_waiting(database, 15) == 1


async def press_seen(database: Database, person: Staff) -> None:
    async with database.transaction() as session:
        await seen(session, [person.id])


async def test_one_locked_ticket_holds_up_nobody_elses_call(database: Database) -> None:
    await add_counsellor(database)
    stuck, free = await ring(database), await ring(database)
    pool = await database.raw()
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT 1 FROM call WHERE id = $1 FOR UPDATE", stuck)
        await offer_waiting(database, 15)
    assert (await open_offer(database, free)).call_id == free


# -- races ----------------------------------------------------------------------------------


async def test_accepting_running_out_and_hanging_up_at_once_end_in_one_story(
    database: Database,
) -> None:
    """Real connections, any order: never a deadlock, never a counsellor left ringing."""
    for _ in range(6):
        person = await add_counsellor(database)
        call_id = await ring(database)
        await offered(database, ring_seconds=0.001)
        offer = await open_offer(database, call_id)

        async def accept(offer_id: UUID = offer.id, person_id: UUID = person.id) -> None:
            async with database.transaction() as session:
                await offers.accept(session, offer_id, person_id)

        async def leave(call_id: UUID = call_id) -> None:
            async with database.transaction() as session:
                await service.caller_left(session, call_id)

        outcomes = await asyncio.gather(
            accept(),
            leave(),
            fire_due(database, deadlines()),
            fire_due(database, deadlines()),
            offer_waiting(database, 15),
            return_exceptions=True,
        )
        assert all(
            not isinstance(one, BaseException) or isinstance(one, HelplineError) for one in outcomes
        ), outcomes
        assert (await get_call(database, call_id)).state is CallState.ENDED
        duty = await duty_of(database, person)
        assert duty in (Duty.AVAILABLE, Duty.NO_ANSWER, Duty.WRAP_UP)
        async with database.transaction() as session:
            row = await session.get(DutyRow, person.id)
            assert row is not None
            row.state = Duty.OFF


async def test_a_foreign_call_and_no_call_are_answered_in_the_same_words(
    database: Database,
) -> None:
    _, call = await answered(database)
    stranger = await add_counsellor(database, on=False)
    said = set()
    for call_id in (call.id, UUID(int=1)):
        with pytest.raises(CallNotFound) as refused:
            async with database.transaction() as session:
                await service.hang_up(session, call_id, stranger.id)
        said.add(refused.value.detail)
    assert len(said) == 1
