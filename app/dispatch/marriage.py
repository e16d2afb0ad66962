"""A child is to be married: the known date counts down, and each step of practice has its person.

The date overrides the table of urgencies upwards only: what is not known, or lies far off, lowers
nothing (I11). Steps as domain practice has them: the UNO is told, a mobile court is asked for and
held, the family signs an undertaking, and the girl is seen again until she is 18.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, for_system
from app.cases.models import Incident, Urgency
from app.cases.sealed import key_of
from app.cases.service import must_be_open, raise_to
from app.cases.states import IncidentState
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock, security
from app.core.errors import HelplineError, InputIsInvalid
from app.core.settings import Settings
from app.dispatch.clock_events import (
    MarriageDatePassed,
    MarriageDateSaid,
    MarriageEnded,
    MarriageStepDone,
    MarriageVisitMissed,
)
from app.dispatch.clock_models import Marriage, MarriageStep, MarriageStepKind
from app.dispatch.of_age import month_after, of_age_on
from app.dispatch.undertaking import NOBODY_THERE, PLANNED_AGAIN, is_stopped, stops
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.staff.auth import SignedIn

MARRIAGE_DUE: Final = "marriage_due"
CATEGORY: Final = "child_marriage"
FURTHEST_DAYS: Final = 366
LONGEST_NOTE: Final = 2000

WORDS_OF: Final[Mapping[MarriageStepKind, tuple[str, ...]]] = {
    MarriageStepKind.UNO_TOLD: ("will_act", "asks_police", "no_answer"),
    MarriageStepKind.COURT_ASKED: ("promised", "refused"),
    MarriageStepKind.COURT_HELD: ("stopped", "fined", "jailed", NOBODY_THERE),
    MarriageStepKind.UNDERTAKING_SIGNED: ("father", "mother", "both_parents", "guardian", "groom"),
    MarriageStepKind.REVISITED: (
        "not_married",
        PLANNED_AGAIN,
        "married",
        "moved_away",
        "not_found",
    ),
}
"""What is said of each step: who answered how, how the court ended, who signed, how she was."""

AFTER: Final[Mapping[MarriageStepKind, tuple[MarriageStepKind, ...]]] = {
    MarriageStepKind.COURT_ASKED: (MarriageStepKind.UNO_TOLD,),
    MarriageStepKind.COURT_HELD: (MarriageStepKind.COURT_ASKED,),
    MarriageStepKind.REVISITED: (
        MarriageStepKind.UNDERTAKING_SIGNED,
        MarriageStepKind.COURT_HELD,
    ),
}
"""A step comes after one of these: the UNO holds the court, and nobody is seen *again* before."""

END_REASONS: Final = ("married", "false_report")
"""How a person ends it; the girl's 18th birthday ends it by itself."""


class NotAChildMarriage(HelplineError):
    """The incident is not categorised as a child marriage."""

    code = "not_a_child_marriage"


class NoMarriageKnown(HelplineError):
    """Nobody has said yet whether the date is known."""

    code = "no_marriage_known"


class MarriageIsOver(HelplineError):
    """The girl is 18, or was married: there is nothing left to do here."""

    code = "marriage_is_over"


class StepOutOfOrder(HelplineError):
    """Another step comes first; `needs` lists which would do."""

    code = "step_out_of_order"


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody says of a step: which, how it went, when, and a note; `id` is the screen's own.

    Sent once more under its id it is the same step: a visit counted twice would put the next one
    off by weeks.
    """

    kind: str
    word: str
    at: datetime | None = None
    note: str | None = None
    id: UUID = field(default_factory=uuid4)


async def say_date(
    session: AsyncSession,
    signed: SignedIn,
    incident: Incident,
    settings: Settings,
    day: date | None,
    hour: time | None,
) -> Marriage:
    """Set when the wedding is, or that nobody knows; a day without an hour begins at midnight.

    Raises InputIsInvalid, NotAChildMarriage, MarriageIsOver, IncidentIsClosed.
    """
    must_be_open(incident)
    if CATEGORY not in incident.categories:
        raise NotAChildMarriage("First say that this is a child marriage, among the categories.")
    on_at = await _checked(session, incident, day, hour)
    found = await session.get(Marriage, incident.id, populate_existing=True)
    if found is not None and found.ended_at is not None:
        raise MarriageIsOver("This is over.")
    marriage = found or Marriage(incident_id=incident.id, said_at=clock.now(), said_by=signed.id)
    marriage.on_at, marriage.hour_known = on_at, hour is not None
    marriage.said_at, marriage.said_by, marriage.passed_at = clock.now(), signed.id, None
    session.add(marriage)
    await session.flush()
    told = MarriageDateSaid(**_event(incident), known=on_at is not None)
    await tell(session, incident, told, Actor("staff", signed.id))
    await _look(session, incident, marriage, settings)
    return marriage


async def _checked(
    session: AsyncSession, incident: Incident, day: date | None, hour: time | None
) -> datetime | None:
    if day is None:
        if hour is not None:
            raise InputIsInvalid("An hour says nothing without a day.", field="hour")
        return None
    today = clock.now().astimezone(clock.DHAKA).date()
    on_at = datetime.combine(day, hour or time.min, tzinfo=clock.DHAKA)
    if day < today or (hour is not None and on_at <= clock.now()):
        raise InputIsInvalid("This moment has passed: a wedding to come is meant.", field="day")
    if (day - today).days > FURTHEST_DAYS:
        raise InputIsInvalid("This is more than a year ahead: is the year right?", field="day")
    grown = await of_age_on(session, incident)
    if grown is not None and day >= grown:
        raise InputIsInvalid("The girl is 18 on that day, by what is noted of her.", field="day")
    return on_at.astimezone(clock.now().tzinfo)


async def step(
    session: AsyncSession,
    signed: SignedIn,
    incident: Incident,
    settings: Settings,
    done: Done,
) -> MarriageStep:
    """Record a step that was taken. Visits may also be recorded once the incident is closed.

    Raises InputIsInvalid, StepOutOfOrder, NoMarriageKnown, MarriageIsOver, IncidentIsClosed.
    """
    kind = _kind(done)
    if known := await session.get(MarriageStep, done.id):
        if (known.incident_id, known.kind, known.word) != (incident.id, kind, done.word):
            raise InputIsInvalid("Another step came under this id.", field="id")
        return known
    if kind is not MarriageStepKind.REVISITED:
        must_be_open(incident)
    marriage = await _going_on(session, incident)
    before = await steps_of(session, incident.id)
    at = _when(incident, kind, done.at or clock.now(), before)
    made = MarriageStep(
        id=done.id,
        incident_id=incident.id,
        first_incident_id=incident.id,
        kind=kind,
        at=at,
        by=signed.id,
        recorded_at=clock.now(),
        word=done.word,
    )
    if done.note and done.note.strip():
        made.note = security.seal(key_of(incident), done.note.strip(), note_place(made.id))
    session.add(made)
    await session.flush()
    actor = Actor("staff", signed.id)
    told = MarriageStepDone(**_event(incident), marriage_step=kind.value, marriage_word=done.word)
    await tell(session, incident, told, actor)
    await _plan_visit(session, incident, marriage, settings, [*before, made], actor)
    return made


def _kind(done: Done) -> MarriageStepKind:
    if done.kind not in list(MarriageStepKind):
        raise InputIsInvalid(f"Choose one of: {', '.join(MarriageStepKind)}.", field="kind")
    kind = MarriageStepKind(done.kind)
    if done.word not in WORDS_OF[kind]:
        raise InputIsInvalid(f"Choose one of: {', '.join(WORDS_OF[kind])}.", field="word")
    if done.note and len(done.note) > LONGEST_NOTE:
        raise InputIsInvalid(f"At most {LONGEST_NOTE} characters fit here.", field="note")
    return kind


def _when(
    incident: Incident, kind: MarriageStepKind, at: datetime, before: list[MarriageStep]
) -> datetime:
    """The moment of a step, in its right place between ring, the step before it, and now."""
    if at.tzinfo is None:
        raise InputIsInvalid("Say the moment with its offset from UTC.", field="at")
    if at > clock.now():
        raise InputIsInvalid("This moment has not come yet.", field="at")
    if at < incident.opened_at:
        raise InputIsInvalid("This is before the report came in.", field="at")
    needs = AFTER.get(kind, ())
    earlier = [one.at for one in before if one.kind in needs]
    if needs and not earlier:
        names = " or ".join(need.value for need in needs)
        raise StepOutOfOrder(f"Before {kind.value} comes {names}.", needs=[n.value for n in needs])
    if earlier and at < min(earlier):
        raise InputIsInvalid("This is before the step that comes first.", field="at")
    return at


async def end(session: AsyncSession, signed: SignedIn, incident: Incident, reason: str) -> None:
    """A person ends it. Raises InputIsInvalid, NoMarriageKnown, MarriageIsOver."""
    if reason not in END_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(END_REASONS)}.", field="reason")
    marriage = await _going_on(session, incident)
    await _end(session, incident, marriage, reason, Actor("staff", signed.id))


async def _end(
    session: AsyncSession, incident: Incident, marriage: Marriage, reason: str, actor: Actor
) -> None:
    marriage.ended_at, marriage.end_reason = clock.now(), reason
    marriage.visit_due_at = marriage.visit_missed_at = None
    session.add(marriage)
    await session.flush()
    await cancel_deadline(session, MARRIAGE_DUE, incident.id)
    await tell(session, incident, MarriageEnded(**_event(incident), reason=reason), actor)


async def _going_on(session: AsyncSession, incident: Incident) -> Marriage:
    marriage = await session.get(Marriage, incident.id, populate_existing=True)
    if marriage is None:
        raise NoMarriageKnown("First say when the wedding is, or that nobody knows.")
    if marriage.ended_at is not None:
        raise MarriageIsOver("This is over.")
    return marriage


async def _plan_visit(
    session: AsyncSession,
    incident: Incident,
    marriage: Marriage,
    settings: Settings,
    steps: list[MarriageStep],
    actor: Actor,
) -> None:
    """After the stop, and after each visit, the next one; a girl who was married ends it.

    A wedding that is planned again counts down to the day that was told, unless that day is over:
    then the new one is not known yet.
    """
    last, visited = steps[-1], MarriageStepKind.REVISITED
    if last.kind is visited and last.word == "married":
        await _end(session, incident, marriage, "married", actor)
        return
    if last.word == PLANNED_AGAIN and marriage.on_at is not None and marriage.on_at <= clock.now():
        marriage.on_at, marriage.hour_known, marriage.passed_at = None, False, None
    if last.kind is visited or (marriage.visit_due_at is None and is_stopped(steps, marriage)):
        days = settings.revisit_days(_visits_since(steps))
        marriage.visit_due_at, marriage.visit_missed_at = last.at + timedelta(days=days), None
        session.add(marriage)
        await session.flush()
    await _look(session, incident, marriage, settings)


def _visits_since(steps: list[MarriageStep]) -> int:
    """Visits since it was stopped or planned again: after either they stand close together."""
    visits = 0
    for one in reversed(steps):
        if stops(one) or one.word == PLANNED_AGAIN:
            break
        visits += one.kind is MarriageStepKind.REVISITED
    return visits


async def marriage_due(session: AsyncSession, incident_id: UUID, settings: Settings) -> None:
    """The date has come near, has passed, or a visit is due: looked at anew, told once each."""
    incident = await for_system(session, incident_id, SystemReason.DEADLINE, lock=True)
    marriage = await session.get(Marriage, incident_id, populate_existing=True)
    if marriage is None or marriage.ended_at is not None:
        return
    await _look(session, incident, marriage, settings)


async def _look(
    session: AsyncSession, incident: Incident, marriage: Marriage, settings: Settings
) -> None:
    now = clock.now()
    grown = await of_age_on(session, incident)
    if grown is not None and now.astimezone(clock.DHAKA).date() >= grown:
        await _end(session, incident, marriage, "turned_18", SYSTEM)
        return
    near = timedelta(hours=settings.marriage_near_hours)
    stopped = is_stopped(await steps_of(session, incident.id), marriage)
    dates = [] if stopped or marriage.on_at is None else [marriage.on_at - near, marriage.on_at]
    if dates and dates[0] <= now and incident.state is IncidentState.OPEN:
        await raise_to(session, incident, Urgency.P1)
    if dates and dates[1] <= now and marriage.passed_at is None:
        marriage.passed_at = now
        await tell(session, incident, MarriageDatePassed(**_event(incident)))
    visit = marriage.visit_due_at
    if visit is not None and visit <= now and marriage.visit_missed_at is None:
        marriage.visit_missed_at = now
        await tell(session, incident, MarriageVisitMissed(**_event(incident)))
    session.add(marriage)
    await session.flush()
    await _set_next(session, incident, [*dates, visit, month_after(grown)], now)


async def _set_next(
    session: AsyncSession, incident: Incident, moments: list[datetime | None], now: datetime
) -> None:
    coming = [moment for moment in moments if moment is not None and moment > now]
    if coming:
        await set_deadline(session, MARRIAGE_DUE, incident.id, min(coming))
    else:
        await cancel_deadline(session, MARRIAGE_DUE, incident.id, ending="fired")


async def steps_of(session: AsyncSession, incident_id: UUID) -> list[MarriageStep]:
    """Every step taken, in the order in which they were recorded."""
    found = await session.exec(
        select(MarriageStep)
        .where(MarriageStep.incident_id == incident_id)
        .order_by(col(MarriageStep.recorded_at), col(MarriageStep.at), col(MarriageStep.id))
    )
    return list(found)


def note_place(step_id: UUID) -> str:
    """What the note of a step is bound to."""
    return f"marriage_step.note:{step_id}"


def _event(incident: Incident) -> dict[str, Any]:
    return {"entity_id": incident.id, "version": incident.version + 1}
