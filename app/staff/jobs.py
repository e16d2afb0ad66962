"""What the staff room does again and again; no rule is decided here."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.settings import Settings
from app.jobs.timetable import Timetable
from app.staff.duty import lose_links

EVERY_SECONDS = 3.0


def timetable(settings: Settings) -> Timetable:
    """Every round of the staff room, by name."""

    async def links(session: AsyncSession) -> None:
        await lose_links(session, settings.link_lost_seconds)

    return {"staff.lose_links": (EVERY_SECONDS, links)}
