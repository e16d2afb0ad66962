"""A worker's telephone rung with an alert: what it hears, and that a key alone does anything."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine

from app.core.db import Database
from app.core.settings import Settings
from app.dispatch import receipts
from app.dispatch.jobs import deadlines, handlers
from app.jobs.deadlines import fire_due
from app.telephony.push.keys import keys_of
from app.telephony.push.sender import Pusher
from app.telephony.simulator.handsets import Rule
from app.telephony.simulator.server import running
from app.telephony.simulator.settings import Settings as Phones
from app.telephony.twilio.rest import Provider
from app.wiring import Senders
from tests.dispatch.world import World
from tests.serving import ACCOUNT, TOKEN, Served, serving

LINE = {"CallSid": "CA-worker", "CallStatus": "in-progress", "Direction": "outbound-api"}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime.now(UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
async def world(database: Database, settings: Settings) -> World:
    rings = settings.model_copy(update={"messengers": "live,voice"})
    built = World(database, rings)
    await built.build()
    return built


async def rung(world: World) -> tuple[UUID, UUID]:
    dispatch_id = await world.request()
    (alert,) = await world.alerts(dispatch_id, "voice")
    await world.do(lambda s: receipts.sent(s, alert.id, "CA-worker"))
    return dispatch_id, alert.id


def verbs(document: str) -> list[str]:
    return [one.tag for one in ET.fromstring(document)]


async def hook(served: Served, path: str, **more: str) -> str:
    status, document = await served.hook(path, {**LINE, **more})
    assert status == 200
    return document


async def test_it_is_asked_three_times_in_bangla_and_then_put_down(
    served: Served, world: World
) -> None:
    dispatch_id, ref = await rung(world)
    for round_ in range(3):
        document = await hook(served, f"/alert/{ref}/{round_}")
        assert verbs(document) == ["Gather", "Redirect"]
        assert f"/alert-key/{ref}/{round_}" in document
        assert f"/alert/{ref}/{round_ + 1}" in document
        assert "এক চাপুন" in document
        for secret in ("Rangasree", "বাকেরগঞ্জ", "Bakerganj", (await world.incident()).number):
            assert secret not in document
    assert verbs(await hook(served, f"/alert/{ref}/3")) == ["Hangup"]
    assert (await world.dispatch(dispatch_id)).state == "alerting"


async def test_a_key_counts_once_and_a_replay_hears_the_same(served: Served, world: World) -> None:
    dispatch_id, ref = await rung(world)
    heard = [await hook(served, f"/alert-key/{ref}/0", Digits="1") for _ in range(3)]
    assert len(set(heard)) == 1
    assert verbs(heard[0]) == ["Say", "Hangup"]
    assert (await world.dispatch(dispatch_id)).accepted_step == 1
    assert len(await world.events("dispatch.accepted")) == 1


async def test_a_reminder_tells_its_one_key_and_nothing_of_what_is_waited_for(
    served: Served, world: World, clock: time_machine.Traveller
) -> None:
    world.settings = world.settings.model_copy(update={"reminders": "voice"})
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    clock.shift(601)
    await fire_due(world.database, deadlines(world.settings))
    ref = (await world.alerts(dispatch_id, "voice"))[-1].id
    await world.do(lambda s: receipts.sent(s, ref, "CA-worker"))
    document = await hook(served, f"/alert/{ref}/0")
    assert verbs(document) == ["Gather", "Redirect"]
    assert document.count("<Say") == 1
    assert "এক চাপুন" in document
    heard = [await hook(served, f"/alert-key/{ref}/0", Digits="1") for _ in range(2)]
    assert heard[0] == heard[1]
    assert verbs(heard[0]) == ["Say", "Hangup"]
    assert (await world.dispatch(dispatch_id)).state == "accepted"


@pytest.mark.parametrize("digits", ["", "3", "12"])
async def test_another_key_is_asked_again(served: Served, world: World, digits: str) -> None:
    dispatch_id, ref = await rung(world)
    document = await hook(served, f"/alert-key/{ref}/0", Digits=digits)
    assert f"/alert-key/{ref}/1" in document
    assert (await world.dispatch(dispatch_id)).state == "alerting"


async def test_who_is_late_hears_who_goes_and_is_asked_nothing(
    served: Served, world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id, ref = await rung(world)
    clock.shift(121)
    await fire_due(world.database, deadlines(world.settings))
    await world.accept(dispatch_id, world.workers[1])
    for path in (f"/alert/{ref}/0", f"/alert-key/{ref}/0"):
        document = await hook(served, path, Digits="1")
        assert verbs(document) == ["Say", "Say", "Hangup"]
        assert "সুমন" in document
    assert (await world.dispatch(dispatch_id)).accepted_step == 2


@pytest.mark.parametrize(
    ("rule", "state", "alert"),
    [
        (Rule(answer=True, after_s=0.1, press="1"), "accepted", "acknowledged"),
        (Rule(answer=True, after_s=0.1, press="2"), "declined", "acknowledged"),
        (Rule(answer=True, after_s=0.1, talks_s=1.0), "alerted", "answered"),
        (Rule(answer=False, after_s=0.1), "alerted", "failed"),
    ],
)
async def test_a_telephone_of_the_simulated_network_answers_with_its_key(
    world: World, rule: Rule, state: str, alert: str
) -> None:
    """Through the provider's own library: the line rings, is lifted, and a key is pressed."""
    async with serving(world.settings, world.database.dsn) as web:
        network = Phones(ACCOUNT, TOKEN, f"{web.base}/telephony/twilio/voice", number="1098")
        async with running(network) as (phones, url):
            phones.handsets.at("+8801000000000").rule = rule
            provider = Provider(url, ACCOUNT, TOKEN, "1098", web.base)
            dispatch_id = await world.request(world.workers[0])
            (made,) = await world.alerts(dispatch_id, "voice")
            send = handlers(world.database, senders(provider, world), world.settings)[
                "dispatch.send_alert"
            ]
            await send(made.id)
            await until(world, dispatch_id, state, alert)
            await provider.close()


def senders(provider: Provider, world: World) -> Senders:
    pusher = Pusher(keys_of("", world.settings.var_dir), "mailto:duty@example.test")
    return Senders(provider, provider, pusher, None)


async def until(world: World, dispatch_id: UUID, state: str, alert: str) -> None:
    for _ in range(200):
        step = (await world.steps(dispatch_id))[0]
        known = await world.alerts(dispatch_id, "voice")
        now = next(one for one in known if one.step_id == step.id)
        if (step.state, now.state) == (state, alert):
            return
        await asyncio.sleep(0.05)
    raise AssertionError((step.state, now.state, now.error))
