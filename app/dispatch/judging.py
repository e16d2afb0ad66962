"""What is to be said of a worker or centre wherever the child is; pure: reads and writes nothing.

Who is refused and what weighs follows from the one who could go and from what is asked for, not
from the way between them. So it is found once for all matches that ask for the same.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Literal

from app.directory.hours import ALWAYS
from app.dispatch import admission
from app.dispatch.admission import Reason
from app.dispatch.weighing import UNKNOWN, Record, Weights, weigh
from app.geo.sphere import Point, on_the_sphere

Kind = Literal["worker", "centre"]
_NOT_ASKED: Final = "not_asked"


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for. A point in degrees; None is unknown. `exclude` holds candidates' ids."""

    place_code: str | None
    lat: float | None = None
    lon: float | None = None
    urgency: str | None = None
    categories: tuple[str, ...] = ()
    child_sex: str | None = None  # girl, boy, other, unknown
    child_age: int | None = None
    female_wanted: bool = False
    language: str | None = None
    at: datetime | None = None
    night: bool = False
    exclude: Collection[str] = frozenset()


@dataclass(slots=True)  # not frozen: a hundred are made at a time, and that costs thrice as much
class Candidate:
    """A worker or a centre as it is now.

    `coverage` pairs a place code with primary or backup; for a centre also the area it stands in
    and those of its catchment. `place` is that area, `hours` as `app.directory.hours` writes them.
    `open_tasks` counts tasks in hand (worker) or children present and expected (centre);
    `capacity` is how many of them at most, this child counted by sex where a centre keeps houses
    apart; None where nobody has said.
    """

    kind: Kind
    id: str
    name_bn: str
    name_en: str
    role_bn: str = ""
    role_en: str = ""
    gender: str | None = None
    intake_gender: str | None = None  # boys, girls, both, unknown
    on_duty: bool = True
    lat: float | None = None
    lon: float | None = None
    location_basis: str | None = None
    coverage: tuple[tuple[str, str], ...] = ()
    open_tasks: int = 0
    capacity: int | None = None
    admits: str | None = None
    operating: bool = True
    centre_kind: str | None = None
    place: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    hours: str | None = None
    languages: tuple[str, ...] = ()
    record: Record = UNKNOWN
    at: Point | None = field(init=False, compare=False, repr=False)
    judged: "dict[tuple[Any, ...], Judged]" = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """What was found by `judge`, by what was asked for: it follows from the fields above."""

    def __post_init__(self) -> None:
        """Find the point on the unit sphere; None where either of its degrees is not known."""
        known = self.lat is not None and self.lon is not None
        self.at = on_the_sphere(self.lat, self.lon) if known else None  # type: ignore[arg-type]


class Said:
    """Reasons told together, and as screens show them; shared by many rows, so never changed."""

    __slots__ = ("_way", "reasons", "shown")

    def __init__(self, *reasons: Reason) -> None:
        self.reasons = reasons
        self.shown = [{"code": code, "params": params} for code, params in reasons]
        self._way: str | None = _NOT_ASKED

    @property
    def way(self) -> str | None:
        """How a door that is shut for these may be opened; None where no order helps."""
        if self._way is _NOT_ASKED:
            self._way = admission.way_of(self.reasons)
        return self._way

    def __eq__(self, other: object) -> bool:
        """Equal when the same is said."""
        return isinstance(other, Said) and self.reasons == other.reasons

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Judged:
    """What holds of one candidate. `refused` says why it can't be asked; empty if it can.

    `weight` is in kilometres. `since` is the moment from which it holds, None if it always did.
    """

    refused: tuple[Said, ...]
    reasons: Said
    weight: float = 0
    night_shelter: bool = False
    weights: Weights | None = None
    since: datetime | None = None


def judging(need: Need, weights: Weights) -> Callable[[Candidate], Judged]:
    """Give the function that judges candidates for `need`.

    It keeps what it finds with the candidate, unless that changes as time goes by.
    """
    weights, at = _the_same(weights), need.at
    of_workers = need.female_wanted, need.language

    def judged(one: Candidate) -> Judged:
        key: tuple[Any, ...] = of_workers if one.kind == "worker" else _of_centres(need, one)
        known = one.judged.get(key)
        if known is not None and known.weights is weights and _holds(known, at):
            return known
        found = (_worker if one.kind == "worker" else _centre)(need, one, weights)
        if _holds(found, at) and one.hours in (None, ALWAYS):
            one.judged[key] = found
        return found

    return judged


@lru_cache(maxsize=16)
def _the_same(weights: Weights) -> Weights:
    """One object for equal ones: told apart at a glance."""
    return weights


def _of_centres(need: Need, one: Candidate) -> tuple[Any, ...]:
    """All that a centre's door depends on, but for its hours."""
    fits = admission.takes_age(one, need.child_age)
    return need.child_sex, fits, need.night, need.at is None


def _holds(judged: Judged, at: datetime | None) -> bool:
    return judged.since is None or (at is not None and at > judged.since)


def _worker(need: Need, one: Candidate, weights: Weights) -> Judged:
    refused: list[Reason] = []
    if need.female_wanted and one.gender != "female":
        unknown = one.gender in (None, "unknown")
        refused.append(("gender_unknown" if unknown else "gender_mismatch", {}))
    weight, said = weigh(
        weights, one.record, one.open_tasks, one.languages, wanted=need.language, at=need.at
    )
    asked_for: list[Reason] = [("female", {})] if need.female_wanted else []
    return Judged(
        _refused(refused, one),
        Said(*asked_for, *said),
        weight=weight,
        weights=weights,
        since=_rested_at(one, weights),
    )


def _centre(need: Need, one: Candidate, weights: Weights) -> Judged:
    return Judged(
        _refused(admission.refusals(need, one), one),
        Said(*admission.reasons(need, one)),
        night_shelter=admission.is_night_shelter(need, one),
        weights=weights,
    )


def _refused(said: list[Reason], one: Candidate) -> tuple[Said, ...]:
    """With the reasons that workers and centres share; the weightiest first."""
    if not one.on_duty:
        said.append(("off_duty", {}))
    if one.capacity is not None and one.open_tasks >= one.capacity:
        said.append(("at_capacity", {}))
    return (Said(*said),) if said else ()


def _rested_at(one: Candidate, weights: Weights) -> datetime | None:
    back_at = one.record.back_at
    return None if back_at is None else back_at + timedelta(hours=weights.rest_hours)
