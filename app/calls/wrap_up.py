"""The work after a call: how long it should take, and more time by one verb; it discards nothing.

When the time is over the screen says so and the supervisor sees it; what was typed stays, and the
counsellor stays in wrap-up until he or she says that it is done.
"""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import WrapUpCompleted, WrapUpExtended
from app.calls.locking import (
    NO_SUCH_CALL,
    CallNotFound,
    facts_of,
    lock_call,
    next_version,
    owner_channels,
)
from app.calls.models import Call, Invitation
from app.calls.states import CallState
from app.cases.models import Incident
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.audience import about
from app.core.db import fetch_value, take
from app.core.errors import HelplineError
from app.core.moves import IllegalMove
from app.core.rows import columns_of
from app.staff.duty import end_wrap_up

SECONDS: Final = 90
MORE_SECONDS: Final = 60
MOST_TIMES: Final = 2


class WrapUpIsLong(HelplineError):
    """The wrap-up was extended as often as may be; it goes on all the same."""

    status = HTTPStatus.CONFLICT
    code = "wrap_up_is_long"


def due_at(call: Call) -> datetime | None:
    """When the wrap-up of a call that ends now should be done; None without a counsellor."""
    return clock.seconds_from_now(SECONDS) if call.owner_id is not None else None


async def extend(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """The counsellor takes MORE_SECONDS, from now on if the time is over already.

    Also for a call that was handed over; what its counsellor of now takes is counted apart. Raises
    CallNotFound, IllegalMove when the call is not in wrap-up, WrapUpIsLong after MOST_TIMES.
    """
    incident, call = await lock_call(session, call_id)
    written = await take(session, Invitation, _HANDED_OVER, call_id, staff_id) or call
    if written is call and call.owner_id != staff_id:
        raise CallNotFound(NO_SUCH_CALL)
    until = _more_time(written, call)
    session.add(written)
    next_version(session, call)
    told = WrapUpExtended(
        **facts_of(call), staff_id=staff_id, times=written.wrap_up_extended, until=until
    )
    channels = [about("staff", staff_id), *owner_channels(call)]
    await tell(session, incident, told, Actor("staff", staff_id), channels)
    return call


def _more_time(written: Call | Invitation, call: Call) -> datetime:
    """Note on what is written on, the call or its handing over, until when it should be done."""
    if not written.wrap_up or written.wrap_up_due_at is None:
        raise IllegalMove("The call is not in wrap-up.", state=call.state.value, legal=[])
    if written.wrap_up_extended >= MOST_TIMES:
        raise WrapUpIsLong(f"It was extended {MOST_TIMES} times already; finish when you can.")
    begin = max(written.wrap_up_due_at, clock.now())
    written.wrap_up_due_at = begin + timedelta(seconds=MORE_SECONDS)
    written.wrap_up_extended += 1
    return written.wrap_up_due_at


_GOES_ON = """
SELECT 1 WHERE EXISTS (SELECT FROM call WHERE owner_id = $1 AND wrap_up)
OR EXISTS (SELECT FROM invitation WHERE from_id = $1 AND wrap_up)
"""
_HANDED_OVER = f"""
SELECT {columns_of(Invitation)} FROM invitation
WHERE call_id = $1 AND from_id = $2 AND wrap_up ORDER BY ended_at LIMIT 1 FOR UPDATE
"""


async def goes_on(session: AsyncSession, staff_id: UUID) -> bool:
    """Whether a counsellor still writes on any call, ended or handed over."""
    return await fetch_value(session, _GOES_ON, staff_id) is not None


async def complete(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """The work after the call is done; the counsellor is free for the next one.

    Also of a call that was handed over, which others may still have. Raises CallNotFound, and
    IllegalMove for a call that has not ended.
    """
    incident, call = await lock_call(session, call_id)
    handed_over = await take(session, Invitation, _HANDED_OVER, call_id, staff_id)
    if handed_over is not None:
        handed_over.wrap_up = False
        session.add(handed_over)
    elif call.owner_id != staff_id:
        raise CallNotFound(NO_SUCH_CALL)
    elif call.state is not CallState.ENDED or not call.wrap_up:
        raise IllegalMove("The call has not ended: end it first.", state=call.state.value, legal=[])
    else:
        call.wrap_up = False
    await _completed(session, incident, call, staff_id)
    return call


async def _completed(session: AsyncSession, incident: Incident, call: Call, staff_id: UUID) -> None:
    next_version(session, call)
    await session.flush()
    if not await goes_on(session, staff_id):
        await end_wrap_up(session, staff_id)
    told = WrapUpCompleted(**facts_of(call), staff_id=staff_id)
    channels = [about("staff", staff_id), *owner_channels(call)]
    await tell(session, incident, told, Actor("staff", staff_id), channels)
