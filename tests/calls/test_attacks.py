"""What goes wrong at night: lost news, second lines, pressed buttons in an odd order."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import col, select
from time_machine import travel

from app.calls import offers, service
from app.calls.jobs import Lines, deadlines, offer_waiting
from app.calls.locking import CallNotFound
from app.calls.models import Call, Leg
from app.calls.phone import CallIsGone
from app.calls.reconciler import reconcile
from app.calls.states import CallState, LegState
from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError, ProviderError
from app.jobs.deadlines import fire_due
from app.staff.duty import move_duty, seen
from app.staff.models import DutyRow, Staff
from app.staff.states import Duty
from tests.factories import add_counsellor, answered, get_call, offered, open_offer, ring


@dataclass
class Switchboard:
    """A phone network by shape: lines that are up, who is in the conference, what was asked."""

    up: set[str] = field(default_factory=set)
    inside: Collection[str] = ()
    asked: list[tuple[str, ...]] = field(default_factory=list)
    ring_fails: Exception | None = None

    async def bridge(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        self.asked.append(("bridge", provider_call_id, str(step)))

    async def ring(self, line: str, call_id: UUID, leg_id: UUID, step: int) -> str:
        if self.ring_fails is not None:
            raise self.ring_fails
        self.asked.append(("ring", str(leg_id)))
        return f"CA-ring-{len(self.asked)}"

    async def wait(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        self.asked.append(("wait", provider_call_id))

    async def is_up(self, provider_call_id: str) -> bool:
        return provider_call_id in self.up

    async def present(self, call_id: UUID, step: int) -> set[str]:
        return set(self.inside)

    async def hang_up(self, provider_call_id: str) -> None:
        self.asked.append(("hang_up", provider_call_id))


def lines(database: Database, board: Switchboard) -> Lines:
    return Lines(database, board, "client:{name}")


async def duty_of(database: Database, person: Staff) -> Duty:
    async with database.transaction() as session:
        row = await session.get(DutyRow, person.id)
        assert row is not None
        return row.state


async def legs_of(database: Database, call_id: UUID) -> list[Leg]:
    async with database.transaction() as session:
        found = await session.exec(
            select(Leg).where(Leg.call_id == call_id).order_by(col(Leg.started_at))
        )
        return list(found)


async def press(database: Database, person: Staff, verb: str, reason: str | None = None) -> None:
    async with database.transaction() as session:
        await move_duty(session, person.id, verb, reason)
        await seen(session, [person.id])


async def jobs_of(database: Database) -> list[str]:
    pool = await database.raw()
    return [row["entrypoint"] for row in await pool.fetch("SELECT entrypoint FROM pgqueuer")]


async def hang_up(database: Database, person: Staff, call: Call) -> None:
    async with database.transaction() as session:
        await service.hang_up(session, call.id, person.id)


async def accepted_again(database: Database, person: Staff, call: Call) -> Call:
    """The counsellor's line was lost; the same counsellor is back and takes the call again."""
    async with database.transaction() as session:
        await service.connect_due(session, call.id)
    await press(database, person, "resume")
    await offered(database)
    offer = await open_offer(database, call.id)
    async with database.transaction() as session:
        return await offers.accept(session, offer.id, person.id)


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
