"""A supervisor on the line: listens, whispers to the counsellor, or talks along.

Each is recorded as an opening of the incident, stands on its timeline, and is shown to the
counsellor. A supervisor comes in unheard; what he or she may be heard by is set once the line is
in. Locks in the order incident, call.
"""

from http import HTTPStatus
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.guests import MOST_LISTENERS, guests_of
from app.calls.locking import facts_of, lock_call, next_version
from app.calls.models import Call, Leg
from app.calls.party_events import SupervisorListens
from app.calls.states import CallState, LegState, Mode, PartyKind
from app.cases import access
from app.cases.access import GUEST
from app.cases.service import add_party
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.db import execute, fetch_value
from app.core.errors import HelplineError
from app.core.moves import IllegalMove
from app.jobs.queue import defer
from app.staff.auth import SignedIn

_ELSEWHERE = """
SELECT call_id FROM leg
WHERE staff_id = $1 AND kind = 'supervisor' AND state <> 'left' AND released_at IS NULL
  AND call_id <> $2
"""
_LOCK = "SELECT 1 FROM staff WHERE id = $1 FOR NO KEY UPDATE"


class ListensElsewhere(HelplineError):
    """The supervisor is on the line of another call; `call_id` says of which."""

    status = HTTPStatus.CONFLICT
    code = "listens_elsewhere"


class TooManyListeners(HelplineError):
    """So many supervisors are on the line of this call that no other one may come."""

    status = HTTPStatus.CONFLICT
    code = "too_many_listeners"


async def listen(session: AsyncSession, call_id: UUID, who: SignedIn, mode: Mode) -> Call:
    """Be on the line in this mode from now on, or change to it. In it already, nothing changes.

    Raises CallNotFound, IllegalMove unless they talk, ListensElsewhere, TooManyListeners.
    """
    incident, call = await lock_call(session, call_id)
    if call.state is not CallState.TALKING or call.owner_id == who.id:
        raise IllegalMove(
            f"The call is {call.state.value}: nobody can be listened to.",
            state=call.state.value,
            legal=[],
        )
    there = [leg for leg in await guests_of(session, call.id) if leg.kind is PartyKind.SUPERVISOR]
    leg = next((one for one in there if one.staff_id == who.id), None)
    if leg is not None and leg.mode is mode:
        return call
    if leg is None:
        leg = await _come(session, call, who, len(there))
    elif leg.state is LegState.JOINED:
        await defer(session, "calls.supervise", leg.id)
    leg.mode = mode
    session.add(leg)
    await access.by_person(session, who, call.incident_id, "all", reason=f"on the line: {mode}")
    await add_party(session, incident, GUEST, who.id)
    next_version(session, call)
    told = SupervisorListens(**facts_of(call), leg_id=leg.id, staff_id=who.id, mode=mode.value)
    await tell(session, incident, told, Actor("staff", who.id))
    return call


async def _come(session: AsyncSession, call: Call, who: SignedIn, there: int) -> Leg:
    await execute(session, _LOCK, who.id)
    elsewhere = await fetch_value(session, _ELSEWHERE, who.id, call.id)
    if elsewhere is not None:
        raise ListensElsewhere(
            "You listen to another call: leave it first.", call_id=str(elsewhere)
        )
    if there >= MOST_LISTENERS:
        raise TooManyListeners(f"{MOST_LISTENERS} supervisors are on this line already.")
    leg = Leg(
        id=uuid4(),
        call_id=call.id,
        kind=PartyKind.SUPERVISOR,
        staff_id=who.id,
        started_at=clock.now(),
        step=call.step,
    )
    session.add(leg)
    await session.flush()
    await defer(session, "calls.add_party", leg.id)
    return leg
