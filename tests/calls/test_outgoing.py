"""Calling back: only what is known to be safe, the counsellor first, and nobody rung twice."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select
from structlog.testing import capture_logs
from time_machine import travel

from app.calls import outgoing, service
from app.calls.callback_rows import call_back_rows
from app.calls.callbacks import CallBackInHand, complete
from app.calls.models import Call, CallBack
from app.calls.queries import call_rows
from app.calls.states import CallBackState, CallState, LegState
from app.cases import contact
from app.cases.access import SystemReason, for_system
from app.cases.models import TimelineEntry
from app.cases.safety import ContactNotSafe
from app.core import clock, security
from app.core.db import Database
from app.core.errors import ProviderError
from app.core.moves import IllegalMove
from app.staff.models import Staff
from app.staff.states import Duty
from tests.calls.night import Switchboard, duty_of, legs_of, lines
from tests.calls.test_callbacks import NUMBER, abandoned, listed
from tests.factories import add_counsellor, get_call


async def marked(database: Database, call_id: UUID) -> None:
    """The caller of this call had pressed the key."""
    async with database.transaction() as session:
        call = await session.get_one(Call, call_id)
        found = await for_system(session, call.incident_id, SystemReason.SCREEN, lock=True)
        assert call.number_index is not None
        await contact.mark_safe_by_key(session, found, call.id, call.number_index)


async def forbidden(database: Database, incident_id: UUID, by: UUID) -> None:
    async with database.transaction() as session:
        found = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
        await contact.forbid(session, found, "somebody_listens", by)


async def safe_row(database: Database) -> CallBack:
    await marked(database, await abandoned(database))
    (row,) = await listed(database)
    return row


async def call_back(database: Database, row: CallBack, person: Staff) -> Call:
    async with database.transaction() as session:
        return await outgoing.call_back(session, row.id, person.id)


async def counsellor_joins(database: Database, board: Switchboard, call: Call) -> None:
    work = lines(database, board)
    (leg,) = await legs_of(database, call.id)
    await work.connect(leg.id)
    async with database.transaction() as session:
        await service.leg_moved(session, leg.id, LegState.JOINED)


async def kinds(database: Database) -> list[str]:
    async with database.transaction() as session:
        found = await session.exec(select(TimelineEntry).order_by(TimelineEntry.seq))  # type: ignore[arg-type]
        return [entry.kind for entry in found]


@pytest.fixture
async def person(database: Database) -> Staff:
    return await add_counsellor(database)


async def test_a_number_nobody_spoke_for_is_not_called_and_the_refusal_is_kept(
    database: Database, person: Staff
) -> None:
    await abandoned(database)
    (row,) = await listed(database)
    async with database.transaction() as session:
        with pytest.raises(ContactNotSafe):
            await outgoing.call_back(session, row.id, person.id)
    assert "contact.refused" in await kinds(database)
    assert await duty_of(database, person) is Duty.AVAILABLE
    assert (await listed(database))[0].attempts == 0


async def test_the_counsellor_is_rung_first_then_the_caller_and_they_talk(
    database: Database, person: Staff
) -> None:
    row, board = await safe_row(database), Switchboard()
    call = await call_back(database, row, person)
    assert (call.incident_id, call.owner_id, call.state) == (
        row.incident_id,
        person.id,
        CallState.CONNECTING,
    )
    assert await duty_of(database, person) is Duty.ON_CALL
    work = lines(database, board)
    await counsellor_joins(database, board, call)
    assert [asked[0] for asked in board.asked] == ["ring"]
    await work.ring_caller(call.id)
    assert [asked[0] for asked in board.asked] == ["ring", "call_out"]
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, 1)
    talking = await get_call(database, call.id)
    assert talking.state is CallState.TALKING
    async with database.transaction() as session:
        (shown,) = (await call_back_rows(session)).values()
        told = (await call_rows(session, [call.id], full_number=False))[call.id]
    assert (shown["attempts"], shown["in_hand"]["en"]) == (1, person.name)
    assert told["outgoing"] is True
    assert told["times_called"]["ever"] == 1


async def test_the_row_stays_open_with_an_attempt_when_nobody_is_reached(
    database: Database, person: Staff
) -> None:
    row, board = await safe_row(database), Switchboard()
    call = await call_back(database, row, person)
    await counsellor_joins(database, board, call)
    await lines(database, board).ring_caller(call.id)
    async with database.transaction() as session:
        await service.caller_left(session, call.id)
    ended = await get_call(database, call.id)
    assert (ended.state, ended.end_reason) == (CallState.ENDED, "not_reached")
    assert await duty_of(database, person) is Duty.WRAP_UP
    (after,) = await listed(database)
    assert (after.state, after.attempts) == (CallBackState.OPEN, 1)


async def test_ringing_twice_for_one_call_never_happens(database: Database, person: Staff) -> None:
    row, board = await safe_row(database), Switchboard()
    call = await call_back(database, row, person)
    await counsellor_joins(database, board, call)
    work = lines(database, board)
    await asyncio.gather(*(work.ring_caller(call.id) for _ in range(3)))
    await work.ring_caller(call.id)
    assert [asked[0] for asked in board.asked].count("call_out") == 1


async def test_a_no_said_while_the_counsellor_rings_stops_it(
    database: Database, person: Staff
) -> None:
    row, board = await safe_row(database), Switchboard()
    call = await call_back(database, row, person)
    await counsellor_joins(database, board, call)
    await forbidden(database, row.incident_id, person.id)
    await lines(database, board).ring_caller(call.id)
    assert [asked[0] for asked in board.asked] == ["ring"]
    assert (await get_call(database, call.id)).end_reason == "not_reached"
    assert (await kinds(database)).count("contact.refused") == 1


async def test_a_key_that_ran_out_while_the_counsellor_rings_stops_it(
    database: Database, person: Staff
) -> None:
    row, board = await safe_row(database), Switchboard()
    with travel(clock.now() + timedelta(hours=23, minutes=59, seconds=50), tick=False):
        call = await call_back(database, row, person)
        await counsellor_joins(database, board, call)
    with travel(clock.now() + timedelta(hours=24, seconds=5), tick=False):
        await lines(database, board).ring_caller(call.id)
    assert [asked[0] for asked in board.asked] == ["ring"]


@pytest.mark.parametrize("retryable", [True, False])
async def test_a_network_that_fails_ends_the_try_and_rings_no_second_time(
    database: Database, person: Staff, retryable: bool
) -> None:
    row, board = await safe_row(database), Switchboard()
    call = await call_back(database, row, person)
    await counsellor_joins(database, board, call)
    board.ring_fails = ProviderError("no", retryable=retryable)
    with capture_logs() as logs:
        await lines(database, board).ring_caller(call.id)
    assert (await get_call(database, call.id)).end_reason == "not_reached"
    assert NUMBER not in str(logs)


async def test_a_counsellor_whose_line_is_lost_before_the_caller_came_leaves_nobody_waiting(
    database: Database, person: Staff
) -> None:
    row, board = await safe_row(database), Switchboard()
    call = await call_back(database, row, person)
    await counsellor_joins(database, board, call)
    await lines(database, board).ring_caller(call.id)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.leg_moved(session, leg.id, LegState.LEFT)
        await service.counsellor_lost(session, leg.id, caller_is_up=True)
    ended = await get_call(database, call.id)
    assert ended.end_reason == "not_reached"
    await lines(database, board).hang_up(call.id)
    assert ("hang_up", ended.provider_call_id) in board.asked


async def test_a_called_person_who_talks_and_loses_the_counsellor_waits_like_any_caller(
    database: Database, person: Staff
) -> None:
    row, board = await safe_row(database), Switchboard()
    call = await call_back(database, row, person)
    await counsellor_joins(database, board, call)
    await lines(database, board).ring_caller(call.id)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, 1)
        await service.leg_moved(session, leg.id, LegState.LEFT)
        await service.counsellor_lost(session, leg.id, caller_is_up=True)
    assert (await get_call(database, call.id)).state is CallState.WAITING


async def test_two_counsellors_at_once_make_one_call(database: Database, person: Staff) -> None:
    row, other = await safe_row(database), await add_counsellor(database)

    async def tried(who: Staff) -> str:
        try:
            return str((await call_back(database, row, who)).owner_id)
        except CallBackInHand:
            return "in hand"

    outcomes = await asyncio.gather(tried(person), tried(other))
    assert sorted(outcomes, key=len)[0] == "in hand"
    owner = next(one for one in outcomes if one != "in hand")
    first, second = (person, other) if owner == str(person.id) else (other, person)
    assert (await call_back(database, row, first)).owner_id == first.id  # asked again: the same
    assert await duty_of(database, second) is Duty.AVAILABLE
    with pytest.raises(CallBackInHand):
        async with database.transaction() as session:
            await complete(session, row.id, second.id, "not_reached")


async def test_who_is_not_free_can_not_call_back(database: Database) -> None:
    row, resting = await safe_row(database), await add_counsellor(database, on=False)
    with pytest.raises(IllegalMove):
        await call_back(database, row, resting)


async def test_the_called_line_that_asks_before_we_know_it_is_taken_for_its_own(
    database: Database, person: Staff
) -> None:
    row, board = await safe_row(database), Switchboard()
    call = await call_back(database, row, person)
    async with database.transaction() as session:
        await outgoing.line_answered(session, call.id, 1, "CA-too-early")
    assert (await get_call(database, call.id)).provider_call_id == f"out-{call.id}"
    await counsellor_joins(database, board, call)
    async with database.transaction() as session:
        assert await outgoing._leave_to_ring(session, call.id) is not None
        await outgoing.line_answered(session, call.id, 1, "CA-quick")
    assert (await get_call(database, call.id)).provider_call_id == "CA-quick"


async def test_no_number_stands_in_events_jobs_or_logs_of_a_call_back(
    database: Database, person: Staff
) -> None:
    with capture_logs() as logs:
        row, board = await safe_row(database), Switchboard()
        call = await call_back(database, row, person)
        await counsellor_joins(database, board, call)
        await lines(database, board).ring_caller(call.id)
        async with database.transaction() as session:
            await service.caller_left(session, call.id)
            await complete(session, row.id, person.id, "not_reached")
    assert ("call_out", NUMBER) in board.asked
    pool = await database.raw()
    told = [dict(one) for one in await pool.fetch("SELECT * FROM outbox")]
    told += [dict(one) for one in await pool.fetch("SELECT kind, facts FROM timeline_entry")]
    jobs = await pool.fetch("SELECT entrypoint, payload FROM pgqueuer")
    assert {one["entrypoint"] for one in jobs} >= {"calls.connect", "calls.call_out"}
    assert all(len(one["payload"]) == 16 for one in jobs)
    index = security.vault().blind_index(NUMBER)
    for text in (str(told), str(logs)):
        assert NUMBER[4:] not in text
        assert index.hex() not in text
