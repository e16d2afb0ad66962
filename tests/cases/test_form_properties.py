"""Properties that hold for any form and any answers: nothing is lost, nothing breaks."""

import json
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cases.form_changes import compare
from app.cases.form_definition import Definition
from app.cases.form_reading import known, read
from app.cases.form_rules import check, people_in, visible
from app.cases.form_values import World
from tests.cases.form_makers import TODAY, definitions, rubbish

WORLD = World(date.fromisoformat(TODAY), {"BD3026": "district"}.get)
UNKNOWN = {"unknown": True, "why": "refused"}
SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)


@SLOWLY
@given(definitions())
def test_any_valid_form_is_the_same_after_it_was_stored(raw: Any) -> None:
    made, wrong_with_it = read(raw)
    assert wrong_with_it == []
    assert made is not None
    assert known(json.loads(json.dumps(made.plain()))) == made
    assert compare(made, made) == []


def answers_to(definition: Definition, draw: Any) -> dict[str, Any]:
    """Something that may fit, for some of the fields."""
    likely = st.sampled_from(
        ["yes", "no", "2012", "2012-03-05", "01712345678", 0, 3, "১২", UNKNOWN, "কথা", "a\u202eb"]
    )
    said: dict[str, Any] = {}
    for one in definition.fields():
        chosen = [option.code for option in one.options]
        pick = st.sampled_from(chosen) if chosen else likely
        if one.columns:
            rows = [{c.code: draw(likely) for c in one.columns}]
            said[one.code] = rows
        elif draw(st.booleans()):
            said[one.code] = [draw(pick)] if one.kind.value == "many" else draw(pick)
    return said


@SLOWLY
@given(definitions(), st.data())
def test_answers_that_passed_pass_again_as_they_are(raw: Any, data: st.DataObject) -> None:
    made = known(raw)
    first = check(made, answers_to(made, data.draw), WORLD)
    again = check(made, json.loads(json.dumps(first.answers)), WORLD)
    shown = set(visible(made, first.answers))
    assert again.answers == first.answers
    assert (again.flaws, again.dropped) == ([], [])
    assert set(first.answers) <= shown
    assert {one.path.split(".")[0] for one in first.missing} <= shown


@SLOWLY
@given(rubbish, definitions())
def test_rubbish_is_answered_with_flaws_and_never_with_another_error(raw: Any, made: Any) -> None:
    found, wrong_with_it = read(raw)
    assert found is None
    assert wrong_with_it
    check(known(made), raw, WORLD)
    check(known(made), {one.code: raw for one in known(made).fields()}, WORLD)
    people_in(known(made), raw)
    people_in(known(made), {one.code: raw for one in known(made).fields()})
