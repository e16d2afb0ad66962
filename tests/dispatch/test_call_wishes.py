"""Wishes for a call by a moved clock: met in time, or told to supervisors once."""

from datetime import timedelta
from typing import Any

import time_machine

from app.core import clock as our_clock
from app.dispatch import call_wishes, handing_back
from app.dispatch.jobs import deadlines
from app.dispatch.queries import dispatch_rows
from app.dispatch.states import CallWish
from app.jobs.deadlines import fire_due
from tests.dispatch.world import World


async def test_a_call_that_nobody_makes_in_time_is_told_to_supervisors_once(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id, by = await world.request(world.workers[0]), world.workers[0]
    await world.accept(dispatch_id, by)

    async def want(whom: CallWish, minutes_ago: int = 0) -> None:
        at = our_clock.now() - timedelta(minutes=minutes_ago)
        await world.do(lambda s: call_wishes.want(s, dispatch_id, by, whom, at, world.settings))

    async def told() -> list[str]:
        await fire_due(world.database, deadlines(world.settings))
        return [one.facts["code"] for one in await world.events("supervisors.told")]

    async def late_at() -> Any:
        rows = await world.do(lambda s: dispatch_rows(s, ids=[dispatch_id]))
        return rows[dispatch_id]["call_wish_late_at"]

    await want(CallWish.CALLER)
    clock.shift(timedelta(minutes=4))
    await want(CallWish.COUNSELLOR)  # another wish waits no longer for that
    assert await told() == []
    clock.shift(timedelta(minutes=1))
    for _ in range(2):
        assert await told() == ["call_wish_late"]
    assert await late_at() == our_clock.now().isoformat()
    (event,) = await world.events("dispatch.call_wish_late")
    assert event.facts["whom"] == "counsellor"
    await world.do(lambda s: call_wishes.made(s, dispatch_id, world.counsellor.id))
    assert await late_at() is None
    await want(CallWish.CALLER, minutes_ago=3)  # said without network: its time runs since then
    clock.shift(timedelta(minutes=2))
    assert await told() == ["call_wish_late"] * 2
    await want(CallWish.COUNSELLOR)
    await world.do(lambda s: handing_back.hand_back(s, dispatch_id, by, "ill", world.settings))
    dispatch = await world.dispatch(dispatch_id)
    assert (dispatch.call_wanted, dispatch.call_wish_due_at) == (None, None)
