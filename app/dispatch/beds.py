"""A centre that accepts keeps a bed for the child: held, released, run out; tells the timeline.

How many beds are free is the rule of residence; this says what it means for a dispatch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.exclusions import excluded
from app.cases.timeline import SYSTEM
from app.core import clock
from app.core.db import fetch
from app.core.settings import Settings
from app.directory.models import Centre
from app.dispatch import supervisors
from app.dispatch.events import BedHeld, BedReleased
from app.dispatch.ladder import Responder
from app.dispatch.ladder_events import DispatchStalled
from app.dispatch.models import Step
from app.dispatch.scene import Scene, actor_of, open_scene
from app.dispatch.states import ON_THE_WAY
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.residence import service as residence
from app.residence.admissions import child_at_the_door
from app.residence.beds import SUITS, suits
from app.residence.care_states import WhoIsIt
from app.residence.guests import guest_of
from app.residence.queries import beds_of, kept_for
from app.residence.service import NoBedFree
from app.residence.stays import begin

BED_DUE: Final = "dispatch.bed_due"


async def keep(
    scene: Scene, step: Step, by: Responder, settings: Settings, bed: UUID | None = None
) -> bool:
    """Keep a bed of a centre that accepts, the one it chose; False when none is free for the child.

    A worker needs none. Raises BedIsTaken or InputIsInvalid for a bed that was chosen.
    """
    if by.kind != "centre":
        return True
    guest = await guest_of(scene.session, scene.incident.id)
    try:
        kept = await residence.hold(
            scene.session, by.id, scene.dispatch.id, settings.bed_hold_hours, guest, bed
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


@dataclass(frozen=True)
class AtTheDoor:
    """What the one who opened the door says: the bed, which child, and words that are kept sealed.

    `ask`: whether it can be asked which child it is; a press on a phone can not.
    """

    bed: UUID | None = None
    who: WhoIsIt | None = None
    ask: bool = True
    notes: Mapping[str, Any] = field(default_factory=dict)


async def arrived(
    scene: Scene,
    by: Responder,
    staff_id: UUID | None,
    at: datetime,
    said: AtTheDoor = AtTheDoor(),
) -> None:
    """The child is in the centre since `at`: what was held becomes a stay.

    Raises ChildStaysAlready, StaysOverlap, and for a bed that was chosen what `residence.arrive`
    raises.
    """
    session, dispatch, incident = scene.session, scene.dispatch, scene.incident
    child = await child_at_the_door(
        session, incident, by.id, said.who, staff_id, at=at, ask=said.ask
    )
    guest = await guest_of(session, incident.id, child)
    stay, kept = await residence.arrive(
        session,
        by.id,
        incident.id,
        dispatch.id,
        staff_id,
        guest,
        said.bed,
        at=at,
        child_id=child,
    )
    await begin(session, stay, incident, said.notes)
    if kept is not None:
        await cancel_deadline(session, BED_DUE, kept.id)


async def bed_due(session: AsyncSession, hold_id: UUID) -> None:
    """The time of a bed is up: it is free again. The dispatch goes on, and supervisors know of it.

    Whoever was to bring the child has not come: without them nobody would ask where it is.
    """
    dispatch_id = await kept_for(session, hold_id)
    if dispatch_id is None:
        return
    scene = await open_scene(session, dispatch_id, SystemReason.DEADLINE)
    if await residence.run_out(session, dispatch_id, clock.now()) is not None:
        await scene.tell(BedReleased, SYSTEM, scene.accepted, reason="ran_out")
        await _nobody_came(scene)


async def _nobody_came(scene: Scene) -> None:
    dispatch = scene.dispatch
    if dispatch.state not in ON_THE_WAY or dispatch.stalled_at is not None:
        return
    dispatch.stalled_at = clock.now()
    await scene.tell(DispatchStalled, step=scene.accepted, waits_for="admit")
    await supervisors.tell_supervisors(scene.session, scene.incident.id, supervisors.NOT_REACHED)


_HELD: Final = "SELECT id, until FROM bed_hold WHERE ref = $1 AND state = 'held'"


async def look_again(scene: Scene) -> None:
    """The end of the time of a bed is asked for again; the deadline re-checks everything."""
    for id_, until in await fetch(scene.session, _HELD, scene.dispatch.id):
        await set_deadline(scene.session, BED_DUE, id_, until)


async def is_full(session: AsyncSession, who: Responder, incident_id: UUID) -> bool:
    """Whether a centre is known to have no free bed for the child; a worker never is full."""
    if who.kind != "centre":
        return False
    beds = (await beds_of(session, [who.id])).get(who.id)
    guest = await guest_of(session, incident_id)
    return beds is not None and not beds.has_room_for(guest.sex)


async def not_for(session: AsyncSession, incident_id: UUID) -> frozenset[UUID]:
    """The centres no child of this incident is handed to: by its list, or as it is a boy or girl.

    A child whose sex nobody knows is barred by nothing but the list.
    """
    sex = (await guest_of(session, incident_id)).sex
    listed = await excluded(session, incident_id)
    if sex not in SUITS:
        return listed
    named = col(Centre.intake_gender).in_(("girls", "boys"))
    found = await session.exec(select(Centre.id, Centre.intake_gender).where(named))
    return listed | {id_ for id_, takes in found if not suits(takes, sex)}
