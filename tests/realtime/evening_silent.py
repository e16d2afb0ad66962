"""Steps of an evening about silent callers and attempts to call back; holds no test."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from sqlmodel import select

from app.calls import attempts, blocks, interview, interview_keys, person_key
from app.calls.interview_models import InterviewQuestion
from app.calls.models import Call, CallBack
from app.calls.number_models import NuisanceMark, NumberBlock
from app.cases import service as cases
from app.core import clock
from tests.realtime.evening import Evening


async def asked_by_key(evening: Evening) -> None:
    await _own(evening, interview.ask, "danger_now")


async def presses(evening: Evening, digits: str) -> None:
    """The caller's line tells of a key, or of none."""

    async def tell(session: Any) -> None:
        call = await session.get_one(Call, evening.calls["first"])
        line, at = call.provider_call_id, 0 if digits else 1
        await interview_keys.heard(session, call.id, call.questions, at, line, digits)

    await evening.do(tell)


async def interview_started(evening: Evening) -> None:
    await _own(evening, interview.start)


async def sound_marked(evening: Evening) -> None:
    (question,) = await evening.do(lambda s: s.exec(select(InterviewQuestion.id)))
    await _own(evening, interview.mark_sound, question, "unclear")


async def background_noted(evening: Evening) -> None:
    await _own(evening, interview.note_background, ["crying"])


async def disposed(evening: Evening) -> None:
    await _own(evening, interview.dispose, "silent_engaged")


async def claimed(evening: Evening) -> None:
    await _row(evening, lambda s, row: attempts.claim(s, row, evening.people["asha"].id))


async def released(evening: Evening) -> None:
    await _row(evening, lambda s, row: attempts.release(s, row, evening.people["asha"].id))


async def plan_over(evening: Evening) -> None:
    """As after the fourth attempt that reached nobody."""

    async def end(session: Any, incident: Any) -> None:
        row = (
            await session.exec(select(CallBack).where(CallBack.call_id == evening.calls["night"]))
        ).one()
        row.attempts = 4
        await session.flush()
        call = await session.get_one(Call, evening.calls["back"])
        await attempts.over(session, incident, call)

    await evening.on("night", end)


async def planned_again(evening: Evening) -> None:
    by = evening.people["shanta"].id
    await _row(evening, lambda s, row: attempts.plan_again(s, row, by, "danger"))


async def _own(evening: Evening, verb: Callable[..., Awaitable[Any]], *more: Any) -> None:
    call = await evening.do(lambda s: s.get_one(Call, evening.calls["first"]))
    await evening.do(lambda s: verb(s, call.id, call.owner_id, *more))


async def _row(evening: Evening, verb: Callable[..., Awaitable[Any]]) -> None:
    found = await evening.do(
        lambda s: s.exec(select(CallBack.id).where(CallBack.call_id == evening.calls["night"]))
    )
    id_ = found.one()
    await evening.do(lambda s: verb(s, id_))


async def blocked(evening: Evening) -> None:
    by = evening.people["shanta"].id
    await evening.do(lambda s: blocks.block(s, evening.calls["pest"], by, "floods", 24))


async def lifted(evening: Evening) -> None:
    by = evening.people["shanta"].id
    found = await evening.do(lambda s: s.exec(select(NumberBlock.id)))
    id_ = found.one()
    await evening.do(lambda s: blocks.lift(s, id_, by))


async def person_pressed(evening: Evening) -> None:
    id_ = evening.calls["pest"]
    assert await evening.do(lambda s: person_key.person_pressed(s, id_, "CA-pest"))


async def danger_pressed(evening: Evening) -> None:
    id_ = evening.calls["pest"]
    assert await evening.do(lambda s: blocks.danger_pressed(s, id_, "CA-pest"))


async def marked_in_vain(evening: Evening) -> None:
    """The number is marked, and then the ticket is of the highest urgency."""
    by = evening.people["asha"].id

    async def mark(session: Any, incident: Any) -> None:
        call = await session.get_one(Call, evening.calls["pest"])
        made = NuisanceMark(
            id=uuid4(),
            number_index=call.number_index,
            staff_id=by,
            call_id=call.id,
            reason="plays",
            made_at=clock.now(),
        )
        session.add(made)
        await cases.set_urgency(session, incident, "P1", by)

    await evening.on("pest", mark)
    await evening.do(blocks.cleared_by_danger)


Steps = tuple[tuple[str, Callable[[Evening], Awaitable[Any]]], ...]

INTERVIEW: Steps = (
    ("who can't speak: keys are asked for", interview_started),
    ("a question is put", asked_by_key),
    ("a key is pressed", lambda e: presses(e, "1")),
    ("and no other", lambda e: presses(e, "")),
    ("a cough is heard", sound_marked),
    ("and crying behind", background_noted),
    ("it was such a silent call", disposed),
)
FLAGS: Steps = (
    ("somebody floods the line", lambda e: e.ring("pest", "+8801012345679")),
    ("and is blocked", blocked),
    ("presses the key to speak to someone", person_pressed),
    ("presses the key of danger", danger_pressed),
    ("is blocked no more", lifted),
    ("is marked, though danger is known", marked_in_vain),
)
