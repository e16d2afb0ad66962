"""What providers and screens tell of alerts, often, late and in any order; only forward."""

from typing import Any, Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.timeline import SYSTEM
from app.core import clock
from app.core.db import fetch, fetch_value
from app.dispatch import drills, notices, reminders
from app.dispatch.alert_events import AlertAnswered, AlertDelayed
from app.dispatch.alerts import (
    ALERT_DUE,
    fresh,
    next_channel_at_once,
    of_step,
    open_alert,
    reminder_of,
    wanted_until,
)
from app.dispatch.channels import LIVE, VOICE
from app.dispatch.drill_models import DrillState
from app.dispatch.events import AlertDelivered, AlertFailed, AlertSent, AlertShown, OfAlert
from app.dispatch.ladder import Responder
from app.dispatch.models import Alert, Step
from app.dispatch.outages import REST
from app.dispatch.resting import LOOK_AGAIN
from app.dispatch.scene import Scene, actor_of, open_scene, responder_of
from app.dispatch.states import AlertState, StepState, news
from app.jobs.deadlines import set_deadline

LONGEST_PAUSE_SECONDS: Final = 60
"""Until a provider that is out of reach is tried again; at first a second, each time twice that."""

BUSY_WITH_ANOTHER: Final = "busy_with_another"
_OF_ANOTHER: Final = "SELECT channel FROM alert WHERE provider_message_id = $1 AND id <> $2"
_WHOSE: Final = """
SELECT (SELECT channel FROM alert WHERE provider_message_id = $2 AND id <> $1) AS other, EXISTS (
    SELECT FROM alert AS this
    JOIN step AS ours ON ours.id = this.step_id
    JOIN step AS theirs ON theirs.worker_id = ours.worker_id
        OR theirs.centre_id = ours.centre_id OR theirs.staff_id = ours.staff_id
    JOIN alert AS other ON other.step_id = theirs.id
    WHERE this.id = $1 AND this.channel = 'voice' AND this.tries > 0
      AND other.id <> this.id AND other.channel = 'voice' AND other.tries > 0
      AND other.state = 'made' AND other.provider_message_id IS NULL
) AS perhaps
"""
"""The channel of another alert that has this id; and whether it may be another's line: tries for
two alerts to one telephone had no outcome, and whose line rings there, only its reports can tell.
"""
_RINGS_ELSE: Final = "SELECT true FROM alert WHERE id = $1 AND provider_message_id <> $2"

_EVENTS: Final[dict[AlertState, type[OfAlert]]] = {
    AlertState.SENT: AlertSent,
    AlertState.DELIVERED: AlertDelivered,
    AlertState.SHOWN: AlertShown,
    AlertState.ANSWERED: AlertAnswered,
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
_LINE: Final = {
    "in-progress": AlertState.ANSWERED,
    "completed": AlertState.ANSWERED,
    "busy": AlertState.FAILED,
    "no-answer": AlertState.FAILED,
    "failed": AlertState.FAILED,
    "canceled": AlertState.FAILED,
}
"""The same of a line (Twilio, "Call resource", statuses). That it rings is no news, and that it was
lifted no acknowledgement: "completed" comes of a mailbox as well."""


async def sent(session: AsyncSession, alert_id: UUID, provider_message_id: str | None) -> None:
    """The provider took the message, under this id where it gives one.

    An id that another alert has tells two things. A line that rings the same telephone was rung
    for that one, or perhaps for that one, so this one is tried again; a text has left, and nobody
    can report of it.
    """
    other = None
    if provider_message_id:
        ((other, perhaps),) = await fetch(session, _WHOSE, alert_id, provider_message_id)
        if other == VOICE or perhaps:
            await out_of_reach(session, alert_id, BUSY_WITH_ANOTHER)
            return
    own = None if other else provider_message_id
    await _progress(session, alert_id, AlertState.SENT, message_id=own)


async def text_status(
    session: AsyncSession, alert_id: UUID, status: str, error: str | None = None
) -> bool:
    """What the provider tells of a text: a word of `_TOLD`, with its error code.

    Reports may come twice, late or in any order; only news changes anything, and the answer says
    whether it did. An unknown alert or word is no news.
    """
    state = _TOLD.get(status)
    if state is None:
        return False
    return (
        await _progress(session, alert_id, state, error=error)
        or await drills.told(session, alert_id, DrillState(state.value), error=_code(error))
        or await notices.told(session, alert_id, state, _code(error))
    )


async def line_status(
    session: AsyncSession, alert_id: UUID, status: str, line: str, error: str | None = None
) -> bool:
    """The same of a line that was rung; `line` is the provider's id of it.

    That one line failed is no news while another one is known that may still ring.
    """
    state = _LINE.get(status)
    if state is None:
        return False
    if state is AlertState.FAILED and await fetch_value(session, _RINGS_ELSE, alert_id, line):
        return False
    why = (error or status.replace("-", "_")) if state is AlertState.FAILED else None
    return await _progress(
        session, alert_id, state, message_id=line, error=why
    ) or await drills.told(
        session, alert_id, DrillState(state.value), message_id=line, error=_code(why)
    )


async def failed(session: AsyncSession, alert_id: UUID, error: str) -> None:
    """The provider refused it for good; the next channel is used at once."""
    await _progress(session, alert_id, AlertState.FAILED, error=error)


async def out_of_reach(
    session: AsyncSession, alert_id: UUID, error: str, *, rests: bool = False
) -> None:
    """Nobody knows what became of the try, so there will be another one: later each time.

    It may have got through, but that is never assumed. The next channel does not wait for it.
    When the provider `rests` it was not tried, and is once that works again (resting.py).
    """
    found = await open_alert(session, alert_id)
    if found is None:
        return
    scene, step = found
    alert = await fresh(session, alert_id)
    if alert.state is not AlertState.MADE:
        return
    is_first, alert.error = alert.tries == 0, _code(error)
    if rests:
        alert.tries = max(alert.tries, 1)
        alert.due_at, look_at = clock.now() + REST, clock.now() + LOOK_AGAIN
    else:
        alert.tries += 1
        pause = min(2 ** (alert.tries - 1), LONGEST_PAUSE_SECONDS)
        alert.due_at = look_at = clock.seconds_from_now(pause)
    session.add(alert)
    until = await wanted_until(scene, step, alert)
    if until is not None and (rests or look_at < until):
        await set_deadline(session, ALERT_DUE, alert.id, look_at)
    if is_first:
        facts = {**await _of(session, alert), "error": alert.error}
        await scene.tell(AlertDelayed, step=step, **facts)
    await _go_on(scene, step, alert)


async def _go_on(scene: Scene, step: Step, failed: Alert) -> None:
    """This channel does not lead there: the next one does, or supervisors hear that none does."""
    await next_channel_at_once(scene, step, failed)
    await reminders.no_news(scene, step, failed)


async def shown(session: AsyncSession, dispatch_id: UUID, by: Responder) -> None:
    """The alert, or the reminders, stood on the responder's own screen. Raises DispatchNotFound."""
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    asks = step.state is StepState.ALERTED
    messages = await (of_step if asks else reminders.messages_of)(session, step)
    for alert in messages:
        if alert.channel == LIVE:
            await _advance(scene, step, alert.id, AlertState.SHOWN)


async def alert_of_message(session: AsyncSession, provider_message_id: str) -> UUID | None:
    """The alert that a provider knows under this id."""
    found = await session.exec(
        select(Alert.id).where(Alert.provider_message_id == provider_message_id)
    )
    return found.first()


async def _progress(
    session: AsyncSession,
    alert_id: UUID,
    state: AlertState,
    *,
    message_id: str | None = None,
    error: str | None = None,
) -> bool:
    found = await open_alert(session, alert_id)
    if found is None:
        return False
    scene, step = found
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
    alert = await fresh(session, alert_id)
    if message_id and alert.provider_message_id is None:
        taken = await fetch_value(session, _OF_ANOTHER, message_id, alert_id)
        alert.provider_message_id = None if taken else message_id
    session.add(alert)
    if not news(alert.state, state):
        return False
    alert.move(state, clock.now(), _code(error) if state is AlertState.FAILED else None)
    facts = await _of(session, alert)
    facts |= {"error": alert.error} if alert.error else {}
    actor = actor_of(responder_of(step)) if state is AlertState.SHOWN else SYSTEM
    await scene.tell(_EVENTS[state], actor, step, **facts)
    if state is AlertState.FAILED:
        await _go_on(scene, step, alert)
    return True


async def _of(session: AsyncSession, alert: Alert) -> dict[str, Any]:
    """What an event tells of a message: its channel, and what it reminds of where it does."""
    reminder = await reminder_of(session, alert)
    about = {"reminder": reminder.about.value} if reminder else {}
    return {"channel": alert.channel, **about}


def _code(error: str | None) -> str | None:
    """A provider's error code, cut short: never a sentence, which may quote the number."""
    return "".join(c for c in error if c.isalnum() or c == "_")[:32] if error else None
