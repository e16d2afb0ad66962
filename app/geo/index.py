"""Finds words like a word among the words of all names; knows no place and ranks none."""

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from heapq import nlargest

from app.geo.fold import distance, skeleton, sound

_MOST_CANDIDATES = 48  # words measured letter by letter for one misspelt word


class Tier(IntEnum):
    """How a query met a name, best last."""

    FUZZY = 1
    WORD = 2
    PREFIX = 3
    EXACT = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """One word that answers a query word; `score` compares hits of one tier, 0 to 1."""

    word: str
    tier: Tier
    score: float


def _bigrams(key: str) -> set[str]:
    framed = f"^{key}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}


def _edits_allowed(key: str) -> int:
    return 0 if len(key) < 4 else 1 if len(key) < 6 else 2


class Lexicon:
    """All normalised words, found by writing, sound, beginning, consonants, or nearly so."""

    def __init__(self, words: set[str]) -> None:
        """Index `words`; takes time in proportion to their letters."""
        self._words = sorted(words)
        self._sounds: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            self._sounds[sound(word)].append(word)
        self._keys = sorted(self._sounds)
        self._skeletons: defaultdict[str, list[str]] = defaultdict(list)
        self._grams: defaultdict[str, list[str]] = defaultdict(list)
        for key in self._keys:
            if key.isalpha():
                self._skeletons[skeleton(key)].append(key)
                for gram in _bigrams(key):
                    self._grams[gram].append(key)
        self.match = lru_cache(maxsize=4096)(self._match)

    def _match(self, word: str) -> tuple[Hit, ...]:
        """Give the words that answer `word`; loose likeness only where nothing begins with it."""
        if word.isdigit():
            at = bisect_left(self._words, word)
            found = at < len(self._words) and self._words[at] == word
            return (Hit(word, Tier.EXACT, 1.0),) if found else ()
        hits: dict[str, Hit] = {}
        key = sound(word)
        for same in self._sounds.get(key, ()):
            hits[same] = Hit(same, Tier.EXACT, 1.0 if same == word else 0.97)
        for longer in _beginning(self._words, word):
            hits.setdefault(longer, Hit(longer, Tier.PREFIX, 0.9))
        if len(key) > 2:
            for longer_key in _beginning(self._keys, key):
                for longer in self._sounds[longer_key]:
                    hits.setdefault(longer, Hit(longer, Tier.PREFIX, 0.85))
        if not any(hit.tier is Tier.EXACT for hit in hits.values()):
            for hit in self._alike(key):
                hits.setdefault(hit.word, hit)
        return tuple(hits.values())

    def _alike(self, key: str) -> list[Hit]:
        """Words with the same consonants, or a few edits away, in sound."""
        likeness: dict[str, float] = {}
        bones = skeleton(key)
        if len(bones) > 2:
            for other in self._skeletons.get(bones, ()):
                gap = distance(key, other, 6)
                likeness[other] = 0.75 - 0.03 * gap
        limit = _edits_allowed(key)
        if limit:
            shared = Counter[str]()
            for gram in _bigrams(key):
                shared.update(self._grams.get(gram, ()))
            fewest = max(1, len(key) + 1 - 3 * limit)
            close = nlargest(_MOST_CANDIDATES, shared.items(), key=lambda pair: (pair[1], pair[0]))
            for other, count in close:
                if count < fewest:
                    break
                gap = distance(key, other, limit)
                if gap <= limit:
                    likeness[other] = max(likeness.get(other, 0.0), 0.72 - 0.08 * gap)
        return [
            Hit(word, Tier.FUZZY, score)
            for other, score in likeness.items()
            for word in self._sounds[other]
        ]


def _beginning(ordered: list[str], start: str) -> list[str]:
    """The stretch of a sorted list whose words begin with `start`."""
    return ordered[bisect_left(ordered, start) : bisect_left(ordered, start + "\uffff")]
