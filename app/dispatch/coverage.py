"""Finds the narrowest area through which somebody answers for a place; a pure rule."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

LEVELS: Final = ("ward", "union", "thana", "upazila", "district", "division", "none")
"""Coverage levels, narrowest first. A paurashava counts as a union."""

_PARTLY: Final = LEVELS.index("upazila") + 0.5
"""Who covers a part of the place comes after local officers of the whole, before the district."""


class Places(Protocol):
    """What matching must know of the gazetteer; `geo.lookup.Gazetteer` has this shape."""

    def containers(self, code: str) -> Mapping[str, str]:
        """Give code to kind of a place itself and of all it lies in; KeyError if unknown."""


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


def coverage_of(code: str | None, places: Places) -> Callable[[Coverage], Cover]:
    """Give a function from a coverage list to its best answer for the place `code`.

    A list pairs place codes with primary or backup. The function remembers areas it has seen, so
    that ten thousand workers cost as much as the areas they share.
    """
    around = containers(places, code)
    seen: dict[str, tuple[float, str, bool] | None] = {}

    def reach(area: str) -> tuple[float, str, bool] | None:
        if area in around:
            level = _level(around[area])
            return LEVELS.index(level), level, False
        inner = containers(places, area)
        return (_PARTLY, _level(inner[area]), True) if code in inner else None

    def best(coverage: Coverage) -> Cover:
        covers = [UNCOVERED]
        for area, rank in coverage:
            if area not in seen:
                seen[area] = reach(area)
            found = seen[area]
            if found is not None:
                breadth, level, partly = found
                covers.append(Cover(breadth, rank == "backup", level, area, partly))
        return min(covers, key=lambda c: (c.breadth, c.backup, c.code or ""))

    return best if around else lambda _: UNCOVERED


def _level(kind: str) -> str:
    return "union" if kind == "paurashava" else kind
