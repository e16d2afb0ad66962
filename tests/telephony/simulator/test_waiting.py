"""A caller in a queue: the wait document comes round, the result is told, nobody is dropped."""

from typing import Any

import pytest

from app.telephony.simulator.client import SimClient, heard, over

CHILD = "+8801012345601"

pytestmark = pytest.mark.asyncio

ENQUEUE = '<Enqueue action="/left" waitUrl="/wait/7">line</Enqueue>'


def position(number: int) -> Any:
    return lambda view: any(
        entry["what"] == "queued" and entry["position"] == number for entry in view["timeline"]
    )


async def test_the_wait_document_is_asked_for_again_each_time_it_runs_out(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", ENQUEUE)
    product.says("/wait/7", '<Say>please wait</Say><Pause length="4"/>')
    sid = await sim.place_call(CHILD)
    first, second, third = (await product.wait_for("/wait/7", 3))[:3]
    assert (first["QueuePosition"], first["QueueTime"], first["CurrentQueueSize"]) == (
        "1",
        "0",
        "1",
    )
    assert first["MaxQueueSize"] == "1000"
    assert (first["CallSid"], first["CallStatus"]) == (sid, "in-progress")
    assert first["QueueSid"] == second["QueueSid"] == third["QueueSid"]
    assert int(third["QueueTime"]) >= 9
    assert "AvgQueueTime" in first


async def test_the_second_in_line_knows_and_moves_up(product: Any, sim: SimClient) -> None:
    product.says("/voice", ENQUEUE)
    product.says("/wait/7", '<Pause length="2"/>')
    first = await sim.place_call(CHILD)
    await sim.wait_for(first, position(1))
    second = await sim.place_call("+8801012345602")
    await sim.wait_for(second, position(2))
    await sim.hang_up(first)
    await sim.wait_for(first, over)
    seen = len(product.got("/wait/7"))
    got = await product.wait_for("/wait/7", seen + 2)
    assert (got[-1]["CallSid"], got[-1]["QueuePosition"]) == (second, "1")


async def test_a_caller_who_hangs_up_in_the_queue_leaves_with_hangup(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", ENQUEUE)
    product.says("/wait/7", '<Pause length="10"/>')
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, heard("queued"))
    await sim.hang_up(sid)
    (left,) = await product.wait_for("/left")
    assert (left["QueueResult"], left["CallStatus"]) == ("hangup", "completed")
    assert (await sim.call(sid))["outcome"] == "abandoned"


async def test_leave_goes_on_at_the_action(product: Any, sim: SimClient) -> None:
    product.says("/voice", ENQUEUE)
    product.says("/wait/7", "<Pause/>", "<Leave/>")
    product.says("/left", "<Say>back</Say>")
    view = await sim.wait_for(await sim.place_call(CHILD), over)
    (left,) = product.got("/left")
    assert left["QueueResult"] == "leave"
    assert view["timeline"][-2]["text"] == "back"


async def test_leave_without_an_action_goes_on_with_the_next_verb(
    product: Any, sim: SimClient
) -> None:
    product.says("/voice", '<Enqueue waitUrl="/wait/7">line</Enqueue><Say>next</Say>')
    product.says("/wait/7", "<Leave/>")
    view = await sim.wait_for(await sim.place_call(CHILD), over)
    assert view["timeline"][-2]["text"] == "next"


@pytest.mark.parametrize(
    "answer",
    [(500, "text/plain", ""), (200, "text/xml", "<Response><Enqueue>x</Enqueue></Response>")],
)
async def test_a_broken_wait_document_leaves_the_child_on_the_line(
    product: Any, sim: SimClient, answer: Any
) -> None:
    product.says("/voice", ENQUEUE)
    product.answer("/wait/7", answer)
    product.says("/left", '<Say>still here</Say><Pause length="600"/>')
    view = await sim.wait_for(await sim.place_call(CHILD), heard("heard_say"))
    (left,) = product.got("/left")
    assert (left["QueueResult"], left["CallStatus"]) == ("error", "in-progress")
    assert view["outcome"] == "in_progress"


async def test_a_key_in_the_wait_document_stays_in_the_queue(product: Any, sim: SimClient) -> None:
    product.says("/voice", ENQUEUE)
    product.says("/wait/7", '<Gather numDigits="1" action="/pressed" timeout="30"/>')
    product.says("/pressed", "<Say>noted</Say>")
    sid = await sim.place_call(CHILD, script=[{"after_s": 1, "press": "1"}])
    await product.wait_for("/pressed")
    await product.wait_for("/wait/7", 2)
    assert (await sim.call(sid))["queue"] == "line"
    assert product.got("/left") == []


async def test_a_redirect_by_rest_takes_the_caller_out(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    import asyncio

    product.says("/voice", ENQUEUE)
    product.says("/wait/7", '<Pause length="60"/>')
    product.says("/join", '<Say>connecting</Say><Pause length="600"/>')
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, heard("queued"))
    await asyncio.to_thread(twilio.calls(sid).update, url=product.base + "/join")
    view = await sim.wait_for(sid, heard("heard_say"))
    (left,) = await product.wait_for("/left")
    assert left["QueueResult"] == "redirected"
    assert view["queue"] is None
    (join,) = product.got("/join")
    assert join["CallStatus"] == "in-progress"
