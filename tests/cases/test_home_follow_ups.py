"""After a child went home, on a real Postgres: follow-ups, lateness, new risk, figures, terms."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from time_machine import travel

from app.cases import case_closure, reintegration_schedule, reintegration_service
from app.cases import reintegration_follow_ups as follow_ups
from app.cases.case_service import ChildHasACase
from app.cases.reintegration_figures import figures
from app.cases.reintegration_states import Kind
from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove
from tests.cases.casework import planned, today
from tests.cases.going_home import GoingHome, in_days, refused


@pytest.fixture
async def work(database: Database) -> GoingHome:
    made = GoingHome(database)
    await made.build()
    return made


async def test_follow_ups_are_due_by_the_schedule_tell_who_must_know_and_settle_the_child(
    work: GoingHome,
) -> None:
    case_id = await work.open()
    await work.rate(case_id, "low")
    row_id = await work.home(case_id)
    due = (await work.dues(case_id))["home_follow_up"].due_at.astimezone(clock.DHAKA)
    assert (due.date(), due.hour) == (today() + timedelta(days=8), 0), "until the end of its day"
    went = clock.now()
    with travel(went + timedelta(days=8, hours=6), tick=False):
        await work.fire()
        assert "home_follow_up worker" in await work.late(case_id)
        await work.rate(case_id, "medium")
        await work.fire()
        told = (await work.late(case_id)).count("home_follow_up worker")
        assert told == 1, "a raised risk tells nobody twice"
        await work.rate(case_id, "low")
        await work.visit(case_id, row_id, "not_met", 0, child_seen=False, child_asked=False)
        assert (await work.one(case_id, row_id))["follow_ups"][0]["state"] == "due"
        wrong = await refused(
            follow_ups.EarlierFollowUpIsDue, work.visit(case_id, row_id, "safe", 1)
        )
        assert wrong.facts["follow_up"] == str((await work.follow_ups(row_id))[0].id)
        for more, field in (
            ({"at": went - timedelta(minutes=5)}, "at"),
            ({"at": in_days(1)}, "at"),
            ({"child_view": None}, "child_view"),
            ({"reason": "violence"}, "reason"),
        ):
            wrong = await refused(InputIsInvalid, work.visit(case_id, row_id, "safe", 0, **more))
            assert wrong.field == field
        sent = uuid4()
        for _ in range(2):  # sent again after a lost answer, it is one visit
            await work.visit(case_id, row_id, "safe", 0, id=sent)
        await work.fire()
        assert (await work.dues(case_id, ended=True))["home_follow_up"].ending == "moved"
    with travel(went + timedelta(days=34, hours=12), tick=False):
        await work.fire()
        assert "home_follow_up supervisor" in await work.late(case_id)
        await work.move(case_id, row_id, 1, today() + timedelta(days=5))
        assert (await work.dues(case_id))["home_follow_up"].told_level == 0
        wrong = await refused(
            InputIsInvalid, work.move(case_id, row_id, 1, today() - timedelta(days=1))
        )
        assert wrong.field == "to"
        row = await work.one(case_id, row_id)
        assert [one["reason"] for one in row["follow_ups"][1]["moves"]] == ["child_away"]
        await work.visit(case_id, row_id, "concern", 1)
    with travel(went + timedelta(days=366), tick=False):
        for slot in (2, 3):
            await work.visit(case_id, row_id, "safe", slot)
        await work.visit(case_id, row_id, "concern", 4)
        row = await work.one(case_id, row_id)
        assert (row["state"], len(row["follow_ups"])) == ("home", 6), "one more: not known safe"
        assert "home_follow_up" in await work.dues(case_id)
        await work.visit(case_id, row_id, "safe", 5)
        assert (await work.one(case_id, row_id))["state"] == "settled"
        assert "home_follow_up" not in await work.dues(case_id)
        await work.ask_to_close(case_id)
        await work.close(case_id)
    await refused(HelplineError, work.visit(case_id, row_id, "safe"))


async def test_the_day_that_was_planned_is_due_and_a_supervisor_ends_what_can_not_go_on(
    work: GoingHome,
) -> None:
    case_id = await work.open()
    row_id = await work.plan(case_id, await work.relative(case_id))
    with travel(in_days(2.1), tick=False):
        await work.fire()
    assert {"going_home worker", "going_home supervisor"} <= set(await work.late(case_id))
    await work.all_hold(case_id, row_id)
    await work.hand_over(case_id, row_id)
    assert "going_home" not in await work.dues(case_id)
    verb, by = reintegration_service.give_up, work.id("shanta")
    await refused(InputIsInvalid, work.on_row(case_id, row_id, verb, "out_of_reach", "", by))
    await work.on_row(case_id, row_id, verb, "out_of_reach", "তিনবার গিয়েও পাওয়া যায়নি", by)
    row = await work.one(case_id, row_id)
    assert (row["state"], {one["state"] for one in row["follow_ups"]}) == ("ended", {"dropped"})
    assert "home_follow_up" not in await work.dues(case_id)


async def test_new_risk_begins_the_next_episode_with_all_its_due_dates(work: GoingHome) -> None:
    case_id = await work.open()
    await work.rate(case_id, "low")
    await work.approved(case_id, "plan", planned(today()))
    await work.write(case_id, "assessment", {"domains": [], "summary": "x", "child_view": None})
    row_id = await work.home(case_id)
    wrong = await refused(InputIsInvalid, work.visit(case_id, row_id, "risk", 0))
    assert wrong.field == "reason"
    await work.visit(case_id, row_id, "risk", 0, reason="violence")
    row = await work.row(case_id)
    assert (row["episode"], row["risk"], row["state"]) == (2, None, "open")
    assert {one["due"] for one in row["dues"]} == {"see_child", "assessment", "plan", "review"}
    assert (await work.one(case_id, row_id))["state"] == "at_risk"
    (back,) = await work.returns(case_id)
    assert (back["episode"], back["reason"], back["own"]) == (2, "violence", True)
    kinds = [one["kind"] for one in await work.told(case_id)]
    assert [kind for kind in kinds if kind.startswith("case.home") or "reintegration_e" in kind][
        -2:
    ] == ["case.home_followed_up", "case.reintegration_ended"]
    assert kinds[-1] == "case.new_risk"
    assert "case.action_ended" in kinds, "what was open of the plan is over"
    second = await work.home(case_id)
    assert second != row_id
    await refused(IllegalMove, work.new_risk(case_id, row_id))


async def test_a_closed_case_is_reopened_by_new_risk_or_goes_on_where_the_child_has_a_case(
    work: GoingHome,
) -> None:
    case_id = await work.open()
    row_id = await work.home(case_id)
    with travel(in_days(366), tick=False):
        for slot in range(5):
            await work.visit(case_id, row_id, "safe", slot)
    await work.ask_to_close(case_id)
    await work.close(case_id)
    await work.new_risk(case_id, row_id)
    assert (await work.row(case_id))["episode"] == 2
    assert "case.reopened" in [one["kind"] for one in await work.told(case_id)]

    former = await work.open()
    row_id = await work.home(former)
    verb, by = reintegration_service.give_up, work.id("shanta")
    await work.on_row(former, row_id, verb, "moved_away", "x", by)
    await work.ask_to_close(former)
    await work.close(former)
    twin = await work.open()
    child, other = (await work.case(former)).child_id, (await work.case(twin)).child_id
    merged = "UPDATE child SET merged_into = $1 WHERE id = $2"
    await (await work.database.raw()).execute(merged, other, child)
    await refused(ChildHasACase, work.on(former, case_closure.reopen, "new_risk", by))
    await work.new_risk(former, row_id, other=twin)
    (back,) = await work.returns(twin)
    assert (back["own"], back["words"]) == (False, None), "no word of the other file"
    assert (await work.row(former))["state"] == "closed"
    assert "case.new_risk" in [one["kind"] for one in await work.told(twin)]


async def test_figures_count_a_child_once_however_often_it_went_home(work: GoingHome) -> None:
    async def counted() -> dict[str, Any]:
        day = today()
        found: dict[str, Any] = await work.do(lambda s: figures(s, day, day))
        return found

    assert (await counted())["children"] == 0
    case_id, other = await work.open(), await work.open()
    first = await work.home(case_id)
    await work.home(other)
    await work.new_risk(case_id, first)
    second = await work.plan(case_id, await work.relative(case_id, "aunt"), kind=Kind.RELATIVES)
    await work.all_hold(case_id, second)
    await work.hand_over(case_id, second)
    found = await counted()
    assert (found["children"], found["times"], found["at_risk"]) == (2, 3, 1)
    assert found["by_kind"] == {
        "family": 1,
        "relatives": 1,
        "alternative_care": 0,
        "independent": 0,
    }
    children = [(await work.case(one)).child_id for one in (case_id, other)]
    merged = "UPDATE child SET merged_into = $1 WHERE id = $2"
    await (await work.database.raw()).execute(merged, *children)
    found = await counted()
    assert (found["children"], found["times"]) == (1, 3), "two records of one child"
    with pytest.raises(InputIsInvalid):
        await work.do(lambda s: figures(s, today(), today() - timedelta(days=1)))


async def test_a_schedule_that_is_set_counts_for_children_that_go_from_then_on(
    work: GoingHome,
) -> None:
    before = await work.open()
    row_id = await work.home(before)
    by = work.id("shanta")
    await work.do(lambda s: reintegration_schedule.set_days(s, Kind.FAMILY, [3, 14], by))
    with pytest.raises(InputIsInvalid):
        await work.do(lambda s: reintegration_schedule.set_days(s, Kind.FAMILY, [14, 3], by))
    after = await work.home(await work.open())
    assert len(await work.follow_ups(row_id)) == 5
    went = today()
    assert [one.planned_on for one in await work.follow_ups(after)] == [
        went + timedelta(days=3),
        went + timedelta(days=14),
    ]
    rows = await work.do(reintegration_schedule.schedule_rows)
    said = {row["kind"]: ([one["days"] for one in row["steps"]], row["proposed"]) for row in rows}
    assert said["family"] == ([3, 14], False)
    assert said["relatives"][1]
