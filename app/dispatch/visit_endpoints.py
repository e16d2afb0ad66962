"""HTTP of visits: reports and photos for whoever may open the incident, each look recorded."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response

from app.cases import access
from app.core.db import SessionDep
from app.dispatch import call_wishes
from app.dispatch.endpoints import dispatch_row, must_open
from app.dispatch.schemas import DispatchRow
from app.dispatch.visit_rows import (
    VisitPhotoNotFound,
    incident_of_photo,
    picture_of,
    reports_of,
)
from app.dispatch.visit_schemas import VisitReports
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require

router = APIRouter(tags=["visits"])

Reader = Annotated[SignedIn, allow("visits.read")]
Caller = Annotated[SignedIn, allow("dispatch.record_answer")]

JPEG: Final = "image/jpeg"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
PHOTO: dict[int | str, dict[str, Any]] = {200: {"content": {JPEG: {}}, "description": "the photo"}}


@router.get("/incidents/{incident_id}/visit-reports", response_model=VisitReports)
async def reports(session: SessionDep, signed: Reader, incident_id: UUID) -> dict[str, Any]:
    """What was found at the visits of an incident; that you looked is recorded."""
    scope = require(signed, "visits.read")
    incident = await access.by_person(session, signed, incident_id, scope, reason="visit reports")
    return {"items": await reports_of(session, incident.id)}


@router.get("/visit-photos/{photo_id}", response_class=Response, responses=PHOTO)
async def photo(session: SessionDep, signed: Reader, photo_id: UUID) -> Response:
    """One photo. Who looks at it is recorded each time; no cache keeps it."""
    incident_id, scope = await incident_of_photo(session, photo_id), require(signed, "visits.read")
    if incident_id is None or not await access.may_open(session, signed, incident_id, scope):
        raise VisitPhotoNotFound("There is no such photo, or it is not yours to see.")
    await access.by_person(session, signed, incident_id, scope, reason=f"visit photo {photo_id}")
    return Response(await picture_of(session, photo_id), media_type=JPEG, headers=HEADERS)


@router.post("/dispatches/{dispatch_id}/call-made", response_model=DispatchRow)
async def call_made(session: SessionDep, signed: Caller, dispatch_id: UUID) -> dict[str, Any]:
    """I have spoken with the one who asked for a call."""
    await must_open(session, signed, dispatch_id, require(signed, "dispatch.record_answer"))
    await call_wishes.made(session, dispatch_id, signed.id)
    return await dispatch_row(session, dispatch_id)
