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
