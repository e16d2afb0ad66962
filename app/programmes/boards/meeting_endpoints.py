"""HTTP of meetings: plan, agenda, presence, decisions, and minutes as PDF."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_access
from app.core.db import SessionDep
from app.core.errors import InputIsInvalid
from app.programmes.boards import agenda, decisions, meetings, minutes, queries
from app.programmes.boards.endpoints import committee_row
from app.programmes.boards.minutes_sheet import draw
from app.programmes.boards.schemas import (
    HowHeld,
    MeetingFile,
    MinutesNote,
    NewDecision,
    NewItem,
    NewMeeting,
    SeatSeen,
    WhyAdjourned,
    WhyCalledOff,
)
from app.programmes.boards.states import MEETING_MOVES, MeetingState, Presence
from app.staff.auth import SignedIn, allow
from app.staff.permissions import require, scope_of

router = APIRouter(tags=["meetings"])
Row = dict[str, Any]

Sees = Annotated[SignedIn, allow("committees.see")]
Holds = Annotated[SignedIn, allow("committees.hold")]
Lays = Annotated[SignedIn, allow("committees.lay")]

PDF: Final = "application/pdf"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
SHEET: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PDF: {}}, "description": "the sheet"}
}


async def _file(session: AsyncSession, meeting_id: UUID) -> Row:
    rows = await queries.meeting_rows(session, only=meeting_id)
    if not rows:
        raise agenda.meeting_not_found()
    (meeting,) = rows
    state = MeetingState(meeting["state"])
    return {
        "meeting": meeting,
        "committee": await committee_row(session, UUID(meeting["committee_id"])),
        "items": await queries.item_rows(session, meeting_id),
        "present": await queries.presence_rows(session, meeting_id),
        "decisions": await queries.decision_rows(session, meeting=meeting_id),
        "legal": sorted(verb for at, verb in MEETING_MOVES if at is state),
    }


@router.post("/committees/{committee_id}/meetings", response_model=MeetingFile, status_code=201)
async def plan(session: SessionDep, signed: Holds, committee_id: UUID, body: NewMeeting) -> Row:
    """A committee is to meet, or has met and it is written down afterwards."""
    made = await meetings.plan(session, committee_id, body.planned_at, body.venue, signed.id)
    return await _file(session, made.id)


@router.get("/meetings/{meeting_id}", response_model=MeetingFile)
async def see(session: SessionDep, _: Sees, meeting_id: UUID) -> Row:
    """A meeting with its agenda; cases stand there as their members know them."""
    return await _file(session, meeting_id)


@router.post("/meetings/{meeting_id}/items", response_model=MeetingFile, status_code=201)
async def lay(session: SessionDep, signed: Lays, meeting_id: UUID, body: NewItem) -> Row:
    """Lay a case, by its number alone, a matter or an earlier decision before a meeting."""
    said = [name for name in ("case", "words", "decision") if getattr(body, name) is not None]
    if len(said) != 1:
        raise InputIsInvalid("A case, a matter in words or a decision, and only one.", field="case")
    if (body.question is None) != (body.case is None):
        raise InputIsInvalid("Why it is laid there: of a case, and only of one.", field="question")
    if body.case is not None:
        await _lay_case(session, signed, meeting_id, body.case, str(body.question))
    else:
        _must_hold(signed)
        if body.words is not None:
            await agenda.lay_matter(session, meeting_id, body.words, signed.id)
        elif body.decision is not None:
            await agenda.lay_decision(session, meeting_id, body.decision, signed.id)
    return await _file(session, meeting_id)


async def _lay_case(
    session: AsyncSession, signed: SignedIn, meeting_id: UUID, number: str, question: str
) -> None:
    """A case of one's own, or of the area one oversees: the door of the case decides."""
    await agenda.committee_of(session, meeting_id)
    case_id = await case_access.id_of(session, number)
    scope = require(signed, "committees.lay")
    case = await case_access.by_person(session, signed, case_id, scope, lock=True, record=False)
    await agenda.lay_case(session, meeting_id, case, question, signed.id)


def _must_hold(signed: SignedIn) -> None:
    """Whoever lays cases of his or her own writes nothing else on an agenda."""
    if scope_of(signed.role, "committees.hold") is None:
        raise InputIsInvalid("You may lay a case before it.", field="case")


@router.post("/meetings/{meeting_id}/items/{item_id}/withdraw", response_model=MeetingFile)
async def withdraw(session: SessionDep, signed: Holds, meeting_id: UUID, item_id: UUID) -> Row:
    """A point is taken off the agenda."""
    await agenda.withdraw(session, meeting_id, item_id, signed.id)
    return await _file(session, meeting_id)


@router.post("/meetings/{meeting_id}/hold", response_model=MeetingFile)
async def hold(session: SessionDep, signed: Holds, meeting_id: UUID, body: HowHeld) -> Row:
    """It was held; without a quorum it can only be adjourned."""
    await meetings.hold(session, meeting_id, body.held_at, _seen(body.present), signed.id)
    return await _file(session, meeting_id)


@router.post("/meetings/{meeting_id}/adjourn", response_model=MeetingFile)
async def adjourn(session: SessionDep, signed: Holds, meeting_id: UUID, body: WhyAdjourned) -> Row:
    """It is put off; the answer is the meeting that goes on with its agenda."""
    seen = _seen(body.present)
    again = await meetings.adjourn(session, meeting_id, body.reason, body.again_at, seen, signed.id)
    return await _file(session, again.id)


@router.post("/meetings/{meeting_id}/call-off", response_model=MeetingFile)
async def call_off(session: SessionDep, signed: Holds, meeting_id: UUID, body: WhyCalledOff) -> Row:
    """It is not held."""
    await meetings.call_off(session, meeting_id, body.reason, signed.id)
    return await _file(session, meeting_id)


def _seen(present: list[SeatSeen]) -> Mapping[UUID, Presence]:
    seen = {one.seat: one.how for one in present}
    if len(seen) != len(present):
        raise InputIsInvalid("Each seat once.", field="present")
    return seen


@router.post("/meetings/{meeting_id}/decisions", response_model=MeetingFile, status_code=201)
async def decide(session: SessionDep, signed: Holds, meeting_id: UUID, body: NewDecision) -> Row:
    """A held meeting decided something: who sees to it, and by when."""
    await decisions.decide(
        session,
        meeting_id,
        signed.id,
        said=body.words,
        due_on=body.due_on,
        seat_id=body.owner_seat,
        organisation=body.owner_organisation,
        item_id=body.item,
    )
    return await _file(session, meeting_id)


@router.post("/meetings/{meeting_id}/minutes", response_model=MeetingFile)
async def write_minutes(
    session: SessionDep, signed: Holds, meeting_id: UUID, body: MinutesNote
) -> Row:
    """Freeze what the meeting was told and has decided; nothing of it changes any more."""
    await minutes.write(session, signed, meeting_id, body.words)
    return await _file(session, meeting_id)


@router.get("/meetings/{meeting_id}/minutes.pdf", response_class=Response, responses=SHEET)
async def download(session: SessionDep, signed: Sees, meeting_id: UUID) -> Response:
    """The minutes as PDF in Bangla. Who looks is recorded; no cache keeps them."""
    content = await minutes.opened(session, signed, meeting_id)
    sheet = await asyncio.to_thread(draw, content)
    name = f"minutes-{content['held_at'][:10]}-{content['no']}.pdf"
    return Response(
        sheet,
        media_type=PDF,
        headers={**HEADERS, "Content-Disposition": f'inline; filename="{name}"'},
    )
