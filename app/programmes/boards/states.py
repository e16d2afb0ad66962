"""Codes and legal moves of committees, their meetings and decisions; pure, no framework.

`BodyKind` (app/cases/board_told.py) says which of three kinds of bodies a committee is.
"""

from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """For which area a committee stands."""

    NATIONAL = "national"
    DISTRICT = "district"
    UPAZILA = "upazila"


KIND_OF_PLACE: Final = {Level.DISTRICT: ("district",), Level.UPAZILA: ("upazila", "thana")}
"""What kind of place the gazetteer must know it as; a national one has none."""


class SeatRole(StrEnum):
    """What whoever holds a seat is in the committee."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    MEMBER = "member"


class MeetingState(StrEnum):
    """How far a meeting is; the comment says what comes next."""

    PLANNED = "planned"  # it is held, put off or called off
    HELD = "held"  # its minutes are written
    ADJOURNED = "adjourned"  # another one goes on with its agenda
    CALLED_OFF = "called_off"
    MINUTED = "minuted"  # nothing changes any more


MEETING_MOVES: Final[dict[tuple[MeetingState, str], MeetingState]] = {
    (MeetingState.PLANNED, "lay"): MeetingState.PLANNED,
    (MeetingState.PLANNED, "withdraw"): MeetingState.PLANNED,
    (MeetingState.PLANNED, "hold"): MeetingState.HELD,
    (MeetingState.PLANNED, "adjourn"): MeetingState.ADJOURNED,
    (MeetingState.PLANNED, "call_off"): MeetingState.CALLED_OFF,
    (MeetingState.HELD, "lay"): MeetingState.HELD,
    (MeetingState.HELD, "decide"): MeetingState.HELD,
    (MeetingState.HELD, "minute"): MeetingState.MINUTED,
}

WHY_ADJOURNED: Final = ("no_quorum", "chair_away", "disaster", "other_duty", "other")
WHY_CALLED_OFF: Final = ("nothing_to_do", "disaster", "mistake", "other")


class Presence(StrEnum):
    """Whether a seat was taken at a meeting; nobody noted is unknown, and counts as nobody."""

    PRESENT = "present"
    REPRESENTED = "represented"  # somebody came for the holder
    ABSENT = "absent"
    UNKNOWN = "unknown"


COUNT_AS_THERE: Final = frozenset({Presence.PRESENT, Presence.REPRESENTED})


class ItemKind(StrEnum):
    """What a point of the agenda is."""

    CASE = "case"  # known to the members by its number on the agenda alone
    MATTER = "matter"
    DECISION = "decision"  # what came of an earlier one


class DecisionState(StrEnum):
    """How far a decision is."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


DECISION_MOVES: Final[dict[tuple[DecisionState, str], DecisionState]] = {
    (DecisionState.OPEN, "done"): DecisionState.DONE,
    (DecisionState.OPEN, "drop"): DecisionState.DROPPED,
}
WHY_DROPPED: Final = ("decided_anew", "no_longer_needed", "not_possible", "mistake", "other")


def lacking(quorum: int | None, there: int) -> int | None:
    """How many are missing for a quorum; 0 when it is met, None where nobody has said what it is.

    Unknown is neither met nor missed: the meeting may be held, and its minutes say so.
    """
    return None if quorum is None else max(0, quorum - there)
