"""HTTP of what all cases share: reasons, who can own one, lengths of time, who oversees what."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.cases import (
    case_initials,
    case_linking,  # noqa: F401 - it follows links
    case_staff,
    case_targets,
)
from app.cases.case_reasons import reason_rows
from app.cases.case_row_schemas import CaseReasons, CaseTargets, Initials, OverseenRow, Owners
from app.cases.case_schemas import Areas, NewCaseTarget
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["cases"])
Row = dict[str, Any]

Lister = Annotated[SignedIn, allow("cases.list")]
Assigner = Annotated[SignedIn, allow("cases.assign")]
SetsTargets = Annotated[SignedIn, allow("cases.set_targets")]
SetsAreas = Annotated[SignedIn, allow("cases.set_areas")]


@router.get("/case-reasons", response_model=CaseReasons)
async def reasons(_: Lister) -> Row:
    """Why a case is closed or reopened, in both languages."""
    return reason_rows()


@router.get("/case-initials", response_model=Initials)
async def initials(session: SessionDep, signed: Lister) -> Row:
    """The initials of the children of one's own open cases, as a list shows them."""
    return {"items": await case_initials.initial_rows(session, signed.id)}


@router.get("/case-owners", response_model=Owners)
async def owners(session: SessionDep, _: Assigner) -> Row:
    """Everybody who can own a case, with how many are open."""
    return {"items": await case_staff.owner_rows(session)}


@router.get("/case-targets", response_model=CaseTargets)
async def targets(session: SessionDep, _: Lister) -> Row:
    """How long each thing of a case may take, by risk."""
    return {"items": await case_targets.target_rows(session)}


@router.put("/case-targets", response_model=CaseTargets)
async def set_target(session: SessionDep, signed: SetsTargets, body: NewCaseTarget) -> Row:
    """Set one of them from now on; what is due already keeps its date."""
    await case_targets.set_target(session, body.due, body.risk, body.seconds, signed.id)
    return {"items": await case_targets.target_rows(session)}


@router.get("/case-areas/{staff_id}", response_model=OverseenRow)
async def areas(session: SessionDep, _: SetsAreas, staff_id: UUID) -> Row:
    """The places whose cases somebody oversees."""
    return await case_staff.area_row(session, staff_id)


@router.put("/case-areas/{staff_id}", response_model=OverseenRow)
async def set_areas(session: SessionDep, signed: SetsAreas, staff_id: UUID, body: Areas) -> Row:
    """Say whose cases somebody oversees; each change is kept."""
    await case_staff.set_areas(session, staff_id, body.places, signed.id)
    return await case_staff.area_row(session, staff_id)
