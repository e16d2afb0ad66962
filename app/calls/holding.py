"""A caller on the line holds the incident open; asked for at closing, so it costs no ring time.

Every verb of a call locks its incident first, as closing does, so the answer stands until commit.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.holds import held_by
from app.core.db import fetch

LIVE_CALL = "live_call"


_LIVE = """
SELECT incident_id, id FROM call
WHERE incident_id = ANY($1) AND state <> 'ended' ORDER BY arrived_at
"""


async def live_calls(
    session: AsyncSession, incident_ids: Collection[UUID]
) -> dict[UUID, list[UUID]]:
    """The calls of these incidents that wait, are being joined or talk, by incident."""
    found = await fetch(session, _LIVE, list(incident_ids))
    held: dict[UUID, list[UUID]] = defaultdict(list)
    for incident_id, call_id in found:
        held[incident_id].append(call_id)
    return held


held_by(LIVE_CALL, live_calls)
