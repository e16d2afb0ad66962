"""Legal moves of a case, its approvals and assignments, and the codes of both; pure, no framework.

The steps of a case are no states: they follow from what was done (case_steps.py).
"""

from enum import StrEnum
from typing import Final


class CaseState(StrEnum):
    """Whether somebody works on it; the comment says who moves next."""

    OPEN = "open"  # the owner; a supervisor closes
    CLOSED = "closed"  # nobody, until new risk reopens it as its next episode


CASE_MOVES: Final[dict[tuple[CaseState, str], CaseState]] = {
    (CaseState.OPEN, "close"): CaseState.CLOSED,
    (CaseState.CLOSED, "reopen"): CaseState.OPEN,
}


class Risk(StrEnum):
    """How much danger the child is in; the most first. None, unknown, counts as high."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


RISKS: Final = tuple(Risk)


class Sheet(StrEnum):
    """What is written in revisions and needs a supervisor's approval."""

    ASSESSMENT = "assessment"
    PLAN = "plan"
    CLOSURE = "closure"


class ApprovalState(StrEnum):
    """What became of a request for approval."""

    REQUESTED = "requested"  # a supervisor who did not write it
    APPROVED = "approved"
    REJECTED = "rejected"  # the one who wrote it, by a new revision
    OVERTAKEN = "overtaken"  # a newer revision was written meanwhile, or the case was closed


APPROVAL_MOVES: Final[dict[tuple[ApprovalState, str], ApprovalState]] = {
    (ApprovalState.REQUESTED, "approve"): ApprovalState.APPROVED,
    (ApprovalState.REQUESTED, "reject"): ApprovalState.REJECTED,
    (ApprovalState.REQUESTED, "overtake"): ApprovalState.OVERTAKEN,
}


class AssignmentState(StrEnum):
    """Whether the one who was asked to take the case on has said so."""

    ASKED = "asked"  # the one who was asked
    ACCEPTED = "accepted"
    DECLINED = "declined"  # whoever asked
    WITHDRAWN = "withdrawn"


ASSIGNMENT_MOVES: Final[dict[tuple[AssignmentState, str], AssignmentState]] = {
    (AssignmentState.ASKED, "accept"): AssignmentState.ACCEPTED,
    (AssignmentState.ASKED, "decline"): AssignmentState.DECLINED,
    (AssignmentState.ASKED, "withdraw"): AssignmentState.WITHDRAWN,
}


class ActionState(StrEnum):
    """An action of the plan."""

    OPEN = "open"  # whoever is responsible
    DONE = "done"
    DROPPED = "dropped"  # no part of the plan any more


ACTION_MOVES: Final[dict[tuple[ActionState, str], ActionState]] = {
    (ActionState.OPEN, "done"): ActionState.DONE,
    (ActionState.OPEN, "drop"): ActionState.DROPPED,
}


class Check(StrEnum):
    """What somebody looked at, and when."""

    CHILD_SEEN = "child_seen"  # or a safety action where it can't be seen yet
    FOLLOW_UP = "follow_up"
    REVIEW = "review"  # a supervisor's look at the whole case


class WhyOpened(StrEnum):
    """Why somebody opens a file that is not his or her own work, or is closed."""

    SUPERVISION = "supervision"
    STANDS_IN = "stands_in"
    DANGER = "danger"
    COMPLAINT = "complaint"
    COURT = "court"
    AUDIT = "audit"
    OTHER = "other"


class Concern(StrEnum):
    """What an assessment found in one domain; unknown is an answer, never none."""

    NONE = "none"
    SOME = "some"
    SERIOUS = "serious"
    UNKNOWN = "unknown"


DOMAINS: Final = ("safety", "health", "feelings", "family", "education", "law", "basic_needs")
"""What an assessment looks at. Source: the domains of the Inter Agency Guidelines for Case
Management and Child Protection (2014), in our words, for the Department's review."""

RISK_BASES: Final = (
    "child_said",
    "seen_by_worker",
    "told_by_others",
    "medical",
    "police",
    "with_suspect",
    "alone",
    "incident_urgent",
    "reopened",
    "safer_now",
    "other",
)
"""What a rating of the risk rests on."""

BY_THE_SYSTEM: Final = ("incident_urgent",)
"""Bases on which the system itself may raise a risk; it lowers none (I11)."""


def worse(one: Risk | None, other: Risk | None) -> Risk | None:
    """The greater danger of the two; unknown only when both are."""
    known = [risk for risk in (one, other) if risk is not None]
    return min(known, key=RISKS.index, default=None)


def counts_as(risk: Risk | None) -> Risk:
    """What an unknown risk is treated as: silence never counts against a child."""
    return risk or Risk.HIGH
