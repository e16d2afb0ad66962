"""Reads the centres from data/centres.json; knows facts of the file only, makes nothing up.

Points are town level. The address of a safe home stands in no file and no answer of this module.
"""

import json
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from app.geo.lookup import Gazetteer, gazetteer
from app.geo.place import Place

Row = dict[str, Any]

_KINDS = {
    "SRTRCCR": "rehabilitation_centre",
    "Child Development Centre": "development_centre",
    "Destitute children": "training_centre",
    "Safe home": "safe_home",
    "Government children home": "children_home",
    "Call centre": "call_centre",
}
_GIVES = {
    "rehabilitation_centre": (
        "clothing",
        "education",
        "follow_up",
        "health",
        "meals",
        "psychosocial",
        "recreation",
        "reintegration",
        "shelter",
        "technical_training",
    ),
}
"""Services by kind, where the founding document lists them; of the other kinds it says nothing."""
_OPEN = {"rehabilitation_centre": "always"}
"""The document: residence round the clock (সার্বক্ষনিক থাকা)."""
_INTAKE = {
    "boys and girls, separate drop-in centres": "both",
    "boys": "boys",
    "girls": "girls",
    "women and girls": "girls",
    "not stated": "unknown",
    "n/a": None,
}


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name a centre had before; `used` says when, in the words of the source."""

    en: str
    bn: str
    used: str


@dataclass(frozen=True, slots=True)
class CentreFact:
    """One centre as the file has it; None is what the source leaves open.

    `operating` is False for a planned centre and for the call centre; `operating_note` has the
    year. `intake_gender` is boys, girls, both, unknown or None (takes no children).
    `capacity` counts places in all; `location_basis` says what the point is; `hours` as
    `app.directory.hours` writes them.
    """

    code: str
    name_en: str
    name_bn: str
    kind: str
    admits: str
    operating: bool
    operating_note: str
    intake_gender: str | None
    capacity: int | None
    lat: float
    lon: float
    location_basis: str
    district: str
    place: str
    sealed_address: bool
    former_names: tuple[FormerName, ...]
    source: str
    services: tuple[str, ...] = ()
    hours: str | None = None


def centres() -> list[CentreFact]:
    """Give every centre of the file. Raises LookupError on a district the gazetteer lacks."""
    path = files("app.directory") / "data" / "centres.json"
    read: Row = json.loads(path.read_text(encoding="utf-8"))
    known = gazetteer()
    return [_centre(row, known) for row in read["centres"]]


def _centre(row: Row, known: Gazetteer) -> CentreFact:
    district = _district(row["division"], row["district"], known)
    capacity = row["capacity"] or {}
    kind = next(kind for opening, kind in _KINDS.items() if row["type"].startswith(opening))
    return CentreFact(
        code=row["code"],
        name_en=row["name_en"],
        name_bn=unicodedata.normalize("NFC", row["name_bn"]),
        kind=kind,
        admits=row["admits"],
        operating=row["operating"].startswith("operating"),
        operating_note=row["operating"],
        intake_gender=_INTAKE[row["gender"]],
        capacity=capacity.get("total"),
        lat=row["lat"],
        lon=row["lon"],
        location_basis=row["coordinate_level"],
        district=district.code,
        place=_place(row["upazila_or_thana"], district, known).code,
        sealed_address="sealed" in row["coordinate_level"],
        former_names=tuple(_former(name) for name in row.get("former_names", ())),
        source=row["source"],
        services=_GIVES.get(kind, ()),
        hours=_OPEN.get(kind),
    )


def _former(name: Row) -> FormerName:
    return FormerName(name["en"], unicodedata.normalize("NFC", name["bn"]), name["used"])


def _district(division: str, name: str, known: Gazetteer) -> Place:
    for place in known:
        if place.kind == "district" and place.name_en == name:
            parent = place.parent and known.get(place.parent)
            if parent and parent.name_en == division:
                return place
    raise LookupError(f"no district {name} in {division}")


def _place(name: str | None, district: Place, known: Gazetteer) -> Place:
    """The upazila or thana of this name in the district, else the district itself."""
    wanted = name.split(" (")[0].replace("'", "") if name else None
    inside = (p for p in known if p.parent == district.code and p.kind in ("upazila", "thana"))
    return next((p for p in inside if p.name_en.replace("'", "") == wanted), district)


_NETWORK = {
    "drop_in_centre": "drop_in_centre",
    "emergency_night_shelter": "night_shelter",
    "child_friendly_space": "child_friendly_space",
    "open_air_school": "open_air_school",
}


def street_network() -> dict[str, int]:
    """By kind of centre, how many places for street children the founding document counts.

    It lists none of them one by one: which they are, and where, nobody has told us.
    """
    path = files("app.directory") / "data" / "centres.json"
    read: Row = json.loads(path.read_text(encoding="utf-8"))["street_child_network"]
    return {kind: read[name]["count"] for name, kind in _NETWORK.items()}
