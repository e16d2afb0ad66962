"""A child's way home on a real Postgres: tracing, conditions, hand-over, follow-ups, new risk."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from time_machine import travel

from app.cases import case_closure, reintegration_schedule, reintegration_service
from app.cases import reintegration_checklist as checklist
from app.cases import reintegration_follow_ups as follow_ups
from app.cases import reintegration_people as people
from app.cases.case_closure import CaseIsHeld
from app.cases.case_service import ChildHasACase
from app.cases.reintegration_figures import figures
from app.cases.reintegration_states import Care, Kind
from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove
from tests.cases.casework import planned, today
from tests.cases.going_home import GoingHome, in_days


@pytest.fixture
async def work(database: Database) -> GoingHome:
    made = GoingHome(database)
    await made.build()
    return made


async def refused(error: type[HelplineError], act: Any) -> HelplineError:
    with pytest.raises(error) as found:
        await act
    return found.value


async def test_attempts_to_find_the_family_are_appended_and_an_accused_needs_a_supervisor(
    work: GoingHome,
) -> None:
    case_id = await work.open()
    mother = await work.relative(case_id, "mother")
    uncle = await work.relative(case_id, "uncle", accused=True)
    await work.trace(case_id, "no_answer")
    await work.trace(case_id, "lead", words="নদীর ওপারের বাজার", who="ইউপি সদস্য")
    await work.trace(case_id, "found", person=mother)
    for result, more, field in (
        ("found", {}, "person"),
        ("found", {"person": uuid4()}, "person"),
        ("lead", {}, "words"),
        ("not_found", {"at": in_days(1)}, "at"),
        ("not_found", {"place": "nowhere"}, "place"),
    ):
        wrong = await refused(InputIsInvalid, work.trace(case_id, result, **more))
        assert wrong.field == field
    await refused(people.PersonIsAccused, work.trace(case_id, "found", person=uncle))
    wrong = await refused(InputIsInvalid, work.trace(case_id, "found", "shanta", person=uncle))
    assert wrong.field == "why_accused"
    await work.trace(case_id, "found", "shanta", person=uncle, why_accused="আদালত তাই চায়")
    rows = await work.traced(case_id)
    assert [one["result"] for one in rows] == ["no_answer", "lead", "found", "found"]
    assert [one["accused"] for one in rows] == [False, False, False, True]
    assert (rows[1]["who"], rows[0]["place"], rows[0]["words"]) == ("ইউপি সদস্য", None, None)
    assert len(await work.told(case_id, "case.traced")) == 4


async def test_a_child_goes_only_when_all_holds_and_unknown_is_not_yes(work: GoingHome) -> None:
    case_id = await work.open()
    mother = await work.relative(case_id)
    row_id = await work.plan(case_id, mother)
    lacking = await refused(
        reintegration_service.PreconditionsAreMissing, work.hand_over(case_id, row_id)
    )
    asked = [one["condition"] for one in (await work.one(case_id, row_id))["conditions"]]
    assert [one["condition"] for one in lacking.facts["missing"]] == asked
    await work.all_hold(case_id, row_id, "home_assessed")
    await work.answer(case_id, row_id, "home_assessed", "unknown")
    lacking = await refused(
        reintegration_service.PreconditionsAreMissing, work.hand_over(case_id, row_id)
    )
    assert lacking.facts["missing"] == [
        {"condition": "home_assessed", "answer": "unknown", "against_record": False}
    ]
    more: dict[str, Any] = {"words": " ", "document": None, "by": work.id("mita")}
    verb, yes = checklist.answer, checklist.Answer.YES
    wrong = await refused(
        InputIsInvalid, work.on_row(case_id, row_id, verb, "home_assessed", yes, **more)
    )
    assert wrong.field == "words", "a yes has evidence"
    wrong = await refused(
        InputIsInvalid, work.on_row(case_id, row_id, verb, "trusted_adult", yes, **more)
    )
    assert wrong.field == "condition", "it is asked of a life of one's own"
    await work.answer(case_id, row_id, "home_assessed")
    await work.hand_over(case_id, row_id)
    row = await work.one(case_id, row_id)
    assert (row["state"], row["missing"]) == ("home", [])
    days = [one["planned_on"] for one in row["follow_ups"]]
    assert days == [(today() + timedelta(days=n)).isoformat() for n in (7, 30, 90, 180, 365)]
    told = await work.told(case_id, "case.child_handed_over")
    assert (told[0]["exceptions"], told[0]["stays"]) == (0, 0)
    held = await refused(CaseIsHeld, work.ask_to_close(case_id))
    assert [one["kind"] for one in held.facts["holds"]] == ["reintegration_open"]
    await refused(IllegalMove, work.answer(case_id, row_id, "home_assessed", "no"))
    await refused(IllegalMove, work.hand_over(case_id, row_id))


async def test_a_supervisor_who_wrote_nothing_of_it_lets_one_condition_pass_by_name(
    work: GoingHome,
) -> None:
    case_id = await work.open()
    row_id = await work.plan(case_id, await work.relative(case_id))
    await work.all_hold(case_id, row_id, "school_or_work")
    await work.answer(case_id, row_id, "school_or_work", "no", by="babul")
    await refused(
        checklist.NoExceptionIsNeeded, work.ask_exception(case_id, row_id, "home_assessed")
    )
    asked = await work.ask_exception(case_id, row_id, "school_or_work", by="shanta")
    await refused(
        checklist.ExceptionIsAsked, work.ask_exception(case_id, row_id, "school_or_work")
    )
    for by in ("shanta", "babul"):
        await refused(checklist.DeciderWroteIt, work.decide_on(case_id, row_id, asked, by=by))
    await work.answer(case_id, row_id, "school_or_work", "no")
    assert (await work.one(case_id, row_id))["exceptions"][0]["state"] == "lapsed"
    await refused(IllegalMove, work.decide_on(case_id, row_id, asked, by="babul"))
    asked = await work.ask_exception(case_id, row_id, "school_or_work")
    await work.decide_on(case_id, row_id, asked)
    row = await work.one(case_id, row_id)
    assert row["missing"] == []
    assert [one["condition"] for one in row["conditions"] if one["let_pass"]] == ["school_or_work"]
    await refused(
        checklist.NoExceptionIsNeeded, work.ask_exception(case_id, row_id, "school_or_work")
    )
    await work.hand_over(case_id, row_id)
    assert (await work.told(case_id, "case.child_handed_over"))[0]["exceptions"] == 1


async def test_the_record_of_the_child_knows_who_is_accused_whatever_is_answered(
    work: GoingHome,
) -> None:
    case_id = await work.open()
    mother = await work.relative(case_id)
    row_id = await work.plan(case_id, mother)
    await work.all_hold(case_id, row_id)
    uncle = await work.relative(case_id, "uncle", accused=True, lives_with="yes")
    lacking = await refused(
        reintegration_service.PreconditionsAreMissing, work.hand_over(case_id, row_id)
    )
    assert lacking.facts["missing"] == [
        {"condition": "no_accused_at_home", "answer": "no", "against_record": True}
    ]
    await refused(
        checklist.RecordSpeaksAgainst, work.answer(case_id, row_id, "no_accused_at_home")
    )
    asked = await work.ask_exception(case_id, row_id, "no_accused_at_home")
    await work.decide_on(case_id, row_id, asked)
    await work.hand_over(case_id, row_id)

    other = await work.open()
    uncle = await work.relative(other, "uncle", accused=True)
    row_id = await work.plan(other, uncle, kind=Kind.RELATIVES)
    await work.all_hold(other, row_id, "no_accused_at_home")
    lacking = await refused(
        reintegration_service.PreconditionsAreMissing, work.hand_over(other, row_id)
    )
    assert lacking.facts["missing"][0]["against_record"], "the accused would take the child"


async def test_a_plan_that_leads_elsewhere_asks_every_condition_anew(work: GoingHome) -> None:
    case_id = await work.open()
    mother, aunt = await work.relative(case_id), await work.relative(case_id, "aunt")
    row_id = await work.plan(case_id, mother)
    await work.all_hold(case_id, row_id, "basic_needs")
    await work.ask_exception(case_id, row_id, "basic_needs")
    later = today() + timedelta(days=9)
    verb, by = reintegration_service.change, work.id("mita")
    await work.on_row(case_id, row_id, verb, work.wanted(mother, planned_on=later), by)
    row = await work.one(case_id, row_id)
    assert (row["revision"], row["missing"]) == (1, ["basic_needs"])
    await work.on_row(case_id, row_id, verb, work.wanted(aunt, kind=Kind.RELATIVES), by)
    row = await work.one(case_id, row_id)
    assert row["revision"] == 2
    assert len(row["missing"]) == len(row["conditions"])
    assert [one["state"] for one in row["exceptions"]] == ["lapsed"]


async def test_what_can_not_be_is_refused_and_names_its_field(work: GoingHome) -> None:
    case_id, other = await work.open(), await work.open()
    mother = await work.relative(case_id)
    stranger = await work.relative(other)
    foreign = (await work.case(other)).child_id
    await refused(people.NotTheChildOfThisCase, work.plan(case_id, mother, child=foreign))
    for more, field in (
        ({"person": stranger}, "person"),
        ({"planned_on": today() - timedelta(days=1)}, "planned_on"),
        ({"planned_on": today() + timedelta(days=367)}, "planned_on"),
        ({"place": "nowhere"}, "place"),
        ({"kind": Kind.ALTERNATIVE_CARE}, "care"),
        ({"care": Care.FOSTER}, "care"),
        ({"adult_reason": "tall"}, "adult_reason"),
    ):
        person = more.pop("person", mother)
        wrong = await refused(InputIsInvalid, work.plan(case_id, person, **more))
        assert wrong.field == field, field
    row_id = await work.plan(case_id, None, place=None)
    known = await refused(reintegration_service.ReintegrationIsOpen, work.plan(case_id, mother))
    assert known.facts["reintegration"] == str(row_id)
    for more, field in (
        ({"at": in_days(1)}, "at"),
        ({"at": in_days(-2)}, "at"),
        ({}, "place"),
    ):
        wrong = await refused(InputIsInvalid, work.hand_over(case_id, row_id, **more))
        assert wrong.field == field
    await refused(IllegalMove, work.visit(case_id, row_id, "safe"))
    by = work.id("mita")
    args = ("other", None, by)
    verb = reintegration_service.call_off
    assert (await refused(InputIsInvalid, work.on_row(case_id, row_id, verb, *args))).field == (
        "words"
    )
    await work.on_row(case_id, row_id, verb, "child_declines", None, by)
    assert await work.plan(case_id, mother) != row_id
    with pytest.raises(HelplineError) as absent:
        await work.on_row(other, row_id, verb, "other_plan", None, by)
    assert absent.value.code == "reintegration_not_found"


async def test_an_adult_by_birth_goes_with_a_reason_and_a_paper_that_is_none_is_refused(
    work: GoingHome,
) -> None:
    case_id = await work.open()
    birth = {"date": f"{today().year - 18}-{today():%m-%d}", "certainty": "certain"}
    await work.say(case_id, "birth", birth, adult_reason="in_care")
    mother = await work.relative(case_id)
    wrong = await refused(reintegration_service.ChildIsAdult, work.plan(case_id, mother))
    assert "in_care" in wrong.facts["reasons"]
    row_id = await work.plan(case_id, None, kind=Kind.INDEPENDENT, adult_reason="in_care")
    await work.all_hold(case_id, row_id)
    wrong = await refused(InputIsInvalid, work.hand_over(case_id, row_id, paper=uuid4()))
    assert wrong.field == "paper"
    wrong = await refused(InputIsInvalid, work.hand_over(case_id, row_id, stays=[uuid4()]))
    assert wrong.field == "stays"
    await work.hand_over(case_id, row_id)
    assert (await work.one(case_id, row_id))["adult_reason"] == "in_care"


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
        await work.visit(case_id, row_id, "safe", 0)
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


STATES = {"planned", "home", "settled", "at_risk", "ended", "called_off"}
LEGAL_NEXT = {
    "planned": {"planned", "home", "called_off"},
    "home": {"home", "settled", "at_risk", "ended"},
    "settled": {"settled", "at_risk"},
    "at_risk": {"at_risk"},
    "ended": {"ended", "at_risk"},
    "called_off": {"called_off"},
}


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_is_tried_in_whatever_order_the_state_is_legal_and_nothing_is_lost(
    work: GoingHome, seed: int
) -> None:
    """Verbs at random on one case: each is done whole, or refused and leaves no trace."""
    chance = random.Random(seed)
    case_id = await work.open()
    mother, aunt = await work.relative(case_id), await work.relative(case_id, "aunt")
    known: list[UUID] = []
    conditions = ["child_asked", "home_assessed", "school_or_work", "trusted_adult"]
    moment = clock.now()

    def some() -> UUID:
        return chance.choice(known) if known and chance.random() < 0.9 else uuid4()

    async def plan() -> None:
        known.append(await work.plan(case_id, chance.choice([mother, aunt])))

    async def allowed() -> None:
        asked = await work.ask_exception(case_id, some(), chance.choice(conditions))
        row = next(
            one
            for one in await work.rows(case_id)
            if str(asked) in [each["id"] for each in one["exceptions"]]
        )
        verb = chance.choice(["allow", "refuse"])
        await work.decide_on(case_id, UUID(row["id"]), asked, verb)

    async def visit() -> None:
        found = chance.choice(["safe", "safe", "concern", "risk", "not_met"])
        met = found != "not_met"
        more = {"reason": "neglect"} if found == "risk" else {}
        slot = chance.choice([None, 0, 1, 2])
        row_id = some()
        if slot is not None and slot >= len(await work.follow_ups(row_id)):
            slot = None
        await work.visit(
            case_id, row_id, found, slot, child_seen=met, child_asked=met, **more
        )

    async def whole() -> None:
        if known:
            await work.all_hold(case_id, chance.choice(known))

    verb, by = reintegration_service.call_off, work.id("mita")
    tries = [
        plan,
        plan,
        whole,
        whole,
        allowed,
        lambda: work.answer(
            case_id, some(), chance.choice(conditions), chance.choice(["yes", "no", "unknown"])
        ),
        lambda: work.hand_over(case_id, some()),
        lambda: work.hand_over(case_id, some()),
        visit,
        visit,
        lambda: work.new_risk(case_id, some()),
        lambda: work.on_row(case_id, some(), verb, "other_plan", None, by),
        lambda: work.on_row(
            case_id, some(), reintegration_service.give_up, "moved_away", "x", work.id("shanta")
        ),
        lambda: work.trace(case_id, chance.choice(["not_found", "lead", "found"])),
    ]
    before = await work.rows(case_id)
    done = 0
    for _ in range(70):
        moment += timedelta(hours=chance.choice([1, 24, 400]))
        with travel(moment, tick=False):
            steps = len(await work.told(case_id))
            try:
                await chance.choice(tries)()
            except HelplineError:
                after = await work.rows(case_id)
                told = len(await work.told(case_id))
                assert (told > steps) or after == before, "refused, and yet something changed"
            else:
                done += 1
                after = await work.rows(case_id)
        assert {one["state"] for one in after} <= STATES
        assert sum(one["state"] in ("planned", "home") for one in after) <= 1
        states = {one["id"]: one["state"] for one in after}
        for row in before:
            assert states[row["id"]] in LEGAL_NEXT[row["state"]], "it went back"
            now = next(one for one in after if one["id"] == row["id"])
            for part in ("visits", "exceptions", "follow_ups"):
                ids = {one["id"] for one in now[part]}
                assert {one["id"] for one in row[part]} <= ids, f"{part} were lost"
        for row in after:
            due = [one for one in row["follow_ups"] if one["state"] == "due"]
            assert bool(due) == (row["state"] == "home"), "followed up as long as it is at home"
        home = any(one["state"] == "home" for one in after)
        assert ("home_follow_up" in await work.dues(case_id)) == home
        before = after
    episodes = [one for one in before if one["state"] == "at_risk"]
    assert (await work.row(case_id))["episode"] == 1 + len(episodes)
    assert done > 10
