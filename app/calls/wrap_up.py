"""The work after a call: how long it should take, and more time by one verb; it discards nothing.

When the time is over the screen says so and the supervisor sees it; what was typed stays, and the
counsellor stays in wrap-up until he or she says that it is done.
"""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import WrapUpExtended
from app.calls.locking import facts_of, lock_own_call, next_version, owner_channels
from app.calls.models import Call
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.errors import HelplineError
from app.core.moves import IllegalMove

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

    Raises CallNotFound, IllegalMove when the call is not in wrap-up, WrapUpIsLong after
    MOST_TIMES.
    """
    incident, call = await lock_own_call(session, call_id, staff_id)
    if not call.wrap_up or call.wrap_up_due_at is None:
        raise IllegalMove("The call is not in wrap-up.", state=call.state.value, legal=[])
    if call.wrap_up_extended >= MOST_TIMES:
        raise WrapUpIsLong(f"It was extended {MOST_TIMES} times already; finish when you can.")
    begin = max(call.wrap_up_due_at, clock.now())
    call.wrap_up_due_at = begin + timedelta(seconds=MORE_SECONDS)
    call.wrap_up_extended += 1
    next_version(session, call)
    told = WrapUpExtended(
        **facts_of(call), staff_id=staff_id, times=call.wrap_up_extended, until=call.wrap_up_due_at
    )
    await tell(session, incident, told, Actor("staff", staff_id), owner_channels(call))
    return call
