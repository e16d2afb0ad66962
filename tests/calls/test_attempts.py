"""Attempts to call back: a plan of four, one counsellor at a time, and in the end a supervisor."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from time_machine import travel

from app.calls import attempts, callbacks, outgoing, service
from app.calls.attempts import CallBackIsClaimed, CallBackPlanIsOver, CallBackPlanStands
from app.calls.callback_rows import call_back_rows
from app.calls.callbacks import CallBackNotFound
from app.calls.plan import Plan
from app.core import clock
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.core.settings import Settings
from app.staff.models import Staff
from tests.calls.night import Switchboard, lines
from tests.calls.test_callbacks import NUMBER, OTHER, abandoned, listed, one_round
from tests.calls.test_outgoing import call_back, counsellor_joins, kinds, marked, safe_row
from tests.factories import add_counsellor, ring
from tests.line import whole_line

NOON = datetime(2026, 3, 4, 6, 0, tzinfo=UTC)
"""12:00 in Dhaka."""


@pytest.fixture
async def person(database: Database) -> Staff:
    return await add_counsellor(database)


async def shown(database: Database) -> dict[str, Any]:
    async with database.transaction() as session:
        (row,) = (await call_back_rows(session)).values()
    return row


async def try_and_miss(database: Database, person: Staff) -> None:
    """The counsellor calls back, nobody lifts, and the work after it is done."""
    (row,) = await listed(database)
    call = await call_back(database, row, person)
    async with database.transaction() as session:
        await service.caller_left(session, call.id)
    async with database.transaction() as session:
        await service.complete(session, call.id, person.id)


@pytest.mark.parametrize(
    ("made", "due"),
    [
        (0, NOON),
        (1, NOON + timedelta(minutes=3)),
        (2, NOON + timedelta(minutes=15)),
        (3, datetime(2026, 3, 4, 10, 0, tzinfo=UTC)),
        (4, None),
        (40, None),
    ],
)
def test_attempts_are_due_now_then_later_then_in_the_next_window(
    made: int, due: datetime | None
) -> None:
    assert Plan().due_at(made, NOON) == due


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 3, 4, 2, 59, tzinfo=UTC), datetime(2026, 3, 4, 3, 0, tzinfo=UTC)),
        (datetime(2026, 3, 4, 3, 0, tzinfo=UTC), datetime(2026, 3, 4, 10, 0, tzinfo=UTC)),
        (datetime(2026, 3, 4, 19, 0, tzinfo=UTC), datetime(2026, 3, 5, 3, 0, tzinfo=UTC)),
        (datetime(2026, 12, 31, 17, 59, tzinfo=UTC), datetime(2027, 1, 1, 3, 0, tzinfo=UTC)),
    ],
)
def test_a_window_is_the_next_one_of_the_day_in_dhaka(now: datetime, due: datetime) -> None:
    assert Plan().next_window(now) == due


def test_without_windows_the_plan_ends_with_its_minutes() -> None:
    plan = Plan(after=(0, 60), windows=())
    assert [plan.due_at(made, NOON) is None for made in range(4)] == [False, False, True, True]
    assert Plan(windows=(time(8),)).next_window(NOON) == datetime(2026, 3, 5, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"call_back_after_seconds": ""},
        {"call_back_after_seconds": "0,-3"},
        {"call_back_windows": "25:00"},
        {"call_back_windows": "9"},
    ],
)
def test_a_plan_that_is_none_is_refused_at_the_start(
    settings: Settings, wrong: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="call_back"):
        Settings(**{**settings.model_dump(), **wrong})


async def test_each_attempt_that_reaches_nobody_makes_the_next_one_due_till_the_plan_is_over(
    database: Database, person: Staff
) -> None:
    with travel(NOON, tick=False) as now:
        await safe_row(database)
        assert (await shown(database))["due_at"] == NOON.isoformat()
        for made, due in enumerate((180, 900), start=1):
            await try_and_miss(database, person)
            row = await shown(database)
            assert (row["attempt"], row["claimed_by"]) == (made + 1, None)
            assert row["due_at"] == (NOON + timedelta(seconds=due)).isoformat()
        await try_and_miss(database, person)
        assert (await shown(database))["due_at"] == "2026-03-04T10:00:00+00:00"
        now.move_to(NOON + timedelta(hours=4))
        await try_and_miss(database, person)
        row = await shown(database)
    assert (row["due_at"], row["attempt"], row["attempts"]) == (None, None, 4)
    assert row["plan_over_at"] == (NOON + timedelta(hours=4)).isoformat()
    assert row["may_call"] is False
    assert (await kinds(database)).count("call_back.plan_over") == 1
    (kept,) = await listed(database)
    with pytest.raises(CallBackPlanIsOver):
        await call_back(database, kept, person)


async def test_after_the_plan_a_supervisor_alone_has_it_begin_anew(
    database: Database, person: Staff
) -> None:
    boss = await add_counsellor(database)
    row = await safe_row(database)
    with pytest.raises(CallBackPlanStands):
        async with database.transaction() as session:
            await attempts.plan_again(session, row.id, boss.id, "danger")
    for _ in range(4):
        await try_and_miss(database, person)
    with pytest.raises(InputIsInvalid):
        async with database.transaction() as session:
            await attempts.plan_again(session, row.id, boss.id, "because")
    async with database.transaction() as session:
        await attempts.plan_again(session, row.id, boss.id, "danger")
    again = await shown(database)
    assert (again["attempt"], again["plan_over_at"], again["may_call"]) == (5, None, True)
    await try_and_miss(database, person)
    assert (await shown(database))["plan_over_at"] is None
    assert (await kinds(database)).count("call_back.planned_again") == 1


async def test_a_row_is_one_counsellors_at_a_time_and_a_claim_runs_out(
    database: Database, person: Staff
) -> None:
    other = await add_counsellor(database)
    row = await safe_row(database)

    async def claim(who: Staff) -> str:
        try:
            async with database.transaction() as session:
                await attempts.claim(session, row.id, who.id)
            return "mine"
        except CallBackIsClaimed:
            return "a colleague's"

    with travel(NOON, tick=False) as now:
        outcomes = await asyncio.gather(claim(person), claim(other))
        assert sorted(outcomes) == ["a colleague's", "mine"]
        first, second = (person, other) if outcomes[0] == "mine" else (other, person)
        assert (await shown(database))["claimed_by_id"] == str(first.id)
        with pytest.raises(CallBackIsClaimed):
            await call_back(database, row, second)
        with pytest.raises(CallBackIsClaimed):
            async with database.transaction() as session:
                await attempts.release(session, row.id, second.id)
        now.move_to(NOON + attempts.CLAIM_FOR)
        assert await claim(second) == "mine"
        async with database.transaction() as session:
            await attempts.release(session, row.id, second.id)
        assert (await shown(database))["claimed_by"] is None
        assert await claim(first) == "mine"


async def test_a_talk_leaves_the_row_to_its_counsellor_and_then_it_is_due_again(
    database: Database, person: Staff
) -> None:
    row, board = await safe_row(database), Switchboard()
    call = await call_back(database, row, person)
    await counsellor_joins(database, board, call)
    await lines(database, board).ring_caller(call.id)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, 1)
    async with database.transaction() as session:
        await service.hang_up(session, call.id, person.id)
    after = await shown(database)
    assert after["claimed_by_id"] == str(person.id)
    assert after["due_at"] == after["claimed_until"] > clock.now().isoformat()
    assert after["plan_over_at"] is None
    async with database.transaction() as session:
        done = await callbacks.complete(session, row.id, person.id, "reached")
    assert done.outcome == "reached"


async def test_rows_stand_in_the_order_in_which_they_are_due(
    database: Database, person: Staff
) -> None:
    with travel(NOON, tick=False) as now:
        await marked(database, await abandoned(database))
        await try_and_miss(database, person)
        now.move_to(NOON + timedelta(seconds=60))
        await abandoned(database, OTHER)
        async with database.transaction() as session:
            rows = list((await call_back_rows(session)).values())
    assert [row["attempt"] for row in rows] == [1, 2]
    assert [row["may_call"] for row in rows] == [False, True]


async def test_a_later_call_of_the_same_number_closes_a_row_whose_plan_is_over(
    database: Database, person: Staff
) -> None:
    await safe_row(database)
    for _ in range(4):
        await try_and_miss(database, person)
    await ring(database, NUMBER)
    await one_round(database)
    (row,) = await listed(database)
    assert row.outcome == "called_again"
    for verb in (attempts.claim, outgoing.call_back):
        with pytest.raises(IllegalMove):
            async with database.transaction() as session:
                await verb(session, row.id, person.id)


async def test_a_row_that_nobody_knows_is_not_claimed(database: Database, person: Staff) -> None:
    with pytest.raises(CallBackNotFound):
        async with database.transaction() as session:
            await attempts.claim(session, uuid4(), person.id)


async def test_over_http_a_row_without_a_permit_has_no_button_until_a_supervisor_says_why(
    settings: Settings, database: Database
) -> None:
    await abandoned(database)
    async with whole_line(settings, database) as line:
        await line.employ("asha", "counsellor")
        await line.employ("shanta", "supervisor")
        async with line.at_work("asha") as asha, line.at_work("shanta") as shanta:
            (row,) = (await asha.ask("GET", "/call-backs"))["items"]
            path = f"/call-backs/{row['id']}"
            assert (row["may_call"], row["attempt"]) == (False, 1)
            claimed = await asha.ask("POST", f"{path}/claim")
            assert (claimed["claimed_by"]["en"], claimed["may_call"]) == ("asha", False)
            await asha.ask("POST", f"{path}/call", expect=409)
            await shanta.ask("POST", f"{path}/claim", expect=403)
            await asha.ask("POST", f"{path}/plan-again", {"reason": "danger"}, expect=403)
            stands = await shanta.ask("POST", f"{path}/plan-again", {"reason": "other"}, expect=409)
            assert stands["code"] == "call_back_plan_stands"
            await shanta.ask("POST", f"{path}/plan-again", {"reason": "words"}, expect=422)
            incident = row["incident_id"]
            why = {"reason": "danger_greater"}
            await shanta.ask("POST", f"/incidents/{incident}/allow-contact", why)
            (row,) = (await asha.ask("GET", "/call-backs"))["items"]
            assert row["may_call"] is True
            assert (await asha.ask("POST", f"{path}/release"))["claimed_by"] is None
    assert "contact.allowed" in await kinds(database)
