"""What a form may be and what it takes: tables of cases, and properties that hold for any form."""

import copy
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.cases.form_changes import compare
from app.cases.form_definition import MOST_FIELDS
from app.cases.form_reading import known, read
from app.cases.form_rules import Checked, check, people_in, plain_facts, visible
from app.cases.form_values import World
from tests.cases.form_makers import (
    EVERYTHING,
    TODAY,
    asked,
    form,
    label,
    options,
)

SOMEBODY = UUID("00000000-0000-4000-8000-000000000001")
ALONE = {"lives_with": "nobody"}
"""Opens the second section."""
HUNDRED_AND_ONE = tuple(f"o{n}" for n in range(101))
WAITS_FOR_ITSELF = {"field": "a", "is": ["yes"]}
PLACES = {"BD3026": "district", "BD": "division"}
WORLD = World(date.fromisoformat(TODAY), PLACES.get, {("worker", SOMEBODY)})
UNKNOWN = {"unknown": True, "why": "refused"}


def flaws(raw: Any) -> set[tuple[str, str]]:
    return {(flaw.path, flaw.code) for flaw in read(raw)[1]}


def checked(answers: Any, definition: Any = None) -> Checked:
    return check(known(definition or EVERYTHING), answers, WORLD)


def wrong(answers: Any, definition: Any = None) -> set[tuple[str, str]]:
    return {(flaw.path, flaw.code) for flaw in checked(answers, definition).flaws}


def test_a_form_with_every_kind_of_field_is_read_and_written_back() -> None:
    made = known(EVERYTHING)
    assert known(made.plain()) == made
    assert [field.code for field in made.fields()][:3] == ["name", "story", "hurt"]


@pytest.mark.parametrize(
    ("field", "path", "code"),
    [
        (asked("Bad", "text"), "code", "bad_code"),
        (asked("নাম", "text"), "code", "bad_code"),
        (asked("a" * 41, "text"), "code", "bad_code"),
        (asked("a", "essay"), "kind", "bad_kind"),
        (asked("a", "text") | {"kind": ["text"]}, "kind", "bad_kind"),
        ({"code": "a", "kind": "text", "label": {"bn": "ক", "en": " "}}, "label.en", "empty"),
        ({"code": "a", "kind": "text", "label": {"en": "A"}}, "label.bn", "empty"),
        ({"code": "a", "kind": "text", "label": "A"}, "label", "not_an_object"),
        ({"code": "a", "kind": "text", "label": label("x" * 501)}, "label.en", "too_long"),
        ({"code": "a", "kind": "text", "label": label("a\u202eb")}, "label.en", "hidden_signs"),
        ({"code": "a", "kind": "text", "label": label("a\x1b[2Jb")}, "label.bn", "hidden_signs"),
        (asked("a", "text", personal=False), "personal", "always_personal"),
        (asked("a", "phone", personal=False), "personal", "always_personal"),
        (asked("a", "text", required="yes"), "required", "not_yes_or_no"),
        (asked("a", "text", colour="red"), "", "unknown_key"),
        (asked("a", "text", options=options("x")), "", "unknown_key"),
        (asked("a", "text", longest=0), "longest", "bad_number"),
        (asked("a", "text", longest=True), "longest", "bad_number"),
        (asked("a", "one"), "options", "not_a_list"),
        (asked("a", "one", options=[]), "options", "empty"),
        (asked("a", "one", options=options("x", "x")), "options.1.code", "code_is_taken"),
        (asked("a", "one", options=options("unknown")), "options.0.code", "unknown_is_no_option"),
        (asked("a", "many", options=options(*HUNDRED_AND_ONE)), "options", "too_many"),
        (asked("a", "number", least=3, most=2), "most", "bad_order"),
        (asked("a", "number", least=float("nan")), "least", "bad_number"),
        (asked("a", "money", least=-1), "least", "bad_number"),
        (asked("a", "date", not_before={"field": "a"}), "not_before", "not_earlier"),
        (asked("a", "date", not_before={"today": True, "date": "x"}), "not_before", "bad_bound"),
        (asked("a", "date", not_after={"date": "soon"}), "not_after", "not_a_date"),
        (asked("a", "place", levels=["galaxy"]), "levels", "bad_choice"),
        (asked("a", "table", columns=[]), "columns", "empty"),
        (asked("a", "table", columns=[asked("b", "table")]), "columns.0.kind", "bad_kind"),
        (asked("a", "yes_no", show_when=[WAITS_FOR_ITSELF]), "show_when.0", "not_earlier"),
        (asked("a", "yes_no", show_when={"field": "a"}), "show_when", "not_a_list"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_field_is_named_with_its_path(
    field: Any, path: str, code: str
) -> None:
    where = f"sections.0.fields.0.{path}" if path else "sections.0.fields.0"
    assert (where, code) in flaws(form(field))


def test_conditions_look_back_so_that_no_two_fields_wait_for_each_other() -> None:
    first = asked("one", "yes_no", show_when=[{"field": "two", "is": ["yes"]}])
    second = asked("two", "yes_no", show_when=[{"field": "one", "is": ["yes"]}])
    assert flaws(form(first, second)) == {("sections.0.fields.0.show_when.0", "not_earlier")}
    itself = form(asked("one", "yes_no"))
    itself["sections"][0]["show_when"] = [{"field": "one", "is": ["yes"]}]
    assert flaws(itself) == {("sections.0.show_when.0", "not_earlier")}


def test_a_condition_asks_for_answers_that_can_be_given() -> None:
    free = asked("b", "yes_no", show_when=[{"field": "a", "is": ["x"]}])
    assert ("sections.0.fields.1.show_when.0", "not_a_choice") in flaws(
        form(asked("a", "text"), free)
    )
    other = [asked("a", "one", options=options("y")), free]
    assert ("sections.0.fields.1.show_when.0.is", "bad_choice") in flaws(form(*other))


def test_a_form_has_no_more_than_people_can_fill() -> None:
    many = [asked(f"f{at}", "yes_no") for at in range(MOST_FIELDS + 1)]
    assert ("sections.0.fields", "too_many") in flaws(form(*many))
    halves = form()
    halves["sections"] = [
        {"code": f"s{at}", "title": label("S"), "fields": many[at::2]} for at in range(2)
    ]
    assert ("sections", "too_many") in flaws(halves)
    assert flaws(form()) >= {("sections", "empty")}
    assert flaws(form(asked("a", "text"), title=label("x" * 300_000))) == {("", "too_large")}


def test_a_code_stands_once_in_a_whole_form() -> None:
    twice = copy.deepcopy(EVERYTHING)
    twice["sections"][1]["fields"][0]["code"] = "name"
    assert flaws(twice) == {("sections.1.fields.0.code", "code_is_taken")}


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"name": "  রিনা \n বেগম "}, {"name": "রিনা  বেগম"}),
        ({"name": "a\u202eb\x00"}, {"name": "a\ufffdb\ufffd"}),
        ({"name": "\ud83d"}, {"name": "?"}),
        ({"story": "one\r\ntwo"}, {"story": "one\ntwo"}),
        ({"hurt": "no"}, {"hurt": "no"}),
        ({"hurt": UNKNOWN}, {"hurt": UNKNOWN}),
        ({"needs": ["school", "food", "food"]}, {"needs": ["food", "school"]}),
        ({"children": "০৩"}, {"children": 3}),
        ({"children": 0}, {"children": 0}),
        ({"children": UNKNOWN}, {"children": UNKNOWN}),
        ({"weight": "১২.৫"}, {"weight": 12.5}),
        ({"weight": 12.0}, {"weight": 12}),
        ({"born": "২০১২"}, {"born": "2012"}),
        ({"born": "2012-3"}, {"born": "2012-03"}),
        ({"born": TODAY, "admitted": TODAY}, {"born": TODAY, "admitted": TODAY}),
        ({"born": "2012", "admitted": "2012-06-01"}, {"born": "2012", "admitted": "2012-06-01"}),
        ({"name": "", "needs": [], "story": None}, {}),
    ],
)
def test_an_answer_is_kept_in_one_spelling(answers: Any, kept: Any) -> None:
    found = checked(answers)
    assert (found.answers, found.flaws, found.dropped) == (kept, [], [])


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"home": "BD3026"}, {"home": "BD3026"}),
        ({"phone": "০১৭১২-৩৪৫৬৭৮"}, {"phone": "+8801712345678"}),
        ({"income": "১,২০,০০০"}, {"income": 120000}),
        ({"income": 0}, {"income": 0}),
        (
            {"worker": {"kind": "worker", "id": str(SOMEBODY)}},
            {"worker": {"kind": "worker", "id": str(SOMEBODY)}},
        ),
        (
            {"visits": [{"day": "2026-01-02", "who": ""}, {}]},
            {"visits": [{"day": "2026-01-02"}]},
        ),
    ],
)
def test_answers_of_a_shown_section_are_kept(answers: Any, kept: Any) -> None:
    found = checked({**ALONE, **answers})
    assert (found.answers, found.flaws) == ({**ALONE, **kept}, [])


@pytest.mark.parametrize(
    ("answers", "path", "code"),
    [
        ([], "", "not_an_object"),
        ({"nonsense": 1}, "nonsense", "no_such_field"),
        ({"name": "x" * 41}, "name", "too_long"),
        ({"name": 7}, "name", "not_text"),
        ({"name": {"unknown": True}}, "name", "bad_unknown"),
        ({"name": {"unknown": False, "why": "refused"}}, "name", "bad_unknown"),
        ({"name": {"unknown": True, "why": ["refused"]}}, "name", "bad_unknown"),
        ({"hurt": False}, "hurt", "not_an_option"),
        ({"hurt": "unknown"}, "hurt", "not_an_option"),
        ({"lives_with": ["mother"]}, "lives_with", "not_an_option"),
        ({"needs": "food"}, "needs", "not_an_option"),
        ({"needs": ["food", "none"]}, "needs", "stands_alone"),
        ({"children": True}, "children", "not_a_number"),
        ({"children": "many"}, "children", "not_a_number"),
        ({"children": float("inf")}, "children", "not_a_number"),
        ({"children": "1e999999"}, "children", "not_a_number"),
        ({"children": "1e-999999"}, "children", "too_exact"),
        ({"children": 21}, "children", "too_large"),
        ({"children": -1}, "children", "too_small"),
        ({"weight": "1.55"}, "weight", "too_exact"),
        ({"born": "2026-13"}, "born", "not_a_date"),
        ({"born": "2026-02-30"}, "born", "not_a_date"),
        ({"born": "0001"}, "born", "not_a_date"),
        ({"born": 2012}, "born", "not_a_date"),
        ({"born": "2026-11-30"}, "born", "too_late"),
        ({"born": "2027"}, "born", "too_late"),
        ({"admitted": "2012-06"}, "admitted", "not_whole"),
        ({"born": "2012", "admitted": "2011-12-31"}, "admitted", "too_early"),
        ({**ALONE, "home": "BD"}, "home", "wrong_level"),
        ({**ALONE, "home": "Atlantis"}, "home", "no_such_place"),
        ({**ALONE, "phone": "1"}, "phone", "not_a_phone"),
        ({**ALONE, "income": "-5"}, "income", "out_of_bounds"),
        ({**ALONE, "income": 1.5}, "income", "too_exact"),
        ({**ALONE, "worker": {"kind": "worker", "id": "x"}}, "worker", "no_such_person"),
        ({**ALONE, "worker": {"kind": "staff", "id": f"{SOMEBODY}"}}, "worker", "no_such_person"),
        ({**ALONE, "visits": {}}, "visits", "not_rows"),
        ({**ALONE, "visits": [{}] * 4}, "visits", "too_many"),
        ({**ALONE, "visits": [{}, {"x": 1}]}, "visits.1.x", "no_such_field"),
        ({**ALONE, "visits": [{"day": "2027-01-01"}]}, "visits.0.day", "too_late"),
        ({**ALONE, "visits": [{"found": UNKNOWN}]}, "visits.0.found", "must_know"),
    ],
)  # fmt: skip
def test_what_a_field_cant_hold_is_refused_by_its_path(answers: Any, path: str, code: str) -> None:
    assert wrong(answers) == {(path, code)}


def test_an_error_never_repeats_what_was_said() -> None:
    for answers in ({"name": "Xandroff" * 9}, {"hurt": "Xandroff"}, {"born": "Xandroff"}):
        assert "Xandroff" not in str(checked(answers).flaws)


def test_a_hidden_field_needs_no_answer_and_an_answer_to_it_is_dropped_with_notice() -> None:
    found = checked({"hurt": "no", "where_hurt": "arm", "phone": "nonsense"})
    assert (found.answers, found.dropped, found.flaws) == (
        {"hurt": "no"},
        ["where_hurt", "phone"],
        [],
    )
    assert "where_hurt" in visible(known(EVERYTHING), {"hurt": "yes"})
    assert "where_hurt" not in visible(known(EVERYTHING), {"hurt": UNKNOWN})


def test_unknown_opens_what_is_asked_when_it_is_unknown() -> None:
    assert "home" in visible(known(EVERYTHING), {"lives_with": UNKNOWN})
    assert "home" not in visible(known(EVERYTHING), {"lives_with": "mother"})
    assert "home" not in visible(known(EVERYTHING), {})


def test_a_record_is_complete_when_all_that_is_needed_is_answered_or_said_to_be_unknown() -> None:
    assert {one.path for one in checked({}).missing} == {"hurt", "admitted"}
    done = {"hurt": UNKNOWN, "admitted": TODAY}
    assert checked(done).missing == []
    row = {**done, "lives_with": "nobody", "visits": [{"who": "x"}]}
    assert [one.path for one in checked(row).missing] == ["visits.0.day"]


def test_what_a_draft_must_have_stops_it_from_being_saved() -> None:
    one = form(asked("a", "yes_no", required_in_draft=True), asked("b", "yes_no", required=True))
    assert wrong({}, one) == {("a", "needed")}
    assert wrong({"a": "no"}, one) == set()


def test_only_unmarked_answers_by_choosing_can_be_counted() -> None:
    said = {
        "name": "Rina", "hurt": UNKNOWN, "lives_with": "nobody", "needs": ["food"],
        "children": 2, "home": "BD3026",
    }  # fmt: skip
    kept = checked(said).answers
    counted = plain_facts(known(EVERYTHING), kept)
    assert counted == {"hurt": {"unknown": "refused"}, "lives_with": "nobody"}


def test_all_people_an_answer_points_at_are_found_wherever_they_stand() -> None:
    table = asked("t", "table", columns=[asked("who", "person")])
    made = known(form(asked("p", "person"), table))
    one, other = {"kind": "staff", "id": str(SOMEBODY)}, {"kind": "worker", "id": str(SOMEBODY)}
    said = {"p": one, "t": [{"who": other}, {"who": 7}, None]}
    assert people_in(made, said) == {("staff", SOMEBODY), ("worker", SOMEBODY)}
    assert people_in(made, "rubbish") == set()


def changed(change: Any) -> dict[tuple[str, str], bool]:
    after = copy.deepcopy(EVERYTHING)
    change(after["sections"][0]["fields"], after)
    compared = compare(known(EVERYTHING), known(after))
    return {(one.code, one.path): one.must_confirm for one in compared}


def test_what_breaks_must_be_confirmed_and_what_does_not_is_only_told() -> None:
    assert changed(lambda fields, _: fields.pop(0)) == {("field_removed", "name"): True}
    assert changed(lambda fields, _: fields.append(asked("new", "text"))) == {
        ("field_added", "new"): False
    }
    assert changed(lambda fields, _: fields[5].pop("personal")) == {("mark_removed", "needs"): True}
    assert changed(lambda fields, _: fields[2].update(personal=True)) == {
        ("mark_added", "hurt"): True
    }
    assert changed(lambda fields, _: fields[4]["options"].pop(1)) == {
        ("options_removed", "lives_with"): True
    }
    assert changed(lambda fields, _: fields[0].update(label=label("Full name"))) == {
        ("label_changed", "name"): False
    }
    assert changed(lambda fields, _: fields[6].update(unit=label("girls"))) == {
        ("unit_changed", "children"): True
    }
    assert changed(lambda fields, _: fields[6].update(most=9)) == {
        ("limits_changed", "children"): False
    }
    assert changed(lambda fields, _: fields[0].update(required=True)) == {
        ("need_changed", "name"): False
    }


def test_options_and_columns_are_compared_one_by_one() -> None:
    assert changed(lambda fields, _: fields[4]["options"].append(options("aunt")[0])) == {
        ("options_added", "lives_with"): False
    }
    renamed = changed(lambda fields, _: fields[4]["options"][0].update(code="mum"))
    assert renamed == {
        ("options_removed", "lives_with"): True,
        ("options_added", "lives_with"): True,
    }

    def column(_: Any, whole: Any) -> None:
        whole["sections"][1]["fields"][4]["columns"].pop(1)

    assert changed(column) == {("field_removed", "visits.who"): True}


def test_what_is_nested_without_end_is_too_large() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert flaws(deep) == {("", "too_large")}
    assert {one.code for one in check(known(EVERYTHING), {"name": deep}, WORLD).flaws} == {
        "too_large"
    }
