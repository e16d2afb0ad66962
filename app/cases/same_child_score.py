"""How likely two records are of one child, and why: points for and against; pure, explained.

Weights are ours, in the manner of Fellegi and Sunter (1969): roughly the logarithm, to base two, of
how much likelier a sign is for one child than for two. Measured on invented pairs in
tests/cases/test_same_child_score.py; marked for review once real pairs are known.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from app.cases.people_fields import of_other_sex
from app.cases.same_child_features import Features, Name
from app.geo.lookup import gazetteer

SUGGESTED_FROM: Final = 8.5
"""Points from which a pair is suggested."""
LIKELY_FROM: Final = 12.0
"""Points from which it is called likely."""
FAR_YEARS: Final = 3
"""Days of birth so many years apart, beyond what may be wrong, are of two children."""

WEIGHTS: Final = {
    "same_identifier": 12.0,
    "other_identifier": -6.0,
    "name_same": 4.0,
    "name_same_whole": 6.0,
    "name_near": 2.5,
    "name_other": -3.0,
    "father_same": 3.5,
    "father_near": 2.0,
    "father_other": -2.5,
    "mother_same": 3.5,
    "mother_near": 2.0,
    "mother_other": -2.5,
    "born_same_day": 4.0,
    "age_fits": 1.0,
    "age_near": -1.0,
    "age_far": -7.0,
    "sex_other": -16.0,
    "sex_unsure": -3.0,
    "same_place": 3.5,
    "same_upazila": 2.5,
    "same_district": 1.0,
    "other_district": -0.5,
    "other_division": -1.5,
    "same_number": 3.5,
}
"""Codes of reasons and what each is worth."""


@dataclass(frozen=True)
class Likelihood:
    """Points and the codes of all that speaks for and against, the weightiest first."""

    score: float
    reasons: tuple[str, ...]

    @property
    def suggested(self) -> bool:
        """Whether a person should look at the pair."""
        return self.score >= SUGGESTED_FROM


class _Met(NamedTuple):
    whole: bool
    same: bool
    near: bool


def likelihood(one: Features, other: Features) -> Likelihood:
    """How likely two records are of one child; the same in either order."""
    codes = [
        *_identifier(one, other),
        *_own_name(one, other),
        *_parent("father", one.father, other.father),
        *_parent("mother", one.mother, other.mother),
        *_born(one, other),
        *_sex(one, other),
        *_place(one.places, other.places),
        *(["same_number"] if one.numbers & other.numbers else []),
    ]
    codes.sort(key=lambda code: (-abs(WEIGHTS[code]), code))
    return Likelihood(round(sum(WEIGHTS[code] for code in codes), 2), tuple(codes))


def _identifier(one: Features, other: Features) -> list[str]:
    if not one.registered or not other.registered:
        return []
    return ["same_identifier" if one.registered == other.registered else "other_identifier"]


def _sex(one: Features, other: Features) -> list[str]:
    """A girl is no boy; but by one number of the register, one of the two was miswritten."""
    if not of_other_sex(one.sex, other.sex):
        return []
    return ["sex_unsure" if "same_identifier" in _identifier(one, other) else "sex_other"]


def _met(one: Name, other: Name) -> _Met | None:
    """How two names meet; None when one is unknown."""
    if not one.telling or not other.telling:
        return None
    fewer = min(len(one.telling), len(other.telling))
    same = len(one.telling & other.telling)
    near = len(one.loose & other.loose)
    return _Met(same == fewer and fewer > 1, same > 0, near > 0)


def _own_name(one: Features, other: Features) -> list[str]:
    met = _met(one.name, other.name)
    if met is None:
        return []
    if met.whole:
        return ["name_same_whole"]
    return ["name_same" if met.same else "name_near" if met.near else "name_other"]


def _parent(who: str, one: Name, other: Name) -> list[str]:
    met = _met(one, other)
    if met is None:
        return []
    return [f"{who}_same" if met.same else f"{who}_near" if met.near else f"{who}_other"]


def _born(one: Features, other: Features) -> list[str]:
    if one.born is None or other.born is None:
        return []
    if one.exact and other.exact and one.born == other.born:
        return ["born_same_day"]
    apart = max((one.born[0] - other.born[1]).days, (other.born[0] - one.born[1]).days)
    if apart <= 0:
        return ["age_fits"]
    return ["age_near" if apart < FAR_YEARS * 365 else "age_far"]


_STEPS: Final = (
    (("union", "ward", "paurashava"), "same_place"),
    (("upazila", "thana"), "same_upazila"),
    (("district",), "same_district"),
)


def _place(one: tuple[str, ...], other: tuple[str, ...]) -> list[str]:
    if not one or not other:
        return []
    shared = {gazetteer().get(code) for code in set(one) & set(other)} - {None}
    kinds = {place.kind for place in shared if place is not None}
    for of_kind, code in _STEPS:
        if kinds & set(of_kind):
            return [code]
    return ["other_district" if "division" in kinds else "other_division"]
