"""A case's timeline: appended and never changed; each step is also an event to all concerned."""

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_events import OfCase
from app.cases.case_models import Case
from app.core import clock
from app.core.audience import about
from app.core.db import ANNOUNCES, execute, fetch
from app.staff import permissions

OVERSEES = "cases.open"
"""Whoever may do this to all cases oversees those of an area."""
WHOLE_COUNTRY = "supervisor"
"""The role that oversees the whole country as long as it has no area of its own."""

_TELL = """
WITH raised AS (
    UPDATE case_file SET version = $2 WHERE id = $1
), appended AS (
    INSERT INTO case_entry (id, case_id, seq, at, kind, actor_id, facts)
    VALUES ($3, $1, $2, $4, $5, $6, $7)
)
INSERT INTO outbox (at, event, entity_kind, entity_id, version, audience, facts)
SELECT $4, $5, $8, $1, $2, $9, $10
"""
_PARTIES = """
SELECT owner_id AS id FROM case_file WHERE id = $1
UNION SELECT supervisor_id FROM case_file WHERE id = $1 AND supervisor_id IS NOT NULL
UNION SELECT to_id FROM case_assignment WHERE case_id = $1 AND state = 'asked'
"""
_OVERSEERS = """
SELECT id FROM staff WHERE active AND role = ANY($2) AND (
    EXISTS (SELECT FROM case_area
        WHERE staff_id = staff.id AND ended_at IS NULL AND place = ANY($1))
    OR role = $3 AND NOT EXISTS (SELECT FROM case_area
        WHERE staff_id = staff.id AND ended_at IS NULL))
"""


def overseers() -> list[str]:
    """The roles that oversee cases."""
    roles = (role.code for role in permissions.roles())
    return [role for role in roles if permissions.scope_of(role, OVERSEES) == "all"]


async def overseers_of(session: AsyncSession, case: Case) -> list[UUID]:
    """Everybody who oversees the area of a case."""
    return await overseers_in(session, case.within)


async def overseers_in(session: AsyncSession, within: Sequence[str]) -> list[UUID]:
    """Everybody who oversees one of these places: a place and all it lies in."""
    found = await fetch(session, _OVERSEERS, list(within), overseers(), WHOLE_COUNTRY)
    return [row["id"] for row in found]


async def tell(
    session: AsyncSession,
    case: Case,
    event: OfCase,
    by: UUID | None = None,
    also: Collection[UUID] = (),
) -> int:
    """Append `event` to the timeline of a locked case and announce it; returns its seq.

    Told are the owner, the supervisor, whoever is asked to take it on, whoever watches the case,
    `also` these, and all who oversee the area once something is late beyond the worker.
    """
    facts, version = event.facts(), case.version + 1
    session.add(case)
    await session.flush()
    people = {row["id"] for row in await fetch(session, _PARTIES, case.id)} | set(also)
    if case.late_level > 1:
        people |= set(await overseers_of(session, case))
    audience: Sequence[str] = sorted(
        {about("case", case.id), *(about("staff", id_) for id_ in people)}
    )
    await execute(
        session,
        _TELL,
        case.id,
        version,
        uuid4(),
        clock.now(),
        event.key,
        by,
        json.dumps(facts),
        event.entity_kind,
        audience,
        json.dumps({**facts, "stream": str(case.id), "seq": version}),
    )
    set_committed_value(case, "version", version)
    session.info[ANNOUNCES] = True
    return version


def of(case: Case) -> dict[str, Any]:
    """What every event about a locked case begins with."""
    return {"entity_id": case.id, "version": case.version + 1}
