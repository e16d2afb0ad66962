"""A question to a talking caller: its document, keys bound to it, replays, late and lost news."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select
from time_machine import travel

from app.calls import interview, ladder, on_hold, service
from app.calls.interview_keys import QUESTION_DUE, question_due
from app.calls.interview_models import InterviewAnswer, InterviewQuestion
from app.calls.models import Call
from app.calls.phone import CallIsGone
from app.calls.reconciler import waits_after_all
from app.calls.states import CallState
from app.cases.models import ContactWord
from app.core import clock
from app.core.db import Database
from app.core.words import words
from app.jobs.deadlines import fire_due
from app.staff.models import Staff
from tests.calls.night import Switchboard, jobs_of, lines
from tests.calls.test_on_hold import talking
from tests.factories import answered, get_call
from tests.serving import Served
from tests.telephony.twilio.test_webhooks import verbs


async def asked(
    database: Database, person: Staff, call: Call, question: str = "danger_now"
) -> InterviewQuestion:
    """The counsellor asks; the question that is open."""
    async with database.transaction() as session:
        await interview.start(session, call.id, person.id)
        await interview.ask(session, call.id, person.id, question)
    open_id = (await get_call(database, call.id)).asks
    async with database.transaction() as session:
        return await session.get_one(InterviewQuestion, open_id)


class Caller:
    """The caller's line, as the network asks for it."""

    def __init__(self, served: Served, call: Call, question: InterviewQuestion) -> None:
        self.served, self.call = served, call
        self.path = f"{call.id}/{call.step}/{question.nth}"

    async def question(self) -> str:
        return await self._post(f"/question/{self.path}/0", {})

    async def press(self, digits: str, at: int = 0, **more: str) -> str:
        said = {"Digits": digits} if digits else {}
        return await self._post(f"/answer/{self.path}/{at}", {**said, **more})

    async def _post(self, path: str, said: dict[str, str]) -> str:
        line = {"CallSid": self.call.provider_call_id, "CallStatus": "in-progress"}
        status, document = await self.served.hook(path, {**line, **said})
        assert status == 200
        return document


async def answers(database: Database) -> list[tuple[int | None, str]]:
    async with database.transaction() as session:
        found = await session.exec(select(InterviewAnswer).order_by(col(InterviewAnswer.at)))
        return [(one.round, one.answer) for one in found]


async def question_now(database: Database, question: InterviewQuestion) -> InterviewQuestion:
    async with database.transaction() as session:
        return await session.get_one(InterviewQuestion, question.id)


async def safe_words(database: Database) -> int:
    async with database.transaction() as session:
        return len(list(await session.exec(select(ContactWord))))


def conference(document: str) -> Any:
    found = ET.fromstring(document).find("Dial/Conference")
    assert found is not None, document
    return found


async def test_the_question_is_spoken_and_its_key_listened_for_and_the_line_never_hangs_up(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    document = await Caller(served, call, question).question()
    assert verbs(document) == ["Gather", "Redirect"]
    gather = ET.fromstring(document)[0]
    assert (gather.get("numDigits"), gather.get("timeout")) == ("1", str(ladder.KEY_SECONDS))
    assert [said.text for said in gather] == [
        words("bn").t("prompt.ask_danger_now"),
        words("bn").t("prompt.ask_keys"),
    ]
    assert ET.fromstring(document)[1].text == gather.get("action")


async def test_a_caller_who_chose_english_is_asked_in_english_and_others_in_bangla(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    for language, heard in (("en", "en"), ("ctg", "bn")):
        async with database.transaction() as session:
            (await session.get_one(Call, call.id)).language = language
        document = await Caller(served, call, question).question()
        said = ET.fromstring(document)[0][0]
        assert said.text == words(heard).t("prompt.ask_danger_now")
        assert str(said.get("voice")).startswith(f"Google.{heard}-IN")


async def test_a_key_is_bound_to_its_question_and_the_caller_goes_back_to_the_same_conference(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    line = Caller(served, call, question)
    document = await line.press("1")
    assert verbs(document) == ["Gather", "Redirect"]
    assert words("bn").t("prompt.ask_thanks") in document
    back = await line.press("", 1)
    assert conference(back).text == f"{call.id}-{call.step}"
    assert conference(back).get("endConferenceOnExit") == "false"
    assert words("bn").t("prompt.here") in back
    assert await answers(database) == [(0, "yes")]
    over = await question_now(database, question)
    assert (over.ending, over.ended_at is not None) == ("answered", True)
    now = await get_call(database, call.id)
    assert (now.asks, now.state, now.step) == (None, CallState.TALKING, call.step)


async def test_an_honest_second_key_counts_and_a_replayed_one_does_not(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    line = Caller(served, call, question)
    first = await line.press("1")
    assert await line.press("1") == first
    await line.press("1", Tricks="another body of the same round")
    assert await answers(database) == [(0, "yes")]
    await line.press("1", 1)
    assert await answers(database) == [(0, "yes"), (1, "yes")]
    await line.press("", 2)
    again = await asked(database, person, call)
    assert again.nth == 2
    await Caller(served, call, again).press("1")
    assert [one for _, one in await answers(database)] == ["yes"] * 3


@pytest.mark.parametrize("key", ["3", "*", "#", "12", "১", "D"])
async def test_another_key_is_shown_as_such_and_the_question_asked_again(
    served: Served, database: Database, key: str
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    document = await Caller(served, call, question).press(key)
    assert words("bn").t("prompt.ask_danger_now") in document
    assert await answers(database) == [(0, "other")]
    assert (await question_now(database, question)).ended_at is None


async def test_without_a_key_the_question_is_asked_once_more_and_then_the_caller_is_back(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    line = Caller(served, call, question)
    assert words("bn").t("prompt.ask_keys") in await line.press("")
    assert conference(await line.press("", 1)) is not None
    assert (await question_now(database, question)).ending == "no_key"
    assert await answers(database) == []


async def test_no_number_of_keys_keeps_a_caller_in_a_question_for_good(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    line = Caller(served, call, question)
    for at in range(ladder.MOST_ROUNDS):
        document = await line.press("9", at)
    assert conference(document) is not None
    assert (await question_now(database, question)).ending == "no_key"
    await line.press("1", ladder.MOST_ROUNDS + 5)
    assert len(await answers(database)) == ladder.MOST_ROUNDS


async def test_a_late_key_of_a_question_that_is_over_is_shown_with_it_and_moves_nothing(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    async with database.transaction() as session:
        await interview.withdraw(session, call.id, person.id)
    other = await asked(database, person, call, "hurt")
    document = await Caller(served, call, question).press("2")
    assert words("bn").t("prompt.ask_hurt") in document
    assert await answers(database) == [(0, "no")]
    assert (await get_call(database, call.id)).asks == other.id
    assert (await question_now(database, question)).ending == "withdrawn"


async def test_a_key_from_another_line_of_another_call_or_of_nobody_counts_for_nothing(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    await Caller(served, call, question).press("1", CallSid="CA-somebody-else")
    other = (await answered(database))[1]
    stranger = Caller(served, other, question)
    assert conference(await stranger.press("1")).text == f"{other.id}-{other.step}"
    question.nth = 99
    await Caller(served, call, question).press("1")
    assert await answers(database) == []
    assert (await get_call(database, call.id)).asks is not None


@pytest.mark.parametrize(
    ("question", "keys", "safe"),
    [
        ("safe_to_call", ["1", ""], 1),
        ("safe_to_call", ["2", ""], 0),
        ("safe_to_call", ["3", "1", ""], 1),
        ("safe_to_call", ["1", "2", ""], 0),
        ("safe_to_call", ["2", "1", "1", ""], 1),
        ("safe_to_call", ["", ""], 0),
        ("danger_now", ["1", ""], 0),
    ],
)
async def test_only_a_yes_to_that_very_question_makes_the_number_safe(
    served: Served, database: Database, question: str, keys: list[str], safe: int
) -> None:
    person, call = await talking(database)
    line = Caller(served, call, await asked(database, person, call, question))
    for at, key in enumerate(keys):
        await line.press(key, at)
    assert await safe_words(database) == safe


async def test_a_sound_taken_for_a_yes_makes_no_number_safe(database: Database) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call, "safe_to_call")
    async with database.transaction() as session:
        await interview.mark_sound(session, call.id, person.id, question.id, "yes")
        await interview.withdraw(session, call.id, person.id)
    assert await safe_words(database) == 0
    assert await answers(database) == [(None, "yes")]


async def test_a_yes_stays_a_yes_though_the_caller_is_gone_before_the_moment_to_correct_it(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call, "safe_to_call")
    await Caller(served, call, question).press("1")
    async with database.transaction() as session:
        await service.caller_left(session, call.id)
    assert await safe_words(database) == 1
    assert (await question_now(database, question)).ending == "cut_short"


async def test_the_dial_that_ends_when_the_line_is_taken_out_sends_nobody_to_the_queue(
    served: Served, database: Database
) -> None:
    """Whether its action is requested of a redirected line no document says: both are right."""
    person, call = await talking(database)
    question = await asked(database, person, call)
    form = {"CallSid": call.provider_call_id, "CallStatus": "in-progress"}
    _, document = await served.hook(f"/dial-done/{call.id}/{call.step}", form)
    assert words("bn").t("prompt.ask_danger_now") in document
    room = f"/conference/{call.id}/{call.step}"
    left = {"StatusCallbackEvent": "participant-leave", "SequenceNumber": "4"}
    await served.hook(room, {**form, **left})
    now = await get_call(database, call.id)
    assert (now.state, now.step, now.asks) == (CallState.TALKING, call.step, question.id)


async def test_who_asks_late_what_to_play_is_not_taken_for_waiting_while_asked(
    database: Database,
) -> None:
    person, call = await talking(database)
    await asked(database, person, call)
    board = Switchboard(up={call.provider_call_id})
    await waits_after_all(database, board, await get_call(database, call.id))
    assert (await get_call(database, call.id)).state is CallState.TALKING


async def test_a_counsellor_lost_in_a_question_sends_the_caller_to_the_head_of_the_queue(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    async with database.transaction() as session:
        leg = await service.current_leg(session, call)
        assert leg is not None
    async with database.transaction() as session:
        await service.counsellor_lost(session, leg.id, caller_is_up=True)
    now = await get_call(database, call.id)
    assert (now.state, now.asks) == (CallState.WAITING, None)
    assert "calls.wait" in await jobs_of(database)
    assert (await question_now(database, question)).ending == "cut_short"
    document = await Caller(served, call, question).press("2")
    assert verbs(document)[-1] == "Enqueue"
    assert await answers(database) == [(0, "no")]


async def test_news_that_never_comes_brings_the_caller_back_by_itself(
    database: Database,
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    board, late = Switchboard(), clock.now() + timedelta(seconds=ladder.LOST_AFTER_SECONDS + 1)
    with travel(late, tick=False):
        await fire_due(database, {QUESTION_DUE: question_due})
    assert (await question_now(database, question)).ending == "no_news"
    assert (await jobs_of(database)).count("calls.bring_back") == 1
    await lines(database, board).bring_back(call.id)
    assert board.asked == [("bridge", call.provider_call_id, str(call.step))]
    there = Switchboard(inside=[call.provider_call_id])
    await lines(database, there).bring_back(call.id)
    assert there.asked == []


async def test_each_word_of_the_network_gives_the_question_more_time(
    served: Served, database: Database
) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    now = clock.now()
    with travel(now + timedelta(seconds=ladder.LOST_AFTER_SECONDS - 5), tick=False):
        await Caller(served, call, question).press("9")
    with travel(now + timedelta(seconds=ladder.LOST_AFTER_SECONDS + 5), tick=False):
        await fire_due(database, {QUESTION_DUE: question_due})
    assert (await get_call(database, call.id)).asks == question.id


async def test_the_job_takes_out_only_who_is_asked_and_a_line_that_is_gone_ends_the_call(
    database: Database,
) -> None:
    person, call = await talking(database)
    board = Switchboard()
    await lines(database, board).ask(call.id)
    assert board.asked == []
    question = await asked(database, person, call)
    await lines(database, board).ask(call.id)
    assert board.asked == [("ask", call.provider_call_id, str(question.nth))]

    class Gone(Switchboard):
        async def ask(self, *_: Any) -> None:
            raise CallIsGone

    await lines(database, Gone()).ask(call.id)
    assert (await get_call(database, call.id)).state is CallState.ENDED


async def test_a_held_caller_is_asked_and_on_hold_no_more_and_nobody_is_held_while_asked(
    database: Database,
) -> None:
    person, call = await talking(database)
    async with database.transaction() as session:
        await on_hold.hold(session, call.id, person.id)
    await asked(database, person, call)
    assert (await get_call(database, call.id)).held_at is None
    with pytest.raises(interview.QuestionIsOpen) as refused:
        async with database.transaction() as session:
            await on_hold.hold(session, call.id, person.id)
    assert refused.value.facts == {"legal": ["withdraw"]}


async def test_an_unsigned_answer_is_refused(served: Served, database: Database) -> None:
    person, call = await talking(database)
    question = await asked(database, person, call)
    path = f"/answer/{call.id}/{call.step}/{question.nth}/0"
    form = {"CallSid": call.provider_call_id, "Digits": "1"}
    status, _ = await served.hook(path, form, signature=None)
    assert status == 403
    assert await answers(database) == []


async def test_a_question_of_a_call_that_nobody_knows_leaves_the_line_where_it_can_wait(
    served: Served,
) -> None:
    path = f"/answer/{UUID(int=5)}/1/6/0"
    form = {"CallSid": "CA-new", "From": "+8801210000001", "Digits": "1", "Direction": "inbound"}
    status, document = await served.hook(path, {**form, "CallStatus": "in-progress"})
    assert (status, verbs(document)[-1]) == (200, "Enqueue")
