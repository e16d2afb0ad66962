"""When somebody is reminded of a decision, and who hears that it is late, each once; pure.

The lengths of time are ours and wait for the Department's word. A decision is due by the end of
its day in Dhaka.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from app.core import clock

REMINDED_BEFORE: Final = timedelta(days=3)
SHARE: Final = 0.25
"""Of a short time a quarter, when that is less than three days: nobody is reminded at once."""


class Told(StrEnum):
    """What is told, one after another."""

    REMINDER = "reminder"  # it is due soon
    OWNER = "owner"  # it is late
    CHAIR = "chair"  # it is late, and the committee must know
    NATIONAL = "national"  # it is late, and the Department must know


LEVELS: Final = tuple(Told)
AFTER: Final = {
    Told.OWNER: timedelta(0),
    Told.CHAIR: timedelta(days=7),
    Told.NATIONAL: timedelta(days=21),
}
LATE_FROM: Final = LEVELS.index(Told.OWNER) + 1
"""From this level on (counted from 1) somebody has heard that it is late."""
CHAIR_FROM: Final = LEVELS.index(Told.CHAIR) + 1
"""From this level on the chair has."""


def due_at(due_on: date) -> datetime:
    """The end of that day in Dhaka."""
    return datetime.combine(due_on + timedelta(days=1), time.min, clock.DHAKA)


def told_at(level: Told, made_at: datetime, due_on: date) -> datetime:
    """When this level is told."""
    due = due_at(due_on)
    if level is Told.REMINDER:
        return due - min(REMINDED_BEFORE, (due - made_at) * SHARE)
    return due + AFTER[level]


def was_late(due_on: date, done_on: date) -> bool:
    """Whether something that was done on a day was done too late."""
    return done_on > due_on
