"""Grievances: an incident of the line is about a child's transfer; answered, told, reopened.

Until the answer was told a deadline runs (decision 0004). Nobody who takes the call sees the file.
One that is about a person is kept from the owner of the case until it is answered, who may be that
person: supervisors alone hear of it, and tell the answer.
"""

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_models import Case
from app.cases.case_timeline import overseers_of
from app.cases.models import Incident
from app.cases.timeline import Actor
from app.cases.timeline import tell as tell_incident
from app.core import clock
from app.core.audience import about as channel
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import advance
from app.core.outbox import record
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.programmes.cash import access, courses
from app.programmes.cash.enrolling import today
from app.programmes.cash.events import (
    CashGrievanceKept,
    CashGrievanceLate,
    CashGrievanceMoved,
    IncidentTakenAsGrievance,
)
from app.programmes.cash.models import CashEnrolment, CashGrievance
from app.programmes.cash.refusals import NeedsAnotherPerson
from app.programmes.cash.saying import OTHER, about, checked_words, must_be_of, sealed, told
from app.programmes.cash.states import (
    AGAINST_SOMEBODY,
    COMPLAINTS,
    GRIEVANCE_MOVES,
    HOW_TOLD,
    OUTCOMES,
    WHY_REOPENED,
    GrievanceState,
)

GRIEVANCE_DUE: Final = "cash_grievance_due"
SAID: Final = "cash_grievance.said"


class GrievanceNotFound(NotFound):
    """No such grievance on this enrolment."""

    code = "grievance_not_found"


class GrievanceIsThere(HelplineError):
    """This incident is a grievance on that enrolment already; `grievance` says which."""

    code = "grievance_is_there"


async def complain(
    session: AsyncSession,
    incident: Incident,
    case: Case,
    row: CashEnrolment,
    category: str,
    due_on: date | None,
    by: UUID,
) -> CashGrievance:
    """A locked incident is a grievance on an enrolment, whose case is locked.

    `due_on` may be earlier than the scheme says, never later, and not before the incident was.
    Raises GrievanceIsThere, InputIsInvalid.
    """
    must_be_of(COMPLAINTS, category, "category")
    known = await session.exec(
        select(CashGrievance.id).where(
            CashGrievance.enrolment_id == row.id, CashGrievance.incident_id == incident.id
        )
    )
    there = known.first()
    if there is not None:
        raise GrievanceIsThere("It is one already.", grievance=str(there), legal=["reopen"])
    made = CashGrievance(
        enrolment_id=row.id,
        incident_id=incident.id,
        category=category,
        raised_at=clock.now(),
        raised_by=by,
        due_at=await _due_at(session, row, category, due_on, incident.opened_at),
        id=uuid4(),
    )
    session.add(made)
    await session.flush()
    await set_deadline(session, GRIEVANCE_DUE, made.id, made.due_at, first=True)
    event = IncidentTakenAsGrievance(
        entity_id=incident.id,
        version=incident.version + 1,
        grievance_id=made.id,
        enrolment=row.number,
        category=category,
    )
    await tell_incident(session, incident, event, Actor("staff", by))
    await _tell(session, case, row, made, "complain", by)
    return made


async def _due_at(
    session: AsyncSession,
    row: CashEnrolment,
    category: str,
    due_on: date | None,
    event_at: datetime | None,
) -> datetime:
    scheme = await courses.scheme_of(session, row)
    latest = clock.now() + timedelta(days=scheme.grievance_days[category])
    if due_on is None:
        return latest
    event_on = event_at.astimezone(clock.DHAKA).date() if event_at else today()
    if due_on < max(event_on, today()):
        raise InputIsInvalid("It can't be due before it was said, or before today.", field="due_on")
    end = datetime.combine(due_on + timedelta(days=1), time(), clock.DHAKA)
    if due_on > latest.astimezone(clock.DHAKA).date():
        raise InputIsInvalid("The scheme wants an answer earlier.", field="due_on")
    return min(end, latest)


def kept_back(state: str, category: str) -> bool:
    """Whether supervisors alone may know of it yet, and whoever took it on the line."""
    return state == GrievanceState.OPEN and category in AGAINST_SOMEBODY


def must_be_free(case: Case, one: CashGrievance, by: UUID, *, approves: bool) -> None:
    """Of one about a person nobody but a supervisor decides, or who took it; never the owner.

    Raises NeedsAnotherPerson.
    """
    if one.category not in AGAINST_SOMEBODY or by == one.raised_by:
        return
    if not approves or by == case.owner_id:
        raise NeedsAnotherPerson("Somebody else answers a complaint about a person, and tells it.")


async def of(session: AsyncSession, row: CashEnrolment, grievance_id: UUID) -> CashGrievance:
    """A grievance of an enrolment whose case is locked. Raises GrievanceNotFound."""
    found = await session.get(CashGrievance, grievance_id, populate_existing=True)
    if found is None or found.enrolment_id != row.id:
        raise GrievanceNotFound("There is no such grievance on this enrolment.")
    return found


async def answer(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    one: CashGrievance,
    outcome: str,
    words: str,
    by: UUID,
) -> None:
    """What was found and done, in words; it still has to be told. Raises IllegalMove."""
    must_be_of(OUTCOMES, outcome, "outcome")
    said = checked_words(words, needed=True)
    one.state = advance(GRIEVANCE_MOVES, one.state, "answer", "grievance")
    one.outcome, one.answered_at, one.answered_by = outcome, clock.now(), by
    one.said = await sealed(session, case, said, SAID, one.id)
    session.add(one)
    await session.flush()
    await _tell(session, case, row, one, "answer", by, outcome)


async def tell(
    session: AsyncSession, case: Case, row: CashEnrolment, one: CashGrievance, how: str, by: UUID
) -> None:
    """Whoever complained has heard the answer. Raises IllegalMove, InputIsInvalid."""
    must_be_of(HOW_TOLD, how, "how")
    one.state = advance(GRIEVANCE_MOVES, one.state, "tell", "grievance")
    one.told_how, one.told_at, one.told_by = how, clock.now(), by
    session.add(one)
    await session.flush()
    await cancel_deadline(session, GRIEVANCE_DUE, one.id)
    await _tell(session, case, row, one, "tell", by, how)


async def reopen(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    one: CashGrievance,
    reason: str,
    words: str | None,
    by: UUID,
) -> None:
    """It was not put right: its time begins anew. Raises IllegalMove, InputIsInvalid."""
    must_be_of(WHY_REOPENED, reason, "reason")
    said = checked_words(words, needed=reason == OTHER)
    one.state = advance(GRIEVANCE_MOVES, one.state, "reopen", "grievance")
    one.round += 1
    one.due_at = await _due_at(session, row, one.category, None, None)
    one.late_at = one.told_at = one.told_by = one.told_how = None
    one.outcome = one.answered_at = one.answered_by = None
    one.said = await sealed(session, case, said, SAID, one.id)
    session.add(one)
    await session.flush()
    await set_deadline(session, GRIEVANCE_DUE, one.id, one.due_at)
    await _tell(session, case, row, one, "reopen", by, reason)


async def _tell(
    session: AsyncSession,
    case: Case,
    row: CashEnrolment,
    one: CashGrievance,
    how: str,
    by: UUID,
    reason: str | None = None,
) -> None:
    if kept_back(one.state, one.category):
        await _keep(session, case, one, how)
        return
    event = CashGrievanceMoved(
        **about(case, row),
        grievance_id=one.id,
        category=one.category,
        state=one.state.value,
        how=how,
        due_at=one.due_at,
        reason=reason,
    )
    await told(session, case, event, by)


async def _keep(session: AsyncSession, case: Case, one: CashGrievance, how: str) -> None:
    """Those who oversee the case hear of it, its owner and its timeline do not."""
    people = {*await overseers_of(session, case), case.supervisor_id} - {case.owner_id, None}
    event = CashGrievanceKept(
        entity_id=case.id,
        version=case.version,
        enrolment_id=one.enrolment_id,
        grievance_id=one.id,
        category=one.category,
        how=how,
        due_at=one.due_at,
    )
    await record(session, event, [channel("staff", id_) for id_ in people if id_ is not None])


async def grievance_due(session: AsyncSession, grievance_id: UUID) -> None:
    """Nobody has told the answer yet: whoever works on it and oversees the area hears so, once."""
    one = await session.get(CashGrievance, grievance_id)
    if one is None:
        return
    case, row = await access.for_system(session, one.enrolment_id)
    await session.refresh(one)
    late = one.due_at <= clock.now() and one.late_at is None
    if one.state is GrievanceState.TOLD or not late:
        return
    one.late_at = clock.now()
    session.add(one)
    await session.flush()
    if kept_back(one.state, one.category):
        await _keep(session, case, one, "late")
        return
    event = CashGrievanceLate(
        **about(case, row), grievance_id=one.id, category=one.category, due_at=one.due_at
    )
    await told(session, case, event, None, await overseers_of(session, case))
