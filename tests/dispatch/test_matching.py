"""Who can go to a child and why: area first, then distance, then load; the rest with reasons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dispatch.coverage import LEVELS
from app.dispatch.judging import Candidate, Need
from app.dispatch.matching import REASONS, Match, match
from app.dispatch.weighing import Record
from app.geo.lookup import gazetteer

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
PLACES = gazetteer()
WARD, THANA, CITY, DISTRICT, DIVISION = (
    "WD-DSCC-25",
    "TH-DMP-lalbagh",
    "BD30262000",
    "BD3026",
    "BD30",
)
NEED = Need(place_code=WARD, lat=23.7197, lon=90.3873)


def worker(ident: str, *coverage: tuple[str, str], **more) -> Candidate:
    at: dict[str, Any] = {"lat": 23.72, "lon": 90.39} | more
    return Candidate("worker", ident, f"কর্মী {ident}", f"Worker {ident}", coverage=coverage, **at)


def centre(ident: str, *coverage: tuple[str, str], **more) -> Candidate:
    facts: dict[str, Any] = {
        "lat": 23.71,
        "lon": 90.41,
        "admits": "direct",
        "intake_gender": "both",
        "capacity": 9,
    }
    return Candidate(
        "centre", ident, f"কেন্দ্র {ident}", f"Centre {ident}", coverage=coverage, **(facts | more)
    )


def ids(found: Match) -> list[str]:
    return [row.id for row in found.ranked]


def why_not(found: Match) -> dict[str, list[str]]:
    return {row.id: [code for code, _ in row.reasons] for row in found.shortfall}


def codes(found: Match, ident: str) -> list[str]:
    return [code for row in found.ranked if row.id == ident for code, _ in row.reasons]


def test_the_narrowest_area_comes_first_whatever_the_distance() -> None:
    people = [
        worker("division", (DIVISION, "primary")),
        worker("district", (DISTRICT, "primary")),
        worker("city", (CITY, "primary")),
        worker("thana", (THANA, "primary")),
        worker("ward", (WARD, "primary"), lat=24.9, lon=91.8),
    ]
    found = match(NEED, people, PLACES)
    assert ids(found) == ["ward", "thana", "city", "district", "division"]
    assert [r.coverage for r in found.ranked] == [
        "ward",
        "thana",
        "upazila",
        "district",
        "division",
    ]
    assert [r.rank for r in found.ranked] == [1, 2, 3, 4, 5]


def test_primary_comes_before_a_nearer_backup_of_the_same_area() -> None:
    people = [
        worker("backup", (WARD, "backup"), lat=23.7197, lon=90.3873),
        worker("primary", (WARD, "primary"), lat=23.9),
    ]
    found = match(NEED, people, PLACES)
    assert ids(found) == ["primary", "backup"]
    assert "backup_cover" in codes(found, "backup")


def test_a_narrow_backup_comes_before_a_wide_primary() -> None:
    people = [worker("wide", (DISTRICT, "primary")), worker("narrow", (WARD, "backup"))]
    assert ids(match(NEED, people, PLACES)) == ["narrow", "wide"]


def test_the_nearer_comes_first_in_the_same_area_and_the_distance_is_given() -> None:
    people = [
        worker("far", (WARD, "primary"), lat=23.80, lon=90.41),
        worker("near", (WARD, "primary"), lat=23.7190, lon=90.3870),
    ]
    found = match(NEED, people, PLACES)
    assert ids(found) == ["near", "far"]
    assert found.ranked[0].distance_km == pytest.approx(0.084, abs=0.002)


def test_the_less_loaded_comes_first_at_the_same_distance() -> None:
    people = [
        worker("busy", (WARD, "primary"), open_tasks=3),
        worker("free", (WARD, "primary"), open_tasks=0),
    ]
    assert ids(match(NEED, people, PLACES)) == ["free", "busy"]


@pytest.mark.parametrize(
    ("worse", "told"),
    [
        ({"open_tasks": 1}, ("open_tasks", {"count": 1, "weighs_km": 2})),
        (
            {"record": Record(back_at=AT - timedelta(hours=2))},
            ("back_lately", {"hours": 2.0, "weighs_km": 3.8}),
        ),
        ({"languages": ("bn",)}, ("other_language", {"language": "en", "weighs_km": 5})),
        ({"record": Record(20, 5)}, ("answers", {"answered": 5, "asked": 20, "weighs_km": 6.2})),
    ],
)
def test_what_weighs_counts_as_a_longer_way_and_says_how_long(
    worse: dict[str, Any], told: tuple[str, dict[str, Any]]
) -> None:
    need = replace(NEED, language="en", at=AT)
    near = worker("weighed", (WARD, "primary"), lat=23.7190, lon=90.3870, **worse)
    for north, first in ((23.73, "other"), (23.90, "weighed")):  # 1 km and 20 km away
        found = match(need, [near, worker("other", (WARD, "primary"), lat=north)], PLACES)
        assert ids(found)[0] == first
        assert told in next(row for row in found.ranked if row.id == "weighed").reasons


@pytest.mark.parametrize(
    ("unknown", "code"),
    [({"languages": ()}, "languages_unknown"), ({"record": Record()}, "never_asked")],
)
def test_what_is_not_known_weighs_nothing_and_says_so(unknown: dict[str, Any], code: str) -> None:
    need = replace(NEED, language="en", at=AT)
    people = [
        worker("unknown", (WARD, "primary"), lat=23.7190, lon=90.3870, **unknown),
        worker("known", (WARD, "primary"), lat=23.7200, languages=("en",), record=Record(9, 9)),
    ]
    found = match(need, people, PLACES)
    assert ids(found) == ["unknown", "known"]
    assert (code, {}) in found.ranked[0].reasons


def test_what_weighs_never_passes_over_the_area() -> None:
    tired = {"open_tasks": 9, "record": Record(20, 0)}
    people = [worker("ward", (WARD, "primary"), **tired), worker("thana", (THANA, "primary"))]
    assert ids(match(NEED, people, PLACES)) == ["ward", "thana"]


def test_whoever_has_no_point_comes_last_in_the_area_and_says_so() -> None:
    people = [
        worker("somewhere", (WARD, "primary"), lat=None, lon=None),
        worker("far", (WARD, "primary"), lat=24.9, lon=91.8),
    ]
    found = match(NEED, people, PLACES)
    assert ids(found) == ["far", "somewhere"]
    assert "distance_unknown" in codes(found, "somewhere")


def test_a_ward_worker_answers_for_a_part_of_a_thana_before_the_district() -> None:
    need = Need(place_code=THANA, lat=23.7215, lon=90.3849)
    people = [
        worker("district", (DISTRICT, "primary")),
        worker("ward", (WARD, "primary")),
        worker("city", (CITY, "primary")),
        worker("thana", (THANA, "primary")),
    ]
    found = match(need, people, PLACES)
    assert ids(found) == ["thana", "city", "ward", "district"]
    assert found.ranked[2].coverage == "ward"
    assert "covers_part" in codes(found, "ward")


def test_a_worker_of_another_area_is_not_asked() -> None:
    found = match(NEED, [worker("other", ("BD20", "primary")), worker("nowhere")], PLACES)
    assert found.ranked == []
    assert why_not(found) == {"other": ["no_coverage"], "nowhere": ["no_coverage"]}


def test_a_centre_of_another_area_may_still_take_the_child_in() -> None:
    found = match(NEED, [centre("far", ("BD60", "primary"), lat=24.9, lon=91.9)], PLACES)
    assert ids(found) == ["far"]
    assert found.ranked[0].coverage == "none"
    assert "outside_area" in codes(found, "far")


@pytest.mark.parametrize(
    ("who", "reasons"),
    [
        (worker("x", (WARD, "primary"), on_duty=False), ["off_duty"]),
        (worker("x", (WARD, "primary"), open_tasks=4, capacity=4), ["at_capacity"]),
        (worker("x", on_duty=False), ["off_duty", "no_coverage"]),
        (centre("x", (DISTRICT, "primary"), open_tasks=9), ["at_capacity"]),
        (centre("x", (DISTRICT, "primary"), operating=False), ["not_operating"]),
        (centre("x", (DISTRICT, "primary"), admits="court"), ["admits_by_court"]),
        (centre("x", (DISTRICT, "primary"), admits="committee"), ["admits_by_committee"]),
        (centre("x", (DISTRICT, "primary"), admits="unknown"), ["admission_unknown"]),
        (centre("x", (DISTRICT, "primary"), admits=None), ["admission_unknown"]),
        (centre("x", admits="none", operating=False), ["not_a_place_for_children"]),
        (
            centre("x", admits="court", operating=False),
            ["not_operating", "admits_by_court"],
        ),
    ],
)
def test_who_cannot_be_asked_and_why(who: Candidate, reasons: list[str]) -> None:
    found = match(NEED, [who], PLACES)
    assert found.ranked == []
    assert why_not(found) == {"x": reasons}


@pytest.mark.parametrize(
    ("sex", "intake", "asked"),
    [
        ("girl", "girls", True),
        ("girl", "boys", False),
        ("boy", "girls", False),
        ("boy", "both", True),
        ("girl", "unknown", True),
        ("unknown", "girls", True),
        ("other", "boys", True),
        (None, "girls", True),
    ],
)
def test_a_centre_takes_the_children_it_takes(sex: str | None, intake: str, asked: bool) -> None:
    found = match(replace(NEED, child_sex=sex), [centre("x", intake_gender=intake)], PLACES)
    assert bool(found.ranked) is asked
    if not asked:
        assert why_not(found) == {"x": ["gender_mismatch"]}


def test_what_must_still_be_asked_of_a_centre_is_said() -> None:
    found = match(
        replace(NEED, child_sex=None),
        [centre("girls", intake_gender="girls"), centre("open", intake_gender="unknown")],
        PLACES,
    )
    assert "child_sex_unknown" in codes(found, "girls")
    assert "intake_unknown" in codes(found, "open")


def test_a_woman_is_sent_where_one_is_asked_for() -> None:
    people = [
        worker("she", (DISTRICT, "primary"), gender="female"),
        worker("he", (WARD, "primary"), gender="male"),
        worker("nobody said", (WARD, "primary")),
    ]
    found = match(replace(NEED, female_wanted=True), people, PLACES)
    assert ids(found) == ["she"]
    assert "female" in codes(found, "she")
    assert why_not(found) == {"he": ["gender_mismatch"], "nobody said": ["gender_unknown"]}
    assert len(ids(match(NEED, people, PLACES))) == 3


def test_whoever_has_a_conflict_is_never_asked() -> None:
    found = match(replace(NEED, exclude={"x"}), [worker("x", (WARD, "primary"))], PLACES)
    assert why_not(found) == {"x": ["excluded_conflict"]}


def test_without_a_place_nobody_is_put_before_anybody() -> None:
    people = [
        worker("b", (DISTRICT, "primary")),
        worker("a", ("BD60", "primary"), open_tasks=7),
        worker("c", on_duty=False),
    ]
    found = match(Need(place_code=None), people, PLACES)
    assert [(row.id, row.rank) for row in found.ranked] == [("a", None), ("b", None)]
    assert all("place_unknown" in codes(found, row.id) for row in found.ranked)
    assert why_not(found) == {"c": ["off_duty"]}


def test_a_code_the_gazetteer_lacks_counts_as_unknown() -> None:
    found = match(Need(place_code="XX"), [worker("a", ("XX", "primary"))], PLACES)
    assert found.ranked[0].rank is None


def test_a_point_without_a_place_ranks_by_distance() -> None:
    people = [worker("far", lat=24.9, lon=91.8), worker("near")]
    found = match(Need(place_code=None, lat=23.72, lon=90.38), people, PLACES)
    assert ids(found) == ["near", "far"]
    assert "place_unknown" in codes(found, "near")


def test_a_paurashava_counts_as_a_union() -> None:
    code = "UN-BD10040009-paurashava"
    found = match(Need(place_code=code), [worker("x", (code, "primary"))], PLACES)
    assert found.ranked[0].coverage == "union"


AREAS = (WARD, THANA, CITY, DISTRICT, DIVISION, "WD-DSCC-8", "BD60", "XX")
PEOPLE = st.builds(
    Candidate,
    kind=st.sampled_from(["worker", "centre"]),
    id=st.uuids().map(str),
    name_bn=st.just("নাম"),
    name_en=st.sampled_from(["A", "B"]),
    gender=st.sampled_from(["female", "male", None]),
    intake_gender=st.sampled_from(["boys", "girls", "both", "unknown", None]),
    on_duty=st.booleans(),
    lat=st.one_of(st.none(), st.floats(20.5, 26.6)),
    lon=st.one_of(st.none(), st.floats(88.0, 92.7)),
    coverage=st.lists(
        st.tuples(st.sampled_from(AREAS), st.sampled_from(["primary", "backup"])), max_size=3
    ).map(tuple),
    open_tasks=st.integers(0, 5),
    capacity=st.one_of(st.none(), st.integers(0, 5)),
    admits=st.sampled_from(["direct", "direct", "court", "committee", "none", "unknown", None]),
    operating=st.booleans(),
)
NEEDS = st.builds(
    Need,
    place_code=st.sampled_from([None, *AREAS]),
    lat=st.one_of(st.none(), st.just(23.7197)),
    lon=st.just(90.3873),
    child_sex=st.sampled_from(["girl", "boy", "other", "unknown", None]),
    female_wanted=st.booleans(),
)
CROWD = st.lists(PEOPLE, max_size=12, unique_by=lambda one: one.id)


@settings(deadline=None)
@given(NEEDS, CROWD, st.randoms(use_true_random=False))
def test_the_order_in_which_candidates_come_changes_nothing(need, crowd, random) -> None:
    shuffled = list(crowd)
    random.shuffle(shuffled)
    assert match(need, shuffled, PLACES) == match(need, crowd, PLACES)


@settings(deadline=None)
@given(NEEDS, CROWD)
def test_everybody_appears_exactly_once_with_a_known_reason(need, crowd) -> None:
    found = match(need, crowd, PLACES)
    rows = [*found.ranked, *found.shortfall]
    assert sorted(row.id for row in rows) == sorted(one.id for one in crowd)
    assert all(row.reasons for row in rows)
    assert {code for row in rows for code, _ in row.reasons} <= set(REASONS)
    assert all(row.rank is None for row in found.shortfall)


@settings(deadline=None)
@given(NEEDS, CROWD)
def test_only_a_working_centre_that_admits_directly_is_ever_ranked(need, crowd) -> None:
    by_id = {one.id: one for one in crowd}
    for row in match(need, crowd, PLACES).ranked:
        one = by_id[row.id]
        assert one.on_duty
        assert one.kind == "worker" or (one.admits == "direct" and one.operating)


@settings(deadline=None)
@given(CROWD)
def test_coverage_widens_down_the_list(crowd) -> None:
    sized = [one for one in crowd if one.kind == "worker" or one.capacity is not None]
    ranked = match(NEED, sized, PLACES).ranked
    breadths = [LEVELS.index(row.coverage) for row in ranked]
    assert breadths == sorted(breadths)
    assert [row.rank for row in ranked] == list(range(1, len(ranked) + 1))
