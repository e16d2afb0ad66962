"""Which centre may take a child in and why not, which comes first, and the way to an order."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.dispatch.admission import way_of
from app.dispatch.catchment import WithoutCentre, without_centre
from app.dispatch.matching import match
from tests.dispatch.test_matching import (
    DISTRICT,
    DIVISION,
    NEED,
    PLACES,
    THANA,
    WARD,
    centre,
    codes,
    ids,
    why_not,
    worker,
)


def test_a_centre_of_unknown_size_comes_last_of_all_centres_and_no_worker_waits_for_it() -> None:
    people = [
        centre("unknown", (DISTRICT, "primary"), capacity=None, lat=23.7197, lon=90.3873),
        centre("known", (DISTRICT, "primary"), lat=23.9, lon=90.4),
        centre("elsewhere", ("BD60", "primary")),
        worker("division", (DIVISION, "primary")),
    ]
    found = match(NEED, people, PLACES)
    assert ids(found) == ["known", "division", "elsewhere", "unknown"]
    assert [row.rank for row in found.ranked] == [1, 2, 3, 4]
    assert "capacity_unknown" in codes(found, "unknown")


@pytest.mark.parametrize(
    ("age", "first", "last", "said"),
    [
        (5, 6, 17, "age_mismatch"),
        (6, 6, 17, None),
        (17, 6, 17, None),
        (18, 6, 17, "age_mismatch"),
        (0, None, 5, None),
        (17, 6, None, None),
        (5, 6, None, "age_mismatch"),
        (None, 6, 17, "age_unknown"),
        (None, None, None, "intake_age_unknown"),
        (9, None, None, "intake_age_unknown"),
    ],
)
def test_a_centre_takes_the_ages_it_takes_and_an_unknown_age_bars_nobody(
    age: int | None, first: int | None, last: int | None, said: str | None
) -> None:
    one = centre("x", (DISTRICT, "primary"), age_from=first, age_to=last)
    found = match(replace(NEED, child_age=age), [one], PLACES)
    if said == "age_mismatch":
        assert why_not(found) == {"x": ["age_mismatch"]}
    else:
        told = {"age_unknown", "intake_age_unknown"} & set(codes(found, "x"))
        assert told == ({said} if said else set())


NOON = datetime(2026, 11, 24, 6, tzinfo=UTC)  # a Tuesday in Dhaka


@pytest.mark.parametrize(
    ("hours", "at", "said"),
    [
        ("tue 09:00-17:00", NOON, "open_now"),
        ("always", NOON, "open_now"),
        (None, NOON, "hours_unknown"),
        ("tue 09:00-17:00", None, "open_now"),
    ],
)
def test_a_centre_that_is_open_or_may_be_is_asked(
    hours: str | None, at: datetime | None, said: str
) -> None:
    found = match(replace(NEED, at=at), [centre("x", hours=hours)], PLACES)
    assert (said in codes(found, "x")) is (at is not None or hours is None)


def test_a_centre_that_is_shut_says_when_it_opens() -> None:
    found = match(replace(NEED, at=NOON), [centre("x", hours="wed 20:00-08:00")], PLACES)
    assert found.shortfall[0].reasons == (
        ("closed_now", {"opens_at": "2026-11-25T14:00:00+00:00"}),
    )


def test_at_night_the_night_shelters_of_the_area_come_before_other_centres_not_workers() -> None:
    people = [
        worker("ward", (WARD, "primary")),
        centre("home", (THANA, "primary")),
        centre("shelter", (DISTRICT, "primary"), centre_kind="night_shelter"),
        centre("unsized", (DISTRICT, "primary"), centre_kind="night_shelter", capacity=None),
        centre("far shelter", ("BD60", "primary"), centre_kind="night_shelter"),
    ]
    by_day = match(NEED, people, PLACES)
    by_night = match(replace(NEED, night=True), people, PLACES)
    assert ids(by_day) == ["ward", "home", "shelter", "far shelter", "unsized"]
    assert ids(by_night) == ["ward", "shelter", "unsized", "home", "far shelter"]
    assert "night_shelter" in codes(by_night, "shelter")
    assert "night_shelter" not in codes(by_day, "shelter")


@pytest.mark.parametrize(
    ("reasons", "way"),
    [
        (["admits_by_court"], "court_order"),
        (["admits_by_committee", "at_capacity"], "committee_decision"),
        (["admission_unknown", "closed_now"], "ask_the_centre"),
        (["not_operating", "admits_by_court"], None),
        (["admits_by_court", "gender_mismatch"], None),
        (["admits_by_committee", "age_mismatch"], None),
        (["excluded_conflict", "admits_by_court"], None),
        (["at_capacity"], None),
        (["not_a_place_for_children"], None),
    ],
)
def test_where_an_order_would_help_the_way_to_it_is_named(
    reasons: list[str], way: str | None
) -> None:
    assert way_of([(code, {}) for code in reasons]) == way


def test_a_district_without_a_centre_says_whose_catchment_it_is() -> None:
    jamalpur, mymensingh = "BD4539", "BD45"
    dhaka = centre("dhaka", (DIVISION, "primary"), place=DISTRICT)
    shut = centre("shut", place=jamalpur, operating=False)
    court = centre("court", place=jamalpur, admits="court")
    serves = replace(dhaka, id="serves", coverage=((mymensingh, "primary"),))
    alone = without_centre(jamalpur, [dhaka, shut, court], PLACES)
    assert alone == WithoutCentre(jamalpur, mymensingh, ())
    served = without_centre(jamalpur, [dhaka, shut, serves], PLACES)
    assert served == WithoutCentre(jamalpur, mymensingh, ("serves",))
    assert without_centre(WARD, [dhaka], PLACES) is None
    assert without_centre(mymensingh, [dhaka], PLACES) is None
    assert without_centre(None, [dhaka], PLACES) is None
