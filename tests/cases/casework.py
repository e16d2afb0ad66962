"""People and a ticket for tests of cases, and short ways to the verbs; holds no test itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.cases import (
    case_approvals,
    case_auditor,
    case_checks,
    case_closure,
    case_jobs,
    case_ratings,
    case_service,
    service,
)
from app.cases.access import SystemReason
from app.cases.access import for_system as incident_for_system
from app.cases.case_access import SystemWhy, for_system
from app.cases.case_models import Case, CaseDue, CaseEntry
from app.cases.case_queries import case_rows
from app.cases.case_states import DOMAINS, Check, Risk, Sheet
from app.cases.models import Channel
from app.cases.timeline import Actor
from app.core import clock
from app.core.db import Database
from app.jobs.deadlines import fire_due
from app.staff.models import Staff
from tests.factories import add_counsellor

PLACE, OTHER_PLACE = "TH-DMP-sutrapur", "BD1006"
ASSESSED = {
    "domains": [{"domain": one, "concern": "unknown", "words": None} for one in DOMAINS],
    "summary": "সে একা থাকে",
    "child_view": None,
}
CLOSING = {
    "reason": "safe_at_home",
    "child_asked": True,
    "child_view": "আমি ভালো আছি",
    "why_not_asked": None,
    "words": None,
}
Verb = Callable[..., Awaitable[Any]]


def planned(*days: date, **more: Any) -> dict[str, Any]:
    """A plan of one goal with an action for each of these days."""
    actions = [
        {
            "id": None,
            "words": "স্কুলে ভর্তি",
            "responsible": None,
            "who": "মা",
            "due_on": day.isoformat(),
        }
        for day in days
    ]
    return {"summary": None, "goals": [{"words": "পড়াশোনা", "actions": actions}], **more}


def today() -> date:
    return clock.now().astimezone(clock.DHAKA).date()


@dataclass
class Casework:
    """Two who work on cases, two supervisors, and what they do."""

    database: Database
    people: dict[str, Staff] = field(default_factory=dict)

    async def build(self) -> None:
        roles = {
            "mita": "counsellor",
            "rina": "counsellor",
            "suman": "worker",
            "shanta": "supervisor",
            "babul": "supervisor",
            "admin": "administrator",
        }
        for name, role in roles.items():
            made = await add_counsellor(self.database, name, on=False, role=role)
            self.people[name] = made

    def id(self, name: str) -> UUID:
        return self.people[name].id

    async def do(self, verb: Verb) -> Any:
        async with self.database.transaction() as session:
            return await verb(session)

    async def ticket(self, place: str | None = PLACE, urgency: str | None = None) -> UUID:
        async def act(session: Any) -> UUID:
            made = await service.open_incident(session, Channel.WALK_IN, Actor("staff"))
            await service.add_party(session, made, "counsellor", self.id("mita"))
            if place:
                await service.locate(session, made, place, "said", self.id("mita"))
            if urgency:
                await service.set_urgency(session, made, urgency, self.id("mita"))
            return made.id

        made: UUID = await self.do(act)
        return made

    async def open(self, incident_id: UUID | None = None, **more: Any) -> UUID:
        """A case that mita owns and shanta supervises."""
        ticket = incident_id or await self.ticket()
        more = {"supervisor_id": self.id("shanta"), **more}

        async def act(session: Any) -> UUID:
            incident = await incident_for_system(session, ticket, SystemReason.SCREEN, lock=True)
            mita = self.id("mita")
            return (await case_service.open_case(session, incident, mita, mita, **more)).id

        made: UUID = await self.do(act)
        return made

    async def on(self, case_id: UUID, verb: Verb, /, *args: Any, **more: Any) -> Any:
        """`verb` on the case, locked."""

        async def act(session: Any) -> Any:
            case = await for_system(session, case_id, SystemWhy.SCREEN, lock=True)
            return await verb(session, case, *args, **more)

        return await self.do(act)

    async def rate(self, case_id: UUID, risk: str, by: str = "mita", **more: Any) -> None:
        more = {"basis": ["seen_by_worker"], "why": None, "may_lower": False, **more}
        await self.on(case_id, case_ratings.rate, Risk(risk), by=self.id(by), **more)

    async def check(self, case_id: UUID, kind: str, by: str = "mita", **more: Any) -> None:
        more = {"at": clock.now(), "words": "দেখা হয়েছে", "next_on": None, **more}
        await self.on(case_id, case_checks.check, Check(kind), by=self.id(by), **more)

    async def write(self, case_id: UUID, sheet: str, said: Any, base: int = 0) -> None:
        by = self.id("mita")
        await self.on(case_id, case_approvals.write, Sheet(sheet), said, base, by)

    async def ask(self, case_id: UUID, sheet: str, revision: int = 1, by: str = "mita") -> None:
        await self.on(case_id, case_approvals.request, Sheet(sheet), revision, self.id(by))

    async def decide(
        self, case_id: UUID, sheet: str, revision: int = 1, by: str = "shanta", **more: Any
    ) -> None:
        more = {"verb": "approve", "comment": None, **more}
        args = (Sheet(sheet), revision, self.id(by))
        await self.on(case_id, case_approvals.decide, *args, **more)

    async def approved(self, case_id: UUID, sheet: str, said: Any) -> None:
        await self.write(case_id, sheet, said)
        await self.ask(case_id, sheet)
        await self.decide(case_id, sheet)

    async def ask_to_close(self, case_id: UUID, **more: Any) -> None:
        said = {**CLOSING, **more}
        await self.on(case_id, case_closure.request, said, self.id("mita"))

    async def close(self, case_id: UUID, revision: int = 1, by: str = "shanta") -> None:
        await self.on(case_id, case_closure.approve, revision, None, self.id(by))

    async def closed(self) -> UUID:
        case_id = await self.open()
        await self.ask_to_close(case_id)
        await self.close(case_id)
        return case_id

    async def row(self, case_id: UUID) -> dict[str, Any]:
        return (await self.do(lambda s: case_rows(s, [case_id])))[case_id]

    async def case(self, case_id: UUID) -> Case:
        return await self.do(lambda s: s.get_one(Case, case_id))

    async def dues(self, case_id: UUID, *, ended: bool = False) -> dict[str, CaseDue]:
        """What is due now; with `ended` the last that ended of each kind."""
        over = col(CaseDue.ended_at).is_not(None) if ended else col(CaseDue.ended_at).is_(None)
        statement = select(CaseDue).where(CaseDue.case_id == case_id, over)
        found = await self.do(lambda s: s.exec(statement.order_by(col(CaseDue.made_at))))
        return {row.due.value: row for row in found}

    async def told(self, case_id: UUID, kind: str = "") -> list[dict[str, Any]]:
        """The timeline: kind and facts, oldest first."""
        statement = select(CaseEntry).where(CaseEntry.case_id == case_id)
        found = list(await self.do(lambda s: s.exec(statement.order_by(col(CaseEntry.seq)))))
        assert [one.seq for one in found] == list(range(1, len(found) + 1)), "gapless"
        return [{"kind": one.kind, **one.facts} for one in found if not kind or one.kind == kind]

    async def late(self, case_id: UUID) -> list[str]:
        """What was told as late, and to whom."""
        told = await self.told(case_id, "case.late_told")
        return [f"{one['due']} {one['level']}" for one in told]

    async def fire(self) -> int:
        return await fire_due(self.database, case_jobs.deadlines())

    async def audit(self) -> None:
        await self.do(case_auditor.watch)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)
