"""Words of the street-child network in codes: kinds of sites, why something was corrected; pure."""

from enum import StrEnum
from typing import Final

from app.directory.states import CentreKind


class SiteKind(StrEnum):
    """The four kinds of sites for street children; the codes are those of the directory."""

    DROP_IN_CENTRE = "drop_in_centre"
    NIGHT_SHELTER = "night_shelter"
    CHILD_FRIENDLY_SPACE = "child_friendly_space"
    OPEN_AIR_SCHOOL = "open_air_school"


SLEEPS: Final = frozenset({SiteKind.NIGHT_SHELTER})
"""Where children spend the night: the date of a visit is that of the evening."""

NO_NIGHTS: Final = frozenset({*SiteKind, CentreKind.CALL_CENTRE}) - SLEEPS
"""Kinds of centres where nobody spends a night: no child begins a stay of months there."""

LETTERS: Final = {
    SiteKind.DROP_IN_CENTRE: "DIC",
    SiteKind.NIGHT_SHELTER: "ENS",
    SiteKind.CHILD_FRIENDLY_SPACE: "CFS",
    SiteKind.OPEN_AIR_SCHOOL: "OAS",
}
"""How the documents of the Department call them; a new site's code begins with it."""


class WhyCorrected(StrEnum):
    """Why what was noted on a roll does not hold."""

    SLIP = "slip"  # the wrong line was pressed
    OTHER_CHILD = "other_child"
    OTHER_DAY = "other_day"
    WRONG_TIME = "wrong_time"
    WRONG_COUNT = "wrong_count"
    OTHER = "other"


class WhyAsked(StrEnum):
    """Why the people of a site ask the helpline for a case of a child."""

    WANTS_HOME = "wants_home"
    FAMILY_KNOWN = "family_known"
    IN_DANGER = "in_danger"
    ILL = "ill"
    NEEDS_SHELTER = "needs_shelter"
    NEEDS_SCHOOL = "needs_school"
    OTHER = "other"


class AskState(StrEnum):
    """How an ask for a case stands; the comment says who moves next."""

    ASKED = "asked"  # a supervisor answers
    TAKEN_UP = "taken_up"  # nobody: a case was opened, or the open one was told
    DECLINED = "declined"  # nobody; the site may ask again


ASK_MOVES: Final[dict[tuple[AskState, str], AskState]] = {
    (AskState.ASKED, "take_up"): AskState.TAKEN_UP,
    (AskState.ASKED, "decline"): AskState.DECLINED,
}


class WhyNotTakenUp(StrEnum):
    """Why no case is opened for a child of a site."""

    HELPED_OTHERWISE = "helped_otherwise"
    CHILD_DOES_NOT_WANT = "child_does_not_want"
    KNOWN_TO_PARTNER = "known_to_partner"
    SLIP = "slip"
    OTHER = "other"
