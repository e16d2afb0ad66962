"""Deadlines of residence: looks again at places beyond the seats whose time is up."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.jobs.deadlines import DeadlineHandler
from app.residence import houses


def deadlines() -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for residence, by kind."""

    async def more_due(session: AsyncSession, override_id: UUID) -> None:
        """Children beyond the seats stay where they are, and supervisors are asked again why."""
        await houses.more_due(session, override_id)

    return {houses.MORE_DUE: more_due}
