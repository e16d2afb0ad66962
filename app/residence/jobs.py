"""Deadlines of residence: looks again at places beyond the seats, at stays and at improvements."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.jobs.deadlines import DeadlineHandler
from app.residence import houses, standards, stay_dues, stay_lateness


def deadlines() -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for residence, by kind."""

    async def more_due(session: AsyncSession, override_id: UUID) -> None:
        """Children beyond the seats stay where they are, and supervisors are asked again why."""
        await houses.more_due(session, override_id)

    async def stay_due(session: AsyncSession, due_id: UUID) -> None:
        """Something of a stay is due or late: centre, supervisors, district are told, each once."""
        await stay_lateness.stay_due(session, due_id)

    async def improvement_due(session: AsyncSession, improvement_id: UUID) -> None:
        """What a centre was to improve is late: centre, supervisors, district are told, once."""
        await standards.improvement_due(session, improvement_id)

    return {
        houses.MORE_DUE: more_due,
        stay_dues.STAY_DUE: stay_due,
        standards.IMPROVEMENT_DUE: improvement_due,
    }
