"""What of a case is due, until when, and who hears that it is late; pure, reads no clock.

The lengths of time are proposals, all to be replaced by those of the Department's own procedure
(case_targets.py). An open case always has something due: a supervisor's review at the least.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.cases.case_states import Risk, counts_as
from app.cases.case_steps import Fact, Mark, last_of


class Due(StrEnum):
    """What can be due."""

    ACCEPT = "accept"  # an assignment is answered
    SEE_CHILD = "see_child"  # or a safety action is taken
    ASSESSMENT = "assessment"  # it is written, and approval is asked for
    PLAN = "plan"  # it is approved
    FOLLOW_UP = "follow_up"  # again and again, once there is a plan
    REVIEW = "review"  # a supervisor's, again and again
    REFERRAL = "referral"  # an organisation answers what it was asked
    GOING_HOME = "going_home"  # the child goes on the day that was planned
    HOME_FOLLOW_UP = "home_follow_up"  # it is followed up at home, by the schedule


class Level(StrEnum):
    """Who is told that something is late, one after another."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    DISTRICT = "district"


LEVELS: Final = tuple(Level)
AFTER: Final = {Level.WORKER: 0.0, Level.SUPERVISOR: 0.25, Level.DISTRICT: 0.5}
"""When each is told, in shares of the time allowed, counted from the moment it was due."""

BY_DAY: Final = {
    Due.GOING_HOME: (Mark.GOING_HOME, Mark.GOING_HOME_BY),
    Due.HOME_FOLLOW_UP: (Mark.HOME, Mark.HOME_BY),
}
"""What is due on a day somebody has planned: since when, and by when. The length of time allowed is
the last before that day, so that lateness is told soon, however long ago it was planned."""

Seconds = Callable[[Due, Risk, datetime], int]
"""How long something may take, at a risk, by what was in force at a moment."""


@dataclass(frozen=True, slots=True)
class DueAt:
    """Something is due: counted from `base_at`, until `due_at`."""

    base_at: datetime
    due_at: datetime

    def told_at(self, level: Level) -> datetime:
        """When this level is told that it is late."""
        return self.due_at + (self.due_at - self.base_at) * AFTER[level]


def dues(facts: Iterable[Fact], risk: Risk | None, allowed: Seconds) -> dict[Due, DueAt]:
    """What is due of a case, by the facts of its present episode; nothing of a closed one."""
    last = last_of(facts)
    if Mark.CLOSED in last or Mark.OPENED not in last:
        return {}
    counted = counts_as(risk)
    found = {due: base for due in Due if (base := _base(due, last)) is not None}
    made = {
        due: DueAt(base, base + timedelta(seconds=allowed(due, counted, base)))
        for due, base in found.items()
    }
    return _as_wished(made, last) | _by_day(last, counted, allowed)


def _base(due: Due, last: Mapping[Mark, datetime]) -> datetime | None:
    """From when it counts; None where it is not due at all."""
    opened = last[Mark.OPENED]
    if due is Due.ACCEPT:
        return last.get(Mark.ASSIGNED)
    if due is Due.SEE_CHILD:
        return None if Mark.CHILD_SEEN in last else opened
    if due is Due.ASSESSMENT:
        done = Mark.ASSESSMENT_REQUESTED in last or Mark.ASSESSMENT_APPROVED in last
        return None if done else opened
    if due is Due.PLAN:
        return None if Mark.PLAN_APPROVED in last else opened
    if due is Due.FOLLOW_UP:
        return _latest(last, Mark.PLAN_APPROVED, Mark.FOLLOW_UP, since=Mark.PLAN_APPROVED)
    if due is Due.REFERRAL:
        return last.get(Mark.REFERRED)
    if due in BY_DAY:
        return None
    return max(opened, last.get(Mark.REVIEW, opened))


def _latest(last: Mapping[Mark, datetime], *marks: Mark, since: Mark) -> datetime | None:
    if since not in last:
        return None
    return max(last[mark] for mark in marks if mark in last)


def _as_wished(made: dict[Due, DueAt], last: Mapping[Mark, datetime]) -> dict[Due, DueAt]:
    """A follow-up that was agreed for an earlier day is due then; never later than it must be."""
    wished, due = last.get(Mark.FOLLOW_UP_WISHED), made.get(Due.FOLLOW_UP)
    if wished is not None and due is not None and due.base_at < wished < due.due_at:
        made[Due.FOLLOW_UP] = DueAt(due.base_at, wished)
    return made


def _by_day(last: Mapping[Mark, datetime], risk: Risk, allowed: Seconds) -> dict[Due, DueAt]:
    made = {}
    for due, (since, by) in BY_DAY.items():
        if by in last:
            length = timedelta(seconds=allowed(due, risk, last.get(since, last[by])))
            made[due] = DueAt(last[by] - length, last[by])
    return made


def next_due(made: Mapping[Due, DueAt]) -> tuple[Due, DueAt] | None:
    """What is due first; None for a closed case alone."""
    return min(made.items(), key=lambda item: (item[1].due_at, item[0]), default=None)
