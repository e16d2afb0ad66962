"""A centre takes a child in: bed held, full, run out, given up, arrived; on a real Postgres."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlmodel import select

from app.core.clock import now
from app.core.moves import IllegalMove
from app.directory.models import Centre
from app.dispatch import jobs, service
from app.dispatch.ladder import Responder
from app.dispatch.queries import dispatch_rows, task_rows
from app.dispatch.service import NotYourTask
from app.dispatch.states import DispatchState, StepState
from app.jobs.deadlines import fire_due
from app.residence.models import BedHold, Stay
from app.residence.queries import beds_of
from app.residence.states import HoldState
from tests.dispatch.web import browser, cookie_of
from tests.dispatch.world import World

API = "/api/v1"
CENTRE = "SRTRCCR-BAR"


@pytest.fixture
async def centre(world: World) -> Responder:
    await world.add_centres()
    return await world.centre(CENTRE)


async def seats(world: World, centre: Responder, count: int | None) -> None:
    async with world.database.transaction() as session:
        (await session.get_one(Centre, centre.id)).capacity = count


async def admit(world: World, dispatch_id: UUID, by: Responder) -> None:
    await world.do(lambda s: service.admit(s, dispatch_id, by, world.counsellor.id))


async def holds(world: World) -> list[BedHold]:
    return list(await world.do(lambda s: s.exec(select(BedHold))))


async def bed(world: World, dispatch_id: UUID) -> dict | None:
    rows = await world.do(lambda s: dispatch_rows(s, ids=[dispatch_id]))
    return rows[dispatch_id]["bed"]


async def free(world: World, centre: Responder) -> int | None:
    return (await world.do(lambda s: beds_of(s, [centre.id])))[centre.id].free


async def test_a_centre_that_accepts_holds_a_bed_and_the_arrival_becomes_a_stay(
    world: World, centre: Responder
) -> None:
    await seats(world, centre, 2)
    id_ = await world.request(centre)
    await world.accept(id_, centre)
    held = await bed(world, id_)
    assert held is not None
    assert (held["state"], held["counted"]) == ("held", True)
    assert await free(world, centre) == 1
    await admit(world, id_, centre)
    assert (await bed(world, id_) or {})["state"] == "arrived"
    dispatch, incident = await world.dispatch(id_), await world.incident()
    assert (dispatch.state, dispatch.outcome) == (DispatchState.DONE, "taken_to_centre")
    assert dispatch.reached_at == incident.reached_at != None  # noqa: E711
    (stay,) = list(await world.do(lambda s: s.exec(select(Stay))))
    assert (stay.centre_id, stay.recorded_by) == (centre.id, world.counsellor.id)
    assert await free(world, centre) == 1
    told = await world.timeline()
    assert told[-2:] == ["child.arrived", "dispatch.completed"]
    assert "bed.held" in told
    assert "bed.released" not in told
    await admit(world, id_, centre)
    assert await world.timeline() == told


async def test_a_full_centre_has_declined_by_accepting_and_the_next_is_asked(
    world: World, centre: Responder
) -> None:
    await seats(world, centre, 0)
    id_ = await world.request(centre)
    await world.accept(id_, centre)
    first, second, *_ = await world.steps(id_)
    assert (first.state, first.decline_reason) == (StepState.DECLINED, "full")
    assert second.state is StepState.ALERTED
    assert (await world.dispatch(id_)).accepted_step is None
    assert await holds(world) == []


async def test_a_late_acceptance_of_a_full_centre_leaves_whoever_is_asked_now_alone(
    world: World, centre: Responder, clock: time_machine.Traveller
) -> None:
    id_ = await world.request(centre)
    clock.shift(timedelta(minutes=3))
    await fire_due(world.database, jobs.deadlines(world.settings))
    await seats(world, centre, 0)
    await world.accept(id_, centre)
    states = [step.state for step in await world.steps(id_)]
    assert states == [StepState.DECLINED, StepState.ALERTED]


async def test_where_nobody_knows_how_many_beds_there_are_the_hold_says_so(
    world: World, centre: Responder
) -> None:
    await seats(world, centre, None)
    id_ = await world.request(centre)
    await world.accept(id_, centre)
    assert (await bed(world, id_) or {})["counted"] is False
    assert await free(world, centre) is None


async def test_two_who_accept_at_once_never_share_the_last_bed(
    world: World, centre: Responder
) -> None:
    await seats(world, centre, 1)
    here = await world.request(centre)
    there_incident = await world.add_incident("BD10060007")
    there = await world.request(centre, incident_id=there_incident)
    await asyncio.gather(world.accept(here, centre), world.accept(there, centre))
    taken = [(await world.dispatch(id_)).accepted_step for id_ in (here, there)]
    assert sorted(taken, key=str) == [1, None]
    assert [hold.state for hold in await holds(world)] == [HoldState.HELD]
    assert await free(world, centre) == 0


async def test_a_bed_runs_out_the_dispatch_goes_on_and_supervisors_know_that_nobody_came(
    world: World, centre: Responder, clock: time_machine.Traveller
) -> None:
    await seats(world, centre, 1)
    id_ = await world.request(centre)
    await world.accept(id_, centre)
    clock.shift(timedelta(hours=11, minutes=59))
    await fire_due(world.database, jobs.deadlines(world.settings))
    assert await free(world, centre) == 0
    clock.shift(timedelta(minutes=2))
    await fire_due(world.database, jobs.deadlines(world.settings))
    assert await free(world, centre) == 1
    row = await bed(world, id_) or {}
    assert (row["state"], row["ran_out"]) == ("released", True)
    late = await world.dispatch(id_)
    assert (late.state, late.stalled_at) == (DispatchState.ACCEPTED, now())
    assert [one.facts["waits_for"] for one in await world.events("dispatch.stalled")] == ["admit"]
    assert [one.facts["code"] for one in await world.events("supervisors.told")] == ["not_reached"]
    (told,) = await world.events("bed.released")
    assert told.facts["reason"] == "ran_out"
    assert "board" in told.audience
    await admit(world, id_, centre)  # a child at the door is recorded all the same
    assert (await world.dispatch(id_)).stalled_at is None
    assert (await bed(world, id_) or {})["state"] == "arrived"


@pytest.mark.parametrize("ending", ["stood_down", "completed"])
async def test_a_bed_is_given_up_with_its_task(
    world: World, centre: Responder, ending: str
) -> None:
    await seats(world, centre, 1)
    id_ = await world.request(centre)
    await world.accept(id_, centre)
    if ending == "stood_down":
        await world.stand_down(id_)
    else:
        await world.do(lambda s: service.arrive(s, id_, centre))
        await world.do(lambda s: service.complete(s, id_, centre, "not_found"))
    assert await free(world, centre) == 1
    (told,) = await world.events("bed.released")
    assert told.facts["reason"] == ending
    with pytest.raises(IllegalMove):
        await admit(world, id_, centre)


async def test_only_the_centre_that_accepted_admits(world: World, centre: Responder) -> None:
    id_ = await world.request(world.workers[0])
    await world.accept(id_, world.workers[0])
    with pytest.raises(NotYourTask):
        await admit(world, id_, world.workers[0])


async def test_a_full_centre_stands_among_those_who_cannot_go_with_the_reason(
    world: World, centre: Responder
) -> None:
    await seats(world, centre, 1)
    id_ = await world.request(centre)
    console = await cookie_of(world, world.counsellor.id, "console")
    path = f"{API}/incidents/{world.incident_id}/responders"
    async with browser(world) as client:
        before = (await client.get(path, headers=console)).json()["ranked"]
        assert next(row for row in before if row["id"] == str(centre.id))["open_tasks"] == 0
        await world.accept(id_, centre)
        after = (await client.get(path, headers=console)).json()["shortfall"]
        row = next(row for row in after if row["id"] == str(centre.id))
    assert (row["open_tasks"], row["capacity"]) == (1, 1)
    assert "at_capacity" in [reason["code"] for reason in row["reasons"]]


async def test_the_story_of_a_centre_over_http(world: World, centre: Responder) -> None:
    await seats(world, centre, 1)
    async with world.database.transaction() as session:
        person = await world.add_staff(session, "centre-9", "centre", centre_id=centre.id)
        other = await world.add_staff(session, "w-9", "worker", worker_id=world.workers[0].id)
    field = await cookie_of(world, person.id, "field")
    worker = await cookie_of(world, other.id, "field")
    id_, full = await world.request(centre), await world.add_incident("BD10060007")
    late = await world.request(centre, incident_id=full)
    async with browser(world) as client:
        path = f"{API}/dispatches/{id_}"
        taken = (await client.post(f"{path}/accept", headers=field)).json()
        assert (taken["state"], taken["bed"]["state"]) == ("accepted", "held")
        refused = await client.post(f"{API}/dispatches/{late}/accept", headers=field)
        assert (refused.status_code, refused.json()["code"]) == (409, "no_bed_free")
        assert (await world.steps(late))[0].decline_reason == "full"
        forbidden = await client.post(f"{path}/admit", headers=worker)
        assert (forbidden.status_code, forbidden.json()["code"]) == (403, "not_allowed")
        done = (await client.post(f"{path}/admit", headers=field)).json()
        assert (done["state"], done["bed"]["state"]) == ("done", "arrived")
    rows = await world.do(lambda s: task_rows(s, centre_id=centre.id))
    assert rows[id_]["bed"]["state"] == "arrived"
