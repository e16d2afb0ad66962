"""Queues by REST: sizes, who waits, taking out one caller, and what happens when nobody fits in."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from app.telephony.simulator.client import SimClient, heard, over

CHILD, SECOND = "+8801012345601", "+8801012345602"
ENQUEUE = '<Enqueue action="/left" waitUrl="/wait">line</Enqueue>'

pytestmark = pytest.mark.asyncio


async def refused(call: Callable[[], Any]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as error:
        await asyncio.to_thread(call)
    return int(error.value.status), int(error.value.code or 0)


@pytest.fixture(autouse=True)
def waiting(product: Any) -> None:
    product.says("/voice", ENQUEUE)
    product.says("/wait", '<Pause length="6000"/>')
    product.says("/left", '<Say>left</Say><Pause length="6000"/>')
    product.says("/join", '<Say>out</Say><Pause length="6000"/>')


async def queued(sim: SimClient, *numbers: str) -> list[str]:
    sids = []
    for number in numbers:
        sids.append(await sim.place_call(number))
        await sim.wait_for(sids[-1], heard("queued"))
    return sids


def the_queue(twilio: Any) -> Any:
    (found,) = [queue for queue in twilio.queues.list() if queue.friendly_name == "line"]
    return found


async def test_a_queue_shows_who_waits_in_order(sim: SimClient, twilio: Any) -> None:
    first, second = await queued(sim, CHILD, SECOND)
    queue = await asyncio.to_thread(the_queue, twilio)
    assert (queue.current_size, queue.max_size) == (2, 1000)
    members = twilio.queues(queue.sid).members
    listed = await asyncio.to_thread(members.list)
    assert [(each.call_sid, each.position) for each in listed] == [(first, 1), (second, 2)]
    front = await asyncio.to_thread(members("Front").fetch)
    assert (front.call_sid, front.queue_sid) == (first, queue.sid)
    assert (await asyncio.to_thread(members(second).fetch)).wait_time >= 0


async def test_one_caller_is_taken_out_by_name_and_only_once(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    first, second = await queued(sim, CHILD, SECOND)
    queue = await asyncio.to_thread(the_queue, twilio)
    member = twilio.queues(queue.sid).members(second)
    url = product.base + "/join"
    tries = await asyncio.gather(
        *(asyncio.to_thread(member.update, url=url) for _ in range(4)), return_exceptions=True
    )
    won = [each for each in tries if not isinstance(each, TwilioRestException)]
    lost = [each.status for each in tries if isinstance(each, TwilioRestException)]
    assert (len(won), lost) == (1, [404, 404, 404])
    await sim.wait_for(second, heard("heard_say"))
    assert [request["CallSid"] for request in product.got("/join")] == [second]
    (left,) = await product.wait_for("/left")
    assert (left["QueueResult"], left["QueueSid"]) == ("redirected", queue.sid)
    assert (await sim.call(first))["queue"] == "line"


async def test_front_takes_whoever_is_first_at_that_moment(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    first, second = await queued(sim, CHILD, SECOND)
    queue = await asyncio.to_thread(the_queue, twilio)
    front = twilio.queues(queue.sid).members("Front")
    url = product.base + "/join"
    took = [await asyncio.to_thread(front.update, url=url) for _ in range(2)]
    assert [each.call_sid for each in took] == [first, second]
    assert await refused(lambda: front.update(url=url)) == (404, 20404)


async def test_who_hung_up_is_no_member_any_more(sim: SimClient, twilio: Any) -> None:
    (sid,) = await queued(sim, CHILD)
    queue = await asyncio.to_thread(the_queue, twilio)
    await sim.hang_up(sid)
    await sim.wait_for(sid, over)
    member = twilio.queues(queue.sid).members(sid)
    assert await refused(member.fetch) == (404, 20404)


async def test_a_full_queue_turns_the_next_away_and_keeps_the_line(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    made = await asyncio.to_thread(lambda: twilio.queues.create(friendly_name="line", max_size=1))
    assert (made.max_size, made.current_size) == (1, 0)
    (first,) = await queued(sim, CHILD)
    second = await sim.place_call(SECOND)
    view = await sim.wait_for(second, heard("heard_say"))
    (left,) = product.got("/left")
    assert (left["QueueResult"], left["CallSid"]) == ("queue-full", second)
    assert "QueueSid" not in left
    assert "QueueTime" not in left
    assert view["outcome"] == "in_progress"
    bigger = await asyncio.to_thread(lambda: twilio.queues(made.sid).update(max_size=5000))
    assert bigger.max_size == 5000
    product.says("/voice", ENQUEUE)
    third = await sim.place_call("+8801012345603")
    await sim.wait_for(third, heard("queued"))
    assert (await sim.call(first))["queue"] == "line"


async def test_a_queue_is_renamed_and_removed_when_empty(sim: SimClient, twilio: Any) -> None:
    (sid,) = await queued(sim, CHILD)
    queue = await asyncio.to_thread(the_queue, twilio)
    one = twilio.queues(queue.sid)
    assert (await asyncio.to_thread(lambda: one.update(friendly_name="new"))).friendly_name == "new"
    assert (await sim.call(sid))["queue"] == "new"
    assert await refused(one.delete) == (400, 22004)
    await sim.hang_up(sid)
    await sim.wait_for(sid, over)
    assert await asyncio.to_thread(one.delete)
    assert await refused(one.fetch) == (404, 20404)


@pytest.mark.parametrize(
    "fields",
    [
        {"friendly_name": ""},
        {"friendly_name": "n" * 65},
        {"friendly_name": "x", "max_size": 5001},
        {"friendly_name": "x", "max_size": 0},
    ],
)
async def test_a_queue_asked_for_wrongly_is_refused(twilio: Any, fields: dict[str, Any]) -> None:
    assert await refused(lambda: twilio.queues.create(**fields)) == (400, 20001)


async def test_two_queues_have_no_name_in_common(twilio: Any) -> None:
    await asyncio.to_thread(lambda: twilio.queues.create(friendly_name="x"))
    assert await refused(lambda: twilio.queues.create(friendly_name="x")) == (400, 22003)
