"""What each agency is told of an incident, and nothing beyond that: one table; pure, it reads none.

Whoever leads goes to the child and is told all that a worker is. An agency is told what its part
needs: the police where it is and who is there, not how the child is; a hospital how the child is,
not where it lives; a school which child it is, not what was done to it. The table counts wherever
a task leaves us, so that no screen has to leave anything out. Marked for review by the Department.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from app.dispatch.agencies import Agency

Row = dict[str, Any]


class Fact(StrEnum):
    """What a task can tell. The first three are told before anybody has accepted."""

    GROUP = "group"
    DISTANCE = "distance_km"
    FEMALE_WANTED = "female_wanted"
    NUMBER = "number"
    PLACE = "place"
    WHERE_DETAIL = "where_detail"
    CATEGORIES = "categories"
    SAFE_TO_TALK = "safe_to_talk"
    INJURED = "injured"
    WITH_WHOM = "with_whom"
    CHILD_AGE = "age"
    CHILD_SEX = "sex"
    CHILD_NAME = "name"
    COUNSELLOR = "counsellor"


_CHILD: Final = {Fact.CHILD_AGE, Fact.CHILD_SEX}
_THE_PLACE: Final = {Fact.DISTANCE, Fact.PLACE, Fact.WHERE_DETAIL}
_THE_MATTER: Final = {Fact.GROUP, Fact.CATEGORIES, Fact.NUMBER}

TOLD: Final[Mapping[Agency, frozenset[Fact]]] = {
    Agency.POLICE: frozenset(
        {
            *(_THE_MATTER | _THE_PLACE | _CHILD),
            Fact.FEMALE_WANTED,
            Fact.SAFE_TO_TALK,
            Fact.WITH_WHOM,
            Fact.COUNSELLOR,
        }
    ),
    Agency.PROBATION: frozenset(
        {
            *(_THE_MATTER | _THE_PLACE | _CHILD),
            Fact.FEMALE_WANTED,
            Fact.SAFE_TO_TALK,
            Fact.WITH_WHOM,
            Fact.CHILD_NAME,
            Fact.COUNSELLOR,
        }
    ),
    Agency.HOSPITAL: frozenset(
        {Fact.GROUP, Fact.CATEGORIES, *_CHILD, Fact.FEMALE_WANTED, Fact.INJURED, Fact.COUNSELLOR}
    ),
    Agency.LEGAL_AID: frozenset({*_THE_MATTER, *_CHILD, Fact.COUNSELLOR}),
    Agency.UNO: frozenset({*_THE_MATTER, *_THE_PLACE, *_CHILD, Fact.COUNSELLOR}),
    Agency.PARTNER: frozenset({*_CHILD, Fact.PLACE, Fact.FEMALE_WANTED, Fact.COUNSELLOR}),
    Agency.SCHOOL: frozenset({*_CHILD, Fact.CHILD_NAME, Fact.COUNSELLOR}),
}
EVERYTHING: Final = frozenset(Fact)
SAFETY: Final = "contact_safety"
"""That nobody may ring the child is told to everybody."""


def told_to(agency: str | None) -> frozenset[Fact]:
    """What `agency` is told; everything when it is None, and whoever has accepted leads."""
    return EVERYTHING if agency is None else TOLD[Agency(agency)]


def narrowed_task(row: Row, agency: str | None) -> Row:
    """A task as it may leave us. The thana or upazila it lies in is told to everybody."""
    told = told_to(agency)
    return row | {
        "group": row["group"] if Fact.GROUP in told else None,
        "distance_km": row["distance_km"] if Fact.DISTANCE in told else None,
        "female_wanted": row["female_wanted"] and Fact.FEMALE_WANTED in told,
    }


def narrowed_details(details: Row, agency: str | None, coarse: Row | None) -> Row:
    """What one who has accepted is told. Where the place is not, it is the `coarse` one again.

    A fact the table does not know is told to no agency.
    """
    if agency is None:
        return details
    told = {fact.value for fact in told_to(agency)} | {SAFETY}
    hidden: Row = {"place": coarse, "categories": []}
    child = {part: said if part in told else None for part, said in details["child"].items()}
    return {
        name: value if name in told else hidden.get(name) for name, value in details.items()
    } | {"child": child}
