"""The one list of categories a counsellor picks from; reads data/categories.json, changes nothing.

The list joins the 15 reported risk types, the 10 target groups, the reasons of Child Helpline
International and section 89 of the Children Act 2013; `maps` says what each entry counts as in
them. The joining and the everyday words are ours, marked in the file for the Department's review.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from app.geo.fold import normalise, sound
from app.geo.index import Lexicon

_MOST_LETTERS = 200
_FEWEST_LETTERS = 2  # of a half-typed word, before it may stand for a longer one
_WHOLE, _OPENING, _INSIDE, _LABEL = 8.0, 4.0, 3.0, 2.0  # points of a match, see `_points`


@dataclass(frozen=True, slots=True)
class Category:
    """One entry of the picker. `maps` has the keys risk, target, chi, act; a value may be None.

    `list` is risk, target, reason or act; `urgency` P1, P2 or P3 when nothing else is known;
    `own` marks an entry finer than any of the lists. `terms` are for searching, never shown.
    """

    code: str
    label_bn: str
    label_en: str
    list: str
    group_code: str
    group_bn: str
    group_en: str
    urgency: str
    own: bool
    maps: dict[str, str | None]
    terms: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """Give the category as screens get it: labels and group in both languages, terms."""
        return {
            "code": self.code,
            "label": {"bn": self.label_bn, "en": self.label_en},
            "list": self.list,
            "group": {"bn": self.group_bn, "en": self.group_en},
            "group_code": self.group_code,
            "urgency": self.urgency,
            "terms": list(self.terms),
        }


@cache
def load_categories() -> tuple[Category, ...]:
    """Give all categories in the order of the picker. Raises KeyError on a damaged file."""
    path = files("app.cases") / "data" / "categories.json"
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    groups = {group["code"]: group["label"] for group in read["groups"]}
    return tuple(_category(row, groups[row["group"]]) for row in read["categories"])


def _category(row: dict[str, Any], group: dict[str, str]) -> Category:
    return Category(
        code=row["code"],
        label_bn=row["label"]["bn"],
        label_en=row["label"]["en"],
        list=row["list"],
        group_code=row["group"],
        group_bn=group["bn"],
        group_en=group["en"],
        urgency=row["urgency"],
        own=row["own"],
        maps=row["maps"],
        terms=tuple(row["terms"]),
    )


@cache
def known_codes() -> frozenset[str]:
    """Give the codes of all categories."""
    return frozenset(entry.code for entry in load_categories())


@cache
def category(code: str) -> Category | None:
    """Give the category of this code, or None."""
    return next((entry for entry in load_categories() if entry.code == code), None)


def find(text: str) -> list[Category]:
    """Give the categories that answer a word or a whole sentence, best first; none for no letters.

    Both digit sets, both spellings of য় ড় ঢ়, joiners and Latin-spelt Bangla are understood.
    """
    words = _sounds(text[:_MOST_LETTERS])
    if not words:
        return []
    return _ranked(words) or _ranked(tuple(map(_corrected, words)))


def _ranked(words: tuple[str, ...]) -> list[Category]:
    rated = [(_points_of(words, entry.code), entry) for entry in load_categories()]
    return [entry for points, entry in sorted(rated, key=lambda pair: -pair[0]) if points > 0]


def _corrected(word: str) -> str:
    """The known word nearest to a misspelt one, or the word as it is."""
    hits = _lexicon().match(word)
    return max(hits, key=lambda hit: (hit.tier, hit.score, hit.word)).word if hits else word


@cache
def _lexicon() -> Lexicon:
    phrases = (phrase for entry in _folded().values() for phrase, _ in entry)
    return Lexicon({word for phrase in phrases for word in phrase})


def _sounds(text: str) -> tuple[str, ...]:
    return tuple(sound(word) for word in normalise(text).split())


@cache
def _folded() -> dict[str, tuple[tuple[tuple[str, ...], bool], ...]]:
    """Code to its phrases as sounds, each with whether it is an everyday term (else a label)."""

    def phrases(entry: Category) -> Iterator[tuple[tuple[str, ...], bool]]:
        yield from ((_sounds(term), True) for term in entry.terms)
        yield from ((_sounds(label), False) for label in (entry.label_bn, entry.label_en))

    return {entry.code: tuple(phrases(entry)) for entry in load_categories()}


def _points_of(words: tuple[str, ...], code: str) -> float:
    """The best phrase counts whole, each further everyday term that the text holds a little."""
    points = sorted((_points(words, p, term) for p, term in _folded()[code]), reverse=True)
    return points[0] + sum(0.1 * more for more in points[1:4])


def _points(words: tuple[str, ...], phrase: tuple[str, ...], term: bool) -> float:
    """How well the words typed answer one phrase; a longer phrase held in full says more."""
    if not any(part[0] == word[0] for part in phrase for word in words):
        return 0.0
    if words == phrase:
        return _WHOLE + len(phrase)
    if term and _holds(words, phrase):
        return _INSIDE + 1.5 * len(phrase)
    if _opens(words, phrase):
        return _OPENING if term else _LABEL + 1
    inner = all(any(_begins(word, part) for part in phrase) for word in words)
    return (_INSIDE if term else _LABEL) if inner else 0.0


def _holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether a sentence holds the phrase: its words in order, others between, endings added."""
    rest = iter(words)
    return all(any(_inflected(part, word) for word in rest) for part in phrase)


def _inflected(part: str, word: str) -> bool:
    """Whether `word` is `part`, if long with a Bangla ending of up to three letters."""
    if len(part) < 4:
        return word == part
    return word.startswith(part) and len(word) - len(part) <= 3


def _opens(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether the words are the beginning of the phrase, the last one perhaps half typed."""
    *done, last = words
    return (
        len(words) <= len(phrase)
        and list(phrase[: len(done)]) == done
        and _begins(last, phrase[len(done)])
    )


def _begins(typed: str, word: str) -> bool:
    return word == typed or (len(typed) >= _FEWEST_LETTERS and word.startswith(typed))
