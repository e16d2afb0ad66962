"""The verbs of a dispatch, from request to done; they flush, never commit, and send nothing.

Each takes its locks in the order incident, dispatch. Answers may come twice (a lost reply, a link
opened after the app was used): the same answer by the same responder changes nothing.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import holds
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.models import Incident, Urgency
from app.cases.timeline import Actor
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import advance
from app.core.settings import Settings
from app.directory.queries import responder_names
from app.dispatch import (
    alerts,
    asking,
    beds,
    charge,
    check_in,
    following,  # noqa: F401 (dispatches follow a ticket that is linked)
    ladder,
    parts,
    progress,
    unmet,
)
from app.dispatch.agencies import goes
from app.dispatch.candidates import choose
from app.dispatch.events import (
    ChildArrived,
    DispatchAccepted,
    DispatchCompleted,
    DispatchDeclined,
    DispatchRequested,
    DispatchStoodDown,
    WorkerArrived,
    WorkerDeparted,
)
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch, Step
from app.dispatch.scene import (
    Scene,
    actor_of,
    leave,
    open_scene,
    responder_of,
    said_at,
)
from app.dispatch.states import (
    DECLINE_REASONS,
    FULL,
    MOVES,
    OUTCOMES,
    PART_OUTCOMES,
    STAND_DOWN_REASONS,
    STEP_MOVES,
    DispatchState,
    StepState,
)
from app.dispatch.through import LIVE_SCREEN, Through
from app.jobs.deadlines import cancel_deadline
from app.residence.service import stay_for
from app.staff.auth import SignedIn

TAKEN_IN = "taken_to_centre"


class AlreadyTaken(HelplineError):
    """Somebody else has accepted; `accepted_by` names who."""

    code = "already_taken"


class NotYourTask(HelplineError):
    """Only the one who accepted moves the task on."""

    code = "not_your_task"


async def request(
    session: AsyncSession,
    signed: SignedIn,
    incident_id: UUID,
    chosen: Responder | None,
    settings: Settings,
) -> Dispatch:
    """Ask somebody to go: `chosen` first, then the best of the list, as ranked at this moment.

    Unknown urgency counts as P1: not knowing must never make a child wait (I11). Raises
    PlaceIsUnknown, NobodyCanGo, ResponderCannotGo, AlreadyAsked, IncidentIsClosed.
    """
    incident = await for_system(session, incident_id, SystemReason.DISPATCH_MOVED_ON, lock=True)
    cases.must_be_open(incident)
    rungs = await choose(session, incident, chosen, settings)
    return await ask(session, incident, rungs, signed.id, Actor("staff", signed.id), settings)


async def ask(
    session: AsyncSession,
    incident: Incident,
    rungs: list[ladder.Rung],
    requested_by: UUID,
    by: Actor,
    settings: Settings,
    by_itself: bool = False,
) -> Dispatch:
    """A new dispatch of a locked incident with this ladder, of which the first one is asked.

    `requested_by` answers for it, `by` did it; `by_itself`: it was wished for earlier (looking.py).
    """
    dispatch = Dispatch(
        incident_id=incident.id,
        urgency=(incident.urgency or Urgency.P1).value,
        place=incident.place,
        requested_at=clock.now(),
        requested_by=requested_by,
        ladder=[rung.frozen() for rung in rungs],
        current_step=0,
    )
    session.add(dispatch)
    await session.flush()
    dispatch.version = 0
    await holds.place_hold(session, incident, parts.HOLD, dispatch.id)
    cases.stamp(incident, "dispatched_at", dispatch.requested_at)
    seconds = settings.acknowledge_seconds(dispatch.urgency)
    cases.stamp(incident, "ack_due_at", ladder.due_at(dispatch.requested_at, seconds))
    scene = Scene(session, incident, dispatch, [])
    facts: Any = {"urgency": dispatch.urgency, "steps": len(rungs), "by_itself": by_itself}
    await scene.tell(DispatchRequested, by, **facts)
    await unmet.sent(session, incident, dispatch, by)
    await asking.ask_next(scene, settings)
    return dispatch


async def accept(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    settings: Settings,
    bed: UUID | None = None,
    *,
    at: datetime | None = None,
    through: Through = LIVE_SCREEN,
) -> Dispatch:
    """`by` goes. Whoever was asked may still say so late, while nobody else has.

    `at` is when it was said, where that reaches us later; the first that reaches us counts. A
    supervisor who accepts goes nowhere: he or she takes charge (charge.py). A centre keeps a bed
    by accepting, the one it chose. When none is free it has declined by that (`full`), the next
    one is asked, and nobody has accepted: `accepted_step` is None. Raises AlreadyTaken naming who
    goes, IllegalMove, DispatchNotFound, and BedIsTaken or InputIsInvalid for a bed that was chosen.
    """
    if by.kind == "staff":
        return await charge.take(session, dispatch_id, by.id, settings)
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    dispatch, step = scene.dispatch, scene.step_of(by)
    if scene.accepted is step:
        return dispatch
    await parts.must_not_be_excluded(scene, step)
    await _must_be_free(scene)
    state = advance(MOVES, dispatch.state, "accept", "dispatch")
    step_state = advance(STEP_MOVES, step.state, "accept", "alert")
    if not await beds.keep(scene, step, by, settings, bed):
        await _is_full(scene, step, settings, through)
        return dispatch
    dispatch.state, step.state = state, step_state
    said = said_at(at, step.alerted_at)
    step.answered_at, dispatch.acknowledged_at = said, said
    dispatch.accepted_step, dispatch.alarm_at = step.no, None
    session.add(step)
    await cancel_deadline(session, asking.STEP_DUE, step.id)
    await alerts.acknowledged(scene, step, through.channel)
    await asking.stop_asking(scene)
    await charge.end(scene)
    await progress.expect(scene, settings)
    if goes(dispatch.agency):
        await check_in.expect(scene, settings)
    await parts.begins(scene, by, said)
    await scene.tell(DispatchAccepted, through.actor_for(by), step, through=through.channel)
    return dispatch


async def _is_full(scene: Scene, step: Step, settings: Settings, through: Through) -> None:
    """Accepted without a free bed: as if declined; one who is late lets go what is asked now."""
    waited_for = step.state is StepState.ALERTED
    await _no(scene, step, "be_full", FULL, through)
    if waited_for:
        await asking.ask_next(scene, settings)


async def _must_be_free(scene: Scene) -> None:
    if scene.accepted is None:
        return
    who = responder_of(scene.accepted)
    name = (await responder_names(scene.session, [who.id]))[who.id]
    raise AlreadyTaken(
        f"{name['en']} has taken this task.",
        accepted_by={"kind": who.kind, "id": str(who.id), "name": name},
    )


async def decline(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    reason: str,
    settings: Settings,
    *,
    at: datetime | None = None,
    through: Through = LIVE_SCREEN,
) -> Dispatch:
    """`by` can't go, as said `at`; the next one is asked. Raises InputIsInvalid, IllegalMove."""
    must_be_one_of(reason, DECLINE_REASONS, "reason")
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    if step.state is StepState.DECLINED:
        return scene.dispatch
    await _no(scene, step, "decline", reason, through, at)
    await asking.ask_next(scene, settings)
    return scene.dispatch


async def _no(
    scene: Scene,
    step: Step,
    verb: str,
    reason: str,
    through: Through,
    at: datetime | None = None,
) -> None:
    step.state = advance(STEP_MOVES, step.state, verb, "alert")
    step.answered_at, step.decline_reason = said_at(at, step.alerted_at), reason
    scene.session.add(step)
    await cancel_deadline(scene.session, asking.STEP_DUE, step.id)
    await alerts.acknowledged(scene, step, through.channel)
    actor = through.actor_for(responder_of(step))
    await scene.tell(DispatchDeclined, actor, step, reason=reason, through=through.channel)


async def depart(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    at: datetime | None = None,
) -> Dispatch:
    """`by` is on the way, since `at`. Raises NotYourTask, IllegalMove."""
    scene, step = await _own_task(session, dispatch_id, by, "depart")
    dispatch = scene.dispatch
    if dispatch.en_route_at is None and dispatch.reached_at is None:
        dispatch.state = advance(MOVES, dispatch.state, "depart", "dispatch")
        dispatch.en_route_at = said_at(at, dispatch.acknowledged_at)
        await charge.end(scene)
        await progress.departed(scene)
        await check_in.begin(scene)
        await scene.tell(WorkerDeparted, actor_of(by), step)
    return dispatch


async def arrive(
    session: AsyncSession, dispatch_id: UUID, by: Responder, at: datetime | None = None
) -> Dispatch:
    """`by` stands next to the child: the clock this product exists for. Raises as `depart`."""
    scene, step = await _own_task(session, dispatch_id, by, "arrive")
    dispatch = scene.dispatch
    if dispatch.reached_at is None:
        dispatch.state = advance(MOVES, dispatch.state, "arrive", "dispatch")
        await _reached(scene, at)
        await scene.tell(WorkerArrived, actor_of(by), step)
    return dispatch


async def _reached(scene: Scene, at: datetime | None = None) -> None:
    dispatch = scene.dispatch
    dispatch.reached_at = said_at(at, dispatch.en_route_at or dispatch.acknowledged_at)
    if scene.leads:
        cases.stamp(scene.incident, "reached_at", dispatch.reached_at)
    await progress.forget(scene)
    await check_in.begin(scene)
    await charge.end(scene)


async def complete(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    outcome: str,
    at: datetime | None = None,
) -> Dispatch:
    """The task is done. `child_safe`, said by who leads, also stops the incident's clock.

    An agency that does not set out is done from where it accepted. Raises as `depart`.
    """
    scene, step = await _own_task(session, dispatch_id, by, "complete")
    dispatch = scene.dispatch
    must_be_one_of(outcome, OUTCOMES if scene.leads else PART_OUTCOMES, "outcome")
    if dispatch.state is DispatchState.DONE:
        return dispatch
    dispatch.state = parts.done(dispatch)
    since = dispatch.reached_at or dispatch.acknowledged_at
    dispatch.done_at, dispatch.outcome = said_at(at, since), outcome
    if dispatch.reached_at is None:
        await progress.forget(scene)
        await charge.end(scene)
    await scene.tell(DispatchCompleted, actor_of(by), step, outcome=outcome)
    if outcome == "child_safe":
        await cases.mark_safe(session, scene.incident, actor_of(by))
    await _let_go(scene, "completed")
    return dispatch


async def admit(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    staff_id: UUID | None = None,
    said: beds.AtTheDoor | None = None,
    *,
    at: datetime | None = None,
) -> Dispatch:
    """The child has arrived in the centre `by`, at `at`: it stays there, and the task is done.

    `staff_id`: who recorded it, where that is known; without `said` nobody can be asked anything.
    Raises NotYourTask, IllegalMove, and what `beds.arrived` raises.
    """
    scene, step = await _own_task(session, dispatch_id, by, "admit")
    dispatch = scene.dispatch
    if by.kind != "centre":
        raise NotYourTask("Only a centre records that a child has arrived there.")
    if await stay_for(session, dispatch.id) is not None:
        return dispatch
    if dispatch.reached_at is None:
        dispatch.state = advance(MOVES, dispatch.state, "arrive", "dispatch")
        await _reached(scene, at)
    dispatch.state = advance(MOVES, dispatch.state, "complete", "dispatch")
    dispatch.done_at, dispatch.outcome = said_at(at, dispatch.reached_at), TAKEN_IN
    await beds.arrived(scene, by, staff_id, dispatch.done_at, said or beds.AtTheDoor(ask=False))
    await scene.tell(ChildArrived, actor_of(by), step)
    await scene.tell(DispatchCompleted, actor_of(by), step, outcome=TAKEN_IN)
    await _let_go(scene, "completed")
    return dispatch


async def _own_task(
    session: AsyncSession, dispatch_id: UUID, by: Responder, verb: str
) -> tuple[Scene, Step]:
    """The scene and step of the one who accepted. Raises NotYourTask, IllegalMove."""
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    if scene.accepted is None:
        advance(STEP_MOVES, step.state, verb, "alert")
    if scene.accepted is not step:
        raise NotYourTask("Somebody else has taken this task.")
    if parts.has_no_way(scene.dispatch, verb):
        raise NotYourTask("This part is done where you are; say when it is done.")
    return scene, step


async def stand_down(
    session: AsyncSession, signed: SignedIn, dispatch_id: UUID, reason: str
) -> Dispatch:
    """Nobody need go any more; nothing further is sent. Raises InputIsInvalid, IllegalMove."""
    must_be_one_of(reason, STAND_DOWN_REASONS, "reason")
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    if scene.dispatch.state is not DispatchState.STOOD_DOWN:
        await stand_down_by(scene, Actor("staff", signed.id), reason)
    return scene.dispatch


async def stand_down_by(scene: Scene, by: Actor, reason: str) -> None:
    """The same for a scene that is open already. Raises IllegalMove."""
    dispatch = scene.dispatch
    dispatch.state = advance(MOVES, dispatch.state, "stand_down", "dispatch")
    dispatch.alarm_at = None
    await asking.stop_asking(scene)
    await progress.forget(scene)
    await charge.end(scene)
    await scene.tell(DispatchStoodDown, by, reason=reason)
    await _let_go(scene, "stood_down")


async def _let_go(scene: Scene, reason: str) -> None:
    """Nobody is out any more: the incident may be closed, the responder's share of it ends."""
    await beds.release(scene, reason)
    await check_in.end(scene)
    await holds.release_hold(scene.session, scene.incident, parts.HOLD, scene.dispatch.id)
    await leave(scene)


def must_be_one_of(value: Any, allowed: tuple[str, ...], field: str) -> None:
    """Raises InputIsInvalid naming the field and what is allowed."""
    if value not in allowed:
        raise InputIsInvalid(f"Choose one of: {', '.join(allowed)}.", field=field)
