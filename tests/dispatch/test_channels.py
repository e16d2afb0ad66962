"""Which channel when: the rule as a table, and the same in rows, by a moved clock."""

from uuid import UUID

import pytest

from app.core.db import fetch
from app.core.errors import ProviderError
from app.dispatch import channels, outages, receipts, resting
from app.dispatch.channels import BadPlan, Wish, must_say_all, plan, read, still_needed
from app.dispatch.jobs import deadlines, handlers
from app.dispatch.states import AlertState
from app.jobs.deadlines import fire_due
from tests.dispatch.world import UNION, Carrier, World

DEFAULT = "live,push,text,voice@20;P3:live,push,text"
ALL = frozenset(channels.CHANNELS)


def told(wishes: list[Wish]) -> str:
    return " ".join(f"{wish.channel}@{wish.after_seconds:g}" for wish in wishes)


@pytest.mark.parametrize(
    ("setting", "urgency", "reach", "seconds", "expected"),
    [
        (DEFAULT, "P1", ALL, 120, "live@0 push@0 text@0 voice@20"),
        (DEFAULT, "P2", ALL, 600, "live@0 push@0 text@0 voice@20"),
        (DEFAULT, "P3", ALL, 14400, "live@0 push@0 text@0"),
        (DEFAULT, "P1", {"text", "voice"}, 120, "live@0 text@0 voice@20"),
        (DEFAULT, "P1", {"voice"}, 120, "live@0 voice@0"),
        (DEFAULT, "P1", {"push"}, 120, "live@0 push@0"),
        (DEFAULT, "P1", set(), 120, "live@0"),
        (DEFAULT, "P1", ALL, 30, "live@0 push@0 text@0 voice@15"),
        ("live", "P1", ALL, 120, "live@0"),
        ("text@30,voice@10", "P1", ALL, 120, "live@0 voice@0 text@30"),
        ("email,voice@10", "P1", ALL, 120, "live@0 email@0 voice@0"),
        ("email@5", "P1", {"email"}, 120, "live@0 email@0"),
        (" live, text ; P1: voice ", "P1", ALL, 120, "live@0 voice@0"),
    ],
)
def test_which_channel_alerts_when(
    setting: str, urgency: str, reach: set[str], seconds: float, expected: str
) -> None:
    assert told(plan(read(setting, urgency), reach, seconds)) == expected


@pytest.mark.parametrize(
    "setting",
    ["", "pigeon", "text,text", "P1:text", "text;text", "P4:text", "text@", "text@-1", ";"],
)
def test_a_plan_that_cannot_be_read_is_refused(setting: str) -> None:
    with pytest.raises(BadPlan):
        read(setting, "P2")


@pytest.mark.parametrize("setting", ["text,text", "P1:text;P2:text"])
def test_a_process_does_not_start_on_a_plan_that_leaves_somebody_out(setting: str) -> None:
    with pytest.raises(BadPlan, match="HELPLINE_REMINDERS: "):
        must_say_all("REMINDERS", setting)


@pytest.mark.parametrize("state", AlertState)
def test_only_a_person_who_has_it_stops_the_next_channel(state: AlertState) -> None:
    stops = state in (AlertState.SHOWN, AlertState.ACKNOWLEDGED)
    assert still_needed([AlertState.MADE, state]) is not stops


@pytest.fixture
def ringing(world: World) -> World:
    world.settings = world.settings.model_copy(update={"messengers": DEFAULT})
    return world


async def states(world: World, dispatch_id, channel: str) -> list[str]:
    return [alert.state.value for alert in await world.alerts(dispatch_id, channel)]


async def fire(world: World) -> int:
    return await fire_due(world.database, deadlines(world.settings))


async def send(world: World, dispatch_id, channel: str, carrier: Carrier) -> None:
    (alert,) = await world.alerts(dispatch_id, channel)
    await handlers(world.database, carrier, world.settings)["dispatch.send_alert"](alert.id)


async def test_the_telephone_rings_at_its_second_when_nobody_has_seen_the_alert(
    ringing: World, clock
) -> None:
    dispatch_id = await ringing.request()
    clock.shift(19)
    assert await fire(ringing) == 0
    assert await states(ringing, dispatch_id, "voice") == ["planned"]
    clock.shift(1)
    assert await fire(ringing) == 1
    carrier = Carrier()
    await send(ringing, dispatch_id, "voice", carrier)
    (alert,) = await ringing.alerts(dispatch_id, "voice")
    assert carrier.rung == [("+8801000000000", alert.id, 30, False)]
    assert [one["state"] for one in alert.moments] == ["planned", "made", "sent"]


async def test_who_has_seen_it_is_not_called(ringing: World, clock) -> None:
    dispatch_id = await ringing.request()
    await ringing.do(lambda s: receipts.shown(s, dispatch_id, ringing.workers[0]))
    clock.shift(20)
    await fire(ringing)
    assert await states(ringing, dispatch_id, "voice") == ["skipped"]
    assert len(await ringing.events("alert.skipped")) == 1


@pytest.mark.parametrize("retryable", [True, False])
async def test_when_a_provider_fails_the_next_channel_follows_at_once(
    ringing: World, retryable: bool
) -> None:
    dispatch_id = await ringing.request()
    await send(
        ringing, dispatch_id, "text", Carrier(fails=ProviderError("no", retryable=retryable))
    )
    assert await states(ringing, dispatch_id, "text") == ["made" if retryable else "failed"]
    carrier = Carrier()
    await send(ringing, dispatch_id, "voice", carrier)
    assert len(carrier.rung) == 1
    assert await fire(ringing) == 0  # its own second is not waited for, nor comes again


async def test_an_answer_ends_what_has_not_left_and_says_through_which_channel_it_came(
    ringing: World, clock
) -> None:
    dispatch_id = await ringing.request()
    await ringing.accept(dispatch_id, ringing.workers[0])
    assert await states(ringing, dispatch_id, "live") == ["acknowledged"]
    assert await states(ringing, dispatch_id, "text") == ["failed"]
    assert await states(ringing, dispatch_id, "voice") == ["skipped"]
    assert (await ringing.events("dispatch.accepted"))[0].facts["through"] == "live"
    clock.shift(3600)
    assert await fire(ringing) == 0


async def test_a_provider_that_is_down_rests_and_is_tried_by_one_alert_at_a_time(
    ringing: World, clock
) -> None:
    dispatch_id = await ringing.request()
    carrier = Carrier(fails=ProviderError("down", retryable=True))
    for tries in (1, 2, 3, 3, 3):
        await send(ringing, dispatch_id, "text", carrier)
        assert carrier.tried == tries
    clock.shift(15)
    for _ in range(2):
        await send(ringing, dispatch_id, "text", carrier)
    assert carrier.tried == 4
    clock.shift(15)
    carrier.fails = None
    await send(ringing, dispatch_id, "text", carrier)
    assert await states(ringing, dispatch_id, "text") == ["sent"]


async def queued(world: World) -> list[UUID]:
    """Whose messages are to be sent now; they are taken off the queue."""
    async with world.database.transaction() as session:
        jobs = await fetch(session, "DELETE FROM pgqueuer RETURNING payload, id")
    return [UUID(bytes=job["payload"]) for job in sorted(jobs, key=lambda job: job["id"])]


async def test_what_waits_for_a_provider_is_tried_by_one_and_leaves_when_it_works_again(
    world: World, clock
) -> None:
    world.settings = world.settings.model_copy(update={"messengers": "live,text"})
    asked = [await world.request()]
    asked += [await world.request(incident_id=await world.add_incident(UNION)) for _ in range(4)]
    texts = [(await world.alerts(made, "text"))[0].id for made in asked]
    assert await queued(world) == texts
    carrier = Carrier(fails=ProviderError("down", retryable=True))
    for made in asked:
        await send(world, made, "text", carrier)
    assert carrier.tried == 3

    clock.shift(2)
    await fire(world)  # the next second of three of them
    await world.do(resting.probe)
    await fire(world)
    assert await queued(world) == []

    clock.shift(14)
    await world.do(resting.probe)
    await world.do(resting.probe)
    assert await fire(world) == 1
    (first,) = await queued(world)

    carrier.fails = None
    await send(world, asked[texts.index(first)], "text", carrier)
    assert await fire(world) == 1
    clock.shift(0.3)
    assert await fire(world) == 3
    assert {first, *await queued(world)} == set(texts)
    tries = [(await world.alerts(made, "text"))[0].tries for made in asked]
    assert tries == [1, 1, 1, 1, 1]  # to be put off is no try


async def test_one_that_is_asked_no_more_tries_no_provider(world: World, clock) -> None:
    world.settings = world.settings.model_copy(update={"messengers": "live,text"})
    asked = [await world.request(incident_id=await world.add_incident(UNION)) for _ in range(4)]
    carrier = Carrier(fails=ProviderError("down", retryable=True))
    for made in asked:
        await send(world, made, "text", carrier)
    for made in asked[:3]:
        await world.accept(made, world.workers[0])
    await queued(world)
    clock.shift(16)
    await world.do(resting.probe)
    await fire(world)
    (last,) = await world.alerts(asked[3], "text")
    assert last.id in await queued(world)


async def test_what_is_put_off_as_the_provider_comes_back_is_not_left_behind(
    world: World, clock
) -> None:
    world.settings = world.settings.model_copy(update={"messengers": "live,text"})
    asked = [await world.request(incident_id=await world.add_incident(UNION)) for _ in range(5)]
    carrier = Carrier(fails=ProviderError("down", retryable=True))
    for made in asked:
        await send(world, made, "text", carrier)
    await world.do(lambda s: outages.worked(s, "text"))  # and then it dies
    await queued(world)
    clock.shift(14)
    await fire(world)
    assert len(await queued(world)) == 3  # by their own next second; the others were put off
    clock.shift(1)
    await world.do(resting.probe)
    clock.shift(0.1)
    await fire(world)
    assert len(await queued(world)) == 2
