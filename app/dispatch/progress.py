"""Accepted, but nothing happened: reminds whoever goes, then the supervisors; moves nobody on.

Only a person takes a task from one who accepted it: he or she may be on the way without signal.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core import clock
from app.core.settings import Settings, by_urgency
from app.dispatch import reminders, supervisors
from app.dispatch.agencies import goes
from app.dispatch.ladder import due_at
from app.dispatch.ladder_events import DispatchStalled, ResponderReminded
from app.dispatch.models import Dispatch, Step
from app.dispatch.reminder_models import About, Ending
from app.dispatch.scene import DispatchNotFound, Scene, open_scene
from app.dispatch.states import ON_THE_WAY, DispatchState
from app.jobs.deadlines import cancel_deadline, look_now, set_deadline

PROGRESS_DUE: Final = "dispatch.progress_due"


async def expect(scene: Scene, settings: Settings) -> None:
    """Accepted: from now on a worker is to set out, an agency that stays to have done its part.

    A centre that accepted waits for the child; the time of its bed is looked at instead.
    """
    if scene.accepted is not None and scene.accepted.worker_id is not None:
        listed = settings.depart_seconds if goes(scene.dispatch.agency) else settings.reach_seconds
        await _look_again(scene, by_urgency(listed, scene.dispatch.urgency))


async def departed(scene: Scene) -> None:
    """Set out: what is expected from now on is looked up by the deadline, which is due at once."""
    dispatch = scene.dispatch
    await _all_is_well(scene, Ending.DONE)
    await set_deadline(scene.session, PROGRESS_DUE, dispatch.id, clock.now())


async def forget(scene: Scene) -> None:
    """Nothing is expected any more: reached, given back or over."""
    came = scene.dispatch.reached_at or scene.dispatch.done_at
    await _all_is_well(scene, Ending.DONE if came else Ending.OVER)
    await cancel_deadline(scene.session, PROGRESS_DUE, scene.dispatch.id)


async def _all_is_well(scene: Scene, ending: Ending) -> None:
    """An alarm over somebody who stood still ends with what it was about."""
    await reminders.end(scene, About.PROGRESS, ending)
    dispatch = scene.dispatch
    dispatch.progress_due_at = dispatch.reminded_at = None
    dispatch.stalled_at = dispatch.alarm_at = None


async def progress_due(session: AsyncSession, dispatch_id: UUID, settings: Settings) -> None:
    """Look again: first the responder is reminded, the second time supervisors are told."""
    try:
        scene = await open_scene(session, dispatch_id, SystemReason.DEADLINE)
    except DispatchNotFound:
        return
    dispatch, step = scene.dispatch, scene.accepted
    if step is None or dispatch.state not in ON_THE_WAY or dispatch.stalled_at is not None:
        return
    if dispatch.progress_due_at is None:
        await _look_again(scene, by_urgency(settings.reach_seconds, dispatch.urgency))
        return
    if dispatch.progress_due_at > clock.now():
        await _look_again_at(scene, dispatch.progress_due_at)
        return
    waits_for = _next_of(dispatch)
    if dispatch.reminded_at is None:
        dispatch.reminded_at = clock.now()
        await _look_again(scene, by_urgency(settings.remind_again_seconds, dispatch.urgency))
        await scene.tell(ResponderReminded, step=step, waits_for=waits_for)
        await _remind(scene, step, settings)
        return
    dispatch.stalled_at, dispatch.progress_due_at = clock.now(), None
    await reminders.end(scene, About.PROGRESS, Ending.LATE)
    await scene.tell(DispatchStalled, step=step, waits_for=waits_for)
    code = supervisors.code_for(dispatch.agency, supervisors.NOT_REACHED)
    await supervisors.tell_supervisors(session, scene.incident.id, code)


async def _remind(scene: Scene, step: Step, settings: Settings) -> None:
    until = scene.dispatch.progress_due_at
    assert until is not None
    await reminders.make(scene, step, About.PROGRESS, until, settings)


async def look_now_again(scene: Scene, settings: Settings) -> None:
    """What should have happened by itself is asked for again; for the auditor."""
    dispatch, step = scene.dispatch, scene.accepted
    await look_now(scene.session, PROGRESS_DUE, [dispatch.id])
    if step is None or dispatch.reminded_at is None or dispatch.progress_due_at is None:
        return
    if await reminders.open_of(scene.session, step, About.PROGRESS) is None:
        await _remind(scene, step, settings)


def _next_of(dispatch: Dispatch) -> str:
    """The verb that is waited for."""
    if not goes(dispatch.agency):
        return "complete"
    return "depart" if dispatch.state is DispatchState.ACCEPTED else "arrive"


async def _look_again(scene: Scene, seconds: float) -> None:
    await _look_again_at(scene, due_at(clock.now(), seconds))


async def _look_again_at(scene: Scene, moment: datetime) -> None:
    scene.dispatch.progress_due_at = moment
    scene.session.add(scene.dispatch)
    await set_deadline(scene.session, PROGRESS_DUE, scene.dispatch.id, moment)
