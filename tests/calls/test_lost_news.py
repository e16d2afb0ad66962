"""What goes wrong at night: lost news, second lines, a network that refuses or says nothing."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import travel

from app.calls import service
from app.calls.jobs import deadlines
from app.calls.phone import CallIsGone
from app.calls.reconciler import ASKED_AT_ONCE, EVERY_SECONDS, SILENT_SECONDS, reconcile
from app.calls.states import CallState, LegState
from app.core import clock
from app.core.db import Database
from app.core.errors import ProviderError
from app.jobs.deadlines import fire_due
from app.staff.duty import seen
from app.staff.states import Duty
from tests.calls.night import (
    Switchboard,
    accepted_again,
    duty_of,
    hang_up,
    jobs_of,
    legs_of,
    lines,
)
from tests.factories import answered, get_call, ring

# -- lines ----------------------------------------------------------------------------------


async def test_a_job_of_an_earlier_offer_rings_no_second_line(database: Database) -> None:
    person, call = await answered(database)
    (old,) = await legs_of(database, call.id)
    again = await accepted_again(database, person, call)
    new = (await legs_of(database, call.id))[-1]
    board = Switchboard()
    await lines(database, board).connect(old.id)
    assert board.asked == []
    await lines(database, board).connect(new.id)
    assert board.asked == [
        ("bridge", again.provider_call_id, str(again.step)),
        ("ring", str(new.id)),
    ]


async def test_the_old_line_of_the_same_counsellor_is_let_go(database: Database) -> None:
    person, call = await answered(database)
    (old,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.leg_moved(session, old.id, LegState.RINGING, "CA-old")
    await accepted_again(database, person, call)
    new = (await legs_of(database, call.id))[-1]
    async with database.transaction() as session:
        await service.leg_moved(session, new.id, LegState.RINGING, "CA-new")
    board = Switchboard()
    await lines(database, board).let_go(call.id)
    assert board.asked == [("hang_up", "CA-old")]


async def test_a_line_rung_twice_by_mistake_can_not_end_the_first_ones_talk(
    database: Database,
) -> None:
    _, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, call.step)
        assert await service.leg_moved(session, leg.id, LegState.JOINED, "CA-first")
        assert not await service.leg_moved(session, leg.id, LegState.LEFT, "CA-second")
    assert (await get_call(database, call.id)).state is CallState.TALKING
    assert (await legs_of(database, call.id))[0].state is LegState.JOINED


async def test_a_retried_job_does_not_take_a_joined_caller_out_and_in_again(
    database: Database,
) -> None:
    _, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, call.step)
    board = Switchboard()
    await lines(database, board).connect(leg.id)
    assert board.asked == [("ring", str(leg.id))]


async def test_a_line_that_rings_after_the_call_ended_is_hung_up(database: Database) -> None:
    person, call = await answered(database)
    (leg,) = await legs_of(database, call.id)

    class Slow(Switchboard):
        async def ring(self, line: str, call_id: UUID, leg_id: UUID, step: int) -> str:
            await hang_up(database, person, call)
            return "CA-late"

    board = Slow()
    await lines(database, board).connect(leg.id)
    assert ("hang_up", "CA-late") in board.asked


@pytest.mark.parametrize("refusal", [ProviderError("no", retryable=False), CallIsGone()])
async def test_a_line_the_network_refuses_sends_the_caller_on_at_once(
    database: Database, refusal: Exception
) -> None:
    person, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    board = Switchboard(ring_fails=refusal, up={call.provider_call_id})
    await lines(database, board).connect(leg.id)
    assert "calls.counsellor_lost" in await jobs_of(database)
    await lines(database, board).counsellor_lost(leg.id)
    assert (await get_call(database, call.id)).state is CallState.WAITING
    assert await duty_of(database, person) is Duty.NO_ANSWER


async def test_one_line_that_can_not_be_hung_up_keeps_no_other_one_up(database: Database) -> None:
    person, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.leg_moved(session, leg.id, LegState.RINGING, "CA-leg")
    await hang_up(database, person, call)

    class Stubborn(Switchboard):
        async def hang_up(self, provider_call_id: str) -> None:
            if provider_call_id == call.provider_call_id:
                raise ProviderError("no", retryable=True)
            await super().hang_up(provider_call_id)

    board = Stubborn()
    with pytest.raises(ProviderError):
        await lines(database, board).hang_up(call.id)
    assert board.asked == [("hang_up", "CA-leg")]


# -- news that never came -------------------------------------------------------------------


async def connect_deadline(database: Database, seconds: float) -> None:
    with travel(clock.now() + timedelta(seconds=seconds), tick=False):
        await fire_due(database, deadlines())


async def test_a_talk_whose_join_was_never_told_is_not_torn_apart(database: Database) -> None:
    _, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.leg_moved(session, leg.id, LegState.ANSWERED, "CA-leg")
    await connect_deadline(database, 21)
    assert (await get_call(database, call.id)).state is CallState.CONNECTING
    assert "calls.check_joined" in await jobs_of(database)
    board = Switchboard(inside={call.provider_call_id, "CA-leg"})
    await lines(database, board).check_joined(call.id)
    assert (await get_call(database, call.id)).state is CallState.TALKING


async def test_a_line_that_answered_and_is_not_in_the_talk_sends_the_caller_on(
    database: Database,
) -> None:
    person, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.leg_moved(session, leg.id, LegState.ANSWERED, "CA-leg")
    await connect_deadline(database, 21)
    await lines(database, Switchboard(inside={call.provider_call_id})).check_joined(call.id)
    assert (await get_call(database, call.id)).state is CallState.WAITING
    assert await duty_of(database, person) is Duty.NO_ANSWER


async def test_while_the_network_does_not_say_who_is_in_it_is_asked_again(
    database: Database,
) -> None:
    _, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.leg_moved(session, leg.id, LegState.ANSWERED, "CA-leg")
    await connect_deadline(database, 21)
    await connect_deadline(database, 60)
    assert (await jobs_of(database)).count("calls.check_joined") == 2


async def test_a_caller_whose_end_was_told_before_the_ring_does_not_wait_for_ever(
    database: Database,
) -> None:
    call_id = await ring(database)
    board = Switchboard()
    await reconcile(database, board)
    assert (await get_call(database, call_id)).state is CallState.WAITING
    with travel(clock.now() + timedelta(seconds=45), tick=False):
        await reconcile(database, board)
    assert (await get_call(database, call_id)).end_reason == "abandoned"


async def test_a_talk_whose_end_was_never_told_ends_and_frees_the_counsellor(
    database: Database,
) -> None:
    person, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, call.step)
        await service.leg_moved(session, leg.id, LegState.JOINED, "CA-leg")
    with travel(clock.now() + timedelta(seconds=45), tick=False):
        await reconcile(database, Switchboard(up={"CA-leg"}))
    assert (await get_call(database, call.id)).end_reason == "caller_hung_up"
    assert await duty_of(database, person) is Duty.WRAP_UP


async def test_a_counsellors_line_whose_end_was_never_told_leaves_no_child_in_silence(
    database: Database,
) -> None:
    _, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, call.step)
        await service.leg_moved(session, leg.id, LegState.JOINED, "CA-leg")
    board = Switchboard(up={call.provider_call_id})
    with travel(clock.now() + timedelta(seconds=45), tick=False):
        await reconcile(database, board)
    assert (await get_call(database, call.id)).state is CallState.WAITING


async def talking(database: Database, leg_line: str = "CA-leg"):
    person, call = await answered(database)
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, call.step)
        await service.leg_moved(session, leg.id, LegState.JOINED, leg_line)
    return person, call


async def test_where_the_console_falls_silent_as_well_the_line_is_looked_at_soon(
    database: Database,
) -> None:
    person, call = await talking(database)
    board = Switchboard(up={call.provider_call_id})
    later = clock.now() + timedelta(seconds=8)
    with travel(later, tick=False):
        async with database.transaction() as session:
            await seen(session, [person.id])
        await reconcile(database, board)  # the console answers: nothing need be asked
    assert (await get_call(database, call.id)).state is CallState.TALKING
    with travel(later + timedelta(seconds=8), tick=False):
        await reconcile(database, board)
    assert (await get_call(database, call.id)).state is CallState.WAITING


async def test_after_a_time_without_a_database_every_talk_is_looked_at_once(
    database: Database,
) -> None:
    _, call = await talking(database)
    asked: list[str] = []

    class Counting(Switchboard):
        async def is_up(self, provider_call_id: str) -> bool:
            asked.append(provider_call_id)
            return await super().is_up(provider_call_id)

    board = Counting(up={call.provider_call_id, "CA-leg"})
    later = clock.now() + timedelta(seconds=3)
    with travel(later + timedelta(seconds=1), tick=False):
        await reconcile(database, board, deaf_until=later)
        assert asked == [call.provider_call_id, "CA-leg"]
        await reconcile(database, board, deaf_until=later)
        assert len(asked) == 2
        board.up.discard("CA-leg")
        await reconcile(database, board, deaf_until=later + timedelta(seconds=2))
    assert (await get_call(database, call.id)).state is CallState.WAITING


async def test_a_silent_console_on_a_line_that_stands_ends_no_talk(database: Database) -> None:
    _, call = await talking(database)
    board = Switchboard(up={call.provider_call_id, "CA-leg"})
    for seconds in (8, 16, 24):
        with travel(clock.now() + timedelta(seconds=seconds), tick=False):
            await reconcile(database, board)
    assert (await get_call(database, call.id)).state is CallState.TALKING


@pytest.mark.parametrize("line_stands", [True, False])
async def test_a_console_that_returns_in_a_talk_has_its_line_looked_at(
    database: Database, line_stands: bool
) -> None:
    person, call = await talking(database)
    async with database.transaction() as session:
        await service.console_came(session, person.id)
    assert (await jobs_of(database)).count("calls.check_lines") == 1
    up = {call.provider_call_id} | ({"CA-leg"} if line_stands else set())
    await lines(database, Switchboard(up=up)).check_lines(call.id)
    state = CallState.TALKING if line_stands else CallState.WAITING
    assert (await get_call(database, call.id)).state is state
    await lines(database, Switchboard(up=up)).check_lines(call.id)
    assert (await get_call(database, call.id)).state is state


async def test_a_waiting_caller_who_is_up_and_not_heard_of_is_brought_back_to_the_queue(
    database: Database,
) -> None:
    call_id = await ring(database)
    call = await get_call(database, call_id)
    board = Switchboard(up={call.provider_call_id})
    with travel(clock.now() + timedelta(seconds=45), tick=False):
        await reconcile(database, board)
        await reconcile(database, board)
    assert (await jobs_of(database)).count("calls.wait") == 1
    assert (await get_call(database, call_id)).state is CallState.WAITING


async def test_a_network_that_does_not_answer_ends_no_call(database: Database) -> None:
    call_id = await ring(database)

    class Away(Switchboard):
        async def is_up(self, provider_call_id: str) -> bool:
            raise ProviderError("away", retryable=True)

    with travel(clock.now() + timedelta(seconds=45), tick=False):
        await reconcile(database, Away())
    assert (await get_call(database, call_id)).state is CallState.WAITING


async def test_one_call_that_can_not_be_looked_at_hides_no_other(database: Database) -> None:
    calls = [await get_call(database, await ring(database)) for _ in range(12)]
    ill = calls[0].provider_call_id

    class Ill(Switchboard):
        async def is_up(self, provider_call_id: str) -> bool:
            if provider_call_id == ill:
                raise ZeroDivisionError
            return False

    with travel(clock.now() + timedelta(seconds=45), tick=False):
        await reconcile(database, Ill())
    states = [(await get_call(database, call.id)).state for call in calls]
    assert states == [CallState.WAITING, *[CallState.ENDED] * 11]


async def test_very_many_silent_callers_are_asked_about_together_and_all_within_a_minute(
    database: Database,
) -> None:
    """Each answer takes its time: asked for one after another, the last would come too late."""
    ids = [await ring(database, f"+88012100{number:05d}") for number in range(150)]
    asked, most = 0, 0

    class Slow(Switchboard):
        async def is_up(self, provider_call_id: str) -> bool:
            nonlocal asked, most
            asked += 1
            most = max(most, asked)
            await asyncio.sleep(0.01)
            asked -= 1
            return False

    with travel(clock.now() + timedelta(seconds=SILENT_SECONDS + 2), tick=False):
        await reconcile(database, Slow())
    assert 1 < most <= ASKED_AT_ONCE
    assert {(await get_call(database, id_)).state for id_ in ids} == {CallState.ENDED}
    assert SILENT_SECONDS + 2 * EVERY_SECONDS < 60


@pytest.mark.parametrize(
    ("inside", "up", "state"),
    [
        (["caller", "counsellor"], True, CallState.TALKING),
        (["counsellor"], True, CallState.WAITING),
        ([], True, CallState.WAITING),
        ([], False, CallState.TALKING),  # whoever is gone is told of elsewhere
    ],
)
async def test_a_caller_of_a_talk_who_asks_what_to_play_waits_if_the_network_says_so_too(
    database: Database, inside: list[str], up: bool, state: CallState
) -> None:
    person, call = await talking(database)
    names = {"caller": call.provider_call_id, "counsellor": "CA-leg"}
    board = Switchboard(up={call.provider_call_id} if up else set())
    board.inside = [names[one] for one in inside]
    await lines(database, board).check_waits(call.id)
    assert (await get_call(database, call.id)).state is state
    assert person
