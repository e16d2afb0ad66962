"""A caller on the line holds the incident open; asked for at closing, so it costs no ring time.

Every verb of a call locks its incident first, as closing does, so the answer stands until commit.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.models import Call
from app.calls.states import CallState
from app.cases.holds import held_by

LIVE_CALL = "live_call"


async def live_calls(
    session: AsyncSession, incident_ids: Collection[UUID]
) -> dict[UUID, list[UUID]]:
    """The calls of these incidents that wait, are being joined or talk, by incident."""
    found = await session.exec(
        select(Call.incident_id, Call.id)
        .where(col(Call.incident_id).in_(incident_ids), Call.state != CallState.ENDED)
        .order_by(col(Call.arrived_at))
    )
    held: dict[UUID, list[UUID]] = defaultdict(list)
    for incident_id, call_id in found:
        held[incident_id].append(call_id)
    return held


held_by(LIVE_CALL, live_calls)
