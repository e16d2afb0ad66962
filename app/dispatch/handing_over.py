"""The one who went hands the child to a centre: noted, and the centre's desk asked to take it in.

The centre's own word counts: until it says that the child is there, nobody is safe for this.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.directory.models import Admits, Centre
from app.dispatch import beds, service
from app.dispatch.ladder import Responder, Rung
from app.dispatch.models import Dispatch, Step
from app.dispatch.scene import Scene, actor_of, open_scene
from app.dispatch.states import OVER, DispatchState, StepState
from app.dispatch.visit_events import ChildHandedOver


class CentreMayNotAdmit(HelplineError):
    """No such centre, it is closed, it takes children by an order alone, or not this child.

    Which of these is in `admits` where it is the centre's rule: direct, court, committee, none.
    """

    code = "centre_may_not_admit"


async def hand_over(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    centre_id: UUID,
    settings: Settings,
    at: datetime | None = None,
) -> Dispatch:
    """The child is with this centre: the visit is done, and the centre is asked to confirm.

    It is asked as by any dispatch, so that its silence or its no reaches a supervisor. A task
    that was done before stays as it was. Raises CentreMayNotAdmit, NotYourTask, IllegalMove.
    """
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    scene.step_of(by)
    if scene.dispatch.state is DispatchState.DONE:
        return scene.dispatch
    await _must_admit(session, scene.incident.id, centre_id)
    await service.complete(session, dispatch_id, by, service.TAKEN_IN, at)
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    scene.dispatch.handed_to = centre_id
    await scene.tell(ChildHandedOver, actor_of(by), scene.step_of(by), centre_id=centre_id)
    if not await _is_asked(session, scene.incident.id, centre_id):
        await _ask(scene, by, centre_id, settings)
    return scene.dispatch


async def _must_admit(session: AsyncSession, incident_id: UUID, centre_id: UUID) -> None:
    """Whether there is a bed is for the centre to say: the child stands at its door."""
    centre = await session.get(Centre, centre_id)
    if (
        centre is None
        or not centre.operating
        or centre_id in await beds.not_for(session, incident_id)
    ):
        raise CentreMayNotAdmit("That centre can't take this child in.", field="centre_id")
    if centre.admits is not Admits.DIRECT:
        raise CentreMayNotAdmit(
            "That centre takes no child in without an order.",
            field="centre_id",
            admits=centre.admits.value,
        )


async def _is_asked(session: AsyncSession, incident_id: UUID, centre_id: UUID) -> bool:
    """Whether the centre expects the child already, or is being asked."""
    found = await session.exec(
        select(Step.id)
        .join(Dispatch, col(Dispatch.id) == col(Step.dispatch_id))
        .where(
            Dispatch.incident_id == incident_id,
            col(Dispatch.state).not_in(OVER),
            Step.centre_id == centre_id,
            col(Step.state).in_((StepState.ALERTED, StepState.ACCEPTED)),
        )
        .limit(1)
    )
    return found.first() is not None


async def _ask(scene: Scene, by: Responder, centre_id: UUID, settings: Settings) -> None:
    """The centre alone: no other one has this child at its door."""
    await service.ask(
        scene.session,
        scene.incident,
        [Rung(Responder("centre", centre_id))],
        scene.dispatch.requested_by,
        actor_of(by),
        settings,
    )
