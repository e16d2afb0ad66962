"""Proves that every open case has its due dates and that each would be told of; heals what is not.

It trusts no verb and no deadline: it reads what must be true, sets going what stood still, and
writes so on the case's timeline. Every round looks at all open cases in one statement.
"""

from typing import Final
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_access import SystemWhy, for_system
from app.cases.case_deadlines import CASE_DUE, follow, look_again, open_dues
from app.cases.case_due import LEVELS
from app.cases.case_events import CaseDueFound
from app.cases.case_states import CaseState
from app.cases.case_timeline import of, tell
from app.core import clock
from app.core.db import fetch

EVERY_SECONDS: Final = 60.0
AT_ONCE: Final = 100
GRACE_SECONDS: Final = 60.0
"""So much later than it was due counts as forgotten."""

log = structlog.get_logger()

_FORGOTTEN: Final = f"""
SELECT id FROM case_file WHERE state = 'open' AND NOT EXISTS (SELECT FROM case_due
    WHERE case_id = case_file.id AND due = 'review' AND ended_at IS NULL)
UNION SELECT case_id FROM case_due WHERE ended_at IS NULL AND told_level < {len(LEVELS)}
    AND NOT EXISTS (SELECT FROM deadline WHERE kind = '{CASE_DUE}'
        AND subject_id = case_due.id AND deadline.ended_at IS NULL AND deadline.due_at > $1)
ORDER BY 1 LIMIT {AT_ONCE}
"""
_PENDING: Final = """
SELECT subject_id FROM deadline
WHERE kind = $1 AND subject_id = ANY($2) AND ended_at IS NULL AND due_at > $3
"""


async def watch(session: AsyncSession) -> None:
    """One round: see the top."""
    since = clock.seconds_from_now(-GRACE_SECONDS)
    for row in await fetch(session, _FORGOTTEN, since):
        await _heal(session, row["id"])


async def _heal(session: AsyncSession, case_id: UUID) -> None:
    case = await for_system(session, case_id, SystemWhy.AUDIT, lock=True)
    if case.state is not CaseState.OPEN:
        return
    before = {row.id for row in await open_dues(session, case_id)}
    await follow(session, case)
    since = clock.seconds_from_now(-GRACE_SECONDS)
    rows = await open_dues(session, case_id)
    pending = {
        row["subject_id"]
        for row in await fetch(session, _PENDING, CASE_DUE, [row.id for row in rows], since)
    }
    for row in rows:
        asleep = row.told_level < len(LEVELS) and row.id not in pending
        if not asleep and row.id in before:
            continue
        await look_again(session, row)
        log.error("case_due_forgotten", case_id=str(case_id), due=row.due.value)
        await tell(session, case, CaseDueFound(**of(case), due=row.due.value))
