"""Asks the next one on the ladder, or raises the alarm when there is none; it takes no answers."""

from typing import Final

from app.core import clock
from app.core.moves import advance
from app.core.settings import Settings
from app.dispatch import alerts, ladder
from app.dispatch.code import code_for, digest_of
from app.dispatch.events import DispatchUnanswered, StepExpired
from app.dispatch.ladder import Rung
from app.dispatch.models import Step
from app.dispatch.scene import Scene
from app.dispatch.states import MOVES, STEP_MOVES, StepState
from app.jobs.deadlines import cancel_deadline, set_deadline

STEP_DUE: Final = "dispatch.step_due"


async def ask_next(scene: Scene, settings: Settings) -> None:
    """Ask the next on the ladder; without one the dispatch is unanswered and the alarm is on."""
    dispatch = scene.dispatch
    rung = ladder.next_rung(ladder.thawed(dispatch.ladder), asked=len(scene.steps))
    if rung is None:
        dispatch.state = advance(MOVES, dispatch.state, "exhaust", "dispatch")
        dispatch.due_at, dispatch.alarm_at = None, clock.now()
        await scene.tell(DispatchUnanswered, steps=len(scene.steps))
        return
    step = _step(scene, rung, settings)
    scene.steps.append(step)
    scene.session.add(step)
    dispatch.current_step, dispatch.due_at = step.no, step.due_at
    await scene.session.flush()
    await set_deadline(scene.session, STEP_DUE, step.id, step.due_at)
    await alerts.make(scene, step, settings)


def _step(scene: Scene, rung: Rung, settings: Settings) -> Step:
    now = clock.now()
    seconds = settings.acknowledge_seconds(scene.dispatch.urgency)
    step = Step(
        dispatch_id=scene.dispatch.id,
        no=len(scene.steps) + 1,
        distance_km=rung.distance_km,
        alerted_at=now,
        due_at=ladder.due_at(now, seconds),
    )
    if rung.responder.kind == "worker":
        step.worker_id = rung.responder.id
    else:
        step.centre_id = rung.responder.id
    secret = settings.secret_key.get_secret_value()
    step.code_digest = digest_of(secret, code_for(secret, step.id))
    return step


async def expire(scene: Scene, step: Step, settings: Settings) -> None:
    """Nobody answered at `step` in time: the next one is asked."""
    step.state = advance(STEP_MOVES, step.state, "expire", "alert")
    scene.session.add(step)
    await alerts.give_up_unsent(scene.session, [step])
    await scene.tell(StepExpired, step=step)
    await ask_next(scene, settings)


async def stop_asking(scene: Scene) -> None:
    """Nobody else need answer: steps still open are withdrawn, their deadlines are met."""
    scene.dispatch.due_at = None
    asked = [s for s in scene.steps if s.state in (StepState.ALERTED, StepState.EXPIRED)]
    for step in asked:
        step.state = advance(STEP_MOVES, step.state, "withdraw", "alert")
        scene.session.add(step)
        await cancel_deadline(scene.session, STEP_DUE, step.id)
    await alerts.give_up_unsent(scene.session, asked)
