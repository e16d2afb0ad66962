"""A ladder that runs: it hastens with the incident and asks nobody who has gone home since."""

from uuid import UUID

import pytest
from sqlalchemy import text

from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.queries import timeline_rows
from app.cases.service import FOLLOW_URGENCY
from app.dispatch.jobs import deadlines, handlers
from app.dispatch.queries import dispatch_rows, task_rows
from app.dispatch.states import DispatchState
from app.jobs.deadlines import fire_due
from tests.calls.night import jobs_of
from tests.dispatch.world import UNION, Carrier, World


async def set_urgency(world: World, incident_id: UUID, urgency: str) -> None:
    """A person decides, and the worker does what that makes due."""
    before = (await jobs_of(world.database)).count(FOLLOW_URGENCY)
    async with world.database.transaction() as session:
        found = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
        await cases.set_urgency(session, found, urgency, world.counsellor.id)
    work = handlers(world.database, Carrier(), world.settings)
    for _ in range((await jobs_of(world.database)).count(FOLLOW_URGENCY) - before):
        await work[FOLLOW_URGENCY](incident_id)


async def fire(world: World) -> int:
    return await fire_due(world.database, deadlines(world.settings))


async def test_a_raised_urgency_shortens_the_running_step_and_screens_see_it(
    world: World, clock
) -> None:
    incident_id = await world.add_incident(UNION, "P3")
    dispatch_id = await world.request(incident_id=incident_id)
    step = (await world.steps(dispatch_id))[0]
    assert (step.due_at - step.alerted_at).total_seconds() == 14400
    clock.shift(60)
    await set_urgency(world, incident_id, "P2")
    assert (await world.steps(dispatch_id))[0].due_at == step.alerted_at.replace(minute=10)
    await set_urgency(world, incident_id, "P1")
    due = step.alerted_at.replace(minute=2)
    async with world.database.transaction() as session:
        row = (await dispatch_rows(session, ids=[dispatch_id]))[dispatch_id]
        tasks = await task_rows(session, worker_id=world.workers[0].id)
    assert row["due_at"] == row["steps"][0]["due_at"] == due.isoformat()
    assert (row["urgency"], tasks[dispatch_id]["urgency"]) == ("P1", "P1")
    assert tasks[dispatch_id]["due_at"] == due.isoformat()
    assert (await world.incident(incident_id)).ack_due_at == due
    assert len(await world.events("dispatch.hastened")) == 2
    assert await fire(world) == 0
    clock.shift(61)
    assert await fire(world) == 1
    second = (await world.steps(dispatch_id))[1]
    assert (second.due_at - second.alerted_at).total_seconds() == 120


async def test_a_time_that_is_over_under_the_new_urgency_is_due_at_once(
    world: World, clock
) -> None:
    incident_id = await world.add_incident(UNION, "P3")
    dispatch_id = await world.request(incident_id=incident_id)
    clock.shift(1000)
    await set_urgency(world, incident_id, "P1")
    for _ in range(3):
        assert await fire(world) == 1
        clock.shift(120)
    dispatch = await world.dispatch(dispatch_id)
    assert dispatch.state is DispatchState.UNANSWERED
    assert dispatch.alarm_at is not None
    assert (dispatch.alarm_at - dispatch.requested_at).total_seconds() == 1240


@pytest.mark.parametrize("lesser", ["P2", "P3"])
async def test_a_lowered_urgency_never_lengthens_what_runs(world: World, lesser: str) -> None:
    dispatch_id = await world.request()
    before = (await world.steps(dispatch_id))[0].due_at
    await set_urgency(world, world.incident_id, lesser)
    await set_urgency(world, world.incident_id, "P1")
    dispatch = await world.dispatch(dispatch_id)
    assert dispatch.due_at == (await world.steps(dispatch_id))[0].due_at == before
    assert dispatch.urgency == "P1"
    assert await world.events("dispatch.hastened") == []


async def test_an_accepted_task_is_left_as_it_is(world: World) -> None:
    incident_id = await world.add_incident(UNION, "P3")
    dispatch_id = await world.request(incident_id=incident_id)
    await world.accept(dispatch_id, world.workers[0])
    await set_urgency(world, incident_id, "P1")
    assert (await world.dispatch(dispatch_id)).due_at is None
    assert await world.events("dispatch.hastened") == []


async def off_duty(world: World, *at: int) -> None:
    async with world.database.transaction() as session:
        gone = text("UPDATE worker SET on_duty = false WHERE id = ANY(:ids)")
        ids = [world.workers[one].id for one in at]
        await (await session.connection()).execute(gone, {"ids": ids})


async def test_who_went_off_duty_since_is_not_asked_and_the_timeline_says_why(
    world: World,
) -> None:
    dispatch_id = await world.request()
    await off_duty(world, 1)
    await world.decline(dispatch_id, world.workers[0])
    steps = await world.steps(dispatch_id)
    assert [step.worker_id for step in steps] == [world.workers[0].id, world.workers[2].id]
    async with world.database.transaction() as session:
        rows = await timeline_rows(session, world.incident_id)
        tasks = await task_rows(session, worker_id=world.workers[1].id)
        mine = await task_rows(session, worker_id=world.workers[2].id)
    skipped = [row for row in rows if row["kind"] == "dispatch.step_skipped"]
    assert [row["facts"]["reason"] for row in skipped] == ["off_duty"]
    assert [row["actor"]["name"]["en"] for row in skipped] == ["Suman"]
    assert (tasks, list(mine)) == ({}, [dispatch_id])


async def test_when_everybody_left_has_gone_off_duty_the_alarm_is_raised(
    world: World, clock
) -> None:
    dispatch_id = await world.request()
    await off_duty(world, 1, 2)
    clock.shift(121)
    assert await fire(world) == 1
    dispatch = await world.dispatch(dispatch_id)
    assert dispatch.state is DispatchState.UNANSWERED
    assert dispatch.alarm_at is not None
    assert len(await world.steps(dispatch_id)) == 1
    assert len(await world.events("dispatch.step_skipped")) == 2
