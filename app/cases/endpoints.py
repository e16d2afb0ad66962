"""HTTP of incidents: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access, service
from app.cases.categories import load_categories
from app.cases.intake import checked
from app.cases.models import Incident
from app.cases.queries import (
    incident_rows,
    intake_row,
    intake_rows,
    list_incidents,
    timeline_rows,
)
from app.cases.schemas import (
    Categories,
    FieldName,
    FieldValue,
    HowUrgent,
    IncidentFile,
    IncidentRow,
    Incidents,
    SavedField,
    WhatItIs,
    WhereItIs,
    WhyClosed,
)
from app.cases.states import IncidentState
from app.cases.timeline import Actor
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import scope_of
from app.staff.queries import display_names

router = APIRouter(tags=["incidents"])

Lister = Annotated[SignedIn, allow("incidents.list")]
Opener = Annotated[SignedIn, allow("incidents.open")]
Writer = Annotated[SignedIn, allow("incidents.write")]
Closer = Annotated[SignedIn, allow("incidents.close")]
Typist = Annotated[SignedIn, allow("intake.write")]
Reader = Annotated[SignedIn, allow("categories.see")]


async def _locked(
    session: AsyncSession, signed: SignedIn, action: str, incident_id: UUID
) -> Incident:
    scope = scope_of(signed.role, action) or "own"
    return await access.by_person(session, signed, incident_id, scope, lock=True, record=False)


async def _row(session: AsyncSession, incident: Incident) -> dict[str, Any]:
    return (await incident_rows(session, [incident.id]))[incident.id]


@router.get("/categories", response_model=Categories)
async def categories(_: Reader) -> dict[str, Any]:
    """The one picker's whole list; the client searches in `terms`."""
    return {"items": [category.row() for category in load_categories()]}


@router.get("/incidents", response_model=Incidents)
async def find(
    session: SessionDep,
    signed: Lister,
    mine: bool = False,
    state: Annotated[IncidentState | None, Query()] = None,
) -> dict[str, Any]:
    """Incidents, the newest first: one's own, or all for those who may see all."""
    only = signed.id if mine or scope_of(signed.role, "incidents.list") != "all" else None
    ids = await list_incidents(session, counsellor=only, state=state)
    rows = await incident_rows(session, ids)
    return {"items": [rows[id_] for id_ in ids]}


@router.get("/incidents/{incident_id}", response_model=IncidentFile)
async def see(session: SessionDep, signed: Opener, incident_id: UUID) -> dict[str, Any]:
    """Open an incident: what is known, the form, the steps. The opening is recorded."""
    scope = scope_of(signed.role, "incidents.open") or "own"
    found = await access.by_person(session, signed, incident_id, scope)
    return {
        "incident": await _row(session, found),
        "intake": await intake_rows(session, found.id),
        "timeline": await timeline_rows(session, found.id),
    }


@router.put("/incidents/{incident_id}/intake/{field}", response_model=SavedField)
async def save_field(
    session: SessionDep, signed: Typist, incident_id: UUID, field: FieldName, body: FieldValue
) -> dict[str, Any]:
    """Save a field as typed. The last write wins; `overwrote` tells when it was not yours."""
    found = await _locked(session, signed, "intake.write", incident_id)
    value = checked(field, body.value)
    row, replaced = await service.save_field(session, found, field, value, signed.id)
    names = await display_names(session, {signed.id})
    overwrote = body.base_rev is not None and replaced > body.base_rev
    return {**intake_row(row, value, names), "overwrote": overwrote}


@router.post("/incidents/{incident_id}/locate", response_model=IncidentRow)
async def locate(
    session: SessionDep, signed: Writer, incident_id: UUID, body: WhereItIs
) -> dict[str, Any]:
    """Set the place."""
    found = await _locked(session, signed, "incidents.write", incident_id)
    await service.locate(session, found, body.place, body.basis, signed.id)
    return await _row(session, found)


@router.post("/incidents/{incident_id}/categorise", response_model=IncidentRow)
async def categorise(
    session: SessionDep, signed: Writer, incident_id: UUID, body: WhatItIs
) -> dict[str, Any]:
    """Set the categories."""
    found = await _locked(session, signed, "incidents.write", incident_id)
    await service.categorise(session, found, body.categories, signed.id)
    return await _row(session, found)


@router.post("/incidents/{incident_id}/set-urgency", response_model=IncidentRow)
async def set_urgency(
    session: SessionDep, signed: Writer, incident_id: UUID, body: HowUrgent
) -> dict[str, Any]:
    """Decide the urgency."""
    found = await _locked(session, signed, "incidents.write", incident_id)
    await service.set_urgency(session, found, body.urgency, signed.id)
    return await _row(session, found)


@router.post("/incidents/{incident_id}/mark-safe", response_model=IncidentRow)
async def mark_safe(session: SessionDep, signed: Writer, incident_id: UUID) -> dict[str, Any]:
    """The child is safe."""
    found = await _locked(session, signed, "incidents.write", incident_id)
    await service.mark_safe(session, found, Actor("staff", signed.id))
    return await _row(session, found)


@router.post("/incidents/{incident_id}/close", response_model=IncidentRow)
async def close(
    session: SessionDep, signed: Closer, incident_id: UUID, body: WhyClosed
) -> dict[str, Any]:
    """Close the incident; refused with the reason while a worker is still out."""
    found = await _locked(session, signed, "incidents.close", incident_id)
    await service.close(session, found, body.reason, signed.id)
    return await _row(session, found)
