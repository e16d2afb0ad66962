"""Alerts of one step: made, sent later where planned, given up; it reads no provider's word.

They ask whether somebody goes, or remind one who has said so (reminders.py): the same rows, sent
alike. What is asked of them here by one message is asked among those of the same kind.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core import clock
from app.core.settings import Settings
from app.dispatch import channels
from app.dispatch.alert_events import AlertSkipped, ReminderMade
from app.dispatch.channels import EMAIL, LIVE, TEXT, VERBAL, Wish
from app.dispatch.events import AlertMade
from app.dispatch.models import Alert, Dispatch, Step
from app.dispatch.reach import reach_of
from app.dispatch.reminder_models import Reminder
from app.dispatch.scene import Scene, open_scene, responder_of
from app.dispatch.states import UNSENT, UNTAKEN, AlertState, StepState
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.jobs.queue import defer

SEND_ALERT: Final = "dispatch.send_alert"
ALERT_DUE: Final = "dispatch.alert_due"
LINKS: Final = frozenset({TEXT, EMAIL})
"""Channels that send a link to go by; a supervisor takes charge on the board, and goes nowhere."""
NOT_SENT: Final = "not_sent_in_time"


async def make(scene: Scene, step: Step, settings: Settings) -> None:
    """Alert the responder of `step` through every channel of the plan that reaches him or her."""
    who = responder_of(step)
    reach = await reach_of(scene.session, who.kind, who.id)
    wishes = channels.read(settings.messengers, scene.dispatch.urgency)
    reached = reach.channels - LINKS if who.kind == "staff" else reach.channels
    seconds = (step.due_at - clock.now()).total_seconds()
    await leave_by(scene, step, channels.plan(wishes, reached, seconds))


async def leave_by(
    scene: Scene, step: Step, planned: Iterable[Wish], reminder: Reminder | None = None
) -> list[Alert]:
    """The messages of this plan: those of now are queued, the others have their deadlines."""
    alerts, now = [], clock.now()
    for wish in planned:
        alert = Alert(
            step_id=step.id,
            reminder_id=reminder.id if reminder else None,
            channel=wish.channel,
            at=now,
        )
        later = wish.after_seconds > 0
        alert.due_at = now + timedelta(seconds=wish.after_seconds) if later else None
        alert.move(AlertState.PLANNED if later else AlertState.MADE, now)
        alerts.append(alert)
    scene.session.add_all(alerts)
    await scene.session.flush()
    for alert in alerts:
        await _see_to(scene.session, alert)
    await _told(scene, step, [one for one in alerts if one.state is AlertState.MADE], reminder)
    return alerts


async def _see_to(session: AsyncSession, alert: Alert) -> None:
    """A job sends what is queued; what is planned has a deadline. Screens fetch for themselves."""
    if alert.state is AlertState.PLANNED:
        assert alert.due_at is not None
        await set_deadline(session, ALERT_DUE, alert.id, alert.due_at, first=True)
    elif alert.channel != LIVE:
        await defer(session, SEND_ALERT, alert.id)


async def _told(
    scene: Scene, step: Step, alerts: Iterable[Alert], reminder: Reminder | None
) -> None:
    names = [alert.channel for alert in alerts]
    if reminder is None:
        await scene.tell(AlertMade, step=step, channels=names)
    else:
        await scene.tell(ReminderMade, step=step, channels=names, about=reminder.about.value)


async def due(session: AsyncSession, alert_id: UUID) -> None:
    """The second of a planned channel, or of another try: it is sent unless nobody needs it now."""
    found = await open_alert(session, alert_id)
    if found is None:
        return
    scene, step = found
    alert = await fresh(session, alert_id)
    if alert.state not in UNSENT or await wanted_until(scene, step, alert) is None:
        return
    if alert.state is AlertState.MADE:
        await defer(session, SEND_ALERT, alert.id)
        return
    if await _still_needed(session, alert):
        await _send_now(scene, step, [alert])
        return
    alert.move(AlertState.SKIPPED, clock.now())
    session.add(alert)
    await scene.tell(AlertSkipped, step=step, channel=alert.channel)


async def wanted_until(scene: Scene, step: Step, alert: Alert) -> datetime | None:
    """Until when this message says anything new; None when nothing is waited for any more."""
    reminder = await reminder_of(scene.session, alert)
    if reminder is not None:
        return reminder.until if reminder.ended_at is None else None
    waits = scene.dispatch.state in UNTAKEN and step.state is StepState.ALERTED
    return step.due_at if waits else None


async def reminder_of(session: AsyncSession, alert: Alert) -> Reminder | None:
    """The reminder, as it stands now, of which this is a message."""
    if alert.reminder_id is None:
        return None
    return await session.get_one(Reminder, alert.reminder_id, populate_existing=True)


async def _still_needed(session: AsyncSession, alert: Alert) -> bool:
    """One who is asked and has seen it needs no more. A reminder ends by what it reminds of."""
    if alert.reminder_id is not None:
        return True
    return channels.still_needed(one.state for one in await beside(session, alert))


async def _send_now(scene: Scene, step: Step, alerts: Sequence[Alert]) -> None:
    for alert in alerts:
        alert.move(AlertState.MADE, clock.now())
        scene.session.add(alert)
        await defer(scene.session, SEND_ALERT, alert.id)
    await _told(scene, step, alerts, await reminder_of(scene.session, alerts[0]))


async def next_channel_at_once(scene: Scene, step: Step, failed: Alert) -> None:
    """A channel failed: whatever was planned for later leaves now."""
    if await wanted_until(scene, step, failed) is None:
        return
    others = await beside(scene.session, failed)
    planned = [other for other in others if other.state is AlertState.PLANNED]
    if planned and await _still_needed(scene.session, failed):
        for alert in planned:
            await cancel_deadline(scene.session, ALERT_DUE, alert.id)
        await _send_now(scene, step, planned)


async def give_up_unsent(session: AsyncSession, steps: Iterable[Step]) -> None:
    """What never left for a step that is over is failed or skipped, so that no screen waits on."""
    found = await session.exec(
        select(Alert).where(
            col(Alert.step_id).in_([step.id for step in steps]),
            col(Alert.reminder_id).is_(None),
            Alert.channel != LIVE,
            col(Alert.state).in_(UNSENT),
        )
    )
    await give_up(session, found)


async def give_up(session: AsyncSession, unsent: Iterable[Alert]) -> None:
    """These need not leave any more."""
    for alert in list(unsent):
        planned = alert.state is AlertState.PLANNED
        if planned:
            alert.move(AlertState.SKIPPED, clock.now())
        else:
            alert.move(AlertState.FAILED, clock.now(), NOT_SENT)
        if planned or alert.tries:
            await cancel_deadline(session, ALERT_DUE, alert.id)
        session.add(alert)
    await session.flush()


async def acknowledged(scene: Scene, step: Step, channel: str) -> None:
    """The answer of `step` came through `channel`; what has not left for it need not any more.

    A link stands in a text and in an email alike: it counts for the one that there is.
    """
    known = {alert.channel: alert for alert in await of_step(scene.session, step)}
    alert = known.get(channel)
    if alert is None and channel == TEXT:
        alert = known.get(channels.EMAIL)
    if alert is None and channel == VERBAL:
        alert = Alert(step_id=step.id, channel=VERBAL, at=clock.now())
    if alert is not None:
        alert.move(AlertState.ACKNOWLEDGED, clock.now())
        scene.session.add(alert)
    await give_up_unsent(scene.session, [step])


async def of_step(session: AsyncSession, step: Step) -> list[Alert]:
    """The alerts that ask at a step as they stand now, by channel."""
    return await _those(session, step.id, None)


async def of_reminder(session: AsyncSession, reminder: Reminder) -> list[Alert]:
    """The messages of a reminder, likewise."""
    return await _those(session, reminder.step_id, reminder.id)


async def beside(session: AsyncSession, alert: Alert) -> list[Alert]:
    """The messages that say the same, this one among them."""
    return await _those(session, alert.step_id, alert.reminder_id)


async def _those(session: AsyncSession, step_id: UUID, reminder_id: UUID | None) -> list[Alert]:
    found = await session.exec(
        select(Alert)
        .where(
            Alert.step_id == step_id,
            col(Alert.reminder_id).is_not_distinct_from(reminder_id),
        )
        .order_by(col(Alert.channel))
        .execution_options(populate_existing=True)
    )
    return list(found)


async def fresh(session: AsyncSession, alert_id: UUID) -> Alert:
    """An alert as it stands now; the scene's locks keep it so."""
    alert = await session.get(Alert, alert_id, populate_existing=True)
    assert alert is not None
    return alert


async def open_alert(session: AsyncSession, alert_id: UUID) -> tuple[Scene, Step] | None:
    """The scene and step of an alert, locked; None for one that nobody knows."""
    found = await session.exec(
        select(Dispatch.id, Step.id)
        .join(Step, col(Step.dispatch_id) == Dispatch.id)
        .join(Alert, col(Alert.step_id) == Step.id)
        .where(Alert.id == alert_id)
    )
    known = found.first()
    if known is None:
        return None
    scene = await open_scene(session, known[0], SystemReason.DISPATCH_MOVED_ON)
    return scene, scene.step_by_id(known[1])
