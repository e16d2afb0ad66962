"""What lies near a point of the map; it never decides where a child is, it proposes.

Places are known by points, not by limits: the nearest point is mostly, not always, the place around
(docs/decisions/0037-near-a-coordinate.md has the measured share).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from heapq import nsmallest
from importlib.resources import files
from itertools import pairwise
from math import cos, hypot, radians
from typing import Final

from app.geo.lookup import distance_km, gazetteer
from app.geo.place import Place

_LOCAL: Final = frozenset(("union", "paurashava", "ward", "thana"))
_KM_A_DEGREE: Final = 111.2
UNSURE_KM: Final = 2.0
"""So near to the outline, or to the point of a place, a point may be on either side: the outline is
simplified and has lost small islands. Of 5,160 points in the country two lie outside of it, one
of them on Saint Martin's, 12 km off."""

Segment = tuple[float, float, float, float]


class Country(StrEnum):
    """Where a point is; `border` is where a simplified line can't tell on which side it lies."""

    INSIDE = "inside"
    BORDER = "border"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Near:
    """A place and how far its point is, in kilometres."""

    place: Place
    km: float


def nearest_places(lat: float, lon: float, limit: int = 3) -> list[Near]:
    """Give the local places whose points are nearest to a point (degrees, WGS 84), nearest first.

    Local are unions, municipalities, thanas and the wards of today. Nothing is given for a point
    outside of Bangladesh.
    """
    if country_of(lat, lon) is Country.OUTSIDE:
        return []
    return _by_distance(lat, lon, limit)


def _by_distance(lat: float, lon: float, limit: int) -> list[Near]:
    narrow = cos(radians(lat))

    def flat(place: Place) -> float:
        assert place.lat is not None
        assert place.lon is not None
        return (place.lat - lat) ** 2 + ((place.lon - lon) * narrow) ** 2

    nearest = nsmallest(limit, _local(), key=flat)
    return [Near(one, distance_km(lat, lon, one.lat or 0, one.lon or 0)) for one in nearest]


def country_of(lat: float, lon: float) -> Country:
    """Say whether a point (degrees, WGS 84) is in Bangladesh, as far as a simplified line tells."""
    if min(_kilometres(lat, lon, one) for one in _outline()) <= UNSURE_KM:
        return Country.BORDER
    if sum(_crosses(lat, lon, one) for one in _outline()) % 2:
        return Country.INSIDE
    island = _by_distance(lat, lon, 1)[0].km <= UNSURE_KM
    return Country.BORDER if island else Country.OUTSIDE


@cache
def _local() -> tuple[Place, ...]:
    return tuple(
        place
        for place in gazetteer()
        if place.kind in _LOCAL
        and place.lat is not None
        and not (place.number is not None and place.number.valid_to)
    )


@cache
def _outline() -> tuple[Segment, ...]:
    read = json.loads((files("app.geo") / "data" / "outline.json").read_text(encoding="utf-8"))
    return tuple(_segments(read["lines"]))


def _segments(lines: Iterable[list[list[float]]]) -> Iterable[Segment]:
    for line in lines:
        for one, other in pairwise(line):
            yield one[0], one[1], other[0], other[1]


def _crosses(lat: float, lon: float, segment: Segment) -> bool:
    """Whether a line to the east of the point crosses the segment."""
    lat1, lon1, lat2, lon2 = segment
    if (lat1 > lat) == (lat2 > lat):
        return False
    return lon < lon1 + (lat - lat1) / (lat2 - lat1) * (lon2 - lon1)


def _kilometres(lat: float, lon: float, segment: Segment) -> float:
    """From a point to a segment, on a flat map true at the point."""
    lat1, lon1, lat2, lon2 = segment
    narrow = cos(radians(lat))
    ax, ay, bx, by = (lon1 - lon) * narrow, lat1 - lat, (lon2 - lon) * narrow, lat2 - lat
    dx, dy = bx - ax, by - ay
    long = dx * dx + dy * dy
    along = max(0.0, min(1.0, -(ax * dx + ay * dy) / long)) if long else 0.0
    return hypot(ax + along * dx, ay + along * dy) * _KM_A_DEGREE
