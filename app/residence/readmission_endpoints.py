"""HTTP of a readmission: checks the permission, locks in order, calls the verb, shows it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.cases import access, case_access, case_told, reintegration_stays
from app.cases.access import SystemReason
from app.cases.reintegration_access import return_of
from app.cases.reintegration_queries import return_rows
from app.cases.reintegration_row_schemas import ReintegrationReturnRow
from app.core.db import SessionDep
from app.residence.boards import readmission_rows
from app.residence.going_home import readmit
from app.residence.readmission_schemas import Readmission, ReadmissionCentres
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["residence"])

Readmits = Annotated[SignedIn, allow("stays.readmit")]
Row = dict[str, Any]


@router.get("/readmission-centres", response_model=ReadmissionCentres)
async def readmission_centres(session: SessionDep, _: Readmits) -> Row:
    """The centres that operate, for whom, and how many beds are free; no address of any."""
    return {"items": await readmission_rows(session)}


@router.post("/cases/{case_id}/returns/{return_id}/readmit", response_model=ReintegrationReturnRow)
async def readmit_child(
    session: SessionDep, signed: Readmits, case_id: UUID, return_id: UUID, body: Readmission
) -> Row:
    """The child is in a centre again after new risk at home; linked to that return."""
    scope = require(signed, "stays.readmit")
    known = await case_access.by_person(session, signed, case_id, scope, record=False)
    ticket = await reintegration_stays.ticket_of(session, case_id)
    incident = await access.for_system(session, ticket, SystemReason.STAY_MOVED_ON, lock=True)
    await case_told.lock_child(session, known.child_id)
    case = await case_access.by_person(session, signed, case_id, scope, lock=True, record=False)
    back = await return_of(session, case, return_id)
    told = {"condition": body.condition, "brought_by": body.brought_by, "items": body.items}
    notes = {part: said for part, said in told.items() if said}
    await readmit(
        session,
        incident,
        case,
        back,
        body.centre,
        signed.id,
        bed_id=body.bed,
        at=body.at,
        notes=notes,
    )
    rows = await return_rows(session, case_id)
    return next(row for row in rows if row["id"] == str(return_id))
