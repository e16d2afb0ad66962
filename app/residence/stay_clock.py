"""How long a child may stay, what is due of a stay and who hears that it is late; pure.

Shelter is for six months, longer if needed (the founding page of the Department). Who is told when
is a proposal of ours, to be replaced by the Department's own procedure.
"""

import calendar
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from app.core.clock import DHAKA

MONTHS: Final = 6
"""A stay without an extension."""
LONGEST_EXTENSION: Final = 6
"""Months of one extension; another one may follow, with its own reason."""
HEALTH_CHECK_WITHIN: Final = timedelta(hours=24)
SEEN_WITHIN: Final = timedelta(minutes=15)


class Due(StrEnum):
    """What can be due of a stay."""

    HEALTH_CHECK = "health_check"  # it is done and complete
    STAY_ENDS = "stay_ends"  # the child has left, or a longer stay was approved
    SEEN = "seen"  # a supervisor has seen a grave incident in care
    FOLLOW_UP = "follow_up"  # an incident in care was followed up


class Level(StrEnum):
    """Who is told, one after another."""

    CENTRE = "centre"
    SUPERVISOR = "supervisor"
    DISTRICT = "district"


LEVELS: Final = tuple(Level)

TOLD: Final[Mapping[Due, tuple[timedelta, timedelta, timedelta]]] = {
    Due.HEALTH_CHECK: (timedelta(0), timedelta(hours=12), timedelta(hours=48)),
    Due.STAY_ENDS: (-timedelta(days=30), timedelta(0), timedelta(days=7)),
    Due.SEEN: (timedelta(0), timedelta(0), timedelta(minutes=30)),
    Due.FOLLOW_UP: (timedelta(0), timedelta(days=1), timedelta(days=3)),
}
"""When centre, supervisors and district are told, counted from the moment it is due.

The centre hears thirty days before a stay ends, so that an extension can be asked for in time.
"""
FOLLOW_UP_WITHIN: Final = {
    "minor": timedelta(days=7),
    "serious": timedelta(days=2),
    "grave": timedelta(days=1),
}
"""By the severity of an incident in care."""


def told_at(due: Due, due_at: datetime, level: Level) -> datetime:
    """When this level is told."""
    return due_at + TOLD[due][LEVELS.index(level)]


def level_at(due: Due, due_at: datetime, now: datetime) -> int:
    """How many levels ought to have been told by now."""
    return sum(told_at(due, due_at, level) <= now for level in LEVELS)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def ends_at(arrived_at: datetime, months: int = MONTHS) -> datetime:
    """The end of a stay of so many months: the same time of day in Dhaka, in UTC as it came."""
    local = arrived_at.astimezone(DHAKA)
    return datetime.combine(
        months_later(local.date(), months), local.timetz(), tzinfo=DHAKA
    ).astimezone(arrived_at.tzinfo)


def extended(arrived_at: datetime, approved: int) -> datetime:
    """The end of a stay with so many approved months beyond the six; counted from its beginning.

    So a stay that began on the 31st does not drift to the 28th by being extended month by month.
    """
    return ends_at(arrived_at, MONTHS + approved)


def months_needed(arrived_at: datetime, approved: int, now: datetime) -> int:
    """The least months, beside those approved, by which a stay ends later than now; 1 at least."""
    more = 1
    while extended(arrived_at, approved + more) <= now:
        more += 1
    return more
