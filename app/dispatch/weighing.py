"""What makes a worker a little less suitable, in kilometres; a pure rule: reads and writes nothing.

Among those who answer for the same area the nearest goes first, and each of these counts as if the
way were so much longer. What is not known weighs nothing. It bars nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LAST_ASKED: Final = 20
"""Of how many askings the habit of answering is made."""
TRUSTED: Final = 4
"""Answers in time that everybody is thought to have given before the first is known, so that one
alert slept through says little and a habit says much."""

Told = tuple[str, dict[str, str | int | float]]


@dataclass(frozen=True, slots=True)
class Weights:
    """Settings of this rule. Kilometres are what the whole of each may count at most.

    `task_km` counts for each task in hand; `rest_km` for one who is just back, and falls to
    nothing within `rest_hours`; `answers_km` for one who never answers in time.
    """

    task_km: float = 2
    rest_km: float = 5
    rest_hours: float = 8
    language_km: float = 5
    answers_km: float = 10


@dataclass(frozen=True, slots=True)
class Record:
    """How a worker fared of late: of the last LAST_ASKED alerts whose time is over or that were
    answered, how many in time (a no is an answer); and when he or she came back from a task.
    """

    asked: int = 0
    answered: int = 0
    back_at: datetime | None = None


UNKNOWN: Final = Record()


def weigh(
    weights: Weights,
    record: Record,
    open_tasks: int,
    languages: tuple[str, ...],
    *,
    wanted: str | None,
    at: datetime | None,
) -> tuple[float, list[Told]]:
    """How many kilometres it counts in all, and what is said of each part, in a fixed order.

    `wanted` is the language the caller chose, `at` the moment of asking; None is unknown.
    """
    parts = (
        _tasks(weights, open_tasks),
        _rest(weights, record.back_at, at),
        _language(weights, languages, wanted),
        _answers(weights, record),
    )
    said = [part for part in parts if part is not None]
    return sum(km for km, _ in said), [_told(km, *reason) for km, reason in said]


Part = tuple[float, Told]


def _told(km: float, code: str, params: dict[str, str | int | float]) -> Told:
    return (code, {**params, "weighs_km": round(km, 1)}) if km else (code, params)


def _tasks(weights: Weights, count: int) -> Part:
    return weights.task_km * count, ("open_tasks", {"count": count})


def _rest(weights: Weights, back_at: datetime | None, at: datetime | None) -> Part | None:
    """Only of one who is back since less than the hours of rest."""
    if back_at is None or at is None:
        return None
    hours = max(0.0, (at - back_at) / timedelta(hours=1))
    if hours >= weights.rest_hours:
        return None
    km = weights.rest_km * (1 - hours / weights.rest_hours)
    return km, ("back_lately", {"hours": round(hours, 1)})


def _language(weights: Weights, spoken: tuple[str, ...], wanted: str | None) -> Part | None:
    if wanted is None:
        return None
    if not spoken:
        return 0, ("languages_unknown", {})
    if wanted in spoken:
        return 0, ("speaks", {"language": wanted})
    return weights.language_km, ("other_language", {"language": wanted})


def _answers(weights: Weights, record: Record) -> Part:
    if record.asked == 0:
        return 0, ("never_asked", {})
    missed = (record.asked - record.answered) / (record.asked + TRUSTED)
    params: dict[str, str | int | float] = {"answered": record.answered, "asked": record.asked}
    return weights.answers_km * missed, ("answers", params)
