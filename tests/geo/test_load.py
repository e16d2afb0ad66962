"""The gazetteer as data: whole, joined, and with nothing filled in."""

import json
import unicodedata
from collections import Counter
from importlib.resources import files

import pytest

from app.geo.load import places
from app.geo.place import KINDS, Place, WardNumber

PLACES = list(places())
BY_CODE = {place.code: place for place in PLACES}


def read(name: str) -> dict:
    return json.loads((files("app.geo") / "data" / name).read_text(encoding="utf-8"))


def test_codes_are_unique() -> None:
    assert len(BY_CODE) == len(PLACES)


def test_every_place_stands_after_its_parent_and_whatever_else_it_lies_in() -> None:
    seen: set[str] = set()
    for place in PLACES:
        assert (place.parent is None) == (place.kind == "division")
        assert place.parent is None or place.parent in seen, place
        assert seen.issuperset(place.also_in), place
        seen.add(place.code)


def test_no_row_of_the_files_is_lost() -> None:
    counted = Counter(place.kind for place in PLACES)
    assert counted == {
        "division": 8,
        "district": 64,
        "upazila": 507,
        "thana": 110,
        "paurashava": 309,
        "union": 4566,
        "ward": 285 + 129,
    }


def test_kinds_and_points_are_sound() -> None:
    for place in PLACES:
        assert place.kind in KINDS
        assert (place.lat is None) == (place.lon is None)
        if place.lat is not None and place.lon is not None:
            assert 20.3 < place.lat < 26.8
            assert 87.9 < place.lon < 92.8


def test_what_the_source_leaves_open_stays_open() -> None:
    thanas = read("thanas_metro.json")["rows"]
    without_point = [p for p in PLACES if p.kind == "thana" and p.lat is None]
    assert len(without_point) == sum(row["lat"] is None for row in thanas) == 37
    new_wards = [p for p in PLACES if p.code.startswith("WD-") and p.lat is None]
    assert len(new_wards) == 37
    assert all(p.name_bn is None for p in PLACES if p.kind == "union")


def test_no_ward_is_called_a_pilot_ward() -> None:
    for place in PLACES:
        told = f"{place.note_en} {place.note_bn} {place.name_en}".lower()
        assert "pilot" not in told
        assert "পাইলট" not in told


def test_bangla_is_stored_in_nfc() -> None:
    for place in PLACES:
        for text in filter(None, (place.name_bn, place.note_bn, *place.aliases)):
            assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("city", ["BD30262000", "BD30262500"])
def test_old_wards_of_dhaka_say_that_their_number_is_old(city: str) -> None:
    old = [p for p in PLACES if p.kind == "ward" and p.code.startswith(f"UN-{city}-")]
    assert old
    for place in old:
        assert place.name_en.startswith(("Old ward", "Census area"))
        assert "not a ward number" in (place.note_en or "")
        assert "ওয়ার্ড নম্বর নয়" in (place.note_bn or "")


def test_an_old_ward_names_its_number_of_today() -> None:
    assert "now ward 25 of Dhaka South" in (BY_CODE["UN-BD30262000-ward-no-61"].note_en or "")


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("WD-DSCC-25", WardNumber("DSCC", 25, "2011-12", None, ("DCC 61",))),
        ("WD-DSCC-61", WardNumber("DSCC", 61, "2017-07-26")),
        ("UN-BD30262000-ward-no-61", WardNumber("DCC", 61, None, "2011-12")),
        ("UN-BD20151600-ward-no-08-part", None),  # of whose numbering nobody has told us
    ],
)
def test_a_ward_says_by_whose_numbering_and_since_when(
    code: str, number: WardNumber | None
) -> None:
    assert BY_CODE[code].number == number


def test_a_beginning_the_source_does_not_date_stays_open() -> None:
    undated = [row for row in read("wards_dhaka.json")["rows"] if "before" in row["from"]]
    assert len(undated) == 1
    (row,) = undated
    number = BY_CODE[f"WD-{row['scheme']}-{row['no']}"].number
    assert number is not None
    assert number.valid_from is None


def test_a_ward_of_today_keeps_its_thanas() -> None:
    assert BY_CODE["WD-DSCC-30"].also_in == ("TH-DMP-chawkbazar-model", "TH-DMP-kotwali")
    assert BY_CODE["WD-DSCC-30"].parent == "BD30262000"


def test_a_thana_belongs_to_the_district_of_its_police_force() -> None:
    districts = {"DMP": "Dhaka", "CMP": "Chattogram", "GMP": "Gazipur", "RPMP": "Rangpur"}
    for force, district in districts.items():
        mine = [p for p in PLACES if p.code.startswith(f"TH-{force}-")]
        assert mine
        assert {BY_CODE[p.parent or ""].name_en for p in mine} == {district}


def test_a_second_piece_of_one_name_has_a_code_of_its_own() -> None:
    pieces = [p for p in PLACES if p.code.startswith("UN-BD20151600-ward-no-08-part")]
    assert [p.code[-6:] for p in pieces] == ["8-part", "part-2"]
    assert (pieces[0].lat or 0) < (pieces[1].lat or 0)  # south to north, whatever the file's order


def test_a_municipality_without_a_name_has_that_of_its_upazila_and_says_so() -> None:
    place: Place = BY_CODE["UN-BD10040009-paurashava"]
    assert (place.name_en, place.name_bn) == ("Amtali Paurashava", "আমতলী পৌরসভা")
    assert place.note_en is not None


def test_a_union_outside_every_upazila_says_so() -> None:
    assert "outside every upazila" in (BY_CODE["UN-BD20750036-azimpur"].note_en or "")
