"""HTTP of calls and offers: checks the permission, calls one verb, shows the row."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.calls import (
    announcements,
    callbacks,
    interview,
    nuisance,
    offers,
    on_hold,
    outgoing,
    service,
    texts,
    wrap_up,
)
from app.calls.announcements import announcement_rows
from app.calls.callback_rows import call_back_rows
from app.calls.interview_schemas import HowEnded
from app.calls.levels import LONGEST_MINUTES, measures_row
from app.calls.queries import call_rows, rows_of_one
from app.calls.schemas import (
    AnnouncementRow,
    Announcements,
    CallBackRow,
    CallBacks,
    CallRow,
    MeasuresRow,
    TakenCall,
    Texts,
    TextWaiting,
    ToAnnounce,
    WhatCame,
    WhyMarked,
    WhyPassed,
)
from app.calls.text_rows import text_row, waiting_texts
from app.cases.safety import ContactNotSafe
from app.core.db import SessionDep
from app.core.errors import problem
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["calls"])

Answerer = Annotated[SignedIn, allow("offers.answer")]
Ender = Annotated[SignedIn, allow("calls.end")]
Holder = Annotated[SignedIn, allow("calls.hold")]
BackLister = Annotated[SignedIn, allow("call_backs.list")]
BackCaller = Annotated[SignedIn, allow("call_backs.call")]
Measurer = Annotated[SignedIn, allow("measures.see")]
Marker = Annotated[SignedIn, allow("calls.mark")]
MarkClearer = Annotated[SignedIn, allow("calls.clear_marks")]
Announcer = Annotated[SignedIn, allow("announcements.make")]
BackEnder = Annotated[SignedIn, allow("call_backs.complete")]
TextLister = Annotated[SignedIn, allow("texts.list")]
TextTaker = Annotated[SignedIn, allow("texts.take")]


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
async def hang_up(
    session: SessionDep, signed: Ender, call_id: UUID, body: HowEnded | None = None
) -> dict[str, Any]:
    """End the conversation. A silent call is ended only with a word on what kind it was."""
    kind = body.disposition if body else None
    await interview.before_it_is_over(session, call_id, signed.id, kind)
    call = await service.hang_up(session, call_id, signed.id)
    return (await call_rows(session, [call.id], full_number=True))[call.id]


@router.post("/calls/{call_id}/hold", response_model=CallRow)
async def hold(session: SessionDep, signed: Holder, call_id: UUID) -> dict[str, Any]:
    """Put the caller on hold: a spoken line is heard, never silence."""
    call = await on_hold.hold(session, call_id, signed.id)
    return (await call_rows(session, [call.id], full_number=True))[call.id]


@router.post("/calls/{call_id}/resume", response_model=CallRow)
async def resume(session: SessionDep, signed: Holder, call_id: UUID) -> dict[str, Any]:
    """Talk with the caller again."""
    call = await on_hold.resume(session, call_id, signed.id)
    return (await call_rows(session, [call.id], full_number=True))[call.id]


@router.post("/calls/{call_id}/complete", response_model=CallRow)
async def complete(session: SessionDep, signed: Ender, call_id: UUID) -> dict[str, Any]:
    """Finish the work after the call."""
    await interview.before_it_is_over(session, call_id, signed.id)
    call = await service.complete(session, call_id, signed.id)
    return (await call_rows(session, [call.id], full_number=True))[call.id]


@router.post("/calls/{call_id}/extend-wrap-up", response_model=CallRow)
async def extend_wrap_up(session: SessionDep, signed: Ender, call_id: UUID) -> dict[str, Any]:
    """Take a minute more for the work after the call, twice at the most; nothing is discarded."""
    call = await wrap_up.extend(session, call_id, signed.id)
    return (await rows_of_one(session, signed.id, [call.id], full_number=True))[call.id]


@router.post("/calls/{call_id}/mark-nuisance", response_model=CallRow)
async def mark_nuisance(
    session: SessionDep, signed: Marker, call_id: UUID, body: WhyMarked
) -> dict[str, Any]:
    """Mark the number of your call; two counsellors' marks lower its place for three days."""
    call = await nuisance.mark(session, call_id, signed.id, body.reason)
    return (await call_rows(session, [call.id], full_number=True))[call.id]


@router.post("/calls/{call_id}/clear-marks", status_code=204, response_class=Response)
async def clear_marks(session: SessionDep, signed: MarkClearer, call_id: UUID) -> None:
    """Clear every mark of the number of this call."""
    await nuisance.clear(session, call_id, signed.id)


@router.get("/call-backs", response_model=CallBacks)
async def call_back_list(session: SessionDep, _: BackLister) -> dict[str, Any]:
    """Who waits to be called back, the first one first."""
    rows = await call_back_rows(session)
    return {"items": list(rows.values())}


@router.post("/call-backs/{call_back_id}/call", response_model=TakenCall)
async def call_back(session: SessionDep, signed: BackCaller, call_back_id: UUID) -> Any:
    """Call back: your line rings, then the caller's. Refused unless known to be safe."""
    try:
        call = await outgoing.call_back(session, call_back_id, signed.id)
    except ContactNotSafe as refusal:  # answered and not raised, so that its record is kept
        return problem(refusal.status, refusal.code, refusal.detail, facts=refusal.facts)
    return {"call_id": str(call.id), "incident_id": str(call.incident_id)}


@router.post("/call-backs/{call_back_id}/complete", response_model=CallBackRow)
async def complete_call_back(
    session: SessionDep, signed: BackEnder, call_back_id: UUID, body: WhatCame
) -> dict[str, Any]:
    """Say what came of it; the row leaves the list."""
    row = await callbacks.complete(session, call_back_id, signed.id, body.outcome)
    return (await call_back_rows(session, [row.id], open_only=False))[row.id]


@router.get("/texts", response_model=Texts)
async def text_list(session: SessionDep, _: TextLister) -> dict[str, Any]:
    """Texts that came in and nobody has taken, the first one first; without their words."""
    return {"items": list((await waiting_texts(session)).values())}


@router.post("/texts/{text_id}/take", response_model=TextWaiting)
async def take_text(session: SessionDep, signed: TextTaker, text_id: UUID) -> dict[str, Any]:
    """Take a text: its incident is your work, and yours to open, from now on."""
    row = await texts.take_on(session, text_id, signed.id)
    await session.flush()
    return await text_row(session, row.id)


@router.get("/measures", response_model=MeasuresRow)
async def measures(
    session: SessionDep,
    _: Measurer,
    minutes: Annotated[int, Query(ge=1, le=LONGEST_MINUTES)] = 30,
) -> dict[str, Any]:
    """Service levels by three formulas, waits and counts of the last minutes, each defined."""
    return await measures_row(session, minutes)


@router.get("/announcements", response_model=Announcements)
async def announcement_list(session: SessionDep, _: Announcer) -> dict[str, Any]:
    """What all waiting callers are told now."""
    return {"items": list((await announcement_rows(session)).values())}


@router.post("/announcements", response_model=AnnouncementRow)
async def announce(session: SessionDep, signed: Announcer, body: ToAnnounce) -> dict[str, Any]:
    """Tell all who wait that the line is closed, or of a disaster; nobody loses a place."""
    row = await announcements.announce(session, body.kind, body.minutes, body.reason, signed.id)
    return (await announcement_rows(session, {row.id}))[row.id]


@router.post("/announcements/{announcement_id}/end", status_code=204, response_class=Response)
async def end_announcement(session: SessionDep, signed: Announcer, announcement_id: UUID) -> None:
    """Tell it no longer."""
    await announcements.end(session, announcement_id, signed.id)
