"""HTTP of who must not be asked for an incident: checks the permission, calls one verb."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.cases import access, exclusions
from app.cases.schemas import ExclusionRow, Exclusions, WhoIsExcluded
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import scope_of

router = APIRouter(tags=["incidents"])

Excluder = Annotated[SignedIn, allow("responders.exclude")]
Row = dict[str, Any]
WHY = "who must not be asked"


def _scope(signed: SignedIn) -> str:
    return scope_of(signed.role, "responders.exclude") or "own"


@router.get("/incidents/{incident_id}/exclusions", response_model=Exclusions)
async def excluded_ones(session: SessionDep, signed: Excluder, incident_id: UUID) -> Row:
    """Who must not be asked to go, and why. The opening is recorded."""
    found = await access.by_person(session, signed, incident_id, _scope(signed), reason=WHY)
    return {"items": await exclusions.exclusion_rows(session, found)}


@router.post("/incidents/{incident_id}/exclusions", response_model=ExclusionRow, status_code=201)
async def exclude(
    session: SessionDep, signed: Excluder, incident_id: UUID, body: WhoIsExcluded
) -> Row:
    """This worker or centre must not be asked; a request that runs lets go of it."""
    found = await access.by_person(
        session, signed, incident_id, _scope(signed), lock=True, record=False
    )
    made = await exclusions.exclude(
        session,
        found,
        body.responder.kind,
        body.responder.id,
        reason=body.reason,
        note=body.note,
        by=signed.id,
    )
    return await exclusions.exclusion_row(session, found, made.id)


@router.post("/incidents/{incident_id}/exclusions/{exclusion_id}/lift", status_code=204)
async def lift_exclusion(
    session: SessionDep, signed: Excluder, incident_id: UUID, exclusion_id: UUID
) -> None:
    """It was a mistake: this one may be asked again. The line is kept."""
    found = await access.by_person(
        session, signed, incident_id, _scope(signed), lock=True, record=False
    )
    await exclusions.lift(session, found, exclusion_id, signed.id)
