"""The table from categories and answers to an urgency: raises, never lowers, hears no silence."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.categories import known_codes
from app.cases.risk import REASONS, URGENCIES, raise_only, suggest

KNOWN = sorted(known_codes())

TABLE = [
    # categories, answers, urgency, the codes that must be among the reasons
    ([], {}, None, ()),
    (["info_parents"], {}, "P3", ("category",)),
    (["physical_violence"], {}, "P2", ("category",)),
    (["sexual_abuse"], {}, "P1", ("category",)),
    (["suicide"], {}, "P1", ("category",)),
    (["info_parents", "suicide"], {}, "P1", ("category",)),
    ([], {"injured": "yes"}, "P1", ("injured",)),
    ([], {"injured": "no"}, None, ()),
    ([], {"injured": "unknown"}, None, ()),
    (["physical_violence"], {"injured": "no"}, "P2", ("category",)),
    ([], {"safe_to_talk": "no"}, "P1", ("cannot_talk",)),
    ([], {"safe_to_talk": "yes"}, None, ()),
    ([], {"safe_to_talk": "whisper"}, "P2", ("must_whisper",)),
    ([], {"safe_to_talk": "yes_no"}, "P2", ("yes_no_only",)),
    (["physical_violence"], {"safe_to_talk": "whisper"}, "P1", ("overheard_danger",)),
    (["child_marriage"], {"safe_to_talk": "yes_no"}, "P1", ("overheard_danger",)),
    (["academic"], {"safe_to_talk": "whisper"}, "P2", ("must_whisper",)),
    ([], {"with_whom": "suspect"}, "P1", ("with_suspect",)),
    ([], {"with_whom": "stranger"}, "P2", ("with_stranger",)),
    ([], {"with_whom": "alone"}, "P2", ("alone",)),
    ([], {"with_whom": "alone", "child_age": 7}, "P1", ("young_and_alone",)),
    ([], {"with_whom": "alone", "child_age": 15}, "P2", ("alone",)),
    ([], {"with_whom": "মা"}, None, ()),
    ([], {"child_age": 4}, "P2", ("very_young",)),
    ([], {"child_age": "৪"}, "P2", ("very_young",)),
    (["separated_lost"], {"child_age": "5"}, "P1", ("very_young_in_danger",)),
    (["separated_lost"], {"child_age": 12}, "P2", ("category",)),
    ([], {"with_whom": "একা"}, "P2", ("alone",)),
    ([], {"with_whom": "একা না"}, None, ()),
    ([], {"with_whom": "সৎ বাবা", "suspect": "সৎ  বাবা।"}, "P1", ("with_suspect",)),
    ([], {"with_whom": "মা", "suspect": "সৎ বাবা"}, None, ()),
    ([], {"with_whom": "", "suspect": ""}, None, ()),
    ([], {"needs": ["police"]}, "P2", ("needs_police",)),
    ([], {"needs": ["shelter"]}, "P2", ("needs_shelter",)),
    ([], {"needs": ["medical", "food"]}, "P2", ("needs_medical_care",)),
]


@pytest.mark.parametrize(("categories", "answers", "urgency", "codes"), TABLE)
def test_the_table(categories: list[str], answers: dict, urgency: str | None, codes: tuple) -> None:
    suggestion = suggest(categories, answers)
    assert suggestion.urgency == urgency
    assert set(codes) <= {reason.code for reason in suggestion.reasons}


@pytest.mark.parametrize(
    "answers",
    [
        {"child_age": "about seven"},
        {"child_age": -3},
        {"child_age": True},
        {"child_age": 3.5},
        {"injured": None},
        {"injured": ["yes"]},
        {"needs": "medical"},
        {"no_such_field": "yes"},
        {"safe_to_talk": ""},
    ],
)
def test_what_cannot_be_read_is_no_reason(answers: dict) -> None:
    assert suggest([], answers).reasons == ()


def test_an_unknown_category_is_passed_over() -> None:
    assert suggest(["nonsense"], {}).reasons == ()


def test_reasons_stand_most_urgent_first_and_are_all_named() -> None:
    told = suggest(
        ["academic", "sexual_abuse", "neglected"], {"child_age": 5, "needs": ["medical"]}
    )
    urgencies = [reason.urgency for reason in told.reasons]
    assert urgencies == sorted(urgencies)
    assert {reason.code for reason in told.reasons} <= set(REASONS)


def test_a_category_reason_says_which() -> None:
    assert suggest(["suicide"], {}).reasons[0].params == {"category": "suicide"}


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "safe_to_talk": st.sampled_from(["yes", "whisper", "yes_no", "no"]),
        "injured": st.sampled_from(["yes", "no", "unknown"]),
        "with_whom": st.sampled_from(["suspect", "stranger", "alone", "parent"]),
        "child_age": st.integers(0, 17),
        "needs": st.lists(st.sampled_from(["shelter", "medical", "food"])),
    },
)


@given(st.sets(st.sampled_from(KNOWN)), st.sampled_from(KNOWN), ANSWERS)
def test_a_category_more_never_lowers(categories: set[str], more: str, answers: dict) -> None:
    before, after = suggest(categories, answers), suggest(categories | {more}, answers)
    assert raise_only(before.urgency, after.urgency) == after.urgency


@given(st.sets(st.sampled_from(KNOWN)), ANSWERS, st.data())
def test_an_answer_more_never_lowers(
    categories: set[str], answers: dict, data: st.DataObject
) -> None:
    fewer = {k: v for k, v in answers.items() if data.draw(st.booleans())}
    before, after = suggest(categories, fewer), suggest(categories, answers)
    assert raise_only(before.urgency, after.urgency) == after.urgency


@given(st.sets(st.sampled_from(KNOWN)), ANSWERS)
def test_silence_adds_no_reason(categories: set[str], answers: dict) -> None:
    silent = dict.fromkeys(answers)
    assert suggest(categories, silent) == suggest(categories, {})


@pytest.mark.parametrize(("current", "suggested"), list(product(URGENCIES, URGENCIES)))
def test_an_urgency_is_raised_and_never_lowered(current: str, suggested: str) -> None:
    raised = raise_only(current, suggested)
    assert raised == min(current, suggested)


def test_an_unset_urgency_takes_the_suggestion() -> None:
    assert raise_only(None, "P3") == "P3"


def test_nothing_suggested_changes_nothing() -> None:
    assert raise_only("P2", None) == "P2"
    assert raise_only(None, None) is None
