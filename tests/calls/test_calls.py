"""Calls and offers on a real Postgres, time moved and never slept."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from asyncpg import UniqueViolationError
from sqlmodel import select
from time_machine import travel

from app.calls import offers, service
from app.calls.jobs import deadlines, offer_waiting
from app.calls.locking import CallNotFound
from app.calls.models import Call, Leg, Offer
from app.calls.offers import OfferIsGone, OfferNotFound
from app.calls.queries import call_rows, mask, offer_rows, queue_summary, waiting_rows
from app.calls.states import CallState, LegState, OfferState
from app.cases.access import SystemReason, for_system
from app.cases.queries import timeline_rows
from app.core import clock
from app.core.db import Database
from app.core.moves import IllegalMove
from app.jobs.deadlines import fire_due
from app.staff.models import DutyRow, Staff
from app.staff.states import Duty
from tests.factories import add_counsellor, answered, get_call, offered, open_offer, ring
from tests.statements import counted


async def duty_of(database: Database, person: Staff) -> Duty:
    async with database.transaction() as session:
        row = await session.get(DutyRow, person.id)
        assert row is not None
        return row.state


async def kinds(database: Database, incident_id: UUID) -> list[str]:
    async with database.transaction() as session:
        return [row["kind"] for row in await timeline_rows(session, incident_id)]


async def joined(database: Database, call: Call) -> Call:
    """Both lines join the conference."""
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg).where(Leg.call_id == call.id))).one()
        await service.caller_joined(session, call.id, call.step)
        await service.leg_moved(session, leg.id, LegState.JOINED, "CA-leg")
    return await get_call(database, call.id)


@pytest.fixture
async def later(database: Database) -> Callable[[float], Awaitable[int]]:
    """Moves the clock by seconds and fires what is due."""

    async def move(seconds: float) -> int:
        with travel(clock.now() + timedelta(seconds=seconds), tick=False):
            return await fire_due(database, deadlines())

    return move


async def test_a_free_counsellor_rings_and_the_offer_says_why(database: Database) -> None:
    person = await add_counsellor(database)
    call_id = await ring(database)
    await offered(database)
    assert await duty_of(database, person) is Duty.RINGING
    async with database.transaction() as session:
        (row,) = (await offer_rows(session, person.id)).values()
    assert row["call_id"] == str(call_id)
    assert row["caller_number"] == "012••-•••001"
    assert [reason["code"] for reason in row["reasons"]] == ["speaks", "only_one_free"]


async def test_nobody_is_offered_two_calls(database: Database) -> None:
    await add_counsellor(database)
    await ring(database)
    await ring(database)
    assert await offer_waiting(database, 15) == 1
    assert not await offer_waiting(database, 15)


async def test_an_unanswered_offer_marks_the_counsellor_and_rings_at_the_next(
    database: Database, later: Callable[[float], Awaitable[int]]
) -> None:
    first = await add_counsellor(database, "first")
    call_id = await ring(database)
    await offered(database)
    second = await add_counsellor(database, "second")
    assert await later(16) == 1
    assert await duty_of(database, first) is Duty.NO_ANSWER
    await offered(database)
    assert await duty_of(database, second) is Duty.RINGING
    assert (await open_offer(database, call_id)).staff_id == second.id


async def test_the_caller_whose_offer_ran_out_keeps_the_head_of_the_queue(
    database: Database, later: Callable[[float], Awaitable[int]]
) -> None:
    await add_counsellor(database, "first")
    oldest = await ring(database)
    await offered(database)
    newer = await ring(database)
    await later(16)
    await add_counsellor(database, "second")
    await offered(database)
    assert (await open_offer(database, oldest)).state is OfferState.OFFERED
    async with database.transaction() as session:
        rows = await waiting_rows(session)
    assert rows[oldest]["score_base"] >= rows[newer]["score_base"]


async def test_an_offer_accepted_in_time_is_not_missed_afterwards(
    database: Database, later: Callable[[float], Awaitable[int]]
) -> None:
    person, call = await answered(database)
    await later(16)
    assert await duty_of(database, person) is Duty.ON_CALL
    assert (await get_call(database, call.id)).state is CallState.CONNECTING


async def test_accepting_twice_is_accepting_once(database: Database) -> None:
    person = await add_counsellor(database)
    call_id = await ring(database)
    await offered(database)
    offer = await open_offer(database, call_id)
    for _ in range(2):
        async with database.transaction() as session:
            call = await offers.accept(session, offer.id, person.id)
    assert call.owner_id == person.id
    async with database.transaction() as session:
        assert len(list(await session.exec(select(Leg)))) == 1


async def test_somebody_elses_offer_can_not_be_accepted(database: Database) -> None:
    await add_counsellor(database)
    call_id = await ring(database)
    await offered(database)
    stranger = await add_counsellor(database, on=False)
    offer = await open_offer(database, call_id)
    with pytest.raises(OfferNotFound):
        async with database.transaction() as session:
            await offers.accept(session, offer.id, stranger.id)


async def test_accept_and_hang_up_at_the_same_moment_end_in_one_story(database: Database) -> None:
    for _ in range(5):
        person = await add_counsellor(database)
        call_id = await ring(database)
        await offered(database)
        offer = await open_offer(database, call_id)

        async def accept(offer: Offer = offer, person: Staff = person) -> None:
            async with database.transaction() as session:
                await offers.accept(session, offer.id, person.id)

        async def leave(call_id: UUID = call_id) -> None:
            async with database.transaction() as session:
                await service.caller_left(session, call_id)

        outcomes = await asyncio.gather(accept(), leave(), return_exceptions=True)
        call = await get_call(database, call_id)
        duty = await duty_of(database, person)
        assert call.state is CallState.ENDED
        if isinstance(outcomes[0], OfferIsGone):
            assert duty is Duty.AVAILABLE
            async with database.transaction() as session:
                row = await session.get(DutyRow, person.id)
                assert row is not None
                row.state = Duty.OFF
        else:
            assert outcomes[0] is None
            assert duty is Duty.WRAP_UP


async def test_a_counsellor_never_owns_two_live_calls(database: Database) -> None:
    person, _ = await answered(database)
    other = await ring(database)
    pool = await database.raw()
    with pytest.raises(UniqueViolationError):
        await pool.execute("UPDATE call SET owner_id = $1 WHERE id = $2", person.id, other)


async def test_both_lines_joined_means_answered(database: Database) -> None:
    person, call = await answered(database)
    call = await joined(database, call)
    assert call.state is CallState.TALKING
    async with database.transaction() as session:
        incident = await for_system(session, call.incident_id, SystemReason.SCREEN)
        row = (await call_rows(session, [call.id], full_number=True))[call.id]
    assert incident.answered_at == call.answered_at
    assert [party["state"] for party in row["parties"]] == ["joined", "joined"]
    assert row["caller_number"] == "+8801210000001"
    assert row["owner"]["id"] == str(person.id)


async def test_late_news_of_a_line_never_takes_it_back(database: Database) -> None:
    _, call = await answered(database)
    call = await joined(database, call)
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
        await service.leg_moved(session, leg.id, LegState.RINGING)
        assert leg.state is LegState.JOINED


async def test_a_counsellors_line_that_never_joins_sends_the_caller_back(
    database: Database, later: Callable[[float], Awaitable[int]]
) -> None:
    person, call = await answered(database)
    await later(21)
    call = await get_call(database, call.id)
    assert call.state is CallState.WAITING
    assert call.owner_id is None
    assert call.head_start > 0
    assert await duty_of(database, person) is Duty.NO_ANSWER


async def test_a_lost_counsellors_line_asks_first_whether_the_caller_is_there(
    database: Database,
) -> None:
    _, call = await answered(database)
    call = await joined(database, call)
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
        await service.leg_moved(session, leg.id, LegState.LEFT)
    assert (await get_call(database, call.id)).state is CallState.TALKING
    async with database.transaction() as session:
        await service.counsellor_lost(session, leg.id, caller_is_up=True)
    assert (await get_call(database, call.id)).state is CallState.WAITING


async def test_a_caller_who_hung_up_with_the_line_leaves_the_counsellor_in_wrap_up(
    database: Database,
) -> None:
    person, call = await answered(database)
    call = await joined(database, call)
    async with database.transaction() as session:
        leg = (await session.exec(select(Leg))).one()
        await service.leg_moved(session, leg.id, LegState.LEFT)
        await service.counsellor_lost(session, leg.id, caller_is_up=False)
    call = await get_call(database, call.id)
    assert (call.state, call.end_reason) == (CallState.ENDED, "caller_hung_up")
    assert await duty_of(database, person) is Duty.WRAP_UP


async def test_the_end_is_told_once_however_often_it_is_reported(database: Database) -> None:
    call_id = await ring(database)
    for _ in range(3):
        async with database.transaction() as session:
            await service.caller_left(session, call_id)
    call = await get_call(database, call_id)
    assert call.end_reason == "abandoned"
    assert (await kinds(database, call.incident_id)).count("call.ended") == 1


async def test_the_ticket_of_an_abandoned_call_stays_open(database: Database) -> None:
    call_id = await ring(database)
    async with database.transaction() as session:
        await service.caller_left(session, call_id)
        call = await session.get(Call, call_id)
        assert call is not None
        incident = await for_system(session, call.incident_id, SystemReason.SCREEN)
    assert incident.state.value == "open"


async def test_wrap_up_ends_with_complete_and_not_before_the_call(database: Database) -> None:
    person, call = await answered(database)
    with pytest.raises(IllegalMove):
        async with database.transaction() as session:
            await service.complete(session, call.id, person.id)
    async with database.transaction() as session:
        await service.hang_up(session, call.id, person.id)
    assert await duty_of(database, person) is Duty.WRAP_UP
    async with database.transaction() as session:
        await service.complete(session, call.id, person.id)
    assert await duty_of(database, person) is Duty.AVAILABLE


async def test_another_counsellors_call_is_not_there(database: Database) -> None:
    _, call = await answered(database)
    stranger = await add_counsellor(database, on=False)
    with pytest.raises(CallNotFound):
        async with database.transaction() as session:
            await service.hang_up(session, call.id, stranger.id)


async def test_passing_on_needs_a_reason_and_frees_the_counsellor(database: Database) -> None:
    person = await add_counsellor(database)
    call_id = await ring(database)
    await offered(database)
    offer = await open_offer(database, call_id)
    async with database.transaction() as session:
        await offers.pass_on(session, offer.id, person.id, "language")
    assert await duty_of(database, person) is Duty.AVAILABLE
    assert not await offer_waiting(database, 15)
    assert "call.passed_on" in await kinds(
        database, (await get_call(database, call_id)).incident_id
    )


async def test_earlier_calls_of_a_number_come_with_the_offer_and_withheld_ones_never(
    database: Database,
) -> None:
    person = await add_counsellor(database)
    first = await ring(database)
    async with database.transaction() as session:
        await service.caller_left(session, first)
    await ring(database)
    await offered(database)
    async with database.transaction() as session:
        (row,) = (await offer_rows(session, person.id)).values()
    assert row["times_called"]["ever"] == 2
    assert len(row["earlier"]) == 1


async def test_the_rows_of_many_calls_take_no_more_statements_than_one(
    database: Database,
) -> None:
    ids = [await ring(database, f"+88012100{number % 3:05d}") for number in range(9)]

    async def statements(wanted: list[UUID]) -> int:
        with counted(database) as seen:
            async with database.transaction() as session:
                rows = await call_rows(session, wanted, full_number=False)
        assert all("•" in row["caller_number"] for row in rows.values())
        return len(seen)

    few = await statements(ids[-1:])
    assert few > 0
    assert await statements(ids) == few
    async with database.transaction() as session:
        rows = await call_rows(session, ids, full_number=False)
    assert [rows[id_]["times_called"]["ever"] for id_ in ids] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    numbers = [[one["number"] for one in rows[id_]["earlier"]] for id_ in ids]
    assert [len(one) for one in numbers] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert numbers[6] == [rows[ids[3]]["number"], rows[ids[0]]["number"]]


async def test_two_withheld_callers_are_never_one(database: Database) -> None:
    person = await add_counsellor(database)
    first = await ring(database, None)
    async with database.transaction() as session:
        await service.caller_left(session, first)
    await ring(database, None)
    await offered(database)
    async with database.transaction() as session:
        (row,) = (await offer_rows(session, person.id)).values()
    assert (row["times_called"]["ever"], row["earlier"]) == (1, [])


async def test_fifty_calls_and_ten_counsellors_never_share(database: Database) -> None:
    people = [await add_counsellor(database) for _ in range(10)]
    calls = [await ring(database, f"+88012100{number:05d}") for number in range(50)]
    await asyncio.gather(*(offer_waiting(database, 15) for _ in range(4)))
    async with database.transaction() as session:
        rows = list(await session.exec(select(Offer).where(Offer.state == OfferState.OFFERED)))
        summary = await queue_summary(session)
    assert len(rows) == 10
    assert len({offer.staff_id for offer in rows}) == len({offer.call_id for offer in rows}) == 10
    assert {offer.call_id for offer in rows} == set(calls[:10])
    assert summary["waiting"] == 50
    assert len(people) == 10


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8801210000482", "012••-•••482"),
        ("1098", "••••"),
        ("+4420712345", "+44••-•••345"),
        ("", ""),
    ],
)
def test_a_masked_number_shows_six_digits_at_most(number: str, shown: str) -> None:
    assert mask(number) == shown
