"""A centre as an institution, on a real Postgres: the roll of meals, minimum standards."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine

from app.cases import forms
from app.cases.form_models import Purpose
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.residence import rolls, standards
from app.residence.care_states import Ate, Meal, WhyCorrected
from app.residence.rolls import roll_of
from app.residence.stays import StayNotFound
from tests.residence.home import Home


async def test_a_roll_is_marked_at_once_put_right_with_a_reason_and_unknown_where_nobody_says(
    home: Home, clock: time_machine.Traveller
) -> None:
    first, second = await home.admit("girl"), await home.admit("girl")
    by, today = home.keeper.id, home.today()  # nine in the evening

    def mark(marks: Any, meal: Meal = Meal.LUNCH, **more: Any) -> Any:
        said: dict[str, Any] = {"why": None, "by": by, **more}
        day = said.pop("day", today)
        return home.do(lambda s: rolls.mark(s, home.centre, day, meal, marks, **said))

    both = {first.id: Ate.ATE, second.id: Ate.ATE}
    assert [await mark(both), await mark(both)] == [2, 0]
    with pytest.raises(rolls.ReasonForChange) as why:
        await mark({first.id: Ate.NOTHING})
    assert why.value.facts["stays"] == [str(first.id)]
    assert await mark({first.id: Ate.NOTHING}, why=WhyCorrected.MISTAKE) == 1
    await mark({second.id: Ate.FASTING}, Meal.BREAKFAST)
    roll = await home.do(lambda s: roll_of(s, home.centre, today))
    totals = {one["meal"]: (one["ate"], one["did_not"], one["unknown"]) for one in roll["totals"]}
    assert totals == {
        "breakfast": (0, 1, 1),
        "lunch": (1, 1, 0),
        "snack": (0, 0, 2),
        "dinner": (0, 0, 2),
    }
    lunch = {child["stay"]: child["meals"]["lunch"] for child in roll["children"]}
    assert (lunch[str(first.id)]["no"], lunch[str(first.id)]["why"]) == (2, "mistake")
    with pytest.raises(rolls.MealIsToCome) as early:
        await mark(both, day=today + timedelta(days=1))
    assert early.value.facts["legal"] == []
    with pytest.raises(rolls.ChildWasNotHere):
        await mark(both, day=today - timedelta(days=1))
    with pytest.raises(StayNotFound):
        await home.do(lambda s: rolls.mark(s, home.other, today, Meal.LUNCH, both, why=None, by=by))
    clock.shift(timedelta(days=40))
    with pytest.raises(rolls.RollIsClosed):
        await mark(both)


async def test_standards_are_a_form_of_the_centre_and_what_is_late_is_told_three_times(
    home: Home, clock: time_machine.Traveller
) -> None:
    by, today = home.keeper.id, home.today()

    async def check(session: Any) -> Any:
        version = await forms.current(session, Purpose.MINIMUM_STANDARD)
        subject = forms.Subject("centre", home.centre, None)
        said: dict[str, Any] = {"by_age": "not_met", "water": {"unknown": True, "why": "not_asked"}}
        return await forms.fill(session, version, subject, said, by=by)

    filled = await home.do(check)
    assert filled.answers["water"]["unknown"] is True
    said: dict[str, Any] = {
        "what": "Mend the fence",
        "owner_id": by,
        "due_on": today,
        "answer_id": None,
    }
    foreign: dict[str, Any] = {
        **said,
        "owner_id": home.supervisor.id,
        "answer_id": filled.answer.id,
    }
    with pytest.raises(InputIsInvalid, match="no such checklist"):
        await home.do(lambda s: standards.add(s, home.other, **foreign, by=by))
    for nobody in (home.stranger.id, home.world.counsellor.id):
        other: dict[str, Any] = {**said, "owner_id": nobody, "by": by}
        with pytest.raises(InputIsInvalid, match="works here"):
            await home.do(partial(standards.add, centre_id=home.centre, **other))
    one = await home.do(lambda s: standards.add(s, home.centre, **said, by=by))
    clock.shift(timedelta(days=30))
    await home.fire()
    levels = [row.facts["level"] for row in await home.world.events("centre.improvement_late_told")]
    assert levels == ["centre", "supervisor", "district"]
    with pytest.raises(standards.ImprovementNotFound):
        await home.do(lambda s: standards.move_on(s, home.other, one.id, "finish", None, by))
    with pytest.raises(InputIsInvalid, match="why it is dropped"):
        await home.do(lambda s: standards.move_on(s, home.centre, one.id, "drop", " ", by))
    done = await home.do(lambda s: standards.move_on(s, home.centre, one.id, "finish", "ok", by))
    assert (done.state.value, done.ended_by) == ("done", by)
    with pytest.raises(IllegalMove) as over:
        await home.do(lambda s: standards.move_on(s, home.centre, one.id, "finish", None, by))
    assert over.value.facts["legal"] == ["reopen"]
    again = await home.do(lambda s: standards.move_on(s, home.centre, one.id, "reopen", None, by))
    assert (again.state.value, again.how, again.ended_by) == ("open", "ok", by), "who said so"
