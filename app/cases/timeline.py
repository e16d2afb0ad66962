"""An incident's timeline: appended and never changed; each step is also an event."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Incident
from app.core import clock, outbox
from app.core.audience import BOARD, about
from app.core.db import ANNOUNCES, execute, fetch


@dataclass(frozen=True)
class Actor:
    """Who did it: a kind (system, staff, worker, centre, caller) and, for people, an id."""

    kind: str = "system"
    id: UUID | None = None


SYSTEM = Actor()
CALLER = Actor("caller")


_PARTIES = """
SELECT DISTINCT CASE WHEN kind IN ('counsellor', 'guest') THEN 'staff' ELSE kind END || '/' || ref
FROM party WHERE incident_id = $1 AND (kind = 'counsellor' OR until IS NULL)
"""
"""`about` of everybody who takes part, or answered."""

_TELL = f"""
WITH raised AS (
    UPDATE incident SET version = $2 WHERE id = $1
), appended AS (
    INSERT INTO timeline_entry (id, incident_id, seq, at, kind, actor_kind, actor_id, facts)
    VALUES ($3, $1, $2, $4, $5, $6, $7, $8)
)
INSERT INTO outbox (at, event, entity_kind, entity_id, version, audience, facts)
SELECT $4, $5, $9, $10, $11, ARRAY({_PARTIES} UNION SELECT unnest($12::text[]) ORDER BY 1), $13
"""
"""One statement: a caller waits while this is written, several times in every call."""


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
    facts, version = event.facts(), incident.version + 1
    within = {"stream": str(incident.id), "seq": version}
    session.add(incident)
    await execute(
        session,
        _TELL,
        incident.id,
        version,
        uuid4(),
        clock.now(),
        event.key,
        actor.kind,
        actor.id,
        json.dumps(facts),
        event.entity_kind,
        event.entity_id,
        event.version,
        [about("incident", incident.id), BOARD, *audience],
        json.dumps({**facts, **within}),
    )
    set_committed_value(incident, "version", version)
    session.info[ANNOUNCES] = True
    return version


async def channels_of_parties(session: AsyncSession, incident_id: UUID) -> list[str]:
    """The channels of those who take part: the counsellors who answered, whoever is on the way."""
    return [row[0] for row in await fetch(session, _PARTIES, incident_id)]
