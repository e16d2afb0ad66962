"""Legal moves of a training session, and what comes of it for whoever was there; pure."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class TrainingState(StrEnum):
    """How far a training session is."""

    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called_off"


MOVES: Final[dict[tuple[TrainingState, str], TrainingState]] = {
    (TrainingState.PLANNED, "enrol"): TrainingState.PLANNED,
    (TrainingState.PLANNED, "strike"): TrainingState.PLANNED,
    (TrainingState.PLANNED, "hold"): TrainingState.HELD,
    (TrainingState.PLANNED, "call_off"): TrainingState.CALLED_OFF,
}


class Result(StrEnum):
    """What came of it for one person; nobody is passed by silence."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Warned(StrEnum):
    """What is told of a qualification, one after another."""

    SOON = "soon"
    ENDED = "ended"


LEVELS: Final = tuple(Warned)
SOON_DAYS: Final = 30
"""So long before its last day the roster and the supervisors are warned. Ours."""
WHY_ENDED: Final = ("mistake", "withdrawn", "other")
WHY_CALLED_OFF: Final = ("too_few", "no_trainer", "disaster", "mistake", "other")


def last_day(got_on: date, valid_months: int | None) -> date | None:
    """The last day on which a course counts: so many months later, less a day; None is for good.

    Of a month that has no such day its last one is taken.
    """
    if valid_months is None:
        return None
    months = got_on.year * 12 + got_on.month - 1 + valid_months
    year, month = divmod(months, 12)
    day = min(got_on.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def warned_on(level: Warned, until: date) -> date:
    """The day on which this level is told: SOON_DAYS before the last day, and the day after it."""
    if level is Warned.SOON:
        return until - timedelta(days=SOON_DAYS)
    return until + timedelta(days=1)


def earns(attended: bool | None, result: Result) -> bool:
    """Whether somebody has the course by this: who was there and passed; unknown is no."""
    return attended is True and result is Result.PASSED
