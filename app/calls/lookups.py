"""Which call or line a word of the provider is about, and where a call stands; no verb is here."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.models import Call
from app.calls.states import CallState
from app.core import clock
from app.core.db import execute, fetch, fetch_value

_CALL_OF_PROVIDER = "SELECT id FROM call WHERE provider_call_id = $1"
_LEG_OF_PROVIDER = "SELECT id FROM leg WHERE call_id = $1 AND provider_call_id = $2"
_LEG = "SELECT id FROM leg WHERE call_id = $1 AND id = $2"
_FIRST = "UPDATE leg SET asked_at = $2 WHERE id = $1 AND asked_at IS NULL RETURNING id"
_KNOWN = "SELECT 1 FROM leg WHERE provider_call_id = $1 AND id <> $2"
_WHERE = "SELECT state, step FROM call WHERE id = $1"
_BRIDGED = """
UPDATE call SET bridged_step = step
WHERE id = $1 AND step = $2 AND provider_call_id = $3 AND bridged_step IS DISTINCT FROM step
"""


async def call_of_provider(session: AsyncSession, provider_call_id: str) -> UUID | None:
    """Our call for the provider's id of the caller's line, if we know it."""
    found: UUID | None = await fetch_value(session, _CALL_OF_PROVIDER, provider_call_id)
    return found


async def leg_of_provider(
    session: AsyncSession, call_id: UUID, provider_call_id: str
) -> UUID | None:
    """Our leg of this call for the provider's id of a counsellor's line, if we know it."""
    found: UUID | None = await fetch_value(session, _LEG_OF_PROVIDER, call_id, provider_call_id)
    return found


async def leg_named(session: AsyncSession, call_id: UUID, leg_id: UUID | None) -> UUID | None:
    """The line of ours of this id, if it is one of this call's."""
    found: UUID | None = await fetch_value(session, _LEG, call_id, leg_id)
    return found


async def stands_at(session: AsyncSession, call_id: UUID) -> tuple[CallState, int] | None:
    """The call's state and step at this moment; None when there is no such call."""
    found = await fetch(session, _WHERE, call_id)
    return (CallState(found[0]["state"]), found[0]["step"]) if found else None


async def heartbeat(session: AsyncSession, call_id: UUID) -> None:
    """The caller still waits: the phone network asked what to play."""
    call = await session.get(Call, call_id)
    if call is not None and call.state is not CallState.ENDED:
        call.heartbeat_at = clock.now()
        session.add(call)


async def bridged(session: AsyncSession, call_id: UUID, step: int, provider_call_id: str) -> None:
    """Note that this line, if it is the caller's, has been told to join the conference of `step`.

    A request of ours whose answer was lost is made again; to make this one again would take the
    caller out of the conference and into it once more. For the last statement of a transaction.
    """
    await execute(session, _BRIDGED, call_id, step, provider_call_id)


async def first_asked(session: AsyncSession, leg_id: UUID) -> bool:
    """Note that the network is asked to ring this line; whether it is the first time."""
    return await fetch_value(session, _FIRST, leg_id, clock.now()) is not None


async def known_line(session: AsyncSession, provider_call_id: str, leg_id: UUID) -> bool:
    """Whether the provider's line is known to be another leg's."""
    return await fetch_value(session, _KNOWN, provider_call_id, leg_id) is not None
