"""The records of calls by REST, as they are read after an outage: filters, pages, removal."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from app.telephony.simulator.client import SimClient, over

CHILD = "+8801012345601"

pytestmark = pytest.mark.asyncio


async def refused(call: Callable[[], Any]) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as error:
        await asyncio.to_thread(call)
    return int(error.value.status), int(error.value.code or 0)


@pytest.fixture(autouse=True)
def waiting(product: Any) -> None:
    product.says("/voice", '<Pause length="6000"/>')


async def placed(sim: SimClient, count: int) -> list[str]:
    sids = []
    for number in range(count):
        sids.append(await sim.place_call(f"+88010123456{number:02d}"))
        await sim.wait_for(sids[-1], lambda view: view["status"] == "in-progress")
    return sids


async def test_calls_are_found_by_day_and_moment_of_start_and_end(
    sim: SimClient, twilio: Any
) -> None:
    first, second = await placed(sim, 2)
    await sim.hang_up(first)
    await sim.wait_for(first, over)
    now = datetime.now(UTC)
    today, yesterday = now.date(), now.date() - timedelta(days=1)
    soon, before = now + timedelta(minutes=5), now - timedelta(minutes=5)

    def drive() -> list[list[str]]:
        find = twilio.calls.list
        found = (
            find(start_time=today),
            find(start_time=yesterday),
            find(start_time_after=before, start_time_before=soon),
            find(start_time_before=before),
            find(end_time_after=before),
            find(end_time_after=soon),
            find(status="completed"),
        )
        return [[call.sid for call in some] for some in found]

    both = [second, first]
    assert await asyncio.to_thread(drive) == [both, [], both, [], [first], [], [first]]


async def test_pages_do_not_shift_when_calls_come_in_meanwhile(sim: SimClient, twilio: Any) -> None:
    sids = await placed(sim, 4)
    page = await asyncio.to_thread(lambda: twilio.calls.page(page_size=2))
    seen = [call.sid for call in page]
    await placed(sim, 3)
    page = await asyncio.to_thread(page.next_page)
    seen += [call.sid for call in page]
    assert seen == sids[::-1]
    assert await asyncio.to_thread(page.next_page) is None


async def test_a_call_nobody_took_rang_five_seconds_more_and_has_a_start_and_no_duration(
    product: Any, sim: SimClient, twilio: Any
) -> None:
    await sim.set_rule("999", scenario="no_answer")
    made = await asyncio.to_thread(
        lambda: twilio.calls.create(to="999", from_="1098", url=product.base + "/x", timeout=5)
    )
    view = await sim.wait_for(made.sid, over)
    # Five seconds are added to every timeout.
    assert 10 <= view["seconds"] < 15
    shown = await asyncio.to_thread(twilio.calls(made.sid).fetch)
    assert (shown.status, shown.duration) == ("no-answer", None)
    assert shown.start_time is not None


async def test_only_the_record_of_an_ended_call_can_be_removed(sim: SimClient, twilio: Any) -> None:
    (sid,) = await placed(sim, 1)
    one = twilio.calls(sid)
    assert await refused(one.delete) == (409, 20009)
    await sim.hang_up(sid)
    await sim.wait_for(sid, over)
    assert await asyncio.to_thread(one.delete)
    assert await refused(one.fetch) == (404, 20404)
    assert await asyncio.to_thread(twilio.calls.list) == []
    assert (await sim.call(sid))["outcome"] == "abandoned"


@pytest.mark.parametrize(
    ("to", "from_", "code"),
    [
        ("+15005550001", "1098", 21217),
        ("+15005550002", "1098", 21214),
        ("+15005550003", "1098", 21215),
        ("+15005550004", "1098", 21216),
        (CHILD, "+15005550001", 21212),
    ],
)
async def test_some_numbers_stand_for_an_error(twilio: Any, to: str, from_: str, code: int) -> None:
    asked = {"to": to, "from_": from_, "url": "http://127.0.0.1:9/x"}
    assert await refused(lambda: twilio.calls.create(**asked)) == (400, code)
