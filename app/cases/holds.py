"""What keeps an incident open: holds placed until released, and those asked for when it matters.

The room that has the reason places or answers; nothing here knows what the reason means.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Hold, Incident
from app.core import clock
from app.core.db import fetch

Asked = Callable[[AsyncSession, Collection[UUID]], Awaitable[dict[UUID, list[UUID]]]]
"""Incidents → for each that is held, the ids of what holds it."""

KINDS: Final = {
    "worker_out": "a worker is still out",
    "live_call": "the caller is still on the line",
}
"""Why, as an English sentence's end; screens show their own words for the kind."""

_ASKED: Final[dict[str, Asked]] = {}


def held_by(kind: str, asked: Asked) -> None:
    """From now on ask `asked` what holds an incident; for reasons a room can tell at any time."""
    assert kind in KINDS
    _ASKED[kind] = asked


_PLACED = """
SELECT incident_id, kind, ref FROM hold
WHERE incident_id = ANY($1) AND released_at IS NULL ORDER BY placed_at
"""


async def holds_of(
    session: AsyncSession, incident_ids: Collection[UUID], placed: Collection[UUID] | None = None
) -> dict[UUID, list[dict[str, Any]]]:
    """What holds each incident open at this moment, as `kind` and `ref`, by incident.

    `placed`: those that are known to have placed holds; without it all are looked at.
    """
    holds: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    looked_at = list(incident_ids if placed is None else placed)
    for incident_id, hold, ref in await fetch(session, _PLACED, looked_at) if looked_at else ():
        holds[incident_id].append({"kind": hold, "ref": str(ref)})
    for kind, asked in _ASKED.items():
        for incident_id, refs in (await asked(session, incident_ids)).items():
            holds[incident_id] += [{"kind": kind, "ref": str(ref)} for ref in refs]
    return holds


async def open_holds(session: AsyncSession, incident_id: UUID) -> list[Hold]:
    """What still holds the incident open."""
    found = await session.exec(
        select(Hold).where(Hold.incident_id == incident_id, col(Hold.released_at).is_(None))
    )
    return list(found)


async def place_hold(session: AsyncSession, incident: Incident, kind: str, ref: UUID) -> None:
    """Keep the incident open for a named reason until `release_hold`; once is enough."""
    held = [hold for hold in await open_holds(session, incident.id) if hold.ref == ref]
    if not any(hold.kind == kind for hold in held):
        session.add(Hold(incident_id=incident.id, kind=kind, ref=ref, placed_at=clock.now()))
        await session.flush()


async def release_hold(session: AsyncSession, incident: Incident, kind: str, ref: UUID) -> None:
    """The reason is gone."""
    for hold in await open_holds(session, incident.id):
        if hold.kind == kind and hold.ref == ref:
            hold.released_at = clock.now()
            session.add(hold)
    await session.flush()
