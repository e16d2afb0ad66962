"""What the staff room does again and again; no rule is decided here."""

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.settings import Settings
from app.jobs.retention import EVERY_SECONDS, KEPT, forget
from app.jobs.timetable import Timetable
from app.staff.duty import lose_links
from app.staff.models import SignInFailure, StaffSession
from app.staff.sign_in import WINDOW

LINKS_EVERY_SECONDS = 3.0


def timetable(settings: Settings) -> Timetable:
    """Every round of the staff room, by name."""

    async def links(session: AsyncSession) -> None:
        await lose_links(session, settings.link_lost_seconds)

    return {
        "staff.lose_links": (LINKS_EVERY_SECONDS, links),
        "staff.forget_sign_ins": (EVERY_SECONDS, _forget_sign_ins),
    }


async def _forget_sign_ins(session: AsyncSession) -> None:
    """Failures that no longer count, and sessions that ended long ago."""
    now = clock.now()
    await forget(session, SignInFailure.id, col(SignInFailure.at) < now - WINDOW)
    await forget(session, StaffSession.id, col(StaffSession.ends_at) < now - KEPT)
