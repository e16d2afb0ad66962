"""Whether a centre may take this child in now, why it is or is not asked, and the way to an order.

A pure rule beside matching: it reads and writes nothing. What nobody has told us bars nobody, and
is said.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Protocol

from app.directory.hours import is_open, opens_next

REASONS: Final = {
    # why a centre is ranked where it is
    "night_shelter": "A night shelter, and it is night",
    "open_now": "Open now",
    "hours_unknown": "When it is open is not known",
    "free_places": "Free places",
    "capacity_unknown": "How many places there are is not known: it comes last",
    "intake_unknown": "Ask whether girls or boys are admitted",
    "child_sex_unknown": "Admits girls only or boys only; the child's sex is not known",
    "intake_age_unknown": "Ask at what ages children are admitted",
    "age_unknown": "Admits certain ages only; the child's age is not known",
    # why it is not asked
    "not_a_place_for_children": "Not a place for children",
    "not_operating": "Not in operation yet",
    "admits_by_court": "Admits a child only on a court's order",
    "admits_by_committee": "Admits a child only through its committee",
    "admission_unknown": "Whether it may admit a child directly is not known",
    "gender_mismatch": "Not the gender asked for",
    "age_mismatch": "Does not admit children of this age",
    "closed_now": "Closed now",
}
"""Stable codes, each with an English sentence; screens show their own words for the code."""

WAYS: Final = {
    "admits_by_court": "court_order",
    "admits_by_committee": "committee_decision",
    "admission_unknown": "ask_the_centre",
}
"""By what bars the door, the way to have it opened: who is asked stands in screens' words.

The probation officer lays it before the Children's Court, or before the child welfare board and the
home's committee (Children Act 2013, sections 5 to 9 and 84 to 87).
"""
_NO_ORDER_HELPS: Final = {
    "excluded_conflict",
    "not_operating",
    "gender_mismatch",
    "age_mismatch",
}
_ADMISSION: Final = {"court": "admits_by_court", "committee": "admits_by_committee"}
NIGHT_SHELTER: Final = "night_shelter"

Reason = tuple[str, Mapping[str, str | int | float]]


class Wanted(Protocol):
    """What matching asks for, as far as a centre's door goes."""

    @property
    def child_sex(self) -> str | None:
        """girl, boy, other, unknown, or None."""

    @property
    def child_age(self) -> int | None:
        """Years; None is unknown."""

    @property
    def at(self) -> datetime | None:
        """The moment that is asked about."""

    @property
    def night(self) -> bool:
        """Whether that is night here."""


class Door(Protocol):
    """What is known of a centre's door; `judging.Candidate` has this shape."""

    admits: str | None
    operating: bool
    intake_gender: str | None
    age_from: int | None
    age_to: int | None
    hours: str | None
    centre_kind: str | None
    capacity: int | None
    open_tasks: int


def refusals(need: Wanted, one: Door) -> list[Reason]:
    """All reasons why this centre cannot take the child now; the weightiest first."""
    if one.admits == "none":
        return [("not_a_place_for_children", {})]
    codes = [] if one.operating else ["not_operating"]
    if one.admits != "direct":
        codes.append(_ADMISSION.get(one.admits or "", "admission_unknown"))
    if (need.child_sex, one.intake_gender) in (("girl", "boys"), ("boy", "girls")):
        codes.append("gender_mismatch")
    if takes_age(one, need.child_age) is False:
        codes.append("age_mismatch")
    said: list[Reason] = [(code, {}) for code in codes]
    if need.at is not None and one.hours is not None and is_open(one.hours, need.at) is False:
        said.append(("closed_now", {"opens_at": opens_next(one.hours, need.at).isoformat()}))
    return said


def takes_age(one: Door, age: int | None) -> bool | None:
    """Whether a child of this age is admitted; None when the age is not known."""
    if age is None:
        return None
    return (one.age_from is None or one.age_from <= age) and (
        one.age_to is None or age <= one.age_to
    )


def reasons(need: Wanted, one: Door) -> list[Reason]:
    """What else is to be known of a centre that can be asked, in the order in which it counts."""
    said: list[Reason] = [("night_shelter", {})] if is_night_shelter(need, one) else []
    if one.capacity is None:
        said.append(("capacity_unknown", {}))
    else:
        said.append(("free_places", {"count": one.capacity - one.open_tasks}))
    if one.hours is None:
        said.append(("hours_unknown", {}))
    elif need.at is not None:
        said.append(("open_now", {}))
    if one.intake_gender in (None, "unknown"):
        said.append(("intake_unknown", {}))
    elif one.intake_gender != "both" and need.child_sex not in ("girl", "boy"):
        said.append(("child_sex_unknown", {"intake": one.intake_gender or ""}))
    if one.age_from is None and one.age_to is None:
        said.append(("intake_age_unknown", {}))
    elif need.child_age is None:
        said.append(("age_unknown", {}))
    return said


def is_night_shelter(need: Wanted, one: Door) -> bool:
    """Whether it comes first for being a night shelter, at night."""
    return need.night and one.centre_kind == NIGHT_SHELTER


def way_of(reasons: Iterable[Reason]) -> str | None:
    """How a door that is shut for these may be opened; None where no order helps."""
    way = None
    for code, _ in reasons:
        if code in _NO_ORDER_HELPS:
            return None
        way = way or WAYS.get(code)
    return way
