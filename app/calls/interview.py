"""The interview with a caller who can't speak: questions by voice, answers by key or by sound.

A question is what the call wants (`call.asks`); the phone network is told by a job, and brings the
caller back by itself. Nothing here ends a call, and nothing but a pressed key makes a number safe.
"""

from collections.abc import Collection
from http import HTTPStatus
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import ladder
from app.calls.events import CallResumed
from app.calls.interview_events import (
    BackgroundNoted,
    InterviewStarted,
    QuestionAsked,
    SilentCallDisposed,
    SoundMarked,
)
from app.calls.interview_keys import end_question, no_news_until, tell_owner
from app.calls.interview_models import InterviewAnswer, InterviewQuestion, SilentInterview
from app.calls.locking import facts_of, lock_call, lock_own_call, next_version
from app.calls.models import Call
from app.calls.states import CallState
from app.cases.models import Incident
from app.cases.timeline import SYSTEM, Actor
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import IllegalMove
from app.jobs.queue import defer


class InterviewNotStarted(HelplineError):
    """The caller of this call is not asked for keys: start the interview first."""

    status = HTTPStatus.CONFLICT
    code = "interview_not_started"


class QuestionIsOpen(HelplineError):
    """The caller is being asked something: wait for the key, or take the question back."""

    status = HTTPStatus.CONFLICT
    code = "question_is_open"


class QuestionNotFound(NotFound):
    """No such question in this call."""

    code = "question_not_found"


class DispositionNeeded(HelplineError):
    """A silent call is over only when somebody has said what kind it was."""

    status = HTTPStatus.CONFLICT
    code = "disposition_needed"


async def start(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """The counsellor who talks with, or holds, a silent caller asks for keys from now on.

    Started twice, it goes on. Raises CallNotFound, and IllegalMove unless they talk.
    """
    incident, call = await _in_talk(session, call_id, staff_id)
    if await session.get(SilentInterview, call.id) is None:
        begun = SilentInterview(
            call_id=call.id, ladder=ladder.VERSION, started_at=clock.now(), started_by=staff_id
        )
        session.add(begun)
        next_version(session, call)
        told = InterviewStarted(**facts_of(call), staff_id=staff_id, ladder=begun.ladder)
        await tell_owner(session, incident, call, told, Actor("staff", staff_id))
    return call


async def ask(session: AsyncSession, call_id: UUID, staff_id: UUID, question: str) -> Call:
    """Ask one question; a caller on hold is asked as well, and is on hold no more afterwards.

    Raises InputIsInvalid, CallNotFound, IllegalMove, InterviewNotStarted, QuestionIsOpen.
    """
    _one_of(question, ladder.QUESTIONS, "question")
    incident, call = await _in_talk(session, call_id, staff_id)
    await _interview_of(session, call)
    if call.asks is not None:
        raise QuestionIsOpen("The caller is being asked something just now.", legal=["withdraw"])
    nth = call.questions + 1
    row = InterviewQuestion(
        call_id=call.id, nth=nth, question=question, asked_at=clock.now(), asked_by=staff_id
    )
    session.add(row)
    actor = Actor("staff", staff_id)
    if call.held_at is not None:
        call.held_at = None
        next_version(session, call)
        resumed = CallResumed(**facts_of(call), staff_id=staff_id)
        await tell_owner(session, incident, call, resumed, actor)
    call.asks, call.questions = row.id, nth
    next_version(session, call)
    await no_news_until(session, row.id)
    await defer(session, "calls.ask", call.id)
    told = QuestionAsked(**facts_of(call), staff_id=staff_id, question=question, nth=nth)
    await tell_owner(session, incident, call, told, actor)
    return call


async def withdraw(session: AsyncSession, call_id: UUID, staff_id: UUID) -> Call:
    """The counsellor wants the caller back at once. Without an open question nothing changes.

    Raises CallNotFound, and IllegalMove unless they talk.
    """
    incident, call = await _in_talk(session, call_id, staff_id)
    if call.asks is not None:
        await end_question(session, incident, call, "withdrawn", Actor("staff", staff_id))
        await defer(session, "calls.bring_back", call.id)
    return call


async def mark_sound(
    session: AsyncSession, call_id: UUID, staff_id: UUID, question_id: UUID, answer: str
) -> Call:
    """The counsellor takes a tap, a cough or another sound for an answer; it makes nothing safe.

    Also in the work after the call. Raises InputIsInvalid, CallNotFound, QuestionNotFound.
    """
    _one_of(answer, ladder.ANSWERS, "answer")
    incident, call = await lock_own_call(session, call_id, staff_id)
    row = await session.get(InterviewQuestion, question_id)
    if row is None or row.call_id != call.id:
        raise QuestionNotFound("There is no such question in this call.")
    heard = InterviewAnswer(
        question_id=row.id, means="sound", answer=answer, at=clock.now(), staff_id=staff_id
    )
    session.add(heard)
    next_version(session, call)
    told = SoundMarked(**facts_of(call), staff_id=staff_id, question=row.question)
    await tell_owner(session, incident, call, told, Actor("staff", staff_id))
    return call


async def note_background(
    session: AsyncSession, call_id: UUID, staff_id: UUID, heard: Collection[str]
) -> Call:
    """What is heard behind the caller, in place of what was noted before.

    Raises InputIsInvalid, CallNotFound, InterviewNotStarted.
    """
    for one in heard:
        _one_of(one, ladder.BACKGROUND, "background")
    if "nothing" in heard and len(set(heard)) > 1:
        raise InputIsInvalid("Nothing is heard, or something is.", field="background")
    incident, call = await lock_own_call(session, call_id, staff_id)
    begun = await _interview_of(session, call)
    noted = [one for one in ladder.BACKGROUND if one in heard]
    if begun.background != noted:
        begun.background = noted
        session.add(begun)
        next_version(session, call)
        told = BackgroundNoted(**facts_of(call), staff_id=staff_id)
        await tell_owner(session, incident, call, told, Actor("staff", staff_id))
    return call


async def dispose(session: AsyncSession, call_id: UUID, staff_id: UUID, disposition: str) -> Call:
    """What kind of silent call it was; the last word counts.

    Raises InputIsInvalid, CallNotFound, InterviewNotStarted.
    """
    _one_of(disposition, ladder.DISPOSITIONS, "disposition")
    incident, call = await lock_own_call(session, call_id, staff_id)
    begun = await _interview_of(session, call)
    if begun.disposition != disposition:
        begun.disposition, begun.disposed_by = disposition, staff_id
        session.add(begun)
        next_version(session, call)
        told = SilentCallDisposed(**facts_of(call), staff_id=staff_id, reason=disposition)
        await tell_owner(session, incident, call, told, Actor("staff", staff_id))
    return call


async def before_it_is_over(
    session: AsyncSession, call_id: UUID, staff_id: UUID, disposition: str | None = None
) -> None:
    """Asked before a counsellor hangs up, or has done all of the work after the call.

    Raises DispositionNeeded for a silent call of which nobody has said what kind it was. Of one
    that was handed over, its counsellor of now has to say it.
    """
    if disposition is not None:
        await dispose(session, call_id, staff_id, disposition)
        return
    _, call = await lock_call(session, call_id)
    if call.owner_id != staff_id:
        return
    begun = await session.get(SilentInterview, call.id)
    if begun is not None and begun.disposition is None:
        raise DispositionNeeded(
            "Say what kind of silent call it was.", choices=list(ladder.DISPOSITIONS)
        )


async def cut_short(session: AsyncSession, incident: Incident, call: Call) -> None:
    """A locked call is no talk any more: a question that was open is over."""
    if call.asks is not None:
        await end_question(session, incident, call, "cut_short", SYSTEM)


async def _in_talk(session: AsyncSession, call_id: UUID, staff_id: UUID) -> tuple[Incident, Call]:
    incident, call = await lock_own_call(session, call_id, staff_id)
    if call.state is not CallState.TALKING:
        raise IllegalMove(
            f"The call is {call.state.value}: questions are asked only while you talk.",
            state=call.state.value,
            legal=["complete"] if call.wrap_up else [],
        )
    return incident, call


async def _interview_of(session: AsyncSession, call: Call) -> SilentInterview:
    begun = await session.get(SilentInterview, call.id)
    if begun is None:
        raise InterviewNotStarted("Start the interview first.")
    return begun


def _one_of(value: str, known: Collection[str], field: str) -> None:
    if value not in known:
        raise InputIsInvalid(f"Choose one of: {', '.join(known)}.", field=field)
