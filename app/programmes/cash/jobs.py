"""Deadlines of the cash transfer; it decides nothing."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.jobs.deadlines import DeadlineHandler
from app.programmes.cash import grievances


def deadlines() -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for them, by kind."""

    async def grievance_due(session: AsyncSession, grievance_id: UUID) -> None:
        """Nobody has told the answer to a grievance in time: all concerned are told, once."""
        await grievances.grievance_due(session, grievance_id)

    return {grievances.GRIEVANCE_DUE: grievance_due}
