"""What is told of a task to one who has not accepted: the area, and the group of the matter."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from app.cases.categories import category
from app.geo.lookup import gazetteer

Row = dict[str, Any]


def coarse_place(code: str | None) -> str | None:
    """The thana or upazila a place lies in, else the district or division: never nearer than that.

    A ward of Dhaka may lie in several thanas; then only the city is told.
    """
    if code is None or gazetteer().get(code) is None:
        return None
    around: dict[str, list[str]] = defaultdict(list)
    for area, kind in gazetteer().containers(code).items():
        around[kind].append(area)
    if len(around["thana"]) == 1:
        return around["thana"][0]
    wider = (*around["upazila"], *around["district"], *around["division"])
    return wider[0] if wider else None


def group_of(categories: Iterable[str]) -> Row | None:
    """The group of the most urgent category: all that is told of the matter beforehand."""
    entries = [entry for entry in map(category, categories) if entry is not None]
    if not entries:
        return None
    first = min(entries, key=lambda entry: entry.urgency)
    return {"bn": first.group_bn, "en": first.group_en}
