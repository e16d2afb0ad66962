"""Whom a service is for, where it is given, and who does what where; pure, it asks nobody.

What nobody has told us never speaks against a child: only what is known and does not fit is said.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

Around = Mapping[str, Collection[str]]
"""A place's code → the codes of the place itself and of all it lies in."""


class Misfit(StrEnum):
    """Why a service is not for a child, as far as is known."""

    ENDED = "ended"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    OTHER_GENDER = "other_gender"
    OTHER_AREA = "other_area"


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as far as it decides whom it fits."""

    places: Collection[str] = ()
    gender: str = "unknown"
    age_from: int | None = None
    age_to: int | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """A child as far as it decides: from and to how many years, sex, and the places around it.

    `around` is where it lives with all that lies in it and all it lies in; None is unknown.
    """

    ages: tuple[int, int] | None = None
    sex: str | None = None
    around: Collection[str] | None = None


_NOT_FOR: Final = {("boys", "girl"), ("girls", "boy")}


def misfits(offer: Offer, child: Who) -> list[Misfit]:
    """What is known and does not fit, in the order of Misfit."""
    found = {
        Misfit.ENDED: offer.ended,
        Misfit.TOO_YOUNG: _beyond(child.ages and child.ages[1], offer.age_from, below=True),
        Misfit.TOO_OLD: _beyond(child.ages and child.ages[0], offer.age_to, below=False),
        Misfit.OTHER_GENDER: (offer.gender, child.sex) in _NOT_FOR,
        Misfit.OTHER_AREA: bool(offer.places)
        and child.around is not None
        and not set(offer.places) & set(child.around),
    }
    return [why for why, is_so in found.items() if is_so]


def _beyond(age: int | None, limit: int | None, *, below: bool) -> bool:
    """Whether an age lies outside of a limit; what is unknown never does."""
    if age is None or limit is None:
        return False
    return age < limit if below else age > limit


@dataclass(frozen=True, slots=True)
class Given:
    """Who gives which service where."""

    id: UUID
    organisation: str
    kind: str
    places: Collection[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation and one service: in which of the areas it is given, and by which offers."""

    organisation: str
    kind: str
    areas: tuple[str, ...]
    offers: tuple[UUID, ...]


def covers(places: Collection[str], area: str, around: Around) -> bool:
    """Whether a service given in `places` is given in some part of an area; none: everywhere."""
    if not places:
        return True
    return any(place in around[area] or area in around.get(place, ()) for place in places)


def who_does_what(
    given: Iterable[Given], areas: Collection[str], around: Around
) -> tuple[list[Line], dict[str, list[str]]]:
    """Organisations × services × areas, and the services that nobody gives, by area.

    A gap is only told of services that somebody gives in another of these areas: of the others
    nobody has told us anything.
    """
    found: dict[tuple[str, str], tuple[set[str], list[UUID]]] = {}
    for one in given:
        here = {area for area in areas if covers(one.places, area, around)}
        if here:
            where, offers = found.setdefault((one.organisation, one.kind), (set(), []))
            where |= here
            offers.append(one.id)
    lines = [
        Line(who, kind, tuple(area for area in areas if area in where), tuple(offers))
        for (who, kind), (where, offers) in sorted(found.items())
    ]
    known = sorted({line.kind for line in lines})
    gaps = {
        kind: [
            area
            for area in areas
            if not any(line.kind == kind and area in line.areas for line in lines)
        ]
        for kind in known
    }
    return lines, {kind: where for kind, where in gaps.items() if where}
