"""HTTP of calls and offers: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from app.calls import offers, service
from app.calls.queries import call_rows
from app.calls.schemas import CallRow, TakenCall, WhyPassed
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["calls"])

Answerer = Annotated[SignedIn, allow("offers.answer")]
Ender = Annotated[SignedIn, allow("calls.end")]


@router.post("/offers/{offer_id}/accept", response_model=TakenCall)
async def accept(session: SessionDep, signed: Answerer, offer_id: UUID) -> dict[str, Any]:
    """Take the call that rings."""
    call = await offers.accept(session, offer_id, signed.id)
    return {"call_id": str(call.id), "incident_id": str(call.incident_id)}


@router.post("/offers/{offer_id}/pass", status_code=204, response_class=Response)
async def pass_on(session: SessionDep, signed: Answerer, offer_id: UUID, body: WhyPassed) -> None:
    """Let the next counsellor take it."""
    await offers.pass_on(session, offer_id, signed.id, body.reason)


@router.post("/calls/{call_id}/hang-up", response_model=CallRow)
async def hang_up(session: SessionDep, signed: Ender, call_id: UUID) -> dict[str, Any]:
    """End the conversation."""
    call = await service.hang_up(session, call_id, signed.id)
    return (await call_rows(session, [call.id], full_number=True))[call.id]


@router.post("/calls/{call_id}/complete", response_model=CallRow)
async def complete(session: SessionDep, signed: Ender, call_id: UUID) -> dict[str, Any]:
    """Finish the work after the call."""
    call = await service.complete(session, call_id, signed.id)
    return (await call_rows(session, [call.id], full_number=True))[call.id]
