"""An incident's timeline: appended and never changed; each step is also an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Incident, Party, TimelineEntry
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
    lock. Whoever takes part, or watches the incident or the board, hears of it; `audience` names
    more channels.
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
    parties = await channels_of_parties(session, incident.id)
    concerned = [about("incident", incident.id), BOARD, *parties, *audience]
    outbox.record(session, event, concerned, within=(incident.id, incident.version))
    await session.flush()
    return incident.version


async def channels_of_parties(session: AsyncSession, incident_id: UUID) -> list[str]:
    """The channels of those who take part: the counsellors who answered, whoever is on the way."""
    found = await session.exec(
        select(Party.kind, Party.ref).where(
            Party.incident_id == incident_id,
            or_(col(Party.kind) == "counsellor", col(Party.until).is_(None)),
        )
    )
    return [about("staff" if kind == "counsellor" else kind, ref) for kind, ref in found]
