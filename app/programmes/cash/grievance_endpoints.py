"""HTTP of grievances: an incident becomes one, and it is answered, told and reopened."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access as incidents
from app.cases.case_models import Case
from app.core.db import SessionDep
from app.programmes.cash import access, grievances
from app.programmes.cash.endpoints import Approver, Lister, Writer, shown
from app.programmes.cash.list_schemas import GrievanceRow, Grievances
from app.programmes.cash.lists import grievance_rows
from app.programmes.cash.models import CashEnrolment, CashGrievance
from app.programmes.cash.row_schemas import CashFile
from app.programmes.cash.schemas import (
    GrievanceAnswer,
    GrievanceReopened,
    GrievanceState,
    GrievanceTold,
    NewGrievance,
)
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require, scope_of

router = APIRouter(tags=["cash"])
Row = dict[str, Any]

Complainer = Annotated[SignedIn, allow("cash.complain")]


@router.post("/incidents/{incident_id}/grievances", response_model=GrievanceRow, status_code=201)
async def complain(
    session: SessionDep, signed: Complainer, incident_id: UUID, body: NewGrievance
) -> Row:
    """The incident is a grievance on the transfer of this number; nothing of the child is told."""
    scope = require(signed, "cash.complain")
    incident = await incidents.by_person(
        session, signed, incident_id, scope, lock=True, record=False
    )
    named = await access.numbered(session, body.enrolment)
    case, row = await access.for_system(session, named.id)
    made = await grievances.complain(
        session, incident, case, row, body.category, body.due_on, signed.id
    )
    rows = await grievance_rows(session, signed.id, signed.role, overseen=False, only=made.id)
    return rows[0]


@router.get("/cash/grievances", response_model=Grievances)
async def list_grievances(
    session: SessionDep, signed: Lister, state: GrievanceState | None = None
) -> Row:
    """Grievances on one's own cases and one's area, and those one took on the line."""
    overseen = scope_of(signed.role, "cash.list") == "all"
    items = await grievance_rows(session, signed.id, signed.role, overseen=overseen, state=state)
    return {"items": items}


async def _for(
    session: AsyncSession, signed: SignedIn, enrolment_id: UUID, grievance_id: UUID, action: str
) -> tuple[Case, CashEnrolment, CashGrievance]:
    """Raises NeedsAnotherPerson where it is about a person, who may be this one."""
    case, row = await access.by_person(session, signed, enrolment_id, action, lock=True)
    one = await grievances.of(session, row, grievance_id)
    approves = scope_of(signed.role, "cash.approve") is not None
    grievances.must_be_free(case, one, signed.id, approves=approves)
    return case, row, one


@router.post(
    "/cash/enrolments/{enrolment_id}/grievances/{grievance_id}/answer", response_model=CashFile
)
async def answer(
    session: SessionDep,
    signed: Approver,
    enrolment_id: UUID,
    grievance_id: UUID,
    body: GrievanceAnswer,
) -> Row:
    """What was found and done; it still has to be told."""
    case, row, one = await _for(session, signed, enrolment_id, grievance_id, "cash.approve")
    await grievances.answer(session, case, row, one, body.outcome, body.words, signed.id)
    return await shown(session, signed, case, row)


@router.post(
    "/cash/enrolments/{enrolment_id}/grievances/{grievance_id}/tell", response_model=CashFile
)
async def tell(
    session: SessionDep,
    signed: Writer,
    enrolment_id: UUID,
    grievance_id: UUID,
    body: GrievanceTold,
) -> Row:
    """Whoever complained has heard the answer."""
    case, row, one = await _for(session, signed, enrolment_id, grievance_id, "cash.write")
    await grievances.tell(session, case, row, one, body.how, signed.id)
    return await shown(session, signed, case, row)


@router.post(
    "/cash/enrolments/{enrolment_id}/grievances/{grievance_id}/reopen", response_model=CashFile
)
async def reopen(
    session: SessionDep,
    signed: Writer,
    enrolment_id: UUID,
    grievance_id: UUID,
    body: GrievanceReopened,
) -> Row:
    """It is not over: its time begins anew."""
    case, row, one = await _for(session, signed, enrolment_id, grievance_id, "cash.write")
    await grievances.reopen(session, case, row, one, body.reason, body.words, signed.id)
    return await shown(session, signed, case, row)
