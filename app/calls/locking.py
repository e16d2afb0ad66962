"""Taking hold of a call: its incident first, then the call itself; no verb stands here."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.models import Call
from app.cases.access import SystemReason, for_system
from app.cases.models import Incident
from app.core.audience import about
from app.core.db import fetch_value, take
from app.core.errors import NotFound
from app.core.rows import columns_of


class CallNotFound(NotFound):
    """No such call, or not one of this counsellor's."""

    code = "call_not_found"


NO_SUCH_CALL = "There is no such call of yours."


_INCIDENT_OF = "SELECT incident_id FROM call WHERE id = $1"
_LOCK = f"SELECT {columns_of(Call)} FROM call WHERE id = $1 AND incident_id = $2 FOR UPDATE"


async def lock_call(
    session: AsyncSession, call_id: UUID, known: UUID | None = None
) -> tuple[Incident, Call]:
    """The incident and the call, locked in that order. Raises CallNotFound.

    A call that was linked away while we waited for its incident is followed to the one it belongs
    to now: the call itself is never locked before that one. `known` is its incident as it was read
    lately, to be asked for once less.
    """
    while True:
        incident_id = known or await fetch_value(session, _INCIDENT_OF, call_id)
        known = None
        if incident_id is None:
            raise CallNotFound(NO_SUCH_CALL)
        incident = await for_system(session, incident_id, SystemReason.CALL_MOVED_ON, lock=True)
        call = await take(session, Call, _LOCK, call_id, incident_id)
        if call is not None:
            return incident, call


async def lock_call_of_line(
    session: AsyncSession, call_id: UUID, provider_call_id: str
) -> tuple[Incident, Call] | None:
    """The same when this is its caller's own line; None for any other, or an unknown call."""
    if await session.get(Call, call_id) is None:
        return None
    incident, call = await lock_call(session, call_id)
    return (incident, call) if call.provider_call_id == provider_call_id else None


async def lock_own_call(
    session: AsyncSession, call_id: UUID, staff_id: UUID
) -> tuple[Incident, Call]:
    """The same for a counsellor's own call. Raises CallNotFound."""
    incident, call = await lock_call(session, call_id)
    if call.owner_id != staff_id:
        raise CallNotFound(NO_SUCH_CALL)
    return incident, call


def facts_of(call: Call) -> dict[str, Any]:
    """What every event of this call carries."""
    return {"entity_id": call.id, "version": call.version, "incident_id": call.incident_id}


def owner_channels(call: Call) -> list[str]:
    """The owner's own channel, if the call has an owner."""
    return [about("staff", call.owner_id)] if call.owner_id else []


def next_version(session: AsyncSession, call: Call) -> None:
    """The call changed."""
    call.version += 1
    session.add(call)
