"""Ranks who can go to a child, or take it in, and says why; a pure rule: reads and writes nothing.

Coverage area first (the narrowest area that holds the place, then primary before backup), then
great-circle distance with what weighs like a longer way (weighing.py). Whoever cannot be asked
stands in the shortfall with the reasons. Of centres `admission` says who may be asked at all; among
them night shelters come first at night, and those last of whom nobody knows how many places they
have.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from app.dispatch import admission
from app.dispatch.admission import Reason
from app.dispatch.around import Around, Way, around
from app.dispatch.coverage import UNCOVERED, Cover, Places
from app.dispatch.judging import Candidate, Judged, Kind, Need, Said, judging
from app.dispatch.weighing import Weights

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
_KEY: Final = itemgetter(0)
Key = tuple[Any, ...]
"""What candidates are ordered by."""


@dataclass(slots=True)
class Row:
    """One candidate judged. `rank` counts from 1; None in the shortfall and without any place.

    `door` says how a centre's may be opened; None where no order helps. A row of the shortfall is
    shared by many matches, so never changed. `of` keeps for whoever shows it what does not depend
    on the others; None where this match alone says it.
    """

    kind: Kind
    id: str
    rank: int | None
    distance_km: float | None
    coverage: str
    said: tuple[Said, ...]
    open_tasks: int
    door: str | None = None
    of: Way | None = field(default=None, compare=False, repr=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason, the weightiest first."""
        return tuple(reason for said in self.said for reason in said.reasons)


_Placed = tuple[Key, Key, Row]
"""What orders a centre among centres, what orders it among all, and its row."""
_Short = tuple[Key, Row]
_SHORT: Final = 2
"""By how many they are told apart."""


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
    there = around(places, need.place_code, need.lat, need.lon)
    way_of, judged_of, exclude = there.way_of, judging(need, weights), need.exclude
    ranked: list[_Placed] = []
    shortfall: list[_Short] = []
    for one in candidates:
        way, judged = way_of(one), judged_of(one)
        if way.judged is not judged:
            is_short = judged.refused or _is_outside(there, one, way)
            way.made = (_short if is_short else _placed)(there, one, way, judged)
            way.judged = judged
        if exclude and one.id in exclude:
            shortfall.append(_short(there, one, way, judged, barred=True))
        elif len(way.made) == _SHORT:
            shortfall.append(way.made)
        else:
            ranked.append(way.made)
    rows = [row for _, row in sorted(_in_one_line(ranked), key=_KEY)]
    return Match(
        ranked=[_numbered(row, at if there.is_located else None) for at, row in enumerate(rows, 1)],
        shortfall=[row for _, row in sorted(shortfall, key=_KEY)],
    )


def _is_outside(there: Around, one: Candidate, way: Way) -> bool:
    return way.cover is UNCOVERED and one.kind == "worker" and there.is_known


def _short(
    there: Around, one: Candidate, way: Way, judged: Judged, *, barred: bool = False
) -> _Short:
    """One who can't be asked, with all the reasons why not."""
    said = judged.refused
    if _is_outside(there, one, way):
        said = (*said, _OUTSIDE)
    if barred:  # the weightiest first
        said = (_BARRED, *said)
    row = Row(one.kind, one.id, None, way.km, way.cover.level, said, one.open_tasks)
    row.door = said[0].way if one.kind == "centre" else None
    row.of = None if barred else way
    return (_far(way.km), one.name_en, one.id), row


def _placed(there: Around, one: Candidate, way: Way, judged: Judged) -> _Placed:
    """One who can be asked, with what puts him or her before others."""
    said, located = (*there.said_of(way), judged.reasons), there.is_located
    row = Row(one.kind, one.id, None, way.km, way.cover.level, said, one.open_tasks, of=way)
    key = _order(one, way, judged.weight) if located else ()
    among = _among_centres(one, way.cover, judged) if located and one.kind == "centre" else ()
    return among, (*key, one.kind != "worker", one.name_en, one.id), row


_BARRED: Final = Said(("excluded_conflict", {}))
_OUTSIDE: Final = Said(("no_coverage", {}))


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
    """A row of its own: what was made of somebody is shared."""
    return Row(
        row.kind, row.id, rank, row.distance_km, row.coverage, row.said, row.open_tasks, of=row.of
    )


def _far(km: float | None) -> float:
    return float("inf") if km is None else km


def _order(one: Candidate, way: Way, weight: float) -> Key:
    """What decides, in this order; of two unknown distances what weighs. Told to the millimetre."""
    cover, far = way.cover, round(_far(way.km) + weight, 6)
    return cover.breadth, cover.backup, far, round(weight, 6), one.open_tasks


def _among_centres(one: Candidate, cover: Cover, judged: Judged) -> Key:
    """At night the shelters of this area come first; whose places nobody knows come last."""
    return not (judged.night_shelter and cover is not UNCOVERED), one.capacity is None
