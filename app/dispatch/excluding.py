"""Lets go of one who must not be asked any more for an incident; it judges nobody.

What is announced names no conflict: whoever was asked hears of it too, and may be the accused.
"""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.aliases import kept_of
from app.cases.exclusions import whom
from app.cases.timeline import SYSTEM
from app.core.moves import advance
from app.core.settings import Settings
from app.dispatch import alerts, asking, handing_back, supervisors
from app.dispatch.events import StepSkipped
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch, Step
from app.dispatch.scene import Scene, open_scene, responder_of
from app.dispatch.states import ON_THE_WAY, OVER, STEP_MOVES, StepState
from app.jobs.deadlines import cancel_deadline
from app.residence.queries import stays_there


async def concerned(session: AsyncSession, exclusion_id: UUID) -> list[UUID]:
    """The dispatches that may have to let go of the one this line is about."""
    found = await whom(session, exclusion_id)
    if found is None:
        return []
    kept = await kept_of(session, found[0])
    open_ones = await session.exec(
        select(Dispatch.id).where(Dispatch.incident_id == kept, col(Dispatch.state).not_in(OVER))
    )
    return sorted(open_ones)


async def follow_exclusion(
    session: AsyncSession, exclusion_id: UUID, dispatch_id: UUID, settings: Settings
) -> None:
    """One dispatch lets go of whoever was put on the list; from one on the way the task goes on.

    A transaction for each: beds come after dispatches in the order of locks, and a second dispatch
    would be locked after the first one's bed. A line lifted meanwhile, or one repeated, changes
    nothing.
    """
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    found = await whom(session, exclusion_id)
    if found is not None:
        await _let_go(scene, Responder(found[1], found[2]), settings)


async def _let_go(scene: Scene, who: Responder, settings: Settings) -> None:
    step = next((one for one in scene.steps if responder_of(one) == who), None)
    if step is None or scene.dispatch.state in OVER:
        return
    if scene.accepted is step:
        await _take_back(scene, step, settings)
    elif step.state in (StepState.ALERTED, StepState.EXPIRED):
        await _withdraw(scene, step, who, settings)


async def _take_back(scene: Scene, step: Step, settings: Settings) -> None:
    """The next one is asked at once; from one who is with the child a person must take it."""
    if scene.dispatch.state in ON_THE_WAY:
        await handing_back.give_back(scene, step, "other", SYSTEM, settings)
    else:
        await _is_with_the_child(scene.session, scene.incident.id)


async def _is_with_the_child(session: AsyncSession, incident_id: UUID) -> None:
    """Supervisors alone are told, quietly: the one it is about looks at the same timeline."""
    await supervisors.tell_supervisors(
        session, incident_id, supervisors.MUST_NOT_BE_THERE, quietly=True
    )


async def follow_stay(session: AsyncSession, exclusion_id: UUID) -> None:
    """The centre this line is about may have taken the child in already: supervisors are told."""
    found = await whom(session, exclusion_id)
    if found is None or found[1] != "centre":
        return
    kept = await kept_of(session, found[0])
    if await stays_there(session, kept, found[2]):
        await _is_with_the_child(session, kept)


async def _withdraw(scene: Scene, step: Step, who: Responder, settings: Settings) -> None:
    waited_for = step.state is StepState.ALERTED
    step.state = advance(STEP_MOVES, step.state, "withdraw", "alert")
    scene.session.add(step)
    await cancel_deadline(scene.session, asking.STEP_DUE, step.id)
    await alerts.give_up_unsent(scene.session, [step])
    await scene.tell(
        StepSkipped, responder_kind=who.kind, responder_id=who.id, reason=asking.WITHDRAWN
    )
    if waited_for:
        await asking.ask_next(scene, settings)
