"""What a child's record may hold: partial dates, both digit sets, unknown kept unknown."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.partial_dates import kept_date, span_of
from app.cases.people_age import age_on, born_between, is_adult, years_before
from app.cases.people_fields import FIELDS, BirthMakesAdult, checked, clean, years_between
from app.cases.people_person import (
    AMONG_CHILDREN,
    KINDS,
    checked_person,
    checked_relation,
    inverse,
)
from app.cases.people_record import age_told
from app.core.errors import HelplineError, InputIsInvalid

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("2015", (date(2015, 1, 1), date(2015, 12, 31))),
        ("২০১৫", (date(2015, 1, 1), date(2015, 12, 31))),
        ("2015-2", (date(2015, 2, 1), date(2015, 2, 28))),
        ("2016-02", (date(2016, 2, 1), date(2016, 2, 29))),
        ("২০১৫-১২", (date(2015, 12, 1), date(2015, 12, 31))),
        (" 2015-03-05 ", (date(2015, 3, 5), date(2015, 3, 5))),
        ("2015-02-30", None),
        ("2015-13", None),
        ("15", None),
        ("0000", None),
        ("9999", None),
        ("2015-00", None),
        ("2015-03-00", None),
        ("2015-03-05T00:00", None),
        ("", None),
    ],
)
def test_a_date_may_be_a_year_a_month_or_a_day_in_either_digit_set(
    written: str, span: tuple[date, date] | None
) -> None:
    assert span_of(written) == span
    kept = kept_date(written)
    assert (kept is None) is (span is None)
    assert kept is None or (kept_date(kept), span_of(kept)) == (kept, span)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"date": "2026-12-01"}, "value.date"),
        ({"date": "2027"}, "value.date"),
        ({"date": "1990"}, "value.date"),
        ({"date": 2015}, "value.date"),
        ({"date": "2015", "certainty": "quite"}, "value.certainty"),
        ({"date": "2015", "more": "x"}, "value"),
        ("2015", "value"),
        ({}, "value.date"),
    ],
)
def test_a_birth_that_cannot_be_is_refused_by_field(value: Any, field: str) -> None:
    with pytest.raises(InputIsInvalid) as refused:
        checked("birth", value, today=TODAY)
    assert refused.value.field == field


def test_a_birth_of_this_year_is_kept_though_the_year_is_not_over() -> None:
    kept = checked("birth", {"date": "২০২৬"}, today=TODAY)
    assert kept == {"date": "2026", "certainty": "likely"}


@pytest.mark.parametrize(
    ("day", "adult"),
    [
        ("2008-11-30", True),
        ("2008-12-01", False),
        ("2008-11", True),
        ("2008-12", False),
        ("2008", False),
        ("2007", True),
    ],
)
def test_whoever_is_certainly_eighteen_needs_a_reason_and_is_kept_with_it(
    day: str, adult: bool
) -> None:
    if not adult:
        assert "adult_reason" not in checked("birth", {"date": day}, today=TODAY)
        return
    with pytest.raises(BirthMakesAdult) as refused:
        checked("birth", {"date": day}, today=TODAY)
    assert refused.value.field == "adult_reason"
    with pytest.raises(InputIsInvalid):
        checked("birth", {"date": day}, today=TODAY, adult_reason="because")
    kept = checked("birth", {"date": day}, today=TODAY, adult_reason="child_at_report")
    assert kept["adult_reason"] == "child_at_report"


def test_an_age_guessed_long_ago_makes_an_adult_today() -> None:
    told = {"from": 16, "on": "2023-11-30"}
    with pytest.raises(BirthMakesAdult):
        checked("age", told, today=TODAY)
    assert checked("age", told, today=TODAY, adult_reason="in_care")["to"] == 16


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"from": 9}, (9, 9)),
        ({"from": "৮", "to": "১০"}, (8, 10)),
        ({"from": 0}, (0, 0)),
    ],
)
def test_about_nine_is_a_span_and_zero_is_an_age(told: Any, kept: tuple[int, int]) -> None:
    made = checked("age", told, today=TODAY)
    assert (made["from"], made["to"], made["on"]) == (*kept, "2026-11-30")


@pytest.mark.parametrize(
    "told",
    [
        {"from": None},
        {"from": -1},
        {"from": 31},
        {"from": True},
        {"from": 9.5},
        {"from": "nine"},
        {"from": 10, "to": 8},
        {"from": 9, "on": "2026-12-01"},
        {"from": 9, "on": "2026"},
        {"from": 9, "on": 5},
        {},
        9,
        None,
    ],
)
def test_an_age_that_cannot_be_is_refused(told: Any) -> None:
    with pytest.raises(InputIsInvalid):
        checked("age", told, today=TODAY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_bn", "Rahim"),
        ("name_latin", "রহিম"),
        ("nickname", "১২৩"),
        ("nickname", "   "),
        ("nickname", "x" * 121),
        ("address", "x" * 2001),
        ("address", 7),
        ("sex", "unknown"),
        ("sex", None),
        ("in_school", True),
        ("in_school", "0"),
        ("languages", []),
        ("languages", ["klingon"]),
        ("languages", "bangla"),
        ("languages", [["bangla"]]),
        ("home_place", "ATLANTIS"),
        ("home_place", None),
        ("birth_registration", "123"),
        ("birth_registration", "1234567890123456x"),
        ("birth_registration", None),
        ("no_such_field", "x"),
    ],
)
def test_rubbish_is_refused(field: str, value: Any) -> None:
    with pytest.raises(InputIsInvalid):
        checked(field, value, today=TODAY)


def test_names_are_composed_and_lose_what_only_steers_the_screen() -> None:
    assert checked("name_bn", "\u202eরহিম\u200b\x07", today=TODAY) == "রহিম"
    assert clean("ক্\u200dষ") == "ক্\u200dষ", "joiners of Bangla stay"
    assert checked("name_bn", "য\u09bcাকুব", today=TODAY) == checked(
        "name_bn", "\u09dfাকুব", today=TODAY
    )


def test_a_registration_number_is_read_in_either_digit_set_with_its_gaps() -> None:
    said = "২০১৫ ২৬৯২-৫১০১ ২৩৪৫৬"
    assert checked("birth_registration", said, today=TODAY) == "20152692510123456"


def test_languages_are_kept_once_each_in_one_order() -> None:
    said = ["sylheti", "bangla", "sylheti"]
    assert checked("languages", said, today=TODAY) == ["bangla", "sylheti"]


@given(
    st.sampled_from(FIELDS),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=6,
    ),
)
def test_whatever_is_sent_is_kept_or_refused_in_a_sentence(field: str, value: Any) -> None:
    try:
        kept = checked(field, value, today=TODAY)
    except HelplineError:
        return
    assert checked(field, kept, today=TODAY) == kept, "what was kept is kept again"


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("৭", (7, 7)),
        ("7/8", (7, 8)),
        ("৭-৮ বছর", (7, 8)),
        ("৮ মাস", (0, 0)),
        ("৭ বছর ৪ মাস", (7, 7)),
        ("১০ বা ২০", (10, 10)),
        ("ছোট", None),
        ("99", None),
        ("", None),
    ],
)
def test_an_age_in_words_of_the_form_is_read(text: str, span: tuple[int, int] | None) -> None:
    told = age_told(text, TODAY)
    assert (told and (told["from"], told["to"])) == span


def test_an_age_becomes_a_span_of_birth_days_and_back() -> None:
    span = born_between(None, {"from": 8, "to": 10, "on": "2026-11-30", "certainty": "certain"})
    assert span == (date(2015, 12, 1), date(2018, 11, 30))
    assert age_on(span, TODAY) == (8, 10)
    assert age_on(span, date(2027, 11, 30)) == (9, 11)
    assert born_between(None, None) is None
    assert not is_adult(span, TODAY)


def test_a_guess_is_wider_than_what_is_certain() -> None:
    age = {"from": 9, "to": 9, "on": "2026-11-30"}
    sure, guess = (
        born_between(None, {**age, "certainty": word}, widened=True)
        for word in ("certain", "guess")
    )
    assert sure is not None
    assert guess is not None
    assert guess[0] < sure[0] < sure[1] < guess[1]


@given(st.dates(date(2000, 1, 1), date(2026, 11, 30)), st.dates(TODAY, date(2060, 1, 1)))
def test_ages_never_go_back_and_fit_the_day_of_birth(born: date, on: date) -> None:
    years = years_between(born, on)
    assert years <= years_between(born, on + timedelta(days=1)) <= years + 1
    assert years_between(years_before(on, years), on) == years


def test_born_on_the_29th_of_february_is_eighteen_on_the_first_of_march() -> None:
    born = date(2008, 2, 29)
    assert years_between(born, date(2026, 2, 28)) == 17
    assert years_between(born, date(2026, 3, 1)) == 18


def test_what_nobody_knows_of_a_person_stays_null() -> None:
    kept = checked_person({"name_bn": "রহিমা"})
    assert kept["age_years"] is None
    assert kept["phone"] is None
    relation = checked_relation("mother", KINDS, {"caregiver": "yes"})
    assert (relation["caregiver"], relation["lives_with"]) == ("yes", None)


@pytest.mark.parametrize(
    "said",
    [
        {"age_years": -1},
        {"age_years": True},
        {"age_years": 121},
        {"age_years": "9"},
        {"phone": "12"},
        {"sex": "girl"},
        {"name_bn": "?"},
        {"name_bn": "x" * 121},
        {"note": "x" * 2001},
        {"secret": "x"},
    ],
)
def test_rubbish_of_a_person_is_refused_by_field(said: Any) -> None:
    with pytest.raises(InputIsInvalid) as refused:
        checked_person(said)
    assert str(refused.value.field).startswith("person")


def test_a_number_is_kept_in_one_writing_whatever_digits_were_typed() -> None:
    for typed in ("০১২১০-০০০০০১", "01210000001", "+8801210000001"):
        assert checked_person({"phone": typed})["phone"] == "+8801210000001"


@pytest.mark.parametrize(
    ("kind", "girl", "boy", "nobody_knows"),
    [
        ("mother", "daughter", "son", "own_child"),
        ("stepfather", "stepdaughter", "stepson", "stepchild"),
        ("uncle", "niece", "nephew", "niece_or_nephew"),
        ("husband", "wife", "husband", "spouse"),
        ("employer", "employee", "employee", "employee"),
        ("neighbour", "neighbour", "neighbour", "neighbour"),
    ],
)
def test_every_relation_has_its_other_side(
    kind: str, girl: str, boy: str, nobody_knows: str
) -> None:
    assert [inverse(kind, sex) for sex in ("girl", "boy", None)] == [girl, boy, nobody_knows]


def test_an_unknown_relation_is_refused() -> None:
    for kind, among in (("sibling", KINDS), ("mother", AMONG_CHILDREN), ("", KINDS)):
        with pytest.raises(InputIsInvalid):
            checked_relation(kind, among, {})
    with pytest.raises(InputIsInvalid):
        checked_relation("mother", KINDS, {"caregiver": "maybe"})
