"""Proves that every unmet request ends: sent, closed, stood down, or told to supervisors in time.

It is the auditor's part for requests that never got a ladder (auditor.py), and as independent of
what it watches.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import OUTLINES
from app.core import clock
from app.core.db import Database, fetch
from app.dispatch import supervisors, unmet
from app.dispatch.unmet import UNMET_DUE
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


_UNSENT: Final = f"""
SELECT notice.id, unmet.id AS unmet_id FROM unmet JOIN notice USING (incident_id)
WHERE unmet.ended_at IS NULL AND notice.at >= unmet.told_at AND notice.at < $2
    AND notice.state = 'made' AND notice.until > $1
    AND notice.code IN ('{supervisors.NOBODY_TO_ASK}', '{supervisors.AGENCY_SILENT}')
"""
_FOUND: Final = f"""
WITH waiting AS (
    SELECT unmet.*, EXISTS (SELECT FROM deadline WHERE kind = '{UNMET_DUE}'
        AND subject_id = unmet.id AND deadline.ended_at IS NULL) AS pending
    FROM unmet WHERE ended_at IS NULL AND ($4::uuid IS NULL OR id = $4)
), found AS (
    SELECT id, '{Why.NO_DEADLINE}' AS why FROM waiting WHERE NOT pending
    UNION SELECT id, '{Why.PASSED}' FROM waiting WHERE pending AND due_at < $3
    UNION SELECT unmet_id, '{Why.UNSENT}' FROM ({_UNSENT}) AS unsent
        WHERE unmet_id IN (SELECT id FROM waiting)
    UNION SELECT waiting.id, '{Why.NOT_ENDED}' FROM waiting
        JOIN {OUTLINES} AS seen ON seen.id = incident_id
        WHERE NOT seen.open OR EXISTS (SELECT FROM dispatch
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
    incident, row = await unmet.lock(session, unmet_id)
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
        case Why.NOT_ENDED:
            over = UnmetEnd.SENT if incident.closed_at is None else UnmetEnd.CLOSED
            await unmet.end(session, incident, row, over)


async def _send_again(session: AsyncSession, row: Unmet) -> None:
    now = clock.now()
    for notice in await fetch(session, _UNSENT, now, now - UNSENT_AFTER):
        if notice["unmet_id"] == row.id:
            await defer(session, supervisors.SEND_NOTICE, notice["id"])
