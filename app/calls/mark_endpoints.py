"""HTTP of the marks on a number: checks the permission, shows them; marking is among the calls."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.calls.locking import NO_SUCH_CALL, CallNotFound
from app.calls.marks import incident_of, marks_row
from app.calls.schemas import MarksRow
from app.cases import access
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow
from app.staff.permissions import scope_of

router = APIRouter(tags=["calls"])

MarkSeer = Annotated[SignedIn, allow("calls.see_marks")]


@router.get("/calls/{call_id}/marks", response_model=MarksRow)
async def marks(session: SessionDep, signed: MarkSeer, call_id: UUID) -> dict[str, Any]:
    """What stands against the number of a call of your incident: reasons, and until when."""
    incident_id = await incident_of(session, call_id)
    scope = scope_of(signed.role, "calls.see_marks") or "own"
    if incident_id is None or not await access.may_open(session, signed, incident_id, scope):
        raise CallNotFound(NO_SUCH_CALL)
    return await marks_row(session, call_id)
