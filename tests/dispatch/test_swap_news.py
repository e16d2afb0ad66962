"""News of a swap reaches a closed app: each once, by one channel after the other, no name."""

import json
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlmodel import col, select

from app.core import clock as our_clock
from app.core.errors import ProviderError
from app.directory import rosters, swaps
from app.directory.roster_models import Shift, Swap
from app.dispatch import receipts
from app.dispatch.jobs import deadlines, handlers
from app.dispatch.models import Notice
from app.dispatch.wording import fits, words_of_notice
from app.jobs.deadlines import fire_due
from tests.calls.night import jobs_of
from tests.dispatch.test_push import ENDPOINT, PATH, Phone
from tests.dispatch.web import browser, cookie_of, worker_cookie
from tests.dispatch.world import UNION, Carrier, World

DAY = timedelta(days=1)


async def asked(world: World) -> Swap:
    """The first worker asks the second to take tomorrow's shift."""
    starts = our_clock.now() + DAY
    giver, taker = (one.id for one in world.workers[:2])
    shift: Shift = await world.do(
        partial(
            rosters.plan_shift, worker_id=giver, starts_at=starts,
            ends_at=starts + timedelta(hours=8), by=None,
        )
    )  # fmt: skip
    made: Swap = await world.do(partial(swaps.ask_swap, shift_id=shift.id, to_worker=taker))
    return made


async def with_app(world: World, at: int) -> None:
    """A worker whose phone takes pushes."""
    headers = await worker_cookie(world, at)
    async with browser(world) as client:
        body = Phone().subscription(f"{ENDPOINT}{at}")
        assert (await client.post(PATH, json=body, headers=headers)).status_code == 204


async def work(world: World, carrier: Carrier, swap_id: UUID) -> list[Notice]:
    """What the queue would do, each job twice as after a crash; the notices as they stand."""
    known = handlers(world.database, carrier, world.settings)
    for _ in range(2):
        await known[swaps.FOLLOW_SWAP](swap_id)
        for notice in await notices(world):
            await known["dispatch.send_notice"](notice.id)
    return await notices(world)


async def notices(world: World) -> list[Notice]:
    found = await world.do(
        lambda s: s.exec(
            select(Notice).order_by(col(Notice.at), col(Notice.channel), col(Notice.id))
        )
    )
    return list(found)


def stand(found: list[Notice]) -> list[tuple[str, str, str | None]]:
    return [(one.channel, one.state.value, one.error) for one in found]


async def test_who_is_asked_and_who_asked_are_pushed_to_once_and_nothing_names_anybody(
    world: World, clock: time_machine.Traveller
) -> None:
    for at in (0, 1):
        await with_app(world, at)
    swap, carrier = await asked(world), Carrier()
    giver, taker = (one.id for one in world.workers[:2])
    moves: tuple[tuple[Any, dict[str, UUID]], ...] = (
        (None, {}),
        (swaps.accept_swap, {"by_worker": taker}),
        (swaps.confirm_swap, {"by": world.counsellor.id}),
    )
    for verb, by in moves:
        clock.shift(60)
        if verb is not None:
            await world.do(partial(verb, swap_id=swap.id, **by))
        found = await work(world, carrier, swap.id)
    assert (await jobs_of(world.database)).count(swaps.FOLLOW_SWAP) == 3
    assert [(one.code, one.worker_id) for one in found[:2]] == [
        ("asked", taker), ("accepted", giver),
    ]  # fmt: skip
    assert {one.worker_id for one in found[2:]} == {giver, taker}
    assert {(one.channel, one.state) for one in found} == {("push", "sent")}
    assert [json.loads(payload) for _, payload, _, _ in carrier.pushed] == [
        {"kind": "swap", "code": code} for code in ("asked", "accepted", "confirmed", "confirmed")
    ]
    assert [device.endpoint[-1] for device, *_ in carrier.pushed[:2]] == ["1", "0"]
    assert carrier.pushed[0][2] == 36000, "no provider keeps it for longer"
    assert carrier.sent == []


@pytest.mark.parametrize(
    ("trouble", "left"),
    [
        ("none", [("text", "sent", None)]),
        ("gone", [("push", "failed", "no_device"), ("text", "sent", None)]),
        ("refused", [("push", "failed", "refused"), ("text", "failed", "refused")]),
    ],
)  # fmt: skip
async def test_where_no_push_gets_through_a_text_follows_with_a_link_alone(
    world: World, trouble: str, left: list[Any]
) -> None:
    carrier = Carrier()
    if trouble != "none":
        await with_app(world, 1)
    if trouble == "gone":
        carrier.gone = {f"{ENDPOINT}1"}
    if trouble == "refused":
        carrier.fails = ProviderError("no", retryable=False)
    swap = await asked(world)
    found = await work(world, carrier, swap.id)
    assert stand(found) == left
    for text in carrier.sent:
        assert text["to"] == "+8801000000001"
        assert text["body"].endswith("/field/#/roster")
        assert fits(text["body"])
    assert len(carrier.sent) == (0 if trouble == "refused" else 1)
    tell = partial(receipts.text_status, alert_id=found[-1].id, status="delivered")
    news = [await world.do(tell) for _ in range(2)]
    assert news == [True, False], "that it arrived outweighs a failure told before"


async def test_an_unknown_outcome_is_tried_again_for_longer_than_a_queue_would(
    world: World, clock: time_machine.Traveller
) -> None:
    await with_app(world, 1)
    swap, carrier = await asked(world), Carrier()
    carrier.fails = ProviderError("away", retryable=True)
    known = handlers(world.database, carrier, world.settings)
    await known[swaps.FOLLOW_SWAP](swap.id)
    for _ in range(12):
        for notice in await notices(world):
            await known["dispatch.send_notice"](notice.id)
        clock.shift(61)
        assert await fire_due(world.database, deadlines(world.settings)) >= 1
    assert stand(await notices(world)) == [
        ("push", "made", "out_of_reach"), ("text", "made", "out_of_reach"),
    ]  # fmt: skip
    carrier.fails = None
    for notice in await notices(world):
        await known["dispatch.send_notice"](notice.id)
    assert {one.state for one in await notices(world)} == {"sent"}
    assert len({ref for *_, ref in carrier.pushed}) == 1


async def test_whom_nobody_can_tell_is_written_down_for_the_office(world: World) -> None:
    async with world.database.transaction() as session:
        lost = await world.add_worker(session, "W9", "মায়া", "Maya", UNION, phone=None)
        boss = await world.add_staff(session, "supervisor-9", "supervisor")
    world.workers[1] = lost
    swap = await asked(world)
    await work(world, Carrier(), swap.id)
    desk = await cookie_of(world, boss.id, "console")
    async with browser(world) as client:
        answer = await client.get("/api/v1/swaps/messages", headers=desk)
        theirs = await client.get("/api/v1/swaps/messages", headers=await worker_cookie(world, 0))
    (row,) = answer.json()["items"]
    assert (row["worker_id"], row["channel"]) == (str(lost.id), "text")
    assert (row["state"], row["error"]) == ("failed", "no_channel")
    assert theirs.status_code == 403


@pytest.mark.parametrize("what", ["answered", "called_off", "begun"])
async def test_what_is_no_news_any_more_does_not_leave(
    world: World, clock: time_machine.Traveller, what: str
) -> None:
    swap, carrier = await asked(world), Carrier()
    known = handlers(world.database, carrier, world.settings)
    await known[swaps.FOLLOW_SWAP](swap.id)
    if what == "answered":
        by = world.workers[1].id
        await world.do(partial(swaps.decline_swap, swap_id=swap.id, by_worker=by))
    elif what == "called_off":
        await world.do(partial(rosters.call_off_shift, shift_id=swap.shift_id))
    else:
        clock.shift(DAY)
    for notice in await notices(world):
        await known["dispatch.send_notice"](notice.id)
    assert stand(await notices(world)) == [("text", "skipped", None)]
    assert carrier.sent == []


def test_a_text_of_a_swap_is_one_part_by_whatever_address(settings: Any) -> None:
    for public in ("https://helpline.example.gov.bd", "https://" + "a" * 40 + ".example.gov.bd"):
        ours = settings.model_copy(update={"public_url": public})
        for code in ("asked", "accepted", "declined", "confirmed", "refused"):
            subject, body = words_of_notice(ours, "text", code, "swap")
            assert fits(body)
            assert subject
