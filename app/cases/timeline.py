"""An incident's timeline: appended and never changed; each step is also an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Incident, TimelineEntry
from app.core import clock, outbox
from app.core.audience import BOARD, about


@dataclass(frozen=True)
class Actor:
    """Who did it: a kind (system, staff, worker, centre, caller) and, for people, an id."""

    kind: str = "system"
    id: UUID | None = None


SYSTEM = Actor()
CALLER = Actor("caller")


async def tell(
    session: AsyncSession,
    incident: Incident,
    event: outbox.Event,
    actor: Actor = SYSTEM,
    audience: Sequence[str] = (),
) -> int:
    """Append `event` to the timeline of a locked incident and announce it; returns its seq.

    The incident's version counts its steps without a gap, since it is raised under the row's
    lock. Whoever watches the incident or the board hears of it; `audience` names more channels.
    """
    incident.version += 1
    session.add(incident)
    facts = event.facts()
    session.add(
        TimelineEntry(
            incident_id=incident.id,
            seq=incident.version,
            at=clock.now(),
            kind=event.key,
            actor_kind=actor.kind,
            actor_id=actor.id,
            facts=facts,
        )
    )
    concerned = [about("incident", incident.id), BOARD, *audience]
    outbox.record(session, event, concerned, within=(incident.id, incident.version))
    await session.flush()
    return incident.version
