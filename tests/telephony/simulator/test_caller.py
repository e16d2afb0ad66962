"""What a caller lives through, verb by verb, against a product that is only HTTP."""

import asyncio
import io
import time
import wave
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from app.telephony.simulator.client import SimClient, heard, over

CHILD = "+8801012345601"

pytestmark = pytest.mark.asyncio


def marks(view: dict[str, Any]) -> list[str]:
    return [entry["what"] for entry in view["timeline"] if entry["what"] != "silence"]


def entry(view: dict[str, Any], what: str) -> dict[str, Any]:
    return next(entry for entry in view["timeline"] if entry["what"] == what)


async def test_a_call_is_announced_with_all_parameters_and_a_valid_signature(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", "<Say>hello</Say>")
    sid = await sim.place_call(CHILD, caller_name="এক জন", extra={"SipHeader_X-Line": "7"})
    view = await sim.wait_for(sid, over)
    (voice,) = product.got("/voice")
    assert voice.signed
    assert voice["CallSid"] == sid
    assert len(sid) == 34
    assert (voice["From"], voice["Caller"], voice["To"], voice["Called"]) == (
        CHILD,
        CHILD,
        "1098",
        "1098",
    )
    assert (voice["CallStatus"], voice["Direction"]) == ("ringing", "inbound")
    assert (voice["FromCity"], voice["ForwardedFrom"]) == ("", "")
    assert voice["CallerName"] == "এক জন"
    assert voice["SipHeader_X-Line"] == "7"
    assert "I-Twilio-Idempotency-Token" in voice.headers
    assert marks(view) == ["heard_say", "cut_off"]


@pytest.mark.parametrize("options", [{"speed": 2.0}])  # a busy machine adds no whole second
async def test_the_end_of_a_call_is_told_once_to_the_number_status_address(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", '<Pause length="3"/>')
    sid = await sim.place_call(CHILD)
    (status,) = await product.wait_for("/status")
    assert (status["CallSid"], status["CallStatus"], status["SequenceNumber"]) == (
        sid,
        "completed",
        "0",
    )
    assert status["CallDuration"] == "3"
    view = await sim.call(sid)
    assert view["outcome"] == "cut_off"
    assert 2.9 < view["longest_silence_seconds"] < 4


async def test_a_caller_who_hangs_up_is_abandoned_and_not_lost(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", '<Pause length="600"/>')
    sid = await sim.place_call(CHILD, script=[{"after_s": 2, "hang_up": True}])
    view = await sim.wait_for(sid, over)
    assert (view["outcome"], view["ended_by"]) == ("abandoned", "caller")
    assert marks(view) == ["hung_up"]


SPEED = 8.0


@asynccontextmanager
async def stalls() -> AsyncIterator[Callable[[], float]]:
    """Real seconds in which nothing of this process ran: how late each of many rests ended."""
    late = 0.0

    async def rest() -> None:
        nonlocal late
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.005)
            late += time.monotonic() - began - 0.005

    resting = asyncio.ensure_future(rest())
    yield lambda: late
    resting.cancel()


@pytest.mark.parametrize("options", [{"speed": SPEED}])
async def test_play_fetches_the_recording_and_lasts_as_long_as_it(
    product: Any, sim: SimClient
) -> None:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as recording:
        recording.setparams((1, 2, 8000, 0, "NONE", ""))
        recording.writeframes(b"\0\0" * 8000 * 4)

    async def give() -> web.Response:
        return web.Response(body=sound.getvalue(), content_type="audio/wav")

    product.answer("/prompts/greeting.wav", give)
    product.says("/voice", '<Play loop="2">prompts/greeting.wav</Play>')
    async with stalls() as stalled:
        view = await sim.wait_for(await sim.place_call(CHILD), over)
        busy = stalled() * SPEED
    play = entry(view, "heard_play")
    assert play["url"].endswith("/prompts/greeting.wav")
    assert play["seconds"] == 4
    assert 7.9 < view["seconds"] < 11 + busy
    assert [request.method for request in product.got("/prompts/greeting.wav")] == ["GET"]


async def test_a_missing_recording_is_heard_as_an_error(product: Any, sim: SimClient) -> None:
    product.answer("/gone.wav", (404, "text/plain", ""))
    product.says("/voice", "<Play>/gone.wav</Play>")
    view = await sim.wait_for(await sim.place_call(CHILD), over)
    assert (view["outcome"], entry(view, "heard_error")["code"]) == ("heard_error", 11200)


async def test_a_key_cuts_the_prompt_short_and_is_sent_to_the_action(
    product: Any, sim: SimClient
) -> None:
    prompt = "<Say>" + "long words " * 100 + "</Say>"
    product.says("/voice", f'<Gather numDigits="1" action="keys/1?x=%2B1">{prompt}</Gather>')
    product.says("/keys/1", "<Say>thanks</Say><Hangup/><Say>never</Say>")
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, lambda view: view["listening_for_keys"])
    assert await sim.press(sid, "1")
    view = await sim.wait_for(sid, over)
    (keys,) = product.got("/keys/1")
    assert (keys["Digits"], keys["CallStatus"], keys["CallSid"]) == ("1", "in-progress", sid)
    assert keys.url.endswith("/keys/1?x=%2B1")
    assert marks(view) == ["heard_say", "pressed", "heard_say", "cut_off"]


async def test_gather_ends_at_the_finishing_key_or_the_wanted_number(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", '<Gather action="/keys" timeout="60"/>')
    product.says("/keys", '<Gather action="/more" numDigits="3" finishOnKey=""/>', "")
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, lambda view: view["listening_for_keys"])
    await sim.press(sid, "12#")
    (first,) = await product.wait_for("/keys")
    assert (first["Digits"], first["FinishedOnKey"]) == ("12", "#")
    await sim.wait_for(sid, lambda view: view["listening_for_keys"])
    await sim.press(sid, "*0#")
    (second,) = await product.wait_for("/more")
    assert second["Digits"] == "*0#"


async def test_gather_without_a_key_falls_through_without_a_request(
    product: Any, sim: SimClient
) -> None:
    product.says(
        "/voice", '<Gather action="/keys" timeout="2"><Say>press</Say></Gather><Say>next</Say>'
    )
    view = await sim.wait_for(await sim.place_call(CHILD), over)
    assert product.got("/keys") == []
    assert marks(view) == ["heard_say", "heard_say", "cut_off"]


async def test_gather_tells_an_empty_result_when_asked_to(product: Any, sim: SimClient) -> None:
    product.says("/voice", '<Gather action="/keys" timeout="2" actionOnEmptyResult="true"/>')
    await sim.wait_for(await sim.place_call(CHILD), over)
    (keys,) = product.got("/keys")
    assert keys["Digits"] == ""


async def test_a_key_nobody_listens_for_is_lost(product: Any, sim: SimClient) -> None:
    product.says("/voice", '<Pause length="600"/>')
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, lambda view: view["status"] == "in-progress")
    assert not await sim.press(sid, "1")
    assert entry(await sim.call(sid), "pressed")["heard"] is False


async def test_a_scripted_caller_presses_when_asked(product: Any, sim: SimClient) -> None:
    product.says("/voice", '<Pause length="5"/><Gather numDigits="1" action="/keys"/>')
    await sim.place_call(CHILD, script=[{"after_s": 0.5, "press": "2"}])
    (keys,) = await product.wait_for("/keys")
    assert keys["Digits"] == "2"


async def test_redirect_resolves_against_its_own_document(product: Any, sim: SimClient) -> None:
    product.says("/voice", "<Redirect>deep/one</Redirect><Say>never</Say>")
    product.says("/deep/one", '<Redirect method="GET">two?kept=1</Redirect>')
    product.says("/deep/two", "<Say>arrived</Say>")
    view = await sim.wait_for(await sim.place_call(CHILD), over)
    (got,) = product.got("/deep/two")
    assert got.method == "GET"
    assert "kept=1&CallSid=" in got.url
    assert entry(view, "heard_say")["text"] == "arrived"


async def test_reject_is_never_answered(product: Any, sim: SimClient) -> None:
    product.says("/voice", '<Reject reason="busy"/>')
    view = await sim.wait_for(await sim.place_call(CHILD), over)
    assert (view["status"], view["outcome"], view["talk_seconds"]) == ("busy", "rejected", 0)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((500, "text/xml", "<Response/>"), 11200),
        ((404, "text/plain", "no"), 11200),
        ((200, "text/xml", "<Response><Say>"), 12100),
        ((200, "text/xml", "<Response><Shout/></Response>"), 12200),
        ((200, "text/xml", '<Response><Pause length="x"/></Response>'), 12200),
        ((200, "application/json", "{}"), 12300),
        ((200, "text/xml", "<Response><Redirect>/voice</Redirect></Response>"), 11200),
    ],
)
async def test_instructions_nobody_can_follow_are_a_lost_call(
    product: Any, sim: SimClient, answer: tuple[int, str, str], code: int
) -> None:
    product.answer("/voice", answer)
    view = await sim.wait_for(await sim.place_call(CHILD), over)
    assert (view["outcome"], view["ended_by"]) == ("heard_error", "network")
    assert entry(view, "heard_error")["code"] == code
    assert marks(view)[-1] == "cut_off"
    (status,) = await product.wait_for("/status")
    assert status["CallStatus"] == "completed"


async def test_error_in_the_middle_of_a_call_is_a_lost_call_too(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", "<Say>hello</Say><Redirect>/broken</Redirect>")
    product.answer("/broken", (503, "text/plain", ""))
    view = await sim.wait_for(await sim.place_call(CHILD), over)
    assert view["outcome"] == "heard_error"
    assert [request["status"] for request in view["requests"]] == [200, 503]


async def test_withheld_numbers_pass_as_they_are(product: Any, sim: SimClient) -> None:
    product.says("/voice", "<Hangup/>")
    for number in ("anonymous", "+266696687", ""):
        await sim.wait_for(await sim.place_call(number), over)
    assert [voice["From"] for voice in product.got("/voice")] == ["anonymous", "+266696687", ""]


async def test_the_caller_hears_what_was_said(product: Any, sim: SimClient) -> None:
    product.says("/voice", '<Say language="bn-IN" voice="v">অপেক্ষা করুন</Say><Pause length="600"/>')
    view = await sim.wait_for(await sim.place_call(CHILD), heard("heard_say"))
    said = entry(view, "heard_say")
    assert (said["text"], said["language"], said["voice"]) == ("অপেক্ষা করুন", "bn-IN", "v")
