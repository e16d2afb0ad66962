"""What the phone network tells of a question to a caller who can't speak: keys, or nothing at all.

The verbs of counsellors stand in interview.py.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import ladder
from app.calls.interview_events import KeyPressed, QuestionEnded
from app.calls.interview_models import InterviewQuestion
from app.calls.locking import facts_of, lock_call, next_version, owner_channels
from app.calls.models import Call
from app.cases.contact import mark_safe_by_key
from app.cases.models import Incident
from app.cases.timeline import CALLER, SYSTEM, Actor, tell
from app.core import clock
from app.core.db import fetch, fetch_value
from app.core.outbox import Event
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.jobs.queue import defer

QUESTION_DUE: Final = "calls.question_due"

_NTH = "SELECT id FROM interview_question WHERE call_id = $1 AND nth = $2"
_CALL_OF = "SELECT call_id FROM interview_question WHERE id = $1"
_PRESSED = """
INSERT INTO interview_answer (id, question_id, round, means, answer, at)
VALUES (gen_random_uuid(), $1, $2, 'key', $3, $4)
ON CONFLICT (question_id, round) DO NOTHING RETURNING true
"""
_LAST_KEY = """
SELECT answer FROM interview_answer
WHERE question_id = $1 AND means = 'key' AND answer IN ('yes', 'no') ORDER BY round DESC LIMIT 1
"""


@dataclass(frozen=True)
class Asking:
    """What a caller who is being asked is to hear: `thanks` for a key, or the question itself."""

    question: str
    round: int
    language: str
    thanks: bool


@dataclass(frozen=True)
class Talk:
    """Where a talking caller belongs: in the conference, or `asking`.

    `stay` counts the questions of the call; see phone.CallerBack.
    """

    stay: int = 0
    asking: Asking | None = None


_TALK = """
SELECT call.questions, question.question, question.round, call.language, EXISTS (
    SELECT FROM interview_answer WHERE question_id = question.id AND answer IN ('yes', 'no')
      AND means = 'key'
) AS thanks
FROM call
LEFT JOIN interview_question AS question
  ON question.id = call.asks AND call.state = 'talking'
WHERE call.id = $1
"""


async def talk_of(session: AsyncSession, call_id: UUID) -> Talk:
    """Whether the caller is asked something at this moment, and what."""
    ((stay, question, *more),) = await fetch(session, _TALK, call_id)
    return Talk(stay, Asking(question, *more) if question is not None else None)


async def heard(
    session: AsyncSession, call_id: UUID, nth: int, nth_round: int, line: str, digits: str
) -> bool:
    """What the caller pressed in answer to the nth question; empty for nothing.

    `nth_round` counts from 0 how often its keys have been listened for.

    A key counts once a round, whenever the news of it comes; it moves the question on only while
    that is open and at this round. From another line than the caller's nothing counts. Says whether
    a key was heard.
    """
    question_id = await fetch_value(session, _NTH, call_id, nth)
    if question_id is None:
        return False
    incident, call = await lock_call(session, call_id)
    row = await session.get(InterviewQuestion, question_id, populate_existing=True)
    if row is None or call.provider_call_id != line or nth_round > row.round:
        return False
    answer = ladder.KEYS.get(digits, ladder.OTHER_KEY) if digits else None
    if answer is not None:
        await _keep_key(session, incident, call, row, nth_round, answer)
    if call.asks != row.id:
        await _make_safe(session, incident, call, row)
    elif row.round == nth_round:
        await _go_on(session, incident, call, row, answer)
    return answer is not None


async def _keep_key(
    session: AsyncSession,
    incident: Incident,
    call: Call,
    row: InterviewQuestion,
    nth_round: int,
    answer: str,
) -> None:
    if await fetch_value(session, _PRESSED, row.id, nth_round, answer, clock.now()):
        next_version(session, call)
        told = KeyPressed(**facts_of(call), question=row.question)
        await tell_owner(session, incident, call, told, CALLER)


async def _go_on(
    session: AsyncSession,
    incident: Incident,
    call: Call,
    row: InterviewQuestion,
    answer: str | None,
) -> None:
    """Listen once more, or let the caller back: after a key there is a moment to correct it."""
    known = await fetch_value(session, _LAST_KEY, row.id) is not None
    row.round += 1
    session.add(row)
    over = answer is None and (known or row.round >= ladder.TIMES_ASKED)
    if over or row.round >= ladder.MOST_ROUNDS:
        await end_question(session, incident, call, "answered" if known else "no_key", CALLER)
    else:
        await no_news_until(session, row.id)


async def end_question(
    session: AsyncSession, incident: Incident, call: Call, ending: str, actor: Actor
) -> None:
    """The open question of a locked call is over, and the number safe if the last key says so."""
    row = await session.get_one(InterviewQuestion, call.asks)
    row.ended_at, row.ending, call.asks = clock.now(), ending, None
    session.add(row)
    next_version(session, call)
    await cancel_deadline(session, QUESTION_DUE, row.id)
    told = QuestionEnded(**facts_of(call), question=row.question, reason=ending)
    await tell_owner(session, incident, call, told, actor)
    await _make_safe(session, incident, call, row)


async def _make_safe(
    session: AsyncSession, incident: Incident, call: Call, row: InterviewQuestion
) -> None:
    """The last key on this question was a yes: the number is as safe as by the key of the queue."""
    if row.question != ladder.SAFE_TO_CALL or call.number_index is None:
        return
    if await fetch_value(session, _LAST_KEY, row.id) == "yes":
        await mark_safe_by_key(session, incident, call.id, call.number_index)


async def question_due(session: AsyncSession, question_id: UUID) -> None:
    """The network has told nothing of a question for long: the caller is brought back."""
    call_id = await fetch_value(session, _CALL_OF, question_id)
    if call_id is None:
        return
    incident, call = await lock_call(session, call_id)
    if call.asks == question_id:
        await end_question(session, incident, call, "no_news", SYSTEM)
        await defer(session, "calls.bring_back", call.id)


async def no_news_until(session: AsyncSession, question_id: UUID) -> None:
    """Without a word till then the caller is brought back."""
    due = clock.seconds_from_now(ladder.LOST_AFTER_SECONDS)
    await set_deadline(session, QUESTION_DUE, question_id, due)


async def tell_owner(
    session: AsyncSession, incident: Incident, call: Call, told: Event, actor: Actor
) -> None:
    """Tell of it on the timeline, and to the call's owner."""
    await tell(session, incident, told, actor, owner_channels(call))
