"""The week by areas: what is missing is what the rule of the roster says, and no more."""

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.core.db import Database
from app.directory import posts, rosters, service
from app.directory.roster import planned_on
from app.directory.roster_week import week_rows
from app.directory.states import LeaveReason, PostKind
from app.staff.service import add_staff
from tests.directory.test_posts import UPAZILA, post, worker
from tests.directory.test_roster import at

AREA, OTHER = UPAZILA, "BD30260072"
WEEK = date(2026, 11, 24)


async def plan(session: Any, who: Any, starts: str, ends: str, **more: Any) -> None:
    await rosters.plan_shift(session, who, at(starts), at(ends), by=None, **more)


def told(week: Any, code: str) -> list[tuple[str, str, str]]:
    """The gaps of an area, their ends as day and hour in Dhaka."""
    (area,) = (area for area in week["areas"] if area["code"] == code)
    return [
        (gap["missing"], *(_hour(gap[end]) for end in ("starts_at", "ends_at")))
        for gap in area["gaps"]
    ]


def _hour(text: str) -> str:
    return (datetime.fromisoformat(text) + timedelta(hours=6)).strftime("%d %H")


async def test_gaps_are_told_by_rank_from_now_on(database: Database, clock: Any) -> None:
    clock.move_to(at("24 07:00"))
    async with database.transaction() as session:
        first, second = await worker(session, "W1"), await worker(session, "W2")
        await service.cover(session, AREA, worker_id=first)
        await service.cover(session, AREA, worker_id=second, rank="backup")
        await service.cover(session, OTHER, worker_id=first)
        for day in range(24, 31):
            await plan(session, first, f"{day} 06:00", f"{day} 18:00")
            await plan(session, second, f"{day} 16:00", f"{day} 23:00")
        week = await week_rows(session, WEEK)
        gaps = await week_rows(session, WEEK, place=OTHER, only_gaps=True)
    assert told(week, AREA)[:5] == [
        ("backup", "24 07", "24 16"),
        ("primary", "24 18", "24 23"),
        ("anybody", "24 23", "25 06"),
        ("backup", "25 06", "25 16"),
        ("primary", "25 18", "25 23"),
    ]
    assert [area["code"] for area in gaps["areas"]] == [OTHER]
    assert gaps["areas"][0]["unnamed"] == ["backup"]
    assert {missing for missing, *_ in told(gaps, OTHER)} == {"anybody"}
    assert len(week["shifts"]) == 14
    assert week["days"][-1] == "2026-11-30"


async def test_who_has_only_a_part_of_a_hand_off_fills_no_gap(
    database: Database, clock: Any
) -> None:
    clock.move_to(at("24 00:00"))
    async with database.transaction() as session:
        await service.cover(session, AREA, worker_id=await worker(session, "W1"))
        hospital = await post(session, "P1", PostKind.ONE_STOP_CRISIS_CENTRE, [AREA, OTHER])
        nurse = await worker(session, "W2")
        await posts.appoint(session, hospital, nurse, at=at("20 00:00"))
        await plan(session, nurse, "24 00:00", "24 23:00")
        week = await week_rows(session, WEEK)
    assert told(week, AREA) == [("anybody", "24 00", "01 00")]
    assert [area["code"] for area in week["areas"]] == [AREA]


async def test_a_post_counts_while_it_is_held_and_a_vacant_one_is_a_gap(
    database: Database, clock: Any
) -> None:
    clock.move_to(at("24 00:00"))
    async with database.transaction() as session:
        kind = PostKind.UPAZILA_SOCIAL_SERVICES_OFFICER
        made = await post(session, "P1", kind, [AREA])
        who = await worker(session, "W1")
        nobody = await week_rows(session, WEEK)
        await posts.appoint(session, made, who, at=at("25 12:00"))
        await plan(session, who, "25 06:00", "25 18:00")
        week = await week_rows(session, WEEK)
    assert nobody["areas"][0]["unnamed"] == ["primary", "backup"]
    assert [person["code"] for person in nobody["areas"][1]["people"]] == ["W1"]
    assert told(week, AREA) == [("anybody", "24 00", "25 12"), ("anybody", "25 18", "01 00")]
    assert [area["code"] for area in week["areas"]] == [AREA]


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_gap_is_where_the_rule_of_the_roster_has_nobody(
    database: Database, clock: Any, seed: int
) -> None:
    clock.move_to(at("24 00:00"))
    chance = random.Random(seed)
    async with database.transaction() as session:
        by = await add_staff(
            session, name="s", display_bn="s", display_en="s", role="supervisor", password="demo-pw"
        )
        await rosters.set_holiday(session, date(2026, 11, 26), "A day", "একটি দিন")
        people = [await worker(session, f"W{number}") for number in range(3)]
        for who in people:
            await service.cover(session, AREA, worker_id=who)
            for day in range(24, 31):
                begins = at(f"{day} {chance.randrange(0, 12):02}:00")
                ends = begins + timedelta(hours=chance.randrange(1, 12))
                holidays = chance.random() < 0.5
                await rosters.plan_shift(session, who, begins, ends, by=None, on_holidays=holidays)
            away = at(f"{chance.randrange(24, 30)} {chance.randrange(0, 24):02}:00")
            until = away + timedelta(hours=chance.randrange(1, 30))
            await rosters.grant_leave(session, who, away, until, reason=LeaveReason.OTHER, by=by.id)
        plans = [await rosters.plan_of(session, who) for who in people]
        week = await week_rows(session, WEEK)
    gaps = [
        [datetime.fromisoformat(gap[end]) for end in ("starts_at", "ends_at")]
        for gap in week["areas"][0]["gaps"]
    ]
    for hour in range(24 * 7):
        instant = at("24 00:30") + timedelta(hours=hour)
        told_so = any(begins <= instant < ends for begins, ends in gaps)
        assert told_so is not any(planned_on(plan, instant) for plan in plans), instant
