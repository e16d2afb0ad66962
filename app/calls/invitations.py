"""Asking a colleague to a call: to talk along, or to take it over (warm and cold transfer).

The call stays with its counsellor until the colleague is in the conversation; then ownership passes
in one transaction (I3). Locks in the order incident, call, invitation, counsellor.
"""

from http import HTTPStatus
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import service
from app.calls.events import CallHeld
from app.calls.guests import INVITATION_DUE as INVITATION_DUE
from app.calls.guests import (
    due_in,
    end_invitation,
    must_have_room,
    open_of,
    release,
)
from app.calls.locking import facts_of, lock_call, next_version
from app.calls.models import Call, Invitation, Leg
from app.calls.on_hold import in_talk
from app.calls.party_events import ColleagueAsked, InvitationAccepted
from app.calls.states import (
    DECLINE_REASONS,
    CallState,
    InvitationKind,
    InvitationState,
    LegState,
    PartyKind,
)
from app.cases.access import GUEST
from app.cases.models import Incident
from app.cases.service import add_party
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.db import fetch_value, take
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import IllegalMove
from app.core.rows import columns_of
from app.jobs.queue import defer
from app.staff.duty import move_duty
from app.staff.models import Staff
from app.staff.permissions import scope_of
from app.staff.queries import LINK_SECONDS, available_counsellors

ANSWER_SECONDS = 20
"""So long a colleague has to accept; then the call stays where it is."""
JOIN_SECONDS = 30
"""So long the line of somebody who accepted has to join."""

_CALL_OF = """
SELECT call_id FROM invitation JOIN call ON call.id = call_id
WHERE invitation.id = $1 AND $2 IN (to_id, from_id, owner_id)
"""
_LOCK = f"SELECT {columns_of(Invitation)} FROM invitation WHERE id = $1 FOR UPDATE"


class InvitationNotFound(NotFound):
    """No such invitation to this colleague, or of this counsellor."""

    code = "invitation_not_found"


class InvitationIsOver(HelplineError):
    """The invitation is over: it ran out, was taken back, or the call has moved on."""

    status = HTTPStatus.CONFLICT
    code = "invitation_is_over"


class ColleagueIsNotFree(HelplineError):
    """The colleague is on a call, on a break, not at work, or is being asked already."""

    status = HTTPStatus.CONFLICT
    code = "colleague_is_not_free"


async def ask(
    session: AsyncSession,
    call_id: UUID,
    staff_id: UUID,
    to: UUID,
    kind: InvitationKind,
    link_seconds: float = LINK_SECONDS,
) -> Call:
    """Ask a free counsellor to come. Asked again for the same, nothing changes.

    Whose console has not answered for `link_seconds` is not free.

    Raises CallNotFound, IllegalMove unless they talk or while a transfer is under way,
    InputIsInvalid for oneself or somebody who takes no calls, ColleagueIsNotFree, TooManyParties.
    """
    incident, call = await in_talk(session, call_id, staff_id, kind.value)
    if to == staff_id:
        raise InputIsInvalid("Choose somebody else than yourself.", field="staff_id")
    running = await open_of(session, call.id)
    if any(one.to_id == to and one.kind is kind for one in running):
        return call
    _one_transfer_at_a_time(running, kind)
    await must_have_room(session, call.id)
    await _ring(session, to, link_seconds)
    invitation = Invitation(
        call_id=call.id, from_id=staff_id, to_id=to, kind=kind, asked_at=clock.now()
    )
    session.add(invitation)
    await session.flush()
    await due_in(session, invitation, ANSWER_SECONDS)
    await add_party(session, incident, GUEST, to)
    next_version(session, call)
    told = ColleagueAsked(
        **facts_of(call), invitation_id=invitation.id, staff_id=staff_id, to_id=to, kind=kind.value
    )
    await tell(session, incident, told, Actor("staff", staff_id))
    return call


def _one_transfer_at_a_time(running: list[Invitation], kind: InvitationKind) -> None:
    if kind is InvitationKind.JOIN:
        return
    if any(one.kind is not InvitationKind.JOIN for one in running):
        raise IllegalMove(
            "A transfer of this call is under way: complete or cancel it first.",
            state=CallState.TALKING.value,
            legal=["cancel", "complete"],
        )


async def _ring(session: AsyncSession, to: UUID, link_seconds: float) -> None:
    """Somebody free is asked, by nobody else meanwhile."""
    person = await session.get(Staff, to)
    if person is None or not person.active or scope_of(person.role, "offers.answer") is None:
        raise InputIsInvalid("There is no such counsellor.", field="staff_id")
    try:
        if to in {one.staff_id for one in await available_counsellors(session, link_seconds)}:
            await move_duty(session, to, "ring")
            return
    except IllegalMove:
        pass  # somebody was quicker
    raise ColleagueIsNotFree(f"{person.display_en} is not free just now.")


async def accept(session: AsyncSession, invitation_id: UUID, staff_id: UUID) -> Call:
    """The colleague comes: his or her line is rung into the conversation.

    For a warm transfer the caller is put on hold, with a spoken line. Accepted again, nothing
    changes. Raises InvitationNotFound, InvitationIsOver.
    """
    incident, call, invitation = await _lock(session, invitation_id, staff_id)
    _must_be(invitation.to_id, staff_id)
    if invitation.state is InvitationState.ACCEPTED:
        return call
    if invitation.state is not InvitationState.ASKED or call.state is not CallState.TALKING:
        raise _over(invitation)
    leg = Leg(
        id=uuid4(),
        call_id=call.id,
        kind=PartyKind.COLLEAGUE,
        staff_id=staff_id,
        takes_over=invitation.kind is InvitationKind.COLD,
        started_at=clock.now(),
        step=call.step,
    )
    session.add(leg)
    await session.flush()
    invitation.state, invitation.accepted_at = InvitationState.ACCEPTED, clock.now()
    invitation.leg_id = leg.id
    invitation.version += 1
    await due_in(session, invitation, JOIN_SECONDS)
    await move_duty(session, staff_id, "answer")
    next_version(session, call)
    told = InvitationAccepted(
        **facts_of(call),
        invitation_id=invitation.id,
        staff_id=staff_id,
        kind=invitation.kind.value,
    )
    await tell(session, incident, told, Actor("staff", staff_id))
    if invitation.kind is InvitationKind.WARM:
        await _hold(session, incident, call)
    await defer(session, "calls.add_party", leg.id)
    return call


async def _hold(session: AsyncSession, incident: Incident, call: Call) -> None:
    if call.held_at is not None or call.owner_id is None:
        return
    call.held_at = clock.now()
    next_version(session, call)
    await defer(session, "calls.hold", call.id)
    await tell(session, incident, CallHeld(**facts_of(call), staff_id=call.owner_id))


async def decline(session: AsyncSession, invitation_id: UUID, staff_id: UUID, reason: str) -> None:
    """The colleague does not come; declined again, nothing changes.

    Raises InvitationNotFound, InvitationIsOver, InputIsInvalid.
    """
    if reason not in DECLINE_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(DECLINE_REASONS)}.", field="reason")
    incident, call, invitation = await _lock(session, invitation_id, staff_id)
    _must_be(invitation.to_id, staff_id)
    if invitation.state is InvitationState.DECLINED:
        return
    if invitation.state is not InvitationState.ASKED:
        raise _over(invitation)
    by = Actor("staff", staff_id)
    await end_invitation(session, incident, call, invitation, "decline", actor=by, reason=reason)


async def cancel(session: AsyncSession, invitation_id: UUID, staff_id: UUID) -> Call:
    """The counsellor takes it back; a caller on hold for it is brought back.

    Cancelled again, nothing changes. Raises InvitationNotFound, InvitationIsOver.
    """
    incident, call, invitation = await _lock(session, invitation_id, staff_id)
    _must_be(call.owner_id, staff_id)
    if invitation.state is InvitationState.CANCELLED:
        return call
    if invitation.state not in (InvitationState.ASKED, InvitationState.ACCEPTED):
        raise _over(invitation)
    await take_back(session, incident, call, invitation, "cancel", staff_id)
    return call


async def take_back(
    session: AsyncSession,
    incident: Incident,
    call: Call,
    invitation: Invitation,
    verb: str,
    staff_id: UUID,
) -> None:
    """End an open invitation by `staff_id`, and let the colleague's line go, if there is one."""
    by = Actor("staff", staff_id)
    await end_invitation(session, incident, call, invitation, verb, actor=by)
    if invitation.leg_id is not None:
        await release(session, call, await session.get_one(Leg, invitation.leg_id))


async def complete(session: AsyncSession, invitation_id: UUID, staff_id: UUID) -> Call:
    """The call is handed over to the colleague who talks along; whoever had it writes on.

    Completed again, nothing changes. Raises InvitationNotFound, InvitationIsOver, and IllegalMove
    before the colleague's line has joined.
    """
    incident, call, invitation = await _lock(session, invitation_id, staff_id)
    done = invitation.state is InvitationState.HANDED_OVER
    _must_be(invitation.from_id if done else call.owner_id, staff_id)
    if done:
        return call
    if invitation.state is InvitationState.ASKED:
        raise IllegalMove(
            "The colleague has not accepted yet.", state=invitation.state.value, legal=["cancel"]
        )
    if invitation.state is not InvitationState.ACCEPTED or invitation.leg_id is None:
        raise _over(invitation)
    await service.hand_over(session, incident, call, invitation.leg_id, invitation.kind.value)
    return call


async def invitation_due(session: AsyncSession, invitation_id: UUID) -> None:
    """Nobody answered, or the line did not join: the call stays with its counsellor.

    Of a line that was answered the network is asked, again and again until it says.
    """
    found = await session.get(Invitation, invitation_id)
    if found is None:
        return
    incident, call, invitation = await _lock(session, invitation_id, found.to_id)
    if invitation.state is InvitationState.ASKED:
        await end_invitation(session, incident, call, invitation, "miss")
    elif invitation.state is InvitationState.ACCEPTED and invitation.leg_id is not None:
        await _join_due(session, incident, call, invitation, invitation.leg_id)


async def _join_due(
    session: AsyncSession, incident: Incident, call: Call, invitation: Invitation, leg_id: UUID
) -> None:
    leg = await session.get_one(Leg, leg_id)
    if leg.state is LegState.JOINED:
        return
    if leg.state is LegState.ANSWERED:
        await due_in(session, invitation, JOIN_SECONDS)
        await defer(session, "calls.check_parties", call.id)
        return
    await end_invitation(
        session, incident, call, invitation, "leave", reason="line_did_not_join", lost=True
    )
    await release(session, call, leg)


async def _lock(
    session: AsyncSession, invitation_id: UUID, staff_id: UUID
) -> tuple[Incident, Call, Invitation]:
    call_id = await fetch_value(session, _CALL_OF, invitation_id, staff_id)
    if call_id is None:
        raise InvitationNotFound("There is no such invitation to you or of yours.")
    incident, call = await lock_call(session, call_id)
    invitation = await take(session, Invitation, _LOCK, invitation_id)
    assert invitation is not None
    return incident, call, invitation


def _must_be(person: UUID | None, staff_id: UUID) -> None:
    if person != staff_id:
        raise InvitationNotFound("There is no such invitation to you or of yours.")


def _over(invitation: Invitation) -> InvitationIsOver:
    return InvitationIsOver(
        "This invitation is over.", state=invitation.state.value, legal=list[str]()
    )
