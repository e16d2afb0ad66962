"""The steps of a case, computed from what was done; pure, and nobody ever sets one.

Source: the six steps of the Inter Agency Guidelines for Case Management and Child Protection
(2014): identification and registration, assessment, planning, implementing, follow-up, closure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """The six steps, in their order."""

    IDENTIFICATION = "identification"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    IMPLEMENTATION = "implementation"
    FOLLOW_UP = "follow_up"
    CLOSURE = "closure"


class Standing(StrEnum):
    """How far a step is."""

    TODO = "todo"
    DOING = "doing"
    WAITING = "waiting"  # for a supervisor's approval
    DONE = "done"


class Mark(StrEnum):
    """What kind of thing was done."""

    OPENED = "opened"
    RATED = "rated"
    CHILD_SEEN = "child_seen"
    ASSESSMENT_WRITTEN = "assessment_written"
    ASSESSMENT_REQUESTED = "assessment_requested"
    ASSESSMENT_APPROVED = "assessment_approved"
    PLAN_WRITTEN = "plan_written"
    PLAN_REQUESTED = "plan_requested"
    PLAN_APPROVED = "plan_approved"
    ACTION_OPEN = "action_open"
    ACTION_DONE = "action_done"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_WISHED = "follow_up_wished"
    REVIEW = "review"
    CLOSURE_REQUESTED = "closure_requested"
    CLOSED = "closed"
    ASSIGNED = "assigned"
    REFERRED = "referred"
    GOING_HOME = "going_home"  # it is planned that the child goes
    GOING_HOME_BY = "going_home_by"  # on this day, at the latest
    HOME = "home"
    HOME_BY = "home_by"  # it is followed up by this day


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was done in the present episode, and when."""

    mark: Mark
    at: datetime


def last_of(facts: Iterable[Fact]) -> Mapping[Mark, datetime]:
    """When each kind of thing was done last; the order of the facts says nothing."""
    last: dict[Mark, datetime] = {}
    for fact in facts:
        if fact.mark not in last or fact.at > last[fact.mark]:
            last[fact.mark] = fact.at
    return last


def steps(facts: Iterable[Fact]) -> dict[Step, Standing]:
    """How far each step of a case is, by the facts of its present episode."""
    last = last_of(facts)
    return {step: rule(last) for step, rule in _RULES.items()}


def current(standings: Mapping[Step, Standing]) -> Step:
    """The first step that is not done; closure once all are."""
    return next((step for step in Step if standings[step] is not Standing.DONE), Step.CLOSURE)


_Last = Mapping[Mark, datetime]


def _identification(last: _Last) -> Standing:
    known = [mark in last for mark in (Mark.RATED, Mark.CHILD_SEEN)]
    return Standing.DONE if all(known) else Standing.DOING


def _approved(last: _Last, written: Mark, requested: Mark, approved: Mark) -> Standing:
    if approved in last:
        return Standing.DONE
    if requested in last:
        return Standing.WAITING
    return Standing.DOING if written in last else Standing.TODO


def _assessment(last: _Last) -> Standing:
    return _approved(
        last, Mark.ASSESSMENT_WRITTEN, Mark.ASSESSMENT_REQUESTED, Mark.ASSESSMENT_APPROVED
    )


def _plan(last: _Last) -> Standing:
    return _approved(last, Mark.PLAN_WRITTEN, Mark.PLAN_REQUESTED, Mark.PLAN_APPROVED)


def _implementation(last: _Last) -> Standing:
    if Mark.PLAN_APPROVED not in last:
        return Standing.TODO
    done = Mark.ACTION_DONE in last and Mark.ACTION_OPEN not in last
    return Standing.DONE if done else Standing.DOING


def _follow_up(last: _Last) -> Standing:
    """Done by one follow-up, at least, after the last action of the plan was done."""
    if Mark.PLAN_APPROVED not in last or Mark.FOLLOW_UP not in last:
        return Standing.TODO
    implemented = _implementation(last) is Standing.DONE
    after = implemented and last[Mark.FOLLOW_UP] >= last[Mark.ACTION_DONE]
    return Standing.DONE if after else Standing.DOING


def _closure(last: _Last) -> Standing:
    if Mark.CLOSED in last:
        return Standing.DONE
    return Standing.WAITING if Mark.CLOSURE_REQUESTED in last else Standing.TODO


_RULES: Final = {
    Step.IDENTIFICATION: _identification,
    Step.ASSESSMENT: _assessment,
    Step.PLAN: _plan,
    Step.IMPLEMENTATION: _implementation,
    Step.FOLLOW_UP: _follow_up,
    Step.CLOSURE: _closure,
}
