"""What is told of a lost or a found child, and how well two such reports fit; pure, explained.

Points are ours and marked for review: small children misspeak their names, and clothes change. A
girl is no boy, whatever else fits: that one sign outweighs all the others together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.cases.partial_dates import Span, span_of
from app.cases.people_age import born_between
from app.cases.people_fields import (
    LONGEST_NAME,
    LONGEST_TEXT,
    checked,
    clean,
    of_other_sex,
)
from app.cases.people_sound import sounds_of, spoken
from app.core.errors import InputIsInvalid
from app.geo.fold import normalise
from app.geo.lookup import gazetteer

TEXTS: Final = ("name", "marks", "clothes", "note")
PARTS: Final = (*TEXTS, "sex", "age", "languages", "disabled", "place", "home_place", "day")
"""What may be told; `place` and `day`: where and when last seen, or found. Unknown is null."""
SUGGESTED_FROM: Final = 6.0
WEIGHTS: Final = {
    "name_same": 4.0,
    "name_near": 2.0,
    "name_other": -1.5,
    "sex_other": -20.0,
    "age_fits": 1.5,
    "age_near": -0.5,
    "age_far": -6.0,
    "same_upazila": 2.5,
    "same_district": 1.5,
    "from_there": 2.0,
    "found_before": -12.0,
    "found_in_days": 2.0,
    "found_in_weeks": 1.0,
    "marks_alike": 3.0,
    "clothes_alike": 1.5,
    "language_shared": 0.5,
    "language_other": -2.5,
    "disability_same": 1.5,
    "disability_other": -2.0,
}
"""Codes of reasons and what each is worth."""
DAYS: Final = 3
WEEKS: Final = 42
_NEAR_YEARS: Final = 2
_SAY_NOTHING: Final = frozenset(
    spoken(normalise(word))
    for word in (
        *("আছে", "একটি", "একটা", "তার", "গায়ে", "পরা", "পরনে", "রঙের", "ছিল", "এবং", "দাগ", "কালো"),
        *("the", "with", "and", "has", "was", "wearing", "mark", "scar", "colour", "his", "her"),
    )
)


@dataclass(frozen=True)
class Fit:
    """Points, and the codes of all that speaks for and against, the weightiest first."""

    score: float
    reasons: tuple[str, ...]

    @property
    def suggested(self) -> bool:
        """Whether a person should look at the pair."""
        return self.score >= SUGGESTED_FROM


def checked_report(said: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What is told, as it is kept, each part there. Raises InputIsInvalid naming the part."""
    unknown = set(said) - set(PARTS)
    if unknown:
        raise InputIsInvalid(f"There is no part called {min(unknown)[:40]}.", field="said")
    return {part: _part(part, said.get(part), today) for part in PARTS}


def _part(part: str, value: Any, today: date) -> Any:
    if value is None:
        return None
    try:
        return _kept(part, value, today)
    except InputIsInvalid as refused:
        raise InputIsInvalid(refused.detail, field=f"said.{part}") from None


def _kept(part: str, value: Any, today: date) -> Any:
    if part in TEXTS:
        return _text(value, LONGEST_NAME if part == "name" else LONGEST_TEXT)
    if part == "age":
        return checked("age", value, today=today, adult_reason="other")
    if part == "day":
        span = span_of(value) if isinstance(value, str) else None
        if span is None or span[0] != span[1] or span[0] > today:
            raise InputIsInvalid("A day is expected, not after today.")
        return span[0].isoformat()
    field = {"place": "home_place"}.get(part, part)
    return checked(field, value, today=today)


def _text(value: Any, most: int) -> str | None:
    text = clean(value) if isinstance(value, str) else None
    if text is None or len(text) > most:
        raise InputIsInvalid(f"Text of at most {most} characters is expected.")
    return text or None


def fit(lost: Mapping[str, Any], found: Mapping[str, Any]) -> Fit:
    """How well what is told of a lost child fits what is told of a found one."""
    codes = [
        *_name(lost["name"], found["name"]),
        *(["sex_other"] if of_other_sex(lost["sex"], found["sex"]) else []),
        *_age(lost["age"], found["age"]),
        *_place(lost, found),
        *_when(lost["day"], found["day"]),
        *(["marks_alike"] if _shared(lost["marks"], found["marks"]) else []),
        *_clothes(lost, found),
        *_languages(lost["languages"], found["languages"]),
        *_disability(lost["disabled"], found["disabled"]),
    ]
    codes.sort(key=lambda code: (-abs(WEIGHTS[code]), code))
    return Fit(round(sum(WEIGHTS[code] for code in codes), 2), tuple(codes))


def _name(one: str | None, other: str | None) -> list[str]:
    mine, theirs = sounds_of(one), sounds_of(other)
    if not mine or not theirs:
        return []
    if mine.telling & theirs.telling:
        return ["name_same"]
    return ["name_near" if mine.loose & theirs.loose else "name_other"]


def _age(one: Any, other: Any) -> list[str]:
    mine: Span | None = born_between(None, one, widened=True)
    theirs: Span | None = born_between(None, other, widened=True)
    if mine is None or theirs is None:
        return []
    apart = max((mine[0] - theirs[1]).days, (theirs[0] - mine[1]).days)
    if apart <= 0:
        return ["age_fits"]
    return ["age_near" if apart < _NEAR_YEARS * 365 else "age_far"]


def _around(code: str | None) -> Mapping[str, str]:
    known = code is not None and gazetteer().get(code) is not None
    return gazetteer().containers(code) if known and code is not None else {}


def _place(lost: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Seen and found in one area; and whether the found child says it comes from there."""
    kinds = _kinds(lost["place"], found["place"])
    codes = []
    if kinds & {"upazila", "thana", "union", "ward", "paurashava"}:
        codes.append("same_upazila")
    elif "district" in kinds:
        codes.append("same_district")
    home = _kinds(lost["home_place"] or lost["place"], found["home_place"])
    return [*codes, *(["from_there"] if home - {"division"} else [])]


def _kinds(one: str | None, other: str | None) -> set[str]:
    mine, theirs = _around(one), _around(other)
    return {mine[code] for code in mine.keys() & theirs.keys()}


def _when(lost: str | None, found: str | None) -> list[str]:
    if lost is None or found is None:
        return []
    days = (date.fromisoformat(found) - date.fromisoformat(lost)).days
    if days < -1:  # a day may be misremembered
        return ["found_before"]
    return ["found_in_days"] if days <= DAYS else ["found_in_weeks"] if days <= WEEKS else []


def _words(text: str | None) -> set[str]:
    keys = {spoken(word) for word in normalise(text or "").split()}
    return {key for key in keys - _SAY_NOTHING if len(key) > 1}


def _shared(one: str | None, other: str | None) -> bool:
    """Whether two descriptions share more than a single word, or all of the shorter one."""
    mine, theirs = _words(one), _words(other)
    fewer = min(len(mine), len(theirs))
    return fewer > 0 and len(mine & theirs) >= min(2, fewer)


def _clothes(lost: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Clothes tell only in the first days."""
    soon = "found_in_days" in _when(lost["day"], found["day"])
    return ["clothes_alike"] if soon and _shared(lost["clothes"], found["clothes"]) else []


def _languages(one: Iterable[str] | None, other: Iterable[str] | None) -> list[str]:
    if not one or not other:
        return []
    return ["language_shared" if set(one) & set(other) else "language_other"]


def _disability(one: str | None, other: str | None) -> list[str]:
    if one is None or other is None:
        return []
    if one == other:
        return ["disability_same"] if one == "yes" else []
    return ["disability_other"]
