"""HTTP of cases as a whole: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import (
    access,
    aliases,
    case_access,
    case_assignments,
    case_closure,
    case_ratings,
    case_service,
    service,
)
from app.cases.case_file_queries import file_of, opening_rows
from app.cases.case_file_schemas import CaseFile
from app.cases.case_models import Case
from app.cases.case_queries import case_rows, list_cases
from app.cases.case_row_schemas import CaseRow, Cases, Openings
from app.cases.case_schemas import (
    AnotherIncident,
    AssignTo,
    NewCase,
    NewIncident,
    NewKin,
    Rating,
    Risk,
    WhereAndWho,
    WhyNotTaken,
    WhyOpen,
    WhyReopened,
)
from app.cases.case_states import Risk as RiskOf
from app.cases.models import Channel, Incident
from app.cases.queries import incident_rows
from app.cases.schemas import CodeText, IncidentRow, TicketText
from app.cases.timeline import Actor
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.core.schemas import as_it_is
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require, scope_of

router = APIRouter(tags=["cases"])
Row = dict[str, Any]

IncidentStarter = Annotated[SignedIn, allow("incidents.start")]
Lister = Annotated[SignedIn, allow("cases.list")]
Opener = Annotated[SignedIn, allow("cases.open")]
Starter = Annotated[SignedIn, allow("cases.start")]
Writer = Annotated[SignedIn, allow("cases.write")]
Assigner = Annotated[SignedIn, allow("cases.assign")]
Answerer = Annotated[SignedIn, allow("cases.answer")]
Reopener = Annotated[SignedIn, allow("cases.reopen")]
SeesOpenings = Annotated[SignedIn, allow("cases.see_openings")]


async def locked(session: AsyncSession, signed: SignedIn, action: str, case_id: UUID) -> Case:
    """A case for one of a person's verbs, locked."""
    scope = require(signed, action)
    return await case_access.by_person(session, signed, case_id, scope, lock=True, record=False)


async def row_of(session: AsyncSession, case: Case) -> Row:
    """The case as it is now."""
    return (await case_rows(session, [case.id]))[case.id]


async def _start(
    session: AsyncSession, signed: SignedIn, channel: str, place: str | None, basis: str
) -> Incident:
    """A ticket for what was reported without a call; whoever wrote it down answers for it."""
    made = await service.open_incident(session, Channel(channel), Actor("staff", signed.id))
    if scope_of(signed.role, "incidents.open") is not None:
        await service.add_party(session, made, "counsellor", signed.id)
    if place is not None:
        await service.locate(session, made, place, basis, signed.id)
    return made


@router.post("/incidents", response_model=IncidentRow, status_code=201)
async def start_incident(session: SessionDep, signed: IncidentStarter, body: NewIncident) -> Row:
    """Open a ticket for somebody who walks in, a letter, another line or a partner."""
    made = await _start(session, signed, body.channel, body.place, body.basis)
    return (await incident_rows(session, [made.id]))[made.id]


@router.get("/cases", response_model=Cases)
async def find(
    session: SessionDep,
    signed: Lister,
    mine: bool = False,
    late: bool = False,
    state: Literal["open", "closed"] | None = None,
    risk: Risk | Literal["unknown"] | None = None,
    place: Annotated[CodeText | None, Query()] = None,
    owner: UUID | None = None,
    number: Annotated[str | None, Query(max_length=40)] = None,
) -> Row:
    """One's own cases; for those who oversee an area, all of it unless `mine`."""
    overseen = scope_of(signed.role, "cases.list") == "all" and not mine
    items = await list_cases(
        session,
        signed.id,
        signed.role,
        overseen=overseen,
        state=state,
        risk=risk,
        late=late,
        place=place,
        owner=owner,
        number=number.replace("\x00", "") if number else None,
    )
    return {"items": items}


@router.post("/cases", response_model=CaseRow, status_code=201)
async def open_case(session: SessionDep, signed: Starter, body: NewCase) -> Row:
    """Open a case from an incident, or from what was reported otherwise; the opener owns it."""
    if (body.incident is None) == (body.channel is None):
        raise InputIsInvalid("Name an incident, or how it was reported.", field="incident")
    if body.incident is not None:
        scope = require(signed, "incidents.open")
        incident = await access.by_person(
            session, signed, body.incident, scope, lock=True, record=False
        )
    else:
        incident = await _start(session, signed, str(body.channel), body.place, "said")
    made = await case_service.open_case(
        session,
        incident,
        signed.id,
        signed.id,
        another_child=body.another_child,
        supervisor_id=body.supervisor,
        team=body.team,
        risk=RiskOf(body.risk) if body.risk else None,
        basis=body.basis,
        why=body.why,
    )
    if body.assign_to is not None and body.assign_to != signed.id:
        await case_assignments.assign(session, made, body.assign_to, signed.id)
    return await row_of(session, made)


@router.get("/cases/{case_id}", response_model=CaseFile)
async def read(session: SessionDep, signed: Opener, case_id: UUID) -> Response:
    """The whole file. The opening is recorded; 403 `reason_is_needed` asks for a reason first."""
    await case_access.by_person(session, signed, case_id, require(signed, "cases.open"))
    return as_it_is(await file_of(session, case_id))


@router.post("/cases/{case_id}/open", response_model=CaseFile)
async def read_with_reason(
    session: SessionDep, signed: Opener, case_id: UUID, body: WhyOpen
) -> Response:
    """Open a closed file, or one of another area, and say why."""
    scope = require(signed, "cases.open")
    await case_access.with_reason(session, signed, case_id, scope, body.reason, body.note)
    return as_it_is(await file_of(session, case_id))


@router.get("/cases/{case_id}/openings", response_model=Openings)
async def openings(session: SessionDep, signed: SeesOpenings, case_id: UUID) -> Row:
    """Who opened the file, and why."""
    await case_access.by_person(session, signed, case_id, require(signed, "cases.see_openings"))
    return {"items": await opening_rows(session, case_id)}


@router.post("/cases/{case_id}/incidents", response_model=CaseRow)
async def add_incident(
    session: SessionDep, signed: Writer, case_id: UUID, body: AnotherIncident
) -> Row:
    """Another incident is about this child, too."""
    named = await _ticket(session, body.incident)
    scope = require(signed, "incidents.open")
    incident = await access.by_person(session, signed, named, scope, lock=True, record=False)
    case = await locked(session, signed, "cases.write", case_id)
    await case_service.add_incident(session, case, incident, signed.id)
    return await row_of(session, case)


async def _ticket(session: AsyncSession, said: TicketText) -> UUID:
    named = await aliases.find(session, said)
    if named is None:
        raise access.IncidentNotFound("There is no such incident, or it is not yours to open.")
    return named


@router.post("/cases/{case_id}/kin", response_model=CaseRow)
async def add_kin(session: SessionDep, signed: Writer, case_id: UUID, body: NewKin) -> Row:
    """This case and another one belong together, of siblings say."""
    both = {}
    for id_ in sorted({case_id, body.to}):
        both[id_] = await locked(session, signed, "cases.write", id_)
    await case_service.add_kin(session, both[case_id], both[body.to], body.relation, signed.id)
    return await row_of(session, both[case_id])


@router.post("/cases/{case_id}/place", response_model=CaseRow)
async def place(session: SessionDep, signed: Writer, case_id: UUID, body: WhereAndWho) -> Row:
    """Where the child lives, who supervises, which team."""
    case = await locked(session, signed, "cases.write", case_id)
    await case_service.place(
        session,
        case,
        signed.id,
        where=body.place,
        supervisor_id=body.supervisor,
        team=body.team,
        supervises=scope_of(signed.role, "cases.approve") is not None,
    )
    return await row_of(session, case)


@router.post("/cases/{case_id}/rate", response_model=CaseRow)
async def rate(session: SessionDep, signed: Writer, case_id: UUID, body: Rating) -> Row:
    """Rate the risk, on a basis; what is due follows at once."""
    case = await locked(session, signed, "cases.write", case_id)
    may_lower = scope_of(signed.role, "cases.approve") is not None
    await case_ratings.rate(
        session,
        case,
        RiskOf(body.risk),
        body.basis,
        body.why,
        signed.id,
        may_lower=may_lower,
    )
    return await row_of(session, case)


@router.post("/cases/{case_id}/assign", response_model=CaseRow)
async def assign(session: SessionDep, signed: Assigner, case_id: UUID, body: AssignTo) -> Row:
    """Ask somebody to take the case on; it stays the owner's until that one accepts."""
    case = await locked(session, signed, "cases.assign", case_id)
    await case_assignments.assign(session, case, body.to, signed.id)
    return await row_of(session, case)


@router.post("/cases/{case_id}/withdraw", response_model=CaseRow)
async def withdraw(session: SessionDep, signed: Assigner, case_id: UUID) -> Row:
    """Whoever was asked need not answer any more."""
    case = await locked(session, signed, "cases.assign", case_id)
    await case_assignments.withdraw(session, case, signed.id)
    return await row_of(session, case)


async def _asked(session: AsyncSession, signed: SignedIn, case_id: UUID) -> Case:
    scope = require(signed, "cases.answer")
    return await case_access.by_person(
        session, signed, case_id, scope, lock=True, record=False, asked_may=True
    )


@router.post("/cases/{case_id}/accept", response_model=CaseRow)
async def accept(session: SessionDep, signed: Answerer, case_id: UUID) -> Row:
    """I take the case on."""
    case = await _asked(session, signed, case_id)
    await case_assignments.accept(session, case, signed.id)
    return await row_of(session, case)


@router.post("/cases/{case_id}/decline", response_model=CaseRow)
async def decline(session: SessionDep, signed: Answerer, case_id: UUID, body: WhyNotTaken) -> Row:
    """I don't take the case on, and why."""
    case = await _asked(session, signed, case_id)
    await case_assignments.decline(session, case, body.reason, signed.id)
    return await row_of(session, case)


@router.post("/cases/{case_id}/reopen", response_model=CaseRow)
async def reopen(session: SessionDep, signed: Reopener, case_id: UUID, body: WhyReopened) -> Row:
    """There is new work on a closed case: its next episode begins."""
    scope = require(signed, "cases.reopen")
    case = await case_access.by_person(
        session, signed, case_id, scope, lock=True, record=False, closed_may=True
    )
    await case_closure.reopen(session, case, body.reason, signed.id)
    return await row_of(session, case)
