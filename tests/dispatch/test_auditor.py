"""The auditor: a ladder that stands still is told of once and set going; a dead one is seen."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from app.core import clock as time
from app.core.db import execute, fetch
from app.dispatch import auditor, call_wishes, handing_back, service
from app.dispatch.auditor import LATE_AFTER, audit, is_late, last_beat
from app.dispatch.jobs import deadlines
from app.dispatch.states import CallWish, DispatchState, StepState
from app.jobs.deadlines import fire_due
from tests.dispatch.world import World

DEADLINES_GONE = "DELETE FROM deadline"
OLD_JOBS = "WITH job AS (UPDATE pgqueuer SET created = created - interval '1 year')"
"""The queue counts by the clock of Postgres, which no test moves."""
BROKEN = {
    "nobody_asked": "UPDATE step SET state = 'declined'",
    "no_deadline": DEADLINES_GONE,
    "unsent": f"{OLD_JOBS} UPDATE alert SET at = at - interval '2 minutes' WHERE channel = 'text'",
    "no_alarm": "UPDATE dispatch SET state = 'unanswered', alarm_at = NULL",
    "forgotten": DEADLINES_GONE,
}


async def stuck(world: World) -> list[str]:
    return [why for _, why in await audit(world.database, world.settings)]


async def breaks(world: World, statement: str) -> None:
    async with world.database.transaction() as session:
        await execute(session, statement)


@pytest.mark.parametrize("why", BROKEN)
async def test_a_ladder_that_stands_still_is_told_of_once_and_goes_on(
    world: World, why: str
) -> None:
    made = await world.request()
    if why == "forgotten":
        await world.accept(made, world.workers[0])
    assert await stuck(world) == []
    await breaks(world, BROKEN[why])
    assert await stuck(world) == [why]
    await stuck(world)
    (told,) = await world.events("dispatch.ladder_stuck")
    assert told.facts["why"] == why
    (also,) = await world.events("supervisors.told")
    assert also.facts["code"] == "ladder_stuck"
    assert await stuck(world) == []


async def test_a_message_whose_turn_in_the_queue_is_near_does_not_stand_still(world: World) -> None:
    await world.request()
    await breaks(world, "UPDATE alert SET at = at - interval '2 minutes'")
    assert await stuck(world) == []
    await breaks(world, "DELETE FROM pgqueuer")
    assert await stuck(world) == ["unsent"]


OF_ONE_WHO_GOES = {
    "no_check_in": "DELETE FROM deadline WHERE kind = 'dispatch.check_in_due'",
    "unreminded": "UPDATE reminder SET ended_at = made_at, ending = 'over'",
    "unsent": (
        f"{OLD_JOBS} UPDATE alert SET at = at - interval '2 minutes' WHERE reminder_id IS NOT NULL"
    ),
    "wish_forgotten": "DELETE FROM deadline WHERE kind = 'dispatch.call_wish_due'",
}


@pytest.mark.parametrize("why", OF_ONE_WHO_GOES)
async def test_what_follows_accepting_is_watched_too(
    world: World, clock: time_machine.Traveller, why: str
) -> None:
    made, by = await world.request(), world.workers[0]
    await world.accept(made, by)
    await world.step_on(service.depart, made)
    clock.shift(timedelta(minutes=30))
    await fire_due(world.database, deadlines(world.settings))
    now = time.now()
    await world.do(lambda s: call_wishes.want(s, made, by, CallWish.CALLER, now, world.settings))
    assert await stuck(world) == []
    await breaks(world, OF_ONE_WHO_GOES[why])
    assert await stuck(world) == [why]
    assert await stuck(world) == []
    (told,) = await world.events("dispatch.ladder_stuck")
    assert told.facts["why"] == why
    reminders = await world.events("reminder.made")
    assert len(reminders) == (2 if why == "unreminded" else 1)


async def test_a_sign_of_life_that_nothing_misses_in_time_calls_a_supervisor(
    world: World, clock: time_machine.Traveller
) -> None:
    made = await world.request()
    await world.accept(made, world.workers[0])
    await world.step_on(service.depart, made)
    clock.shift(timedelta(minutes=30, seconds=29))
    assert await stuck(world) == []
    clock.shift(2)
    assert await stuck(world) == ["no_check_in"]


async def test_a_bed_whose_time_nothing_will_end_is_found_and_its_end_asked_for(
    world: World, clock: time_machine.Traveller
) -> None:
    await world.add_centres()
    centre = await world.centre("SRTRCCR-BAR")
    made = await world.request(centre)
    await world.accept(made, centre)
    assert await stuck(world) == []
    await breaks(world, DEADLINES_GONE)
    assert await stuck(world) == ["forgotten"]
    assert await stuck(world) == []
    await breaks(world, "UPDATE bed_hold SET until = until - interval '30 days'")
    assert await stuck(world) == ["forgotten"]


async def test_a_deadline_that_fails_again_and_again_calls_a_supervisor(
    world: World, clock: time_machine.Traveller
) -> None:
    made = await world.request()
    step = (await world.steps(made))[0]
    clock.move_to(step.due_at + timedelta(seconds=29))
    assert await stuck(world) == []
    clock.shift(2)
    assert await stuck(world) == ["passed"]
    dispatch = await world.dispatch(made)
    assert (dispatch.state, dispatch.alarm_at) == (DispatchState.ALERTING, time.now())
    await world.accept(made, world.workers[0])
    assert (await world.dispatch(made)).alarm_at is None
    assert await stuck(world) == []


async def test_what_the_ladder_does_by_itself_is_never_stuck(world: World) -> None:
    made = await world.request()
    assert await stuck(world) == []
    await world.decline(made, world.workers[0])
    await world.accept(made, world.workers[1])
    assert await stuck(world) == []
    await world.do(
        lambda s: handing_back.hand_back(s, made, world.workers[1], "ill", world.settings)
    )
    assert await stuck(world) == []
    await world.stand_down(made)
    assert await stuck(world) == []
    assert (await world.steps(made))[-1].state is StepState.WITHDRAWN


async def test_two_auditors_tell_of_one_ladder_once(world: World) -> None:
    made = await world.request()
    await breaks(world, DEADLINES_GONE)
    for _ in range(2):
        await world.do(lambda s: auditor._raise(s, made, "no_deadline", world.settings))
    assert len(await world.events("dispatch.ladder_stuck")) == 1


async def test_the_beat_is_written_when_all_was_told_and_grows_old_without_it(
    world: World, clock: time_machine.Traveller
) -> None:
    assert is_late(None, time.now())
    await world.request()
    await audit(world.database, world.settings)
    beat: Any = await world.do(last_beat)
    assert (beat["at"], beat["looked"], beat["stuck"]) == (time.now(), 1, 0)
    clock.shift(LATE_AFTER)
    assert not is_late(beat["at"], time.now())
    clock.shift(1)
    assert is_late(beat["at"], time.now())


async def test_no_beat_when_what_was_found_could_not_be_told(world: World) -> None:
    await world.request()
    await breaks(world, DEADLINES_GONE)
    await breaks(world, "ALTER TABLE stuck_ladder ADD CONSTRAINT nobody CHECK (found_at IS NULL)")
    with pytest.raises(Exception, match="nobody"):
        await audit(world.database, world.settings)
    assert await world.do(last_beat) is None


async def test_one_that_cannot_be_told_keeps_no_other_from_it(world: World) -> None:
    other = await world.add_incident((await world.incident()).place)
    first, second = sorted([await world.request(), await world.request(incident_id=other)])
    await breaks(world, DEADLINES_GONE)
    refused = f"CHECK (dispatch_id <> '{first}')"
    await breaks(world, f"ALTER TABLE stuck_ladder ADD CONSTRAINT not_this {refused}")
    with pytest.raises(IntegrityError):
        await audit(world.database, world.settings)
    assert len(await world.events("dispatch.ladder_stuck")) == 1
    rows = await world.do(lambda s: fetch(s, "SELECT dispatch_id FROM stuck_ladder"))
    assert [row["dispatch_id"] for row in rows] == [second]
    assert await world.do(last_beat) is None
