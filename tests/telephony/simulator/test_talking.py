"""Two legs in a conference, and a dial to telephones: events, results and what both people hear."""

import asyncio
from typing import Any

import pytest

from app.telephony.simulator.client import SimClient, heard, over

CHILD = "+8801012345601"
DUTY = "+8801012345699"
COUNSELLOR = "client:counsellor_1"
ROOM = (
    '<Dial action="/dial-done"><Conference beep="false" {attributes} statusCallback="/room"'
    ' statusCallbackEvent="start end join leave mute hold">room-7</Conference></Dial>'
)

pytestmark = pytest.mark.asyncio


def room(attributes: str = "") -> str:
    return ROOM.format(attributes=attributes)


async def connect(product: Any, sim: SimClient, twilio: Any) -> tuple[str, str]:
    """A child and a counsellor talking; their two call sids."""
    product.says("/voice", room('endConferenceOnExit="true"'))
    product.says("/leg", room())
    if "/dial-done" not in product.answers:
        product.says("/dial-done", "<Hangup/>")
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, heard("joined_conference"))
    leg = await asyncio.to_thread(
        twilio.calls.create,
        to=COUNSELLOR,
        from_="1098",
        url=product.base + "/leg",
        status_callback=product.base + "/leg-status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    await sim.wait_for(sid, heard("talking_with"))
    return sid, str(leg.sid)


def events(product: Any) -> list[str]:
    return [request["StatusCallbackEvent"] for request in product.got("/room")]


async def test_two_legs_talk_and_every_event_is_numbered(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    sid, leg = await connect(product, sim, twilio)
    got = await product.wait_for("/room", 3)
    assert events(product) == ["participant-join", "participant-join", "conference-start"]
    assert [request["SequenceNumber"] for request in got] == ["1", "2", "3"]
    assert [got[0]["CallSid"], got[1]["CallSid"]] == [sid, leg]
    assert (got[0]["FriendlyName"], got[0]["EndConferenceOnExit"]) == ("room-7", "true")
    assert len({request["ConferenceSid"] for request in got}) == 1
    child, counsellor = await sim.call(sid), await sim.call(leg)
    assert child["timeline"][-1]["parties"] == [COUNSELLOR]
    assert counsellor["timeline"][-1]["parties"] == [CHILD]


async def test_the_leg_tells_its_states_in_order_from_zero(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    _, leg = await connect(product, sim, twilio)
    await sim.handset_hang_up(COUNSELLOR)
    got = await product.wait_for("/leg-status", 4)
    assert [request["CallStatus"] for request in got] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert [request["SequenceNumber"] for request in got] == ["0", "1", "2", "3"]
    assert {request["CallSid"] for request in got} == {leg}
    assert {request["Direction"] for request in got} == {"outbound-api"}
    assert got[3]["CallDuration"].isdigit()


async def test_a_child_who_hangs_up_ends_the_conference_and_the_counsellors_dial(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    sid, leg = await connect(product, sim, twilio)
    await sim.hang_up(sid)
    view = await sim.wait_for(leg, over)
    got = await product.wait_for("/room", 6)
    assert events(product)[3:] == ["participant-leave", "participant-leave", "conference-end"]
    assert got[3]["ReasonParticipantLeft"] == "participant_hung_up"
    assert got[3]["ParticipantCallStatus"] == "completed"
    assert got[4]["ReasonParticipantLeft"] == "moderator_ended_conference"
    assert got[5]["CallSidEndingConference"] == sid
    done = {request["CallSid"]: request for request in await product.wait_for("/dial-done", 2)}
    assert (done[sid]["CallStatus"], done[sid]["DialCallStatus"]) == ("completed", "answered")
    assert done[leg]["CallStatus"] == "in-progress"
    assert view["outcome"] == "talked"


async def test_a_child_left_alone_hears_silence_until_taken_back(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    sid, _ = await connect(product, sim, twilio)
    await sim.handset_hang_up(COUNSELLOR)
    await sim.wait_for(sid, heard("left_alone"))
    product.says("/again", "<Say>one moment</Say>" + room())
    await asyncio.to_thread(twilio.calls(sid).update, url=product.base + "/again")
    view = await sim.wait_for(sid, heard("heard_say"))
    assert view["outcome"] == "in_progress"
    assert view["talk_seconds"] > 0
    await product.wait_for("/room", 6)
    assert events(product)[3:6] == ["participant-leave", "participant-leave", "conference-end"]
    assert "participant-join" in events(product)[6:] or await product.wait_for("/room", 7)


async def test_only_the_first_to_join_decides_who_hears_of_the_conference(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    product.says("/voice", room().replace('"/room"', '"/first"'))
    product.says("/leg", room().replace('"/room"', '"/second"'))
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, heard("joined_conference"))
    url = product.base + "/leg"
    await asyncio.to_thread(twilio.calls.create, to=COUNSELLOR, from_="1098", url=url)
    await sim.wait_for(sid, heard("talking_with"))
    await product.wait_for("/first", 3)
    assert product.got("/second") == []


async def test_nobody_talks_before_somebody_may_start(product: Any, sim: SimClient) -> None:
    product.says("/voice", room('startConferenceOnEnter="false"'))
    first = await sim.place_call(CHILD)
    second = await sim.place_call("+8801012345602")
    for sid in (first, second):
        await sim.wait_for(sid, heard("joined_conference"))
    assert not heard("talking_with")(await sim.call(first))
    product.says("/voice", room())
    third = await sim.place_call("+8801012345603")
    for sid in (first, second, third):
        await sim.wait_for(sid, heard("talking_with"))


async def test_twilios_client_mutes_holds_and_removes_a_participant(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    product.says("/dial-done", '<Say>back</Say><Pause length="600"/>')
    sid, leg = await connect(product, sim, twilio)

    def drive() -> tuple[Any, ...]:
        (conference,) = twilio.conferences.list(status="in-progress", friendly_name="room-7")
        members = twilio.conferences(conference.sid).participants
        listed = {member.call_sid for member in members.list()}
        held = members(sid).update(hold=True)
        unheld = members(sid).update(hold=False)
        muted = members(leg).update(muted=True)
        assert members(leg).fetch().muted
        assert members(sid).delete()
        return conference, listed, held, unheld, muted

    conference, listed, held, unheld, muted = await asyncio.to_thread(drive)
    assert listed == {sid, leg}
    assert (held.hold, unheld.hold, muted.muted) == (True, False, True)
    await sim.wait_for(sid, heard("heard_say"))
    assert heard("on_hold")(await sim.call(sid))
    await product.wait_for("/room", 9)
    assert events(product)[3:6] == ["participant-hold", "participant-unhold", "participant-mute"]
    ended = await asyncio.to_thread(twilio.conferences(conference.sid).fetch)
    assert ended.status == "completed"


async def test_a_dialled_telephone_that_answers_talks_until_it_is_put_down(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", f'<Dial action="/dial-done"><Number>{DUTY}</Number></Dial>')
    product.says("/dial-done", "<Say>bye</Say>")
    await sim.set_rule(DUTY, answer=True, after_s=2)
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, heard("talking_with"))
    await sim.handset_hang_up(DUTY)
    view = await sim.wait_for(sid, over)
    (done,) = product.got("/dial-done")
    assert (done["DialCallStatus"], done["DialBridged"]) == ("completed", "true")
    assert done["CallStatus"] == "in-progress"
    assert heard("heard_say")(view)


async def test_a_desk_may_put_down_by_itself(product: Any, sim: SimClient) -> None:
    product.says("/voice", '<Dial action="/done">999</Dial>')
    product.says("/done", "<Say>bye</Say>")
    await sim.set_rule("999", scenario="answers_and_hangs_up")
    view = await sim.wait_for(await sim.place_call(CHILD), over)
    (done,) = product.got("/done")
    assert (done["DialCallStatus"], done["CallStatus"]) == ("completed", "in-progress")
    assert 15 < view["talk_seconds"] < 25


async def test_of_several_telephones_the_first_to_answer_wins(product: Any, sim: SimClient) -> None:
    other = "+8801012345698"
    product.says("/voice", f"<Dial><Number>{DUTY}</Number><Number>{other}</Number></Dial>")
    await sim.set_rule(DUTY, answer=True, after_s=30)
    await sim.set_rule(other, answer=True, after_s=1)
    sid = await sim.place_call(CHILD)
    view = await sim.wait_for(sid, heard("talking_with"))
    assert view["timeline"][-1]["parties"] == [other]
    await sim.hang_up(sid)
    await sim.wait_for(sid, over)
    states = {handset["address"]: handset["state"] for handset in await sim.handsets()}
    assert states == {DUTY: "idle", other: "idle"}


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ({}, "no-answer"),
        ({"answer": False, "after_s": 1}, "busy"),
        ({"scenario": "no_answer"}, "no-answer"),
        ({"scenario": "busy"}, "busy"),
        ({"scenario": "unreachable"}, "failed"),
    ],
)
async def test_a_dial_nobody_takes_keeps_the_caller(
    product: Any, sim: SimClient, rule: dict[str, Any], status: str
) -> None:
    product.says("/voice", f'<Dial action="/dial-done" timeout="5">{DUTY}</Dial>')
    product.says("/dial-done", '<Say>still here</Say><Pause length="600"/>')
    await sim.set_rule(DUTY, **rule)
    view = await sim.wait_for(await sim.place_call(CHILD), heard("heard_say"))
    (done,) = product.got("/dial-done")
    assert (done["DialCallStatus"], done["CallStatus"]) == (status, "in-progress")
    assert view["outcome"] == "in_progress"


@pytest.mark.parametrize("agrees", [True, False])
async def test_who_lets_go_while_being_asked_was_never_connected(
    product: Any, sim: SimClient, agrees: bool
) -> None:
    await sim.set_rule(COUNSELLOR, answer=True, after_s=1, press="1" if agrees else "")
    product.says("/voice", f'<Dial action="/done"><Number url="/ask">{COUNSELLOR}</Number></Dial>')
    ask = '<Gather numDigits="1" timeout="2" action="/agreed"><Say>one?</Say></Gather><Hangup/>'
    product.says("/ask", ask)
    product.says("/agreed", "")
    product.says("/done", "<Say>on</Say>")
    sid = await sim.place_call(CHILD)
    (asked,) = await product.wait_for("/ask")
    assert asked["ParentCallSid"] == sid
    if agrees:
        await sim.wait_for(sid, heard("talking_with"))
        await sim.handset_hang_up(COUNSELLOR)
    (done,) = await product.wait_for("/done")
    assert done["DialBridged"] == str(agrees).lower()
    assert heard("talking_with")(await sim.call(sid)) == agrees
