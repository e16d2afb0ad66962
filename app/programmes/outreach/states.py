"""Codes and legal moves of outreach events; pure, no framework."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class OutreachKind(StrEnum):
    """What is held."""

    SCHOOL_VISIT = "school_visit"
    COMMUNITY_MEETING = "community_meeting"
    RALLY = "rally"
    FILM_SHOW = "film_show"
    COMPETITION = "competition"  # drawing, sports
    DAY_OBSERVED = "day_observed"  # a national or international day
    LEAFLETS = "leaflets"
    MEDIA_CAMPAIGN = "media_campaign"
    RECREATION = "recreation"  # for children of centres and streets


class OutreachFor(StrEnum):
    """For whom it is."""

    CHILDREN = "children"
    STREET_CHILDREN = "street_children"
    PARENTS = "parents"
    TEACHERS = "teachers"
    LEADERS = "leaders"
    EVERYBODY = "everybody"


class ReachedWho(StrEnum):
    """Of whom it is counted how many were reached; nobody is counted twice."""

    GIRLS = "girls"
    BOYS = "boys"
    CHILDREN = "children"  # of whom nobody noted more
    WOMEN = "women"
    MEN = "men"
    GROWN_UPS = "grown_ups"  # of whom nobody noted more


class OutreachState(StrEnum):
    """How far it is."""

    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called_off"


MOVES: Final[dict[tuple[OutreachState, str], OutreachState]] = {
    (OutreachState.PLANNED, "hold"): OutreachState.HELD,
    (OutreachState.PLANNED, "call_off"): OutreachState.CALLED_OFF,
    (OutreachState.HELD, "count"): OutreachState.HELD,
}
WHY_CALLED_OFF: Final = ("weather", "disaster", "no_leave", "nobody_came", "mistake", "other")


def reached(counts: Mapping[str, int | None]) -> int | None:
    """How many were reached, of those counted; 0 where nobody came, None where nobody was counted.

    A kind of people that came uncounted (None) is not zero: who shows the sum says that there were
    more (`uncounted`).
    """
    known = [count for count in counts.values() if count is not None]
    return sum(known) if known or not counts else None


def uncounted(counts: Mapping[str, int | None]) -> list[str]:
    """Who was reached and not counted."""
    return sorted(who for who, count in counts.items() if count is None)
