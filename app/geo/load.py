"""Reads the gazetteer from data/; fills nothing in: what a source leaves open stays None.

Codes are stable: COD-AB p-codes as they are, `TH-<force>-<name>` for metropolitan thanas,
`UN-<p-code>-<name>` for unions, paurashavas and old wards (a number behind the second piece of one
name, from south to north), `WD-<corporation>-<number>` for the wards of Dhaka of today.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from app.geo.fold import is_bangla
from app.geo.place import Mahalla, Place
from app.geo.spelling import other_names
from app.geo.transliterate import bangla_spelling
from app.geo.wards import numbers_of_today, old_ward, ward_of_today

Row = dict[str, Any]

_DISTRICT_OF_FORCE = {
    "DMP": "BD3026", "CMP": "BD2015", "KMP": "BD4047", "RMP": "BD5081",
    "BMP": "BD1006", "SMP": "BD6091", "GMP": "BD3033", "RPMP": "BD5585",
}  # fmt: skip


def places() -> Iterator[Place]:
    """Give every place of the gazetteer, each after its parent. Reads files."""
    yield from _areas()
    yield from _thanas()
    yield from _wards_of_dhaka()
    yield from _unions()


def _read(name: str) -> Row:
    read: Row = json.loads((files("app.geo") / "data" / name).read_text(encoding="utf-8"))
    return read


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")


def _aliases(english: str, bangla: str | None, *more: str | None) -> tuple[str, ...]:
    names = [
        *filter(None, more),
        *other_names(english),
        *(other_names(bangla) if bangla else ()),
    ]
    return tuple(name for name in dict.fromkeys(names) if name not in (english, bangla))


def _areas() -> Iterator[Place]:
    """Divisions, districts, upazilas and city corporations (COD-AB v03)."""
    read = _read("geo_admin.json")
    for row in read["divisions"]:
        yield _area(row, "division", None)
    for row in read["districts"]:
        yield _area(row, "district", row["div"])
    for row in read["upazilas"]:
        yield _area(row, "upazila", row["d"])


def _area(row: Row, kind: str, parent: str | None) -> Place:
    english, bangla = row["en"], _nfc(row["bn"])
    city = row.get("t") == "city_corporation"
    return Place(
        code=row["p"],
        kind=kind,
        parent=parent,
        name_en=english,
        name_bn=bangla,
        lat=row["lat"],
        lon=row["lon"],
        note_en="City corporation" if city else None,
        note_bn="সিটি কর্পোরেশন" if city else None,
        aliases=_aliases(english, bangla, row.get("alt")),
    )


def _thana_code(force: str, name: str) -> str:
    return f"TH-{force}-{_slug(name.split(' (')[0])}"


def _thanas() -> Iterator[Place]:
    """Thanas of the eight metropolitan police forces; their limits follow no upazila."""
    read = _read("thanas_metro.json")
    forces = {force["code"]: force for force in read["forces"]}
    for row in read["rows"]:
        force, english, bangla = forces[row["force"]], row["en"], _nfc(row["bn"])
        yield Place(
            code=_thana_code(row["force"], english),
            kind="thana",
            parent=_DISTRICT_OF_FORCE[row["force"]],
            name_en=english,
            name_bn=bangla,
            lat=row["lat"],
            lon=row["lon"],
            note_en=force["en"],
            note_bn=_nfc(force["bn"]),
            aliases=_aliases(english, bangla),
            also_in=(row["p"],) if row["p"] else (),
        )


def _unions() -> Iterator[Place]:
    """Unions, paurashavas and old city wards; English only in the source (geoBoundaries ADM4)."""
    upazilas = {row["p"]: row for row in _read("geo_admin.json")["upazilas"]}
    today = numbers_of_today(_read("wards_dhaka.json")["rows"])
    seen: defaultdict[str, int] = defaultdict(int)
    rows: list[Row] = _read("unions.json")["rows"]
    # By place and name, then south to north: a code outlives a new order of lines in the file.
    for row in sorted(
        rows, key=lambda r: (r["p"] or r["near"], _slug(r["en"]), r["lat"], r["lon"])
    ):
        parent: str = row["p"] or row["near"]
        stem = f"UN-{parent}-{_slug(row['en'])}"
        seen[stem] += 1
        code = stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"
        ward = old_ward(row, code, upazilas[parent], today) if row["kind"] == "ward" else None
        yield ward or _union(row, code, upazilas[parent])


def _union(row: Row, code: str, upazila: Row) -> Place:
    """One union or municipality; a municipality without a name of its own has its upazila's."""
    english: str = row["en"]
    bangla = note_en = note_bn = other = None
    if english == "Paurashava":
        english, bangla = f"{upazila['en']} Paurashava", f"{_nfc(upazila['bn'])} পৌরসভা"
        other = f"{upazila['alt']} Paurashava" if "alt" in upazila else None
        note_en = "Named only Paurashava in the source; the municipality of this upazila"
        note_bn = "উৎসে শুধু পৌরসভা লেখা; এই উপজেলার পৌরসভা"
    elif row["p"] is None:
        note_en = "Lies outside every upazila of the source; the nearest is given"
        note_bn = "উৎসে কোনো উপজেলার সীমানায় পড়ে না; নিকটতম উপজেলা দেওয়া হয়েছে"
    elif upazila["t"] == "city_corporation":
        note_en = "Name of a former union, now inside the city corporation"
        note_bn = "সাবেক ইউনিয়নের নাম; বর্তমানে সিটি কর্পোরেশনের অংশ"
    return Place(
        code=code,
        kind=row["kind"],
        parent=upazila["p"],
        name_en=english,
        name_bn=bangla,
        lat=row["lat"],
        lon=row["lon"],
        note_en=note_en,
        note_bn=note_bn,
        aliases=_aliases(english, bangla, other),
        spelling_bn=None if bangla else _spelling(english),
    )


def _spelling(english: str) -> str | None:
    spelt = bangla_spelling(english)
    return _nfc(spelt) if spelt else None


def _wards_of_dhaka() -> Iterator[Place]:
    """Wards of Dhaka South and North as numbered today (draft list)."""
    thanas = {
        row["en"].split(" (")[0].removesuffix(" Model"): _thana_code("DMP", row["en"])
        for row in _read("thanas_metro.json")["rows"]
        if row["force"] == "DMP"
    }
    for row in _read("wards_dhaka.json")["rows"]:
        yield ward_of_today(row, thanas)


def mahallas() -> Iterator[Mahalla]:
    """Give the mahallas of the wards of Dhaka that the draft list names. Raises ValueError.

    A row has them as plain names in Bangla, or with both languages, a source and a beginning.
    """
    for row in _read("wards_dhaka.json")["rows"]:
        ward = f"WD-{row['scheme']}-{row['no']}"
        yield from (mahalla_of(ward, given) for given in row["mahallas"])


def mahalla_of(ward: str, given: str | Row) -> Mahalla:
    """Turn what a row of wards_dhaka.json says of one mahalla into it. Raises ValueError."""
    if isinstance(given, str):
        given = {"bn": given, "source": "wards_dhaka.json"}
    bangla = _nfc(given.get("bn") or "")
    if not is_bangla(bangla) or not given.get("source"):
        raise ValueError(f"a mahalla of {ward} lacks its Bangla name or who gave it: {given}")
    return Mahalla(ward, bangla, given.get("en"), given["source"], given.get("from"))


@dataclass(frozen=True, slots=True)
class Pilot:
    """How far the draft list of wards knows the pilot's: `confirmed` is what DSS has said."""

    expected: int
    confirmed: int
    candidates: int


def pilot() -> Pilot:
    """Count the pilot's wards in the draft list (wards_dhaka.json); a candidate is not one."""
    draft = _read("wards_dhaka.json")
    said = [row["pilot"] for row in draft["rows"]]
    return Pilot(draft["pilot_expected"], said.count(True), said.count("unknown"))


def pilot_candidates() -> list[str]:
    """Codes of the wards that lie in a thana of the pilot: any may be one of its wards, or none."""
    rows = _read("wards_dhaka.json")["rows"]
    return [f"WD-{row['scheme']}-{row['no']}" for row in rows if row["pilot"] == "unknown"]
