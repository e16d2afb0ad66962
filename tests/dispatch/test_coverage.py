"""Through which area somebody answers for a place: ward, thana, city office, district, division."""

import pytest

from app.dispatch.coverage import UNCOVERED, coverage_of
from app.geo.lookup import gazetteer

WARD, OLD_WARD = "WD-DSCC-25", "UN-BD30262000-ward-no-61"
TWO_THANAS = "WD-DSCC-30"
THANA, CITY, DISTRICT, DIVISION = "TH-DMP-lalbagh", "BD30262000", "BD3026", "BD30"
WITHOUT_THANA = "WD-DSCC-75"
ELSEWHERE = "BD10060007"


@pytest.mark.parametrize(
    ("place", "areas", "level", "through"),
    [
        (WARD, (DIVISION, DISTRICT, CITY, THANA, WARD), "ward", WARD),
        (WARD, (DIVISION, DISTRICT, CITY, THANA), "thana", THANA),
        (WARD, (DIVISION, DISTRICT, CITY), "upazila", CITY),
        (WARD, (DIVISION, DISTRICT), "district", DISTRICT),
        (WARD, (DIVISION,), "division", DIVISION),
        (WARD, (ELSEWHERE, "WD-DSCC-26"), "none", None),
        (WARD, (), "none", None),
        # what was said with the number of before 2011 goes the same way
        (OLD_WARD, (DISTRICT, CITY, THANA, WARD), "ward", WARD),
        (OLD_WARD, (DISTRICT, CITY, THANA), "thana", THANA),
        (OLD_WARD, (DISTRICT, CITY), "upazila", CITY),
        # a ward in two thanas is answered for through either of them
        (TWO_THANAS, (CITY, "TH-DMP-kotwali"), "thana", "TH-DMP-kotwali"),
        (TWO_THANAS, (CITY, "TH-DMP-chawkbazar-model"), "thana", "TH-DMP-chawkbazar-model"),
        (TWO_THANAS, (CITY, THANA), "upazila", CITY),
        # of whose thanas nothing is known: straight to the city's office
        (WITHOUT_THANA, (DISTRICT, CITY, THANA), "upazila", CITY),
        (WITHOUT_THANA, (DISTRICT,), "district", DISTRICT),
        ("nowhere", (DISTRICT,), "none", None),
        (None, (DISTRICT,), "none", None),
    ],
)
def test_coverage_falls_back_to_the_next_wider_area(
    place: str | None, areas: tuple[str, ...], level: str, through: str | None
) -> None:
    found = coverage_of(place, gazetteer())([(area, "primary") for area in areas])
    assert (found.level, found.code) == (level, through)


def test_a_backup_of_the_ward_comes_before_the_first_of_the_thana() -> None:
    found = coverage_of(WARD, gazetteer())([(THANA, "primary"), (WARD, "backup")])
    assert (found.code, found.backup) == (WARD, True)


def test_a_place_nobody_answers_for_is_uncovered() -> None:
    assert coverage_of(WARD, gazetteer())([]) == UNCOVERED
