"""The roster: who is to be on duty at an instant, and that duty follows it by deadlines."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.core.db import Database, fetch_value
from app.core.errors import InputIsInvalid
from app.directory import rosters, swaps
from app.directory.jobs import deadlines
from app.directory.models import Worker
from app.directory.roster import DHAKA, Plan, Span, next_change, planned_on
from app.directory.roster_models import Leave, Swap
from app.directory.rosters import LeavesOverlap, PlanNotFound, ShiftsOverlap, SwapIsAsked
from app.directory.service import set_duty
from app.directory.states import LeaveReason
from app.directory.swaps import SwapIsNotThere, SwapNotFound
from app.jobs.deadlines import fire_due
from app.staff.service import add_staff
from tests.directory.test_posts import worker


def at(text: str) -> datetime:
    """An instant of November 2026 in Dhaka: day, hour and minute."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    return datetime(2026, 11, int(day), int(hour), int(minute), tzinfo=DHAKA)


def span(starts: str, ends: str, *, on_holidays: bool = False) -> Span:
    return Span(at(starts), at(ends), on_holidays)


DAY, NIGHT = span("24 08:00", "24 16:00"), span("24 20:00", "25 06:00")
ALWAYS = span("24 08:00", "24 16:00", on_holidays=True)
HOLIDAY = frozenset({date(2026, 11, 24)})
LEAVE = span("24 10:00", "24 12:00")


@pytest.mark.parametrize(
    ("plan", "instant", "on", "then"),
    [
        (Plan(), "24 09:00", False, None),
        (Plan([DAY]), "24 07:59", False, "24 08:00"),
        (Plan([DAY]), "24 08:00", True, "24 16:00"),
        (Plan([DAY]), "24 16:00", False, None),
        (Plan([DAY, NIGHT]), "24 16:00", False, "24 20:00"),
        (Plan([NIGHT]), "25 05:59", True, "25 06:00"),
        (Plan([DAY], [LEAVE]), "24 09:00", True, "24 10:00"),
        (Plan([DAY], [LEAVE]), "24 10:00", False, "24 12:00"),
        (Plan([DAY], [LEAVE]), "24 12:00", True, "24 16:00"),
        (Plan([ALWAYS], [LEAVE], HOLIDAY), "24 11:00", False, "24 12:00"),
        (Plan([DAY], (), HOLIDAY), "24 09:00", False, "24 16:00"),
        (Plan([ALWAYS], (), HOLIDAY), "24 09:00", True, "24 16:00"),
        (Plan([NIGHT], (), HOLIDAY), "24 23:00", False, "25 00:00"),
        (Plan([NIGHT], (), HOLIDAY), "25 00:00", True, "25 06:00"),
    ],
)
def test_leave_wins_over_shifts_and_a_holiday_over_those_that_do_not_name_it(
    plan: Plan, instant: str, on: bool, then: str | None
) -> None:
    assert planned_on(plan, at(instant)) is on
    assert next_change(plan, at(instant)) == (at(then) if then else None)


class House:
    """Two workers, a supervisor, and a clock that is moved."""

    def __init__(self, database: Database, clock: Any) -> None:
        self.database, self.clock = database, clock

    async def open(self) -> "House":
        async with self.database.transaction() as session:
            self.rina = await worker(session, "W1")
            self.suman = await worker(session, "W2")
            staff = await add_staff(
                session,
                name="shanta",
                display_bn="শান্তা",
                display_en="Shanta",
                role="supervisor",
                password="correct horse battery",
            )
            self.by = staff.id
        return self

    async def do(self, verb: Any, *args: Any, **more: Any) -> Any:
        async with self.database.transaction() as session:
            return await verb(session, *args, **more)

    async def plan(self, who: UUID, starts: str, ends: str, **more: Any) -> Any:
        return await self.do(rosters.plan_shift, who, at(starts), at(ends), by=self.by, **more)

    async def later(self, instant: str) -> None:
        self.clock.move_to(at(instant))
        await fire_due(self.database, deadlines())

    async def on(self, who: UUID) -> bool:
        async with self.database.transaction() as session:
            return bool((await session.exec(select(Worker.on_duty).where(Worker.id == who))).one())


@pytest.fixture
async def house(database: Database, clock: Any) -> House:
    clock.move_to(at("24 07:00"))
    return await House(database, clock).open()


async def test_duty_begins_and_ends_with_the_shift_and_leave_interrupts_it(house: House) -> None:
    await house.plan(house.rina, "24 08:00", "24 16:00")
    leave = {"reason": LeaveReason.CASUAL, "by": house.by}
    await house.do(rosters.grant_leave, house.rina, at("24 10:00"), at("24 12:00"), **leave)
    seen = []
    for instant in ("24 07:30", "24 08:00", "24 10:00", "24 12:01", "24 15:59", "24 16:00"):
        await house.later(instant)
        seen.append(await house.on(house.rina))
    assert seen == [False, True, False, True, True, False]


async def test_what_a_hand_moved_stays_until_the_plan_changes(house: House) -> None:
    await house.plan(house.rina, "24 08:00", "24 16:00")
    await house.later("24 08:00")
    await house.do(set_duty, house.rina, False, by=house.by, at=at("24 09:00"))
    house.clock.move_to(at("24 09:00"))
    await house.plan(house.rina, "25 08:00", "25 16:00")
    await house.later("24 11:00")
    still_off = await house.on(house.rina)
    await house.later("25 08:00")
    assert (still_off, await house.on(house.rina)) == (False, True)


async def test_a_holiday_entered_in_the_middle_of_a_shift_ends_it_unless_it_was_meant(
    house: House,
) -> None:
    await house.plan(house.rina, "24 08:00", "24 16:00")
    await house.plan(house.suman, "24 08:00", "24 16:00", on_holidays=True)
    await house.later("24 09:00")
    await house.do(rosters.set_holiday, date(2026, 11, 24), "A day", "একটি দিন")
    during = [await house.on(one) for one in (house.rina, house.suman)]
    await house.do(rosters.drop_holiday, date(2026, 11, 24))
    assert (during, await house.on(house.rina)) == ([False, True], True)


async def test_a_shift_that_runs_is_on_at_once_and_off_when_it_is_called_off(house: House) -> None:
    shift = await house.plan(house.rina, "24 06:00", "24 16:00")
    assert await house.on(house.rina)
    for _ in range(2):
        await house.do(rosters.call_off_shift, shift.id)
    assert not await house.on(house.rina)


@pytest.mark.parametrize(
    ("starts", "ends", "field"),
    [
        ("24 10:00", "24 10:00", "ends_at"),
        ("24 10:00", "25 10:01", "ends_at"),
        ("23 10:00", "23 18:00", "ends_at"),
    ],
)
async def test_a_shift_that_cannot_be_names_the_field(
    house: House, starts: str, ends: str, field: str
) -> None:
    with pytest.raises(InputIsInvalid) as said:
        await house.plan(house.rina, starts, ends)
    assert said.value.field == field


async def test_overlaps_are_refused_and_say_what_is_in_the_way(house: House) -> None:
    first = await house.plan(house.rina, "24 08:00", "24 16:00")
    with pytest.raises(ShiftsOverlap) as said:
        await house.plan(house.rina, "24 15:00", "24 20:00")
    await house.plan(house.rina, "24 16:00", "24 20:00")
    leave = {"reason": LeaveReason.EARNED, "by": house.by}
    await house.do(rosters.grant_leave, house.rina, at("25 00:00"), at("26 00:00"), **leave)
    with pytest.raises(LeavesOverlap):
        await house.do(rosters.grant_leave, house.rina, at("25 12:00"), at("27 00:00"), **leave)
    assert said.value.facts["shift_id"] == str(first.id)


async def test_a_shift_moves_when_both_and_a_supervisor_said_yes(house: House) -> None:
    shift = await house.plan(house.rina, "24 08:00", "24 16:00")
    swap = await house.do(swaps.ask_swap, shift.id, house.suman)
    with pytest.raises(SwapIsNotThere) as early:
        await house.do(swaps.confirm_swap, swap.id, by=house.by)
    with pytest.raises(SwapNotFound):
        await house.do(swaps.accept_swap, swap.id, house.rina)
    await house.do(swaps.accept_swap, swap.id, house.suman)
    await house.do(swaps.confirm_swap, swap.id, by=house.by)
    await house.later("24 08:00")
    assert early.value.facts["legal"] == ["accept", "decline", "refuse"]
    assert [await house.on(one) for one in (house.rina, house.suman)] == [False, True]


async def test_a_swap_is_not_confirmed_when_the_other_has_a_shift_by_then(house: House) -> None:
    shift = await house.plan(house.rina, "24 08:00", "24 16:00")
    swap = await house.do(swaps.ask_swap, shift.id, house.suman)
    await house.do(swaps.accept_swap, swap.id, house.suman)
    await house.plan(house.suman, "24 10:00", "24 12:00")
    with pytest.raises(ShiftsOverlap):
        await house.do(swaps.confirm_swap, swap.id, by=house.by)
    await house.later("24 08:30")
    with pytest.raises(PlanNotFound):
        await house.do(swaps.confirm_swap, swap.id, by=house.by)
    assert await house.on(house.rina)


async def test_a_shift_that_is_changed_takes_duty_along(house: House) -> None:
    shift = await house.plan(house.rina, "24 08:00", "24 16:00")
    change = {"on_holidays": False}
    await house.do(rosters.change_shift, shift.id, at("24 10:00"), at("24 18:00"), **change)
    seen = []
    for instant in ("24 09:00", "24 10:00", "24 17:00"):
        await house.later(instant)
        seen.append(await house.on(house.rina))
    with pytest.raises(InputIsInvalid) as begun:
        await house.do(rosters.change_shift, shift.id, at("24 11:00"), at("24 18:00"), **change)
    await house.do(rosters.change_shift, shift.id, at("24 10:00"), at("24 17:30"), **change)
    await house.later("24 17:30")
    with pytest.raises(PlanNotFound):
        await house.do(rosters.change_shift, shift.id, at("24 10:00"), at("24 20:00"), **change)
    assert (seen, begun.value.field) == ([False, True, True], "starts_at")
    assert not await house.on(house.rina)


async def test_a_shift_is_not_changed_over_another_nor_under_a_swap(house: House) -> None:
    shift = await house.plan(house.rina, "24 08:00", "24 12:00")
    await house.plan(house.rina, "24 14:00", "24 16:00")
    change = {"on_holidays": False}
    with pytest.raises(ShiftsOverlap):
        await house.do(rosters.change_shift, shift.id, at("24 08:00"), at("24 15:00"), **change)
    await house.do(rosters.change_shift, shift.id, at("24 08:30"), at("24 13:00"), **change)
    swap = await house.do(swaps.ask_swap, shift.id, house.suman)
    with pytest.raises(SwapIsAsked):
        await house.do(rosters.change_shift, shift.id, at("24 08:00"), at("24 11:00"), **change)
    assert (await house.do(swaps.note_yes, swap.id)).state.value == "accepted"


def test_days_are_days_in_dhaka() -> None:
    eve = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    plan = Plan([Span(eve - timedelta(hours=1), eve + timedelta(hours=1))], (), HOLIDAY)
    assert not planned_on(plan, eve)
    assert planned_on(plan, eve - timedelta(minutes=31))


async def test_a_shift_that_moves_while_somebody_asks_for_it_is_nobody_elses_to_give(
    house: House,
) -> None:
    """Of a swap asked for and one confirmed in the same instant, the later one is about nothing."""
    async with house.database.transaction() as session:
        neela = await worker(session, "W3")
    for day in ("25", "26", "27"):
        shift = await house.plan(house.rina, f"{day} 08:00", f"{day} 16:00")
        first = await house.do(swaps.ask_swap, shift.id, house.suman)
        await house.do(swaps.accept_swap, first.id, house.suman)
        came = await asyncio.gather(
            house.do(swaps.confirm_swap, first.id, by=house.by),
            house.do(swaps.ask_swap, shift.id, neela),
            return_exceptions=True,
        )
        asked = came[1]
        if isinstance(asked, Swap):  # it began when the other was over: it is hers who has it now
            assert asked.from_worker == house.suman
        else:
            assert isinstance(asked, SwapIsAsked | PlanNotFound), asked


async def test_nobody_on_leave_is_given_a_shift(house: House) -> None:
    shift = await house.plan(house.rina, "24 08:00", "24 16:00")
    swap = await house.do(swaps.ask_swap, shift.id, house.suman)
    await house.do(swaps.accept_swap, swap.id, house.suman)
    away = {"reason": LeaveReason.CASUAL, "by": house.by}
    await house.do(rosters.grant_leave, house.suman, at("24 12:00"), at("24 13:00"), **away)
    with pytest.raises(LeavesOverlap):
        await house.do(swaps.confirm_swap, swap.id, by=house.by)
    await house.do(swaps.refuse_swap, swap.id, by=house.by)
    with pytest.raises(LeavesOverlap):
        await house.do(swaps.ask_swap, shift.id, house.suman)


async def test_a_switch_from_before_the_shift_began_does_not_end_it_when_it_comes_late(
    house: House,
) -> None:
    await house.plan(house.rina, "24 06:30", "24 16:00")
    await house.plan(house.rina, "24 16:00", "24 22:00")
    assert await house.on(house.rina)
    await house.later("24 16:00")
    house.clock.move_to(at("24 16:05"))
    await house.do(set_duty, house.rina, False, by=house.by, at=at("24 15:58"))
    on = await house.on(house.rina)
    await house.do(set_duty, house.rina, False, by=house.by, at=at("24 16:01"))
    assert (on, await house.on(house.rina)) == (True, False)


A_HOLIDAY = date(2026, 11, 24)


async def until_it_waits(database: Database, task: "asyncio.Task[Any]") -> None:
    """Until `task` waits for a lock of another transaction, or is done."""
    waits = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while not task.done():
        async with database.transaction() as session:
            if await fetch_value(session, waits):
                return
        await asyncio.sleep(0)


async def confirm(house: House, session: Any, shift_id: UUID) -> UUID:
    """Suman takes the shift over: who has it then."""
    swap = (await session.exec(select(Swap).where(Swap.shift_id == shift_id))).one()
    await swaps.confirm_swap(session, swap.id, by=house.by)
    return house.suman


async def plan(house: House, session: Any, _: UUID) -> UUID:
    """Suman gets a shift of his own."""
    begins, ends = at("24 08:00"), at("24 16:00")
    await rosters.plan_shift(session, house.suman, begins, ends, by=house.by)
    return house.suman


async def come_back(house: House, session: Any, _: UUID) -> UUID:
    """Rina's leave of that day is called off."""
    leave = (await session.exec(select(Leave))).one()
    await rosters.call_off_leave(session, leave.id)
    return house.rina


@pytest.mark.parametrize("first", ["the plan", "the holiday"])
@pytest.mark.parametrize("change", [confirm, plan, come_back])
async def test_a_plan_that_changes_while_a_holiday_is_dropped_is_followed(
    house: House, change: Any, first: str
) -> None:
    shift = await house.plan(house.rina, "24 08:00", "24 16:00")
    swap = await house.do(swaps.ask_swap, shift.id, house.suman)
    await house.do(swaps.accept_swap, swap.id, house.suman)
    away = {"reason": LeaveReason.CASUAL, "by": house.by}
    await house.do(rosters.grant_leave, house.rina, at("24 07:30"), at("24 17:00"), **away)
    await house.do(rosters.set_holiday, A_HOLIDAY, "A day", "একটি দিন")

    async def changes(session: Any) -> UUID:
        return await change(house, session, shift.id)

    async def drops(session: Any) -> None:
        await rosters.drop_holiday(session, A_HOLIDAY)

    one, other = (changes, drops) if first == "the plan" else (drops, changes)
    async with house.database.transaction() as session:
        came = await one(session)
        meanwhile = asyncio.create_task(house.do(other))
        await until_it_waits(house.database, meanwhile)
    who = (came, await meanwhile)
    await house.later("24 09:00")
    assert await house.on(next(id_ for id_ in who if id_ is not None))


async def test_many_plans_changed_at_once_beside_holidays_wait_in_no_circle(house: House) -> None:
    days = [date(2026, 12, day) for day in range(1, 6)]
    begins = datetime(2026, 12, 1, 8, tzinfo=DHAKA)

    async def shift(who: UUID, day: int) -> None:
        starts = begins + timedelta(days=day)
        await house.do(rosters.plan_shift, who, starts, starts + timedelta(hours=8), by=house.by)

    await asyncio.gather(
        *(house.do(rosters.set_holiday, day, "A day", "একটি দিন") for day in days),
        *(shift(who, day) for day in range(5) for who in (house.rina, house.suman)),
        *(house.do(rosters.drop_holiday, day) for day in days),
        *(house.do(rosters.set_holiday, day, "A day", "একটি দিন") for day in days),
    )
    for day in days:
        await house.do(rosters.drop_holiday, day)
    for count in range(5):
        house.clock.move_to(begins + timedelta(days=count, hours=1))
        await fire_due(house.database, deadlines())
        assert [await house.on(who) for who in (house.rina, house.suman)] == [True, True]
