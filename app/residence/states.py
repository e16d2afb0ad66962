"""Legal moves of a held bed, and the words residence speaks in codes; pure, no framework."""

from enum import StrEnum


class HoldState(StrEnum):
    """Where a bed kept for a child stands; the comment says who moves next."""

    HELD = "held"  # centre: the child arrives; else time runs out or nobody comes
    ARRIVED = "arrived"  # nobody: a stay has taken its place
    RELEASED = "released"  # nobody
    RAN_OUT = "ran_out"  # nobody


MOVES: dict[tuple[HoldState, str], HoldState] = {
    (HoldState.HELD, "arrive"): HoldState.ARRIVED,
    (HoldState.HELD, "release"): HoldState.RELEASED,
    (HoldState.HELD, "run_out"): HoldState.RAN_OUT,
}


class Takes(StrEnum):
    """For whom a house is."""

    GIRLS = "girls"
    BOYS = "boys"
    BOTH = "both"


class Left(StrEnum):
    """How a stay ended."""

    FAMILY = "family"
    OTHER_CENTRE = "other_centre"
    HOSPITAL = "hospital"
    COURT = "court"
    GROWN_UP = "grown_up"
    MISSING = "missing"  # went without anybody knowing where
    DIED = "died"
    MISTAKE = "mistake"  # the arrival was written down wrongly
    OTHER = "other"


class OutOfUse(StrEnum):
    """Why nobody can sleep in a bed; one that is removed is shown on no board any more."""

    REPAIR = "repair"
    CLEANING = "cleaning"
    INFECTION = "infection"
    OTHER = "other"
    REMOVED = "removed"


class MoreReason(StrEnum):
    """Why a supervisor lets a centre take in more children than it has seats for."""

    NO_OTHER_PLACE = "no_other_place"
    ONE_NIGHT = "one_night"
    SIBLINGS = "siblings"
    COURT_ORDER = "court_order"
    DISASTER = "disaster"
    AT_THE_DOOR = "at_the_door"


class Condition(StrEnum):
    """How a child was when it arrived, as the one who opened the door saw it."""

    WELL = "well"
    TIRED = "tired"
    FRIGHTENED = "frightened"
    ILL = "ill"
    HURT = "hurt"
