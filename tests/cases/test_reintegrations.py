"""A child's way home on a real Postgres: tracing, conditions, exceptions, the hand-over."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.cases import reintegration_checklist as checklist
from app.cases import reintegration_people as people
from app.cases import reintegration_service
from app.cases.case_closure import CaseIsHeld
from app.cases.reintegration_states import Answer, Care, Kind
from app.core.db import Database
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove
from tests.cases.casework import today
from tests.cases.going_home import GoingHome, in_days, refused


@pytest.fixture
async def work(database: Database) -> GoingHome:
    made = GoingHome(database)
    await made.build()
    return made


async def test_attempts_to_find_the_family_are_appended_and_an_accused_needs_a_supervisor(
    work: GoingHome,
) -> None:
    case_id = await work.open()
    mother = await work.relative(case_id, "mother")
    uncle = await work.relative(case_id, "uncle", accused=True)
    sent = uuid4()
    for _ in range(2):  # sent again after a lost answer, it is one attempt
        await work.trace(case_id, "no_answer", id=sent)
    await work.trace(case_id, "lead", words="নদীর ওপারের বাজার", who="ইউপি সদস্য")
    await work.trace(case_id, "found", person=mother)
    for result, more, field in (
        ("found", {}, "person"),
        ("found", {"person": uuid4()}, "person"),
        ("lead", {}, "words"),
        ("not_found", {"at": in_days(1)}, "at"),
        ("not_found", {"at": in_days(-32 * 366)}, "at"),
        ("not_found", {"place": "nowhere"}, "place"),
    ):
        wrong = await refused(InputIsInvalid, work.trace(case_id, result, **more))
        assert wrong.field == field
    await work.trace(case_id, "refused", person=uncle, words="নিতে চায় না")
    await refused(people.PersonIsAccused, work.trace(case_id, "found", person=uncle))
    wrong = await refused(InputIsInvalid, work.trace(case_id, "found", "shanta", person=uncle))
    assert wrong.field == "why_accused"
    await work.trace(case_id, "found", "shanta", person=uncle, why_accused="আদালত তাই চায়")
    rows = await work.traced(case_id)
    assert [one["result"] for one in rows] == ["no_answer", "lead", "found", "refused", "found"]
    assert [one["accused"] for one in rows] == [False, False, False, True, True]
    assert (rows[1]["who"], rows[0]["place"], rows[0]["words"]) == ("ইউপি সদস্য", None, None)
    assert len(await work.told(case_id, "case.traced")) == 5


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
    verb, yes = checklist.answer, Answer.YES
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
    await refused(checklist.ExceptionIsAsked, work.ask_exception(case_id, row_id, "school_or_work"))
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
    await refused(checklist.RecordSpeaksAgainst, work.answer(case_id, row_id, "no_accused_at_home"))
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
    plans: tuple[tuple[dict[str, Any], str], ...] = (
        ({"person": stranger}, "person"),
        ({"planned_on": today() - timedelta(days=1)}, "planned_on"),
        ({"planned_on": today() + timedelta(days=367)}, "planned_on"),
        ({"place": "nowhere"}, "place"),
        ({"kind": Kind.ALTERNATIVE_CARE}, "care"),
        ({"care": Care.FOSTER}, "care"),
        ({"adult_reason": "tall"}, "adult_reason"),
    )
    for more, field in plans:
        person = more.pop("person", mother)
        wrong = await refused(InputIsInvalid, work.plan(case_id, person, **more))
        assert wrong.field == field, field
    row_id = await work.plan(case_id, None, place=None)
    known = await refused(reintegration_service.ReintegrationIsOpen, work.plan(case_id, mother))
    assert known.facts["reintegration"] == str(row_id)
    for said, field in (
        ({"at": in_days(1)}, "at"),
        ({"at": in_days(-2)}, "at"),
        ({}, "place"),
    ):
        wrong = await refused(InputIsInvalid, work.hand_over(case_id, row_id, **said))
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
    small = await work.open()
    await work.say(small, "age", {"from": 9, "to": 10, "certainty": "guess"})
    young = await refused(InputIsInvalid, work.plan(small, None, kind=Kind.INDEPENDENT))
    assert young.field == "kind"
    assert "in_care" in wrong.facts["reasons"]
    row_id = await work.plan(case_id, None, kind=Kind.INDEPENDENT, adult_reason="in_care")
    await work.all_hold(case_id, row_id)
    wrong = await refused(InputIsInvalid, work.hand_over(case_id, row_id, paper=uuid4()))
    assert wrong.field == "paper"
    wrong = await refused(InputIsInvalid, work.hand_over(case_id, row_id, stays=[uuid4()]))
    assert wrong.field == "stays"
    await work.hand_over(case_id, row_id)
    assert (await work.one(case_id, row_id))["adult_reason"] == "in_care"
