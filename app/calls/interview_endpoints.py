"""HTTP of the silent caller's interview: checks the permission, calls one verb, shows the call."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import interview
from app.calls.interview_schemas import HeardBehind, HeardSound, KindOfSilence, ToAsk
from app.calls.queries import call_rows
from app.calls.schemas import CallRow
from app.core.db import SessionDep
from app.staff.auth import SignedIn, allow

router = APIRouter(prefix="/calls/{call_id}/interview", tags=["calls"])

Interviewer = Annotated[SignedIn, allow("calls.interview")]


@router.post("", response_model=CallRow)
async def start_interview(
    session: SessionDep, signed: Interviewer, call_id: UUID
) -> dict[str, Any]:
    """Begin to ask a caller who can't speak for keys."""
    await interview.start(session, call_id, signed.id)
    return await _shown(session, call_id)


@router.post("/questions", response_model=CallRow)
async def ask_question(
    session: SessionDep, signed: Interviewer, call_id: UUID, body: ToAsk
) -> dict[str, Any]:
    """Ask one question: it is spoken to the caller, who presses 1 for yes or 2 for no."""
    await interview.ask(session, call_id, signed.id, body.question)
    return await _shown(session, call_id)


@router.post("/withdraw", response_model=CallRow)
async def withdraw_question(
    session: SessionDep, signed: Interviewer, call_id: UUID
) -> dict[str, Any]:
    """Have the caller back at once, whether a key was pressed or not."""
    await interview.withdraw(session, call_id, signed.id)
    return await _shown(session, call_id)


@router.post("/sounds", response_model=CallRow)
async def mark_sound(
    session: SessionDep, signed: Interviewer, call_id: UUID, body: HeardSound
) -> dict[str, Any]:
    """Take a tap, a cough or another sound for an answer."""
    await interview.mark_sound(session, call_id, signed.id, body.question_id, body.answer)
    return await _shown(session, call_id)


@router.post("/background", response_model=CallRow)
async def note_background(
    session: SessionDep, signed: Interviewer, call_id: UUID, body: HeardBehind
) -> dict[str, Any]:
    """Note all that is heard behind the caller."""
    await interview.note_background(session, call_id, signed.id, body.background)
    return await _shown(session, call_id)


@router.post("/disposition", response_model=CallRow)
async def dispose_silent_call(
    session: SessionDep, signed: Interviewer, call_id: UUID, body: KindOfSilence
) -> dict[str, Any]:
    """Say what kind of silent call it was."""
    await interview.dispose(session, call_id, signed.id, body.disposition)
    return await _shown(session, call_id)


async def _shown(session: AsyncSession, call_id: UUID) -> dict[str, Any]:
    return (await call_rows(session, [call_id], full_number=True))[call_id]
