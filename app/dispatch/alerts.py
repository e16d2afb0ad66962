"""Alerts of one step: made, sent later where planned, given up; it reads no provider's word."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core import clock
from app.core.settings import Settings
from app.dispatch import channels
from app.dispatch.alert_events import AlertSkipped
from app.dispatch.channels import EMAIL, LIVE, TEXT, VERBAL
from app.dispatch.events import AlertMade
from app.dispatch.models import Alert, Dispatch, Step
from app.dispatch.reach import reach_of
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
    who, now = responder_of(step), clock.now()
    reach = await reach_of(scene.session, who.kind, who.id)
    wishes = channels.read(settings.messengers, scene.dispatch.urgency)
    seconds = (step.due_at - now).total_seconds()
    reached = reach.channels - LINKS if who.kind == "staff" else reach.channels
    planned = channels.plan(wishes, reached, seconds)
    alerts = []
    for wish in planned:
        alert = Alert(step_id=step.id, channel=wish.channel, at=now)
        later = wish.after_seconds > 0
        alert.due_at = now + timedelta(seconds=wish.after_seconds) if later else None
        alert.move(AlertState.PLANNED if later else AlertState.MADE, now)
        alerts.append(alert)
    scene.session.add_all(alerts)
    await scene.session.flush()
    for alert in alerts:
        await _see_to(scene.session, alert)
    at_once = [alert.channel for alert in alerts if alert.state is AlertState.MADE]
    await scene.tell(AlertMade, step=step, channels=at_once)


async def _see_to(session: AsyncSession, alert: Alert) -> None:
    """A job sends what is queued; what is planned has a deadline. Screens fetch for themselves."""
    if alert.state is AlertState.PLANNED:
        assert alert.due_at is not None
        await set_deadline(session, ALERT_DUE, alert.id, alert.due_at, first=True)
    elif alert.channel != LIVE:
        await defer(session, SEND_ALERT, alert.id)


async def due(session: AsyncSession, alert_id: UUID) -> None:
    """The second of a planned channel, or of another try: it is sent unless nobody needs it now."""
    found = await open_alert(session, alert_id)
    if found is None:
        return
    scene, step = found
    alert = await fresh(session, alert_id)
    if alert.state not in UNSENT or not waits(scene, step):
        return
    if alert.state is AlertState.MADE:
        await defer(session, SEND_ALERT, alert.id)
        return
    others = await of_step(session, step)
    if channels.still_needed(other.state for other in others):
        await _send_now(scene, step, [alert])
        return
    alert.move(AlertState.SKIPPED, clock.now())
    session.add(alert)
    await scene.tell(AlertSkipped, step=step, channel=alert.channel)


def waits(scene: Scene, step: Step) -> bool:
    """Whether an answer of this step is still waited for."""
    return scene.dispatch.state in UNTAKEN and step.state is StepState.ALERTED


async def _send_now(scene: Scene, step: Step, alerts: list[Alert]) -> None:
    for alert in alerts:
        alert.move(AlertState.MADE, clock.now())
        scene.session.add(alert)
        await defer(scene.session, SEND_ALERT, alert.id)
    await scene.tell(AlertMade, step=step, channels=[alert.channel for alert in alerts])


async def next_channel_at_once(scene: Scene, step: Step) -> None:
    """A channel failed: whatever was planned for later leaves now."""
    if not waits(scene, step):
        return
    others = await of_step(scene.session, step)
    planned = [other for other in others if other.state is AlertState.PLANNED]
    if planned and channels.still_needed(other.state for other in others):
        for alert in planned:
            await cancel_deadline(scene.session, ALERT_DUE, alert.id)
        await _send_now(scene, step, planned)


async def give_up_unsent(session: AsyncSession, steps: Iterable[Step]) -> None:
    """What never left for a step that is over is failed or skipped, so that no screen waits on."""
    found = await session.exec(
        select(Alert).where(
            col(Alert.step_id).in_([step.id for step in steps]),
            Alert.channel != LIVE,
            col(Alert.state).in_(UNSENT),
        )
    )
    for alert in list(found):
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
    """The alerts of a step as they stand now, by channel."""
    found = await session.exec(
        select(Alert)
        .where(Alert.step_id == step.id)
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
