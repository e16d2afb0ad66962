"""Alerts of one step: made, and what providers and screens tell of them; answers nothing itself."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.timeline import SYSTEM
from app.core import clock
from app.core.settings import Settings
from app.directory.queries import phone_of
from app.dispatch.events import (
    AlertDelivered,
    AlertFailed,
    AlertMade,
    AlertSent,
    AlertShown,
    OfAlert,
)
from app.dispatch.ladder import Responder
from app.dispatch.models import Alert, Dispatch, Step
from app.dispatch.scene import Scene, actor_of, open_scene, responder_of
from app.dispatch.states import AlertState, StepState, news
from app.jobs.queue import defer

LIVE: Final = "live"
TEXT: Final = "text"
SEND_ALERT: Final = "dispatch.send_alert"
NOT_SENT: Final = "not_sent_in_time"

_EVENTS: Final[dict[AlertState, type[OfAlert]]] = {
    AlertState.SENT: AlertSent,
    AlertState.DELIVERED: AlertDelivered,
    AlertState.SHOWN: AlertShown,
    AlertState.FAILED: AlertFailed,
}
_TOLD: Final = {
    "sent": AlertState.SENT,
    "delivered": AlertState.DELIVERED,
    "read": AlertState.DELIVERED,
    "undelivered": AlertState.FAILED,
    "failed": AlertState.FAILED,
    "canceled": AlertState.FAILED,
}
"""Words of a provider that are news; of its others (Twilio, "Message status": accepted, scheduled,
queued, sending, partially_delivered, receiving, received) nothing follows. That a handset has it,
or shows it, is no acknowledgement."""


async def make(scene: Scene, step: Step, settings: Settings) -> None:
    """Alert the responder of `step` on the live screen and, where there is a number, by text."""
    who = responder_of(step)
    wanted = {name.strip() for name in settings.messengers.split(",")}
    channels = [LIVE]
    if TEXT in wanted and await phone_of(scene.session, who.kind, who.id):
        channels.append(TEXT)
    now = clock.now()
    alerts = [Alert(step_id=step.id, channel=channel, at=now) for channel in channels]
    scene.session.add_all(alerts)
    await scene.session.flush()
    for alert in alerts:
        if alert.channel == TEXT:
            await defer(scene.session, SEND_ALERT, alert.id)
    await scene.tell(AlertMade, step=step, channels=channels)


async def give_up_unsent(session: AsyncSession, steps: Iterable[Step]) -> None:
    """Texts that never left for a step that is over are failed, so that no screen waits on."""
    found = await session.exec(
        select(Alert).where(
            col(Alert.step_id).in_([step.id for step in steps]),
            Alert.channel == TEXT,
            Alert.state == AlertState.MADE,
        )
    )
    for alert in found:
        alert.state, alert.error, alert.at = AlertState.FAILED, NOT_SENT, clock.now()
        session.add(alert)
    await session.flush()


async def text_sent(session: AsyncSession, alert_id: UUID, provider_message_id: str) -> None:
    """The provider took the text under this id."""
    await _progress(session, alert_id, AlertState.SENT, message_id=provider_message_id)


async def text_status(
    session: AsyncSession, alert_id: UUID, status: str, error: str | None = None
) -> bool:
    """What the provider tells of a text: a word of `_TOLD`, with its error code.

    Reports may come twice, late or in any order; only news changes anything, and the answer says
    whether it did. An unknown alert or word is no news.
    """
    state = _TOLD.get(status)
    return state is not None and await _progress(session, alert_id, state, error=error)


async def shown(session: AsyncSession, dispatch_id: UUID, by: Responder) -> None:
    """The alert stood on the responder's own screen. Raises DispatchNotFound."""
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    if step.state is StepState.ALERTED:
        found = await session.exec(
            select(Alert.id).where(Alert.step_id == step.id, Alert.channel == LIVE)
        )
        await _advance(scene, step, found.one(), AlertState.SHOWN)


async def _progress(
    session: AsyncSession,
    alert_id: UUID,
    state: AlertState,
    *,
    message_id: str | None = None,
    error: str | None = None,
) -> bool:
    found = await session.exec(
        select(Dispatch.id, Step.id)
        .join(Step, col(Step.dispatch_id) == Dispatch.id)
        .join(Alert, col(Alert.step_id) == Step.id)
        .where(Alert.id == alert_id)
    )
    known = found.first()
    if known is None:
        return False
    dispatch_id, step_id = known
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_by_id(step_id)
    return await _advance(scene, step, alert_id, state, message_id=message_id, error=error)


async def _advance(
    scene: Scene,
    step: Step,
    alert_id: UUID,
    state: AlertState,
    *,
    message_id: str | None = None,
    error: str | None = None,
) -> bool:
    """Move an alert forward and tell of it; the scene's locks make it the only one to do so."""
    session = scene.session
    alert = await session.get(Alert, alert_id, populate_existing=True)
    assert alert is not None
    alert.provider_message_id = message_id or alert.provider_message_id
    session.add(alert)
    if not news(alert.state, state):
        return False
    alert.state, alert.at = state, clock.now()
    facts = {"channel": alert.channel}
    if state is AlertState.FAILED:
        alert.error = _code(error)
        facts |= {"error": alert.error} if alert.error else {}
    actor = actor_of(responder_of(step)) if state is AlertState.SHOWN else SYSTEM
    await scene.tell(_EVENTS[state], actor, step, **facts)
    return True


def _code(error: str | None) -> str | None:
    """A provider's error code, cut short: never a sentence, which may quote the number."""
    return "".join(c for c in error if c.isalnum() or c == "_")[:32] if error else None
