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
Order = tuple[float, bool, str]
"""Breadth, backup, code: what orders covers."""


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
    seen: dict[tuple[str, str], tuple[Order, Cover] | None] = {}

    def reach(area: str, rank: str) -> tuple[Order, Cover] | None:
        if area in around:
            level, partly = _level(around[area]), False
            breadth: float = LEVELS.index(level)
        else:
            inner = containers(places, area)
            if code not in inner:
                return None
            breadth, level, partly = _PARTLY, _level(inner[area]), True
        backup = rank == "backup"
        return (breadth, backup, area), Cover(breadth, backup, level, area, partly)

    def best(coverage: Coverage) -> Cover:
        covers = []
        for pair in coverage:
            if pair not in seen:
                seen[pair] = reach(*pair)
            if found := seen[pair]:
                covers.append(found)
        return min(covers)[1] if covers else UNCOVERED

    return best if around else lambda _: UNCOVERED


def _level(kind: str) -> str:
    return "union" if kind == "paurashava" else kind
