"""What stands against the number of a call: its marks, whether they count and how long.

It marks nobody. The rule itself is in nuisance.py, the points in queue.py.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.nuisance import COUNSELLORS, COUNTED_HOURS, EXPIRES_HOURS
from app.cases.queries import iso
from app.core import clock
from app.core.db import fetch

_CALL = "SELECT incident_id, number_index FROM call WHERE id = $1"
_MARKS = """
SELECT nuisance_mark.call_id, staff_id, reason, made_at, display_bn, display_en
FROM nuisance_mark JOIN staff ON staff.id = staff_id
WHERE number_index = $1 AND cleared_at IS NULL AND made_at > $2
ORDER BY made_at DESC
"""


async def incident_of(session: AsyncSession, call_id: UUID) -> UUID | None:
    """The incident of a call; None when there is no such call."""
    found = await fetch(session, _CALL, call_id)
    return found[0]["incident_id"] if found else None


async def marks_row(session: AsyncSession, call_id: UUID) -> dict[str, Any]:
    """The marks of the last seven days on the number of a call that is there, the last one first.

    A withheld number has none and can get none.
    """
    ((_, number_index),) = await fetch(session, _CALL, call_id)
    now = clock.now()
    since = now - timedelta(hours=COUNTED_HOURS)
    marks = [] if number_index is None else await fetch(session, _MARKS, number_index, since)
    until = marks[0]["made_at"] + timedelta(hours=EXPIRES_HOURS) if marks else None
    counsellors = len({mark["staff_id"] for mark in marks})
    lowers = until is not None and until > now and counsellors >= COUNSELLORS
    return {
        "call_id": str(call_id),
        "may_be_marked": number_index is not None,
        "of_this_call": next((m["reason"] for m in marks if m["call_id"] == call_id), None),
        "counsellors": counsellors,
        "counsellors_needed": COUNSELLORS,
        "lowers_until": iso(until) if lowers else None,
        "marks": [
            {
                "reason": mark["reason"],
                "made_at": iso(mark["made_at"]),
                "counsellor": {"bn": mark["display_bn"], "en": mark["display_en"]},
            }
            for mark in marks
        ],
    }
