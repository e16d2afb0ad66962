"""What boards and committees are told of a case, and what betrays a child in their texts; pure.

A case is laid before a board by its number alone. What its members are told is one table; no name,
no place below the district, no number and no date of birth is among it, and none may stand in what
is written down at the meeting either: whoever may be named keeps it from being saved.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from app.cases.people_sound import spoken
from app.core.words import latin_digits
from app.geo.fold import normalise, sound


class BodyKind(StrEnum):
    """Bodies of three kinds, which are not the same; the comment says what each rests on."""

    WELFARE_BOARD = "welfare_board"  # Children Act 2013, sections 7 to 9
    NETWORK = "network"  # child protection network committees of the districts and upazilas
    EXCHANGE = "exchange"  # meetings of the organisations that work with children in a district


class Told(StrEnum):
    """A thing that the members of a body may be told of a case."""

    DISTRICT = "district"
    CATEGORIES = "categories"
    RISK = "risk"
    STEP = "step"
    AGE_BAND = "age_band"
    SEX = "sex"


TELLS: Final[Mapping[BodyKind, tuple[Told, ...]]] = {
    BodyKind.WELFARE_BOARD: tuple(Told),
    BodyKind.NETWORK: (Told.DISTRICT, Told.CATEGORIES, Told.RISK),
    BodyKind.EXCHANGE: (),
}
"""A board of the Act decides about the child; a network committee sees that services work together;
where organisations meet, no case is spoken of. Ours, for the Department's review."""

QUESTIONS: Final = (
    "placement",
    "return_home",
    "service_missing",
    "school",
    "birth_registration",
    "legal_help",
    "child_marriage",
    "follow_up",
    "stands_still",
    "other",
)
"""Why a case is laid before a body."""

BANDS: Final = ((0, 5), (6, 10), (11, 13), (14, 17), (18, 200))
"""Ages in years, both included; the last one is of whoever was a child when it was reported."""
_BAND_CODES: Final = ("under_6", "6_to_10", "11_to_13", "14_to_17", "adult")
UNKNOWN: Final = "unknown"
AGE_BANDS: Final = (*_BAND_CODES, UNKNOWN)


def age_band(ages: tuple[int, int] | None) -> str:
    """The band in which the child surely is, by the youngest and oldest it may be; else unknown."""
    if ages is None:
        return UNKNOWN
    for code, (low, high) in zip(_BAND_CODES, BANDS, strict=True):
        if low <= ages[0] and ages[1] <= high:
            return code
    return UNKNOWN


def told(body: BodyKind, known: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is known, what this body is told; what nobody knows stays null."""
    return {part.value: known.get(part.value) for part in TELLS[body]}


class Betrayal(StrEnum):
    """What in a text would tell who the child is."""

    NAME = "name"
    PLACE = "place"
    NUMBER = "number"
    BIRTH = "birth"
    MARK = "mark"


@dataclass(frozen=True)
class Private:
    """What of one child must not stand in a text: names, places, numbers as they were written.

    `births` are days, as (year, month, day); `marks` what its body is known by, in words.
    """

    names: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    births: frozenset[tuple[int, int, int]] = frozenset()
    marks: frozenset[str] = frozenset()


COMMON: Final = frozenset(
    normalise(
        "md mohammad mohammed mosammat mst begum khatun khanam akter akhter islam rahman hossain "
        "hosen uddin ahmed ali khan mia miah sheikh shekh das roy rani bibi sultana kumar "
        "chowdhury মো মোঃ মোহাম্মদ মুহাম্মদ মোছা মোছাঃ মোসাম্মৎ বেগম খাতুন খানম আক্তার আকতার ইসলাম "
        "রহমান হোসেন হোসাইন উদ্দিন আহমেদ আলী খান মিয়া শেখ দাস রায় রানী বিবি সুলতানা কুমার চৌধুরী"
    ).split()
)
"""Parts of names that half the country bears: alone they name nobody."""

SHORTEST_NAME: Final = 3
SHORTEST_ALONE: Final = 2
"""Letters of a part of a name that is looked for, and of one that is all there is of a name."""
SHORTEST_PLACE: Final = 4
"""Letters of a part of an address that is one word."""
LONGEST_NUMBER: Final = 5
LONGEST_GROUPED: Final = 8
"""Digits, in one piece and with signs between: a year, a sum or a day has no more; telephones,
tickets and registers have."""
SHORTEST_KNOWN: Final = 4

_ENDINGS: Final = frozenset(
    normalise(
        "র এর ের কে রে তে ে য় য়ের েরা রা দের টি টা টির টার গুলো ই ও "
        "r er ke re te e ra era der ti ta tir tar gulo s es"
    ).split()
)
"""What Bangla and English hang on a name, in either script."""
MOST_ENDINGS: Final = 2
SHORTEST_STEM: Final = 2
_PLAIN: Final = frozenset(
    normalise(
        "a an and at behind beside by from in near of off on the to with "
        "house holding road lane street village para ward union school market mosque "
        "ও এবং এর কাছে পাশে পিছনে পেছনে সামনে উপরে নিচে "
        "বাসা বাড়ি বাড়ী হোল্ডিং নং রোড সড়ক গলি গ্রাম পাড়া ওয়ার্ড ইউনিয়ন স্কুল বাজার মসজিদ"
    ).split()
)
"""Words of addresses and marks that tell of none."""
_PIECES: Final = re.compile(r"[\n,;:।()|]+")
_DAYS: Final = re.compile(
    r"(?<!\d)(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20|21)\d\d"
    r"|(?:19|20|21)\d\d[/.\-]\d{1,2}[/.\-]\d{1,2})(?!\d)"
)
_RUN: Final = re.compile(r"\d(?:[ \-/.]?\d)*")
_MONTHS: Final = tuple(
    frozenset(normalise(names).split())
    for names in (
        "january jan জানুয়ারি জানুয়ারী",
        "february feb ফেব্রুয়ারি ফেব্রুয়ারী",
        "march mar মার্চ",
        "april apr এপ্রিল",
        "may মে",
        "june jun জুন",
        "july jul জুলাই",
        "august aug আগস্ট",
        "september sep sept সেপ্টেম্বর",
        "october oct অক্টোবর",
        "november nov নভেম্বর",
        "december dec ডিসেম্বর",
    )
)


def phrases(text: str) -> frozenset[str]:
    """Parts of an address, or of what is said of a body, that may tell who somebody is."""
    pieces = (" ".join(_telling(normalise(piece).split())) for piece in _PIECES.split(text))
    return frozenset(one for one in pieces if " " in one or len(one) >= SHORTEST_PLACE)


def _telling(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in _PLAIN and not word.isdigit()]


@dataclass(frozen=True)
class _Word:
    """One word of a text with all it may be: without its endings, by its sound, as spoken."""

    stems: frozenset[str]
    sounds: frozenset[str]
    spoken: frozenset[str]

    def is_(self, part: str) -> bool:
        """Whether it is this part of a name or place, in either script, with or without endings."""
        return part in self.stems or sound(part) in self.sounds or spoken(part) in self.spoken

    def is_just(self, part: str) -> bool:
        """The same of a part so short that only its writing tells, or a sound of three letters."""
        key = sound(part)
        return part in self.stems or (len(key) >= SHORTEST_NAME and key in self.sounds)


@lru_cache(maxsize=65536)
def _word(word: str) -> _Word:
    stems = {word}
    for _ in range(MOST_ENDINGS):
        bare = {stem.removesuffix(end) for stem in stems for end in _ENDINGS}
        stems |= {stem for stem in bare if len(stem) >= SHORTEST_STEM}
    return _Word(
        frozenset(stems),
        frozenset(sound(stem) for stem in stems),
        frozenset(spoken(stem) for stem in stems),
    )


def betrayals(text: str, private: Private) -> set[Betrayal]:
    """What in `text` would tell who the child is; empty where nothing does.

    Names are found in either script and spelling (by their sound), as whole words, also with the
    endings that Bangla hangs on; a false alarm costs another wording, a name that left can't be
    called back.
    """
    written = normalise(text).split()
    words = [_word(word) for word in written]
    bare = [_word(word) for word in _telling(written)]
    found: set[Betrayal] = set()
    if any(_names(words, name) for name in private.names):
        found.add(Betrayal.NAME)
    if any(_tells_place(words, bare, place) for place in private.places):
        found.add(Betrayal.PLACE)
    if _has_number(latin_digits(text), private.numbers):
        found.add(Betrayal.NUMBER)
    if any(_says_day(written, day) for day in private.births):
        found.add(Betrayal.BIRTH)
    if any(_holds(bare, mark.split()) for mark in private.marks):
        found.add(Betrayal.MARK)
    return found


def _names(words: list[_Word], name: str) -> bool:
    """Whether one part of the name that is not everybody's stands there, or all of it does."""
    parts = normalise(name).split()
    own = [part for part in parts if part not in COMMON]
    telling = [part for part in own if len(part) >= SHORTEST_NAME]
    if telling:
        return any(word.is_(part) for part in telling for word in words)
    if len(own) == 1 and len(own[0]) >= SHORTEST_ALONE:
        return any(word.is_just(own[0]) for word in words)
    return len(parts) > 1 and _holds(words, parts)


def _tells_place(words: list[_Word], bare: list[_Word], place: str) -> bool:
    """Whether a place stands there by its name, or a part of an address without its plain words."""
    named = normalise(place).split()
    return _holds(words, named) or _holds(bare, named)


def _holds(words: list[_Word], phrase: list[str]) -> bool:
    """Whether the words of a phrase stand one after another."""
    size = len(phrase)
    return size > 0 and any(
        all(word.is_(part) for part, word in zip(phrase, words[at : at + size], strict=True))
        for at in range(len(words) - size + 1)
    )


def _has_number(text: str, numbers: Iterable[str]) -> bool:
    """Whether a long run of digits stands there, or one of these numbers however it is grouped.

    Days are no numbers: meetings and decisions have theirs.
    """
    known = [re.sub(r"\D", "", latin_digits(number)) for number in numbers]
    for run in _RUN.findall(_DAYS.sub(" ; ", text)):
        bare = re.sub(r"\D", "", run)
        pieces = re.split(r"\D", run)
        if len(bare) > LONGEST_GROUPED or any(len(one) > LONGEST_NUMBER for one in pieces):
            return True
        if any(len(number) >= SHORTEST_KNOWN and number in bare for number in known):
            return True
    return False


def _says_day(words: list[str], day: tuple[int, int, int]) -> bool:
    """Whether year, month and day stand close together, in whatever order and writing."""
    year, month, of_month = day
    for at, word in enumerate(words):
        if word != str(year):
            continue
        near = words[max(0, at - 3) : at + 4]
        if any(_is_month(one, month) for one in near) and any(
            one.lstrip("0") == str(of_month) for one in near
        ):
            return True
    return False


def _is_month(word: str, month: int) -> bool:
    return word.lstrip("0") == str(month) or word in _MONTHS[month - 1]
