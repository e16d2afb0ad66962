"""Deadlines of boards; it decides nothing."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.jobs.deadlines import DeadlineHandler
from app.programmes.boards import decisions


def deadlines() -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for them, by kind."""

    async def decision_due(session: AsyncSession, decision_id: UUID) -> None:
        """A decision is due soon, or late: owner, chair and the Department are told, each once."""
        await decisions.decision_due(session, decision_id)

    return {decisions.DECISION_DUE: decision_due}
