"""Time limits, retries, fallback and disorder, with a product that is slow, down or unlucky."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from app.telephony.simulator.client import SimClient, SimError, over
from app.telephony.simulator.delivery import policy_of
from app.telephony.simulator.disorder import Disorder, Knobs
from app.telephony.simulator.server import running
from app.telephony.simulator.settings import Settings

CHILD = "+8801012345601"
SETTINGS = Settings("AC" + "0" * 32, "t", "http://127.0.0.1:9/voice")


def test_an_address_may_set_its_own_limits_within_the_carriers_bounds() -> None:
    policy = policy_of(
        "https://a.example.org/v#ct=2000&rt=4000&tt=99999&rc=2&rp=ct,rt,5xx", SETTINGS
    )
    assert (policy.connect, policy.read, policy.total, policy.retries) == (2.0, 4.0, 15.0, 2)
    assert policy.retry_on == {"ct", "rt", "5xx"}


def test_without_wishes_only_a_connection_failure_is_tried_again_once() -> None:
    policy = policy_of("https://a.example.org/v", SETTINGS)
    assert (policy.total, policy.retries, set(policy.retry_on)) == (15.0, 1, {"ct"})


def test_the_same_seed_draws_the_same_fates() -> None:
    knobs = Knobs(duplicate=0.3, delay_ms=(0, 50), reorder=0.2, drop=0.1, seed=7)
    one, two = Disorder(knobs), Disorder(knobs)
    fates = [one.next_fate() for _ in range(200)]
    assert fates == [two.next_fate() for _ in range(200)]
    assert {fate.copies for fate in fates} == {0, 1, 2}


@pytest.mark.asyncio
async def test_a_product_that_is_down_is_tried_twice_and_the_call_is_lost() -> None:
    async with running(SETTINGS) as (_, address), SimClient(address) as sim:
        view = await sim.wait_for(await sim.place_call(CHILD), over)
    assert view["outcome"] == "heard_error"
    assert view["timeline"][0]["code"] == 11205
    (request,) = view["requests"]
    assert (request["attempts"], request["failure"]) == (2, "ct")


class TestSlowProduct:
    @pytest.fixture
    def options(self) -> dict[str, Any]:
        return {"speed": 40.0, "webhook_timeout": 0.2}

    @pytest.mark.asyncio
    async def test_an_answer_that_comes_too_late_is_a_lost_call(
        self, product: Any, sim: SimClient
    ) -> None:
        never = asyncio.Event()

        async def slow() -> web.Response:
            await never.wait()
            return web.Response()

        product.answer("/voice", slow)
        view = await sim.wait_for(await sim.place_call(CHILD), over)
        assert view["outcome"] == "heard_error"
        assert (view["requests"][0]["failure"], view["requests"][0]["attempts"]) == ("rt", 1)
        never.set()


class TestFallback:
    @pytest.fixture
    def options(self, product: Any) -> dict[str, Any]:
        return {"speed": 40.0, "fallback_url": product.base + "/fallback"}

    @pytest.mark.asyncio
    async def test_the_fallback_address_is_asked_before_a_call_is_lost(
        self, product: Any, sim: SimClient
    ) -> None:
        product.answer("/voice", (500, "text/plain", ""))
        product.says("/fallback", "<Say>please hold</Say>")
        view = await sim.wait_for(await sim.place_call(CHILD), over)
        (fallback,) = product.got("/fallback")
        assert fallback["ErrorCode"] == "11200"
        assert fallback["ErrorUrl"] == product.base + "/voice"
        assert view["outcome"] == "cut_off"


@pytest.mark.asyncio
async def test_dropped_callbacks_never_arrive_but_voice_always_does(
    product: Any, sim: SimClient
) -> None:
    await sim.disorder(drop=1)
    product.says("/voice", "<Hangup/>")
    await sim.wait_for(await sim.place_call(CHILD), over)
    await sim.disorder()
    await sim.wait_for(await sim.place_call(CHILD), over)
    await product.wait_for("/status")
    assert (len(product.got("/voice")), len(product.got("/status"))) == (2, 1)


@pytest.mark.asyncio
async def test_a_doubled_callback_is_the_same_twice(product: Any, sim: SimClient) -> None:
    await sim.disorder(duplicate=1, delay_ms=[1, 20])
    product.says("/voice", "<Hangup/>")
    await sim.wait_for(await sim.place_call(CHILD), over)
    first, second = await product.wait_for("/status", 2)
    assert first.fields == second.fields
    token = "I-Twilio-Idempotency-Token"
    assert first.headers[token] == second.headers[token]


@pytest.mark.asyncio
async def test_reordered_callbacks_all_arrive(product: Any, sim: SimClient, twilio: Any) -> None:
    await sim.disorder(reorder=0.5, seed=3)
    leg = await asyncio.to_thread(
        lambda: twilio.calls.create(
            to="client:c_1",
            from_="1098",
            twiml='<Response><Pause length="1"/></Response>',
            status_callback=product.base + "/leg",
            status_callback_event=["initiated", "ringing", "answered", "completed"],
        )
    )
    await sim.wait_for(leg.sid, over)
    got = await product.wait_for("/leg", 4)
    numbers = [request["SequenceNumber"] for request in got]
    assert sorted(numbers) == ["0", "1", "2", "3"]
    assert numbers != sorted(numbers)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "knobs",
    [
        {"drop": 2},
        {"delay_ms": [5, 1]},
        {"delay_ms": 3},
        {"colour": 1},
        {"duplicate": "x"},
        {"rest_lost": -1},
        {"slow_s": [3, 1]},
        {"rest_hold_s": 61},
    ],
)
async def test_a_wrong_knob_is_named(sim: SimClient, knobs: dict[str, Any]) -> None:
    with pytest.raises(SimError):
        await sim.disorder(**knobs)
