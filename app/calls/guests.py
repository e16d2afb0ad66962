"""What follows when guests of a call come and go, or one of them takes it over; no verb of theirs.

Guests are colleagues, services and supervisors: the call belongs to its one counsellor. Each runs
in the caller's transaction, on a locked call.
"""

from http import HTTPStatus
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.conversation import HandsOver
from app.calls.events import CallResumed
from app.calls.locking import facts_of, next_version
from app.calls.models import Call, Invitation, Leg
from app.calls.party_events import (
    CallHandedOver,
    InvitationEnded,
    PartyJoined,
    PartyLeft,
    SupervisorLeft,
)
from app.calls.states import (
    INVITATION_MOVES,
    InvitationKind,
    InvitationState,
    LegState,
    PartyKind,
)
from app.calls.wrap_up import SECONDS as WRAP_UP_SECONDS
from app.cases.access import GUEST
from app.cases.models import Incident
from app.cases.service import add_party, end_party
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock
from app.core.audience import about
from app.core.db import take, take_all
from app.core.errors import HelplineError
from app.core.moves import advance
from app.core.rows import columns_of
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.jobs.queue import defer
from app.staff.duty import move_duty

INVITATION_DUE = "calls.invitation_due"
MOST_GUESTS = 4
MOST_LISTENERS = 2
_INVITATION = f"SELECT {columns_of(Invitation)} FROM invitation"
_OPEN = f"{_INVITATION} WHERE call_id = $1 AND state IN ('asked', 'accepted') ORDER BY to_id"
_OF_LEG = f"{_INVITATION} WHERE leg_id = $1 AND state = 'accepted' FOR UPDATE"
_GUESTS = f"""
SELECT {columns_of(Leg)} FROM leg
WHERE call_id = $1 AND kind <> 'counsellor' AND state <> 'left' AND released_at IS NULL
ORDER BY started_at, id
"""

DUTY_AFTER = {
    (InvitationState.ASKED, "decline"): "pass_on",
    (InvitationState.ASKED, "miss"): "miss",
    (InvitationState.ASKED, "cancel"): "withdraw",
    (InvitationState.ACCEPTED, "cancel"): "leave",
    (InvitationState.ACCEPTED, "leave"): "leave",
}
"""What the end of an invitation is to the colleague's duty."""


class TooManyParties(HelplineError):
    """There are as many guests in this call as may be."""

    status = HTTPStatus.CONFLICT
    code = "too_many_parties"


async def open_of(session: AsyncSession, call_id: UUID) -> list[Invitation]:
    """Every invitation of a locked call that is open."""
    return await take_all(session, Invitation, f"{_OPEN} FOR UPDATE", call_id)


async def guests_of(session: AsyncSession, call_id: UUID) -> list[Leg]:
    """The lines of guests that are there, or are to come."""
    return await take_all(session, Leg, _GUESTS, call_id)


async def must_have_room(session: AsyncSession, call_id: UUID) -> None:
    """Raises TooManyParties when as many talk along, or are rung, as may be."""
    guests = await guests_of(session, call_id)
    if sum(leg.kind is not PartyKind.SUPERVISOR for leg in guests) >= MOST_GUESTS:
        raise TooManyParties(f"There are {MOST_GUESTS} guests in this call; remove one first.")


async def end_invitation(
    session: AsyncSession,
    incident: Incident,
    call: Call,
    invitation: Invitation,
    verb: str,
    *,
    actor: Actor = SYSTEM,
    reason: str | None = None,
    lost: bool = False,
) -> None:
    """An open invitation is over by `verb`: the colleague is free, the caller is brought back.

    `lost`: the colleague's line went by itself, so whether he or she is there is not known.
    Raises IllegalMove.
    """
    duty = DUTY_AFTER.get((invitation.state, verb))
    state = advance(INVITATION_MOVES, invitation.state, verb, "invitation")
    came = invitation.state is InvitationState.ACCEPTED
    invitation.state, invitation.ended_at, invitation.reason = state, clock.now(), reason
    invitation.version += 1
    session.add(invitation)
    await cancel_deadline(session, INVITATION_DUE, invitation.id)
    await move_duty(session, invitation.to_id, "lose_call" if lost else duty or "leave")
    if came and invitation.kind is InvitationKind.WARM:
        await bring_back(session, incident, call)
    next_version(session, call)
    told = InvitationEnded(
        **facts_of(call),
        invitation_id=invitation.id,
        staff_id=invitation.to_id,
        outcome=state.value,
        reason=reason,
    )
    await tell(session, incident, told, actor, [about("staff", invitation.to_id)])
    await end_party(session, incident, GUEST, invitation.to_id)


async def bring_back(session: AsyncSession, incident: Incident, call: Call) -> None:
    """Whoever is on hold for a word among colleagues is taken back into the conversation."""
    if call.held_at is None or call.owner_id is None:
        return
    call.held_at = None
    next_version(session, call)
    await defer(session, "calls.hold", call.id)
    told = CallResumed(**facts_of(call), staff_id=call.owner_id)
    await tell(session, incident, told)


async def release(session: AsyncSession, call: Call, leg: Leg) -> None:
    """A line is to go; the phone network is told by a job."""
    if leg.released_at is None:
        leg.released_at = clock.now()
        session.add(leg)
    await defer(session, "calls.let_go", call.id)


async def came(session: AsyncSession, incident: Incident, call: Call, leg_id: UUID) -> None:
    """A guest's line is in the conversation: what was wanted of it meanwhile is seen to."""
    leg = await session.get_one(Leg, leg_id)
    if leg.released_at is not None:
        await defer(session, "calls.let_go", call.id)
        return
    if leg.kind is PartyKind.SUPERVISOR:
        await defer(session, "calls.supervise", leg.id)
    next_version(session, call)
    told = PartyJoined(**facts_of(call), leg_id=leg.id, kind=leg.kind.value)
    await tell(session, incident, told)


async def went(session: AsyncSession, incident: Incident, call: Call, leg_id: UUID) -> None:
    """A guest's line is gone, or was never answered."""
    leg = await session.get_one(Leg, leg_id)
    by_itself = leg.released_at is None
    leg.released_at = leg.released_at or clock.now()
    session.add(leg)
    invitation = await take(session, Invitation, _OF_LEG, leg.id)
    if invitation is not None:
        why = "line_lost" if by_itself else None
        await end_invitation(
            session, incident, call, invitation, "leave", reason=why, lost=by_itself
        )
    await tell_gone(session, incident, call, leg)


async def tell_gone(session: AsyncSession, incident: Incident, call: Call, leg: Leg) -> None:
    """A guest is there no longer; a supervisor sees the incident by his or her own right."""
    next_version(session, call)
    channels: list[str] = []
    told: PartyLeft | SupervisorLeft
    if leg.kind is PartyKind.SUPERVISOR and leg.staff_id is not None:
        channels = [about("staff", leg.staff_id)]
        told = SupervisorLeft(**facts_of(call), leg_id=leg.id, staff_id=leg.staff_id)
        await tell(session, incident, told, SYSTEM, channels)
        await end_party(session, incident, GUEST, leg.staff_id)
        return
    told = PartyLeft(**facts_of(call), leg_id=leg.id, kind=leg.kind.value)
    await tell(session, incident, told, SYSTEM, channels)


async def go(session: AsyncSession, incident: Incident, call: Call) -> None:
    """The conversation is over, the caller's or the counsellor's doing: no guest stays."""
    call.help_at, call.help_answered_by = None, None
    session.add(call)
    for invitation in await open_of(session, call.id):
        asked = invitation.state is InvitationState.ASKED
        verb = "cancel" if asked else "leave"
        await end_invitation(session, incident, call, invitation, verb, reason="call_over")
    for leg in await guests_of(session, call.id):
        leg.released_at = clock.now()
        session.add(leg)
        if leg.kind is PartyKind.SUPERVISOR:
            await tell_gone(session, incident, call, leg)


async def takes_over(
    session: AsyncSession, incident: Incident, call: Call, move: HandsOver
) -> None:
    """The call is a colleague's from now on; who had it writes on, or says when he is back."""
    lost = move.reason == "counsellor_line_lost"
    await bring_back(session, incident, call)
    call.owner_id = move.to
    call.help_at, call.help_answered_by = None, None
    next_version(session, call)
    await session.flush()
    invitation = await take(session, Invitation, _OF_LEG, move.line_id)
    if invitation is not None:
        await _handed_over(session, invitation, move.former, lost=lost)
    if move.former is not None:
        await move_duty(session, move.former, "lose_call" if lost else "hang_up")
    await add_party(session, incident, "counsellor", move.to)
    await end_party(session, incident, GUEST, move.to)
    await defer(session, "calls.let_go", call.id)
    for leg in await guests_of(session, call.id):
        if leg.kind is PartyKind.SUPERVISOR and leg.state is LegState.JOINED:
            await defer(session, "calls.supervise", leg.id)  # whispers to the new owner
    told = CallHandedOver(
        **facts_of(call),
        invitation_id=invitation.id if invitation is not None else None,
        from_id=move.former,
        staff_id=move.to,
        reason=move.reason,
    )
    people = [move.to, *([move.former] if move.former else [])]
    await tell(session, incident, told, SYSTEM, [about("staff", one) for one in people])


async def _handed_over(
    session: AsyncSession, invitation: Invitation, former: UUID | None, *, lost: bool
) -> None:
    invitation.state = advance(INVITATION_MOVES, invitation.state, "complete", "invitation")
    invitation.ended_at = clock.now()
    if former is not None:
        invitation.from_id = former
    invitation.wrap_up = former is not None and not lost
    if invitation.wrap_up:
        invitation.wrap_up_due_at = clock.seconds_from_now(WRAP_UP_SECONDS)
    invitation.version += 1
    session.add(invitation)
    await cancel_deadline(session, INVITATION_DUE, invitation.id)


async def due_in(session: AsyncSession, invitation: Invitation, seconds: float) -> None:
    """Look at the invitation again after so long."""
    invitation.due_at = clock.seconds_from_now(seconds)
    session.add(invitation)
    await set_deadline(session, INVITATION_DUE, invitation.id, invitation.due_at)
