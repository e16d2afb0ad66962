"""A caller on hold: out of the conversation for a while, with a spoken line and never silence.

The verbs write what is wanted; the phone network is told by a job, as often as it takes.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import CallHeld, CallResumed
from app.calls.locking import facts_of, lock_own_call, next_version, owner_channels
from app.calls.models import Call
from app.calls.phone import Phone
from app.calls.states import CallState
from app.cases.models import Incident
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.db import Database
from app.core.moves import IllegalMove
from app.jobs.queue import defer


async def hold(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """The caller hears a spoken line instead of the counsellor. A held one stays held.

    Raises CallNotFound, and IllegalMove unless they talk.
    """
    incident, call = await in_talk(session, call_id, staff_id, "hold")
    if call.held_at is None:
        call.held_at = clock.now()
        await _tell(session, incident, call, CallHeld, staff_id)
    return call


async def resume(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """Caller and counsellor hear each other again. Raises as `hold`."""
    incident, call = await in_talk(session, call_id, staff_id, "resume")
    if call.held_at is not None:
        call.held_at = None
        await _tell(session, incident, call, CallResumed, staff_id)
    return call


async def in_talk(
    session: AsyncSession, call_id: UUID, staff_id: UUID, verb: str
) -> tuple[Incident, Call]:
    """The counsellor's own call, locked. Raises CallNotFound, IllegalMove unless they talk."""
    incident, call = await lock_own_call(session, call_id, staff_id)
    if call.state is not CallState.TALKING:
        raise IllegalMove(
            f"The call is {call.state.value}: {verb} is possible only while you talk.",
            state=call.state.value,
            legal=["complete"] if call.wrap_up else [],
        )
    return incident, call


async def _tell(
    session: AsyncSession,
    incident: Incident,
    call: Call,
    event: type[CallHeld | CallResumed],
    staff_id: UUID,
) -> None:
    next_version(session, call)
    await defer(session, "calls.hold", call.id)
    told = event(**facts_of(call), staff_id=staff_id)
    await tell(session, incident, told, Actor("staff", staff_id), owner_channels(call))


async def carry_out(database: Database, phone: Phone, call_id: UUID) -> None:
    """Have the phone network do what is wanted now, and look again: two jobs may cross each other.

    Raises ProviderError. CallIsGone is the end of a call, of which somebody else tells.
    """
    done: bool | None = None
    while True:
        async with database.transaction() as session:
            call = await session.get(Call, call_id)
        if call is None or call.state is not CallState.TALKING:
            return
        held = call.held_at is not None
        if held is done:
            return
        await phone.hold(call.provider_call_id, call.id, call.step, held=held)
        done = held
