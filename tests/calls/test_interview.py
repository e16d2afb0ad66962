"""The verbs of an interview: who may, in which state, with which words; and what its end asks."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.calls import interview, ladder, service
from app.calls.interview import DispositionNeeded, InterviewNotStarted, QuestionIsOpen
from app.calls.interview import QuestionNotFound as NoQuestion
from app.calls.interview_models import SilentInterview
from app.calls.interview_rows import interview_rows
from app.calls.locking import CallNotFound
from app.calls.models import Call
from app.core import clock
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.core.outbox import OutboxRow
from app.core.settings import Settings
from app.core.words import words
from app.staff.models import Staff
from app.telephony.simulator.client import hears_now, over
from tests.calls.test_on_hold import NUMBER, _talk, talking
from tests.calls.test_placing import change, reasons
from tests.factories import add_counsellor, get_call, ring
from tests.line import whole_line


async def do(database: Database, verb: Any, call: Call, person: Staff, *more: Any) -> Call:
    async with database.transaction() as session:
        return await verb(session, call.id, person.id, *more)


async def test_only_the_owner_only_in_a_talk_and_only_once_at_a_time(database: Database) -> None:
    person, call = await talking(database)
    stranger = await add_counsellor(database)
    with pytest.raises(CallNotFound):
        await do(database, interview.start, call, stranger)
    with pytest.raises(InterviewNotStarted):
        await do(database, interview.ask, call, person, "hurt")
    first = await do(database, interview.start, call, person)
    assert (await do(database, interview.start, call, person)).version == first.version
    with pytest.raises(InputIsInvalid):
        await do(database, interview.ask, call, person, "what is your name")
    await do(database, interview.ask, call, person, "hurt")
    with pytest.raises(QuestionIsOpen):
        await do(database, interview.ask, call, person, "is_child")
    with pytest.raises(CallNotFound):
        await do(database, interview.withdraw, call, stranger)
    back = await do(database, interview.withdraw, call, person)
    assert back.asks is None
    assert (await do(database, interview.withdraw, call, person)).version == back.version


async def test_an_ended_call_is_asked_nothing_more(database: Database) -> None:
    person, call = await talking(database)
    await do(database, interview.start, call, person)
    await do(database, service.hang_up, call, person)
    for verb, more in ((interview.start, ()), (interview.ask, ("hurt",)), (interview.withdraw, ())):
        with pytest.raises(IllegalMove) as refused:
            await do(database, verb, call, person, *more)
        assert refused.value.facts == {"state": "ended", "legal": ["complete"]}


async def test_sounds_are_marked_on_a_question_of_this_call_and_in_the_work_after_it(
    database: Database,
) -> None:
    person, call = await talking(database)
    await do(database, interview.start, call, person)
    asked = await do(database, interview.ask, call, person, "is_child")
    question_id = asked.asks
    with pytest.raises(InputIsInvalid):
        await do(database, interview.mark_sound, call, person, question_id, "maybe")
    with pytest.raises(NoQuestion):
        await do(database, interview.mark_sound, call, person, uuid4(), "yes")
    await do(database, interview.mark_sound, call, person, question_id, "unclear")
    await do(database, service.hang_up, call, person)
    await do(database, interview.mark_sound, call, person, question_id, "no")
    async with database.transaction() as session:
        row = (await interview_rows(session, [call.id]))[call.id]
    (question,) = row["questions"]
    assert [one["answer"] for one in question["answers"]] == ["unclear", "no"]
    assert {one["means"] for one in question["answers"]} == {"sound"}
    assert row["ladder"] == list(ladder.QUESTIONS)


async def test_what_is_heard_behind_replaces_what_was_noted_and_nothing_stands_alone(
    database: Database,
) -> None:
    person, call = await talking(database)
    with pytest.raises(InterviewNotStarted):
        await do(database, interview.note_background, call, person, ["tv"])
    await do(database, interview.start, call, person)
    with pytest.raises(InputIsInvalid):
        await do(database, interview.note_background, call, person, ["nothing", "tv"])
    with pytest.raises(InputIsInvalid):
        await do(database, interview.note_background, call, person, ["a dog"])
    await do(database, interview.note_background, call, person, ["tv", "crying", "tv"])
    async with database.transaction() as session:
        row = (await interview_rows(session, [call.id]))[call.id]
    assert row["background"] == ["crying", "tv"]


async def test_a_silent_call_is_over_only_with_a_word_on_what_kind_it_was(
    database: Database,
) -> None:
    person, call = await talking(database)
    async with database.transaction() as session:
        await interview.before_it_is_over(session, call.id, person.id)
    with pytest.raises(InterviewNotStarted):
        await do(database, interview.dispose, call, person, "silent_empty")
    await do(database, interview.start, call, person)
    with pytest.raises(DispositionNeeded) as refused:
        async with database.transaction() as session:
            await interview.before_it_is_over(session, call.id, person.id)
    assert refused.value.facts == {"choices": list(ladder.DISPOSITIONS)}
    with pytest.raises(InputIsInvalid):
        await do(database, interview.dispose, call, person, "prank")
    async with database.transaction() as session:
        await interview.before_it_is_over(session, call.id, person.id, "silent_engaged")
        await interview.before_it_is_over(session, call.id, person.id)


async def test_no_event_says_what_was_answered(database: Database) -> None:
    person, call = await talking(database)
    await do(database, interview.start, call, person)
    asked = await do(database, interview.ask, call, person, "danger_now")
    await do(database, interview.mark_sound, call, person, asked.asks, "unclear")
    async with database.transaction() as session:
        told = list(await session.exec(select(OutboxRow)))
    mine = [str(one.facts) for one in told if "question" in str(one.facts)]
    assert len(mine) == 2
    assert not any("unclear" in one for one in mine)


async def test_on_the_line_a_silent_caller_answers_by_keys_and_is_never_left_in_silence(
    settings: Settings, database: Database
) -> None:
    async with whole_line(settings, database) as line:
        await line.employ("counsellor-1", "counsellor")
        async with line.at_work("counsellor-1") as counsellor:
            sid, call_id = await _talk(line, counsellor)
            path = f"/calls/{call_id}/interview"
            await counsellor.ask("POST", path)
            for key, question, answer in (("1", "danger_now", "yes"), ("2", "is_child", "no")):
                await counsellor.ask("POST", f"{path}/questions", {"question": question})
                await line.phones.wait_for(sid, lambda seen: bool(seen["listening_for_keys"]))
                assert await line.phones.press(sid, key)
                await counsellor.until(partial(_shown, counsellor, call_id, question, answer))
                view = await line.phones.wait_for(sid, _talks)
                assert view["longest_silence_seconds"] < 10
            said = [one.get("text") for one in view["timeline"] if one["what"] == "heard_say"]
            assert words("bn").t("prompt.ask_is_child") in said
            kinds = [one["what"] for one in view["timeline"]]
            assert "queued" not in kinds[kinds.index("talking_with") :]
            refused = await counsellor.ask("POST", f"/calls/{call_id}/hang-up", expect=409)
            assert refused["code"] == "disposition_needed"
            end = {"disposition": "silent_engaged"}
            row = await counsellor.ask("POST", f"/calls/{call_id}/hang-up", end)
            assert row["interview"]["disposition"] == "silent_engaged"
            await line.phones.wait_for(sid, over)
            await counsellor.ask("POST", f"{path}/questions", {"question": "hurt"}, expect=409)


async def test_on_the_line_a_caller_who_hangs_up_in_a_question_ends_the_call_for_both(
    settings: Settings, database: Database
) -> None:
    async with whole_line(settings, database) as line:
        await line.employ("counsellor-1", "counsellor")
        async with line.at_work("counsellor-1") as counsellor:
            sid, call_id = await _talk(line, counsellor)
            path = f"/calls/{call_id}/interview"
            await counsellor.ask("POST", path)
            await counsellor.ask("POST", f"{path}/questions", {"question": "hurt"})
            await line.phones.wait_for(sid, lambda seen: bool(seen["listening_for_keys"]))
            await line.phones.hang_up(sid)
            await counsellor.until(
                lambda: counsellor.rows("me", "calls").get(call_id, {}).get("state") == "ended"
            )
            row = counsellor.rows("me", "calls")[call_id]
            assert (row["end_reason"], row["wrap_up"]) == ("caller_hung_up", True)
            (question,) = row["interview"]["questions"]
            assert question["ending"] == "cut_short"
            (mine,) = [one for one in await line.phones.calls() if one["to"].startswith("client:")]
            await line.phones.wait_for(mine["call_sid"], over)
            refused = await counsellor.ask("POST", f"/calls/{call_id}/complete", expect=409)
            assert refused["code"] == "disposition_needed"


async def test_on_the_line_a_counsellor_lost_in_a_question_leaves_the_caller_waiting_and_spoken_to(
    settings: Settings, database: Database
) -> None:
    async with whole_line(settings, database) as line:
        await line.employ("counsellor-1", "counsellor")
        async with line.at_work("counsellor-1") as counsellor:
            sid, call_id = await _talk(line, counsellor)
            path = f"/calls/{call_id}/interview"
            await counsellor.ask("POST", path)
            await counsellor.ask("POST", f"{path}/questions", {"question": "hurt"})
            await line.phones.wait_for(sid, lambda seen: bool(seen["listening_for_keys"]))
            await line.phones.handset_hang_up("client:counsellor-1")
            view = await line.phones.wait_for(sid, lambda seen: bool(seen["queue"]))
            assert view["outcome"] not in ("heard error", "cut off")
            call = await get_call(database, UUID(call_id))
            assert (call.state, call.asks) == ("waiting", None)


async def test_on_the_line_news_twice_late_and_out_of_order_leaves_keys_counted_once(
    settings: Settings, database: Database
) -> None:
    async with whole_line(settings, database) as line:
        await line.employ("counsellor-1", "counsellor")
        async with line.at_work("counsellor-1") as counsellor:
            sid, call_id = await _talk(line, counsellor)
            await line.phones.disorder(
                duplicate_requests=1.0, replay=1.0, replay_after_s=[1, 4], duplicate=0.7, drop=0.3
            )
            path = f"/calls/{call_id}/interview"
            await counsellor.ask("POST", path)
            for question in ("danger_now", "hurt"):
                await counsellor.ask("POST", f"{path}/questions", {"question": question})
                await line.phones.wait_for(sid, lambda seen: bool(seen["listening_for_keys"]))
                assert await line.phones.press(sid, "1")
                await counsellor.until(partial(_shown, counsellor, call_id, question, "yes"))
                await line.phones.wait_for(sid, _talks)
            row = counsellor.rows("me", "calls")[call_id]
            assert [len(one["answers"]) for one in row["interview"]["questions"]] == [1, 1]
            assert row["state"] == "talking"


def _shown(person: Any, call_id: str, question: str, answer: str) -> bool:
    """The board shows this answer to this question, live, and the question is over."""
    row = person.rows("me", "calls").get(call_id, {})
    asked = (row.get("interview") or {}).get("questions", [])
    return any(
        one["question"] == question
        and one["ended_at"]
        and [each["answer"] for each in one["answers"]] == [answer]
        for one in asked
    )


def _talks(view: Any) -> bool:
    return hears_now(view)[1] == ["client:counsellor-1"]


async def test_two_silent_calls_within_half_an_hour_raise_the_place_of_the_third(
    database: Database,
) -> None:
    for _ in range(2):
        call_id, person = await ring(database, NUMBER), await add_counsellor(database, on=False)
        async with database.transaction() as session:
            begun = SilentInterview(
                call_id=call_id, ladder=1, started_at=clock.now(), started_by=person.id
            )
            session.add(begun)
        await change(database, call_id, state="ended", end_reason="caller_hung_up")
        third = await ring(database, NUMBER)
        assert await reasons(database, third) == {}  # nobody has said yet that it was silent
        await change(database, third, state="ended", end_reason="caller_hung_up")
        async with database.transaction() as session:
            (await session.get_one(SilentInterview, call_id)).disposition = "silent_empty"
    assert await reasons(database, await ring(database, NUMBER)) == {"silent_again": 300}
