"""What evidence comes to: who is eligible, and what a tranche still lacks; pure, reads no clock.

Of several words on one thing the one that was seen last counts, and of those seen on one day the
one noted last: so what somebody saw is never outdone by an older sight told later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.programmes.cash.states import Answer


@dataclass(frozen=True, slots=True)
class Evidence:
    """Somebody's word on a criterion (`tranche` None) or on a condition of a tranche."""

    no: int
    about: str
    tranche: int | None
    answer: Answer
    seen_on: date


class Outcome(StrEnum):
    """What all criteria together come to."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDECIDED = "undecided"  # somebody must ask, or look


class Why(StrEnum):
    """Why a condition does not stand."""

    NOT_ASKED = "not_asked"
    TOO_OLD = "too_old"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Lack:
    """A condition or criterion that is not evidenced, and why."""

    code: str
    why: Why


_WHY = {Answer.UNKNOWN: Why.UNKNOWN, Answer.REFUSED: Why.REFUSED, Answer.NO: Why.BROKEN}


def counting(evidence: Iterable[Evidence], tranche: int | None) -> dict[str, Evidence]:
    """The word that counts on each thing, by its code."""
    last: dict[str, Evidence] = {}
    for one in sorted(evidence, key=lambda each: (each.seen_on, each.no)):
        if one.tranche == tranche:
            last[one.about] = one
    return last


def lacking(
    codes: Sequence[str], evidence: Iterable[Evidence], tranche: int | None, since: date | None
) -> list[Lack]:
    """What is not surely so, in the order of the codes; `since`: older sights do not count.

    Unknown is not yes, and neither is a refusal; each keeps its name.
    """
    last = counting(evidence, tranche)
    found = ((code, _why(last.get(code), since)) for code in codes)
    return [Lack(code, why) for code, why in found if why is not None]


def _why(one: Evidence | None, since: date | None) -> Why | None:
    if one is None:
        return Why.NOT_ASKED
    if one.answer is not Answer.YES:
        return _WHY[one.answer]
    return Why.TOO_OLD if since is not None and one.seen_on < since else None


def eligibility(codes: Sequence[str], evidence: Iterable[Evidence]) -> tuple[Outcome, list[Lack]]:
    """Whether a child may be enrolled, and what speaks against it or is not known."""
    lacks = lacking(codes, evidence, None, None)
    if any(one.why is Why.BROKEN for one in lacks):
        return Outcome.NOT_ELIGIBLE, lacks
    return (Outcome.UNDECIDED if lacks else Outcome.ELIGIBLE), lacks


def fits_area(districts: Sequence[str], within: Sequence[str] | Mapping[str, str]) -> bool | None:
    """Whether a child lives in the districts of a group; None where nobody knows where it lives."""
    if not districts:
        return True
    return any(one in within for one in districts) if within else None
