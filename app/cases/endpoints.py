"""HTTP of incidents: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import access, aliases, contact, linking, service
from app.cases.categories import load_categories
from app.cases.intake import checked
from app.cases.models import Incident
from app.cases.queries import (
    incident_rows,
    intake_row,
    linked_reports,
    list_incidents,
    numbers_of,
    outline,
)
from app.cases.schemas import (
    Categories,
    FieldName,
    FieldValue,
    HowUrgent,
    IncidentRow,
    Incidents,
    LinkedReports,
    LinkTo,
    SavedField,
    Ticket,
    TicketText,
    WhatItIs,
    WhatWasFound,
    WhereItIs,
    WhyAllowed,
    WhyClosed,
    WhyForbidden,
)
from app.cases.states import IncidentState
from app.cases.timeline import Actor
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import scope_of
from app.staff.queries import display_names

router = APIRouter(tags=["incidents"])

Lister = Annotated[SignedIn, allow("incidents.list")]
Writer = Annotated[SignedIn, allow("incidents.write")]
Linker = Annotated[SignedIn, allow("incidents.link")]
Opener = Annotated[SignedIn, allow("incidents.open")]
Closer = Annotated[SignedIn, allow("incidents.close")]
ContactDecider = Annotated[SignedIn, allow("contact.decide")]
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
    number: Annotated[str | None, Query(max_length=60)] = None,
) -> dict[str, Any]:
    """Incidents, the newest first: one's own, or all for those who may see all.

    `number` finds one: a linked ticket's leads to the incident it is a report of, whose `reports`
    name it.
    """
    if number is not None:
        return {"items": await _by_number(session, signed, number)}
    only = signed.id if mine or scope_of(signed.role, "incidents.list") != "all" else None
    ids = await list_incidents(session, counsellor=only, state=state)
    rows = await incident_rows(session, ids)
    return {"items": [rows[id_] for id_ in ids]}


async def _by_number(session: AsyncSession, signed: SignedIn, number: str) -> list[dict[str, Any]]:
    scope = scope_of(signed.role, "incidents.list") or "own"
    found = await aliases.find(session, number)
    if found is None or not await access.may_open(session, signed, found, scope):
        return []
    kept = await aliases.kept_of(session, found)
    return list((await incident_rows(session, [kept])).values())


@router.get("/tickets/{number}", response_model=Ticket)
async def ticket(session: SessionDep, _: Linker, number: TicketText) -> dict[str, Any]:
    """The outline of any ticket by its number, for whoever wants to link another one to it."""
    found = await aliases.find(session, number)
    if found is None:
        raise access.IncidentNotFound("There is no ticket of that number.")
    kept = await outline(session, await aliases.kept_of(session, found))
    return {**kept, "asked_for": (await numbers_of(session, [found]))[found][0]}


@router.get("/incidents/{incident_id}/reports", response_model=LinkedReports)
async def reports(session: SessionDep, signed: Opener, incident_id: UUID) -> dict[str, Any]:
    """What was told and done in the tickets linked to an incident. The opening is recorded."""
    kept = await aliases.kept_of(session, incident_id)
    scope = scope_of(signed.role, "incidents.open") or "own"
    await access.by_person(session, signed, kept, scope, reason="linked reports")
    return {"items": await linked_reports(session, kept)}


@router.post("/incidents/{incident_id}/link", response_model=IncidentRow)
async def link(
    session: SessionDep, signed: Linker, incident_id: UUID, body: LinkTo
) -> dict[str, Any]:
    """Make this ticket a report of another incident, whose row is the answer."""
    scope = scope_of(signed.role, "incidents.link") or "own"
    await access.by_person(session, signed, incident_id, scope, record=False)
    kept = await linking.link(session, signed, incident_id, body.to)
    return await _row(session, kept)


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
async def mark_safe(
    session: SessionDep, signed: Writer, incident_id: UUID, body: WhatWasFound
) -> dict[str, Any]:
    """The child is safe, and what was found."""
    found = await _locked(session, signed, "incidents.write", incident_id)
    await service.mark_safe(session, found, Actor("staff", signed.id), body.found)
    return await _row(session, found)


@router.post("/incidents/{incident_id}/close", response_model=IncidentRow)
async def close(
    session: SessionDep, signed: Closer, incident_id: UUID, body: WhyClosed
) -> dict[str, Any]:
    """Close the incident; refused with the reason while a worker is still out."""
    found = await _locked(session, signed, "incidents.close", incident_id)
    await service.close(session, found, body.reason, signed.id)
    return await _row(session, found)


@router.post("/incidents/{incident_id}/allow-contact", response_model=IncidentRow)
async def allow_contact(
    session: SessionDep, signed: ContactDecider, incident_id: UUID, body: WhyAllowed
) -> dict[str, Any]:
    """Answer for it that the caller's number may be called, for 24 h."""
    found = await _locked(session, signed, "contact.decide", incident_id)
    await contact.allow(session, found, body.reason, signed.id)
    return await _row(session, found)


@router.post("/incidents/{incident_id}/forbid-contact", response_model=IncidentRow)
async def forbid_contact(
    session: SessionDep, signed: ContactDecider, incident_id: UUID, body: WhyForbidden
) -> dict[str, Any]:
    """Forbid to call the caller's number, whatever key was pressed."""
    found = await _locked(session, signed, "contact.decide", incident_id)
    await contact.forbid(session, found, body.reason, signed.id)
    return await _row(session, found)
