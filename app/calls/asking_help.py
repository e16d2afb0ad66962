"""A counsellor asks a supervisor for help in a call; shown until answered or withdrawn.

Locks in the order incident, call.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.locking import facts_of, lock_call, lock_own_call, next_version
from app.calls.models import Call
from app.calls.on_hold import in_talk
from app.calls.party_events import HelpAsked, HelpEnded
from app.cases.models import Incident
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.moves import IllegalMove


async def ask(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """Ask for help; asked already, nothing changes. Raises CallNotFound, IllegalMove."""
    incident, call = await in_talk(session, call_id, staff_id, "ask for help")
    if call.help_at is None:
        call.help_at, call.help_answered_by = clock.now(), None
        next_version(session, call)
        told = HelpAsked(**facts_of(call), staff_id=staff_id)
        await tell(session, incident, told, Actor("staff", staff_id))
    return call


async def withdraw(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """Help is needed no longer; without a request, nothing changes. Raises CallNotFound."""
    incident, call = await lock_own_call(session, call_id, staff_id)
    if call.help_at is not None:
        await _end(session, incident, call, "withdrawn", staff_id)
    return call


async def answer(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """A supervisor sees to it; answered already by the same one, nothing changes.

    Raises CallNotFound, and IllegalMove when nobody asks for help (any more).
    """
    incident, call = await lock_call(session, call_id)
    if call.help_at is None:
        if call.help_answered_by == staff_id:
            return call
        raise IllegalMove("Nobody asks for help here.", state=call.state.value, legal=[])
    await _end(session, incident, call, "answered", staff_id)
    call.help_answered_by = staff_id
    session.add(call)
    return call


async def _end(
    session: AsyncSession, incident: Incident, call: Call, outcome: str, staff_id: UUID
) -> None:
    call.help_at = None
    next_version(session, call)
    told = HelpEnded(**facts_of(call), staff_id=staff_id, outcome=outcome)
    await tell(session, incident, told, Actor("staff", staff_id))
