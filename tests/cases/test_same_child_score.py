"""Which pairs are suggested and why, as tables; and how often that is right, on an invented set."""

from itertools import combinations
from random import Random
from typing import Any

import pytest

from app.cases.same_child_features import Features, as_json, features_of, from_json, keys_of
from app.cases.same_child_score import SUGGESTED_FROM, WEIGHTS, likelihood
from tests.cases.invented_children import homes, invent, told

MOTIJHEEL, SUTRAPUR, COXS = "TH-DMP-motijheel", "TH-DMP-sutrapur", "BD20220024"
AGE = {"on": "2026-06-30", "certainty": "guess"}


def plain(word: str) -> str:
    return word


def told_of(**record: Any) -> Features:
    numbers = record.pop("numbers", ())
    return features_of([record], numbers, plain)


def nine(years: int = 9) -> dict[str, Any]:
    return {"from": years, "to": years, **AGE}


MINA = {"name_bn": "মিনা খাতুন", "father_name": "মোঃ জব্বার", "age": nine(), "sex": "girl"}

SAME = [
    (
        {**MINA, "home_place": SUTRAPUR},
        {
            "name_latin": "Meena",
            "father_name": "Jabbar",
            "age": nine(10),
            "home_place": MOTIJHEEL,
        },
        "father_same",
    ),
    (
        {**MINA, "mother_name": "Rohima"},
        {"name_bn": "মীনা", "mother_name": "রহিমা", "numbers": ["n1"], "age": nine(8)},
        "mother_same",
    ),
    (
        {"name_bn": "সুহেল", "father_name": "কাশেম", "mother_name": "জোহরা", "age": nine(6)},
        {"name_latin": "Sohel", "father_name": "Kashem", "mother_name": "Johora", "age": nine(7)},
        "name_near",
    ),
    (
        {"name_bn": "রহিম", "birth_registration": "20152692510123456"},
        {"nickname": "ছোটন", "birth_registration": "20152692510123456"},
        "same_identifier",
    ),
    (
        {"sex": "boy", "birth_registration": "20152692510123456"},
        {"sex": "girl", "birth_registration": "20152692510123456"},
        "sex_unsure",
    ),
    (
        {"name_bn": "ফাতেমা", "age": nine(), "home_place": SUTRAPUR, "numbers": ["n1"]},
        {"name_latin": "Fatima", "age": nine(), "home_place": SUTRAPUR, "numbers": ["n1"]},
        "same_number",
    ),
    (
        {"name_bn": "জান্নাতুল ফেরদৌস", "age": nine(), "home_place": COXS},
        {"name_latin": "Jannatul Ferdous", "age": nine(), "home_place": COXS},
        "name_same_whole",
    ),
]
TWO = [
    (MINA, {"name_bn": "মিনা"}, "name_same"),
    (
        {**MINA, "home_place": SUTRAPUR},
        {"name_latin": "Meena", "father_name": "Jabbar", "age": nine(10), "home_place": COXS},
        "other_division",
    ),
    (MINA, {"name_bn": "মিনা", "age": nine(), "sex": "girl"}, None),
    (MINA, {**MINA, "sex": "boy"}, "sex_other"),
    (MINA, {**MINA, "age": nine(17)}, "age_far"),
    (MINA, {"name_bn": "রিনা", "father_name": "জব্বার", "age": nine()}, "name_other"),
    (MINA, {"name_bn": "মিনা", "father_name": "কাশেম", "age": nine()}, "father_other"),
    ({"numbers": ["n1"]}, {"numbers": ["n1"]}, "same_number"),
    ({"sex": "girl"}, {"sex": "girl"}, None),
    (
        {**MINA, "birth_registration": "20152692510123456"},
        {**MINA, "birth_registration": "20152692510123457"},
        "other_identifier",
    ),
    ({}, {}, None),
]


def _both(pair: tuple[dict[str, Any], dict[str, Any]]) -> tuple[Features, Features]:
    one, other = (told_of(**dict(record)) for record in pair)
    return one, other


@pytest.mark.parametrize(("one", "other", "reason"), SAME)
def test_one_child_is_suggested_and_the_reason_stands_there(
    one: dict[str, Any], other: dict[str, Any], reason: str | None
) -> None:
    if "numbers" in other:
        one = {**one, "numbers": ["n1"]}
    first, second = _both((one, other))
    found = likelihood(first, second)
    assert found.suggested, found
    assert reason is None or reason in found.reasons
    assert keys_of(first, plain) & keys_of(second, plain), "they find each other by a key"


@pytest.mark.parametrize(("one", "other", "reason"), TWO)
def test_two_children_are_not_and_what_speaks_against_it_stands_there(
    one: dict[str, Any], other: dict[str, Any], reason: str | None
) -> None:
    found = likelihood(*_both((one, other)))
    assert not found.suggested, found
    assert reason is None or reason in found.reasons


@pytest.mark.parametrize(("one", "other", "_"), [*SAME, *TWO])
def test_the_order_does_not_matter_and_points_add_up(
    one: dict[str, Any], other: dict[str, Any], _: object
) -> None:
    first, second = _both((one, other))
    found = likelihood(first, second)
    assert found == likelihood(second, first)
    assert found.score == pytest.approx(sum(WEIGHTS[code] for code in found.reasons))


TWINS: dict[str, Any] = {
    "name_bn": "মিনা খাতুন",
    "father_name": "মোঃ জব্বার",
    "mother_name": "রহিমা",
    "birth": {"date": "2015-03-05", "certainty": "certain"},
    "home_place": SUTRAPUR,
    "numbers": ["n1"],
}
BEST = ("name_same_whole", "father_same", "mother_same", "born_same_day", "same_place")


def test_a_girl_and_a_boy_are_two_though_all_else_is_one_and_an_unknown_sex_says_nothing() -> None:
    girl, boy, unknown, other = (
        told_of(**TWINS, sex=sex) for sex in ("girl", "boy", None, "other")
    )
    assert likelihood(girl, girl) == likelihood(girl, unknown) == likelihood(girl, other)
    assert likelihood(girl, girl).suggested
    assert not likelihood(girl, boy).suggested
    best = sum(WEIGHTS[code] for code in (*BEST, "same_number"))
    assert best + WEIGHTS["sex_other"] < SUGGESTED_FROM, "whatever else is one"


def test_unknown_says_nothing_for_or_against() -> None:
    assert likelihood(told_of(), told_of(**MINA)).reasons == ()


def test_features_come_back_as_they_were_kept_and_hold_no_word() -> None:
    made = features_of([MINA], ["n1"], lambda word: f"#{len(word)}")
    assert from_json(as_json(made)) == made
    assert "min" not in str(as_json(made))


def test_names_of_all_merged_records_count() -> None:
    made = features_of([{"name_bn": "মিনা"}, {"nickname": "টুনি", "sex": "girl"}], (), plain)
    assert len(made.name.telling) == 2
    assert made.sex == "girl"


def test_how_often_a_suggestion_is_right_and_how_many_are_found() -> None:
    """2,000 reports of 1,400 invented children; figures are printed, the floors are promised."""
    rng = Random(1098)
    places = homes(rng, 120)
    children = [invent(rng, places) for _ in range(1400)]
    whose = [*range(1400), *rng.choices(range(1400), k=600)]
    reports = [
        features_of([record], numbers, plain)
        for record, numbers in (told(rng, children[child]) for child in whose)
    ]
    by_key: dict[str, list[int]] = {}
    for at, report in enumerate(reports):
        for key in keys_of(report, plain):
            by_key.setdefault(key, []).append(at)
    met = {pair for carriers in by_key.values() for pair in combinations(sorted(set(carriers)), 2)}
    suggested = {(a, b) for a, b in met if likelihood(reports[a], reports[b]).suggested}
    true = {(a, b) for a, b in combinations(range(len(whose)), 2) if whose[a] == whose[b]}
    right = len(suggested & true)
    precision, recall = right / len(suggested), right / len(true)
    print(
        f"same child: {len(true)} pairs, {len(met)} met by a key, {len(suggested)} suggested, "
        f"precision {precision:.3f}, recall {recall:.3f}"
    )
    assert len(met) < 0.02 * len(reports) ** 2 / 2, "keys are selective"
    assert precision >= 0.85
    assert recall >= 0.7
