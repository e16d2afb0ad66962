"""Twilio's own client against the REST interface: legs, texts and refusals."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from app.telephony.simulator.client import SimClient, heard, over
from app.telephony.simulator.messages import segments

CHILD = "+8801012345601"
WORKER = "+8801012345690"
ACCOUNT = "AC" + "0" * 32

pytestmark = pytest.mark.asyncio


async def refused(work: Callable[[], Any]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as error:
        await asyncio.to_thread(work)
    return error.value.status, error.value.code


async def test_a_wrong_secret_is_refused(address: str) -> None:
    client = Client(ACCOUNT, "wrong")
    client.api.base_url = address
    assert await refused(client.calls("CA" + "1" * 32).fetch) == (401, 20003)


async def test_unknown_things_are_not_found(twilio: Any) -> None:
    assert await refused(twilio.calls("CA" + "1" * 32).fetch) == (404, 20404)
    assert await refused(twilio.messages("SM" + "1" * 32).fetch) == (404, 20404)
    assert await refused(twilio.conferences("CF" + "1" * 32).fetch) == (404, 20404)
    assert await refused(twilio.queues("QU" + "1" * 32).fetch) == (404, 20404)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "nobody", "from_": "1098", "url": "http://127.0.0.1/x"}, 21211),
        ({"to": "", "from_": "1098", "url": "http://127.0.0.1/x"}, 21201),
        ({"to": WORKER, "from_": "", "url": "http://127.0.0.1/x"}, 21213),
        ({"to": WORKER, "from_": "x y", "url": "http://127.0.0.1/x"}, 21212),
        ({"to": WORKER, "from_": "1098"}, 21205),
        ({"to": WORKER, "from_": "1098", "url": "not an address"}, 21205),
    ],
)
async def test_a_leg_asked_for_wrongly_is_refused(
    twilio: Any, fields: dict[str, str], code: int
) -> None:
    assert await refused(lambda: twilio.calls.create(**fields)) == (400, code)


async def test_a_counsellor_handset_answers_by_itself_and_runs_its_document(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    product.says("/leg", '<Say>a call for you</Say><Pause length="600"/>')
    made = await asyncio.to_thread(
        twilio.calls.create, to="client:c_1", from_="1098", url=product.base + "/leg"
    )
    assert (made.status, made.direction, made.to) == ("queued", "outbound-api", "client:c_1")
    await sim.wait_for(made.sid, heard("heard_say"))
    (leg,) = product.got("/leg")
    assert (leg["CallStatus"], leg["Direction"]) == ("in-progress", "outbound-api")
    shown = await asyncio.to_thread(twilio.calls(made.sid).fetch)
    assert shown.status == "in-progress"
    assert shown.start_time.tzinfo is not None
    (handset,) = await sim.handsets()
    assert (handset["address"], handset["state"]) == ("client:c_1", "talking")


async def test_a_telephone_that_only_rings_ends_as_no_answer(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    leg = await asyncio.to_thread(
        lambda: twilio.calls.create(
            to=WORKER,
            from_="1098",
            twiml="<Response/>",
            timeout=5,
            status_callback=product.base + "/leg-status",
        )
    )
    (status,) = await product.wait_for("/leg-status")
    assert (status["CallStatus"], status["SequenceNumber"]) == ("no-answer", "0")
    view = await sim.call(leg.sid)
    # The carrier adds five seconds to every timeout.
    assert 9.9 < view["seconds"] < 13


async def test_a_rule_answers_and_presses_when_asked(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    product.says("/ask", '<Gather numDigits="1" action="/key"><Say>press one</Say></Gather>')
    await sim.set_rule(WORKER, answer=True, after_s=3, press="1")
    await asyncio.to_thread(
        lambda: twilio.calls.create(to=WORKER, from_="1098", url=product.base + "/ask")
    )
    (key,) = await product.wait_for("/key")
    assert (key["Digits"], key["To"]) == ("1", WORKER)


async def test_a_ringing_telephone_can_be_lifted_by_hand(sim: SimClient, twilio: Any) -> None:
    leg = await asyncio.to_thread(
        lambda: twilio.calls.create(
            to=WORKER, from_="1098", twiml='<Response><Pause length="600"/></Response>', timeout=600
        )
    )
    await sim.wait_for(leg.sid, lambda view: view["status"] == "ringing")
    await sim.handset_answer(WORKER)
    await sim.wait_for(leg.sid, lambda view: view["status"] == "in-progress")


async def test_status_completed_ends_and_canceled_spares_an_answered_line(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    product.says("/voice", '<Pause length="600"/>')
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, lambda view: view["status"] == "in-progress")
    await asyncio.to_thread(lambda: twilio.calls(sid).update(status="canceled"))
    assert (await sim.call(sid))["status"] == "in-progress"
    await asyncio.to_thread(lambda: twilio.calls(sid).update(status="completed"))
    view = await sim.wait_for(sid, over)
    assert (view["ended_by"], view["status"]) == ("api", "completed")


async def test_a_ringing_leg_can_be_cancelled(sim: SimClient, twilio: Any) -> None:
    leg = await asyncio.to_thread(
        lambda: twilio.calls.create(to=WORKER, from_="1098", twiml="<Response/>", timeout=600)
    )
    await sim.wait_for(leg.sid, lambda view: view["status"] == "ringing")
    await asyncio.to_thread(lambda: twilio.calls(leg.sid).update(status="canceled"))
    assert (await sim.wait_for(leg.sid, over))["status"] == "canceled"


async def test_an_ended_call_can_not_be_redirected(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    product.says("/voice", "<Hangup/>")
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, over)
    update = twilio.calls(sid).update
    assert await refused(lambda: update(url=product.base + "/x")) == (400, 21220)
    assert (await asyncio.to_thread(lambda: update(status="completed"))).status == "completed"


async def test_a_redirect_with_a_document_given_outright(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    product.says("/voice", '<Pause length="600"/>')
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, lambda view: view["status"] == "in-progress")
    said = "<Response><Say>outright</Say></Response>"
    await asyncio.to_thread(lambda: twilio.calls(sid).update(twiml=said))
    assert heard("heard_say")(await sim.wait_for(sid, over))


async def test_calls_are_listed_with_filters_and_pages(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    product.says("/voice", '<Pause length="600"/>')
    sids = [await sim.place_call(f"+88010123456{last}") for last in ("01", "02", "03")]
    for sid in sids:
        await sim.wait_for(sid, lambda view: view["status"] == "in-progress")
    await sim.hang_up(sids[0])
    await sim.wait_for(sids[0], over)

    def drive() -> tuple[list[str], ...]:
        live = twilio.calls.list(status="in-progress", page_size=1)
        mine = twilio.calls.list(from_="+8801012345602", to="1098")
        recent = twilio.calls.list(start_time_after=datetime.now(UTC) - timedelta(minutes=5))
        future = twilio.calls.list(start_time_after=datetime.now(UTC) + timedelta(minutes=5))
        return tuple([call.sid for call in found] for found in (live, mine, recent, future))

    live, mine, recent, future = await asyncio.to_thread(drive)
    assert live == [sids[2], sids[1]]
    assert mine == [sids[1]]
    assert recent == sids[::-1]
    assert future == []


async def test_a_text_travels_and_is_told_at_each_step_but_the_first(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    body = "১০৯৮: জরুরি http://127.0.0.1:1/a/code"
    made = await asyncio.to_thread(
        lambda: twilio.messages.create(
            to=WORKER,
            from_="1098",
            body=body,
            validity_period=120,
            status_callback=product.base + "/text/1",
        )
    )
    assert (made.status, made.num_segments) == ("queued", "1")
    sent, delivered = await product.wait_for("/text/1", 2)
    assert (sent["MessageStatus"], delivered["MessageStatus"]) == ("sent", "delivered")
    assert {sent["MessageSid"], delivered["SmsSid"]} == {made.sid}
    assert "RawDlrDoneDate" in delivered
    assert "RawDlrDoneDate" not in sent
    (text,) = await sim.handset_messages(WORKER)
    assert (text["body"], text["from"]) == (body, "1098")
    assert (await asyncio.to_thread(twilio.messages(made.sid).fetch)).status == "delivered"


@pytest.mark.parametrize(
    ("behaviour", "statuses", "error", "arrives"),
    [
        ("undelivered", ["sent", "undelivered"], "30003", False),
        ("switched_off", ["sent", "undelivered"], "30036", False),
        ("no_receipt", ["sent"], "", True),
    ],
)
async def test_a_handset_may_not_get_the_text_or_not_say_so(
    product: Any,
    sim: SimClient,
    twilio: Any,
    behaviour: str,
    statuses: list[str],
    error: str,
    arrives: bool,
) -> None:
    await sim.set_rule(WORKER, text=behaviour)
    url = product.base + "/text/1"
    await asyncio.to_thread(
        lambda: twilio.messages.create(
            to=WORKER, from_="1098", body="a", validity_period=20, status_callback=url
        )
    )
    got = await product.wait_for("/text/1", len(statuses))
    assert [request["MessageStatus"] for request in got] == statuses
    assert (got[-1]["ErrorCode"] if error else "") == error
    if arrives:
        since = 0
        while not await sim.handset_messages(WORKER):
            _, since = await sim.events(since, wait_s=5)
    else:
        assert await sim.handset_messages(WORKER) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "x", "from_": "1098", "body": "a"}, 21211),
        ({"to": "client:c_1", "from_": "1098", "body": "a"}, 21211),
        ({"to": "", "from_": "1098", "body": "a"}, 21604),
        ({"to": WORKER, "from_": "1098", "body": ""}, 21602),
        ({"to": WORKER, "from_": "", "body": "a"}, 21603),
        ({"to": WORKER, "from_": "1098", "body": "a" * 1601}, 21617),
        ({"to": WORKER, "from_": "1098", "body": "a", "validity_period": 40000}, 20001),
    ],
)
async def test_a_text_asked_for_wrongly_is_refused(
    twilio: Any, fields: dict[str, Any], code: int
) -> None:
    assert await refused(lambda: twilio.messages.create(**fields)) == (400, code)


@pytest.mark.parametrize(
    ("body", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("[" * 80, 1), ("[" * 81, 2), ("ক" * 70, 1), ("ক" * 71, 2)],
)
async def test_parts_are_counted_as_carriers_do(body: str, parts: int) -> None:
    assert segments(body) == parts
