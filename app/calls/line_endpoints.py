"""HTTP of lines of one's own: checks the permission and calls one verb."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request

from app.calls.line_models import LineKind, OwnLine
from app.calls.line_schemas import LineRow, LineWanted
from app.calls.own_line import choose, line_row, row_of
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow, settings_of

router = APIRouter(tags=["calls"])

Chooser = Annotated[SignedIn, allow("line.choose")]
Assigner = Annotated[SignedIn, allow("line.assign")]


async def _choose(
    request: Request, session: SessionDep, staff_id: UUID, body: LineWanted, by: UUID
) -> OwnLine:
    return await choose(
        session,
        staff_id,
        LineKind(body.kind),
        body.number,
        by,
        browser=request.app.state.softphone is not None,
        helpline=settings_of(request).twilio_number,
    )


@router.get("/line", response_model=LineRow)
async def see_line(session: SessionDep, signed: Chooser) -> dict[str, Any]:
    """By which telephone you are rung."""
    return await line_row(session, signed.id)


@router.post("/line/choose", response_model=LineRow)
async def choose_line(
    request: Request, session: SessionDep, signed: Chooser, body: LineWanted
) -> dict[str, Any]:
    """Be rung by this telephone from the next ring on; a call in progress keeps its line."""
    return row_of(signed.id, await _choose(request, session, signed.id, body, signed.id))


@router.post("/staff/{staff_id}/line/choose", response_model=LineRow)
async def assign_line(
    request: Request, session: SessionDep, signed: Assigner, staff_id: UUID, body: LineWanted
) -> dict[str, Any]:
    """The same for somebody else; the number is not shown again."""
    line = await _choose(request, session, staff_id, body, signed.id)
    return row_of(staff_id, line, own=staff_id == signed.id)
