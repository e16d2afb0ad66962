"""Participants by REST: bring in, mute, hold, coach, announce, take out; what everybody hears."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from app.telephony.simulator.client import (
    SimClient,
    heard,
    hears_now,
    over,
    seconds_heard,
    seconds_heard_by,
)

CHILD = "+8801012345601"
DESK = "999"
COUNSELLOR, SUPERVISOR = "client:counsellor_1", "client:supervisor_1"
EVENTS = "start end join leave mute hold modify announcement"
ROOM = (
    '<Dial action="/dial-done"><Conference beep="false" {attributes} statusCallback="/room"'
    f' statusCallbackEvent="{EVENTS}">room-7</Conference></Dial>'
)

pytestmark = pytest.mark.asyncio


async def refused(call: Callable[[], Any]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as error:
        await asyncio.to_thread(call)
    return int(error.value.status), int(error.value.code or 0)


async def test_a_participant_is_made_at_once_and_joins_when_it_answers(talk: Any) -> None:
    await talk.sim.set_rule(DESK, answer=None)
    url = talk.product.base + "/leg"
    made = await talk.ask(
        lambda inside: inside.create(
            from_="1098",
            to=DESK,
            label="desk",
            status_callback=url,
            status_callback_event=["initiated", "ringing", "answered", "completed"],
            beep="false",
            end_conference_on_exit=False,
            conference_trim="do-not-trim",
        )
    )
    assert (made.status, made.label, made.muted, made.hold) == ("queued", "desk", False, False)
    assert made.conference_sid == talk.conference
    await talk.sim.wait_for(made.call_sid, lambda view: view["status"] == "ringing")
    ringing = await talk.ask(lambda inside: inside("desk").fetch())
    assert (ringing.call_sid, ringing.status) == (made.call_sid, "ringing")
    assert heard("hears_ring_of")(await talk.sim.call(talk.child))
    await talk.sim.handset_answer(DESK)
    await talk.joined(made.call_sid)
    assert (await talk.ask(lambda inside: inside("desk").fetch())).status == "connected"
    await talk.until(talk.child, ("talk", [DESK, COUNSELLOR], [DESK, COUNSELLOR]))
    (join,) = (await talk.events(4))[3:]
    assert (join["StatusCallbackEvent"], join["ParticipantLabel"]) == ("participant-join", "desk")
    assert (join["SequenceNumber"], join["CallSid"]) == ("4", made.call_sid)
    legs = await talk.product.wait_for("/leg", 3)
    assert [leg["CallStatus"] for leg in legs] == ["initiated", "ringing", "in-progress"]


async def test_without_early_media_nobody_hears_it_ring(talk: Any) -> None:
    await talk.sim.set_rule(DESK, answer=True, after_s=2)
    sid = await talk.bring(DESK, early_media=False)
    await talk.joined(sid)
    assert not heard("hears_ring_of")(await talk.sim.call(talk.child))


@pytest.mark.parametrize(
    ("rule", "status"),
    [({"answer": False}, "busy"), ({"answer": None}, "no-answer"), ({"fails": True}, "failed")],
)
async def test_a_desk_that_is_not_reached_is_told_and_nobody_is_disturbed(
    talk: Any, rule: dict[str, Any], status: str
) -> None:
    await talk.sim.set_rule(DESK, **rule)
    sid = await talk.bring(DESK, timeout=5)
    view = await talk.sim.wait_for(sid, over)
    assert view["status"] == status
    (left,) = (await talk.events(4))[3:]
    assert left["ReasonParticipantLeft"] == "participant_add_failed"
    assert (left["ParticipantCallStatus"], left["CallSid"]) == (status, sid)
    assert hears_now(await talk.sim.call(talk.child))[1] == [COUNSELLOR]
    listed = await talk.ask(lambda inside: [each.call_sid for each in inside.list()])
    assert sorted(listed) == sorted([talk.child, talk.counsellor])


async def test_a_name_nobody_uses_yet_becomes_a_conference_of_the_first_to_answer(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    def create() -> Any:
        inside = twilio.conferences("call-9").participants
        url = product.base + "/room"
        told = {"conference_status_callback": url, "conference_status_callback_event": ["join"]}
        return inside.create(from_="1098", to=COUNSELLOR, **told)

    first, second = await asyncio.to_thread(create), await asyncio.to_thread(create)
    assert first.conference_sid == second.conference_sid
    await sim.wait_for(first.call_sid, heard("talking_with"))
    joins = await product.wait_for("/room", 2)
    assert {join["FriendlyName"] for join in joins} == {"call-9"}


async def test_who_is_muted_hears_and_is_not_heard(talk: Any) -> None:
    await talk.ask(lambda inside: inside(talk.counsellor).update(muted=True))
    await talk.until(talk.counsellor, ("talk", [CHILD], []))
    await talk.until(talk.child, ("silence", [], [COUNSELLOR]))
    await talk.ask(lambda inside: inside(talk.counsellor).update(muted=False))
    await talk.until(talk.child, ("talk", [COUNSELLOR], [COUNSELLOR]))
    told = [event["StatusCallbackEvent"] for event in await talk.events(5)]
    assert told[3:] == ["participant-mute", "participant-unmute"]


async def test_a_muted_word_that_is_neither_true_nor_false_counts_as_false(talk: Any) -> None:
    await talk.ask(lambda inside: inside(talk.counsellor).update(muted=True))
    changed = await talk.ask(lambda inside: inside(talk.counsellor).update(muted="perhaps"))
    assert changed.muted is False


async def test_who_is_on_hold_hears_the_hold_document_and_nobody(talk: Any) -> None:
    talk.product.says("/hold", '<Say>one moment</Say><Pause length="2"/><Redirect/>')
    url = talk.product.base + "/hold"
    held = await talk.ask(
        lambda inside: inside(talk.child).update(hold=True, hold_url=url, hold_method="POST")
    )
    assert held.hold is True
    asked = await talk.product.wait_for("/hold", 3)
    assert (asked[0].method, asked[0]["CallSid"]) == ("POST", talk.child)
    view = await talk.sim.wait_for(talk.child, heard("heard_say"))
    assert hears_now(view)[1:] == ([], [])
    assert hears_now(await talk.sim.call(talk.counsellor)) == ("silence", [], [])
    await talk.ask(lambda inside: inside(talk.child).update(hold=False))
    await talk.until(talk.child, ("talk", [COUNSELLOR], [COUNSELLOR]))
    told = await talk.events(5)
    assert [event["StatusCallbackEvent"] for event in told[3:]] == [
        "participant-hold",
        "participant-unhold",
    ]
    assert [event["Hold"] for event in told[3:]] == ["true", "false"]
    assert (await talk.sim.call(talk.child))["longest_silence_seconds"] < 10


async def test_a_hold_address_is_asked_with_get_unless_told_otherwise(talk: Any) -> None:
    talk.product.says("/hold", "<Say>one moment</Say>")
    url = talk.product.base + "/hold"
    await talk.ask(lambda inside: inside(talk.child).update(hold=True, hold_url=url))
    assert (await talk.product.wait_for("/hold"))[0].method == "GET"


async def test_a_hold_document_that_runs_out_leaves_the_child_in_silence(talk: Any) -> None:
    talk.product.says("/hold", "<Say>one moment</Say>")
    url = talk.product.base + "/hold"
    await talk.ask(lambda inside: inside(talk.child).update(hold=True, hold_url=url))
    await talk.sim.wait_for(talk.child, lambda view: view["longest_silence_seconds"] > 10)
    assert len(talk.product.got("/hold")) == 1


async def test_a_hold_address_that_fails_leaves_silence_and_the_child_on_the_line(
    talk: Any,
) -> None:
    talk.product.answer("/hold", (500, "text/plain", ""))
    url = talk.product.base + "/hold"
    await talk.ask(lambda inside: inside(talk.child).update(hold=True, hold_url=url))
    view = await talk.sim.wait_for(talk.child, heard("show_failed"))
    assert (view["outcome"], hears_now(view)[0]) == ("in_progress", "silence")


async def test_a_sound_at_the_hold_address_goes_round(talk: Any) -> None:
    talk.product.answer("/hold", (200, "audio/mpeg", "x" * 8000))
    url = talk.product.base + "/hold"
    await talk.ask(lambda inside: inside(talk.child).update(hold=True, hold_url=url))
    view = await talk.sim.wait_for(
        talk.child,
        lambda seen: seen["hearing"][-1]["fill"] == "sound" and seen["hearing"][-1]["seconds"] > 5,
    )
    assert view["longest_silence_seconds"] < 5


async def test_on_hold_without_an_address_there_is_music(talk: Any) -> None:
    await talk.ask(lambda inside: inside(talk.child).update(hold=True))
    await talk.until(talk.child, ("sound", [], []))


async def test_a_child_on_hold_can_still_be_redirected(talk: Any) -> None:
    talk.product.says("/hold", '<Pause length="6000"/>')
    talk.product.says("/again", '<Say>here again</Say><Pause length="6000"/>')
    url = talk.product.base + "/hold"
    await talk.ask(lambda inside: inside(talk.child).update(hold=True, hold_url=url))
    await talk.product.wait_for("/hold")
    again = talk.product.base + "/again"
    await asyncio.to_thread(talk.twilio.calls(talk.child).update, url=again)
    await talk.sim.wait_for(talk.child, heard("heard_say"))


async def test_the_coached_one_alone_hears_the_coach(talk: Any) -> None:
    sid = await talk.bring(SUPERVISOR, coaching=True, call_sid_to_coach=talk.counsellor)
    await talk.joined(sid)
    both = [COUNSELLOR, SUPERVISOR]
    await talk.until(sid, ("talk", [CHILD, COUNSELLOR], [COUNSELLOR]))
    await talk.until(talk.child, ("talk", [COUNSELLOR], both))
    await talk.until(talk.counsellor, ("talk", [CHILD, SUPERVISOR], [CHILD, SUPERVISOR]))
    member = await talk.ask(lambda inside: inside(sid).fetch())
    assert (member.coaching, member.call_sid_to_coach) == (True, talk.counsellor)
    await talk.ask(lambda inside: inside(sid).update(coaching=False))
    await talk.until(talk.child, ("talk", both, both))
    await talk.sim.handset_hang_up(SUPERVISOR)
    await talk.until(talk.child, ("talk", [COUNSELLOR], [COUNSELLOR]))
    view = await talk.sim.call(talk.child)
    assert 0 < seconds_heard(view, SUPERVISOR) < seconds_heard_by(view, SUPERVISOR)
    told = await talk.events(6)
    assert [told[i]["StatusCallbackEvent"] for i in (3, 4)] == [
        "participant-join",
        "participant-modify",
    ]
    assert [told[i]["Coaching"] for i in (3, 4)] == ["true", "false"]


async def test_a_silent_listener_is_never_heard(talk: Any) -> None:
    sid = await talk.bring(SUPERVISOR, muted=True)
    await talk.joined(sid)
    await talk.until(sid, ("talk", [CHILD, COUNSELLOR], []))
    await talk.sim.hang_up(talk.child)
    view = await talk.sim.wait_for(talk.child, over)
    assert seconds_heard(view, SUPERVISOR) == 0
    assert seconds_heard_by(view, SUPERVISOR) > 0


async def test_only_somebody_inside_can_be_coached(talk: Any) -> None:
    inside = talk.twilio.conferences(talk.conference).participants
    nobody = "CA" + "0" * 32
    make = {"from_": "1098", "to": SUPERVISOR}
    for wrong in ({"coaching": True}, {"coaching": True, "call_sid_to_coach": nobody}):
        answer = await refused(lambda wrong=wrong: inside.create(**make, **wrong))  # type: ignore[misc]
        assert answer == (400, 20001)
    assert await refused(lambda: inside(talk.counsellor).update(coaching=True)) == (400, 20001)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "", "from_": "1098"}, 21201),
        ({"to": "x", "from_": "1098"}, 21211),
        ({"to": COUNSELLOR, "from_": "1098", "coaching": True}, 20001),
        ({"to": "+15005550003", "from_": "1098"}, 21215),
        ({"to": COUNSELLOR, "from_": ""}, 21213),
        ({"to": COUNSELLOR, "from_": "1098", "max_participants": 1}, 20001),
        ({"to": COUNSELLOR, "from_": "1098", "wait_url": "ftp://x"}, 21205),
        ({"to": COUNSELLOR, "from_": "1098", "status_callback": "nowhere"}, 21205),
    ],
)
async def test_a_participant_asked_for_wrongly_is_refused(
    twilio: Any, fields: dict[str, Any], code: int
) -> None:
    inside = twilio.conferences("call-9").participants
    assert await refused(lambda: inside.create(**fields)) == (400, code)
    assert await asyncio.to_thread(twilio.conferences.list) == []


async def test_who_ends_nothing_by_leaving_goes_out_and_comes_back_into_the_same_conference(
    talk: Any,
) -> None:
    await talk.ask(lambda inside: inside(talk.child).update(end_conference_on_exit=False))
    talk.product.says("/question", '<Gather numDigits="1" action="/again"><Say>yes?</Say></Gather>')
    talk.product.says("/again", ROOM.format(attributes=""))
    url = talk.product.base + "/question"
    await asyncio.to_thread(talk.twilio.calls(talk.child).update, url=url)
    await talk.sim.wait_for(talk.child, lambda view: bool(view["listening_for_keys"]))
    assert not over(await talk.sim.call(talk.counsellor))
    assert await talk.sim.press(talk.child, "1")
    await talk.until(talk.child, ("talk", [COUNSELLOR], [COUNSELLOR]))
    told = [event["StatusCallbackEvent"] for event in await talk.events(6)]
    assert told[-2:] == ["participant-leave", "participant-join"]
    assert "conference-end" not in told
    assert len(talk.product.got("/again")) == 1
    assert talk.product.got("/dial-done") == []
