"""Steps of the evening about a cash transfer, from the application to its end; holds no test."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.cases import people_relations, people_service
from app.cases.access import SystemReason
from app.cases.access import for_system as incident_for_system
from app.cases.case_access import SystemWhy, for_system
from app.cases.people_access import kept_child, locked
from app.core import clock
from app.core.db import execute
from app.programmes.cash import (
    access,
    courses,
    enrolling,
    evidence,
    grievances,
    payees,
    payments,
    releases,
)
from app.programmes.cash.states import Answer, Channel, Witness
from tests.dispatch.world import UNION
from tests.realtime.evening import Evening


def _by(evening: Evening, name: str) -> UUID:
    return evening.people[name].id


async def _with(evening: Evening, verb: Any, /, *args: Any, **more: Any) -> Any:
    async def act(session: Any) -> Any:
        case, row = await access.for_system(session, evening.tickets["enrolment"])
        return await verb(session, case, row, *args, **more)

    return await evening.do(act)


async def applied(evening: Evening) -> None:
    async def act(session: Any) -> UUID:
        case_id = evening.tickets["case"]
        case = await for_system(session, case_id, SystemWhy.CASH, lock=True)
        evening.tickets["kept child"] = await kept_child(session, case.child_id)
        return (await enrolling.apply(session, case, "parentless", _by(evening, "rina"))).id

    evening.watched.screens.append(("shanta", f"case/{evening.tickets['case']}"))
    evening.tickets["enrolment"] = await evening.do(act)


async def evidenced(evening: Evening) -> None:
    async def act(session: Any, case: Any, row: Any) -> None:
        scheme = await courses.scheme_of(session, row)
        said: list[tuple[str, int | None]] = [(code, None) for code in scheme.criterion_codes()]
        said += [(code, 1) for code in scheme.condition_codes()]
        by = _by(evening, "rina")
        for code, tranche in said:
            args = (code, tranche, Answer.YES, Witness.TEACHER, enrolling.today(), by)
            await evidence.note(session, case, row, *args, words="দেখেছি")

    await _with(evening, act)


async def named(evening: Evening) -> None:
    async def add(session: Any) -> UUID:
        opened = await locked(session, evening.tickets["kept child"])
        by = _by(evening, "rina")
        made = await people_service.add_person(session, opened, {}, "child", by)
        await people_relations.relate_person(session, opened, made.id, "aunt", {}, [], by)
        return made.id

    person = await evening.do(add)
    args = (person, Channel.BANK, "1234567890", None, _by(evening, "rina"))
    payee = await _with(evening, payees.name, *args)
    await _with(evening, payees.confirm, payee.id, _by(evening, "shanta"))


async def held(evening: Evening) -> None:
    await _with(evening, releases.hold, 1, "grievance", None, _by(evening, "rina"))
    await _with(evening, releases.lift, 1, "cleared", None, _by(evening, "shanta"))


async def released(evening: Evening) -> None:
    await _with(evening, releases.propose, 1, None, _by(evening, "rina"))
    await _with(evening, releases.release, 1, _by(evening, "shanta"))


async def paid(evening: Evening) -> None:
    async def act(session: Any, case: Any, row: Any) -> UUID:
        payee = await payees.standing(session, row.id)
        assert payee is not None
        args = (1, payee.id, None, None, _by(evening, "babul"))
        return (await payments.send(session, case, row, *args)).id

    payment = await _with(evening, act)
    await _with(evening, payments.confirm, payment, "receipt", _by(evening, "rina"))


async def complained(evening: Evening) -> None:
    evening.tickets["grievance"] = await _complains(evening, evening.tickets["orphan"], "other")


async def complained_of_a_person(evening: Evening) -> None:
    ticket = await evening.world.add_incident(UNION)
    await _complains(evening, ticket, "asked_for_a_bribe")


async def _complains(evening: Evening, ticket: UUID, category: str) -> UUID:
    async def act(session: Any) -> UUID:
        incident = await incident_for_system(session, ticket, SystemReason.SCREEN, lock=True)
        case, row = await access.for_system(session, evening.tickets["enrolment"])
        by = _by(evening, "shanta")
        return (await grievances.complain(session, incident, case, row, category, None, by)).id

    made: UUID = await evening.do(act)
    return made


async def late(evening: Evening) -> None:
    async def act(session: Any) -> None:
        long_ago = clock.now() - timedelta(days=20)
        await execute(
            session,
            "UPDATE cash_grievance SET raised_at = $2, due_at = $3 WHERE id = $1",
            evening.tickets["grievance"],
            long_ago,
            long_ago + timedelta(days=1),
        )
        await grievances.grievance_due(session, evening.tickets["grievance"])

    await evening.do(act)


async def ended(evening: Evening) -> None:
    await _with(evening, enrolling.end, "moved_away", None, _by(evening, "shanta"))
    evening.watched.screens.remove(("shanta", f"case/{evening.tickets['case']}"))


CASH = (
    ("a cash transfer is applied for", applied),
    ("all of it is evidenced", evidenced),
    (
        "and the child is enrolled",
        lambda e: _with(e, enrolling.approve, None, _by(e, "shanta")),
    ),
    ("who gets the money is named and confirmed", named),
    ("a tranche is held for a while", held),
    ("proposed and released", released),
    ("sent and confirmed", paid),
    ("somebody complains", complained),
    ("whom nobody answers in time", late),
    ("and of a person", complained_of_a_person),
    ("and the transfer ends", ended),
)
