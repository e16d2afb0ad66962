"""HTTP of signs of life and of calls for help, for the call centre; each calls one verb."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from app.core.db import SessionDep
from app.core.settings import Settings
from app.dispatch import check_in, duress
from app.dispatch.check_in_rows import duress_rows
from app.dispatch.check_in_schemas import Duresses, DuressRow, HowDuressEnded
from app.dispatch.endpoints import dispatch_row, must_open
from app.dispatch.schemas import DispatchRow
from app.staff.auth import SignedIn, allow, settings_of
from app.staff.permissions import require

router = APIRouter(tags=["dispatches"])

Asks = Annotated[SignedIn, allow("check_in.ask")]
Confirms = Annotated[SignedIn, allow("check_in.confirm")]
SeesDuress = Annotated[SignedIn, allow("duress.see")]
AnswersDuress = Annotated[SignedIn, allow("duress.answer")]
SettingsDep = Annotated[Settings, Depends(settings_of)]

Row = dict[str, Any]


@router.post("/dispatches/{dispatch_id}/check-in/ask", response_model=DispatchRow)
async def ask_check_in(session: SessionDep, signed: Asks, dispatch_id: UUID) -> Row:
    """I want a sign of life of whoever is out, now."""
    await must_open(session, signed, dispatch_id, require(signed, "check_in.ask"))
    await check_in.ask(session, dispatch_id, signed.id)
    return await dispatch_row(session, dispatch_id)


@router.post("/dispatches/{dispatch_id}/check-in/confirm", response_model=DispatchRow)
async def confirm_check_in(
    session: SessionDep, signed: Confirms, settings: SettingsDep, dispatch_id: UUID
) -> Row:
    """I have spoken with the worker, who is well."""
    await must_open(session, signed, dispatch_id, require(signed, "check_in.confirm"))
    await check_in.confirm(session, dispatch_id, signed.id, settings)
    return await dispatch_row(session, dispatch_id)


@router.get("/duress", response_model=Duresses)
async def open_duress(session: SessionDep, _: SeesDuress) -> Row:
    """Calls for help of workers that are not closed, oldest first."""
    return {"items": list((await duress_rows(session)).values())}


@router.post("/duress/{duress_id}/take", response_model=DuressRow)
async def take_duress(session: SessionDep, signed: AnswersDuress, duress_id: UUID) -> Row:
    """I see to it; the others see that."""
    await duress.take(session, duress_id, signed.id)
    return (await duress_rows(session, [duress_id]))[duress_id]


@router.post("/duress/{duress_id}/close", status_code=204)
async def close_duress(
    session: SessionDep, signed: AnswersDuress, duress_id: UUID, body: HowDuressEnded
) -> None:
    """How it ended; it leaves the board."""
    await duress.close(session, duress_id, signed.id, body.outcome)
