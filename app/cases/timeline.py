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
SELECT DISTINCT CASE WHEN kind IN ('counsellor', 'guest') THEN 'staff'
    WHEN kind = 'residence' THEN 'centre' WHEN kind = 'agency' THEN 'worker'
    ELSE kind END || '/' || ref
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


_PARTIES_OF_TOLD = _PARTIES.replace("$1", "told.incident_id")
_TELL_MANY = f"""
WITH told AS (
    SELECT * FROM unnest(
        $1::uuid[], $2::int[], $3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::text[]
    ) AS told (incident_id, seq, id, entity_id, version, facts, within)
), raised AS (
    UPDATE incident SET version = told.seq FROM told WHERE incident.id = told.incident_id
), appended AS (
    INSERT INTO timeline_entry (id, incident_id, seq, at, kind, actor_kind, facts)
    SELECT id, incident_id, seq, $8, $9, 'system', facts::jsonb FROM told
)
INSERT INTO outbox (at, event, entity_kind, entity_id, version, audience, facts)
SELECT $8, $9, $10, entity_id, version,
    ARRAY({_PARTIES_OF_TOLD} UNION SELECT unnest(ARRAY['incident/' || told.incident_id, '{BOARD}'])
        ORDER BY 1),
    within::jsonb
FROM told
"""


@dataclass(frozen=True)
class Told:
    """What happened in one incident; `seq` is the incident's version before it, plus one."""

    incident_id: UUID
    seq: int
    event: outbox.Event


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


async def tell_many(session: AsyncSession, told: Sequence[Told]) -> None:
    """The same for one event each of several locked incidents, all of one kind, by the system.

    Nobody else is told than those who take part or watch. The session must hold none of these
    incidents: their versions are raised past it.
    """
    if not told:
        return
    first = told[0].event
    facts = [one.event.facts() for one in told]
    await execute(
        session,
        _TELL_MANY,
        [one.incident_id for one in told],
        [one.seq for one in told],
        [uuid4() for _ in told],
        [one.event.entity_id for one in told],
        [one.event.version for one in told],
        [json.dumps(own) for own in facts],
        [
            json.dumps({**own, "stream": str(one.incident_id), "seq": one.seq})
            for one, own in zip(told, facts, strict=True)
        ],
        clock.now(),
        first.key,
        first.entity_kind,
    )
    session.info[ANNOUNCES] = True


async def channels_of_parties(session: AsyncSession, incident_id: UUID) -> list[str]:
    """The channels of those who take part: the counsellors who answered, whoever is on the way."""
    return [row[0] for row in await fetch(session, _PARTIES, incident_id)]
