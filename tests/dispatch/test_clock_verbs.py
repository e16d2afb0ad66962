"""Pauses and lateness on a real database: who may pause, what is told as late, and only once."""

from datetime import timedelta
from typing import Any

import pytest

from app.cases import linking
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.models import Channel
from app.cases.timeline import SYSTEM
from app.core.errors import InputIsInvalid
from app.dispatch import handing_back, lateness, pauses, service
from app.dispatch.clock_jobs import deadlines
from app.dispatch.clock_rows import journey_row, late_rows
from app.dispatch.models import Dispatch
from app.jobs.deadlines import fire_due
from app.staff.permissions import NotAllowed
from tests.dispatch.world import UNION, World


async def on(world: World, verb: Any, incident_id: Any = None) -> Any:
    async def act(session: Any) -> Any:
        wanted = incident_id or world.incident_id
        found = await for_system(session, wanted, SystemReason.SCREEN, lock=True)
        return await verb(session, found)

    return await world.do(act)


async def turn(world: World) -> None:
    """What the worker process does: the round, then whatever is due."""
    await world.do(lateness.watch)
    await fire_due(world.database, deadlines(world.settings))


async def supervisor(world: World) -> Any:
    return await world.do(lambda s: world.add_staff(s, "shanta", "supervisor"))


async def told(world: World) -> list[str]:
    return [row.facts["stop"] for row in await world.events("clock.late")]


async def test_each_late_stop_is_told_once_when_it_falls_due(world: World, clock: Any) -> None:
    await turn(world)
    assert await told(world) == []
    clock.shift(301)
    await turn(world)
    assert await told(world) == ["dispatched"]
    clock.shift(120)
    await turn(world)
    await turn(world)
    assert await told(world) == ["dispatched", "acknowledged"]
    (row,) = (await world.do(late_rows)).values()
    assert [late["stop"] for late in row["late"]] == ["dispatched", "acknowledged"]


async def test_what_is_listed_as_late_is_what_the_clock_says(world: World, clock: Any) -> None:
    """A stop that was passed over leaves the list, one that was given back stands on it again."""

    async def listed() -> list[str]:
        rows = await world.do(late_rows)
        return [late["stop"] for row in rows.values() for late in row["late"]]

    clock.shift(301)
    await turn(world)
    dispatch_id = await world.request()
    clock.shift(300)
    await turn(world)
    assert await listed() == ["acknowledged"]
    await world.accept(dispatch_id, world.workers[0])
    assert await listed() == []
    await world.do(
        lambda s: handing_back.hand_back(s, dispatch_id, world.workers[0], "ill", world.settings)
    )
    assert await listed() == ["acknowledged"]
    await on(world, lambda s, one: cases.mark_safe(s, one, SYSTEM))
    assert await listed() == []


async def test_what_is_done_in_time_is_never_late(world: World, clock: Any) -> None:
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    await turn(world)
    clock.shift(3599)
    await turn(world)
    assert (await told(world), await world.do(late_rows)) == ([], {})
    clock.shift(2)
    await turn(world)
    assert await told(world) == ["reached"]


async def test_an_incident_made_less_urgent_is_held_to_the_wider_table(
    world: World, clock: Any
) -> None:
    await turn(world)
    await on(world, lambda s, one: cases.set_urgency(s, one, "P3", world.counsellor.id))
    clock.shift(3000)
    await turn(world)
    assert await told(world) == []


async def test_a_pause_holds_lateness_back_and_is_shown(world: World, clock: Any) -> None:
    who = await supervisor(world)
    clock.shift(100)
    await on(world, lambda s, one: pauses.pause(s, who, one, "road_flooded"))
    clock.shift(1000)
    await turn(world)
    assert await told(world) == []
    row = await world.do(lambda s: journey_row(s, world.incident_id))
    assert [stop["left_seconds"] for stop in row["stops"]][3] == 200
    assert row["stops"][3]["state"] == "paused"
    await on(world, lambda s, one: pauses.resume(s, who, one))
    clock.shift(199)
    await turn(world)
    assert await told(world) == []
    clock.shift(2)
    await turn(world)
    assert await told(world) == ["dispatched"]
    assert [pause["reason"] for pause in row["pauses"]] == ["road_flooded"]


async def test_only_a_supervisor_pauses_what_is_or_counts_as_p1(world: World) -> None:
    by = world.counsellor
    with pytest.raises(NotAllowed):
        await on(world, lambda s, one: pauses.pause(s, by, one, "wrong_place"))
    unknown = await world.do(
        lambda s: cases.open_incident(s, Channel.WALK_IN, SYSTEM)  # its urgency is not known
    )
    with pytest.raises(NotAllowed):
        await on(world, lambda s, one: pauses.pause(s, by, one, "wrong_place"), unknown.id)
    calm = await world.add_incident(UNION, "P2")
    await on(world, lambda s, one: pauses.pause(s, by, one, "wrong_place"), calm)
    with pytest.raises(pauses.ClockIsPaused):
        await on(world, lambda s, one: pauses.pause(s, by, one, "wrong_place"), calm)


async def test_a_pause_nobody_allowed_for_p1_ends_when_it_becomes_p1(world: World) -> None:
    calm = await world.add_incident(UNION, "P2")
    by = world.counsellor
    await on(world, lambda s, one: pauses.pause(s, by, one, "wrong_place"), calm)
    await on(world, lambda s, one: cases.set_urgency(s, one, "P1", by.id), calm)
    await turn(world)
    (resumed,) = await world.events("clock.resumed")
    assert resumed.facts["why"] == "made_urgent"


async def test_the_clock_of_a_safe_child_is_not_paused_and_no_reason_is_made_up(
    world: World,
) -> None:
    who = await supervisor(world)
    with pytest.raises(InputIsInvalid) as refused:
        await on(world, lambda s, one: pauses.pause(s, who, one, "tea"))
    assert refused.value.field == "reason"
    with pytest.raises(pauses.ClockIsNotPaused):
        await on(world, lambda s, one: pauses.resume(s, who, one))
    await on(world, lambda s, one: cases.mark_safe(s, one, SYSTEM, "at_home_safe"))
    with pytest.raises(pauses.ClockHasStopped):
        await on(world, lambda s, one: pauses.pause(s, who, one, "road_flooded"))


async def test_a_linked_report_brings_its_stops_and_its_own_clock_ends(
    world: World, clock: Any
) -> None:
    report = await world.add_incident(UNION, "P2")
    await on(world, lambda s, one: pauses.pause(s, world.counsellor, one, "wrong_place"), report)
    clock.shift(60)
    dispatch_id = await world.request(incident_id=report)
    await world.accept(dispatch_id, world.workers[0])
    to = str(world.incident_id)
    await world.do(lambda s: linking.link(s, world.counsellor, report, to))
    row = await world.do(lambda s: journey_row(s, world.incident_id))
    by_stop = {stop["stop"]: stop for stop in row["stops"]}
    assert by_stop["acknowledged"]["entry"]["own"] is False
    assert by_stop["reached"]["state"] == "running"
    assert [e.facts["why"] for e in await world.events("clock.resumed")] == ["linked"]


async def test_what_was_done_without_a_network_counts_from_when_it_was_done(
    world: World, clock: Any
) -> None:
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    clock.shift(5000)
    await world.step_on(service.arrive, dispatch_id)

    async def earlier(session: Any) -> None:
        dispatch = await session.get_one(Dispatch, dispatch_id)
        dispatch.reached_at -= timedelta(seconds=2000)

    await world.do(earlier)
    row = await world.do(lambda s: journey_row(s, world.incident_id))
    reached = row["stops"][5]
    assert (reached["after_seconds"], reached["was_late"]) == (3000, False)
    assert reached["entry"]["kind"] == "dispatch.arrived"
