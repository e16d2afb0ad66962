"""Which meals may be marked for whom, and what a roll adds up to; pure, reads no clock.

A child with no mark is one of whom nobody has said anything: never one who did not eat.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from app.core.clock import DHAKA
from app.residence.care_states import Ate, Meal

BEGINS: Final[Mapping[Meal, time]] = {
    Meal.BREAKFAST: time(0),  # in Ramadan it is eaten at night
    Meal.LUNCH: time(10),
    Meal.SNACK: time(14),
    Meal.DINNER: time(17),
}
"""From when on a meal may be marked, in Dhaka."""
OPEN_FOR: Final = timedelta(days=31)
"""How long a roll can be written and put right."""


def begun(day: date, now: datetime) -> list[Meal]:
    """The meals of a day that may have been eaten by now; none of a day to come."""
    local = now.astimezone(DHAKA)
    if day != local.date():
        return list(Meal) if day < local.date() else []
    return [meal for meal in Meal if BEGINS[meal] <= local.time()]


def is_open(day: date, now: datetime) -> bool:
    """Whether the roll of a day may still be written."""
    return day >= now.astimezone(DHAKA).date() - OPEN_FOR


def was_here(day: date, arrived_at: datetime, left_at: datetime | None) -> bool:
    """Whether a child who stays, or stayed, was in the centre at any time of a day in Dhaka."""
    came = arrived_at.astimezone(DHAKA).date()
    return came <= day and (left_at is None or day <= left_at.astimezone(DHAKA).date())


def totals(here: int, marks: Iterable[Ate | None]) -> dict[str, int]:
    """Of so many children who were here: how many ate, how many did not, of how many none knows."""
    counted = Counter(mark for mark in marks if mark is not None)
    ate = counted[Ate.ATE] + counted[Ate.LITTLE]
    known = sum(counted.values())
    return {"here": here, "ate": ate, "did_not": known - ate, "unknown": max(0, here - known)}


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """When a day begins and when the next one does, in Dhaka."""
    begin = datetime.combine(day, time.min, DHAKA)
    return begin, begin + timedelta(days=1)
