"""Suggests how urgent an incident is, from categories and answers; decides nothing, lowers nothing.

The table below and the urgency of each category are ours and wait for the review of the Department
of Social Services. P1, P2, P3: acknowledged within 2 minutes, 10 minutes, 4 hours. Rules: the
highest reason wins; a fact more never makes a suggestion lower; what is not known, not asked or
not answered is no reason at all, so that silence never counts against a caller.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.cases.categories import Category, category
from app.geo.fold import normalise

URGENCIES: Final = ("P1", "P2", "P3")
"""Most urgent first."""

ANSWERS: Final = ("safe_to_talk", "injured", "with_whom", "suspect", "child_age", "needs")
"""The fields of the intake form that the table reads."""

VERY_YOUNG_YEARS: Final = 6
"""Below this age a child can neither tell where it is nor keep itself safe."""

YOUNG_YEARS: Final = 10
"""Below this age a child must not be alone with a danger."""

REASONS: Final = {
    "category": "This kind of situation",
    "injured": "The child is hurt",
    "cannot_talk": "It is not safe for the child to talk",
    "must_whisper": "The child can only whisper",
    "yes_no_only": "The child can only answer yes or no",
    "overheard_danger": "Somebody who may be the danger can hear the child",
    "with_suspect": "The child is with the person who does harm",
    "with_stranger": "The child is with a stranger",
    "alone": "The child is alone",
    "young_and_alone": "The child is young and alone",
    "very_young": "The child is very young",
    "very_young_in_danger": "The child is very young and in danger",
    "needs_medical_care": "The child needs medical care",
    "needs_police": "The police are needed",
    "needs_shelter": "The child needs a place to stay",
}
"""Stable codes, each with an English sentence; screens show their own words for the code."""

_COMPANY: Final = {
    normalise(said): meant
    for meant, words in {
        "suspect": ("suspect", "abuser", "নির্যাতনকারী", "অভিযুক্ত"),
        "stranger": ("stranger", "a stranger", "অপরিচিত", "অচেনা", "অপরিচিত লোক", "অচেনা লোক"),
        "alone": ("alone", "nobody", "একা", "কেউ নেই", "কেউ না", "eka", "keu nei"),
    }.items()
    for said in words
}

_DANGER_GROUPS: Final = frozenset(
    ("sexual_abuse", "violence", "child_marriage", "trafficking", "lost")
)
_OVERHEARD_GROUPS: Final = frozenset(("sexual_abuse", "violence", "child_marriage", "trafficking"))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code of REASONS, the urgency it asks for, and facts that name nobody."""

    code: str
    urgency: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An urgency with its reasons, the most urgent first. Without any reason there is none."""

    urgency: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What has been said, read kindly: anything unknown or unreadable is None."""

    safe_to_talk: str | None
    injured: str | None
    with_whom: str | None
    age: int | None
    needs: frozenset[str]
    groups: frozenset[str]


def suggest(categories: Collection[str], answers: Mapping[str, object]) -> Suggestion:
    """Suggest an urgency from category codes and the answers of the intake form.

    Known answers: safe_to_talk (yes whisper yes_no no), injured (no yes unknown), with_whom (free
    text: alone, a stranger, the suspect, or the same words as the answer suspect), child_age
    (years, either digit set), needs (list; medical, police, shelter count). Unknown codes, fields
    and values are passed over, never refused. Words of the answers reach no reason.
    """
    chosen = [found for code in sorted(set(categories)) if (found := category(code))]
    facts = _facts(chosen, answers)
    reasons = [Reason("category", c.urgency, {"category": c.code}) for c in chosen]
    reasons += [Reason(code, urgency) for code, urgency, holds in _TABLE if holds(facts)]
    reasons.sort(key=lambda reason: URGENCIES.index(reason.urgency))
    return Suggestion(reasons[0].urgency if reasons else None, tuple(reasons))


def raise_only(current: str | None, suggested: str | None) -> str | None:
    """Give the more urgent of the two, None only for neither; never lowers (invariant I11)."""
    known = [urgency for urgency in (current, suggested) if urgency is not None]
    return min(known, key=URGENCIES.index, default=None)


def _facts(chosen: list[Category], answers: Mapping[str, object]) -> _Facts:
    needs = answers.get("needs")
    return _Facts(
        safe_to_talk=_word(answers.get("safe_to_talk")),
        injured=_word(answers.get("injured")),
        with_whom=_company(answers.get("with_whom"), answers.get("suspect")),
        age=years(answers.get("child_age")),
        needs=frozenset(map(str, needs)) if isinstance(needs, list | tuple | set) else frozenset(),
        groups=frozenset(c.group_code for c in chosen),
    )


def _word(value: object) -> str | None:
    return value.strip().lower() if isinstance(value, str) else None


def _company(with_whom: object, suspect: object) -> str | None:
    """Who the child is with, where the whole answer says so; anything longer is left to people."""
    said = normalise(with_whom) if isinstance(with_whom, str) else ""
    if said and isinstance(suspect, str) and said == normalise(suspect):
        return "suspect"
    return _COMPANY.get(said)


def years(value: object) -> int | None:
    """A whole number of years; int() reads Bangla digits as well as Latin ones."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        years = int(value)
    except ValueError:
        return None
    return years if 0 <= years < 120 else None


def _younger(facts: _Facts, years: int) -> bool:
    return facts.age is not None and facts.age < years


_TABLE: Final[tuple[tuple[str, str, Callable[[_Facts], bool]], ...]] = (
    ("injured", "P1", lambda f: f.injured == "yes"),
    ("with_suspect", "P1", lambda f: f.with_whom == "suspect"),
    ("cannot_talk", "P1", lambda f: f.safe_to_talk == "no"),
    (
        "overheard_danger",
        "P1",
        lambda f: f.safe_to_talk in ("whisper", "yes_no") and bool(f.groups & _OVERHEARD_GROUPS),
    ),
    ("young_and_alone", "P1", lambda f: f.with_whom == "alone" and _younger(f, YOUNG_YEARS)),
    (
        "very_young_in_danger",
        "P1",
        lambda f: _younger(f, VERY_YOUNG_YEARS) and bool(f.groups & _DANGER_GROUPS),
    ),
    ("must_whisper", "P2", lambda f: f.safe_to_talk == "whisper"),
    ("yes_no_only", "P2", lambda f: f.safe_to_talk == "yes_no"),
    ("with_stranger", "P2", lambda f: f.with_whom == "stranger"),
    ("alone", "P2", lambda f: f.with_whom == "alone"),
    ("very_young", "P2", lambda f: _younger(f, VERY_YOUNG_YEARS)),
    ("needs_medical_care", "P2", lambda f: "medical" in f.needs),
    ("needs_police", "P2", lambda f: "police" in f.needs),
    ("needs_shelter", "P2", lambda f: "shelter" in f.needs),
)
