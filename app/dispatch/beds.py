"""A centre that accepts keeps a bed for the child: held, released, run out; tells the timeline.

How many beds are free is the rule of residence; this says what it means for a dispatch.
"""

from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.timeline import SYSTEM
from app.core import clock
from app.core.settings import Settings
from app.dispatch.events import BedHeld, BedReleased
from app.dispatch.ladder import Responder
from app.dispatch.models import Step
from app.dispatch.scene import Scene, actor_of, open_scene
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.residence import service as residence
from app.residence.queries import beds_of, kept_for
from app.residence.service import NoBedFree

BED_DUE: Final = "dispatch.bed_due"


async def keep(scene: Scene, step: Step, by: Responder, settings: Settings) -> bool:
    """Keep a bed of a centre that accepts; False when none is free. A worker needs none."""
    if by.kind != "centre":
        return True
    try:
        kept = await residence.hold(
            scene.session, by.id, scene.dispatch.id, settings.bed_hold_hours
        )
    except NoBedFree:
        return False
    await set_deadline(scene.session, BED_DUE, kept.id, kept.until)
    await scene.tell(BedHeld, actor_of(by), step, until=kept.until, counted=kept.counted)
    return True


async def release(scene: Scene, reason: str) -> None:
    """Nobody comes any more (`stood_down`, `completed`): the bed kept for it, if any, is free."""
    kept = await residence.release(scene.session, scene.dispatch.id)
    if kept is not None:
        await cancel_deadline(scene.session, BED_DUE, kept.id)
        await scene.tell(BedReleased, SYSTEM, scene.accepted, reason=reason)


async def arrived(scene: Scene, by: Responder, staff_id: UUID | None) -> None:
    """The child is in the centre: what was held becomes a stay."""
    session, dispatch = scene.session, scene.dispatch
    _, kept = await residence.arrive(session, by.id, scene.incident.id, dispatch.id, staff_id)
    if kept is not None:
        await cancel_deadline(session, BED_DUE, kept.id)


async def bed_due(session: AsyncSession, hold_id: UUID) -> None:
    """The time of a bed is up: it is free again, and the screens say so. The dispatch goes on."""
    dispatch_id = await kept_for(session, hold_id)
    if dispatch_id is None:
        return
    scene = await open_scene(session, dispatch_id, SystemReason.DEADLINE)
    if await residence.run_out(session, dispatch_id, clock.now()) is not None:
        await scene.tell(BedReleased, SYSTEM, scene.accepted, reason="ran_out")


async def is_full(session: AsyncSession, who: Responder) -> bool:
    """Whether a centre is known to have no free bed; a worker never is."""
    if who.kind != "centre":
        return False
    beds = (await beds_of(session, [who.id])).get(who.id)
    return beds is not None and not beds.has_room
