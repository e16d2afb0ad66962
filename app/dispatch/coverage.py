"""Finds the narrowest area through which somebody answers for a place; a pure rule."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Protocol

LEVELS: Final = ("ward", "union", "thana", "upazila", "district", "division", "none")
"""Coverage levels, narrowest first. A paurashava counts as a union."""

_PARTLY: Final = LEVELS.index("upazila") + 0.5
"""Who covers a part of the place comes after local officers of the whole, before the district."""


class Places(Protocol):
    """What matching must know of the gazetteer; `geo.lookup.Gazetteer` has this shape."""

    def __hash__(self) -> int:
        """What is found out about a place is kept with its gazetteer, which never changes."""

    def containers(self, code: str) -> Mapping[str, str]:
        """Give code to kind of a place itself and of all it lies in; KeyError if unknown."""

    def inside(self, code: str) -> Collection[str]:
        """Give the codes of all that lies in a place, not itself; nothing if unknown."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The best answer of one coverage list; `breadth` orders, `code` is None without any."""

    breadth: float
    backup: bool
    level: str
    code: str | None = None
    partly: bool = False


UNCOVERED: Final = Cover(breadth=LEVELS.index("none"), backup=False, level="none")

Coverage = Iterable[tuple[str, str]]


def containers(places: Places, code: str | None) -> Mapping[str, str]:
    """Give what a place lies in, itself included; nothing for None and for an unknown code."""
    try:
        return places.containers(code) if code is not None else {}
    except KeyError:
        return {}


@lru_cache(maxsize=1024)
def coverage_of(code: str | None, places: Places) -> Callable[[Coverage], Cover]:
    """Give a function from a coverage list to its best answer for the place `code`.

    A list pairs place codes with primary or backup. Who covers the whole comes by the narrowest
    area, then primary before backup, then by the area's code. What follows from the gazetteer
    alone, which never changes, is found once for many matches.
    """
    around = containers(places, code)
    if code is None or not around:
        return lambda _: UNCOVERED
    inside = places.inside(code)
    breadths = {area: LEVELS.index(_level(kind)) for area, kind in around.items()}

    @cache
    def cover(breadth: float, backup: bool, area: str) -> Cover:
        kind = around[area] if area in around else places.containers(area)[area]
        return Cover(breadth, backup, _level(kind), area, area not in around)

    def best(coverage: Coverage) -> Cover:
        narrowest = None
        for area, rank in coverage:
            breadth = breadths.get(area)
            if breadth is None and area not in inside:
                continue
            found = _PARTLY if breadth is None else breadth, rank == "backup", area
            if narrowest is None or found < narrowest:
                narrowest = found
        return cover(*narrowest) if narrowest else UNCOVERED

    return best


def _level(kind: str) -> str:
    return "union" if kind == "paurashava" else kind
