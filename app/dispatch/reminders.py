"""Reminds one who goes by the channels of alerts until what is waited for comes; it moves no task.

A reminder is a row, so is each of its messages, and every one that leaves later has a deadline row:
after a crash what was made is there once, and what was not is made by what looks again. Nothing of
it tells what it reminds of: whoever stands beside the phone reads a number and a link.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.settings import Settings
from app.dispatch import alerts, channels, supervisors
from app.dispatch.alert_events import ReminderHeard, ReminderUnreached
from app.dispatch.channels import LIVE
from app.dispatch.models import Alert, Step
from app.dispatch.reach import reach_of
from app.dispatch.reminder_models import About, Ending, Reminder
from app.dispatch.scene import Scene, actor_of, responder_of
from app.dispatch.states import UNSENT, AlertState, news


async def make(
    scene: Scene, step: Step, about: About, until: datetime, settings: Settings
) -> Reminder:
    """Remind whoever accepted `step`, by one channel after the other, until `until` at most.

    The plan is the setting `REMINDERS`. One about the same that is still open is replaced. Where no
    channel leads to somebody, supervisors are told at once.
    """
    session, now = scene.session, clock.now()
    await end(scene, about, Ending.REPLACED)
    reminder = Reminder(step_id=step.id, about=about, made_at=now, until=until)
    session.add(reminder)
    await session.flush()
    who = responder_of(step)
    reach = await reach_of(session, who.kind, who.id)
    wishes = channels.read(settings.reminders, scene.dispatch.urgency)
    seconds = max((until - now).total_seconds(), 0)
    planned = channels.plan(wishes, reach.channels, seconds)
    made = await alerts.leave_by(scene, step, planned, reminder)
    if got_nowhere(made):
        await _unreached(scene, step, reminder)
    return reminder


async def end(scene: Scene, about: About | None, ending: Ending) -> None:
    """Nothing of this is waited for any more; what has not left does not. None: whatever it is."""
    wanted = select(Reminder).where(
        col(Reminder.step_id).in_([step.id for step in scene.steps]),
        col(Reminder.ended_at).is_(None),
    )
    if about is not None:
        wanted = wanted.where(Reminder.about == about)
    found = await scene.session.exec(wanted.execution_options(populate_existing=True))
    for reminder in list(found):
        reminder.ended_at, reminder.ending = clock.now(), ending
        scene.session.add(reminder)
        messages = await alerts.of_reminder(scene.session, reminder)
        unsent = [one for one in messages if one.state in UNSENT and one.channel != LIVE]
        await alerts.give_up(scene.session, unsent)


async def open_of(session: AsyncSession, step: Step, about: About) -> Reminder | None:
    """The reminder about this that is still open."""
    found = await session.exec(
        select(Reminder).where(
            Reminder.step_id == step.id,
            Reminder.about == about,
            col(Reminder.ended_at).is_(None),
        )
    )
    return found.first()


async def messages_of(session: AsyncSession, step: Step) -> list[Alert]:
    """The messages of all reminders of a step that are open."""
    found = await session.exec(
        select(Reminder).where(Reminder.step_id == step.id, col(Reminder.ended_at).is_(None))
    )
    return [one for each in list(found) for one in await alerts.of_reminder(session, each)]


async def no_news(scene: Scene, step: Step, failed: Alert) -> None:
    """A channel failed, or nobody knows what became of it: is there one left that got through?

    Nothing for an alert that asks: its ladder goes on. Supervisors are told once of each reminder,
    and not again of the next one while nothing gets through.
    """
    reminder = await alerts.reminder_of(scene.session, failed)
    if reminder is None or reminder.ended_at or reminder.unreached_at:
        return
    if got_nowhere(await alerts.of_reminder(scene.session, reminder)):
        await _unreached(scene, step, reminder)


def got_nowhere(messages: list[Alert]) -> bool:
    """Whether nothing has left through any channel, and none is left to try for the first time."""
    return all(
        one.state in (AlertState.FAILED, AlertState.SKIPPED)
        or (one.state is AlertState.MADE and (one.channel == LIVE or one.tries > 0))
        for one in messages
    )


async def _unreached(scene: Scene, step: Step, reminder: Reminder) -> None:
    known = await _known_before(scene.session, reminder)
    reminder.unreached_at = clock.now()
    scene.session.add(reminder)
    await scene.tell(ReminderUnreached, step=step, about=reminder.about.value)
    if not known:
        code = supervisors.NOT_REMINDED
        await supervisors.tell_supervisors(scene.session, scene.incident.id, code)


async def _known_before(session: AsyncSession, reminder: Reminder) -> bool:
    """Whether the reminder before this one of the same person reached nobody either."""
    found = await session.exec(
        select(Reminder)
        .where(Reminder.step_id == reminder.step_id, Reminder.id != reminder.id)
        .order_by(col(Reminder.made_at).desc(), col(Reminder.id))
        .limit(1)
    )
    before = found.first()
    if before is None or before.unreached_at is None:
        return False
    return got_nowhere(await alerts.of_reminder(session, before))


async def heard(session: AsyncSession, alert_id: UUID) -> bool:
    """A key was pressed on the telephone: this message was heard, and nothing more. Repeatable.

    False when nothing is waited for any more.
    """
    found = await alerts.open_alert(session, alert_id)
    if found is None:
        return False
    scene, step = found
    alert = await alerts.fresh(session, alert_id)
    reminder = await alerts.reminder_of(session, alert)
    if reminder is None or reminder.ended_at is not None:
        return False
    if news(alert.state, AlertState.ACKNOWLEDGED):
        alert.move(AlertState.ACKNOWLEDGED, clock.now())
        session.add(alert)
        facts = {"about": reminder.about.value, "channel": alert.channel}
        await scene.tell(ReminderHeard, actor_of(responder_of(step)), step, **facts)
    return True
