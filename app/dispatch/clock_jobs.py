"""Deadlines of the clock and of weddings, and the round that keeps them; it decides nothing."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.settings import Settings
from app.dispatch import lateness, marriage
from app.dispatch.lateness import CLOCK_DUE
from app.dispatch.marriage import MARRIAGE_DUE
from app.jobs.deadlines import DeadlineHandler
from app.jobs.timetable import Timetable


def deadlines(settings: Settings) -> Mapping[str, DeadlineHandler]:
    """What the deadline loop does for them, by kind."""

    async def clock_due(session: AsyncSession, incident_id: UUID) -> None:
        """A stop of the clock that was not made in time is told as late, once."""
        await lateness.clock_due(session, incident_id)

    async def marriage_due(session: AsyncSession, incident_id: UUID) -> None:
        """A wedding is near or has passed, or a girl is to be seen again."""
        await marriage.marriage_due(session, incident_id, settings)

    return {CLOCK_DUE: clock_due, MARRIAGE_DUE: marriage_due}


def timetable() -> Timetable:
    """Its round, by name."""
    return {"dispatch.clock_watch": (lateness.WATCH_EVERY_SECONDS, lateness.watch)}
