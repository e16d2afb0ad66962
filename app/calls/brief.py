"""What is read out to a service that is rung into a call: one page, from the ticket; pure.

Least data: where, what happens, what danger, how old the child is about, and whether one may call
back. No name, no narrative, nothing of who is suspected. The caller's number only while it is known
to be safe (I12). Every sentence is a template of app/locale. Source: ux S4, "external legs get a
one-page brief".
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.cases.categories import category
from app.cases.risk import suggest, years
from app.core.words import LANGUAGES, words

DANGERS: Final[Mapping[str, str]] = {
    "injured": "injured",
    "with_suspect": "with_suspect",
    "with_stranger": "with_stranger",
    "young_and_alone": "alone",
    "alone": "alone",
    "overheard_danger": "overheard",
    "cannot_talk": "cannot_talk",
    "must_whisper": "must_whisper",
    "yes_no_only": "yes_no_only",
    "needs_medical_care": "needs_medical_care",
    "needs_police": "needs_police",
    "needs_shelter": "needs_shelter",
}
"""Reasons of risk.py, in the order in which they are read out, and the sentence of each."""

BANDS: Final = ((6, "under_6"), (10, "6_to_9"), (14, "10_to_13"), (18, "14_to_17"))
"""Below so many years; the age itself is nobody's who only helps."""

_OLDEST: Final = 120
_LONG_NUMBER: Final = re.compile(r"\+?[0-9০-৯](?:[ \-]?[0-9০-৯]){6,}")
"""A telephone's number that slipped into the words about the place; no house has such a one."""

Pair = dict[str, str]
"""The same in both languages, by the language's code."""


@dataclass(frozen=True)
class Facts:
    """What the ticket holds. `place` is the place's path in each language.

    `answers` are fields of the intake form; those that nobody may read out are never asked for.
    `number` is the caller's, national, and only given when it is safe to call.
    """

    ticket: str
    urgency: str | None = None
    place: Pair | None = None
    categories: Collection[str] = ()
    answers: Mapping[str, object] = field(default_factory=dict)
    number: str | None = None


@dataclass(frozen=True)
class Sentence:
    """One sentence to be read out: the code of its template, and its words."""

    code: str
    bn: str
    en: str


def brief(facts: Facts) -> list[Sentence]:
    """The page, a sentence a line, in the order in which it is read out."""
    made = [_made("who", ticket=_digits(facts.ticket))]
    if facts.urgency in ("P1", "P2"):
        made.append(_made(f"urgent_{facts.urgency}"))
    made += _where(facts)
    made.append(_what(facts.categories))
    made += _dangers(facts)
    made.append(_made(f"age_{age_band(facts.answers.get('child_age'))}"))
    if facts.number is None:
        made.append(_made("do_not_call_back"))
    else:
        made.append(_made("may_call_back", number=_digits(facts.number)))
    made.append(_made("reach_us", ticket=_digits(facts.ticket)))
    return made


def age_band(said: object) -> str:
    """The band of an age in years, in either digit set; `unknown` when it is no number."""
    age = years(said)
    if age is None or not 0 <= age <= _OLDEST:
        return "unknown"
    return next((band for below, band in BANDS if age < below), "adult")


def _where(facts: Facts) -> list[Sentence]:
    found = [_made("place", place=facts.place) if facts.place else _made("place_unknown")]
    said = facts.answers.get("where_detail")
    detail = _LONG_NUMBER.sub("…", said).strip() if isinstance(said, str) else ""
    if detail:
        found.append(_made("place_detail", detail=dict.fromkeys(LANGUAGES, detail)))
    return found


def _what(codes: Collection[str]) -> Sentence:
    known = [found for code in codes if (found := category(code)) is not None]
    if not known:
        return _made("happens_unknown")
    labels = {
        "bn": ", ".join(one.label_bn for one in known),
        "en": ", ".join(one.label_en for one in known),
    }
    return _made("happens", what=labels)


def _dangers(facts: Facts) -> list[Sentence]:
    """What risk.py sees, a sentence each and none twice. Nothing known is never "no danger"."""
    seen = {reason.code for reason in suggest(facts.categories, facts.answers).reasons}
    told = dict.fromkeys(DANGERS[code] for code in DANGERS if code in seen)
    return [_made(f"danger_{code}") for code in told] or [_made("danger_unknown")]


def _digits(text: str) -> Pair:
    return {language: words(language).digits(text) for language in LANGUAGES}


def _made(code: str, **params: Pair) -> Sentence:
    said = {
        language: words(language).t(
            f"brief.{code}", **{name: pair[language] for name, pair in params.items()}
        )
        for language in LANGUAGES
    }
    return Sentence(code, said["bn"], said["en"])
