"""Legal moves of a held bed; pure, no framework."""

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
