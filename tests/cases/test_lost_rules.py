"""Which lost and found children fit, as a table of invented ones."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.lost_rules import PARTS, SUGGESTED_FROM, WEIGHTS, checked_report, fit
from app.core.errors import InputIsInvalid

TODAY = date(2026, 11, 30)
SUTRAPUR, MOTIJHEEL, COXS = "TH-DMP-sutrapur", "TH-DMP-motijheel", "BD20220024"
SUMAN = {"name": "সুমন", "sex": "boy", "age": {"from": 7}, "day": "2026-05-01", "place": SUTRAPUR}


def told(**said: Any) -> dict[str, Any]:
    return checked_report(said, TODAY)


FITS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    (SUMAN, {**SUMAN, "name": "Shumon", "day": "2026-05-03"}, "found_in_days"),
    (SUMAN, {"name": "সুমন", "home_place": SUTRAPUR, "day": "2026-05-20"}, "from_there"),
    (
        {**SUMAN, "marks": "বাম গালে কাটা দাগ"},
        {"sex": "boy", "marks": "গালে কাটা, বাম দিকে", "age": {"from": 8}, "place": MOTIJHEEL},
        "marks_alike",
    ),
    (
        {"disabled": "yes", "languages": ["rohingya"], "place": COXS, "day": "2026-05-01"},
        {"disabled": "yes", "languages": ["rohingya"], "place": COXS, "day": "2026-05-02"},
        "disability_same",
    ),
]
DO_NOT: list[tuple[dict[str, Any], dict[str, Any], str | None]] = [
    (SUMAN, {**SUMAN, "sex": "girl"}, "sex_other"),
    (SUMAN, {**SUMAN, "day": "2026-04-20"}, "found_before"),
    (SUMAN, {**SUMAN, "age": {"from": 15}}, "age_far"),
    (SUMAN, {"sex": "boy"}, None),
    (SUMAN, {**SUMAN, "name": "করিম", "place": COXS, "day": "2026-10-01"}, "name_other"),
    (
        {**SUMAN, "languages": ["bangla"]},
        {"name": "সুমন", "languages": ["chakma"]},
        "language_other",
    ),
    ({}, {}, None),
]


@pytest.mark.parametrize(("lost", "found", "reason"), FITS)
def test_what_fits_is_suggested_and_says_why(lost: Any, found: Any, reason: str) -> None:
    made = fit(told(**lost), told(**found))
    assert made.suggested, made
    assert reason in made.reasons
    assert made.score == pytest.approx(sum(WEIGHTS[code] for code in made.reasons))


@pytest.mark.parametrize(("lost", "found", "reason"), DO_NOT)
def test_what_does_not_fit_is_not(lost: Any, found: Any, reason: str | None) -> None:
    made = fit(told(**lost), told(**found))
    assert not made.suggested, made
    assert reason is None or reason in made.reasons


def test_what_else_fits_never_outweighs_another_sex_and_an_unknown_one_says_nothing() -> None:
    best = sum(points for points in WEIGHTS.values() if points > 0)
    assert best + WEIGHTS["sex_other"] < SUGGESTED_FROM
    for sex in (None, "other"):
        made = fit(told(**SUMAN), told(**{**SUMAN, "sex": sex}))
        assert made == fit(told(**SUMAN), told(**SUMAN))


def test_clothes_tell_only_in_the_first_days() -> None:
    lost = told(clothes="লাল গেঞ্জি নীল প্যান্ট", day="2026-05-01")
    for day, alike in (("2026-05-02", True), ("2026-05-20", False)):
        found = told(clothes="নীল প্যান্ট, লাল গেঞ্জি", day=day)
        assert ("clothes_alike" in fit(lost, found).reasons) is alike


def test_every_part_is_there_and_unknown_is_null() -> None:
    assert told() == dict.fromkeys(PARTS)


@given(
    st.dictionaries(
        st.sampled_from((*PARTS, "else")),
        st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=2),
    )
)
def test_whatever_is_told_is_kept_or_refused_by_field(said: dict[str, Any]) -> None:
    try:
        kept = checked_report(said, TODAY)
    except InputIsInvalid:
        return
    assert fit(kept, kept).score >= 0.0
