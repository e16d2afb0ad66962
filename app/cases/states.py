"""Legal moves of an incident; pure, no framework."""

from enum import StrEnum


class IncidentState(StrEnum):
    """Where a reported situation stands; the comment says who moves next."""

    OPEN = "open"  # counsellor: locates, dispatches, closes
    CLOSED = "closed"  # nobody
    LINKED = "linked"  # nobody: a second report, which belongs to the incident it was linked to


MOVES: dict[tuple[IncidentState, str], IncidentState] = {
    (IncidentState.OPEN, "close"): IncidentState.CLOSED,
    (IncidentState.OPEN, "link"): IncidentState.LINKED,
}

FOUND = (
    "at_home_safe",
    "with_relative",
    "in_centre",
    "in_hospital",
    "with_police",
    "marriage_stopped",
    "no_danger",
    "other",
)
"""What was found when somebody said that the child is safe."""

CLOSE_REASONS = (
    "resolved",
    "information_only",
    "prank",
    "wrong_number",
    "silent",
    "duplicate",
    "other",
)
"""Why an incident ends."""
