"""Signs of life of a worker who is out: when they are due, given, late; it knows no PIN itself.

What a phone can see is the same whichever of a worker's PINs was said: the same statements, one
answer. What a PIN of duress means is looked at by a deadline that every sign of life sets.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.timeline import Actor
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.core.settings import Settings, by_urgency
from app.dispatch import duress, reminders, supervisors
from app.dispatch.check_in_events import (
    CheckedIn,
    CheckInAsked,
    CheckInDue,
    CheckInLate,
    CheckInPaced,
)
from app.dispatch.check_in_models import CheckIn
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch, Step
from app.dispatch.pins import Said, verdict
from app.dispatch.reminder_models import About, Ending
from app.dispatch.scene import (
    DispatchNotFound,
    Scene,
    actor_of,
    open_scene,
    responder_of,
    said_at,
)
from app.dispatch.states import DispatchState
from app.dispatch.through import LIVE_SCREEN, Through, said_to
from app.jobs.deadlines import cancel_deadline, look_now, set_deadline

CHECK_IN_DUE: Final = "dispatch.check_in_due"
HEARD: Final = "dispatch.check_in_heard"
SILENT, WRONG_PINS = "silent", "wrong_pins"
WRONG_PIN: Final = "wrong_pin"
PIN_NEEDED: Final = "pin_needed"
SHORTEST_MINUTES: Final = 5


class NoCheckIn(HelplineError):
    """Nobody waits for a sign of life: the worker is not on the way, or the task is over."""

    code = "no_check_in"


async def expect(scene: Scene, settings: Settings) -> None:
    """Accepted by a worker: how often a sign of life is due once he or she sets out."""
    step = scene.accepted
    if step is not None and step.worker_id is not None:
        every = round(by_urgency(settings.check_in_seconds, scene.dispatch.urgency))
        row = CheckIn(step_id=step.id, every_seconds=every, usual_seconds=every)
        scene.session.add(row)
        await scene.session.flush()


async def begin(scene: Scene) -> None:
    """Set out, or there: from now on a sign of life is due every so often."""
    row = await _of(scene)
    if row is not None and row.due_at is None:
        await _wait(scene, row, clock.now())


async def end(scene: Scene) -> None:
    """The task is over, or given back: nobody waits any more."""
    await reminders.end(scene, About.CHECK_IN, Ending.OVER)
    row = await _of(scene)
    if row is not None:
        row.due_at = row.asked_at = row.reminded_at = row.late_at = row.late_why = None
        scene.session.add(row)
        await cancel_deadline(scene.session, CHECK_IN_DUE, row.id)


async def said(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    pin: Said,
    at: datetime,
    settings: Settings,
    *,
    through: Through = LIVE_SCREEN,
) -> str | None:
    """A sign of life of `by`, given `at`; None when it counts, else the code of why it does not.

    Given back, not raised: that a PIN was wrong, or one of duress, must stay. Raises
    DispatchNotFound.
    """
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    row = await _of_step(session, step.id)
    if row is None:
        return NoCheckIn.code
    told = verdict(pin, row.wrong, settings.check_in_wrong_pins)
    row.wrong = told.wrong
    row.duress_at = at if told.duress else row.duress_at
    session.add(row)
    await session.flush()
    await look_now(session, HEARD, [row.id])
    if row.due_at is None:
        return NoCheckIn.code
    if told.counts:
        await _given(scene, step, row, at, settings, through)
        return None
    if told.alarm:
        await _late(scene, step, row, WRONG_PINS)
    return PIN_NEEDED if pin is Said.MISSING else WRONG_PIN


async def _given(
    scene: Scene,
    step: Step,
    row: CheckIn,
    at: datetime,
    settings: Settings,
    through: Through,
) -> None:
    """Older news than what is known changes nothing. The next one is due from when it was given.

    One given before the call centre asked for one is noted, and is no answer to that.
    """
    assert row.due_at is not None
    if row.last_at is not None and at < row.last_at:
        return
    in_time = at <= row.due_at + _grace(settings)
    ended_alarm = row.late_at is not None
    row.last_at, row.wrong = said_at(at, row.last_at), 0
    if row.asked_at is not None and at < row.asked_at:
        scene.session.add(row)
        ended_alarm = False
    else:
        await _wait(scene, row, row.last_at)
    await scene.tell(
        CheckedIn,
        through.actor_for(responder_of(step)),
        step,
        said_at=row.last_at,
        in_time=in_time,
        ended_alarm=ended_alarm,
        through=through.channel,
    )


async def _wait(scene: Scene, row: CheckIn, since: datetime) -> None:
    await reminders.end(scene, About.CHECK_IN, Ending.DONE)
    row.due_at = since + timedelta(seconds=row.every_seconds)
    row.asked_at = row.reminded_at = row.late_at = row.late_why = None
    scene.session.add(row)
    await set_deadline(scene.session, CHECK_IN_DUE, row.id, row.due_at)


async def pace(session: AsyncSession, dispatch_id: UUID, by: Responder, minutes: int) -> None:
    """`by` wants to be asked every `minutes`: sooner than usual, never later.

    Raises DispatchNotFound, NoCheckIn, InputIsInvalid naming `minutes`.
    """
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    row = await _running(session, step)
    usual, seconds = row.usual_seconds, minutes * 60
    if not min(SHORTEST_MINUTES * 60, usual) <= seconds <= usual:
        raise InputIsInvalid(
            f"Choose {SHORTEST_MINUTES} to {usual // 60} minutes.", field="minutes"
        )
    if row.every_seconds == seconds:
        return
    assert row.due_at is not None
    due = row.due_at + timedelta(seconds=seconds - row.every_seconds)
    row.every_seconds = seconds
    if row.reminded_at is None and row.asked_at is None:
        row.due_at = max(due, clock.now())
        await set_deadline(session, CHECK_IN_DUE, row.id, row.due_at)
    session.add(row)
    await scene.tell(CheckInPaced, actor_of(by), step, every_seconds=seconds)


async def ask(session: AsyncSession, dispatch_id: UUID, staff_id: UUID) -> Dispatch:
    """The call centre wants a sign of life now. Raises DispatchNotFound, NoCheckIn."""
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step, row = await _out(scene)
    if row.asked_at is not None or row.late_at is not None:
        return scene.dispatch
    row.asked_at, row.reminded_at = clock.now(), None
    row.due_at = clock.now()
    session.add(row)
    await set_deadline(session, CHECK_IN_DUE, row.id, row.due_at)
    await scene.tell(CheckInAsked, Actor("staff", staff_id), step)
    return scene.dispatch


async def confirm(
    session: AsyncSession, dispatch_id: UUID, staff_id: UUID, settings: Settings
) -> Dispatch:
    """Somebody of the call centre has spoken with the worker, who is well: a sign of life.

    It ends an alarm over wrong PINs too. Raises DispatchNotFound, NoCheckIn.
    """
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step, row = await _out(scene)
    await _given(scene, step, row, clock.now(), settings, said_to(staff_id))
    return scene.dispatch


async def due(session: AsyncSession, check_in_id: UUID, settings: Settings) -> None:
    """Look again: first the worker is reminded, after the grace supervisors are told."""
    found = await _opened(session, check_in_id)
    if found is None:
        return
    scene, step, row = found
    if row.due_at is None or row.late_at is not None:
        return
    if row.reminded_at is None and clock.now() < row.due_at:
        await set_deadline(session, CHECK_IN_DUE, row.id, row.due_at)
        return
    if row.reminded_at is None:
        row.reminded_at = clock.now()
        session.add(row)
        await set_deadline(session, CHECK_IN_DUE, row.id, row.reminded_at + _grace(settings))
        await scene.tell(CheckInDue, step=step)
        await _remind(scene, step, row, settings)
        return
    if clock.now() < row.reminded_at + _grace(settings):
        await set_deadline(session, CHECK_IN_DUE, row.id, row.reminded_at + _grace(settings))
        return
    await _late(scene, step, row, SILENT)


async def _remind(scene: Scene, step: Step, row: CheckIn, settings: Settings) -> None:
    assert row.reminded_at is not None
    until = row.reminded_at + _grace(settings)
    await reminders.make(scene, step, About.CHECK_IN, until, settings)


async def look_again(scene: Scene, settings: Settings) -> None:
    """What should have happened by itself is asked for again; for the auditor."""
    row = await _of(scene)
    if row is None or scene.accepted is None or row.late_at is not None:
        return
    if scene.dispatch.state is DispatchState.ACCEPTED:
        return  # has not set out: nothing is due
    if row.due_at is None:
        await _wait(scene, row, clock.now())
        return
    await look_now(scene.session, CHECK_IN_DUE, [row.id])
    known = await reminders.open_of(scene.session, scene.accepted, About.CHECK_IN)
    if row.reminded_at is not None and known is None:
        await _remind(scene, scene.accepted, row, settings)


async def _late(scene: Scene, step: Step, row: CheckIn, why: str) -> None:
    """Supervisors are told once; an alarm over silence that becomes one over PINs is told again."""
    row.late_at, row.late_why = row.late_at or clock.now(), why
    scene.session.add(row)
    await cancel_deadline(scene.session, CHECK_IN_DUE, row.id)
    await reminders.end(scene, About.CHECK_IN, Ending.LATE)
    await scene.tell(CheckInLate, step=step, reason=why)
    await supervisors.tell_supervisors(scene.session, scene.incident.id, supervisors.CHECK_IN_LATE)


async def heard(session: AsyncSession, check_in_id: UUID) -> None:
    """Look whether what was said is a call for help. It runs after every sign of life."""
    found = await _opened(session, check_in_id)
    if found is not None and found[2].duress_at is not None:
        await duress.raise_alarm(*found)


def _grace(settings: Settings) -> timedelta:
    return timedelta(seconds=settings.check_in_grace_seconds)


async def _of(scene: Scene) -> CheckIn | None:
    step = scene.accepted
    return await _of_step(scene.session, step.id) if step is not None else None


async def _of_step(session: AsyncSession, step_id: UUID) -> CheckIn | None:
    found = await session.exec(
        select(CheckIn).where(CheckIn.step_id == step_id).execution_options(populate_existing=True)
    )
    return found.first()


async def _running(session: AsyncSession, step: Step) -> CheckIn:
    row = await _of_step(session, step.id)
    if row is None or row.due_at is None:
        raise NoCheckIn("No sign of life is waited for.")
    return row


async def _out(scene: Scene) -> tuple[Step, CheckIn]:
    """The step and row of whoever is out now. Raises NoCheckIn."""
    if scene.accepted is None:
        raise NoCheckIn("Nobody is out.")
    return scene.accepted, await _running(scene.session, scene.accepted)


async def _opened(session: AsyncSession, check_in_id: UUID) -> tuple[Scene, Step, CheckIn] | None:
    found = await session.exec(
        select(Step.dispatch_id, Step.id)
        .join(CheckIn, col(CheckIn.step_id) == col(Step.id))
        .where(CheckIn.id == check_in_id)
    )
    known = found.first()
    if known is None:
        return None
    try:
        scene = await open_scene(session, known[0], SystemReason.DEADLINE)
    except DispatchNotFound:
        return None
    row = await _of_step(session, known[1])
    return (scene, scene.step_by_id(known[1]), row) if row is not None else None
