"""Texts: a telephone texts our number, answers go back, and records are read, emptied, removed."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from app.telephony.simulator.client import SimClient

WORKER = "+8801012345671"

pytestmark = pytest.mark.asyncio


@pytest.fixture
def options(product: Any) -> dict[str, Any]:
    return {"speed": 40.0, "sms_url": product.base + "/sms"}


async def refused(call: Callable[[], Any]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as error:
        await asyncio.to_thread(call)
    return int(error.value.status), int(error.value.code or 0)


async def test_a_text_to_our_number_is_told_with_all_its_parameters(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    sid = await sim.send_text(WORKER, "১ হ্যাঁ")
    (got,) = await product.wait_for("/sms")
    assert got.signed
    assert (got["From"], got["To"], got["Body"]) == (WORKER, "1098", "১ হ্যাঁ")
    assert got["MessageSid"] == got["SmsSid"] == got["SmsMessageSid"] == sid
    assert (got["NumMedia"], got["NumSegments"], got["SmsStatus"]) == ("0", "1", "received")
    shown = await asyncio.to_thread(twilio.messages(sid).fetch)
    assert (shown.direction, shown.status, shown.body) == ("inbound", "received", "১ হ্যাঁ")


async def test_the_answer_to_a_text_is_sent_back(product: Any, sim: SimClient, twilio: Any) -> None:
    product.says("/sms", "<Message>thanks</Message><Message><Body>more</Body></Message>")
    await sim.send_text(WORKER, "hello")
    since = 0
    while len(await sim.handset_messages(WORKER)) < 2:
        _, since = await sim.events(since, wait_s=5)
    assert [text["body"] for text in await sim.handset_messages(WORKER)] == ["thanks", "more"]
    sent = await asyncio.to_thread(lambda: twilio.messages.list(to=WORKER))
    assert {message.direction for message in sent} == {"outbound-reply"}


@pytest.mark.parametrize("answer", ["<Response><Say>x</Say></Response>", "not xml"])
async def test_an_answer_nobody_can_follow_sends_nothing(
    product: Any, sim: SimClient, answer: str
) -> None:
    product.answer("/sms", answer)
    await sim.send_text(WORKER, "hello")
    since, kinds = 0, set()
    while "message.answer_refused" not in kinds:
        news, since = await sim.events(since, wait_s=5)
        kinds |= {event["kind"] for event in news}
    assert await sim.handset_messages(WORKER) == []


async def test_the_words_of_a_text_can_be_removed_and_then_the_record(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    url = product.base + "/text"

    async def sent() -> Any:
        asked = {"to": WORKER, "from_": "1098", "body": "a", "status_callback": url}
        made = await asyncio.to_thread(lambda: twilio.messages.create(**asked))
        return twilio.messages(made.sid)

    await sim.set_rule(WORKER, text="switched_off")
    on_its_way = await sent()
    assert await refused(on_its_way.delete) == (409, 20009)
    assert await refused(lambda: on_its_way.update(body="")) == (400, 20009)
    await product.wait_for("/text", 1)
    await sim.set_rule(WORKER, text="delivered")
    one = await sent()
    await product.wait_for("/text", 3)
    assert await refused(lambda: one.update(body="other")) == (400, 20001)
    assert (await asyncio.to_thread(lambda: one.update(body=""))).body == ""
    assert await asyncio.to_thread(one.delete)
    assert await refused(one.fetch) == (404, 20404)


@pytest.mark.parametrize(
    ("to", "from_", "code"),
    [
        ("+15005550002", "1098", 21612),
        ("+15005550003", "1098", 21408),
        ("+15005550004", "1098", 21610),
        ("+15005550009", "1098", 21614),
        (WORKER, "+15005550007", 21606),
        (WORKER, "+15005550008", 21611),
    ],
)
async def test_some_numbers_stand_for_an_error(twilio: Any, to: str, from_: str, code: int) -> None:
    asked = {"to": to, "from_": from_, "body": "a"}
    assert await refused(lambda: twilio.messages.create(**asked)) == (400, code)
