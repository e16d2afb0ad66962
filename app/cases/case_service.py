"""The verbs of a case as a whole: open, add an incident or kin, place, note, assign, rate.

Each runs in the caller's transaction and flushes, never commits. Incidents are locked before cases.
"""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_access, case_sealed, sealed
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_events import (
    CaseIncidentAdded,
    CaseKinAdded,
    CaseNoteAdded,
    CaseOpened,
    CasePlaced,
    IncidentTakenIntoCase,
)
from app.cases.case_file_models import CaseNote
from app.cases.case_models import Case, CaseEpisode, CaseIncident, CaseKin
from app.cases.case_ratings import raise_with_incident, rate
from app.cases.case_staff import must_be_supervisor
from app.cases.case_states import Risk
from app.cases.case_timeline import of, overseers_of
from app.cases.models import Child, Incident
from app.cases.timeline import Actor
from app.cases.timeline import tell as tell_incident
from app.core import clock
from app.core.db import fetch
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.geo.lookup import gazetteer

KIN: Final = ("sibling", "household", "same_event")
LONGEST_NOTE: Final = 8000
LONGEST_TEAM: Final = 80


class ChildHasACase(HelplineError):
    """The child has an open case already: the incident is added to that one."""

    code = "child_has_a_case"


class KinToItself(HelplineError):
    """A case is no kin of itself."""

    code = "kin_to_itself"


class OnlyASupervisorHandsOver(HelplineError):
    """A case that is supervised passes to another supervisor by a supervisor alone."""

    status = HTTPStatus.FORBIDDEN
    code = "only_a_supervisor_hands_over"


class NoteNotFound(NotFound):
    """No such note in this case."""

    code = "note_not_found"


async def open_case(
    session: AsyncSession,
    incident: Incident,
    owner_id: UUID,
    by: UUID,
    *,
    another_child: bool = False,
    child: Child | None = None,
    supervisor_id: UUID | None = None,
    team: str | None = None,
    risk: Risk | None = None,
    basis: Sequence[str] = (),
    why: str | None = None,
) -> Case:
    """Open a case for the child of a locked incident, `another_child` of it, or this `child`.

    Raises ChildHasACase, InputIsInvalid.
    """
    if child is None:
        found = sealed.another_child if another_child else sealed.child_of
        child = await found(session, incident)
    known = await case_access.open_case_of(session, child.id)
    if known is not None:
        raise ChildHasACase(f"{known} is the open case of this child.", number=known)
    if supervisor_id is not None:
        await must_be_supervisor(session, supervisor_id)
    now = clock.now()
    case = Case(
        number=await _next_number(session, now),
        child_id=child.id,
        owner_id=owner_id,
        supervisor_id=supervisor_id,
        team=_team(team),
        opened_at=now,
        version=0,
    )
    _put(case, incident.place)
    session.add(case)
    await session.flush()
    session.add(CaseEpisode(case_id=case.id, no=1, opened_at=now, opened_by=by))
    await _note_incident(session, case, incident, by)
    told = CaseOpened(**of(case), number=case.number, channel=incident.channel.value)
    await moved(session, case, told, by)
    await _tell_of_case(session, case, incident, by)
    if risk is not None:
        await rate(session, case, risk, basis, why, by, may_lower=True)
    await raise_with_incident(session, case, incident)
    return case


async def _next_number(session: AsyncSession, now: datetime) -> str:
    drawn = (await session.exec(select(func.nextval("case_number")))).one()
    return f"C-{clock.dhaka_year(now) % 100:02d}-{drawn:06d}"


def _team(team: str | None) -> str | None:
    said = (team or "").strip()
    if len(said) > LONGEST_TEAM:
        raise InputIsInvalid(f"At most {LONGEST_TEAM} characters fit here.", field="team")
    return said or None


def _put(case: Case, place: str | None) -> None:
    places = gazetteer()
    known = place is not None and places.get(place) is not None
    case.place = place if known else None
    case.within = list(places.containers(place)) if known and place else []


async def _note_incident(
    session: AsyncSession, case: Case, incident: Incident, by: UUID | None
) -> None:
    session.add(
        CaseIncident(case_id=case.id, incident_id=incident.id, added_at=clock.now(), added_by=by)
    )
    await session.flush()


async def _tell_of_case(
    session: AsyncSession, case: Case, incident: Incident, by: UUID | None
) -> None:
    told = IncidentTakenIntoCase(
        entity_id=incident.id, version=incident.version + 1, case_id=case.id, number=case.number
    )
    await tell_incident(session, incident, told, Actor("staff", by) if by else Actor())


async def add_incident(
    session: AsyncSession, case: Case, incident: Incident, by: UUID | None
) -> None:
    """A locked incident is about the child of a locked case, too. Said again, nothing changes."""
    must_be_open(case)
    if await session.get(CaseIncident, (case.id, incident.id)) is not None:
        return
    await _note_incident(session, case, incident, by)
    if case.place is None:
        _put(case, incident.place)
    told = CaseIncidentAdded(**of(case), incident_id=incident.id, number=incident.number)
    await moved(session, case, told, by)
    await _tell_of_case(session, case, incident, by)
    await raise_with_incident(session, case, incident)


_CASES_OF = "SELECT case_id FROM case_incident WHERE incident_id = $1 ORDER BY case_id"


async def cases_of(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """The cases an incident belongs to, in the order in which they are locked."""
    return [row["case_id"] for row in await fetch(session, _CASES_OF, incident_id)]


async def add_kin(session: AsyncSession, case: Case, other: Case, kind: str, by: UUID) -> None:
    """Two cases, both locked in the order of ids, belong together; said again, nothing changes.

    Raises KinToItself, InputIsInvalid.
    """
    if kind not in KIN:
        raise InputIsInvalid(f"Choose one of: {', '.join(KIN)}.", field="relation")
    if case.id == other.id:
        raise KinToItself("A case is no kin of itself.", field="to")
    must_be_open(case)
    lesser, greater = sorted((case.id, other.id))
    if await session.get(CaseKin, (lesser, greater)) is not None:
        return
    session.add(
        CaseKin(case_id=lesser, other_id=greater, kind=kind, added_at=clock.now(), added_by=by)
    )
    await session.flush()
    for one, to in ((case, other), (other, case)):
        told = CaseKinAdded(**of(one), other_id=to.id, number=to.number, relation=kind)
        await moved(session, one, told, by)


async def place(
    session: AsyncSession,
    case: Case,
    by: UUID,
    *,
    where: str | None = None,
    supervisor_id: UUID | None = None,
    team: str | None = None,
    supervises: bool = False,
) -> None:
    """Say where the child lives, who supervises, which team; None leaves it as it is.

    `supervises`: said by a supervisor, who alone puts another in the place of one there is; an
    owner names one of the area where there is none. Who oversaw it hears where the case goes.
    Raises InputIsInvalid, CaseIsClosed, OnlyASupervisorHandsOver.
    """
    must_be_open(case)
    if where is not None and gazetteer().get(where) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    former = [] if case.supervisor_id is None else [case.supervisor_id]
    if where is not None and where != case.place:
        former += await overseers_of(session, case)
        _put(case, where)
    if supervisor_id is not None and supervisor_id != case.supervisor_id:
        await must_be_supervisor(session, supervisor_id)
        if not supervises:
            await _must_be_of_the_area(session, case, supervisor_id)
        case.supervisor_id = supervisor_id
    if team is not None:
        case.team = _team(team)
    told = CasePlaced(**of(case), place=case.place, supervisor_id=case.supervisor_id)
    await moved(session, case, told, by, former)


async def _must_be_of_the_area(session: AsyncSession, case: Case, supervisor_id: UUID) -> None:
    if case.supervisor_id is not None:
        raise OnlyASupervisorHandsOver("Only a supervisor names another supervisor.")
    if supervisor_id not in await overseers_of(session, case):
        raise InputIsInvalid("Choose a supervisor of this area.", field="supervisor")


async def note(
    session: AsyncSession,
    case: Case,
    words: str,
    corrects: UUID | None,
    by: UUID,
    *,
    id_: UUID | None = None,
    at: datetime | None = None,
) -> CaseNote:
    """Append a note; a correction keeps the old one. Raises NoteNotFound, CaseIsClosed.

    `id_` and `at` were made where it was written down, on a phone.
    """
    must_be_open(case)
    said = words.strip()
    if not said or len(said) > LONGEST_NOTE:
        raise InputIsInvalid(f"From 1 to {LONGEST_NOTE} characters fit here.", field="words")
    if corrects is not None:
        known = await session.get(CaseNote, corrects)
        if known is None or known.case_id != case.id:
            raise NoteNotFound("There is no such note in this case.")
    made = CaseNote(
        id=id_ or uuid4(),
        case_id=case.id,
        corrects=corrects,
        noted_at=at or clock.now(),
        noted_by=by,
    )
    key = await case_sealed.key_of(session, case.id)
    made.said = case_sealed.seal(key, said, "case_note.said", made.id)
    session.add(made)
    await session.flush()
    await moved(session, case, CaseNoteAdded(**of(case), note_id=made.id, corrects=corrects), by)
    return made
