"""Ranks who can go to a child, or take it in, and says why; a pure rule: reads and writes nothing.

Coverage area first (the narrowest area that holds the place, then primary before backup), then
great-circle distance with what weighs like a longer way (weighing.py). Whoever cannot be asked
stands in the shortfall with the reasons. Of centres `admission` says who may be asked at all; among
them night shelters come first at night, and those last of whom nobody knows how many places they
have.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from app.dispatch import admission
from app.dispatch.admission import Reason
from app.dispatch.coverage import UNCOVERED, Cover, Places, containers, coverage_of
from app.dispatch.weighing import UNKNOWN, Record, Told, Weights, weigh
from app.geo.lookup import kilometres_from

REASONS: Final = {
    **admission.REASONS,
    # why somebody is ranked where they are
    "covers_place": "Responsible for this area",
    "covers_part": "Responsible for a part of this area",
    "backup_cover": "Stands in for this area",
    "outside_area": "Responsible for another area",
    "place_unknown": "The place of the child is not known yet",
    "distance": "Distance to the child",
    "distance_unknown": "The distance is not known",
    "open_tasks": "Tasks in hand",
    "back_lately": "Back from a task not long ago",
    "speaks": "Speaks the language the caller chose",
    "other_language": "Does not speak the language the caller chose",
    "languages_unknown": "Which languages are spoken is not known",
    "answers": "Alerts answered in time of late",
    "never_asked": "Has not been asked before",
    "female": "A woman, as asked for",
    # why somebody is not asked
    "excluded_conflict": "Must not be asked in this situation",
    "gender_mismatch": "Not the gender asked for",
    "gender_unknown": "Whether this is a woman is not known",
    "off_duty": "Off duty",
    "at_capacity": "No place or hand free",
    "no_coverage": "Not responsible for this area",
}
"""Stable codes, each with an English sentence; screens show their own words for the code."""

DEFAULT: Final = Weights()
Kind = Literal["worker", "centre"]
Key = tuple[Any, ...]
"""What candidates are ordered by."""


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


@dataclass(slots=True)
class Row:
    """One candidate judged. `rank` counts from 1; None in the shortfall and without any place."""

    kind: Kind
    id: str
    rank: int | None
    distance_km: float | None
    coverage: str
    reasons: tuple[Reason, ...]


_Placed = tuple[Key, Key, Row]
"""What orders a centre among centres, what orders it among all, and its row."""


@dataclass(frozen=True, slots=True)
class Match:
    """Everybody asked about, once: who can be asked, best first, and who cannot."""

    ranked: list[Row] = field(default_factory=list)
    shortfall: list[Row] = field(default_factory=list)


def match(
    need: Need, candidates: Iterable[Candidate], places: Places, weights: Weights = DEFAULT
) -> Match:
    """Rank `candidates` for `need`; the order they come in changes nothing.

    A place code that the gazetteer lacks counts as unknown. Without place and point nobody is
    put before anybody: rows stand by name, `rank` None, each saying place_unknown.
    """
    around = containers(places, need.place_code)
    cover_of = coverage_of(need.place_code, places)
    located = bool(around) or (need.lat is not None and need.lon is not None)
    far_from = _measure(need)
    ranked: list[_Placed] = []
    shortfall: list[tuple[Key, Row]] = []
    for one in candidates:
        cover, km = cover_of(one.coverage), far_from(one)
        refusals = _refusals(need, one, uncovered=bool(around) and cover is UNCOVERED)
        if refusals:
            row = Row(one.kind, one.id, None, km, cover.level, tuple(refusals))
            shortfall.append(((_far(km), one.name_en, one.id), row))
            continue
        weight, said = _weighed(need, one, weights)
        reasons = (*_reasons(need, one, around, cover, km), *said)
        row = Row(one.kind, one.id, None, km, cover.level, reasons)
        key = _order(one, cover, km, weight) if located else ()
        among = _among_centres(need, one, cover) if located and one.kind == "centre" else ()
        ranked.append((among, (*key, one.kind != "worker", one.name_en, one.id), row))
    rows = [row for _, row in sorted(_in_one_line(ranked), key=lambda pair: pair[0])]
    return Match(
        ranked=[_numbered(row, at if located else None) for at, row in enumerate(rows, 1)],
        shortfall=[row for _, row in sorted(shortfall, key=lambda pair: pair[0])],
    )


def _in_one_line(placed: Iterable[_Placed]) -> list[tuple[Key, Row]]:
    """Everybody with the place in the list: by area and distance, but no centre before another one
    that comes before it among centres."""
    line: list[tuple[Key, Row]] = []
    centres = []
    for one in placed:
        if one[2].kind == "centre":
            centres.append(one)
        else:
            line.append(one[1:])
    behind: Key = ()
    for _, key, row in sorted(centres, key=lambda one: one[:2]):
        behind = max(behind, key)
        line.append((behind, row))
    return line


def _numbered(row: Row, rank: int | None) -> Row:
    row.rank = rank
    return row


def _measure(need: Need) -> Callable[[Candidate], float | None]:
    """How far a candidate is in kilometres; None where either point is not known."""
    if need.lat is None or need.lon is None:
        return lambda _: None
    kilometres = kilometres_from(need.lat, need.lon)

    def far_from(one: Candidate) -> float | None:
        return None if one.lat is None or one.lon is None else kilometres(one.lat, one.lon)

    return far_from


def _far(km: float | None) -> float:
    return float("inf") if km is None else km


def _weighed(need: Need, one: Candidate, weights: Weights) -> tuple[float, list[Told]]:
    if one.kind != "worker":
        return 0, []
    return weigh(
        weights, one.record, one.open_tasks, one.languages, wanted=need.language, at=need.at
    )


def _order(one: Candidate, cover: Cover, km: float | None, weight: float) -> Key:
    """What decides, in this order; of two unknown distances what weighs. Told to the millimetre."""
    far = round(_far(km) + weight, 6)
    return cover.breadth, cover.backup, far, round(weight, 6), one.open_tasks


def _among_centres(need: Need, one: Candidate, cover: Cover) -> Key:
    """At night the shelters of this area come first; whose places nobody knows come last."""
    shelter = cover is not UNCOVERED and admission.is_night_shelter(need, one)
    return not shelter, one.capacity is None


def _refusals(need: Need, one: Candidate, *, uncovered: bool) -> list[Reason]:
    """All reasons why this candidate cannot be asked; the weightiest first."""
    is_worker = one.kind == "worker"
    said = _worker_refusals(need, one) if is_worker else admission.refusals(need, one)
    if one.id in need.exclude:
        said.insert(0, ("excluded_conflict", {}))
    if not one.on_duty:
        said.append(("off_duty", {}))
    if one.capacity is not None and one.open_tasks >= one.capacity:
        said.append(("at_capacity", {}))
    if is_worker and uncovered:
        said.append(("no_coverage", {}))
    return said


def _worker_refusals(need: Need, one: Candidate) -> list[Reason]:
    if not need.female_wanted or one.gender == "female":
        return []
    unknown = one.gender in (None, "unknown")
    return [("gender_unknown" if unknown else "gender_mismatch", {})]


def _reasons(
    need: Need, one: Candidate, around: Mapping[str, str], cover: Cover, km: float | None
) -> list[Reason]:
    """Why a candidate stands where it stands, in the order in which it counts."""
    reasons: list[Reason] = [_area_reason(cover) if around else ("place_unknown", {})]
    if cover.backup:
        reasons.append(("backup_cover", {}))
    if km is None:
        reasons.append(("distance_unknown", {}))
    else:
        basis = one.location_basis
        reasons.append(("distance", {"km": round(km, 1), **({"basis": basis} if basis else {})}))
    if one.kind == "centre":
        reasons += admission.reasons(need, one)
    elif need.female_wanted:
        reasons.append(("female", {}))
    return reasons


def _area_reason(cover: Cover) -> Reason:
    if cover.code is None:
        return "outside_area", {}
    code = "covers_part" if cover.partly else "covers_place"
    return code, {"level": cover.level, "place": cover.code}
