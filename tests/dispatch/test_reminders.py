"""Reminders by a moved clock: one channel after another until the sign comes, and never twice."""

import functools
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlmodel import col, select

from app.core import clock as our_clock
from app.core.db import fetch
from app.core.errors import ProviderError
from app.directory.models import Worker
from app.dispatch import by_voice, check_in, handing_back, receipts, service
from app.dispatch.by_voice import Said as Heard
from app.dispatch.jobs import deadlines, handlers
from app.dispatch.models import Alert, Step
from app.dispatch.pins import Said
from app.dispatch.queries import dispatch_rows, task_rows
from app.dispatch.reminder_models import Reminder
from app.jobs.deadlines import fire_due
from tests.dispatch.test_push import PATH, Phone
from tests.dispatch.web import browser, worker_cookie
from tests.dispatch.world import Carrier, World
from tests.statements import counted

HALF_AN_HOUR, GRACE = timedelta(minutes=30), timedelta(minutes=8)
TO_SET_OUT = timedelta(minutes=10)
DOWN, REFUSED = ProviderError("down", retryable=True), ProviderError("no", retryable=False)


async def fire(world: World) -> int:
    return await fire_due(world.database, deadlines(world.settings))


async def out(world: World, by: int = 0, **more: Any) -> UUID:
    """A worker accepts and sets out."""
    dispatch_id = await world.request(world.workers[by], **more)
    await world.accept(dispatch_id, world.workers[by])
    await world.do(lambda s: service.depart(s, dispatch_id, world.workers[by]))
    return dispatch_id


async def due(world: World, clock: time_machine.Traveller, **more: Any) -> UUID:
    """The sign of life of one who is out is due, and reminded of."""
    dispatch_id = await out(world, **more)
    clock.shift(HALF_AN_HOUR)
    await fire(world)
    return dispatch_id


async def subscribed(world: World) -> None:
    headers = await worker_cookie(world, 0)
    async with browser(world) as client:
        made = await client.post(PATH, json=Phone().subscription(), headers=headers)
        assert made.status_code == 204


async def reminders_of(world: World, dispatch_id: UUID) -> list[Reminder]:
    asked = (
        select(Reminder)
        .join(Step, col(Step.id) == col(Reminder.step_id))
        .where(Step.dispatch_id == dispatch_id)
        .order_by(col(Reminder.made_at))
    )
    return list(await world.do(lambda s: s.exec(asked)))


async def messages(world: World, dispatch_id: UUID) -> dict[str, Alert]:
    """Those of the last reminder, by channel."""
    last = (await reminders_of(world, dispatch_id))[-1]
    found = await world.do(lambda s: s.exec(select(Alert).where(Alert.reminder_id == last.id)))
    return {one.channel: one for one in found}


async def states(world: World, dispatch_id: UUID) -> dict[str, str]:
    known = await messages(world, dispatch_id)
    return {name: one.state.value for name, one in known.items() if name != "live"}


async def send(world: World, dispatch_id: UUID, channel: str, carrier: Carrier) -> UUID:
    alert = (await messages(world, dispatch_id))[channel]
    await handlers(world.database, carrier, world.settings)["dispatch.send_alert"](alert.id)
    return alert.id


async def say(world: World, dispatch_id: UUID, pin: Said = Said.SAFE, by: int = 0) -> None:
    who, at = world.workers[by], our_clock.now()
    await world.do(lambda s: check_in.said(s, dispatch_id, who, pin, at, world.settings))


async def test_push_first_then_text_then_voice_each_with_what_became_of_it(
    world: World, clock: time_machine.Traveller
) -> None:
    await subscribed(world)
    dispatch_id = await due(world, clock)
    task_no = (await world.dispatch(dispatch_id)).task_no
    assert await states(world, dispatch_id) == {
        "push": "made",
        "text": "planned",
        "voice": "planned",
    }
    carrier = Carrier()
    for _ in range(2):
        await send(world, dispatch_id, "push", carrier)
    ((_, payload, seconds, _),) = carrier.pushed
    assert (json.loads(payload), seconds) == ({"kind": "reminder", "task": task_no}, 480)
    clock.shift(59)
    assert await fire(world) == 0
    clock.shift(1)
    await fire(world)
    text = await send(world, dispatch_id, "text", carrier)
    (sent,) = carrier.sent
    digits = str(task_no).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    assert sent["body"].startswith(f"১০৯৮ কাজ {digits} বাকি http://helpline.test/a/")
    assert (sent["valid_seconds"], sent["ref"]) == (420, text)
    await world.do(lambda s: receipts.text_status(s, text, "delivered"))
    await world.do(lambda s: receipts.shown(s, dispatch_id, world.workers[0]))
    clock.shift(120)
    await fire(world)  # seen is no sign of life
    voice = await send(world, dispatch_id, "voice", carrier)
    assert [one[1] for one in carrier.rung] == [voice]
    known = await messages(world, dispatch_id)
    assert known["live"].state == "shown"
    assert [one["state"] for one in known["text"].moments] == [
        "planned",
        "made",
        "sent",
        "delivered",
    ]
    assert [one.facts["channels"] for one in await world.events("reminder.made")] == [
        ["live", "push"],
        ["text"],
        ["voice"],
    ]
    (delivered,) = await world.events("alert.delivered")
    assert delivered.facts["reminder"] == "check_in"
    await say(world, dispatch_id)
    (over,) = await reminders_of(world, dispatch_id)
    assert (over.ending, over.ended_at) == ("done", our_clock.now())
    assert not await world.events("reminder.unreached")
    row = (await world.do(lambda s: dispatch_rows(s, ids=[dispatch_id])))[dispatch_id]
    (told,) = row["steps"][0]["reminders"]
    assert (told["about"], told["ending"], told["unreached_at"]) == ("check_in", "done", None)
    assert [one["channel"] for one in told["alerts"]] == ["live", "push", "text", "voice"]
    assert [one["channel"] for one in row["steps"][0]["alerts"]] == ["live", "push", "text"]


async def given_back(world: World, dispatch_id: UUID) -> None:
    by = world.workers[0]
    await world.do(lambda s: handing_back.hand_back(s, dispatch_id, by, "ill", world.settings))


async def finished(world: World, dispatch_id: UUID) -> None:
    by = world.workers[0]
    await world.do(lambda s: service.arrive(s, dispatch_id, by))
    await world.do(lambda s: service.complete(s, dispatch_id, by, "child_safe"))


async def wrong_pins(world: World, dispatch_id: UUID) -> None:
    for _ in range(5):
        await say(world, dispatch_id, Said.WRONG)


@pytest.mark.parametrize(
    ("act", "ending"),
    [
        (say, "done"),
        (functools.partial(say, pin=Said.DURESS), "done"),
        (given_back, "over"),
        (finished, "over"),
        (World.stand_down, "over"),
        (wrong_pins, "late"),
    ],
    ids=["sign", "duress", "given back", "done", "stood down", "wrong pins"],
)
async def test_what_has_not_left_never_does_once_nothing_is_waited_for(
    world: World, clock: time_machine.Traveller, act: Any, ending: str
) -> None:
    dispatch_id = await due(world, clock)
    assert await tasks_reminded(world) == our_clock.now().isoformat()
    await act(world, dispatch_id)
    (reminder,) = await reminders_of(world, dispatch_id)
    assert reminder.ending == ending
    carrier = Carrier()
    await send(world, dispatch_id, "text", carrier)
    clock.shift(180)
    await fire(world)
    assert carrier.tried == 0
    assert await states(world, dispatch_id) == {"text": "failed", "voice": "skipped"}
    assert await tasks_reminded(world) is None


async def tasks_reminded(world: World) -> Any:
    rows = await world.do(lambda s: task_rows(s, worker_id=world.workers[0].id))
    return next((row["reminded_at"] for row in rows.values()), None)


async def test_the_same_statements_run_whichever_pin_ends_a_reminder(
    world: World, clock: time_machine.Traveller
) -> None:
    first = await out(world)
    incident_id = await world.add_incident((await world.incident()).place)
    second = await out(world, 1, incident_id=incident_id)
    clock.shift(HALF_AN_HOUR)
    await fire(world)
    ran = []
    for by, (task, pin) in enumerate(((first, Said.SAFE), (second, Said.DURESS))):
        with counted(world.database) as sent:
            await say(world, task, pin, by)
        ran.append(list(sent))
    assert ran[0] == ran[1]
    assert await states(world, first) == await states(world, second)


async def test_accepted_and_nothing_happened_leaves_by_the_same_channels(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id = await world.request(world.workers[0])
    await world.accept(dispatch_id, world.workers[0])
    clock.shift(TO_SET_OUT)
    await fire(world)
    carrier = Carrier()
    await send(world, dispatch_id, "text", carrier)
    assert "বাকি" in carrier.sent[0]["body"]
    await world.step_on(service.depart, dispatch_id)

    async def progress() -> list[Reminder]:
        known = await reminders_of(world, dispatch_id)
        return [one for one in known if one.about == "progress"]

    assert [one.ending for one in await progress()] == ["done"]
    await fire(world)
    clock.shift(timedelta(hours=1))
    await fire(world)
    last = (await progress())[-1]
    assert (last.ending, last.until - last.made_at) == (None, timedelta(minutes=5))
    clock.shift(timedelta(minutes=5))
    await fire(world)
    last = (await progress())[-1]
    assert last.ending == "late"
    assert len(await world.events("dispatch.stalled")) == 1


@pytest.mark.parametrize("error", [DOWN, REFUSED], ids=["down", "refused"])
async def test_a_provider_that_fails_is_followed_by_the_next_and_supervisors_know_of_the_last(
    world: World, clock: time_machine.Traveller, error: ProviderError
) -> None:
    dispatch_id = await due(world, clock)
    failing = Carrier(fails=error)
    await send(world, dispatch_id, "text", failing)
    assert (await states(world, dispatch_id))["voice"] == "made"
    assert not await world.events("reminder.unreached")
    for _ in range(2):
        await send(world, dispatch_id, "voice", failing)
    (unreached,) = await world.events("reminder.unreached")
    assert unreached.facts["about"] == "check_in"
    (told,) = await world.events("supervisors.told")
    assert told.facts["code"] == "not_reminded"
    if error.retryable:
        clock.shift(15)
        await fire(world)
        carrier = Carrier()
        await send(world, dispatch_id, "voice", carrier)
        assert len(carrier.rung) == 1


async def test_one_whom_no_channel_reaches_is_told_of_once_until_something_gets_through(
    world: World, clock: time_machine.Traveller
) -> None:
    async def number(phone: str | None) -> None:
        async with world.database.transaction() as session:
            (await session.get_one(Worker, world.workers[0].id)).phone = phone

    await number(None)
    dispatch_id = await due(world, clock)
    for phone, times in ((None, 1), ("+8801000000000", 1), (None, 2)):
        await say(world, dispatch_id)
        await number(phone)
        clock.shift(HALF_AN_HOUR)
        await fire(world)
        if phone:
            await send(world, dispatch_id, "text", Carrier())
        codes = [one.facts["code"] for one in await world.events("supervisors.told")]
        assert codes.count("not_reminded") == times, phone
    assert len(await world.events("reminder.unreached")) == 3


class Dead(BaseException):
    """The process is gone."""


class Killed(Carrier):
    """It dies after the provider took the text and before anybody wrote it down."""

    async def text(self, to: str, body: str, *, valid_seconds: int, ref: UUID) -> str:
        await super().text(to, body, valid_seconds=valid_seconds, ref=ref)
        raise Dead


async def test_a_crash_makes_no_second_reminder_and_its_text_has_the_same_id(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id = await due(world, clock)
    (row,) = await world.do(lambda s: fetch(s, "SELECT id FROM check_in"))
    for _ in range(2):  # its deadline comes again
        await world.do(lambda s: check_in.due(s, row["id"], world.settings))
    assert len(await reminders_of(world, dispatch_id)) == 1
    killed, carrier = Killed(), Carrier()
    with pytest.raises(Dead):
        await send(world, dispatch_id, "text", killed)
    assert (await states(world, dispatch_id))["text"] == "made"
    for _ in range(2):
        await send(world, dispatch_id, "text", carrier)
    assert [one["ref"] for one in carrier.sent] == [one["ref"] for one in killed.sent]
    assert (await states(world, dispatch_id))["text"] == "sent"


async def test_a_key_says_that_it_was_heard_and_answers_nothing(
    world: World, clock: time_machine.Traveller
) -> None:
    world.settings = world.settings.model_copy(update={"reminders": "voice"})
    dispatch_id = await due(world, clock)
    ref = await send(world, dispatch_id, "voice", Carrier())
    line = f"CA{1:032d}"

    async def press(key: str, on: str = line) -> Heard:
        told: Heard = await world.do(lambda s: by_voice.pressed(s, ref, on, key, world.settings))
        return told

    ask = Heard("ask", urgency="reminder")
    assert await world.do(lambda s: by_voice.lifted(s, ref, line)) == ask
    assert [await press(key) for key in ("2", "9", "")] == [ask] * 3
    assert await press("1", "CA-other") == Heard("closed")
    assert not await world.events("reminder.heard")
    assert [await press("1"), await press("1")] == [Heard("heard")] * 2
    assert len(await world.events("reminder.heard")) == 1
    assert (await states(world, dispatch_id))["voice"] == "acknowledged"
    assert (await world.dispatch(dispatch_id)).state == "en_route"
    (still,) = await reminders_of(world, dispatch_id)
    assert still.ended_at is None
    await say(world, dispatch_id)
    assert await press("1") == Heard("met")
    assert await world.do(lambda s: by_voice.lifted(s, ref, line)) == Heard("met")
