"""Every knob of disorder does what it says, is counted, and can be repeated from its seed."""

import asyncio
import time
from collections import Counter
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from app.telephony.simulator.client import SimClient, heard, over
from app.telephony.simulator.disorder import Disorder, Knobs
from app.telephony.simulator.forger import WAYS

CHILD = "+8801012345601"


async def one_call(product: Any, sim: SimClient) -> None:
    product.says("/voice", "<Hangup/>")
    await sim.wait_for(await sim.place_call(CHILD), over)


@pytest.mark.asyncio
async def test_a_request_may_come_twice_at_once_and_the_first_answer_counts(
    product: Any, sim: SimClient
) -> None:
    await sim.disorder(duplicate_requests=1)
    await one_call(product, sim)
    first, second = await product.wait_for("/voice", 2)
    assert first.fields == second.fields
    assert (await sim.disorder_done())["duplicate_requests"] >= 1


@pytest.mark.asyncio
async def test_news_may_come_minutes_late(product: Any, sim: SimClient) -> None:
    await sim.disorder(late=1, late_s=[70, 70])
    began = time.monotonic()
    await one_call(product, sim)
    await product.wait_for("/status")
    assert 70 / 40 <= time.monotonic() - began < 10
    assert (await sim.disorder_done())["late"] == 1


@pytest.mark.asyncio
async def test_a_body_may_come_in_drips_and_is_whole(product: Any, sim: SimClient) -> None:
    await sim.disorder(slow=1, slow_s=[0.5, 0.5])
    began = time.monotonic()
    await one_call(product, sim)
    assert time.monotonic() - began >= 0.4
    (got,) = product.got("/voice")
    assert got.signed
    assert got["From"] == CHILD
    assert "Transfer-Encoding" not in got.headers
    assert (await sim.disorder_done())["slow"] >= 1


@pytest.mark.asyncio
async def test_forged_requests_come_beside_genuine_ones_and_none_is_validly_signed(
    product: Any, sim: SimClient
) -> None:
    await sim.disorder(forge=1)
    seen: Counter[str] = Counter()
    for _ in range(20):
        await one_call(product, sim)
    since = 0
    while sum(seen.values()) < 40:
        news, since = await sim.events(since, wait_s=5)
        seen.update(event["how"] for event in news if event["kind"] == "request.forged")
    assert set(seen) == set(WAYS)
    genuine = [got for got in product.requests if got.signed]
    assert len(genuine) == 40
    assert (await sim.disorder_done())["forged_answered_4xx"] == 40


@pytest.mark.asyncio
async def test_a_genuine_request_may_come_again_word_for_word(product: Any, sim: SimClient) -> None:
    await sim.disorder(replay=1, replay_after_s=[60, 60])
    await one_call(product, sim)
    first, second = await product.wait_for("/voice", 2)
    assert second.signed
    assert first.fields == second.fields
    assert first.headers["X-Twilio-Signature"] == second.headers["X-Twilio-Signature"]
    assert "I-Twilio-Idempotency-Token" not in second.headers


@pytest.mark.asyncio
async def test_a_genuine_get_request_may_come_again_too(product: Any, sim: SimClient) -> None:
    await sim.disorder(replay=1, replay_after_s=[1, 1])
    product.says("/voice", '<Redirect method="GET">/next?a=1</Redirect>')
    product.says("/next", "<Hangup/>")
    await sim.wait_for(await sim.place_call(CHILD), over)
    first, second = await product.wait_for("/next", 2)
    assert first.url == second.url
    assert second.signed


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("knob", "status", "done"),
    [
        ("rest_error", 503, False),
        ("rest_too_many", 429, False),
        ("rest_error_after", 500, True),
        ("rest_lost", 0, False),
        ("rest_lost_after", 0, True),
    ],
)
async def test_the_rest_interface_may_fail_before_or_after_doing_it(
    product: Any, sim: SimClient, twilio: Any, knob: str, status: int, done: bool
) -> None:
    product.says("/voice", '<Pause length="6000"/>')
    product.says("/next", '<Say>next</Say><Pause length="6000"/>')
    sid = await sim.place_call(CHILD)
    await sim.wait_for(sid, lambda view: view["status"] == "in-progress")
    await sim.disorder(**{knob: 1, "rest_hold_s": 0.2})
    with pytest.raises((TwilioRestException, OSError)) as error:
        await asyncio.to_thread(twilio.calls(sid).update, url=product.base + "/next")
    assert getattr(error.value, "status", 0) == status
    assert (await sim.disorder_done())[knob] >= 1
    await sim.disorder()
    if done:
        await sim.wait_for(sid, heard("heard_say"))
    else:
        assert product.got("/next") == []


def drawn(knobs: Knobs) -> list[Any]:
    disorder = Disorder(knobs)
    return [(disorder.next_fate(), disorder.next_road(), disorder.next_rest()) for _ in range(200)]


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    rough: dict[str, Any] = {
        "duplicate": 0.5,
        "slow": 0.5,
        "replay": 0.5,
        "rest_error": 0.5,
        "late": 0.5,
    }
    assert drawn(Knobs(**rough, seed=1)) == drawn(Knobs(**rough, seed=1))
    assert drawn(Knobs(**rough, seed=1)) != drawn(Knobs(**rough, seed=2))


def test_more_requests_do_not_change_the_fate_of_the_news() -> None:
    knobs = Knobs(duplicate=0.5, drop=0.3, delay_ms=(0, 100))
    one, other = Disorder(knobs), Disorder(knobs)
    for _ in range(50):
        other.next_road()
        other.next_rest()
    assert [one.next_fate() for _ in range(50)] == [other.next_fate() for _ in range(50)]


def test_calm_changes_nothing() -> None:
    disorder = Disorder(Knobs())
    for _ in range(100):
        fate, road = disorder.next_fate(), disorder.next_road()
        assert (fate.copies, fate.delay_s, fate.held_back) == (1, 0, False)
        assert (road.twice, road.drips_s, road.forged, road.replay_after_s) == (
            False,
            0,
            False,
            None,
        )
        assert disorder.next_rest() == ""
    assert disorder.done == {}
