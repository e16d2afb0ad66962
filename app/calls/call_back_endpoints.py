"""HTTP of the attempts to call back: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import attempts
from app.calls.callback_rows import call_back_rows
from app.calls.schemas import CallBackRow, WhyPlannedAgain
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow

router = APIRouter(prefix="/call-backs", tags=["calls"])

BackCaller = Annotated[SignedIn, allow("call_backs.call")]
Planner = Annotated[SignedIn, allow("call_backs.plan_again")]


@router.post("/{call_back_id}/claim", response_model=CallBackRow)
async def claim_call_back(
    session: SessionDep, signed: BackCaller, call_back_id: UUID
) -> dict[str, Any]:
    """Take the row in hand for five minutes: nobody else may call back meanwhile."""
    row = await attempts.claim(session, call_back_id, signed.id)
    return await _shown(session, row.id)


@router.post("/{call_back_id}/release", response_model=CallBackRow)
async def release_call_back(
    session: SessionDep, signed: BackCaller, call_back_id: UUID
) -> dict[str, Any]:
    """Let the row go again."""
    row = await attempts.release(session, call_back_id, signed.id)
    return await _shown(session, row.id)


@router.post("/{call_back_id}/plan-again", response_model=CallBackRow)
async def plan_call_back(
    session: SessionDep, signed: Planner, call_back_id: UUID, body: WhyPlannedAgain
) -> dict[str, Any]:
    """Have the attempts begin anew, once all of them were made."""
    row = await attempts.plan_again(session, call_back_id, signed.id, body.reason)
    return await _shown(session, row.id)


async def _shown(session: AsyncSession, call_back_id: UUID) -> dict[str, Any]:
    return (await call_back_rows(session, [call_back_id], open_only=False))[call_back_id]
