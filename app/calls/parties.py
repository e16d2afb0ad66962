"""The counsellor's verbs on the parties of a call: mute, hold, remove, and bring a service in.

They write what is wanted of a line; the phone network is told by a job, as often as it takes.
Locks in the order incident, call.
"""

from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import on_hold
from app.calls.guests import guests_of, must_have_room, release
from app.calls.invitations import take_back
from app.calls.locking import NO_SUCH_CALL, CallNotFound, facts_of, lock_call, next_version
from app.calls.models import Call, Invitation, Leg
from app.calls.party_events import PartyRung, PartySet
from app.calls.service_phones import ServicePhone
from app.calls.states import LegState, PartyKind
from app.cases.models import Incident
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.db import take
from app.core.errors import NotFound
from app.core.moves import IllegalMove
from app.core.rows import columns_of
from app.jobs.queue import defer

VERBS = ("mute", "unmute", "hold", "resume", "remove")

_LEG = f"SELECT {columns_of(Leg)} FROM leg WHERE id = $1 AND call_id = $2"
_INVITATION = f"""
SELECT {columns_of(Invitation)} FROM invitation WHERE leg_id = $1 AND state = 'accepted' FOR UPDATE
"""
_OWN_GUEST_LEG = f"""
SELECT {columns_of(Leg)} FROM leg
WHERE call_id = $1 AND staff_id = $2 AND kind IN ('colleague', 'supervisor')
ORDER BY started_at DESC LIMIT 1
"""


class PartyNotFound(NotFound):
    """No such party in this call."""

    code = "party_not_found"


async def add_service(
    session: AsyncSession, call_id: UUID, staff_id: UUID, phone: ServicePhone
) -> Call:
    """Ring a service to talk along. One that is rung or talks already is not rung again.

    Raises CallNotFound, IllegalMove unless they talk, TooManyParties.
    """
    incident, call = await on_hold.in_talk(session, call_id, staff_id, "add a party")
    if any(leg.service == phone.code for leg in await guests_of(session, call.id)):
        return call
    await must_have_room(session, call.id)
    leg = Leg(
        id=uuid4(),
        call_id=call.id,
        kind=PartyKind.SERVICE,
        service=phone.code,
        started_at=clock.now(),
        step=call.step,
    )
    session.add(leg)
    next_version(session, call)
    await session.flush()
    await defer(session, "calls.add_party", leg.id)
    told = PartyRung(**facts_of(call), leg_id=leg.id, service=phone.code)
    await tell(session, incident, told, Actor("staff", staff_id))
    return call


async def caller(session: AsyncSession, call_id: UUID, staff_id: UUID, verb: str) -> Call:
    """One of VERBS on the caller. Raises CallNotFound, IllegalMove.

    Nobody takes a caller out of a conversation: to end it there is another verb.
    """
    if verb == "hold":
        return await on_hold.hold(session, call_id, staff_id)
    if verb == "resume":
        return await on_hold.resume(session, call_id, staff_id)
    incident, call = await on_hold.in_talk(session, call_id, staff_id, verb)
    if verb == "remove":
        raise IllegalMove(
            "A caller is not taken out of the conversation: hang up to end the call.",
            state=call.state.value,
            legal=["hang_up", "hold", "mute"],
        )
    muted = verb == "mute"
    if (call.muted_at is not None) is not muted:
        call.muted_at = clock.now() if muted else None
        await defer(session, "calls.mute", call.id)
        await _told(session, incident, call, None, verb, staff_id)
    return call


async def party(
    session: AsyncSession, call_id: UUID, staff_id: UUID, leg_id: UUID, verb: str
) -> Call:
    """One of VERBS on a line of ours. Repeated, nothing changes.

    Raises CallNotFound, PartyNotFound for a line of another call, IllegalMove.
    """
    incident, call = await on_hold.in_talk(session, call_id, staff_id, verb)
    leg = await take(session, Leg, _LEG, leg_id, call.id)
    if leg is None:
        raise PartyNotFound("There is no such party in this call.")
    if verb == "remove" and leg.released_at is not None:
        return call
    _must_be_possible(call, leg, verb)
    if verb == "remove":
        await _remove(session, incident, call, leg, staff_id)
    elif _set(leg, verb):
        session.add(leg)
        job = "calls.hold_party" if verb in ("hold", "resume") else "calls.mute_party"
        await defer(session, job, leg.id)
        await _told(session, incident, call, leg.id, verb, staff_id)
    return call


async def leave(session: AsyncSession, call_id: UUID, staff_id: UUID) -> None:
    """A colleague or a supervisor leaves the conversation. Having left, nothing changes.

    Raises CallNotFound for somebody who is not in it, IllegalMove for the one who owns it: that one
    hands it over, or ends it.
    """
    incident, call = await lock_call(session, call_id)
    if call.owner_id == staff_id:
        raise IllegalMove(
            "The call is yours: hand it over or hang up.",
            state=call.state.value,
            legal=["hang_up", "transfer"],
        )
    leg = await take(session, Leg, _OWN_GUEST_LEG, call_id, staff_id)
    if leg is None:
        raise CallNotFound(NO_SUCH_CALL)
    if leg.released_at is None and leg.state is not LegState.LEFT:
        await _remove(session, incident, call, leg, staff_id, "leave")


def _must_be_possible(call: Call, leg: Leg, verb: str) -> None:
    """Raises IllegalMove that lists what may be done to this party."""
    legal: list[str] = []
    gone = leg.state is LegState.LEFT or leg.released_at is not None or leg.step != call.step
    if not gone and leg.kind is PartyKind.COUNSELLOR:
        legal = ["mute", "unmute"]
    elif not gone and leg.kind is not PartyKind.SUPERVISOR:
        legal = list(VERBS) if leg.state is LegState.JOINED else ["remove"]
    if verb not in legal:
        can = ", ".join(legal) or "nothing"
        raise IllegalMove(
            f"The party is {leg.state.value}: {verb} is not possible, only {can}.",
            state=leg.state.value,
            legal=legal,
        )


def _set(leg: Leg, verb: str) -> bool:
    """Write what is wanted; whether that is anything new."""
    field = "held_at" if verb in ("hold", "resume") else "muted_at"
    wanted = verb in ("hold", "mute")
    if (getattr(leg, field) is not None) is wanted:
        return False
    setattr(leg, field, clock.now() if wanted else None)
    return True


async def _remove(
    session: AsyncSession,
    incident: Incident,
    call: Call,
    leg: Leg,
    staff_id: UUID,
    verb: str = "cancel",
) -> None:
    invitation = await take(session, Invitation, _INVITATION, leg.id)
    if invitation is not None:
        await take_back(session, incident, call, invitation, verb, staff_id)
        return
    await release(session, call, leg)
    await _told(session, incident, call, leg.id, "remove", staff_id)


async def _told(
    session: AsyncSession,
    incident: Incident,
    call: Call,
    leg_id: UUID | None,
    what: str,
    staff_id: UUID,
) -> None:
    next_version(session, call)
    told = PartySet(**facts_of(call), leg_id=leg_id, what=what, staff_id=staff_id)
    await tell(session, incident, told, Actor("staff", staff_id))
