"""What lies between a place and one who could go there; pure: reads and writes nothing.

Who answers for it, how far away it is and what is said of both follows from the place and from that
one alone. So it is found once for each place, and found anew when that one changed.
"""

from collections.abc import Callable
from functools import lru_cache
from math import asin, sqrt
from typing import Any, Final

from app.dispatch.admission import Reason
from app.dispatch.coverage import Cover, Places, containers, coverage_of
from app.dispatch.judging import Candidate, Judged, Said
from app.geo.lookup import EARTH_RADIUS_KM
from app.geo.sphere import Point, on_the_sphere

KEPT: Final = 512
"""Of so many places it is kept: a hundred thousand ways, about as many kilobytes."""
MOST: Final = 1000
"""So many ways are kept of one place: several times as many as are looked at for it."""
_DIAMETER_KM: Final = 2 * EARTH_RADIUS_KM


class Way:
    """The way of one who could go: `km` is None where either point is not known.

    The rest is kept for whoever ranks and shows: what was made of one who was `judged` so.
    """

    __slots__ = ("cover", "judged", "km", "made", "of", "shown")

    def __init__(self, of: Candidate, cover: Cover, km: float | None) -> None:
        self.of, self.cover, self.km = of, cover, km
        self.judged: Judged | None = None
        self.made: Any = None
        self.shown: tuple[tuple[Said, ...], dict[str, Any]] | None = None


class Around:
    """A place (None: not known; a code that the gazetteer lacks counts as unknown) or a point."""

    __slots__ = ("_cover_of", "_far_from", "_said", "_ways", "is_known", "is_located")

    def __init__(
        self, places: Places, code: str | None, lat: float | None, lon: float | None
    ) -> None:
        self.is_known = bool(containers(places, code))
        self.is_located = self.is_known or (lat is not None and lon is not None)
        self._cover_of, self._far_from = coverage_of(code, places), _measure(lat, lon)
        self._said: dict[Cover, Said] = {}
        self._ways: dict[str, Way] = {}

    def way_of(self, one: Candidate) -> Way:
        """How `one` gets there, kept for as long as `one` is this very object."""
        way = self._ways.get(one.id)
        return way if way is not None and way.of is one else self._find(one)

    def _find(self, one: Candidate) -> Way:
        if len(self._ways) >= MOST:
            self._ways.clear()
        cover = self._cover_of(one.coverage)
        way = self._ways[one.id] = Way(one, cover, self._far_from(one.at))
        return way

    def said_of(self, way: Way) -> tuple[Said, Said]:
        """What is told of one who can go: for which area he or she answers, and how far it is."""
        return self._area(way.cover), _distance(way.of, way.km)

    def _area(self, cover: Cover) -> Said:
        """What is said of an area; once for all who answer through the same one."""
        found = self._said.get(cover)
        if found is None:
            area = _area_reason(cover) if self.is_known else ("place_unknown", {})
            backup: list[Reason] = [("backup_cover", {})] if cover.backup else []
            found = self._said[cover] = Said(area, *backup)
        return found


around: Final = lru_cache(maxsize=KEPT)(Around)
"""The same, kept for the places asked about last."""


def _measure(lat: float | None, lon: float | None) -> Callable[[Point | None], float | None]:
    """How far away a point is in kilometres by great circle; None where either is not known.

    From the straight line between both: half of it is the sine of half the angle.
    """
    if lat is None or lon is None:
        return lambda _: None
    x, y, z = on_the_sphere(lat, lon)

    def far_from(at: Point | None) -> float | None:
        if at is None:
            return None
        a, b, c = at[0] - x, at[1] - y, at[2] - z
        return _DIAMETER_KM * asin(min(1.0, sqrt(a * a + b * b + c * c) / 2))

    return far_from


def _area_reason(cover: Cover) -> Reason:
    if cover.code is None:
        return "outside_area", {}
    code = "covers_part" if cover.partly else "covers_place"
    return code, {"level": cover.level, "place": cover.code}


def _distance(one: Candidate, km: float | None) -> Said:
    if km is None:
        return _NO_DISTANCE
    params: dict[str, str | int | float] = {"km": round(km, 1)}
    if one.location_basis:
        params["basis"] = one.location_basis
    return Said(("distance", params))


_NO_DISTANCE: Final = Said(("distance_unknown", {}))
