"""HTTP of the roster: shifts, leave and swaps; checks the permission and calls one verb."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.core.schemas import in_years
from app.directory import rosters, swaps
from app.directory.roster_models import Shift, Swap
from app.directory.worker_rows import planned_rows
from app.directory.worker_schemas import (
    NewLeave,
    NewShift,
    Roster,
    ShiftRow,
    Spell,
    SwapRow,
    SwapWanted,
)
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["roster"])

Sees = Annotated[SignedIn, allow("directory.see")]
Plans = Annotated[SignedIn, allow("roster.plan")]
AsksSwap = Annotated[SignedIn, allow("roster.ask_swap")]
Answers = Annotated[SignedIn, allow("roster.answer_swap")]

Row = dict[str, Any]
LONGEST = timedelta(days=31)


@router.get("/roster", response_model=Roster)
async def roster(
    session: SessionDep,
    _: Sees,
    starts_at: Annotated[AwareDatetime, AfterValidator(in_years), Query()],
    ends_at: Annotated[AwareDatetime, AfterValidator(in_years), Query()],
) -> Row:
    """Shifts, leaves and public holidays of a span of at most 31 days."""
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise InputIsInvalid("Between a moment and 31 days after the beginning.", field="ends_at")
    return await planned_rows(session, starts_at, ends_at)


@router.post("/workers/{worker_id}/shifts", response_model=ShiftRow, status_code=201)
async def plan_shift(session: SessionDep, signed: Plans, worker_id: UUID, body: NewShift) -> Row:
    """Plan a shift; duty begins and ends with it."""
    row = await rosters.plan_shift(
        session,
        worker_id,
        body.starts_at,
        body.ends_at,
        by=signed.id,
        on_holidays=body.on_holidays,
    )
    return await _planned(session, "shifts", row.id, row.starts_at, row.ends_at)


@router.post("/workers/{worker_id}/leaves", response_model=Spell, status_code=201)
async def grant_leave(session: SessionDep, signed: Plans, worker_id: UUID, body: NewLeave) -> Row:
    """He or she is away; leave wins over every shift."""
    row = await rosters.grant_leave(session, worker_id, body.starts_at, body.ends_at, by=signed.id)
    return await _planned(session, "leaves", row.id, row.starts_at, row.ends_at)


@router.post("/shifts/{shift_id}/call-off", status_code=204)
async def call_off_shift(session: SessionDep, _: Plans, shift_id: UUID) -> None:
    """The shift will not be, or ends now."""
    await rosters.call_off_shift(session, shift_id)


@router.post("/leaves/{leave_id}/call-off", status_code=204)
async def call_off_leave(session: SessionDep, _: Plans, leave_id: UUID) -> None:
    """The leave will not be, or ends now."""
    await rosters.call_off_leave(session, leave_id)


@router.post("/shifts/{shift_id}/swaps", response_model=SwapRow, status_code=201)
async def ask_swap(session: SessionDep, signed: AsksSwap, shift_id: UUID, body: SwapWanted) -> Row:
    """Ask another worker to take a shift; a worker asks for his or her own only."""
    shift = await session.get(Shift, shift_id)
    if shift is None or (signed.role == "worker" and shift.worker_id != signed.worker_id):
        raise rosters.PlanNotFound("There is no such shift to come.")
    return _swap(await swaps.ask_swap(session, shift_id, body.to_worker))


@router.post("/swaps/{swap_id}/accept", response_model=SwapRow)
async def accept_swap(session: SessionDep, signed: Answers, swap_id: UUID) -> Row:
    """I take that shift."""
    return _swap(await swaps.accept_swap(session, swap_id, _worker_of(signed)))


@router.post("/swaps/{swap_id}/decline", response_model=SwapRow)
async def decline_swap(session: SessionDep, signed: Answers, swap_id: UUID) -> Row:
    """I don't take it."""
    return _swap(await swaps.decline_swap(session, swap_id, _worker_of(signed)))


@router.post("/swaps/{swap_id}/confirm", response_model=SwapRow)
async def confirm_swap(session: SessionDep, signed: Plans, swap_id: UUID) -> Row:
    """The shift is the other one's from now on."""
    return _swap(await swaps.confirm_swap(session, swap_id, by=signed.id))


@router.post("/swaps/{swap_id}/refuse", response_model=SwapRow)
async def refuse_swap(session: SessionDep, signed: Plans, swap_id: UUID) -> Row:
    """It stays as it was planned."""
    return _swap(await swaps.refuse_swap(session, swap_id, by=signed.id))


def _worker_of(signed: SignedIn) -> UUID:
    if signed.worker_id is None:
        raise swaps.SwapNotFound("There is no such swap, or it is not yours.")
    return signed.worker_id


def _swap(row: Swap) -> Row:
    return {"id": str(row.id), "state": row.state.value, "to_worker": str(row.to_worker)}


async def _planned(
    session: AsyncSession, kind: str, id_: UUID, starts_at: datetime, ends_at: datetime
) -> Row:
    rows = await planned_rows(session, starts_at, ends_at)
    found: Row = next(row for row in rows[kind] if row["id"] == str(id_))
    return found
