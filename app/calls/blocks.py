"""A supervisor's block of a number for a while: it lowers the place, and danger goes before it.

A blocked caller has a ticket as everybody has, is never hung up on, hears that a key says "I am in
danger", and is answered when nobody else waits. A withheld number may be anybody's: never blocked.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.block_events import BlockLifted, DangerKeyPressed, FlagsCleared, NumberBlocked
from app.calls.contact_key import WAITS
from app.calls.locking import facts_of, lock_call, lock_call_of_line, next_version
from app.calls.models import Call
from app.calls.nuisance import COUNTED_HOURS, NumberIsWithheld, place_anew
from app.calls.number_models import NumberBlock
from app.calls.queries import OF_NUMBER, masked, numbers_in
from app.calls.states import BLOCK_REASONS, LIFT_REASONS
from app.cases.access import OUTLINES
from app.cases.queries import iso, numbers_of
from app.cases.timeline import CALLER, SYSTEM, Actor, tell
from app.core import clock
from app.core.db import execute, fetch, fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound

LONGEST_HOURS: Final = 30 * 24
CLEARED_EVERY_SECONDS: Final = 5.0
AT_ONCE: Final = 50

_STANDS = "number_block.ended_at IS NULL AND number_block.until > $1::timestamptz"
_IS_BLOCKED = f"SELECT true FROM number_block WHERE number_index = $2 AND {_STANDS}"
_OVER = """
UPDATE number_block SET ended_at = until, version = version + 1
WHERE number_index = $1 AND ended_at IS NULL AND until <= $2
"""
_DANGER = f"""
SELECT true FROM call JOIN {OUTLINES} AS ticket ON ticket.id = call.incident_id
WHERE call.number_index = $1 AND ticket.urgency = 'P1' AND call.arrived_at >= $2 LIMIT 1
"""
_CLEAR_FLAGS = """
WITH ended AS (
    UPDATE number_block SET ended_at = $2, version = version + 1
    WHERE number_index = $1 AND ended_at IS NULL RETURNING true
), cleared AS (
    UPDATE nuisance_mark SET cleared_at = $2
    WHERE number_index = $1 AND cleared_at IS NULL RETURNING true
) SELECT (SELECT count(*) FROM ended) + (SELECT count(*) FROM cleared)
"""
_CLEAR_MARKS = """
UPDATE nuisance_mark SET cleared_at = $2 WHERE number_index = $1 AND cleared_at IS NULL
"""
_ENDANGERED = f"""
SELECT DISTINCT ON (flag.number_index) flagged.incident_id, flag.call_id
FROM (
    SELECT number_index, call_id FROM number_block WHERE ended_at IS NULL
    UNION ALL
    SELECT number_index, call_id FROM nuisance_mark
    WHERE cleared_at IS NULL AND made_at > $1::timestamptz - interval '{COUNTED_HOURS} hours'
) AS flag JOIN call AS flagged ON flagged.id = flag.call_id
WHERE EXISTS (
    SELECT FROM call AS later JOIN {OUTLINES} AS ticket ON ticket.id = later.incident_id
    WHERE later.number_index = flag.number_index AND ticket.urgency = 'P1'
      AND later.arrived_at >= flagged.arrived_at
)
ORDER BY flag.number_index, flag.call_id LIMIT {AT_ONCE}
"""
"""A call of each flagged number of which danger is known: in the flagged call or a later one."""


class BlockStands(HelplineError):
    """The number is blocked already: lift that block first."""

    status = HTTPStatus.CONFLICT
    code = "block_stands"


class DangerIsKnown(HelplineError):
    """A child was in danger at this number: it is not blocked."""

    status = HTTPStatus.CONFLICT
    code = "danger_is_known"


class BlockNotFound(NotFound):
    """No such block."""

    code = "block_not_found"


async def block(
    session: AsyncSession, call_id: UUID, by: UUID, reason: str, hours: int
) -> NumberBlock:
    """Block the number of this call for so many hours.

    Raises InputIsInvalid, CallNotFound, NumberIsWithheld, DangerIsKnown (a ticket of urgency P1 in
    the last 30 days), BlockStands.
    """
    if reason not in BLOCK_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(BLOCK_REASONS)}.", field="reason")
    if not 1 <= hours <= LONGEST_HOURS:
        raise InputIsInvalid(f"Between 1 and {LONGEST_HOURS} hours.", field="hours")
    incident, call = await lock_call(session, call_id)
    if call.number_index is None:
        raise NumberIsWithheld("The number is withheld: nobody can be blocked.")
    now = clock.now()
    month = now - timedelta(hours=LONGEST_HOURS)
    if await fetch_value(session, _DANGER, call.number_index, month):
        raise DangerIsKnown("A child was in danger at this number.")
    await execute(session, _OVER, call.number_index, now)
    row = NumberBlock(
        number_index=call.number_index,
        call_id=call.id,
        reason=reason,
        made_at=now,
        made_by=by,
        until=now + timedelta(hours=hours),
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise BlockStands("The number is blocked already.") from error
    next_version(session, call)
    told = NumberBlocked(**facts_of(call), staff_id=by, reason=reason, until=row.until)
    await tell(session, incident, told, Actor("staff", by))
    await place_anew(session, call.number_index)
    return row


async def lift(
    session: AsyncSession, block_id: UUID, by: UUID, reason: str | None = None
) -> NumberBlock:
    """Lift a block; one that is over already stays so. Raises BlockNotFound, InputIsInvalid.

    Without a reason it counts as having been wrong (false_flags.py).
    """
    if reason is not None and reason not in LIFT_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(LIFT_REASONS)}.", field="reason")
    found = await session.get(NumberBlock, block_id)
    if found is None:
        raise BlockNotFound("There is no such block.")
    incident, call = await lock_call(session, found.call_id)
    row = await session.get_one(NumberBlock, block_id, with_for_update=True, populate_existing=True)
    if row.ended_at is None:
        row.ended_at, row.ended_by, row.lift_reason = clock.now(), by, reason
        row.version += 1
        session.add(row)
        next_version(session, call)
        told = BlockLifted(**facts_of(call), staff_id=by, reason=reason)
        await tell(session, incident, told, Actor("staff", by))
        await place_anew(session, row.number_index)
    return row


async def hears_of_it(session: AsyncSession, call: Call) -> bool:
    """Whether a waiting caller is told which key says "I am in danger", in place of all else."""
    if call.number_index is None or call.danger_key_at is not None or call.state not in WAITS:
        return False
    return bool(await fetch_value(session, _IS_BLOCKED, clock.now(), call.number_index))


async def danger_pressed(session: AsyncSession, call_id: UUID, provider_call_id: str) -> bool:
    """The key was pressed on the caller's own line while he or she waits; whether it counts.

    This call passes the block with the head start of danger, and the number's marks are void. The
    block itself stands till a counsellor knows of danger, or a supervisor lifts it.
    """
    found = await lock_call_of_line(session, call_id, provider_call_id)
    if found is None:
        return False
    incident, call = found
    if call.state not in WAITS:
        return False
    if call.danger_key_at is None:
        call.danger_key_at, call.placed_at = clock.now(), None
        if call.number_index is not None:
            await execute(session, _CLEAR_MARKS, call.number_index, clock.now())
        next_version(session, call)
        await tell(session, incident, DangerKeyPressed(**facts_of(call)), CALLER)
    return True


async def cleared_by_danger(session: AsyncSession) -> None:
    """Marks and blocks of numbers of which danger is known are void; done every few seconds."""
    found = await fetch(session, _ENDANGERED, clock.now())
    for _, call_id in sorted(found):  # incidents in order: two workers may come at once
        incident, call = await lock_call(session, call_id)
        assert call.number_index is not None
        if not await fetch_value(session, _CLEAR_FLAGS, call.number_index, clock.now()):
            continue
        next_version(session, call)
        await tell(session, incident, FlagsCleared(**facts_of(call)), SYSTEM)
        await place_anew(session, call.number_index)


_ROWS = f"""
SELECT {OF_NUMBER}, number_block.id, reason, made_at, until, number_block.version,
    display_bn, display_en
FROM (
    SELECT id, call_id, reason, made_at, made_by, until, ended_at, version FROM number_block
) AS number_block JOIN call ON call.id = call_id JOIN staff ON staff.id = made_by
WHERE {_STANDS} ORDER BY until, number_block.id
"""


async def block_rows(session: AsyncSession) -> list[dict[str, Any]]:
    """The blocks that stand now, the one that ends first first; numbers masked."""
    found = await fetch(session, _ROWS, clock.now())
    numbers = await numbers_in(session, found)
    tickets = await numbers_of(session, {row["incident_id"] for row in found})
    return [
        {
            "id": str(row["id"]),
            "incident_id": str(row["incident_id"]),
            "number": tickets[row["incident_id"]][0],
            "caller_number": masked(numbers, row),
            "reason": row["reason"],
            "made_at": iso(row["made_at"]),
            "made_by": {"bn": row["display_bn"], "en": row["display_en"]},
            "until": iso(row["until"]),
            "version": row["version"],
        }
        for row in found
    ]
