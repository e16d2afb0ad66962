"""HTTP of a hand-off to agencies: checks the permission, calls one verb, shows the rows."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from app.cases import access
from app.core.db import SessionDep
from app.core.settings import Settings
from app.dispatch import handing_off, wishing
from app.dispatch.agencies import Agency
from app.dispatch.endpoints import refusal
from app.dispatch.hand_off_schemas import Agencies, HandOff, Parts, PartWanted
from app.dispatch.ladder import Responder
from app.dispatch.queries import dispatch_rows
from app.staff.auth import SignedIn, allow, settings_of
from app.staff.permissions import require

router = APIRouter(tags=["dispatches"])

Viewer = Annotated[SignedIn, allow("responders.see")]
HandsOff = Annotated[SignedIn, allow("dispatch.hand_off")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]


@router.get("/incidents/{incident_id}/agencies", response_model=Agencies)
async def agencies(session: SessionDep, signed: Viewer, incident_id: UUID) -> Row:
    """Which agencies can have a part, and who of each is asked, or why nobody can be."""
    scope = require(signed, "responders.see")
    incident = await access.by_person(session, signed, incident_id, scope, reason="who can go")
    return {"items": await handing_off.agency_rows(session, incident)}


@router.post("/incidents/{incident_id}/hand-off", response_model=Parts, status_code=201)
async def hand_off(
    session: SessionDep,
    signed: HandsOff,
    settings: SettingsDep,
    incident_id: UUID,
    body: HandOff,
) -> Any:
    """Ask several agencies at once, each for a part of its own; asked twice, it is once.

    All or none; supervisors are told of an agency of which nobody can be asked.
    """
    scope = require(signed, "dispatch.hand_off")
    await access.by_person(session, signed, incident_id, scope, lock=True, record=False)
    wanted = [_wanted(one) for one in body.parts]
    parts, refused = await wishing.hand_off(session, signed, incident_id, wanted, settings)
    if refused is not None:
        return refusal(refused)
    rows = await dispatch_rows(session, ids=[part.id for part in parts])
    return {"items": [rows[part.id] for part in parts]}


def _wanted(one: PartWanted) -> handing_off.Wanted:
    first = Responder("worker", one.first) if one.first is not None else None
    return handing_off.Wanted(Agency(one.agency), first)
