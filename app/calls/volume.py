"""How many calls came in, hour by hour in Dhaka; it counts and names nobody."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import CLOCKS
from app.core.db import fetch, fetch_value

_FIRST: Final = "SELECT min(arrived_at) FROM call"
BY_HOUR_SQL: Final = """
SELECT date_trunc('hour', arrived_at AT TIME ZONE 'Asia/Dhaka') AS hour, count(*) AS calls
FROM call WHERE arrived_at >= $1 AND arrived_at < $2 AND calls_back IS NULL GROUP BY 1
"""
_IN_PLACES: Final = f"""
SELECT date_trunc('hour', arrived_at AT TIME ZONE 'Asia/Dhaka') AS hour, count(*) AS calls
FROM call JOIN {CLOCKS} AS ticket ON ticket.id = incident_id
WHERE arrived_at >= $1 AND arrived_at < $2 AND calls_back IS NULL AND place = ANY($3) GROUP BY 1
"""


_LOCATED: Final = f"""
SELECT count(*) FROM call JOIN {CLOCKS} AS ticket ON ticket.id = incident_id
WHERE arrived_at >= $1 AND arrived_at < $2 AND calls_back IS NULL AND place IS NOT NULL
    AND ($3::text[] IS NULL OR place = ANY($3))
"""


async def first_call(session: AsyncSession) -> datetime | None:
    """When the first call we know of came in; what was before nobody knows."""
    found: datetime | None = await fetch_value(session, _FIRST)
    return found


async def calls_by_hour(
    session: AsyncSession,
    begins: datetime,
    ends: datetime,
    places: Collection[str] | None = None,
) -> dict[datetime, int]:
    """Calls by the hour they came in (Dhaka, without an offset); hours without a call are absent.

    Calls that we made are not counted. `places`: of tickets that lie there.
    """
    if places is None:
        found = await fetch(session, BY_HOUR_SQL, begins, ends)
    else:
        found = await fetch(session, _IN_PLACES, begins, ends, list(places))
    return {row["hour"]: row["calls"] for row in found}


async def located_calls(
    session: AsyncSession, begins: datetime, ends: datetime, places: Collection[str] | None = None
) -> int:
    """Calls of tickets whose place is known, of these places or of all."""
    wanted = None if places is None else list(places)
    found: int = await fetch_value(session, _LOCATED, begins, ends, wanted)
    return found
