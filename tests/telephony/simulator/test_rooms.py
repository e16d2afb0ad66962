"""A conference as a whole: announcements, taking out, ending, limits, waiting for its start."""

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


async def test_an_announcement_is_heard_by_one_and_its_end_is_told(talk: Any) -> None:
    talk.product.says("/announce", "<Say>the school answers</Say>")
    url = talk.product.base + "/announce"
    await talk.ask(lambda inside: inside(talk.child).update(announce_url=url))
    await talk.sim.wait_for(talk.child, heard("heard_say"))
    await talk.until(talk.child, ("talk", [COUNSELLOR], [COUNSELLOR]))
    assert not heard("heard_say")(await talk.sim.call(talk.counsellor))
    (ended,) = (await talk.events(4))[3:]
    assert (ended["StatusCallbackEvent"], ended["AnnounceUrl"]) == ("announcement-end", url)
    assert talk.product.got("/announce")[0].method == "POST"


async def test_an_announcement_to_all_is_heard_by_all_and_told_once(talk: Any) -> None:
    talk.product.says("/announce", "<Say>five minutes left</Say>")
    url = talk.product.base + "/announce"
    room = talk.twilio.conferences(talk.conference)
    await asyncio.to_thread(room.update, announce_url=url)
    for sid in (talk.child, talk.counsellor):
        await talk.sim.wait_for(sid, heard("heard_say"))
    await talk.until(talk.child, ("talk", [COUNSELLOR], [COUNSELLOR]))
    await talk.until(talk.counsellor, ("talk", [CHILD], [CHILD]))
    talk.product.answer("/announce", (404, "text/plain", ""))
    await talk.ask(lambda inside: inside(talk.child).update(announce_url=url))
    told = await talk.events(5)
    assert [event["StatusCallbackEvent"] for event in told[3:]] == [
        "announcement-end",
        "announcement-fail",
    ]
    assert "404" in told[4]["ReasonAnnouncementFailed"]


async def test_whoever_is_taken_out_goes_on_after_the_dial_or_is_over(talk: Any) -> None:
    sid = await talk.bring(SUPERVISOR)
    await talk.joined(sid)
    assert await talk.ask(lambda inside: inside(sid).delete())
    assert (await talk.sim.wait_for(sid, over))["status"] == "completed"
    await talk.until(talk.child, ("talk", [COUNSELLOR], [COUNSELLOR]))
    assert await talk.ask(lambda inside: inside(talk.child).delete())
    await talk.sim.wait_for(talk.child, heard("heard_say"))
    told = await talk.events(8)
    assert told[-1]["ReasonConferenceEnded"] == ("participant_with_end_conference_on_exit_kicked")
    inside = talk.twilio.conferences(talk.conference).participants
    assert await refused(lambda: inside(talk.child).fetch()) == (404, 20404)
    gone = {"from_": "1098", "to": SUPERVISOR}
    assert await refused(lambda: inside.create(**gone)) == (404, 20404)


async def test_a_ringing_participant_can_be_taken_back(talk: Any) -> None:
    sid = await talk.bring(DESK)
    await talk.sim.wait_for(sid, lambda view: view["status"] == "ringing")
    await talk.ask(lambda inside: inside(sid).delete())
    assert (await talk.sim.wait_for(sid, over))["status"] == "canceled"


async def test_a_conference_ended_by_rest_lets_lines_go_on_and_stops_ringing_ones(
    talk: Any,
) -> None:
    ringing = await talk.bring(DESK)
    room = talk.twilio.conferences(talk.conference)
    ended = await asyncio.to_thread(lambda: room.update(status="completed"))
    assert (ended.status, ended.reason_conference_ended) == (
        "completed",
        "conference-ended-via-api",
    )
    await talk.sim.wait_for(talk.child, heard("heard_say"))
    assert (await talk.sim.wait_for(ringing, over))["status"] == "canceled"
    reasons = {
        event["ReasonParticipantLeft"]
        for event in await talk.events(6)
        if event["StatusCallbackEvent"] == "participant-leave"
    }
    assert "conference_ended_via_api" in reasons


async def test_participants_are_listed_by_mute_and_hold(talk: Any) -> None:
    await talk.ask(lambda inside: inside(talk.counsellor).update(muted=True))
    await talk.ask(lambda inside: inside(talk.child).update(hold=True))

    def lists(inside: Any) -> list[list[str]]:
        found = (inside.list(muted=True), inside.list(hold=True), inside.list(coaching=True))
        return [[each.call_sid for each in some] for some in found]

    assert await talk.ask(lists) == [[talk.counsellor], [talk.child], []]


async def test_a_room_with_a_limit_lets_no_more_in(product: Any, sim: SimClient) -> None:
    product.says("/voice", ROOM.format(attributes='maxParticipants="2"'))
    product.says("/dial-done", '<Say>full</Say><Pause length="6000"/>')
    for last in (1, 2):
        sid = await sim.place_call(f"+880101234560{last}")
        await sim.wait_for(sid, heard("joined_conference"))
    third = await sim.place_call("+8801012345603")
    await sim.wait_for(third, heard("heard_say"))
    (done,) = product.got("/dial-done")
    assert (done["CallSid"], done["DialCallStatus"]) == (third, "failed")


async def test_the_wait_address_is_heard_until_the_conference_starts(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", ROOM.format(attributes='waitUrl="/music" waitMethod="GET"'))
    product.says("/music", "<Say>soon</Say><Redirect/>")
    first = await sim.place_call(CHILD)
    await sim.wait_for(first, heard("heard_say"))
    assert product.got("/music")[0].method == "GET"
    product.says("/voice", ROOM.format(attributes='waitUrl="" muted="true" participantLabel="x"'))
    second = await sim.place_call("+8801012345602")
    view = await sim.wait_for(second, heard("talking_with"))
    assert hears_now(view) == ("talk", [CHILD], [])
    assert hears_now(await sim.call(first)) == ("silence", [], ["+8801012345602"])
    joined = (await product.wait_for("/room", 2))[1]
    assert (joined["Muted"], joined["ParticipantLabel"]) == ("true", "x")


async def test_an_empty_wait_address_is_silence_and_none_is_music(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", ROOM.format(attributes='waitUrl=""'))
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, lambda view: view["longest_silence_seconds"] > 5)
    product.says("/voice", ROOM.format(attributes="").replace("room-7", "room-8"))
    other = await sim.place_call("+8801012345602")
    view = await sim.wait_for(other, heard("joined_conference"))
    assert hears_now(view) == ("sound", [], [])


async def test_a_document_can_name_whom_to_coach(talk: Any) -> None:
    talk.product.says("/voice", ROOM.format(attributes=f'coach="{talk.counsellor}"'))
    sid = await talk.sim.place_call("+8801012345609")
    await talk.until(sid, ("talk", [CHILD, COUNSELLOR], [COUNSELLOR]))
    talk.product.says("/voice", ROOM.format(attributes=f'coach="CA{"0" * 32}"'))
    view = await talk.sim.wait_for(await talk.sim.place_call("+8801012345608"), over)
    assert view["outcome"] == "heard_error"
