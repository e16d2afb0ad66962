"""HTTP of the roster: shifts, leave and swaps; checks the permission and calls one verb."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.core.schemas import in_years
from app.directory import duty, rosters, swaps
from app.directory.own_roster import own_roster
from app.directory.own_roster_schemas import OwnRoster
from app.directory.roster_models import Swap
from app.directory.roster_week import swap_rows, week_rows
from app.directory.worker_rows import planned_rows
from app.directory.worker_schemas import (
    LeaveRow,
    NewLeave,
    NewShift,
    Roster,
    RosterWeek,
    ShiftRow,
    ShiftTimes,
    SwapConfirmed,
    SwapRow,
    Swaps,
    SwapWanted,
)
from app.geo.lookup import gazetteer
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


@router.get("/roster/week", response_model=RosterWeek)
async def week(
    session: SessionDep,
    _: Sees,
    starts_on: Annotated[date, AfterValidator(in_years), Query()],
    place: Annotated[str | None, Query(max_length=80)] = None,
    only_gaps: bool = False,
) -> Row:
    """Seven days by areas, in a place and all that lies in it; gaps are told from now on."""
    if place is not None and gazetteer().get(place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    return await week_rows(session, starts_on, place=place, only_gaps=only_gaps)


@router.get("/roster/mine", response_model=OwnRoster)
async def mine(session: SessionDep, signed: Answers) -> Row:
    """My shifts and leave of the next 28 days, swaps I am asked for, and whom I may ask."""
    return await own_roster(session, _worker_of(signed))


@router.get("/swaps", response_model=Swaps)
async def standing_swaps(session: SessionDep, _: Sees) -> Row:
    """Swaps that wait for the other one or for a supervisor, of shifts that have not begun."""
    return {"items": await swap_rows(session)}


@router.post("/workers/{worker_id}/shifts", response_model=ShiftRow, status_code=201)
async def plan_shift(session: SessionDep, signed: Plans, worker_id: UUID, body: NewShift) -> Row:
    """Plan a shift; duty begins and ends with it. One whom nobody can reach: only confirmed."""
    row = await rosters.plan_shift(
        session,
        worker_id,
        body.starts_at,
        body.ends_at,
        by=signed.id,
        on_holidays=body.on_holidays,
    )
    if not body.confirm:  # after the plan's own locks; refused, nothing of it is kept
        await duty.require_channel(session, worker_id)
    return await _planned(session, "shifts", row.id, row.starts_at, row.ends_at)


@router.post("/shifts/{shift_id}/change", response_model=ShiftRow)
async def change_shift(session: SessionDep, _: Plans, shift_id: UUID, body: ShiftTimes) -> Row:
    """Other times for a shift that is not over."""
    row = await rosters.change_shift(
        session, shift_id, body.starts_at, body.ends_at, on_holidays=body.on_holidays
    )
    return await _planned(session, "shifts", row.id, row.starts_at, row.ends_at)


@router.post("/workers/{worker_id}/leaves", response_model=LeaveRow, status_code=201)
async def grant_leave(session: SessionDep, signed: Plans, worker_id: UUID, body: NewLeave) -> Row:
    """He or she is away; leave wins over every shift."""
    row = await rosters.grant_leave(
        session, worker_id, body.starts_at, body.ends_at, reason=body.reason, by=signed.id
    )
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
    own = _worker_of(signed) if signed.role == "worker" else None
    return _swap(await swaps.ask_swap(session, shift_id, body.to_worker, of_worker=own))


@router.post("/swaps/{swap_id}/accept", response_model=SwapRow)
async def accept_swap(session: SessionDep, signed: Answers, swap_id: UUID) -> Row:
    """I take that shift."""
    return _swap(await swaps.accept_swap(session, swap_id, _worker_of(signed)))


@router.post("/swaps/{swap_id}/note-yes", response_model=SwapRow)
async def note_yes(session: SessionDep, _: Plans, swap_id: UUID) -> Row:
    """The one who was asked said to you that he or she takes it."""
    return _swap(await swaps.note_yes(session, swap_id))


@router.post("/swaps/{swap_id}/decline", response_model=SwapRow)
async def decline_swap(session: SessionDep, signed: Answers, swap_id: UUID) -> Row:
    """I don't take it."""
    return _swap(await swaps.decline_swap(session, swap_id, _worker_of(signed)))


@router.post("/swaps/{swap_id}/confirm", response_model=SwapRow)
async def confirm_swap(
    session: SessionDep, signed: Plans, swap_id: UUID, body: SwapConfirmed | None = None
) -> Row:
    """The shift is the other one's from now on. One whom nobody can reach: only confirmed."""
    row = await swaps.confirm_swap(session, swap_id, by=signed.id)
    if body is None or not body.confirm:
        await duty.require_channel(session, row.to_worker)
    return _swap(row)


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
