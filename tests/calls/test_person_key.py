"""A marked caller is asked for a key to speak to someone; without it he or she waits on."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from time_machine import travel

from app.calls import nuisance, placing
from app.calls.states import CallState
from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from app.wiring import prompts
from tests.calls.test_blocks import block, over
from tests.calls.test_nuisance import MARKED, NUMBER, OTHER, marked, two
from tests.calls.test_outgoing import kinds
from tests.calls.test_placing import change, reasons
from tests.factories import add_counsellor, get_call, offered, open_offer, ring
from tests.line import whole_line
from tests.serving import Served
from tests.telephony.twilio.test_webhooks import verbs

PRESSED = "call.person_key_pressed"


async def doubted(database: Database) -> None:
    """Two counsellors have marked the number."""
    one, other = await two(database)
    await marked(database, one)
    await marked(database, other)


async def presses(
    served: Served, database: Database, call_id: UUID, digits: str, verb: str = "person"
) -> str:
    sid = (await get_call(database, call_id)).provider_call_id
    form = {"CallSid": sid, "Digits": digits, "CallStatus": "in-progress"}
    status, document = await served.hook(f"/{verb}/{call_id}/0", form)
    assert status == 200
    return document


async def heard(served: Served, database: Database, call_id: UUID) -> ET.Element:
    """What the caller hears next."""
    sid = (await get_call(database, call_id)).provider_call_id
    status, document = await served.hook(f"/wait/{call_id}", {"CallSid": sid})
    assert status == 200
    return ET.fromstring(document)


def said(document: ET.Element) -> list[str | None]:
    return [one.text for one in document.iter("Say")]


def leads_to(document: ET.Element) -> str | None:
    """The verb of ours that a pressed key is told to."""
    gather = document.find("Gather")
    return None if gather is None else str(gather.get("action")).split("/")[-3]


async def test_a_marked_caller_is_asked_first_and_others_are_not(
    served: Served, database: Database
) -> None:
    await doubted(database)
    call_id, other = await ring(database, NUMBER), await ring(database, OTHER)
    first = await heard(served, database, call_id)  # before anybody worked out the place
    assert said(first) == [prompts()["prompt.marked"]]
    assert leads_to(first) == "person"
    gather = first.find("Gather")
    assert gather is not None
    lasts = len(prompts()["prompt.marked"]) / 14 + float(gather.get("timeout", "5"))
    assert 10 <= lasts <= 15
    assert await reasons(database, call_id) == MARKED
    assert said(await heard(served, database, call_id)) == [prompts()["prompt.marked"]]
    assert prompts()["prompt.marked"] not in said(await heard(served, database, other))


async def test_who_presses_nothing_waits_on_and_is_answered(
    served: Served, database: Database
) -> None:
    await doubted(database)
    call_id = await ring(database, NUMBER)
    for _ in range(3):
        assert said(await heard(served, database, call_id))  # never silence
    assert await reasons(database, call_id) == MARKED
    call = await get_call(database, call_id)
    assert (call.state, call.person_key_at) == (CallState.WAITING, None)
    await add_counsellor(database)
    await offered(database)
    assert (await open_offer(database, call_id)).call_id == call_id


async def test_the_key_gives_the_ordinary_place_and_counts_once(
    served: Served, database: Database
) -> None:
    await doubted(database)
    call_id = await ring(database, NUMBER)
    assert await reasons(database, call_id) == MARKED
    first = await presses(served, database, call_id, "1")
    pressed_at = (await get_call(database, call_id)).person_key_at
    assert await presses(served, database, call_id, "1") == first
    assert prompts()["prompt.key_heard"] in first
    assert verbs(first) == ["Say", "Redirect"]
    assert await reasons(database, call_id) == {}
    assert (await get_call(database, call_id)).person_key_at == pressed_at
    assert (await kinds(database)).count(PRESSED) == 1
    await placing.place_again(database)
    assert await reasons(database, call_id) == {}


async def test_a_finger_that_presses_twice_never_says_that_we_may_call(
    served: Served, database: Database
) -> None:
    """1 means "you may call" in the ordinary documents: none of them listens right after."""
    await doubted(database)
    call_id = await ring(database, NUMBER)
    await presses(served, database, call_id, "1")
    assert leads_to(await heard(served, database, call_id)) is None
    with travel(clock.now() + timedelta(seconds=11)):
        assert leads_to(await heard(served, database, call_id)) == "digits"
    rung = clock.now()
    with travel(rung + timedelta(seconds=26)):
        assert leads_to(await heard(served, database, call_id)) == "digits"


async def test_while_the_keys_are_told_one_still_leads_to_somebody_and_two_is_heard(
    served: Served, database: Database
) -> None:
    await doubted(database)
    call_id = await ring(database, NUMBER)
    await add_counsellor(database)
    with travel(clock.now() + timedelta(seconds=13)):
        document = await heard(served, database, call_id)
    assert prompts()["prompt.key_cannot_speak"] in said(document)
    assert leads_to(document) == "person"
    assert verbs(await presses(served, database, call_id, "2")) == ["Say", "Redirect"]
    assert await reasons(database, call_id) == {"cannot_speak": 300}
    assert (await kinds(database)).count(PRESSED) == 0


@pytest.mark.parametrize("digits", ["0", "9", "*", "11", "", "১"])
async def test_any_other_key_waits_on_at_the_lowered_place(
    served: Served, database: Database, digits: str
) -> None:
    await doubted(database)
    call_id = await ring(database, NUMBER)
    assert verbs(await presses(served, database, call_id, digits)) == ["Redirect"]
    assert await reasons(database, call_id) == MARKED
    assert said(await heard(served, database, call_id)) == [prompts()["prompt.marked"]]


async def test_the_marks_stand_and_the_next_call_is_asked_again(
    served: Served, database: Database
) -> None:
    await doubted(database)
    call_id = await ring(database, NUMBER)
    await presses(served, database, call_id, "1")
    await change(database, call_id, state="ended", end_reason="caller_hung_up")
    again = await ring(database, NUMBER)
    assert said(await heard(served, database, again)) == [prompts()["prompt.marked"]]
    assert await reasons(database, again) == MARKED


async def test_of_a_number_that_is_marked_and_blocked_danger_alone_is_asked(
    served: Served, database: Database
) -> None:
    """The two prompts are never taken for one another, whatever comes late."""
    await doubted(database)
    call_id = await ring(database, NUMBER)
    assert leads_to(await heard(served, database, call_id)) == "person"
    await block(database, await over(database, NUMBER), await add_counsellor(database, on=False))
    assert leads_to(await heard(served, database, call_id)) == "danger"
    await presses(served, database, call_id, "1")  # an answer to the first question, come late
    call = await get_call(database, call_id)
    assert (call.danger_key_at, call.person_key_at is None) == (None, False)
    assert (await reasons(database, call_id))["blocked"] == -86_400
    assert leads_to(await heard(served, database, call_id)) == "danger"
    await presses(served, database, call_id, "1", verb="danger")
    assert await reasons(database, call_id) == {"danger_key": 900}
    assert prompts()["prompt.marked"] not in said(await heard(served, database, call_id))


async def test_marks_that_are_cleared_or_expire_are_asked_about_no_more(
    served: Served, database: Database
) -> None:
    await doubted(database)
    call_id = await ring(database, NUMBER)
    assert await reasons(database, call_id) == MARKED
    boss = await add_counsellor(database, on=False)
    async with database.transaction() as session:
        await nuisance.clear(session, call_id, boss.id)
    assert prompts()["prompt.marked"] not in said(await heard(served, database, call_id))


async def test_the_key_counts_on_the_callers_own_line_only_and_while_waiting(
    served: Served, database: Database
) -> None:
    await doubted(database)
    call_id = await ring(database, NUMBER)
    form = {"CallSid": "CA-somebody-else", "Digits": "1", "CallStatus": "in-progress"}
    await served.hook(f"/person/{call_id}/0", form)
    status, _ = await served.hook(f"/person/{call_id}/0", form, signature=None)
    assert status == 403
    await change(database, call_id, state="ended", end_reason="abandoned")
    await presses(served, database, call_id, "1")
    assert (await get_call(database, call_id)).person_key_at is None
    assert (await served.hook(f"/person/{uuid4()}/0", form))[0] == 200
    assert (await kinds(database)).count(PRESSED) == 0


async def test_on_the_line_a_marked_caller_presses_one_and_a_replay_changes_nothing(
    settings: Settings, database: Database
) -> None:
    await doubted(database)
    async with whole_line(settings, database) as line:
        await line.employ("counsellor-1", "counsellor")
        sid = await line.phones.place_call(NUMBER)
        view = await line.phones.wait_for(sid, lambda seen: bool(seen["listening_for_keys"]))
        spoken = [one.get("text") for one in view["timeline"] if one["what"] == "heard_say"]
        assert prompts()["prompt.marked"] in spoken
        assert await line.phones.press(sid, "1")
        await line.phones.wait_for(
            sid,
            lambda seen: any(
                prompts()["prompt.key_heard"] == one.get("text") for one in seen["timeline"]
            ),
        )
        assert (await kinds(database)).count(PRESSED) == 1
        view = await line.phones.call(sid)
        assert view["outcome"] not in ("heard error", "cut off")


async def test_a_press_that_comes_when_they_talk_changes_nothing_nor_a_replay_in_the_queue_again(
    served: Served, database: Database
) -> None:
    await doubted(database)
    call_id = await ring(database, NUMBER)
    await change(database, call_id, state="talking")
    await presses(served, database, call_id, "1")  # late: somebody has answered by now
    assert (await get_call(database, call_id)).person_key_at is None
    await change(database, call_id, state="waiting", step=1)
    assert leads_to(await heard(served, database, call_id)) == "person"
    await presses(served, database, call_id, "1")  # the very same request once more: a replay
    assert (await get_call(database, call_id)).person_key_at is None
    sid = (await get_call(database, call_id)).provider_call_id
    form = {"CallSid": sid, "Digits": "1", "CallStatus": "in-progress"}
    await served.hook(f"/person/{call_id}/1", form)
    pressed_at = (await get_call(database, call_id)).person_key_at
    assert pressed_at is not None
    for step in (0, 1, 0):
        await served.hook(f"/person/{call_id}/{step}", form)
    assert (await get_call(database, call_id)).person_key_at == pressed_at
    assert (await kinds(database)).count(PRESSED) == 1
