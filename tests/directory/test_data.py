"""The centres as data: whole, joined to the gazetteer, and with nothing filled in."""

import pytest

from app.directory.load import CentreFact, centres
from app.directory.models import Admits
from app.geo.lookup import distance_km, gazetteer

CENTRES = {centre.code: centre for centre in centres()}


def test_every_centre_of_the_file_is_there_once() -> None:
    assert len(CENTRES) == len(centres()) == 21


@pytest.mark.parametrize("centre", CENTRES.values(), ids=CENTRES.keys())
def test_a_centre_stands_in_a_district_and_near_it(centre: CentreFact) -> None:
    places = gazetteer()
    district = places.get(centre.district)
    assert district is not None
    assert district.kind == "district"
    assert centre.district in places.containers(centre.place)
    point = places.point_of(centre.district)
    assert point is not None
    assert distance_km(centre.lat, centre.lon, point.lat, point.lon) < 60


@pytest.mark.parametrize("centre", CENTRES.values(), ids=CENTRES.keys())
def test_a_centre_says_who_admits_and_on_what_the_point_rests(centre: CentreFact) -> None:
    assert centre.admits in set(Admits)
    assert centre.location_basis
    assert centre.name_bn
    assert centre.intake_gender in ("boys", "girls", "both", "unknown", None)


def test_the_call_centre_is_no_place_for_children() -> None:
    call_centre = CENTRES["CCC-DHAKA"]
    assert call_centre.kind == "call_centre"
    assert call_centre.admits == "none"
    assert not call_centre.operating
    assert call_centre.operating_note == "not a place for children"
    assert call_centre.intake_gender is None


@pytest.mark.parametrize("code", ["SRTRCCR-KUS", "SRTRCCR-FAR", "SRTRCCR-COX", "SRTRCCR-BRG"])
def test_a_planned_centre_does_not_operate_and_its_size_is_unknown(code: str) -> None:
    assert not CENTRES[code].operating
    assert CENTRES[code].capacity is None
    assert CENTRES[code].intake_gender == "unknown"


def test_seven_centres_operate_and_admit_directly() -> None:
    direct = [c for c in CENTRES.values() if c.operating and c.admits == "direct"]
    assert len(direct) == 7
    assert {c.capacity for c in direct} == {200}
    assert {c.intake_gender for c in direct} == {"both"}


@pytest.mark.parametrize(
    ("code", "intake", "admits", "place"),
    [
        ("SUK-TONGI", "boys", "court", "BD3033"),  # Tongi East or West: the file does not say
        ("SUK-KONABARI", "girls", "court", "TH-GMP-konabari"),
        ("SRDC-TUNGI", "girls", "committee", "BD30350091"),
        ("SSP-COX", "girls", "committee", "BD20220024"),
        ("SUK-JASHORE", "boys", "court", "BD40410047"),
        ("SH-CTG", "girls", "court", "BD2015"),
    ],
)
def test_intake_admission_and_place_are_read(
    code: str, intake: str, admits: str, place: str
) -> None:
    centre = CENTRES[code]
    assert (centre.intake_gender, centre.admits, centre.place) == (intake, admits, place)


def test_former_names_are_kept_for_search() -> None:
    names = [name.en for name in CENTRES["SRTRCCR-RGP"].former_names]
    assert len(names) == 2
    assert names[0].startswith("Sheikh Russell")


def test_a_safe_home_is_known_by_its_city_only() -> None:
    for centre in CENTRES.values():
        if centre.kind == "safe_home":
            assert centre.sealed_address
            assert centre.place == centre.district
