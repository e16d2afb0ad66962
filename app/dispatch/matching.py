"""Ranks who can go to a child, or take it in, and says why; a pure rule: reads and writes nothing.

Coverage area first (the narrowest area that holds the place, then primary before backup), then
great-circle distance with what weighs like a longer way (weighing.py). Whoever cannot be asked
stands in the shortfall with the reasons. Of centres `admission` says who may be asked at all; among
them night shelters come first at night, and those last of whom nobody knows how many places they
have.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.dispatch import admission
from app.dispatch.admission import Reason
from app.dispatch.coverage import UNCOVERED, Cover, Places, containers, coverage_of
from app.dispatch.judging import Candidate, Judged, Kind, Need, Said, judging
from app.dispatch.weighing import Weights
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
Key = tuple[Any, ...]
"""What candidates are ordered by."""


@dataclass(slots=True)
class Row:
    """One candidate judged. `rank` counts from 1; None in the shortfall and without any place."""

    kind: Kind
    id: str
    rank: int | None
    distance_km: float | None
    coverage: str
    said: tuple[Said, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason, the weightiest first."""
        return tuple(reason for said in self.said for reason in said.reasons)


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
    far_from, area_said, judged_of = _measure(need), _areas(around), judging(need, weights)
    ranked: list[_Placed] = []
    shortfall: list[tuple[Key, Row]] = []
    for one in candidates:
        cover, km, judged = cover_of(one.coverage), far_from(one), judged_of(one)
        outside = cover is UNCOVERED and one.kind == "worker" and bool(around)
        barred = one.id in need.exclude
        if outside or barred or judged.refused:
            said = judged.refused
            if outside or barred:  # the weightiest first
                said = (*_BARRED[: int(barred)], *said, *_OUTSIDE[: int(outside)])
            row = Row(one.kind, one.id, None, km, cover.level, said)
            shortfall.append(((_far(km), one.name_en, one.id), row))
            continue
        said = (area_said(cover), _distance(one, km), judged.reasons)
        row = Row(one.kind, one.id, None, km, cover.level, said)
        key = _order(one, cover, km, judged.weight) if located else ()
        among = _among_centres(one, cover, judged) if located and one.kind == "centre" else ()
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


def _order(one: Candidate, cover: Cover, km: float | None, weight: float) -> Key:
    """What decides, in this order; of two unknown distances what weighs. Told to the millimetre."""
    far = round(_far(km) + weight, 6)
    return cover.breadth, cover.backup, far, round(weight, 6), one.open_tasks


def _among_centres(one: Candidate, cover: Cover, judged: Judged) -> Key:
    """At night the shelters of this area come first; whose places nobody knows come last."""
    return not (judged.night_shelter and cover is not UNCOVERED), one.capacity is None


_BARRED: Final = (Said(("excluded_conflict", {})),)
_OUTSIDE: Final = (Said(("no_coverage", {})),)


def _areas(around: Mapping[str, str]) -> Callable[[Cover], Said]:
    """What is said of an area; once for all who answer through the same one."""
    known: dict[tuple[str | None, bool], Said] = {}

    def said(cover: Cover) -> Said:
        found = known.get((cover.code, cover.backup))
        if found is None:
            area = _area_reason(cover) if around else ("place_unknown", {})
            backup: list[Reason] = [("backup_cover", {})] if cover.backup else []
            found = known[cover.code, cover.backup] = Said(area, *backup)
        return found

    return said


def _area_reason(cover: Cover) -> Reason:
    if cover.code is None:
        return "outside_area", {}
    code = "covers_part" if cover.partly else "covers_place"
    return code, {"level": cover.level, "place": cover.code}


def _distance(one: Candidate, km: float | None) -> Said:
    if km is None:
        return _NO_DISTANCE
    params: dict[str, str | int | float] = {"km": round(km, 1)}
    if one.location_basis:
        params["basis"] = one.location_basis
    return Said(("distance", params))


_NO_DISTANCE: Final = Said(("distance_unknown", {}))
