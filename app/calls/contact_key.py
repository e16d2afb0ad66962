"""The key by which a waiting caller says that we may call; it decides nothing about calling."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.callers import contacts_of
from app.calls.locking import lock_call_of_line
from app.calls.models import Call
from app.calls.states import CallState
from app.cases.contact import mark_safe_by_key
from app.cases.safety import Safety
from app.core import clock

WAITS = (CallState.WAITING, CallState.DIVERTED)


SETTLES_SECONDS: Final = 10
"""For so long after another key no document takes 1 for "you may call": a finger presses twice."""


def settles(call: Call) -> bool:
    """Whether the caller has just pressed the key of danger, or of a person, which are 1 too."""
    pressed = [at for at in (call.person_key_at, call.danger_key_at) if at is not None]
    return bool(pressed) and max(pressed) >= clock.now() - timedelta(seconds=SETTLES_SECONDS)


async def key_counts(session: AsyncSession, call: Call) -> bool:
    """Whether to offer the key: there is a number, and nobody has said anything of it."""
    if call.number_index is None or call.state not in WAITS:
        return False
    return (await contacts_of(session, [call]))[call.id].safety is Safety.UNKNOWN


async def key_pressed(session: AsyncSession, call_id: UUID, provider_call_id: str) -> bool:
    """The key was pressed on the caller's own line, while the call lives; whether it counts.

    A number that a supervisor forbade stays forbidden, and the caller is thanked all the same:
    whoever holds the telephone must not learn of it.
    """
    found = await lock_call_of_line(session, call_id, provider_call_id)
    if found is None:
        return False
    incident, call = found
    if call.state is CallState.ENDED or call.number_index is None:
        return False
    await mark_safe_by_key(session, incident, call.id, call.number_index)
    return True
