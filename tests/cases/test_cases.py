"""The verbs of a case on a real Postgres: opening, risk, approvals, plan, closure, reopening."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select
from time_machine import travel

from app.cases import (
    case_approvals,
    case_closure,
    case_linking,
    case_plan,
    case_service,
    linking,
    merging,
)
from app.cases.access import SystemReason
from app.cases.access import for_system as incident_for_system
from app.cases.case_access import SystemWhy, for_system
from app.cases.case_file_models import CaseAction
from app.cases.case_file_queries import file_of
from app.cases.case_models import Case
from app.cases.queries import incident_rows
from app.core.db import Database
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove
from tests.cases.casework import ASSESSED, PLACE, Casework, planned, today
from tests.cases.test_incidents import signed
from tests.statements import SOMEBODY_WAITS


@pytest.fixture
async def work(database: Database) -> Casework:
    made = Casework(database)
    await made.build()
    return made


async def _merging(session: Any, work: Casework, kept: Case, loser: Case) -> UUID:
    pair = await merging.lock_pair(session, kept.child_id, loser.child_id)
    by = work.id("shanta")
    return (await merging.merge(session, *pair, choose={}, why="document", by=by)).id


async def _merge(work: Casework, kept: UUID, loser: UUID) -> UUID:
    """The children of these cases are one from now on."""
    cases = [await work.case(id_) for id_ in (kept, loser)]
    merged: UUID = await work.do(lambda s: _merging(s, work, *cases))
    return merged


class TestOpening:
    async def test_a_case_has_a_number_shows_on_its_incident_and_unknown_is_due_as_high(
        self, work: Casework
    ) -> None:
        ticket = await work.ticket()
        with travel(datetime(2026, 12, 31, 20, tzinfo=UTC), tick=False):
            case_id = await work.open(ticket)
        row = await work.row(case_id)
        assert row["number"].startswith("C-27-")
        assert (row["place"]["code"], row["step"]) == (PLACE, "identification")
        assert [one["id"] for one in row["incidents"]] == [str(ticket)]
        shown = (await work.do(lambda s: incident_rows(s, [ticket])))[ticket]
        assert [one["number"] for one in shown["cases"]] == [row["number"]]

        case_id = await work.open()
        assert (await work.row(case_id))["risk"] is None
        due = (await work.dues(case_id))["see_child"]
        assert due.due_at - due.base_at == timedelta(hours=24)

    async def test_a_child_has_one_open_case_even_of_two_at_once_and_a_sibling_its_own(
        self, work: Casework
    ) -> None:
        ticket = await work.ticket()
        first = await work.open(ticket)
        with pytest.raises(case_service.ChildHasACase) as refused:
            await work.open(ticket)
        assert refused.value.facts["number"] == (await work.row(first))["number"]
        second = await work.open(ticket, another_child=True)
        cases = [await work.case(id_) for id_ in (first, second)]
        assert cases[0].child_id != cases[1].child_id

        ticket = await work.ticket()
        done = await asyncio.gather(work.open(ticket), work.open(ticket), return_exceptions=True)
        assert sorted(type(one).__name__ for one in done) == ["ChildHasACase", "UUID"]

    async def test_two_records_that_were_merged_are_one_child_with_one_open_case(
        self, work: Casework
    ) -> None:
        first = await work.open(ticket := await work.ticket())
        second = await work.open(other := await work.ticket())
        await work.ask_to_close(second)
        await work.close(second)
        merged = await _merge(work, first, second)
        with pytest.raises(case_service.ChildHasACase) as refused:
            await work.open(other)
        assert refused.value.facts["number"] == (await work.row(first))["number"]
        again = (second, case_closure.reopen, "new_risk", work.id("mita"))
        with pytest.raises(case_service.ChildHasACase):
            await work.on(*again)
        await work.do(lambda s: merging.undo(s, merged, "mistake", work.id("shanta")))
        await work.on(*again)
        with pytest.raises(case_service.ChildHasACase):
            await work.open(ticket)

    async def test_two_that_are_merged_with_an_open_case_each_say_so_until_one_is_closed(
        self, work: Casework
    ) -> None:
        first, second = ids = [await work.open(await work.ticket()) for _ in range(2)]

        async def kin() -> list[list[tuple[str, str]]]:
            rows = [await work.row(id_) for id_ in ids]
            return [[(one["number"], one["relation"]) for one in row["kin"]] for row in rows]

        one, other = [(await work.row(id_))["number"] for id_ in ids]
        merged = await _merge(work, first, second)
        assert await kin() == [[(other, "same_child")], [(one, "same_child")]]
        await work.do(lambda s: merging.undo(s, merged, "mistake", work.id("shanta")))
        assert await kin() == [[], []]
        await _merge(work, second, first)
        await work.ask_to_close(first)
        await work.close(first)
        assert await kin() == [[], []]
        for id_, ended in ((first, 1), (second, 2)):
            assert len(await work.told(id_, "case.kin_added")) == 2
            assert len(await work.told(id_, "case.kin_ended")) == ended

    async def test_a_case_that_is_opened_while_its_child_is_merged_finds_the_other_one(
        self, work: Casework
    ) -> None:
        first = await work.open(await work.ticket())
        second = await work.open(other := await work.ticket())
        await work.ask_to_close(second)
        await work.close(second)
        async with work.database.transaction() as session:
            await _merging(session, work, *[await work.case(id_) for id_ in (first, second)])
            opening = asyncio.create_task(work.open(other))
            waiting = await work.database.raw()
            while not opening.done() and not await waiting.fetchval(SOMEBODY_WAITS):
                await asyncio.sleep(0)
        with pytest.raises(case_service.ChildHasACase) as refused:
            await opening
        assert refused.value.facts["number"] == (await work.row(first))["number"]

    async def test_many_incidents_belong_to_one_case_each_once_and_linked_ones(
        self, work: Casework
    ) -> None:
        case_id, more = await work.open(), await work.ticket()

        async def add(session: Any) -> None:
            incident = await incident_for_system(
                session,
                more,
                SystemReason.SCREEN,
                lock=True,
            )
            case = await for_system(
                session,
                case_id,
                SystemWhy.SCREEN,
                lock=True,
            )
            await case_service.add_incident(session, case, incident, work.id("mita"))

        await work.do(add)
        await work.do(add)
        assert len((await work.row(case_id))["incidents"]) == 2
        assert len(await work.told(case_id, "case.incident_added")) == 1

        ticket, kept = await work.ticket(), await work.ticket()
        case_id = await work.open(ticket)
        assert linking._FOLLOWS["cases"] is case_linking.follow
        by = signed(work.people["mita"])
        await work.do(lambda s: linking.link(s, by, ticket, str(kept)))
        assert {one["id"] for one in (await work.row(case_id))["incidents"]} == {
            str(ticket),
            str(kept),
        }

    async def test_kin_are_shown_on_both_sides_and_nobody_is_kin_to_itself(
        self, work: Casework
    ) -> None:
        one, other = sorted([await work.open(), await work.open()])

        async def add(session: Any, to: UUID) -> None:
            rows = {
                id_: await for_system(session, id_, SystemWhy.KIN, lock=True)
                for id_ in sorted({one, to})
            }
            by = work.id("mita")
            await case_service.add_kin(session, rows[one], rows[to], "sibling", by)

        await work.do(lambda s: add(s, other))
        for id_, to in ((one, other), (other, one)):
            kin = (await work.row(id_))["kin"]
            assert [(each["id"], each["relation"]) for each in kin] == [(str(to), "sibling")]
        with pytest.raises(case_service.KinToItself):
            await work.do(lambda s: add(s, one))


class TestRisk:
    async def test_only_a_supervisor_lowers_a_high_risk_and_each_rating_has_a_basis(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        await work.rate(case_id, "high")
        with pytest.raises(HelplineError) as refused:
            await work.rate(case_id, "low")
        assert refused.value.code == "only_a_supervisor_lowers"
        with pytest.raises(InputIsInvalid):
            await work.rate(case_id, "low", "shanta", may_lower=True)
        await work.rate(case_id, "low", "shanta", may_lower=True, why="নিরাপদে আছে")
        assert (await work.row(case_id))["risk"] == "low"

        case_id = await work.open()
        for basis in ([], ["incident_urgent"], ["nonsense"]):
            with pytest.raises(InputIsInvalid):
                await work.rate(case_id, "low", basis=basis)
        await work.rate(case_id, "low")
        await work.rate(case_id, "medium")
        await work.rate(case_id, "low")

    async def test_an_urgent_incident_raises_the_risk_and_every_rating_is_kept(
        self, work: Casework
    ) -> None:
        case_id = await work.open(await work.ticket(urgency="P1"))
        assert (await work.row(case_id))["risk"] == "high"
        rated = (await work.do(lambda s: file_of(s, case_id)))["ratings"]
        assert [(one["rated_by"], one["basis"]) for one in rated] == [(None, ["incident_urgent"])]
        assert (await work.row(await work.open(await work.ticket(urgency="P3"))))["risk"] is None

        case_id = await work.open()
        await work.rate(case_id, "medium", why="একা")
        await work.check(case_id, "child_seen")
        await work.rate(case_id, "high")
        rated = (await work.do(lambda s: file_of(s, case_id)))["ratings"]
        assert [(one["risk"], one["step"], one["why"]) for one in rated] == [
            ("medium", "identification", "একা"),
            ("high", "assessment", None),
        ]


class TestApproval:
    async def test_nobody_approves_what_he_or_she_wrote_or_asked_for(self, work: Casework) -> None:
        case_id = await work.open()
        await work.write(case_id, "assessment", ASSESSED)
        await work.ask(case_id, "assessment", by="babul")
        for by in ("mita", "babul"):
            with pytest.raises(case_approvals.ApproverWroteIt):
                await work.decide(case_id, "assessment", by=by)
        await work.decide(case_id, "assessment")
        assert (await work.row(case_id))["steps"]["assessment"] == "done"

    async def test_of_two_requests_or_decisions_at_once_one_is_refused(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        await work.write(case_id, "assessment", ASSESSED)
        done = await asyncio.gather(
            work.ask(case_id, "assessment"),
            work.ask(case_id, "assessment", by="rina"),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in done) == ["ApprovalIsPending", "NoneType"]

        case_id = await work.open()
        await work.write(case_id, "assessment", ASSESSED)
        await work.ask(case_id, "assessment")
        done = await asyncio.gather(
            work.decide(case_id, "assessment", by="shanta"),
            work.decide(case_id, "assessment", by="babul", verb="reject", comment="না"),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in done) == ["IllegalMove", "NoneType"]

    async def test_an_old_revision_is_refused_with_what_is_current(self, work: Casework) -> None:
        case_id = await work.open()
        await work.write(case_id, "assessment", ASSESSED)
        await work.ask(case_id, "assessment")
        await work.write(case_id, "assessment", {**ASSESSED, "summary": "অন্য"}, base=1)
        for refused_verb in (
            lambda: work.decide(case_id, "assessment", 1),
            lambda: work.ask(case_id, "assessment", 1),
            lambda: work.write(case_id, "assessment", ASSESSED, base=1),
        ):
            with pytest.raises(case_approvals.RevisionIsOld) as refused:
                await refused_verb()
            assert refused.value.facts["current"] == 2
        with pytest.raises(IllegalMove) as none_asked:
            await work.decide(case_id, "assessment", 2)
        assert none_asked.value.facts["legal"] == ["write", "request"]
        found = await work.do(lambda s: file_of(s, case_id))
        assert [one["state"] for one in found["approvals"]] == ["overtaken"]
        assert [one["said"]["summary"] for one in found["sheets"]] == ["সে একা থাকে", "অন্য"]

    async def test_what_is_incomplete_is_named_and_a_rejection_says_why(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        await work.write(case_id, "assessment", {**ASSESSED, "domains": [], "summary": " "})
        with pytest.raises(case_approvals.SheetIsIncomplete) as refused:
            await work.ask(case_id, "assessment")
        assert "domains.safety" in refused.value.facts["lacks"]
        assert "summary" in refused.value.facts["lacks"]
        await work.write(case_id, "assessment", ASSESSED, base=1)
        await work.ask(case_id, "assessment", 2)

        case_id = await work.open()
        await work.write(case_id, "assessment", ASSESSED)
        await work.ask(case_id, "assessment")
        assert "assessment" not in await work.dues(case_id)
        with pytest.raises(InputIsInvalid):
            await work.decide(case_id, "assessment", verb="reject")
        await work.decide(case_id, "assessment", verb="reject", comment="অসম্পূর্ণ")
        assert "assessment" in await work.dues(case_id)
        found = await work.do(lambda s: file_of(s, case_id))
        assert found["approvals"][0]["comment"] == "অসম্পূর্ণ"


class TestPlan:
    async def test_a_plan_needs_days_to_come_a_goal_an_action_and_somebody(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        with pytest.raises(InputIsInvalid) as refused:
            await work.write(case_id, "plan", planned(today() - timedelta(days=1)))
        assert refused.value.field == "goals.0.actions.0.due_on"
        await work.write(case_id, "plan", planned(today()))

        case_id = await work.open()
        nobody = planned(today())
        nobody["goals"][0]["actions"][0]["who"] = None
        for base, (said, lacks) in enumerate(
            [
                ({"summary": None, "goals": []}, ["goals"]),
                (planned(), ["goals.0.actions"]),
                (nobody, ["goals.0.actions.0.responsible"]),
            ]
        ):
            await work.write(case_id, "plan", said, base=base)
            with pytest.raises(case_approvals.SheetIsIncomplete) as incomplete:
                await work.ask(case_id, "plan", base + 1)
            assert incomplete.value.facts["lacks"] == lacks

    async def test_actions_are_there_once_the_plan_is_approved_and_end_with_evidence(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        await work.write(case_id, "plan", planned(today(), today()))
        assert await self.actions(work, case_id) == []
        await work.ask(case_id, "plan")
        await work.decide(case_id, "plan")
        first, second = await self.actions(work, case_id)
        by = work.id("mita")
        with pytest.raises(case_plan.EvidenceIsNeeded):
            await work.on(case_id, case_plan.end_action, first.id, "done", " ", None, by)
        await work.on(case_id, case_plan.end_action, first.id, "done", "ভর্তি", None, by)
        with pytest.raises(IllegalMove):
            await work.on(case_id, case_plan.end_action, first.id, "drop", "না", None, by)
        assert (await work.row(case_id))["steps"]["implementation"] == "doing"
        await work.on(case_id, case_plan.end_action, second.id, "drop", "দরকার নেই", None, by)
        assert (await work.row(case_id))["steps"]["implementation"] == "done"
        shown = (await work.do(lambda s: file_of(s, case_id)))["actions"]
        assert {(one["state"], one["evidence"]) for one in shown} == {
            ("done", "ভর্তি"),
            ("dropped", "দরকার নেই"),
        }

    async def test_a_new_plan_keeps_what_was_done_and_drops_what_it_no_longer_has(
        self, work: Casework
    ) -> None:
        case_id = await work.open()
        await work.approved(case_id, "plan", planned(today(), today(), today()))
        one, two, three = await self.actions(work, case_id)
        by = work.id("mita")
        await work.on(case_id, case_plan.end_action, one.id, "done", "হয়েছে", None, by)
        again = planned(today(), today())
        again["goals"][0]["actions"][0]["id"] = str(two.id)
        await work.write(case_id, "plan", again, base=1)
        await work.ask(case_id, "plan", 2)
        await work.decide(case_id, "plan", 2)
        states = {row.id: row.state.value for row in await self.actions(work, case_id)}
        assert (states[one.id], states[two.id], states[three.id]) == ("done", "open", "dropped")
        assert len(states) == 4

    async def test_an_id_nobody_gave_is_refused(self, work: Casework) -> None:
        case_id, said = await work.open(), planned(today())
        said["goals"][0]["actions"][0]["id"] = str(uuid4())
        with pytest.raises(InputIsInvalid) as refused:
            await work.write(case_id, "plan", said)
        assert refused.value.field == "goals.0.actions.0.id"

    async def actions(self, work: Casework, case_id: UUID) -> list[CaseAction]:
        statement = select(CaseAction).where(CaseAction.case_id == case_id)
        return list(await work.do(lambda s: s.exec(statement.order_by(col(CaseAction.id)))))
