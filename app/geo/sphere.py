"""The nearest of many points that come and go, by great circle; it knows not what they stand for.

Points lie in cells of a grid of degrees, and cells are looked through in rings around the place
asked about, until nothing outside can be nearer. Not for points on both sides of the 180th meridian
or at the poles.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import count
from math import asin, cos, floor, inf, radians, sin
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
Point = tuple[float, float, float]

FEW: Final = 64
"""So few points are measured one by one."""
REMEMBERED: Final = 1024
"""Around so many places at most: to see whether a point is near them takes half a millisecond."""
ROUNDING: Final = 1e-12
"""Of a straight line through the unit sphere: six micrometres on the ground."""


@dataclass(frozen=True, slots=True)
class _Found(Generic[K]):
    """What was found around a point, and the square of the straight line to the last of it."""

    here: Point
    far: float
    keys: Sequence[K]

    def reaches(self, point: Point) -> bool:
        """Whether a point is as near as the last one."""
        (x, y, z), (a, b, c) = self.here, point
        return (a - x) * (a - x) + (b - y) * (b - y) + (c - z) * (c - z) <= self.far


class Sphere(Generic[K]):
    """Points by key, in cells `size` degrees wide; keys order those that are equally far.

    What was found around a place is remembered until a point comes or goes that is as near as the
    last of them.
    """

    def __init__(self, size: float) -> None:
        self._size = size
        self._cells: dict[tuple[int, int], dict[K, Point]] = {}
        self._cell_of: dict[K, tuple[int, int]] = {}
        self._remembered: dict[tuple[float, float, int], _Found[K]] = {}

    def __len__(self) -> int:
        """Count the points."""
        return len(self._cell_of)

    def put(self, key: K, lat: float, lon: float) -> None:
        """Set the point of `key` (degrees), wherever it was before."""
        self.drop(key)
        cell = floor(lat / self._size), floor(lon / self._size)
        point = self._cells.setdefault(cell, {})[key] = on_the_sphere(lat, lon)
        self._forget(point)
        self._cell_of[key] = cell

    def drop(self, key: K) -> None:
        """Forget the point of `key`, if there is one."""
        cell = self._cell_of.pop(key, None)
        if cell is None:
            return
        self._forget(self._cells[cell].pop(key))
        if not self._cells[cell]:
            del self._cells[cell]

    def nearest(self, lat: float, lon: float, most: int) -> Sequence[K]:
        """The keys of the `most` points nearest to a point (degrees), nearest first."""
        known = self._remembered.get((lat, lon, most))
        if known is None:
            if len(self._remembered) >= REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
            found, here = self._look(lat, lon, most), on_the_sphere(lat, lon)
            far = found[-1][0] + ROUNDING if found and len(found) == most else inf
            known = _Found(here, far, [key for _, key in found])
            self._remembered[lat, lon, most] = known
        return known.keys

    def _forget(self, point: Point) -> None:
        """Whatever a point that came or goes could change."""
        gone = [asked for asked, known in self._remembered.items() if known.reaches(point)]
        for asked in gone:
            del self._remembered[asked]

    def _look(self, lat: float, lon: float, most: int) -> list[tuple[float, K]]:
        """With the square of the straight line to each."""
        here = on_the_sphere(lat, lon)
        found: list[tuple[float, K]] = []
        if len(self) <= FEW:
            for points in self._cells.values():
                found += _measured(points, here)
            return nsmallest(most, found)
        row, column = floor(lat / self._size), floor(lon / self._size)
        for ring in count():
            for cell in _ring(row, column, ring):
                if cell in self._cells:
                    found += _measured(self._cells[cell], here)
            if len(found) == len(self):
                break
            if len(found) >= most:
                found.sort()
                if found[most - 1][0] < self._beyond(lat, lon, row, column, ring) - ROUNDING:
                    break
        return sorted(found)[:most]

    def _beyond(self, lat: float, lon: float, row: int, column: int, ring: int) -> float:
        """The least square of a straight line to anything outside of so many rings."""
        size = self._size
        north = radians(min(lat - (row - ring) * size, (row + ring + 1) * size - lat))
        east = radians(min(lon - (column - ring) * size, (column + ring + 1) * size - lon))
        to_meridian = asin(cos(radians(lat)) * sin(min(east, radians(90))))
        return float((2 * sin(min(north, to_meridian) / 2)) ** 2)


def on_the_sphere(lat: float, lon: float) -> Point:
    """A point on the unit sphere: nearer in a straight line is nearer by great circle."""
    north, east = radians(lat), radians(lon)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _measured(points: dict[K, Point], here: Point) -> list[tuple[float, K]]:
    """The square of the straight line to each."""
    x, y, z = here
    return [
        ((a - x) * (a - x) + (b - y) * (b - y) + (c - z) * (c - z), key)
        for key, (a, b, c) in points.items()
    ]


def _ring(row: int, column: int, ring: int) -> Iterator[tuple[int, int]]:
    """The cells that are so many steps away, over corners too."""
    if ring == 0:
        yield row, column
        return
    for along in range(column - ring, column + ring + 1):
        yield row - ring, along
        yield row + ring, along
    for up in range(row - ring + 1, row + ring):
        yield up, column - ring
        yield up, column + ring
