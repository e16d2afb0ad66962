"""Commands of field phones: exactly once, at their own time, each with a receipt that stays."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from app.core import clock as our_clock
from app.directory import roster_endpoints, rosters
from app.directory.duty import set_duty
from app.dispatch.field_states import counted, heard_offset_ms
from tests.directory.test_posts import worker
from tests.dispatch.web import browser, make_app, worker_cookie
from tests.dispatch.world import World

API = "/api/v1/field/commands"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def command(verb: str, dispatch_id: UUID, seq: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "verb": verb,
        "dispatch_id": str(dispatch_id),
        "seq": seq,
        "made_at": our_clock.now().isoformat(),
        "clock_offset_ms": 0,
        **more,
    }


@pytest.mark.parametrize(
    ("made", "offset_ms", "asked", "at", "doubtful"),
    [
        (-600, 0, -900, -600, False),
        (-600, 60_000, -900, -540, False),  # the phone's clock is a minute slow
        (1, 0, None, 0, False),  # a second ahead: within what a slow answer makes
        (3600, 0, None, 0, True),  # from the future
        (3600, -3_600_000, None, 0, False),  # an hour ahead, and the phone knows it
        (-901, 0, -900, -900, False),
        (-7200, 0, -900, -900, True),  # before anybody was asked
    ],
)
def test_the_time_that_counts_is_the_phones_within_what_can_be(
    made: int, offset_ms: int, asked: int | None, at: int, doubtful: bool
) -> None:
    since = None if asked is None else NOON + timedelta(seconds=asked)
    found = counted(NOON + timedelta(seconds=made), offset_ms, NOON, since)
    assert found == (NOON + timedelta(seconds=at), doubtful)


def test_a_time_beyond_every_calendar_is_doubtful_not_an_error() -> None:
    assert counted(datetime.max.replace(tzinfo=UTC), 10**12, NOON, None) == (NOON, True)


@pytest.mark.parametrize(
    ("behind", "offset_ms"),
    [
        (None, 0),
        (timedelta(0), 0),
        (timedelta(seconds=90), 0),  # a slow post: the clock may be right
        (timedelta(hours=3), 10_800_000),
        (timedelta(hours=-5), -18_000_000),
    ],
)
def test_a_clock_wrong_by_hours_is_known_by_when_the_phone_says_it_sends(
    behind: timedelta | None, offset_ms: int
) -> None:
    sent_at = None if behind is None else NOON - behind
    assert heard_offset_ms(sent_at, NOON) == offset_ms


async def test_a_press_keeps_its_time_though_the_phone_was_five_hours_wrong_and_offline(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id, wrong = await world.request(world.workers[0]), timedelta(hours=5)
    field, pressed = await worker_cookie(world, 0), our_clock.now()
    ahead: dict[str, Any] = {"made_at": (pressed + wrong).isoformat(), "clock_offset_ms": None}
    said = command("accept", dispatch_id, **ahead)
    clock.shift(timedelta(minutes=20))
    async with browser(world) as client:
        body = {"commands": [said], "sent_at": (our_clock.now() + wrong).isoformat()}
        answer = await client.post(API, json=body, headers=field)
    (receipt,) = answer.json()["receipts"]
    assert (receipt["result"], receipt["doubtful"]) == ("applied", False)
    assert (await world.dispatch(dispatch_id)).acknowledged_at == pressed


async def test_a_whole_task_that_waited_is_applied_in_the_order_of_the_phone(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id = await world.request()
    field = await worker_cookie(world, 0)
    verbs = ("shown", "accept", "depart", "arrive")
    waited = [command(verb, dispatch_id, seq) for seq, verb in enumerate(verbs)]
    waited.append(command("complete", dispatch_id, 9, outcome="child_safe"))
    pressed = our_clock.now()
    clock.shift(timedelta(seconds=90))
    async with browser(world) as client:
        answer = await client.post(API, json={"commands": waited[::-1]}, headers=field)
        again = await client.post(API, json={"commands": waited}, headers=field)
    told = answer.json()["receipts"]
    assert [row["result"] for row in told] == ["applied"] * 5
    assert again.json()["receipts"] == told[::-1]
    assert [row["state"] for row in told] == ["done", "reached", "en_route", "accepted", None]
    dispatch = await world.dispatch(dispatch_id)
    assert dispatch.state == "done"
    moments = {dispatch.acknowledged_at, dispatch.en_route_at, dispatch.reached_at}
    assert moments | {dispatch.done_at} == {pressed}
    assert (await world.incident()).reached_at == pressed
    kinds = await world.timeline()
    assert kinds.count("dispatch.accepted") == kinds.count("dispatch.completed") == 1


async def test_what_cannot_be_done_is_told_with_what_is_so_and_stays_refused(
    world: World,
) -> None:
    dispatch_id = await world.request(world.workers[0])
    field, other = await worker_cookie(world, 0), await worker_cookie(world, 1)
    early = command("arrive", dispatch_id)
    async with browser(world) as client:

        async def send(who: dict[str, str], *said: dict[str, Any]) -> dict[str, Any]:
            answer = await client.post(API, json={"commands": list(said)}, headers=who)
            assert answer.status_code == 200, answer.text
            return dict(answer.json()["receipts"][0])

        refused = await send(field, early)
        assert (refused["result"], refused["code"]) == ("refused", "illegal_move")
        assert (await send(field, command("accept", dispatch_id)))["result"] == "applied"
        assert await send(field, early) == refused
        twice = await send(field, command("accept", dispatch_id, 2))
        assert (twice["result"], twice["state"]) == ("already", "accepted")
        for who, verb, at in ((other, "depart", dispatch_id), (field, "accept", uuid4())):
            stranger = await send(who, command(verb, at))
            assert (stranger["result"], stranger["code"]) == ("refused", "dispatch_not_found")
            assert stranger["state"] is None
    assert (await world.dispatch(dispatch_id)).state == "accepted"


async def test_a_task_is_handed_back_from_the_phone_and_the_next_one_is_asked(
    world: World,
) -> None:
    dispatch_id = await world.request()
    field = await worker_cookie(world, 0)
    said = [
        command("accept", dispatch_id, 1),
        command("hand_back", dispatch_id, 2, reason="ill"),
        command("depart", dispatch_id, 3),
    ]
    async with browser(world) as client:
        answer = await client.post(API, json={"commands": said}, headers=field)
    told = [(row["result"], row["state"]) for row in answer.json()["receipts"]]
    assert told == [("applied", "accepted"), ("applied", None), ("refused", None)]
    assert (await world.steps(dispatch_id))[-1].worker_id != world.workers[0].id


async def test_a_shift_moved_without_network_yields_to_what_was_moved_since(
    world: World, clock: time_machine.Traveller
) -> None:
    field = await worker_cookie(world, 0)
    worker_id, early = world.workers[0].id, our_clock.now()
    off, on = (command("shift", uuid4(), seq, on=seq == 2) for seq in (1, 2))
    for said in (off, on):
        del said["dispatch_id"]
    clock.shift(timedelta(minutes=5))
    on["made_at"] = our_clock.now().isoformat()
    async with browser(world) as client:

        async def results(*said: dict[str, Any]) -> list[str]:
            answer = await client.post(API, json={"commands": list(said)}, headers=field)
            return [row["result"] for row in answer.json()["receipts"]]

        await world.do(lambda s: set_duty(s, worker_id, False, by=None, at=early))
        assert await results(on) == ["applied"]
        assert await results(off) == ["already"]
        shift = (await client.get("/api/v1/field/shift", headers=field)).json()
    assert shift == {"on": True, "missing": []}


async def test_an_id_that_meant_something_else_is_a_conflict(world: World) -> None:
    dispatch_id = await world.request()
    field, other = await worker_cookie(world, 0), await worker_cookie(world, 1)
    first = command("accept", dispatch_id)
    async with browser(world) as client:
        await client.post(API, json={"commands": [first]}, headers=field)
        changed = {**first, "verb": "decline", "reason": "busy"}
        for who, said in ((field, changed), (field, {**first, "seq": 7}), (other, first)):
            answer = await client.post(API, json={"commands": [said]}, headers=who)
            assert (answer.status_code, answer.json()["code"]) == (409, "command_differs")
    assert (await world.dispatch(dispatch_id)).state == "accepted"


async def test_the_same_command_on_two_lines_at_once_is_applied_once(world: World) -> None:
    dispatch_id = await world.request()
    field = await worker_cookie(world, 0)
    said = {"commands": [command("accept", dispatch_id)]}
    async with browser(world) as client:
        answers = await asyncio.gather(
            *(client.post(API, json=said, headers=field) for _ in range(6))
        )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(await world.events("dispatch.accepted")) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"verb": "fly"}, "commands.0"),
        ({"verb": "decline"}, "commands.0.decline.reason"),
        ({"made_at": "yesterday"}, "commands.0.accept.made_at"),
        ({"made_at": "2026-11-24T12:00:00"}, "commands.0.accept.made_at"),
        ({"clock_offset_ms": 10**15}, "commands.0.accept.clock_offset_ms"),
        ({"seq": -1}, "commands.0.accept.seq"),
        ({"id": "7"}, "commands.0.accept.id"),
        ({"outcome": "child_safe"}, "commands.0.accept.outcome"),
    ],
)
async def test_bad_input_names_the_field(world: World, change: dict[str, Any], field: str) -> None:
    cookie = await worker_cookie(world, 0)
    said = {"commands": [command("accept", uuid4()) | change]}
    async with browser(world) as client:
        answer = await client.post(API, json=said, headers=cookie)
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]


async def test_a_swap_is_asked_and_answered_from_two_phones(world: World) -> None:
    rina, suman = (worker.id for worker in world.workers[:2])
    fields = [await worker_cookie(world, at) for at in (0, 1)]
    begins = our_clock.now() + timedelta(days=1)
    shift = await world.do(
        lambda s: rosters.plan_shift(s, rina, begins, begins + timedelta(hours=8), by=None)
    )
    app = make_app(world)
    app.include_router(roster_endpoints.router, prefix="/api/v1")
    async with browser(world, app) as client:

        async def say(who: int, verb: str, seq: int, **more: Any) -> tuple[str, str | None]:
            said = command(verb, uuid4(), seq, **more)
            del said["dispatch_id"]
            answer = await client.post(API, json={"commands": [said]}, headers=fields[who])
            assert answer.status_code == 200, answer.text
            (receipt,) = answer.json()["receipts"]
            return receipt["result"], receipt["code"]

        async def roster(who: int) -> dict[str, Any]:
            return dict((await client.get("/api/v1/roster/mine", headers=fields[who])).json())

        to = {"shift_id": str(shift.id), "to_worker": str(suman)}
        assert [one["id"] for one in (await roster(0))["shifts"]] == [str(shift.id)]
        assert str(suman) in [one["id"] for one in (await roster(0))["colleagues"]]
        assert await say(1, "ask_swap", 1, **to) == ("refused", "plan_not_found")
        far = {**to, "to_worker": str(await world.do(lambda s: worker(s, "far")))}
        assert await say(0, "ask_swap", 1, **far) == ("refused", "input_is_invalid")
        assert await say(0, "ask_swap", 1, **to) == ("applied", None)
        assert await say(0, "ask_swap", 2, **to) == ("refused", "swap_is_asked")
        (asked,) = (await roster(1))["asked"]
        answer = {"swap_id": asked["id"], "yes": True}
        assert await say(0, "answer_swap", 3, **answer) == ("refused", "swap_not_found")
        assert await say(1, "answer_swap", 2, **answer) == ("applied", None)
        assert await say(1, "answer_swap", 3, **answer) == ("refused", "swap_is_not_there")
        assert (await roster(0))["shifts"][0]["swap"]["state"] == "accepted"
        assert await say(1, "answer_swap", 4, **{**answer, "yes": False}) == ("applied", None)
        mine, other = await roster(0), await roster(1)
        assert (mine["shifts"][0]["swap"]["state"], other["asked"]) == ("declined", [])
        assert await say(0, "ask_swap", 4, **to) == ("applied", None)
        (asked,) = (await roster(1))["asked"]
        late = {"swap_id": asked["id"], "yes": True}
        await world.do(lambda s: rosters.call_off_shift(s, shift.id))
        assert await say(1, "answer_swap", 5, **late) == ("refused", "plan_not_found")
        assert ((await roster(0))["shifts"], (await roster(1))["asked"]) == ([], [])
