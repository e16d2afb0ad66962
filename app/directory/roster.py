"""The rule of the roster: who is to be on duty at an instant, and when that next changes.

Pure: it reads no table and no clock. Leave wins over shifts; on a public holiday only those shifts
count that say so. Days are days in Dhaka.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DHAKA: Final = ZoneInfo("Asia/Dhaka")


@dataclass(frozen=True, slots=True)
class Span:
    """From `starts_at` to just before `ends_at`; `on_holidays` counts for shifts only."""

    starts_at: datetime
    ends_at: datetime
    on_holidays: bool = False

    def holds(self, at: datetime) -> bool:
        """Whether `at` lies in it."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned for one worker, and the public holidays."""

    shifts: Sequence[Span] = ()
    leaves: Sequence[Span] = ()
    holidays: Collection[date] = frozenset()


def planned_on(plan: Plan, at: datetime) -> bool:
    """Whether the worker is to be on duty at `at`."""
    if any(leave.holds(at) for leave in plan.leaves):
        return False
    holiday = at.astimezone(DHAKA).date() in plan.holidays
    return any(shift.holds(at) and (shift.on_holidays or not holiday) for shift in plan.shifts)


def next_change(plan: Plan, after: datetime) -> datetime | None:
    """The next moment at which a shift, a leave or a holiday in a shift begins or ends; or None."""
    return min((at for at in _edges(plan) if at > after), default=None)


def _edges(plan: Plan) -> Iterator[datetime]:
    for span in (*plan.shifts, *plan.leaves):
        yield from (span.starts_at, span.ends_at)
    for day in plan.holidays:
        for midnight in (day, day + timedelta(days=1)):
            at = datetime.combine(midnight, time.min, DHAKA)
            if any(shift.holds(at) for shift in plan.shifts):
                yield at
