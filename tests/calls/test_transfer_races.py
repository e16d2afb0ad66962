"""Invitations that cross each other: one owner whatever happens, and nobody is left ringing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.calls import invitations, parties, service
from app.calls.invitations import ColleagueIsNotFree, InvitationIsOver, InvitationNotFound
from app.calls.models import Call, Invitation, Leg
from app.calls.states import CallState, InvitationKind, InvitationState, LegState, PartyKind
from app.core.db import Database
from app.core.errors import HelplineError
from app.core.moves import IllegalMove
from app.staff.models import Staff
from app.staff.states import Duty
from tests.calls.night import Switchboard, duty_of, jobs_of, legs_of, lines
from tests.calls.test_on_hold import talking
from tests.factories import add_counsellor, get_call

Verb = Callable[..., Awaitable[Any]]


async def do(database: Database, verb: Verb, *about: Any) -> Any:
    async with database.transaction() as session:
        return await verb(session, *about)


async def invited(
    database: Database, kind: InvitationKind = InvitationKind.WARM
) -> tuple[Call, Staff, Staff, UUID]:
    owner, call = await talking(database)
    colleague = await add_counsellor(database)
    await do(database, invitations.ask, call.id, owner.id, colleague.id, kind)
    return call, owner, colleague, (await open_of(database)).id


async def open_of(database: Database) -> Invitation:
    async with database.transaction() as session:
        found = await session.exec(select(Invitation).order_by(col(Invitation.asked_at)))
        return list(found)[-1]


async def joined(database: Database, call: Call, colleague: Staff, invitation: UUID) -> Leg:
    """The colleague has accepted, and is in."""
    await do(database, invitations.accept, invitation, colleague.id)
    leg = next(one for one in await legs_of(database, call.id) if one.staff_id == colleague.id)
    await do(database, service.leg_moved, leg.id, LegState.JOINED, f"CA-{leg.id}")
    return leg


async def all_at_once(*verbs: Awaitable[Any]) -> list[Any]:
    """Whatever each came to; only refusals of ours may come."""
    ends = await asyncio.gather(*verbs, return_exceptions=True)
    assert all(isinstance(end, HelplineError) or not isinstance(end, Exception) for end in ends)
    return ends


async def test_accepted_twice_at_once_one_line_is_rung(database: Database) -> None:
    call, _, colleague, invitation = await invited(database)
    twice = [do(database, invitations.accept, invitation, colleague.id) for _ in range(6)]
    ends = await all_at_once(*twice)
    assert all(isinstance(end, Call) for end in ends)
    kinds = [leg.kind for leg in await legs_of(database, call.id)]
    assert kinds.count(PartyKind.COLLEAGUE) == 1
    assert (await jobs_of(database)).count("calls.add_party") == 1


async def test_two_calls_ask_for_one_colleague_and_one_gets_him(database: Database) -> None:
    first, second = await talking(database), await talking(database, "CA-second")
    colleague = await add_counsellor(database)
    ends = await all_at_once(
        *(
            do(database, invitations.ask, call.id, owner.id, colleague.id, InvitationKind.COLD)
            for owner, call in (first, second)
        )
    )
    assert [type(end) for end in ends].count(ColleagueIsNotFree) == 1
    assert await duty_of(database, colleague) is Duty.RINGING


async def test_two_transfers_of_one_call_at_once_are_one(database: Database) -> None:
    owner, call = await talking(database)
    people = [await add_counsellor(database) for _ in range(2)]
    ends = await all_at_once(
        *(
            do(database, invitations.ask, call.id, owner.id, one.id, InvitationKind.WARM)
            for one in people
        )
    )
    assert [type(end) for end in ends].count(IllegalMove) == 1
    duties = {await duty_of(database, one) for one in people}
    assert duties == {Duty.RINGING, Duty.AVAILABLE}


@pytest.mark.parametrize("turn", range(4))
async def test_accept_cancel_and_hang_up_at_once_leave_nobody_ringing(
    database: Database, turn: int
) -> None:
    call, owner, colleague, invitation = await invited(database)
    verbs = [
        do(database, invitations.accept, invitation, colleague.id),
        do(database, invitations.cancel, invitation, owner.id),
        do(database, service.hang_up, call.id, owner.id),
        do(database, invitations.decline, invitation, colleague.id, "busy"),
    ]
    await all_at_once(*verbs[turn:], *verbs[:turn])
    now = await get_call(database, call.id)
    assert (now.state, now.owner_id) == (CallState.ENDED, owner.id)
    assert await duty_of(database, colleague) is Duty.AVAILABLE
    assert (await open_of(database)).state not in (
        InvitationState.ASKED,
        InvitationState.ACCEPTED,
    )
    async with database.transaction() as session:
        wanted = await session.exec(
            select(Leg).where(Leg.call_id == call.id, Leg.kind == PartyKind.COLLEAGUE)
        )
        assert all(leg.released_at is not None for leg in wanted)


async def test_complete_and_cancel_at_once_have_one_outcome_and_one_owner(
    database: Database,
) -> None:
    call, owner, colleague, invitation = await invited(database)
    await joined(database, call, colleague, invitation)
    ends = await all_at_once(
        do(database, invitations.complete, invitation, owner.id),
        do(database, invitations.cancel, invitation, owner.id),
    )
    assert sum(isinstance(end, Call) for end in ends) == 1
    assert {type(end) for end in ends} <= {Call, InvitationIsOver, InvitationNotFound}
    now = await get_call(database, call.id)
    assert (now.state, now.held_at) == (CallState.TALKING, None)
    handed = (await open_of(database)).state is InvitationState.HANDED_OVER
    assert now.owner_id == (colleague.id if handed else owner.id)


async def test_nobody_answers_and_the_call_stays_where_it_is(database: Database) -> None:
    call, owner, colleague, invitation = await invited(database)
    await do(database, invitations.invitation_due, invitation)
    assert (await open_of(database)).state is InvitationState.NO_ANSWER
    assert await duty_of(database, colleague) is Duty.NO_ANSWER
    now = await get_call(database, call.id)
    assert (now.owner_id, now.held_at, now.state) == (owner.id, None, CallState.TALKING)
    with pytest.raises(InvitationIsOver):
        await do(database, invitations.accept, invitation, colleague.id)


async def test_a_line_that_does_not_join_brings_the_caller_back(database: Database) -> None:
    call, _, colleague, invitation = await invited(database)
    await do(database, invitations.accept, invitation, colleague.id)
    assert (await get_call(database, call.id)).held_at is not None
    await do(database, invitations.invitation_due, invitation)
    assert (await get_call(database, call.id)).held_at is None
    ended = await open_of(database)
    assert (ended.state, ended.reason) == (InvitationState.LEFT, "line_did_not_join")


async def test_of_an_answered_line_the_network_is_asked_before_it_is_given_up(
    database: Database,
) -> None:
    call, _, colleague, invitation = await invited(database)
    await do(database, invitations.accept, invitation, colleague.id)
    leg = next(one for one in await legs_of(database, call.id) if one.staff_id == colleague.id)
    await do(database, service.leg_moved, leg.id, LegState.ANSWERED, "CA-guest")
    await do(database, invitations.invitation_due, invitation)
    assert (await open_of(database)).state is InvitationState.ACCEPTED
    assert "calls.check_parties" in await jobs_of(database)
    board = Switchboard(inside={"CA-guest", call.provider_call_id})
    await lines(database, board).handlers()["calls.check_parties"](call.id)
    async with database.transaction() as session:
        assert (await session.get_one(Leg, leg.id)).state is LegState.JOINED


async def test_what_is_wanted_of_a_party_is_carried_out_as_wanted_last(
    database: Database,
) -> None:
    call, owner, colleague, invitation = await invited(database, InvitationKind.JOIN)
    leg = await joined(database, call, colleague, invitation)
    board = Switchboard()
    jobs = lines(database, board).handlers()
    for verb in ("mute", "mute", "hold", "unmute", "resume"):
        await do(database, parties.party, call.id, owner.id, leg.id, verb)
    line = f"CA-{leg.id}"
    await jobs["calls.mute_party"](leg.id)
    await jobs["calls.hold_party"](leg.id)
    assert board.asked == [("unmute", line), ("resume", line)]
    await do(database, parties.party, call.id, owner.id, leg.id, "remove")
    board.asked.clear()
    await jobs["calls.mute_party"](leg.id)
    await jobs["calls.let_go"](call.id)
    assert board.asked == [("hang_up", line)]


async def test_a_party_of_another_call_is_no_party_of_this_one(database: Database) -> None:
    call, owner, colleague, invitation = await invited(database, InvitationKind.JOIN)
    leg = await joined(database, call, colleague, invitation)
    stranger, other = await talking(database, "CA-second")
    for verb in parties.VERBS:
        with pytest.raises(parties.PartyNotFound):
            await do(database, parties.party, other.id, stranger.id, leg.id, verb)
    assert owner.id != stranger.id


async def test_the_heir_is_a_colleague_who_is_in_by_the_networks_word(
    database: Database,
) -> None:
    """By our books he is in, and the network says that he has gone: the caller waits again."""
    call, owner, colleague, invitation = await invited(database)
    await joined(database, call, colleague, invitation)
    async with database.transaction() as session:
        own = await service.current_leg(session, await session.get_one(Call, call.id))
        assert own is not None
    gone = Switchboard(up={call.provider_call_id}, inside={call.provider_call_id})
    await do(database, service.leg_moved, own.id, LegState.LEFT, "CA-leg")
    await lines(database, gone).counsellor_lost(own.id)
    now = await get_call(database, call.id)
    assert (now.state, now.owner_id, now.held_at) == (CallState.WAITING, None, None)
    assert await duty_of(database, owner) is Duty.NO_ANSWER
    assert await duty_of(database, colleague) is Duty.AVAILABLE
