"""People, cases and children for tests of the cash transfer, by the product's verbs; no test."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from time_machine import travel

from app.cases import people_relations, people_service
from app.cases.access import SystemReason
from app.cases.access import for_system as incident_for_system
from app.cases.people_access import locked as child_locked
from app.core import clock
from app.core.db import fetch
from app.jobs.deadlines import fire_due
from app.programmes.cash import (
    access,
    courses,
    enrolling,
    evidence,
    grievances,
    jobs,
    payees,
    payments,
    releases,
)
from app.programmes.cash.ledger import Account
from app.programmes.cash.states import Answer, Channel, Witness
from tests.cases.casework import Casework, today
from tests.programmes.cash.schemes import SCHEME

MOBILE = "01712345678"


class Office(Casework):
    """mita applies and proposes, shanta approves, the administrator pays."""

    async def child_of(self, case_id: UUID) -> UUID:
        return (await self.case(case_id)).child_id

    async def person(
        self,
        child_id: UUID,
        kind: str = "mother",
        accused_in: list[UUID] | None = None,
        **said: Any,
    ) -> UUID:
        async def act(session: Any) -> UUID:
            opened = await child_locked(session, child_id)
            made = await people_service.add_person(
                session, opened, said or {"name_bn": "রহিমা"}, "child", self.id("mita")
            )
            await people_relations.relate_person(
                session, opened, made.id, kind, {}, accused_in or [], self.id("mita")
            )
            return made.id

        made: UUID = await self.do(act)
        return made

    async def accuse(self, child_id: UUID, person_id: UUID, ticket: UUID) -> None:
        """The line of the person ends, and one with an accusation takes its place."""

        async def act(session: Any) -> None:
            opened = await child_locked(session, child_id)
            stands = "SELECT id FROM relation WHERE person_id = $1 AND ended_at IS NULL"
            (line,) = await fetch(session, stands, person_id)
            by = self.id("mita")
            await people_relations.end_relation(session, opened, line["id"], by, [])
            await people_relations.relate_person(
                session, opened, person_id, "mother", {}, [ticket], by
            )

        await self.do(act)

    async def apply(self, case_id: UUID, group: str = "tea_garden", **more: Any) -> UUID:
        made = await self.on(case_id, enrolling.apply, group, self.id("mita"), **more)
        id_: UUID = made.id
        return id_

    async def with_(
        self, enrolment_id: UUID, verb: Callable[..., Any], *args: Any, **more: Any
    ) -> Any:
        """`verb` on the enrolment, its case locked."""

        async def act(session: Any) -> Any:
            case, row = await access.for_system(session, enrolment_id)
            return await verb(session, case, row, *args, **more)

        return await self.do(act)

    async def see(
        self,
        enrolment_id: UUID,
        about: str,
        tranche: int | None = None,
        answer: str = "yes",
        on: date | None = None,
        **more: Any,
    ) -> None:
        more = {"words": "শিক্ষক বলেছেন", **more}
        await self.with_(
            enrolment_id,
            evidence.note,
            about,
            tranche,
            Answer(answer),
            Witness.TEACHER,
            on or today(),
            self.id("mita"),
            **more,
        )

    async def fit(self, enrolment_id: UUID) -> None:
        for code in SCHEME.criterion_codes():
            await self.see(enrolment_id, code)

    async def kept(self, enrolment_id: UUID, tranche: int = 1) -> None:
        for code in SCHEME.condition_codes():
            await self.see(enrolment_id, code, tranche)

    async def approve(self, enrolment_id: UUID, by: str = "shanta", **more: Any) -> None:
        await self.with_(enrolment_id, enrolling.approve, more.get("starts_on"), self.id(by))

    async def payee(
        self,
        enrolment_id: UUID,
        person_id: UUID,
        *,
        confirmed: bool = True,
        by: str = "shanta",
        **more: Any,
    ) -> UUID:
        made = await self.with_(
            enrolment_id, payees.name, person_id, Channel.MOBILE, MOBILE, None, self.id("mita")
        )
        if confirmed:
            await self.with_(enrolment_id, payees.confirm, made.id, self.id(by), **more)
        id_: UUID = made.id
        return id_

    async def enrolled(self) -> tuple[UUID, UUID]:
        """An enrolment whose payee is confirmed: its id and the payee's."""
        case_id = await self.open()
        enrolment_id = await self.apply(case_id)
        await self.fit(enrolment_id)
        await self.approve(enrolment_id)
        person_id = await self.person(await self.child_of(case_id))
        return enrolment_id, await self.payee(enrolment_id, person_id)

    async def propose(self, enrolment_id: UUID, no: int = 1, by: str = "mita") -> None:
        await self.with_(enrolment_id, releases.propose, no, None, self.id(by))

    async def release(self, enrolment_id: UUID, no: int = 1, by: str = "shanta") -> None:
        await self.with_(enrolment_id, releases.release, no, self.id(by))

    async def released(self) -> tuple[UUID, UUID]:
        enrolment_id, payee_id = await self.enrolled()
        await self.kept(enrolment_id)
        await self.propose(enrolment_id)
        await self.release(enrolment_id)
        return enrolment_id, payee_id

    async def send(
        self,
        enrolment_id: UUID,
        payee_id: UUID,
        no: int = 1,
        months: int | None = None,
        id_: UUID | None = None,
    ) -> UUID:
        said = (no, payee_id, months, "TRX-1", self.id("admin"))
        made = await self.with_(enrolment_id, payments.send, *said, id_=id_)
        sent: UUID = made.id
        return sent

    async def confirm(self, enrolment_id: UUID, payment_id: UUID, by: str = "mita") -> None:
        await self.with_(enrolment_id, payments.confirm, payment_id, "receipt", self.id(by))

    async def balances(self, enrolment_id: UUID) -> dict[str, int]:
        """What stands in each account, in taka, by the rows of the database alone."""
        rows = await self.do(
            lambda s: fetch(
                s,
                "SELECT account, sum(poisha)::bigint AS poisha FROM cash_line "
                "JOIN cash_entry ON entry_id = cash_entry.id WHERE enrolment_id = $1 GROUP BY 1",
                enrolment_id,
            )
        )
        found = {row["account"]: row["poisha"] // 100 for row in rows if row["poisha"]}
        by_rules = await self.with_(enrolment_id, _by_rules)
        assert found == by_rules
        return found

    async def complain(
        self, enrolment_id: UUID, category: str = "not_received", **more: Any
    ) -> UUID:
        ticket = await self.ticket()

        async def act(session: Any) -> UUID:
            incident = await incident_for_system(session, ticket, SystemReason.SCREEN, lock=True)
            case, row = await access.for_system(session, enrolment_id)
            due_on = more.get("due_on")
            made = await grievances.complain(
                session, incident, case, row, category, due_on, self.id("rina")
            )
            return made.id

        made: UUID = await self.do(act)
        return made

    def later(self) -> AbstractContextManager[Any]:
        """A day on which every tranche of what begins today is due."""
        return travel(clock.now() + timedelta(days=600), tick=True)

    async def fire_cash(self) -> int:
        return await fire_due(self.database, jobs.deadlines())


async def _by_rules(session: Any, _: Any, row: Any) -> dict[str, int]:
    book = (await courses.load(session, row)).course.book
    return {one.value: left // 100 for one in Account if (left := book.balance(one))}


def yesterday() -> date:
    return today() - timedelta(days=1)
