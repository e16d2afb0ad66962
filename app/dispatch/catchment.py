"""Whether a district has a centre that takes a child directly, and whose catchment it is; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.dispatch.coverage import UNCOVERED, Places, containers, coverage_of
from app.dispatch.judging import Candidate


@dataclass(frozen=True, slots=True)
class WithoutCentre:
    """A district in which no centre takes a child directly, by its code and its division's.

    `served_by` are ids of centres elsewhere in whose catchment it lies; empty where nobody has
    said that any serves it.
    """

    district: str
    division: str | None
    served_by: tuple[str, ...]


def without_centre(
    place: str | None, candidates: Iterable[Candidate], places: Places
) -> WithoutCentre | None:
    """What is to be said of the district of `place`; None where it has a centre, or is unknown.

    A centre that is full or shut tonight is a centre all the same: its own row says so.
    """
    kinds = {kind: code for code, kind in containers(places, place).items()}
    district = kinds.get("district")
    if district is None:
        return None
    doors = [
        one
        for one in candidates
        if one.kind == "centre" and one.operating and one.admits == "direct"
    ]
    if any(district in containers(places, one.place) for one in doors):
        return None
    cover_of = coverage_of(place, places)
    covers = [(cover_of(one.coverage), one.id) for one in doors]
    serving = sorted(
        (cover.breadth, cover.backup, id_) for cover, id_ in covers if cover is not UNCOVERED
    )
    return WithoutCentre(district, kinds.get("division"), tuple(id_ for _, _, id_ in serving))
