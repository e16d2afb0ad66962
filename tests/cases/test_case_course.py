"""What follows in a case on a real Postgres: assignment, checks, notes, closure, reopening."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from app.cases import (
    case_approvals,
    case_assignments,
    case_closure,
    case_service,
    case_staff,
)
from app.cases.access import SystemReason
from app.cases.access import for_system as incident_for_system
from app.cases.case_access import CaseIsClosed
from app.cases.case_closure import CaseIsHeld
from app.cases.case_file_models import CaseNote
from app.cases.case_file_queries import file_of
from app.cases.case_models import Case
from app.cases.case_ratings import OnlyASupervisorLowers
from app.cases.case_staff import PersonOwnsCases
from app.cases.case_states import AssignmentState
from app.cases.holds import place_hold
from app.cases.models import Child, Incident
from app.cases.sealed import DataIsErased
from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove
from app.staff import giving
from tests.cases.casework import (
    ASSESSED,
    CLOSING,
    OTHER_PLACE,
    Casework,
    Verb,
    planned,
    today,
)


@pytest.fixture
async def work(database: Database) -> Casework:
    made = Casework(database)
    await made.build()
    return made


class TestAssignment:
    async def test_a_case_passes_only_when_whoever_was_asked_accepts(self, work: Casework) -> None:
        case_id = await work.open(risk=None)
        await work.on(case_id, case_assignments.assign, work.id("suman"), work.id("mita"))
        assert (await work.row(case_id))["owner"]["id"] == str(work.id("mita"))
        accept = (await work.dues(case_id))["accept"]
        assert accept.due_at - accept.base_at == timedelta(hours=1)
        with pytest.raises(case_assignments.NotTheOneAsked):
            await work.on(case_id, case_assignments.accept, work.id("rina"))
        await work.on(case_id, case_assignments.accept, work.id("suman"))
        assert (await work.row(case_id))["owner"]["id"] == str(work.id("suman"))
        assert "accept" not in await work.dues(case_id)

    async def test_one_is_asked_at_a_time_and_what_is_declined_or_withdrawn_stays(
        self, work: Casework
    ) -> None:
        case_id, by = await work.open(), work.id("mita")
        for nobody in (work.id("admin"), uuid4(), by):
            with pytest.raises(InputIsInvalid):
                await work.on(case_id, case_assignments.assign, nobody, by)
        done = await asyncio.gather(
            work.on(case_id, case_assignments.assign, work.id("suman"), by),
            work.on(case_id, case_assignments.assign, work.id("rina"), by),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in done) == [
            "AssignmentIsPending",
            "CaseAssignment",
        ]

        case_id, by = await work.open(), work.id("mita")
        await work.on(case_id, case_assignments.assign, work.id("suman"), by)
        await work.on(case_id, case_assignments.decline, "too_far", work.id("suman"))
        await work.on(case_id, case_assignments.assign, work.id("rina"), by)
        await work.on(case_id, case_assignments.withdraw, by)
        with pytest.raises(IllegalMove):
            await work.on(case_id, case_assignments.accept, work.id("rina"))
        assert (await work.row(case_id))["owner"]["id"] == str(by)
        ended = await work.told(case_id, "case.assignment_ended")
        assert [one["how"] for one in ended] == [
            AssignmentState.DECLINED.value,
            AssignmentState.WITHDRAWN.value,
        ]

    async def test_the_owner_takes_no_case_away_from_whoever_supervises_it(
        self, work: Casework
    ) -> None:
        case_id, by = await work.open(supervisor_id=None), work.id("mita")
        babul, shanta = work.id("babul"), work.id("shanta")
        await work.do(lambda s: case_staff.set_areas(s, babul, [OTHER_PLACE], work.id("admin")))
        with pytest.raises(InputIsInvalid):
            await work.on(case_id, case_service.place, by, supervisor_id=babul)
        await work.on(case_id, case_service.place, by, supervisor_id=shanta)
        for more in ({}, {"where": OTHER_PLACE}):
            with pytest.raises(HelplineError) as refused:
                await work.on(case_id, case_service.place, by, supervisor_id=babul, **more)
            assert refused.value.code == "only_a_supervisor_hands_over"
        named = {"supervisor_id": babul, "supervises": True}
        await work.on(case_id, case_service.place, shanta, **named)
        assert (await work.case(case_id)).supervisor_id == babul

    async def test_nobody_loses_the_right_to_act_on_cases_that_are_his_or_hers(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        await work.on(case_id, case_assignments.assign, work.id("rina"), work.id("mita"))
        for name in ("mita", "rina"):
            with pytest.raises(PersonOwnsCases) as refused:
                await work.do(give(work, name, "administrator"))
            assert refused.value.facts["cases"] == [(await work.case(case_id)).number]
            await work.do(give(work, name, "supervisor"))
        await work.on(case_id, case_assignments.decline, "busy", work.id("rina"))
        await work.do(give(work, "rina", "administrator"))


def give(work: Casework, name: str, role: str) -> Verb:
    return lambda session: giving.give_role(session, work.id(name), role, work.id("admin"))


class TestChecks:
    async def test_what_has_not_happened_and_a_follow_up_before_a_plan_are_refused(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        await work.approved(case_id, "plan", planned(today()))
        now = clock.now()
        for kind, wrong, at_field in (
            ("child_seen", {"at": now + timedelta(minutes=5)}, "at"),
            ("review", {"at": now - timedelta(days=2)}, "at"),
            ("child_seen", {"at": now - timedelta(days=2)}, "at"),
            ("follow_up", {"next_on": today()}, "next_on"),
            ("follow_up", {"next_on": today() - timedelta(days=1)}, "next_on"),
            ("child_seen", {"next_on": today() + timedelta(days=3)}, "next_on"),
        ):
            with pytest.raises(InputIsInvalid) as refused:
                await work.check(case_id, kind, **wrong)
            assert refused.value.field == at_field
        this_morning = now.astimezone(clock.DHAKA).replace(hour=0, minute=0, second=0)
        await work.check(case_id, "child_seen", at=this_morning)

        case_id = await work.open()
        with pytest.raises(IllegalMove) as illegal:
            await work.check(case_id, "follow_up")
        assert illegal.value.facts["legal"] == ["child_seen", "review"]

    async def test_a_day_agreed_for_the_next_one_is_when_it_is_due(self, work: Casework) -> None:
        case_id = await work.open()
        await work.rate(case_id, "low")
        await work.approved(case_id, "plan", planned(today()))
        await work.check(case_id, "follow_up", next_on=today() + timedelta(days=3))
        due = (await work.dues(case_id))["follow_up"].due_at.astimezone(clock.DHAKA)
        assert (due.date(), due.hour) == (today() + timedelta(days=4), 0), "until its end"
        await work.check(case_id, "follow_up")
        later = (await work.dues(case_id))["follow_up"]
        assert later.due_at - later.base_at == timedelta(days=30)


class TestNotes:
    async def test_a_correction_keeps_what_it_corrects(self, work: Casework) -> None:
        case_id, by = await work.open(), work.id("mita")
        first = await work.on(case_id, case_service.note, "ভুল", None, by)
        await work.on(case_id, case_service.note, "ঠিক", first.id, by)
        notes = (await work.do(lambda s: file_of(s, case_id)))["notes"]
        assert [one["words"] for one in notes] == ["ভুল", "ঠিক"]
        assert notes[0]["corrected_by"] == notes[1]["id"]
        other = await work.open()
        with pytest.raises(case_service.NoteNotFound):
            await work.on(other, case_service.note, "x", first.id, by)

    async def test_what_was_written_is_sealed_and_gone_with_the_childs_key(
        self, work: Casework
    ) -> None:
        case_id, by = await work.open(), work.id("mita")
        await work.on(case_id, case_service.note, "গোপন", None, by)
        row = (await work.do(lambda s: s.exec(select(CaseNote)))).one()
        assert "গোপন".encode() not in row.said
        child_id = (await work.case(case_id)).child_id

        async def erase(session: Any) -> None:
            (await session.get_one(Child, child_id)).wrapped_key = None

        await work.do(erase)
        assert (await work.do(lambda s: file_of(s, case_id)))["notes"][0]["words"] is None
        with pytest.raises(DataIsErased):
            await work.on(case_id, case_service.note, "x", None, by)


class TestClosure:
    async def test_it_needs_a_reason_of_the_list_and_the_childs_view_or_why_not(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        with pytest.raises(InputIsInvalid):
            await work.ask_to_close(case_id, reason="bored")
        for wrong in (
            {"child_view": " "},
            {"child_asked": False, "child_view": None, "why_not_asked": None},
        ):
            with pytest.raises(case_approvals.SheetIsIncomplete):
                await work.ask_to_close(case_id, **wrong)
        await work.ask_to_close(case_id, child_asked=False, why_not_asked="শিশুকে পাওয়া যায়নি")
        with pytest.raises(case_approvals.ApprovalIsPending):
            await work.ask_to_close(case_id)
        assert (await work.row(case_id))["steps"]["closure"] == "waiting"

    async def test_what_holds_it_open_is_named_a_worker_who_is_out_too(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        await work.approved(case_id, "plan", planned(today()))
        await work.write(case_id, "assessment", ASSESSED)
        await work.ask(case_id, "assessment")
        with pytest.raises(CaseIsHeld) as refused:
            await work.ask_to_close(case_id)
        kinds = {hold["kind"] for hold in refused.value.facts["holds"]}
        assert kinds == {"approval_pending", "action_open"}
        other = await work.open()
        await work.ask_to_close(other)
        await work.on(other, case_assignments.assign, work.id("suman"), work.id("mita"))
        with pytest.raises(CaseIsHeld):
            await work.close(other)

        ticket = await work.ticket()
        case_id = await work.open(ticket)

        async def hold(session: Any) -> None:
            incident: Incident = await incident_for_system(
                session,
                ticket,
                SystemReason.SCREEN,
                lock=True,
            )
            await place_hold(session, incident, "worker_out", uuid4())

        await work.do(hold)
        with pytest.raises(CaseIsHeld) as refused:
            await work.ask_to_close(case_id)
        assert [one["kind"] for one in refused.value.facts["holds"]] == ["worker_out"]

    async def test_closed_it_owes_nothing_and_takes_nothing(self, work: Casework) -> None:
        case_id, by = await work.closed(), work.id("mita")
        row = await work.row(case_id)
        assert (row["state"], row["dues"], row["next_due"]) == ("closed", [], None)
        for verb in (
            lambda: work.rate(case_id, "high"),
            lambda: work.check(case_id, "child_seen"),
            lambda: work.write(case_id, "assessment", ASSESSED),
            lambda: work.ask_to_close(case_id),
            lambda: work.on(case_id, case_service.note, "x", None, by),
            lambda: work.on(case_id, case_assignments.assign, work.id("suman"), by),
        ):
            with pytest.raises(CaseIsClosed) as refused:
                await verb()
            assert refused.value.facts["legal"] == ["reopen"]

    async def test_a_high_risk_is_not_lowered_by_a_reopening(self, work: Casework) -> None:
        case_id = await work.open()
        await work.rate(case_id, "high")
        await work.ask_to_close(case_id)
        await work.close(case_id)
        await work.on(case_id, case_closure.reopen, "new_risk", work.id("mita"))
        with pytest.raises(OnlyASupervisorLowers):
            await work.rate(case_id, "low")
        await work.rate(case_id, "low", "shanta", may_lower=True, why="নিরাপদে আছে")
        await work.rate(case_id, "medium")

    async def test_reopened_it_is_the_next_episode_unless_another_case_is_open(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        await work.rate(case_id, "low")
        with pytest.raises(IllegalMove) as refused:
            await work.on(case_id, case_closure.reopen, "new_risk", work.id("mita"))
        assert refused.value.facts["legal"] == ["close"]
        await work.approved(case_id, "assessment", ASSESSED)
        await work.ask_to_close(case_id)
        await work.close(case_id)
        await work.on(case_id, case_closure.reopen, "new_risk", work.id("mita"))
        row = await work.row(case_id)
        assert (row["episode"], row["risk"], row["step"]) == (2, None, "identification")
        assert set(await work.dues(case_id)) == {"see_child", "assessment", "plan", "review"}
        with pytest.raises(InputIsInvalid):
            await work.check(case_id, "child_seen", at=clock.now() - timedelta(hours=1))
        await work.write(case_id, "assessment", ASSESSED)
        sheets = (await work.do(lambda s: file_of(s, case_id)))["sheets"]
        assert [(one["sheet"], one["episode"], one["revision"]) for one in sheets] == [
            ("assessment", 1, 1),
            ("closure", 1, 1),
            ("assessment", 2, 1),
        ]

        ticket = await work.ticket()
        case_id = await work.open(ticket)
        await work.ask_to_close(case_id)
        await work.close(case_id)
        second = await work.open(ticket)
        assert (await work.case(second)).child_id == (await work.case(case_id)).child_id
        with pytest.raises(case_service.ChildHasACase):
            await work.on(case_id, case_closure.reopen, "new_risk", work.id("mita"))

        case_id = await work.open()
        await work.on(case_id, case_closure.request, dict(CLOSING), work.id("shanta"))
        with pytest.raises(case_approvals.ApproverWroteIt):
            await work.close(case_id)
        await work.close(case_id, by="babul")
        assert (await work.case(case_id)).closed_at is not None


async def test_every_verb_leaves_an_open_case_with_what_is_due_and_a_gapless_timeline(
    work: Casework,
) -> None:
    case_id = await work.open()
    assert (await work.case(case_id)).version == len(await work.told(case_id))
    await work.approved(case_id, "assessment", ASSESSED)
    await work.approved(case_id, "plan", planned(today()))
    open_cases = await work.do(lambda s: s.exec(select(Case.id).where(Case.state == "open")))
    for id_ in open_cases:
        assert "review" in await work.dues(id_)
    assert (await work.case(case_id)).version == len(await work.told(case_id))
