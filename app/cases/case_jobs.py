"""Deadlines of cases, and the round that proves them; it decides nothing."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_auditor, case_deadlines, case_linking  # noqa: F401 - it follows links
from app.jobs.deadlines import DeadlineHandler
from app.jobs.timetable import Timetable


def deadlines() -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for them, by kind."""

    async def case_due(session: AsyncSession, due_id: UUID) -> None:
        """Something of a case is late: its worker, supervisor and district are told, each once."""
        await case_deadlines.case_due(session, due_id)

    return {case_deadlines.CASE_DUE: case_due}


def timetable() -> Timetable:
    """Its round, by name."""
    return {"cases.due_watch": (case_auditor.EVERY_SECONDS, case_auditor.watch)}
