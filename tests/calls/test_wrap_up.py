"""The work after a call: visible, extendable, and nothing is ever discarded when it is late."""

from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import travel

from app.calls import interview, offers, service, wrap_up
from app.calls.interview import DispositionNeeded
from app.calls.locking import CallNotFound
from app.calls.models import Call, Invitation
from app.calls.queries import call_rows, rows_of_one, wrap_ups_due
from app.calls.states import InvitationKind, InvitationState, LegState
from app.core import clock
from app.core.db import Database
from app.core.moves import IllegalMove
from app.staff.models import Staff
from app.staff.states import Duty
from tests.calls.night import duty_of, hang_up, press
from tests.factories import (
    add_counsellor,
    answered,
    get_call,
    offered,
    open_offer,
    ring,
)


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


async def handed_over(database: Database) -> tuple[Staff, Staff, Call]:
    """Who handed a call over and writes on, and whose call it is now."""
    former, call = await answered(database)
    present = await add_counsellor(database)
    async with database.transaction() as session:
        (await session.get_one(Call, call.id)).owner_id = present.id
        session.add(
            Invitation(
                call_id=call.id,
                from_id=former.id,
                to_id=present.id,
                kind=InvitationKind.WARM,
                state=InvitationState.HANDED_OVER,
                asked_at=clock.now(),
                ended_at=clock.now(),
                wrap_up=True,
                wrap_up_due_at=clock.seconds_from_now(wrap_up.SECONDS),
            )
        )
    return former, present, await get_call(database, call.id)


async def test_after_handing_over_it_is_extended_as_often_as_any_other(database: Database) -> None:
    former, present, call = await handed_over(database)
    for times in (1, 2):
        await extend(database, call.id, former)
        async with database.transaction() as session:
            row = (await rows_of_one(session, former.id, [call.id], full_number=False))[call.id]
        assert (row["handed_over"], row["wrap_up_extended"]) == (True, times)
    with pytest.raises(wrap_up.WrapUpIsLong):
        await extend(database, call.id, former)
    assert (await get_call(database, call.id)).wrap_up_extended == 0
    with pytest.raises(IllegalMove):  # the colleague still talks
        await extend(database, call.id, present)


async def test_what_the_former_counsellor_took_is_not_taken_from_the_present_one(
    database: Database,
) -> None:
    former, present, call = await handed_over(database)
    await extend(database, call.id, former)
    async with database.transaction() as session:
        (await session.get_one(Call, call.id)).wrap_up = True
        (await session.get_one(Call, call.id)).wrap_up_due_at = clock.now()
    assert (await extend(database, call.id, present)).wrap_up_extended == 1
    async with database.transaction() as session:
        await wrap_up.complete(session, call.id, former.id)
    with pytest.raises(CallNotFound):
        await extend(database, call.id, former)


async def silent(database: Database) -> tuple[Staff, Call]:
    """A counsellor in the work after a silent call, whose caller hung up unquestioned."""
    person, call = await answered(database)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, call.step)
        leg = await service.current_leg(session, await session.get_one(Call, call.id))
        assert leg is not None
        await service.leg_moved(session, leg.id, LegState.JOINED)
        await interview.start(session, call.id, person.id)
    async with database.transaction() as session:
        await service.caller_left(session, call.id)
    assert await duty_of(database, person) is Duty.WRAP_UP
    return person, call


async def finish(database: Database, person: Staff, call_id: UUID) -> None:
    async with database.transaction() as session:
        await interview.before_it_is_over(session, call_id, person.id)
        await wrap_up.complete(session, call_id, person.id)


async def test_a_pause_or_the_way_home_leaves_the_question_open_what_a_silent_call_was(
    database: Database,
) -> None:
    """Nobody is kept from a break by a form: the work stays on the screen and on the board."""
    person, call = await silent(database)
    for verb in ("pause", "end", "start"):
        await press(database, person, verb, "debrief" if verb == "pause" else None)
        with pytest.raises(DispositionNeeded):
            await finish(database, person, call.id)
        async with database.transaction() as session:
            mine = await rows_of_one(session, person.id, None, full_number=False)
            assert person.id in await wrap_ups_due(session)
        assert mine[call.id]["wrap_up"] and mine[call.id]["interview"]["disposition"] is None
    async with database.transaction() as session:
        await interview.dispose(session, call.id, person.id, "silent_empty")
    await finish(database, person, call.id)
    assert await duty_of(database, person) is Duty.AVAILABLE


async def test_who_takes_another_call_meanwhile_is_not_free_before_the_question_is_answered(
    database: Database,
) -> None:
    person, call = await silent(database)
    await press(database, person, "pause", "tea")
    await press(database, person, "resume")
    other = await ring(database, "+8801210000002")
    await offered(database)
    offer = await open_offer(database, other)
    async with database.transaction() as session:
        await offers.accept(session, offer.id, person.id)
    await hang_up(database, person, await get_call(database, other))
    await finish(database, person, other)
    assert await duty_of(database, person) is Duty.WRAP_UP
    async with database.transaction() as session:
        await interview.dispose(session, call.id, person.id, "silent_engaged")
    await finish(database, person, call.id)
    assert await duty_of(database, person) is Duty.AVAILABLE
