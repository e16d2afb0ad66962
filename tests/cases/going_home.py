"""A child of a case on its way home, and short ways to the verbs; holds no test itself."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.cases import (
    people_relations,
    people_service,
    reintegration_access,
    reintegration_checklist,
    reintegration_follow_ups,
    reintegration_returns,
    reintegration_service,
    tracing_service,
)
from app.cases.case_access import SystemWhy, for_system
from app.cases.people_access import locked as locked_child
from app.cases.reintegration_models import HomeFollowUp
from app.cases.reintegration_queries import reintegration_rows, return_rows
from app.cases.reintegration_states import Answer, Found, How, Kind
from app.cases.tracing_queries import tracing_rows
from app.cases.tracing_rules import Result, Way
from app.core import clock
from app.core.errors import HelplineError
from tests.cases.casework import PLACE, Casework, today

VISITED = {
    "how": How.VISIT,
    "words": "বাড়িতে দেখা হয়েছে",
    "child_seen": True,
    "child_asked": True,
    "child_view": "আমি ভালো আছি",
}


class GoingHome(Casework):
    """Casework with a family."""

    async def say(self, case_id: UUID, fact: str, value: Any, **more: Any) -> None:
        """Something is said of the child of a case."""
        case = await self.case(case_id)

        async def act(session: Any) -> None:
            opened = await locked_child(session, case.child_id)
            said = {"value": value, "source": "child", "by": self.id("mita"), **more}
            await people_service.note(session, opened, fact, **said)

        await self.do(act)

    async def relative(
        self, case_id: UUID, kind: str = "mother", *, accused: bool = False, **more: Any
    ) -> UUID:
        """Somebody is named in the record of the child."""
        case = await self.case(case_id)

        async def act(session: Any) -> UUID:
            opened = await locked_child(session, case.child_id)
            by = self.id("mita")
            made = await people_service.add_person(session, opened, {}, "child", by)
            tickets = [one.id for one in opened.tickets.values()] if accused else []
            await people_relations.relate_person(session, opened, made.id, kind, more, tickets, by)
            return made.id

        made: UUID = await self.do(act)
        return made

    async def trace(self, case_id: UUID, result: str, by: str = "mita", **more: Any) -> UUID:
        told = tracing_service.Traced(
            **{"way": Way.VISIT, "result": Result(result), "at": clock.now(), **more}
        )
        supervises = self.people[by].role == "supervisor"
        made = await self.on(
            case_id, tracing_service.trace, told, self.id(by), supervises=supervises
        )
        return UUID(str(made.id))

    async def traced(self, case_id: UUID) -> list[dict[str, Any]]:
        return await self.do(lambda s: tracing_rows(s, case_id))

    def wanted(self, person: UUID | None, **more: Any) -> reintegration_service.Planned:
        said = {"kind": Kind.FAMILY, "planned_on": today(), "person": person, "place": PLACE}
        return reintegration_service.Planned(**{**said, **more})

    async def plan(
        self, case_id: UUID, person: UUID | None = None, *, child: UUID | None = None, **more: Any
    ) -> UUID:
        own = (await self.case(case_id)).child_id
        args = (child or own, self.wanted(person, **more), self.id("mita"))
        made = await self.on(case_id, reintegration_service.plan, *args)
        return UUID(str(made.id))

    async def on_row(
        self, case_id: UUID, row_id: UUID, verb: Any, /, *args: Any, **more: Any
    ) -> Any:
        async def act(session: Any, case: Any) -> Any:
            row = await reintegration_access.reintegration_of(session, case, row_id)
            return await verb(session, case, row, *args, **more)

        return await self.on(case_id, act)

    async def answer(
        self, case_id: UUID, row_id: UUID, condition: str, said: str = "yes", by: str = "mita"
    ) -> None:
        more = {"words": "দেখা হয়েছে", "document": None, "by": self.id(by)}
        verb = reintegration_checklist.answer
        await self.on_row(case_id, row_id, verb, condition, Answer(said), **more)

    async def all_hold(self, case_id: UUID, row_id: UUID, *but: str) -> None:
        row = await self.one(case_id, row_id)
        for condition in row["conditions"]:
            if condition["condition"] not in but:
                await self.answer(case_id, row_id, condition["condition"])

    async def ask_exception(
        self, case_id: UUID, row_id: UUID, condition: str, by: str = "mita"
    ) -> UUID:
        verb = reintegration_checklist.ask_exception
        made = await self.on_row(case_id, row_id, verb, condition, "আপাতত দরকার নেই", self.id(by))
        return UUID(str(made.id))

    async def decide_on(
        self,
        case_id: UUID,
        row_id: UUID,
        exception_id: UUID,
        verb: str = "allow",
        by: str = "shanta",
    ) -> None:
        async def act(session: Any, case: Any, row: Any) -> None:
            asked = await reintegration_access.exception_of(session, row, exception_id)
            await reintegration_checklist.decide(
                session, case, row, asked, verb, "ঠিক আছে", self.id(by)
            )

        await self.on_row(case_id, row_id, act)

    async def hand_over(self, case_id: UUID, row_id: UUID, **more: Any) -> None:
        said = {"at": clock.now(), "by": self.id("mita"), **more}
        told = reintegration_service.HandedOver(**said)
        verb = reintegration_service.hand_over
        await self.on_row(case_id, row_id, verb, told, self.id("mita"))

    async def home(self, case_id: UUID, person: UUID | None = None, **more: Any) -> UUID:
        """A child that went home today, all conditions held."""
        who = person or await self.relative(case_id)
        row_id = await self.plan(case_id, who)
        await self.all_hold(case_id, row_id)
        await self.hand_over(case_id, row_id, **more)
        return row_id

    async def follow_ups(self, row_id: UUID) -> list[HomeFollowUp]:
        """The schedule; nothing of a reintegration that is not there."""
        wanted = select(HomeFollowUp).where(HomeFollowUp.reintegration_id == row_id)
        found = await self.do(lambda s: s.exec(wanted.order_by(col(HomeFollowUp.no))))
        return list(found)

    async def visit(
        self, case_id: UUID, row_id: UUID, found: str, slot: int | None = None, **more: Any
    ) -> None:
        """What was found, at the `slot`th follow-up of the schedule or at one more."""
        named = (await self.follow_ups(row_id))[slot].id if slot is not None else None
        said = {"found": Found(found), "at": clock.now(), "follow_up": named, **VISITED, **more}
        told = reintegration_follow_ups.Told(**said)
        verb = reintegration_follow_ups.tell
        await self.on_row(case_id, row_id, verb, told, self.id("mita"))

    async def move(
        self, case_id: UUID, row_id: UUID, slot: int, to: date, reason: str = "child_away"
    ) -> None:
        named = (await self.follow_ups(row_id))[slot].id
        args = (named, to, reason, None, self.id("mita"))
        await self.on_row(case_id, row_id, reintegration_follow_ups.move, *args)

    async def new_risk(self, case_id: UUID, row_id: UUID, other: UUID | None = None) -> UUID:
        async def act(session: Any, case: Any, row: Any) -> UUID:
            goes_on = None
            if other is not None:
                goes_on = await for_system(session, other, SystemWhy.NEW_RISK, lock=True)
            args = ("violence", "চাচা মারে", self.id("mita"))
            made = await reintegration_returns.begin_anew(session, case, row, *args, other=goes_on)
            return made.id

        made: UUID = await self.on_row(case_id, row_id, act)
        return made

    async def rows(self, case_id: UUID) -> list[dict[str, Any]]:
        return await self.do(lambda s: reintegration_rows(s, case_id))

    async def one(self, case_id: UUID, row_id: UUID) -> dict[str, Any]:
        return next(row for row in await self.rows(case_id) if row["id"] == str(row_id))

    async def returns(self, case_id: UUID) -> list[dict[str, Any]]:
        return await self.do(lambda s: return_rows(s, case_id))


def in_days(number: float) -> datetime:
    return clock.now() + timedelta(days=number)


async def refused(error: type[HelplineError], act: Any) -> HelplineError:
    """The refusal of what is tried."""
    with pytest.raises(error) as found:
        await act
    return found.value
