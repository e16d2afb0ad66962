"""Legal moves of a reintegration and the codes it is spoken of in; pure, no framework."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Where the child goes. Family and community first, an institution last (Children Act 2013,
    sections 84 to 87)."""

    FAMILY = "family"
    RELATIVES = "relatives"
    ALTERNATIVE_CARE = "alternative_care"
    INDEPENDENT = "independent"


class Care(StrEnum):
    """Which alternative care."""

    FOSTER = "foster"
    GUARDIAN = "guardian"
    COMMUNITY = "community"
    GROUP_HOME = "group_home"
    INSTITUTION = "institution"


class ReintegrationState(StrEnum):
    """How far it is; the comment says who moves next."""

    PLANNED = "planned"  # the owner: conditions, then the hand-over
    HOME = "home"  # the owner: follow-ups, until all are done and the child is safe
    SETTLED = "settled"  # nobody, until there is new risk
    AT_RISK = "at_risk"  # the case's next episode
    ENDED = "ended"  # nobody: it can't be followed up any more
    CALLED_OFF = "called_off"  # nobody: the child never went


OPEN: Final = (ReintegrationState.PLANNED, ReintegrationState.HOME)

MOVES: Final[dict[tuple[ReintegrationState, str], ReintegrationState]] = {
    (ReintegrationState.PLANNED, "hand_over"): ReintegrationState.HOME,
    (ReintegrationState.PLANNED, "call_off"): ReintegrationState.CALLED_OFF,
    (ReintegrationState.HOME, "settle"): ReintegrationState.SETTLED,
    (ReintegrationState.HOME, "report_risk"): ReintegrationState.AT_RISK,
    (ReintegrationState.HOME, "end"): ReintegrationState.ENDED,
    (ReintegrationState.SETTLED, "report_risk"): ReintegrationState.AT_RISK,
    (ReintegrationState.ENDED, "report_risk"): ReintegrationState.AT_RISK,
}


class Answer(StrEnum):
    """Whether a condition holds; unknown is not yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ExceptionState(StrEnum):
    """Whether a supervisor lets the child go although a condition does not hold."""

    ASKED = "asked"  # a supervisor who did not write it
    ALLOWED = "allowed"
    REFUSED = "refused"
    LAPSED = "lapsed"  # something else was said meanwhile, or the child goes elsewhere


EXCEPTION_MOVES: Final[dict[tuple[ExceptionState, str], ExceptionState]] = {
    (ExceptionState.ASKED, "allow"): ExceptionState.ALLOWED,
    (ExceptionState.ASKED, "refuse"): ExceptionState.REFUSED,
    (ExceptionState.ASKED, "lapse"): ExceptionState.LAPSED,
}


class FollowUpState(StrEnum):
    """A follow-up of the schedule."""

    DUE = "due"  # whoever visits or calls
    DONE = "done"
    DROPPED = "dropped"  # there is new risk, or nobody can be followed up


class How(StrEnum):
    """How the child was followed up."""

    VISIT = "visit"
    CALL = "call"
    AT_SCHOOL = "at_school"
    AT_OFFICE = "at_office"


class Found(StrEnum):
    """What was found. Nobody met says nothing of the child: the follow-up stays due."""

    SAFE = "safe"
    CONCERN = "concern"
    RISK = "risk"
    NOT_MET = "not_met"


WHY_MOVED: Final = ("child_away", "family_away", "road_closed", "worker_away", "sooner", "other")
WHY_CALLED_OFF: Final = (
    "child_declines",
    "family_declines",
    "not_safe",
    "other_plan",
    "child_missing",
    "new_risk",
    "other",
)
WHY_ENDED: Final = ("moved_away", "out_of_reach", "turned_18", "other_office", "died", "other")
WHY_AT_RISK: Final = (
    "violence",
    "neglect",
    "child_labour",
    "child_marriage",
    "trafficking",
    "family_broke_up",
    "turned_out",
    "ran_away",
    "other",
)
