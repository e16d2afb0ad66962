"""Order of what is told of lines and conferences: by what can be true, whatever came first.

The provider numbers its events (`SequenceNumber`, by line or conference). We need no number: a
line's states have one order, and a line that left a conference of ours never comes back to that
one, since each step has a conference of its own. These tests hold both against every order.
"""

import random
from itertools import permutations

import pytest
from sqlmodel import select

from app.calls.models import Call, Leg
from app.calls.states import LEG_ORDER, CallState, LegState, later
from app.core.db import Database
from tests.calls.night import jobs_of
from tests.factories import answered, get_call
from tests.serving import Served

LEG_STATUS = ("initiated", "ringing", "in-progress", "completed")
IDLE = (
    "conference-start",
    "conference-end",
    "participant-mute",
    "participant-unmute",
    "participant-hold",
    "participant-unhold",
    "participant-modify",
    "participant-speech-start",
    "participant-speech-stop",
    "announcement-end",
    "announcement-fail",
    "something-new",
)


async def leg_of(database: Database) -> Leg:
    async with database.transaction() as session:
        return (await session.exec(select(Leg))).one()


def told(event: str, sid: str, number: int) -> dict[str, str]:
    return {"StatusCallbackEvent": event, "CallSid": sid, "SequenceNumber": str(number)}


def test_every_order_of_a_lines_states_ends_at_the_furthest() -> None:
    for order in permutations(LEG_ORDER):
        known = LegState.RINGING
        for one in order:
            known = later(known, one)
        assert known is LegState.LEFT


@pytest.mark.parametrize("seed", range(8))
async def test_a_lines_states_in_any_order_and_often_end_as_in_order(
    served: Served, database: Database, seed: int
) -> None:
    await answered(database)
    leg, chance = await leg_of(database), random.Random(seed)
    events = [(status, str(at)) for at, status in enumerate(LEG_STATUS)] * 2
    chance.shuffle(events)
    for status, number in events:
        said = {"CallSid": "CA-leg", "CallStatus": status, "SequenceNumber": number}
        assert (await served.hook(f"/leg/{leg.id}", said))[0] == 200
    after = await leg_of(database)
    assert (after.state, after.provider_call_id) == (LegState.LEFT, "CA-leg")
    assert (await jobs_of(database)).count("calls.counsellor_lost") == 1


async def test_a_late_join_brings_no_line_back_that_has_left(
    served: Served, database: Database
) -> None:
    _, call = await answered(database)
    leg, conference = await leg_of(database), f"/conference/{call.id}/{call.step}"
    await served.hook(f"/leg/{leg.id}", {"CallSid": "CA-leg", "CallStatus": "in-progress"})
    await served.hook(conference, told("participant-leave", "CA-leg", 5))
    await served.hook(conference, told("participant-join", "CA-leg", 2))
    await served.hook(conference, told("participant-join", call.provider_call_id, 1))
    assert (await leg_of(database)).state is LegState.LEFT
    assert (await get_call(database, call.id)).state is CallState.CONNECTING  # asked, not guessed
    assert "calls.counsellor_lost" in await jobs_of(database)


async def test_a_caller_taken_out_and_in_again_is_in_whatever_is_told_first(
    served: Served, database: Database
) -> None:
    """A repeated redirect does that; whether a caller is still there another event tells."""
    events = [("participant-join", 1), ("participant-leave", 3), ("participant-join", 4)]
    for order in permutations(events):
        _, call = await answered(database, None)  # not one telephone that floods the line
        for event, number in order:
            said = told(event, call.provider_call_id, number)
            await served.hook(f"/conference/{call.id}/{call.step}", said)
        assert (await get_call(database, call.id)).caller_joined_at is not None, order


@pytest.mark.parametrize("event", IDLE)
async def test_an_event_that_tells_nothing_changes_nothing_so_it_need_not_come_again(
    served: Served, database: Database, event: str
) -> None:
    """It is answered 200 without a database: there is nothing that a later one could add."""
    _, call = await answered(database)
    before = await _rows(database)
    for sid in (call.provider_call_id, "CA-leg"):
        said = told(event, sid, 1)
        assert (await served.hook(f"/conference/{call.id}/{call.step}", said))[0] == 200
    assert await _rows(database) == before


async def _rows(database: Database) -> list[object]:
    async with database.transaction() as session:
        calls = [one.model_dump() for one in await session.exec(select(Call))]
        legs = [one.model_dump() for one in await session.exec(select(Leg))]
    pool = await database.raw()
    return [calls, legs, await pool.fetchval("SELECT count(*) FROM outbox")]
