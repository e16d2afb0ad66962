"""A supervisor takes charge of a dispatch nobody goes for, for a while; it sends nobody itself."""

from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.timeline import Actor
from app.core import clock
from app.core.errors import HelplineError
from app.core.moves import advance
from app.core.settings import Settings, by_urgency
from app.dispatch import asking, supervisors
from app.dispatch.ladder import due_at
from app.dispatch.ladder_events import ChargeRanOut, ChargeTaken
from app.dispatch.models import Dispatch
from app.dispatch.scene import DispatchNotFound, Scene, open_scene
from app.dispatch.states import MOVES, ON_THE_WAY, STEP_MOVES, UNTAKEN, StepState
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.staff.queries import display_names

CHARGE_DUE: Final = "dispatch.charge_due"
CALLS: Final = (StepState.ALERTED, StepState.EXPIRED)


class NoAlarm(HelplineError):
    """No supervisor is wanted: somebody is still being asked, or goes and is not late."""

    code = "no_alarm"


class InCharge(HelplineError):
    """Another supervisor has taken charge; `in_charge` names who."""

    code = "in_charge"


async def take(
    session: AsyncSession, dispatch_id: UUID, staff_id: UUID, settings: Settings
) -> Dispatch:
    """`staff_id` takes care that somebody goes: the alarm is silent, for a time.

    Whoever was asked may still accept. The first supervisor has it, later ones are told who.
    Raises DispatchNotFound, InCharge, NoAlarm, IllegalMove.
    """
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    dispatch = scene.dispatch
    if dispatch.in_charge == staff_id:
        return dispatch
    if dispatch.in_charge is not None:
        await _somebody_else(scene, dispatch.in_charge)
    if dispatch.state in ON_THE_WAY:
        if dispatch.stalled_at is None:
            raise NoAlarm("Somebody goes, and is not late.")
    else:
        state = advance(MOVES, dispatch.state, "take_charge", "dispatch")
        if dispatch.alarm_at is None and scene.steps[-1].staff_id is None:
            raise NoAlarm("Somebody is still being asked.")
        dispatch.state = state
    await _answer_calls(scene, staff_id)
    now = clock.now()
    dispatch.in_charge, dispatch.in_charge_at = staff_id, now
    dispatch.alarm_at = dispatch.due_at = None
    seconds = by_urgency(settings.in_charge_seconds, dispatch.urgency)
    await set_deadline(session, CHARGE_DUE, dispatch.id, due_at(now, seconds))
    await scene.tell(ChargeTaken, Actor("staff", staff_id), staff_id=staff_id)
    return dispatch


async def _somebody_else(scene: Scene, staff_id: UUID) -> None:
    name = (await display_names(scene.session, [staff_id]))[staff_id]
    raise InCharge(
        f"{name['en']} has taken charge.",
        in_charge={"kind": "staff", "id": str(staff_id), "name": name},
    )


async def _answer_calls(scene: Scene, staff_id: UUID) -> None:
    """The step of the one who takes charge is answered, those of other supervisors are over."""
    for step in scene.steps:
        if step.staff_id is None or step.state not in CALLS:
            continue
        verb = "accept" if step.staff_id == staff_id else "withdraw"
        step.state = advance(STEP_MOVES, step.state, verb, "alert")
        step.answered_at = clock.now() if step.staff_id == staff_id else None
        scene.session.add(step)
        await cancel_deadline(scene.session, asking.STEP_DUE, step.id)


async def end(scene: Scene) -> None:
    """Nobody need be in charge any more: somebody goes or reached the child, or it is over."""
    if scene.dispatch.in_charge is not None:
        scene.dispatch.in_charge = scene.dispatch.in_charge_at = None
        await cancel_deadline(scene.session, CHARGE_DUE, scene.dispatch.id)


async def charge_due(session: AsyncSession, dispatch_id: UUID) -> None:
    """A supervisor's time is up: while still nobody goes, or is still late, the alarm is on."""
    try:
        scene = await open_scene(session, dispatch_id, SystemReason.DEADLINE)
    except DispatchNotFound:
        return
    dispatch, staff_id = scene.dispatch, scene.dispatch.in_charge
    stalled = dispatch.state in ON_THE_WAY and dispatch.stalled_at is not None
    if staff_id is None or not (dispatch.state in UNTAKEN or stalled):
        return
    dispatch.in_charge = dispatch.in_charge_at = None
    dispatch.alarm_at = clock.now()
    await scene.tell(ChargeRanOut, staff_id=staff_id)
    why = supervisors.NOT_REACHED if stalled else supervisors.NOBODY_GOES
    code = supervisors.code_for(dispatch.agency, why)
    await supervisors.tell_supervisors(session, scene.incident.id, code)
