"""An alert asked on the telephone: what is said of it, and what a pressed key means; no sound here.

Only a key counts. A lifted line, a mailbox, silence and putting down say nothing: the alert stays
open and the ladder runs on. Nothing of a child or a place is said: whoever lifts is not known yet.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.errors import HelplineError
from app.core.settings import Settings
from app.directory.queries import responder_names
from app.dispatch import alerts, drills, late, reminders
from app.dispatch.drill_models import DrillState
from app.dispatch.models import Alert, Dispatch, Step
from app.dispatch.scene import responder_of
from app.dispatch.service import AlreadyTaken
from app.dispatch.states import UNTAKEN, StepState
from app.dispatch.through import KEY

YES, NO = "1", "2"
ASKS: Final = 3
"""So often it is asked before the line is put down."""
DRILL: Final = "drill"
REMINDER: Final = "reminder"
"""They stand for the urgency where nobody is asked to go; one key is all there is."""
ONE_KEY: Final = frozenset({DRILL, REMINDER})
BUSY: Final = "other"
"""The reason of a no by key: a telephone asks for none."""


@dataclass(frozen=True)
class Said:
    """What is said: `ask`, or how it ended (accepted, declined, full, taken, closed).

    Of a reminder: `heard`, or `met` when what it reminds of has come.

    `name` is who goes, in Bangla, for one who was late.
    """

    what: str
    urgency: str = ""
    name: str | None = None


CLOSED: Final = Said("closed")


async def lifted(session: AsyncSession, alert_id: UUID, line: str) -> Said:
    """What somebody hears who lifts the telephone, or has heard it out without a key."""
    found = await _of(session, alert_id, line)
    if found is None:
        return await _reminder(session, alert_id, line)
    return await _as_it_stands(session, *found)


async def pressed(
    session: AsyncSession, alert_id: UUID, line: str, key: str, settings: Settings
) -> Said:
    """A key was pressed: 1 goes, 2 can't, another one is asked again. Pressed twice, it is once."""
    found = await _of(session, alert_id, line)
    if found is None:
        return await _reminder(session, alert_id, line, key)
    step, dispatch = found
    by = responder_of(step)
    try:
        if key == YES:
            went, refused = await late.accept(session, dispatch.id, by, settings, through=KEY)
            if went is not None:
                full = by.kind == "centre" and went.accepted_step is None
                return Said("full" if full else "accepted")
            return _too_late(refused)
        if key == NO:
            gone, refused = await late.decline(
                session, dispatch.id, by, BUSY, settings, through=KEY
            )
            return Said("declined") if gone is not None else _too_late(refused)
    except HelplineError:
        return CLOSED
    return await _as_it_stands(session, step, dispatch)


async def _reminder(session: AsyncSession, alert_id: UUID, line: str, key: str = "") -> Said:
    """The same of a reminder: one key says that it was heard, and is no sign of life."""
    alert = await session.get(Alert, alert_id)
    if alert is None:
        return await _drill(session, alert_id, line, key)
    if alert.channel != KEY.channel or not _was_rung_for(alert, line):
        return CLOSED
    if key == YES:
        return Said("heard" if await reminders.heard(session, alert_id) else "met")
    reminder = await alerts.reminder_of(session, alert)
    waits = reminder is not None and reminder.ended_at is None
    return Said("ask", urgency=REMINDER) if waits else Said("met")


async def _drill(session: AsyncSession, alert_id: UUID, line: str, key: str = "") -> Said:
    """The same of a drill: one key says that it came through."""
    alert = await drills.by_line(session, alert_id, line)
    if alert is None or drills.is_over(alert):
        return CLOSED
    if key == YES:
        await drills.confirm(session, alert_id)
    done = alert.state is DrillState.CONFIRMED
    return Said("drilled") if done else Said("ask", urgency=DRILL)


def _too_late(refused: HelplineError | None) -> Said:
    """Who has it, where somebody has; the timeline notes that the key was pressed."""
    if isinstance(refused, AlreadyTaken):
        return Said("taken", name=refused.facts["accepted_by"]["name"]["bn"])
    return CLOSED


async def _of(session: AsyncSession, alert_id: UUID, line: str) -> tuple[Step, Dispatch] | None:
    """The step an alert was for; None when the line is not the one that was rung for it."""
    found = await session.exec(
        select(Alert, Step, Dispatch)
        .join(Step, col(Step.id) == col(Alert.step_id))
        .join(Dispatch, col(Dispatch.id) == col(Step.dispatch_id))
        .where(
            Alert.id == alert_id,
            Alert.channel == KEY.channel,
            col(Alert.reminder_id).is_(None),
        )
    )
    row = found.first()
    if row is None:
        return None
    alert, step, dispatch = row
    return (step, dispatch) if _was_rung_for(alert, line) else None


def _was_rung_for(alert: Alert, line: str) -> bool:
    """A try that had no outcome may have rung as well: after one, whichever is lifted counts."""
    return alert.tries > 0 or alert.provider_message_id in (None, line)


async def _as_it_stands(session: AsyncSession, step: Step, dispatch: Dispatch) -> Said:
    if step.state is StepState.ACCEPTED:
        return Said("accepted")
    if step.state is StepState.DECLINED:
        return Said("declined")
    if dispatch.state in UNTAKEN and step.state in (StepState.ALERTED, StepState.EXPIRED):
        return Said("ask", urgency=dispatch.urgency)
    return await _who_goes(session, dispatch)


async def _who_goes(session: AsyncSession, dispatch: Dispatch) -> Said:
    if dispatch.accepted_step is None:
        return CLOSED
    found = await session.exec(
        select(Step).where(Step.dispatch_id == dispatch.id, Step.no == dispatch.accepted_step)
    )
    who = responder_of(found.one())
    names = await responder_names(session, [who.id])
    return Said("taken", name=names[who.id]["bn"])
