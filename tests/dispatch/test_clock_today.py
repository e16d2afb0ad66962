"""The clocks of today as the board counts them: by stop and upazila, with when each gets late."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from app.core import clock as our_clock
from app.dispatch import clock_endpoints, service
from app.dispatch.clock_today import area_of, today_row
from app.dispatch.journey import Stop
from app.dispatch.targets import defaults_of
from tests.dispatch.web import browser, cookie_of, make_app
from tests.dispatch.world import UNION, UPAZILA, World


def counts(row: dict[str, Any]) -> dict[str | None, dict[str, tuple[int, int, int]]]:
    """In time, late and waited for, by stop and area."""
    return {
        area["place"] and area["place"]["code"]: {
            one["stop"]: (one["in_time"], one["late"], len(one["waiting"])) for one in area["stops"]
        }
        for area in row["areas"]
    }


async def test_each_stop_is_waited_for_then_in_time_or_late(world: World, clock: Any) -> None:
    rung_at = our_clock.now()
    before = await world.do(today_row)
    (area,) = before["areas"]
    waits = {one["stop"]: one["waiting"][0] for one in area["stops"]}
    target = timedelta(seconds=defaults_of("P1")[Stop.REACHED])
    assert datetime.fromisoformat(waits["reached"]["due_at"]) == rung_at + target
    assert datetime.fromisoformat(waits["reached"]["near_at"]) == rung_at + target * 0.75
    assert counts(before) == {
        UPAZILA: dict.fromkeys(("acknowledged", "reached", "safe"), (0, 0, 1))
    }
    dispatch_id = await world.request()
    worker = world.workers[0]
    await world.do(lambda s: service.accept(s, dispatch_id, worker, world.settings))
    await world.do(lambda s: service.depart(s, dispatch_id, worker))
    clock.shift(target + timedelta(seconds=1))
    await world.do(lambda s: service.arrive(s, dispatch_id, worker))
    assert counts(await world.do(today_row))[UPAZILA] == {
        "acknowledged": (1, 0, 0),
        "reached": (0, 1, 0),
        "safe": (0, 0, 1),
    }


async def test_an_older_one_counts_until_its_child_is_safe(world: World, clock: Any) -> None:
    clock.shift(timedelta(days=2))
    assert counts(await world.do(today_row))[UPAZILA]["safe"] == (0, 0, 1)


@pytest.mark.parametrize(
    ("place", "area"),
    [
        (UNION, UPAZILA),
        (UPAZILA, UPAZILA),
        ("WD-DSCC-25", "BD30262000"),
        ("BD3026", "BD3026"),
        ("BD30", "BD30"),
        (None, None),
        ("nowhere", None),
    ],
)
def test_a_place_counts_for_its_upazila_or_city(place: str | None, area: str | None) -> None:
    assert area_of(place) == area


async def test_only_whoever_watches_the_board_sees_the_sums(world: World) -> None:
    app = make_app(world)
    app.include_router(clock_endpoints.router, prefix="/api/v1")
    supervisor = await world.do(partial(world.add_staff, name="one", role="supervisor"))
    told = []
    async with browser(world, app) as client:
        for who in (supervisor.id, world.counsellor.id):
            cookie = await cookie_of(world, who, "console")
            answer = await client.get("/api/v1/clock/today", headers=cookie)
            told.append((answer.status_code, answer.json().get("incidents")))
    assert told == [(200, 1), (403, None)]
