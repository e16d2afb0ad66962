"""HTTP of booked sessions: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.calls import sessions
from app.calls.schemas import SessionCounsellors, SessionRow, Sessions, ToBook, WhatCameOfIt
from app.calls.sessions import session_rows
from app.cases import access
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import scope_of
from app.staff.queries import people_with_skill

router = APIRouter(tags=["sessions"])

Booker = Annotated[SignedIn, allow("sessions.book")]
Ender = Annotated[SignedIn, allow("sessions.end")]


@router.post("/incidents/{incident_id}/sessions", response_model=Sessions)
async def book(
    session: SessionDep, signed: Booker, incident_id: UUID, body: ToBook
) -> dict[str, Any]:
    """Hand the incident over to a psychosocial counsellor for one or several sessions."""
    scope = scope_of(signed.role, "sessions.book") or "own"
    incident = await access.by_person(session, signed, incident_id, scope, lock=True, record=False)
    booked = await sessions.book(session, incident, by=signed.id, **body.model_dump())
    rows = await session_rows(session, ids=[row.id for row in booked])
    return {"items": list(rows.values())}


@router.get("/sessions", response_model=Sessions)
async def mine(session: SessionDep, signed: Ender) -> dict[str, Any]:
    """The sessions you have to hold, the next one first."""
    return {"items": list((await session_rows(session, staff_id=signed.id)).values())}


@router.get("/sessions/counsellors", response_model=SessionCounsellors)
async def counsellors(session: SessionDep, _: Booker) -> dict[str, Any]:
    """With whom sessions may be booked."""
    return {"items": await people_with_skill(session, sessions.SKILL)}


@router.post("/sessions/{session_id}/end", response_model=SessionRow)
async def end(
    session: SessionDep, signed: Ender, session_id: UUID, body: WhatCameOfIt
) -> dict[str, Any]:
    """Say what came of a session: held, missed or cancelled."""
    everybodys = scope_of(signed.role, "sessions.end") == "all"
    row = await sessions.end(session, session_id, body.outcome, signed.id, any_of=everybodys)
    return (await session_rows(session, ids=[row.id]))[row.id]
