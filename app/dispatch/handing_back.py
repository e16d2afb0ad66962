"""One who had accepted gives a task back, or a supervisor takes it on: the ladder goes on."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.timeline import Actor
from app.core.moves import advance
from app.core.settings import Settings
from app.dispatch import asking, beds, charge, check_in, parts, progress
from app.dispatch.ladder import Responder
from app.dispatch.ladder_events import DispatchHandedBack
from app.dispatch.models import Dispatch, Step
from app.dispatch.scene import Scene, actor_of, leave, open_scene, said_at
from app.dispatch.service import NotYourTask, must_be_one_of
from app.dispatch.states import HAND_BACK_REASONS, MOVES, NO_PROGRESS, STEP_MOVES, StepState
from app.staff.auth import SignedIn


async def hand_back(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    reason: str,
    settings: Settings,
    at: datetime | None = None,
) -> Dispatch:
    """`by` had accepted and can't after all: the next one is asked at once, its bed is free.

    Not after the child was reached: then somebody stands next to it. Raises InputIsInvalid,
    NotYourTask, IllegalMove.
    """
    must_be_one_of(reason, HAND_BACK_REASONS, "reason")
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    if step.state is StepState.HANDED_BACK:
        return scene.dispatch
    if scene.accepted is not step:
        raise NotYourTask("Only the one who accepted can hand a task back.")
    return await give_back(scene, step, reason, actor_of(by), settings, at)


async def pass_on(
    session: AsyncSession, signed: SignedIn, dispatch_id: UUID, settings: Settings
) -> Dispatch:
    """A supervisor takes the task from one who does not get there, and the next one is asked.

    Raises IllegalMove, NotYourTask when nobody has accepted.
    """
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    if scene.accepted is None:
        raise NotYourTask("Nobody has accepted this task.")
    by = Actor("staff", signed.id)
    return await give_back(scene, scene.accepted, NO_PROGRESS, by, settings)


async def give_back(
    scene: Scene,
    step: Step,
    reason: str,
    actor: Actor,
    settings: Settings,
    at: datetime | None = None,
) -> Dispatch:
    """Nobody goes any more, as if it had been declined; the incident's first stops stay."""
    dispatch = scene.dispatch
    dispatch.state = advance(MOVES, dispatch.state, "hand_back", "dispatch")
    step.state = advance(STEP_MOVES, step.state, "hand_back", "alert")
    step.handed_back_at, step.decline_reason = said_at(at, step.answered_at), reason
    scene.session.add(step)
    await beds.release(scene, "handed_back")
    await parts.is_given_back(scene)
    await check_in.end(scene)
    await leave(scene)
    dispatch.accepted_step = dispatch.acknowledged_at = dispatch.en_route_at = None
    await progress.forget(scene)
    await charge.end(scene)
    await scene.tell(DispatchHandedBack, actor, step, reason=reason)
    await asking.ask_next(scene, settings)
    return dispatch
