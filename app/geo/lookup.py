"""The gazetteer in memory: finds places by any spelling, knows what lies in what."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from math import asin, cos, radians, sin, sqrt

from app.geo.index import Lexicon, Tier
from app.geo.load import places
from app.geo.place import KINDS, Place
from app.geo.spelling import telling_words

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, IUGG (2a + b) / 3."""

_MOST_WORDS = 6
_OUR_SPELLING = 0.94
"""What a hit by our own spelling is worth beside one by a name that somebody gave."""
_NOBODY: Mapping[str, float] = {}
CONTAINERS = frozenset(("division", "district", "upazila", "thana"))
"""Kinds whose names tell where another place lies ("Mirpur Kushtia")."""


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    bn: str
    en: str


@dataclass(frozen=True, slots=True)
class Found:
    """A place that answers a search: where it lies, how it met the words, how well (0 to 1)."""

    place: Place
    path: Words
    tier: Tier
    score: float


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees (WGS 84) and the code of the place they belong to, which may be a larger one."""

    lat: float
    lon: float
    basis: str


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in kilometres between two points in degrees (haversine)."""
    return kilometres_from(lat1, lon1)(lat2, lon2)


def kilometres_from(lat1: float, lon1: float) -> Callable[[float, float], float]:
    """The same as a function of the other point, for many that are measured from one."""
    phi1, lambda1 = radians(lat1), radians(lon1)
    cos_phi1 = cos(phi1)

    def far(lat2: float, lon2: float) -> float:
        phi2 = radians(lat2)
        half_lat, half_lon = sin((phi2 - phi1) / 2), sin((radians(lon2) - lambda1) / 2)
        h = half_lat * half_lat + cos_phi1 * cos(phi2) * half_lon * half_lon
        return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))

    return far


def _is_old_ward(place: Place) -> bool:
    return place.kind == "ward" and place.code.startswith("UN-")


class _Names:
    """Word or name to the places that bear it and how much it is worth: ours less than theirs."""

    def __init__(self, places: Iterable[Place], containers: Collection[str]) -> None:
        self.by_word: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self.by_name: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self.area_words: defaultdict[str, set[str]] = defaultdict(set)
        for place in places:
            names = (place.name_en, place.name_bn, *place.aliases, place.spelling_bn)
            for name in filter(None, names):
                # An old ward answers to its number; its city must not bring it up on its own.
                words, _ = telling_words(name.split(",")[0] if _is_old_ward(place) else name)
                worth = _OUR_SPELLING if name == place.spelling_bn else 1.0
                self.by_name["".join(words)].setdefault(place.code, worth)
                for word in words:
                    self.by_word[word].setdefault(place.code, worth)
                if place.kind in containers:
                    for word in ("".join(words), *words):
                        self.area_words[word].add(place.code)
        self.lexicon = Lexicon(self.by_word.keys() | self.by_name.keys())


class Gazetteer:
    """Every place, searchable; built once, never changed. Unknown codes raise KeyError."""

    def __init__(self, rows: Iterable[Place], containers: Collection[str] = CONTAINERS) -> None:
        """Index `rows`, each standing after its parent."""
        self._places = {place.code: place for place in rows}
        self._order = {code: at for at, code in enumerate(self._places)}
        self._containers = {code: self._climb(code) for code in self._places}
        inside: defaultdict[str, set[str]] = defaultdict(set)
        for code, around in self._containers.items():
            for container in around.keys() - {code}:
                inside[container].add(code)
        self._inside = {code: frozenset(codes) for code, codes in inside.items()}
        self._area_kinds = frozenset(containers)

    @cached_property
    def _names(self) -> _Names:
        """Made at the first search: whoever only asks what lies in what does not wait for it."""
        return _Names(self._places.values(), self._area_kinds)

    def be_searchable(self) -> None:
        """Index the names now, so that nobody's first search waits for it."""
        self._names  # noqa: B018 (reading it is what makes it)

    def __len__(self) -> int:
        """Count the places."""
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        """Give every place, each after its parent."""
        return iter(self._places.values())

    def get(self, code: str) -> Place | None:
        """Give the place of this code, or None."""
        return self._places.get(code)

    def ancestors(self, code: str) -> tuple[Place, ...]:
        """Give the official chain above a place, nearest first."""
        chain: list[Place] = []
        parent = self._places[code].parent
        while parent is not None:
            chain.append(self._places[parent])
            parent = chain[-1].parent
        return tuple(chain)

    def containers(self, code: str) -> Mapping[str, str]:
        """Give code to kind of the place itself and all it lies in, indicative thanas included."""
        return self._containers[code]

    def inside(self, code: str) -> frozenset[str]:
        """Give the codes of all that lies in a place, wards of a thana included; not itself."""
        return self._inside.get(code, frozenset())

    def path(self, code: str) -> Words:
        """Give where a place lies, nearest first; English stands in for a missing Bangla name."""
        chain = self.ancestors(code)
        bangla, english = (
            [p.name_bn or p.name_en for p in chain],
            [p.name_en for p in chain],
        )
        if chain:  # a division and its chief district share a name
            bangla[-1], english[-1] = f"{bangla[-1]} বিভাগ", f"{english[-1]} Division"
        return Words(bn=", ".join(bangla), en=", ".join(english))

    def point_of(self, code: str) -> Point | None:
        """Give the place's own point, else that of the nearest place around it that has one."""
        for around in (code, *self._containers[code]):
            place = self._places[around]
            if place.lat is not None and place.lon is not None:
                return Point(place.lat, place.lon, around)
        return None

    def search(self, text: str, limit: int = 8) -> list[Found]:
        """Give up to `limit` places that answer `text`, best first.

        Bangla, English, Bangla in Latin letters, old names and misspellings; a place may be
        followed or preceded by one it lies in ("Mirpur Kushtia"). Exact before beginning before
        word before nearly; then larger before smaller. Text of no letters and digits gives none.
        """
        words, kind = telling_words(text)
        if not words:
            return []
        scores = self._whole(words)
        for code, rank in self._by_words(words[:_MOST_WORDS]).items():
            scores[code] = max(scores.get(code, rank), rank)
        best = sorted(scores, key=lambda code: self._sort_key(code, scores[code], kind))[:limit]
        return [Found(self._places[c], self.path(c), *scores[c]) for c in best]

    def _climb(self, code: str) -> dict[str, str]:
        """The place and all it lies in, narrowest first."""
        found, waiting = {}, [code]
        while waiting:
            place = self._places[waiting.pop(0)]
            found[place.code] = place.kind
            waiting += [c for c in (*place.also_in, place.parent) if c is not None]
        return dict(sorted(found.items(), key=lambda item: -KINDS.index(item[1])))

    def _sort_key(
        self, code: str, rank: tuple[Tier, float], kind: str | None
    ) -> tuple[int, bool, float, int, bool, int]:
        place = self._places[code]
        old_ward = place.kind == "ward" and code.startswith("UN-")
        size = KINDS.index(place.kind)
        other_kind = kind is not None and place.kind != kind
        return (
            -rank[0],
            other_kind,
            -round(rank[1], 2),
            size,
            old_ward,
            self._order[code],
        )

    def _whole(self, words: list[str]) -> dict[str, tuple[Tier, float]]:
        """Places one of whose whole names answers the whole query."""
        found: dict[str, tuple[Tier, float]] = {}
        # One name misspelt ("char fashion") is likelier than two names half met.
        joined = 0.1 if len(words) > 1 else 0.0
        for hit in self._names.lexicon.match("".join(words)):
            for code, worth in self._names.by_name.get(hit.word, _NOBODY).items():
                score = hit.score + joined if hit.tier is Tier.FUZZY else hit.score
                rank = (hit.tier, score * worth)
                found[code] = max(found.get(code, rank), rank)
        return found

    def _by_words(self, words: list[str]) -> dict[str, tuple[Tier, float]]:
        """Places that answer word by word, some words by themselves, others by what they lie in."""
        own: defaultdict[str, dict[int, tuple[Tier, float]]] = defaultdict(dict)
        around: list[dict[str, float]] = []
        for at, word in enumerate(words):
            areas: dict[str, float] = {}
            for hit in self._names.lexicon.match(word):
                for code, worth in self._names.by_word.get(hit.word, _NOBODY).items():
                    rank = (hit.tier, hit.score * worth)
                    own[code][at] = max(own[code].get(at, rank), rank)
                if hit.tier is not Tier.PREFIX or len(word) > 3:
                    for code in self._names.area_words.get(hit.word, ()):
                        areas[code] = max(areas.get(code, 0.0), hit.score)
            around.append(areas)
        ranked = {code: self._rank(code, words, hits, around) for code, hits in own.items()}
        most = max((answered for answered, _ in ranked.values()), default=0)
        missing = len(words) - most
        return {
            code: (Tier.FUZZY if missing else tier, score - 0.2 * missing)
            for code, (answered, (tier, score)) in ranked.items()
            if answered == most
        }

    def _rank(
        self,
        code: str,
        words: list[str],
        hits: dict[int, tuple[Tier, float]],
        around: list[dict[str, float]],
    ) -> tuple[int, tuple[Tier, float]]:
        """How many words of the query a place answers, and how well."""
        scores = [score for _, score in hits.values()]
        answered = len(hits)
        for at, areas in enumerate(around):
            if at in hits or not areas:
                continue
            inside = [areas[c] for c in self._containers[code] if c in areas and c != code]
            if inside:
                answered += 1
                scores.append(max(inside) - 0.05)
        score = sum(scores) / len(scores)
        worst = min(tier for tier, _ in hits.values())
        if worst is Tier.FUZZY:
            return answered, (Tier.FUZZY, score)
        named = "".join(words[at] for at in sorted(hits))
        whole = worst is Tier.EXACT and code in self._names.by_name.get(named, ())
        return answered, (
            Tier.EXACT if whole else Tier.WORD,
            score if whole else score - 0.1,
        )


@cache
def gazetteer() -> Gazetteer:
    """Give the one gazetteer of this process; the first call reads the files."""
    return Gazetteer(places())
