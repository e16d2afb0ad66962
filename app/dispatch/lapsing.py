"""Photos of a visit that never come whole: their pieces are deleted in time; it opens no picture.

A phone sends a photo in pieces and may be lost before the last one. Each piece moves the deadline,
so that what is still on its way has all the time there is.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core import clock
from app.core.settings import Settings
from app.dispatch.ladder import Responder
from app.dispatch.report_models import VisitPhoto, VisitPhotoPart, VisitReport
from app.dispatch.scene import open_scene
from app.dispatch.visit_events import PhotosLapsed
from app.jobs.deadlines import set_deadline

PHOTOS_DUE: Final = "dispatch.photos_due"


async def wait(session: AsyncSession, report_id: UUID, settings: Settings) -> None:
    """Photos of this report are on their way: look again when nothing of them has come for long."""
    due_at = clock.now() + timedelta(days=settings.visit_photo_days)
    await set_deadline(session, PHOTOS_DUE, report_id, due_at)


async def photos_due(session: AsyncSession, report_id: UUID) -> None:
    """Delete the pieces of photos that are not whole, and note on the timeline how many lack.

    A photo of which no piece came may still come; one that has lost pieces can't be whole any more.
    """
    told = await session.get(VisitReport, report_id)
    if told is None:
        return
    scene = await open_scene(session, told.dispatch_id, SystemReason.DEADLINE)
    told = await session.get_one(VisitReport, report_id, populate_existing=True)
    lack = set(range(1, told.photos + 1)) - await _whole(session, report_id) - set(told.lapsed)
    if not lack:
        return
    begun = await _begun(session, report_id)
    await session.exec(delete(VisitPhotoPart).where(col(VisitPhotoPart.report_id) == report_id))
    told.lapsed = sorted({*told.lapsed, *begun})
    session.add(told)
    step = scene.step_of(Responder("worker", told.worker_id))
    await scene.tell(PhotosLapsed, step=step, photos=len(lack))


async def _whole(session: AsyncSession, report_id: UUID) -> set[int]:
    return set(await session.exec(select(VisitPhoto.no).where(VisitPhoto.report_id == report_id)))


async def _begun(session: AsyncSession, report_id: UUID) -> set[int]:
    """The photos of which there are pieces: none of a whole one is kept."""
    return set(
        await session.exec(
            select(VisitPhotoPart.photo).where(VisitPhotoPart.report_id == report_id)
        )
    )
