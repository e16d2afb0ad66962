"""Deadlines of training; it decides nothing."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.jobs.deadlines import DeadlineHandler
from app.programmes.training import passing


def deadlines() -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for them, by kind."""

    async def qualification_ends(session: AsyncSession, qualification_id: UUID) -> None:
        """What somebody has passed ends soon, or has ended: supervisors are told, each once."""
        await passing.qualification_ends(session, qualification_id)

    return {passing.QUALIFICATION_ENDS: qualification_ends}
