"""Marks on a number that plays with the line: it lowers a place for a while and blocks nobody.

Children try the line out before they dare to speak. So a mark needs a reason, counts only when two
counsellors have made one each, expires by itself, and is void with any danger (queue.py).
"""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import CallMarked, MarksCleared
from app.calls.locking import facts_of, lock_call, lock_own_call, next_version
from app.calls.models import Call
from app.calls.states import MARK_REASONS
from app.cases.timeline import Actor, tell
from app.core import clock
from app.core.db import execute, fetch_value
from app.core.errors import HelplineError, InputIsInvalid

COUNTED_HOURS: Final = 7 * 24
"""Two counsellors must have marked the number within so long."""

EXPIRES_HOURS: Final = 72
"""Without a new mark the marks count no longer than this after the last one."""

COUNSELLORS: Final = 2

MARKED = f"""
(SELECT count(DISTINCT staff_id) >= {COUNSELLORS}
        AND max(made_at) > $1::timestamptz - interval '{EXPIRES_HOURS} hours'
 FROM nuisance_mark WHERE nuisance_mark.number_index = this.number_index AND cleared_at IS NULL
  AND made_at > $1::timestamptz - interval '{COUNTED_HOURS} hours')
"""
"""Whether the number of the call `this` is marked at $1, for the SELECT of a statement."""

_MARK = """
INSERT INTO nuisance_mark (number_index, staff_id, call_id, reason, made_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (call_id, staff_id) DO NOTHING RETURNING true
"""
_CLEAR = """
WITH cleared AS (
    UPDATE nuisance_mark SET cleared_at = $2, cleared_by = $3
    WHERE number_index = $1 AND cleared_at IS NULL RETURNING true
) SELECT count(*) FROM cleared
"""


_UNPLACE = """
UPDATE call SET placed_at = NULL WHERE id IN (
    SELECT id FROM call
    WHERE number_index = $1 AND state = 'waiting' AND placed_at IS NOT NULL
    FOR UPDATE SKIP LOCKED
)
"""
"""Who waits with this number is given a place anew."""


class NumberIsWithheld(HelplineError):
    """A withheld number can't be marked: it may be anybody's."""

    status = HTTPStatus.CONFLICT
    code = "number_is_withheld"


async def mark(session: AsyncSession, call_id: UUID, staff_id: UUID, reason: str) -> Call:
    """The counsellor of this call marks its number; once a call.

    Raises InputIsInvalid, CallNotFound for another counsellor's call, NumberIsWithheld.
    """
    if reason not in MARK_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(MARK_REASONS)}.", field="reason")
    incident, call = await lock_own_call(session, call_id, staff_id)
    if call.number_index is None:
        raise NumberIsWithheld("The number is withheld: nobody can be marked.")
    made = (call.number_index, staff_id, call.id, reason, clock.now())
    if await fetch_value(session, _MARK, *made):
        next_version(session, call)
        told = CallMarked(**facts_of(call), staff_id=staff_id, reason=reason)
        await tell(session, incident, told, Actor("staff", staff_id))
    return call


async def clear(session: AsyncSession, call_id: UUID, by: UUID) -> Call:
    """A supervisor clears every mark of the number of this call; without any nothing changes.

    Raises CallNotFound, NumberIsWithheld.
    """
    incident, call = await lock_call(session, call_id)
    if call.number_index is None:
        raise NumberIsWithheld("The number is withheld: nobody can be marked.")
    if await fetch_value(session, _CLEAR, call.number_index, clock.now(), by):
        next_version(session, call)
        told = MarksCleared(**facts_of(call), staff_id=by)
        await tell(session, incident, told, Actor("staff", by))
        await place_anew(session, call.number_index)
    return call


async def place_anew(session: AsyncSession, number_index: bytes) -> None:
    """Whoever waits with this number is given a place anew: its flags are others now."""
    await execute(session, _UNPLACE, number_index)
