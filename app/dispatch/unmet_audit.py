"""Proves that every unmet request ends: sent, closed, stood down, or told to supervisors in time.

It is the auditor's part for requests that never got a ladder (auditor.py), and as independent of
what it watches.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import structlog
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import OUTLINES, SystemReason, for_system
from app.cases.aliases import kept_of
from app.cases.models import Incident
from app.cases.timeline import SYSTEM
from app.core import clock
from app.core.db import Database, fetch
from app.dispatch import supervisors, unmet
from app.dispatch.unmet import UNMET_DUE, UNMET_LOOK
from app.dispatch.unmet_events import UnmetStuck
from app.dispatch.unmet_models import Unmet, UnmetEnd
from app.jobs.deadlines import look_now
from app.jobs.queue import defer

GRACE: Final = timedelta(seconds=30)
UNSENT_AFTER: Final = timedelta(seconds=60)


class Why(StrEnum):
    """What is wrong with an unmet request."""

    NO_DEADLINE = "no_deadline"  # nothing will look again
    PASSED = "passed"  # the time was up, and supervisors were not told again
    UNSENT = "unsent"  # a message to a supervisor waits, and nothing will send it
    NOT_ENDED = "not_ended"  # somebody goes, or the incident is closed, and it is still open
    NOT_LOOKED = "not_looked"  # nothing looks whether somebody can be asked by now
    LEFT_BEHIND = "left_behind"  # its ticket was linked, and it stayed there, where nobody works


_UNSENT: Final = f"""
SELECT notice.id, unmet.id AS unmet_id FROM unmet JOIN notice USING (incident_id)
WHERE unmet.ended_at IS NULL AND notice.at >= unmet.told_at AND notice.at < $2
    AND notice.state = 'made' AND notice.until > $1
    AND notice.code IN ('{supervisors.NOBODY_TO_ASK}', '{supervisors.AGENCY_SILENT}')
"""
_FOUND: Final = f"""
WITH waiting AS (
    SELECT unmet.*, EXISTS (SELECT FROM deadline WHERE kind = '{UNMET_DUE}'
            AND subject_id = unmet.id AND deadline.ended_at IS NULL) AS pending,
        EXISTS (SELECT FROM deadline WHERE kind = '{UNMET_LOOK}'
            AND subject_id = unmet.id AND deadline.ended_at IS NULL) AS looks
    FROM unmet WHERE ended_at IS NULL AND ($4::uuid IS NULL OR id = $4)
), found AS (
    SELECT id, '{Why.NO_DEADLINE}' AS why FROM waiting WHERE NOT pending
    UNION SELECT id, '{Why.PASSED}' FROM waiting WHERE pending AND due_at < $3
    UNION SELECT unmet_id, '{Why.UNSENT}' FROM ({_UNSENT}) AS unsent
        WHERE unmet_id IN (SELECT id FROM waiting)
    UNION SELECT id, '{Why.NOT_LOOKED}' FROM waiting
        WHERE agency IS NULL AND (NOT looks OR look_at IS NULL OR look_at < $3)
    UNION SELECT waiting.id, '{Why.LEFT_BEHIND}' FROM waiting
        JOIN {OUTLINES} AS seen ON seen.id = incident_id WHERE seen.linked
    UNION SELECT waiting.id, '{Why.NOT_ENDED}' FROM waiting
        JOIN {OUTLINES} AS seen ON seen.id = incident_id
        WHERE NOT seen.open AND NOT seen.linked OR EXISTS (SELECT FROM dispatch
            WHERE dispatch.incident_id = waiting.incident_id
                AND dispatch.agency IS NOT DISTINCT FROM waiting.agency
                AND greatest(requested_at, acknowledged_at) > wished_at)
)
SELECT id, why FROM found ORDER BY id, why
"""

log = structlog.get_logger()

Found = tuple[UUID, str]


async def audit(database: Database) -> list[Found]:
    """Look at every unmet request once; what stands still is told once and set going.

    What one finding fails with is raised when all others have been told.
    """
    async with database.transaction() as session:
        found = await _found(session)
    failed: Exception | None = None
    for unmet_id, why in found:
        try:
            async with database.transaction() as session:
                await _raise(session, unmet_id, why)
        except Exception as error:
            log.error("unmet_stuck_untold", unmet_id=str(unmet_id), why=why)
            failed = error
    if failed is not None:
        raise failed
    return found


async def _found(session: AsyncSession, unmet_id: UUID | None = None) -> list[Found]:
    now = clock.now()
    rows = await fetch(session, _FOUND, now, now - UNSENT_AFTER, now - GRACE, unmet_id)
    return [(row["id"], row["why"]) for row in rows]


async def _raise(session: AsyncSession, unmet_id: UUID, why: str) -> None:
    """Look again under the lock; told of once until supervisors are told anew, set going always."""
    incident, row = await _lock(session, unmet_id)
    if (unmet_id, why) not in await _found(session, unmet_id):
        return
    if row.stuck_at is None:
        log.error("unmet_stuck", unmet_id=str(unmet_id), why=why)
        row.stuck_at = clock.now()
        await unmet.announce(session, incident, row, UnmetStuck, why=why)
        await supervisors.tell_supervisors(session, incident.id, supervisors.LADDER_STUCK)
    match Why(why):
        case Why.NO_DEADLINE | Why.PASSED:
            await look_now(session, UNMET_DUE, [row.id])
        case Why.UNSENT:
            await _send_again(session, row)
        case Why.NOT_LOOKED:
            row.look_at = row.look_at or clock.now()
            await look_now(session, UNMET_LOOK, [row.id])
        case Why.LEFT_BEHIND:
            await _bring_along(session, row, incident)
        case Why.NOT_ENDED:
            over = UnmetEnd.SENT if incident.closed_at is None else UnmetEnd.CLOSED
            await unmet.end(session, incident, row, over)


async def _lock(session: AsyncSession, unmet_id: UUID) -> tuple[Incident, Unmet]:
    """The row and the incident that is worked on; its own ticket, if linked to that, as well."""
    found = await session.exec(select(Unmet.incident_id).where(Unmet.id == unmet_id))
    own = found.one()
    kept = await kept_of(session, own)
    for id_ in sorted({own, kept}):
        await for_system(session, id_, SystemReason.DISPATCH_MOVED_ON, lock=True)
    row = await session.get_one(Unmet, unmet_id, populate_existing=True)
    return await for_system(session, kept, SystemReason.DISPATCH_MOVED_ON), row


async def _bring_along(session: AsyncSession, row: Unmet, kept: Incident) -> None:
    """As the link should have done; with a ticket that was closed since, it ends."""
    linked = await for_system(session, row.incident_id, SystemReason.DISPATCH_MOVED_ON)
    await unmet.follow(session, linked, kept, SYSTEM)
    if kept.closed_at is not None:
        await unmet.end_with_incident(session, kept, SYSTEM)


async def _send_again(session: AsyncSession, row: Unmet) -> None:
    now = clock.now()
    for notice in await fetch(session, _UNSENT, now, now - UNSENT_AFTER):
        if notice["unmet_id"] == row.id:
            await defer(session, supervisors.SEND_NOTICE, notice["id"])
