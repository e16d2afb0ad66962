"""Finds a ward by the name callers have for a part of it, a mahalla; it makes no name up.

It stands beside the gazetteer, which never changes, while names of mahallas come in by a table. A
name may lie in several wards; then each of them answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.geo.index import Tier
from app.geo.lookup import CONTAINERS, Found, Gazetteer
from app.geo.place import Mahalla, Place
from app.geo.spelling import other_names

_MARK = "MH-"
_MOST_MET = 64


@dataclass(frozen=True, slots=True)
class Met:
    """A place that answers a search, and the mahalla by whose name it does; None by its own."""

    found: Found
    mahalla: Mahalla | None = None


class Mahallas:
    """All names of mahallas that are known, searchable; built once, never changed."""

    def __init__(self, places: Gazetteer, known: Sequence[Mahalla]) -> None:
        """Index `known`, whose wards stand in `places`; takes time in proportion to their names."""
        self._places = places
        self._known = {f"{_MARK}{at}": one for at, one in enumerate(known)}
        self._index = Gazetteer(self._rows(), containers=CONTAINERS | {"ward"})

    def __len__(self) -> int:
        """Count the names."""
        return len(self._known)

    def search(self, text: str, limit: int = 8) -> list[Met]:
        """Give up to `limit` places that answer `text` by their name or a mahalla's, best first.

        Ranked as `Gazetteer.search` ranks; of equals, a place before a mahalla. A ward stands once.
        """
        met = [Met(found) for found in self._places.search(text, limit)]
        if self._known:
            for one in self._met(text):
                at = next((n for n, other in enumerate(met) if _rank(one) > _rank(other)), len(met))
                met.insert(at, one)
        wards: dict[str, Met] = {}
        for one in met:
            wards.setdefault(one.found.place.code, one)
        return list(wards.values())[:limit]

    def _met(self, text: str) -> Iterator[Met]:
        """Wards that answer by a mahalla, best first."""
        for found in self._index.search(text, _MOST_MET):
            mahalla = self._known.get(found.place.code)
            ward = mahalla and self._places.get(mahalla.ward)
            if mahalla and ward:
                path = self._places.path(ward.code)
                yield Met(replace(found, place=ward, path=path), mahalla)

    def _rows(self) -> Iterator[Place]:
        """What the wards lie in, the wards, and each mahalla as a part of its ward."""
        wards = dict.fromkeys(one.ward for one in self._known.values())
        around = {code for ward in wards for code in self._places.containers(ward)}
        yield from (place for place in self._places if place.code in around)
        for code, one in self._known.items():
            yield _part(code, one)


def _part(code: str, mahalla: Mahalla) -> Place:
    """A mahalla as a place to search by; it never leaves this module."""
    english, bangla = mahalla.name_en or mahalla.name_bn, mahalla.name_bn
    return Place(
        code=code,
        kind="ward",
        parent=mahalla.ward,
        name_en=english,
        name_bn=bangla,
        aliases=(*other_names(english), *other_names(bangla)),
    )


def _rank(met: Met) -> tuple[Tier, float]:
    return met.found.tier, round(met.found.score, 2)


def wards_by_scheme(places: Iterable[Place]) -> dict[str, int]:
    """How many wards of today each numbering has: a scheme with its count."""
    counted: dict[str, int] = {}
    for place in places:
        number = place.number
        if number is not None and place.code == f"WD-{number.scheme}-{number.no}":
            counted[number.scheme] = counted.get(number.scheme, 0) + 1
    return counted
