"""Reads the blocks and marks of a period and what became of them; it rates nobody.

Only whether something is so is read: no number, no ticket, no name of who flagged.
"""

import dataclasses
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.false_flags import DEFINITIONS, FalseFlags, Flag, false_flags
from app.calls.nuisance import COUNTED_HOURS
from app.calls.states import NO_LONGER_NEEDED
from app.cases.access import OUTLINES
from app.cases.queries import iso
from app.core import clock
from app.core.db import fetch

LONGEST_MINUTES: Final = 92 * 24 * 60

_FLAGS = f"""
SELECT flag.kind, flag.taken_back,
    coalesce(bool_or(later.danger_key_at BETWEEN flag.made_at AND flag.till), false) AS danger_key,
    coalesce(bool_or(ticket.urgency IN ('P1', 'P2')), false) AS urgent,
    coalesce(bool_or(ticket.close_reason = 'resolved'), false) AS confirmed
FROM (
    SELECT id, 'block' AS kind, number_index, call_id, made_at,
        coalesce(ended_at, until) AS till,
        ended_by IS NOT NULL AND lift_reason IS DISTINCT FROM '{NO_LONGER_NEEDED}' AS taken_back
    FROM number_block WHERE made_at >= $1 AND made_at < $2
    UNION ALL
    SELECT id, 'mark', number_index, call_id, made_at,
        least(cleared_at, made_at + interval '{COUNTED_HOURS} hours'), cleared_by IS NOT NULL
    FROM nuisance_mark WHERE made_at >= $1 AND made_at < $2
) AS flag
JOIN call AS flagged ON flagged.id = flag.call_id
LEFT JOIN call AS later ON later.number_index = flag.number_index
    AND later.arrived_at <= flag.till AND later.calls_back IS NULL
    AND (later.arrived_at >= flagged.arrived_at OR later.danger_key_at >= flag.made_at)
LEFT JOIN {OUTLINES} AS ticket
    ON ticket.id = later.incident_id AND later.arrived_at >= flagged.arrived_at
GROUP BY flag.kind, flag.id, flag.taken_back
"""


async def flagged(session: AsyncSession, since: datetime, until: datetime) -> dict[str, FalseFlags]:
    """The figures of the flags that were made from `since` to before `until`, by kind."""
    found = await fetch(session, _FLAGS, since, until)
    return false_flags(Flag(**dict(row)) for row in found)


async def flags_row(session: AsyncSession, minutes: int) -> dict[str, Any]:
    """The figures of the last so many minutes with their definitions, as screens get them."""
    until = clock.now()
    since = until - timedelta(minutes=minutes)
    found = await flagged(session, since, until)
    return {
        "since": iso(since),
        "until": iso(until),
        "blocks": dataclasses.asdict(found["block"]),
        "marks": dataclasses.asdict(found["mark"]),
        "definitions": dict(DEFINITIONS),
    }
