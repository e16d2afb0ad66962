"""Asks the next one on the ladder, or raises the alarm when there is none; it takes no answers."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.exclusions import excluded
from app.core import clock
from app.core.moves import advance
from app.core.settings import Settings
from app.directory.officers import answers_for
from app.directory.queries import on_duty
from app.dispatch import alerts, beds, ladder, supervisors
from app.dispatch.agencies import PARTS, urgency_for
from app.dispatch.code import code_for, digest_of
from app.dispatch.events import DispatchHastened, DispatchUnanswered, StepExpired, StepSkipped
from app.dispatch.ladder import Responder, Rung, Tier
from app.dispatch.models import Dispatch, Step
from app.dispatch.scene import Scene, actor_of, open_scene
from app.dispatch.states import MOVES, STEP_MOVES, UNTAKEN, DispatchState, StepState
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.staff.queries import supervisors_on_duty

STEP_DUE: Final = "dispatch.step_due"
OFF_DUTY: Final = "off_duty"
NOT_OPERATING: Final = "not_operating"
AT_CAPACITY: Final = "at_capacity"
NO_COVERAGE: Final = "no_coverage"
WITHDRAWN: Final = "withdrawn"
"""Must not be asked any more. It names no conflict: the one it is about hears of it as well."""


async def ask_next(scene: Scene, settings: Settings) -> None:
    """Ask the next on the ladder, then the supervisors on duty; without any the alarm is on."""
    dispatch = scene.dispatch
    rung = await _next_on_duty(scene) or await _next_supervisor(scene, settings)
    if rung is None:
        await _nobody_is_left(scene)
        return
    step = _step(scene, rung, settings)
    scene.steps.append(step)
    scene.session.add(step)
    dispatch.current_step, dispatch.due_at = step.no, step.due_at
    await scene.session.flush()
    await set_deadline(scene.session, STEP_DUE, step.id, step.due_at)
    await alerts.make(scene, step, settings)


async def _nobody_is_left(scene: Scene) -> None:
    """The alarm is on until a supervisor takes charge; one who has done so already knows."""
    dispatch = scene.dispatch
    if dispatch.state is DispatchState.UNANSWERED and dispatch.in_charge is not None:
        return
    if dispatch.state is not DispatchState.UNANSWERED:
        dispatch.state = advance(MOVES, dispatch.state, "exhaust", "dispatch")
    dispatch.due_at, dispatch.alarm_at = None, clock.now()
    await scene.tell(DispatchUnanswered, steps=len(scene.steps))
    code = supervisors.code_for(dispatch.agency, supervisors.NOBODY_GOES)
    await supervisors.tell_supervisors(scene.session, scene.incident.id, code)


async def _next_on_duty(scene: Scene) -> Rung | None:
    """Who comes next and can still go; whoever can't leaves the ladder and is told of.

    The first one is not looked at: the counsellor has just chosen him or her, knowing it.
    """
    dispatch, asked = scene.dispatch, sum(step.staff_id is None for step in scene.steps)
    while (rung := ladder.next_rung(ladder.thawed(dispatch.ladder), asked)) is not None:
        who = rung.responder
        why = await _cannot_go(scene, who)
        if asked == 0 or why is None:
            return rung
        dispatch.ladder = [*dispatch.ladder[:asked], *dispatch.ladder[asked + 1 :]]
        await scene.tell(
            StepSkipped,
            actor_of(who),
            responder_kind=who.kind,
            responder_id=who.id,
            reason=why,
        )
    return None


async def _next_supervisor(scene: Scene, settings: Settings) -> Rung | None:
    """A supervisor on duty whom this dispatch has not asked yet; so many, then the alarm."""
    asked = {step.staff_id for step in scene.steps if step.staff_id is not None}
    if len(asked) >= settings.ladder_supervisors:
        return None
    for staff_id in await supervisors_on_duty(scene.session):
        if staff_id not in asked:
            return Rung(Responder("staff", staff_id), tier=Tier.SUPERVISOR)
    return None


async def _cannot_go(scene: Scene, who: Responder) -> str | None:
    """What has changed since the ladder was made; None when nothing has."""
    if who.id in await excluded(scene.session, scene.incident.id):
        return WITHDRAWN
    if not await _answers_here(scene, who):
        return NO_COVERAGE
    if not await on_duty(scene.session, who.kind, who.id):
        return OFF_DUTY if who.kind == "worker" else NOT_OPERATING
    return AT_CAPACITY if await beds.is_full(scene.session, who, scene.incident.id) else None


async def _answers_here(scene: Scene, who: Responder) -> bool:
    """Whether the place is still a worker's: posts change hands while a ladder runs."""
    dispatch = scene.dispatch
    if who.kind != "worker" or dispatch.place is None:
        return True
    post = PARTS[dispatch.agency].post if dispatch.agency else None
    return await answers_for(scene.session, who.id, dispatch.place, post)


async def follow_urgency(session: AsyncSession, incident_id: UUID, settings: Settings) -> None:
    """The urgency of an incident was raised: ladders that run for it are shortened."""
    found = await session.exec(
        select(Dispatch.id).where(
            Dispatch.incident_id == incident_id, col(Dispatch.state).in_(UNTAKEN)
        )
    )
    for dispatch_id in sorted(found):
        scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
        if scene.incident.urgency is not None:
            await hasten(scene, scene.incident.urgency.value, settings)


async def hasten(scene: Scene, urgency: str, settings: Settings) -> None:
    """The incident is as urgent as `urgency` now: shorten what runs; a lesser urgency does nothing.

    P1 sorts before P2. Whoever is asked has the new urgency's time, from when he or she was
    alerted; a time that is over by that is due at once.
    """
    dispatch = scene.dispatch
    if dispatch.agency is not None:
        urgency = urgency_for(dispatch.agency, urgency)
    if dispatch.state not in UNTAKEN or urgency >= dispatch.urgency:
        return
    dispatch.urgency = urgency
    for step in (step for step in scene.steps if step.state is StepState.ALERTED):
        seconds = settings.acknowledge_seconds(urgency, step.tier)
        step.due_at = min(step.due_at, ladder.due_at(step.alerted_at, seconds))
        scene.session.add(step)
        dispatch.due_at = step.due_at
        await set_deadline(scene.session, STEP_DUE, step.id, step.due_at)
    incident = scene.incident
    if scene.leads and incident.ack_due_at is not None and incident.dispatched_at is not None:
        seconds = settings.acknowledge_seconds(urgency)
        sooner = ladder.due_at(incident.dispatched_at, seconds)
        incident.ack_due_at = min(incident.ack_due_at, sooner)
    await scene.tell(DispatchHastened, urgency=urgency)


def _step(scene: Scene, rung: Rung, settings: Settings) -> Step:
    now = clock.now()
    seconds = settings.acknowledge_seconds(scene.dispatch.urgency, rung.tier)
    step = Step(
        dispatch_id=scene.dispatch.id,
        no=len(scene.steps) + 1,
        tier=rung.tier,
        distance_km=rung.distance_km,
        alerted_at=now,
        due_at=ladder.due_at(now, seconds),
    )
    match rung.responder.kind:
        case "worker":
            step.worker_id = rung.responder.id
        case "centre":
            step.centre_id = rung.responder.id
        case _:
            step.staff_id = rung.responder.id
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


async def step_due(session: AsyncSession, step_id: UUID, settings: Settings) -> None:
    """A step's time is up: unless it was answered, it expires and the next one is asked."""
    found = await session.exec(select(Step.dispatch_id).where(Step.id == step_id))
    dispatch_id = found.first()
    if dispatch_id is None:
        return
    scene = await open_scene(session, dispatch_id, SystemReason.DEADLINE)
    step = scene.step_by_id(step_id)
    if _still_waits(scene.dispatch, step, clock.now()):
        await expire(scene, step, settings)


def _still_waits(dispatch: Dispatch, step: Step, now: datetime) -> bool:
    return dispatch.state in UNTAKEN and step.state is StepState.ALERTED and step.due_at <= now


async def stop_asking(scene: Scene) -> None:
    """Nobody else need answer: steps still open are withdrawn, their deadlines are met."""
    scene.dispatch.due_at = None
    asked = [s for s in scene.steps if s.state in (StepState.ALERTED, StepState.EXPIRED)]
    for step in asked:
        step.state = advance(STEP_MOVES, step.state, "withdraw", "alert")
        scene.session.add(step)
        await cancel_deadline(scene.session, STEP_DUE, step.id)
    await alerts.give_up_unsent(scene.session, asked)
