"""Steps of the evening about a case, from its opening to its next episode; holds no test."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.cases import (
    case_approvals,
    case_assignments,
    case_auditor,
    case_checks,
    case_closure,
    case_deadlines,
    case_documents,
    case_plan,
    case_ratings,
    case_service,
    case_targets,
)
from app.cases.access import SystemReason
from app.cases.access import for_system as incident_for_system
from app.cases.case_access import SystemWhy, for_system
from app.cases.case_due import Due
from app.cases.case_file_models import CaseAction
from app.cases.case_models import CaseDue
from app.cases.case_states import Check, Risk, Sheet
from app.core import clock
from app.core.db import execute
from tests.cases.casework import ASSESSED, CLOSING, planned, today
from tests.dispatch.world import PASSWORD, UNION
from tests.realtime.evening import Evening
from tests.realtime.evening_cash import CASH
from tests.realtime.evening_going_home import GOING_HOME
from tests.realtime.evening_programmes import PROGRAMMES
from tests.realtime.evening_referrals import REFERRALS

LISTS = ("asha", "bina", "shanta", "rina")


def _by(evening: Evening, name: str = "asha") -> UUID:
    return evening.people[name].id


async def _on(evening: Evening, verb: Any, /, *args: Any, **more: Any) -> Any:
    async def act(session: Any) -> Any:
        case_id = evening.tickets["case"]
        case = await for_system(session, case_id, SystemWhy.SCREEN, lock=True)
        return await verb(session, case, *args, **more)

    return await evening.do(act)


async def walks_in(evening: Evening) -> None:
    """Two tickets, and the lists of those who work on cases are watched from now on."""
    for name in ("orphan", "orphan again"):
        evening.ticket(name, await evening.world.add_incident(UNION, "P3"))
    async with evening.house.database.transaction() as session:
        who = await evening.world.add_staff(session, "babul", "supervisor")
        evening.people["babul"] = who
    assert (await evening.house.sign_in("babul", PASSWORD)).is_success
    evening.watched.screens += [(name, "cases") for name in LISTS]


async def _open(evening: Evening, ticket: str, **more: Any) -> UUID:
    async def act(session: Any) -> UUID:
        id_, reason = evening.tickets[ticket], SystemReason.SCREEN
        incident = await incident_for_system(session, id_, reason, lock=True)
        by = _by(evening)
        made = await case_service.open_case(session, incident, by, by, **more)
        return made.id

    made: UUID = await evening.do(act)
    return made


async def opened(evening: Evening) -> None:
    made = await _open(evening, "orphan", supervisor_id=_by(evening, "shanta"))
    evening.tickets["case"] = made
    evening.watched.screens += [(name, f"case/{made}") for name in ("asha", "shanta")]


async def incident_added(evening: Evening) -> None:
    async def act(session: Any) -> None:
        id_ = evening.tickets["orphan again"]
        incident = await incident_for_system(session, id_, SystemReason.SCREEN, lock=True)
        case_id = evening.tickets["case"]
        case = await for_system(session, case_id, SystemWhy.SCREEN, lock=True)
        await case_service.add_incident(session, case, incident, _by(evening))

    await evening.do(act)


async def kin_added(evening: Evening) -> None:
    sibling = await _open(evening, "orphan again", another_child=True)

    async def act(session: Any) -> None:
        ids = sorted((evening.tickets["case"], sibling))
        one, other = [await for_system(session, id_, SystemWhy.KIN, lock=True) for id_ in ids]
        await case_service.add_kin(session, one, other, "sibling", _by(evening))

    await evening.do(act)


async def assigned(evening: Evening, to: str) -> None:
    await _on(evening, case_assignments.assign, _by(evening, to), _by(evening, "shanta"))


async def taken_on(evening: Evening) -> None:
    """It is no longer the former owner's to watch, and the new one's from then on."""
    case = f"case/{evening.tickets['case']}"
    evening.watched.screens.remove(("asha", case))
    await _on(evening, case_assignments.accept, _by(evening, "bina"))
    evening.watched.screens.append(("bina", case))


async def written(evening: Evening, sheet: Sheet, said: Any) -> None:
    await _on(evening, case_approvals.write, sheet, said, 0, _by(evening, "bina"))


async def asked(evening: Evening, sheet: Sheet) -> None:
    await _on(evening, case_approvals.request, sheet, 1, _by(evening, "bina"))


async def approved(evening: Evening, sheet: Sheet) -> None:
    by = _by(evening, "shanta")
    await _on(evening, case_approvals.decide, sheet, 1, by, verb="approve", comment="ঠিক আছে")


async def action_done(evening: Evening) -> None:
    found = await evening.do(lambda s: s.exec(select(CaseAction.id)))
    args = (found.one(), "done", "রসিদ আছে", None, _by(evening, "bina"))
    await _on(evening, case_plan.end_action, *args)


async def late(evening: Evening) -> None:
    """The follow-up was due long ago: worker, supervisor and district are told."""

    async def act(session: Any) -> None:
        statement = select(CaseDue).where(
            CaseDue.case_id == evening.tickets["case"],
            CaseDue.due == Due.FOLLOW_UP,
            col(CaseDue.ended_at).is_(None),
        )
        row = (await session.exec(statement)).one()
        row.base_at, row.due_at = clock.now() - timedelta(days=9), clock.now() - timedelta(days=5)
        await session.flush()
        await case_deadlines.case_due(session, row.id)

    await evening.do(act)


async def forgotten(evening: Evening) -> None:
    async def act(session: Any) -> None:
        await execute(session, "DELETE FROM deadline WHERE kind = $1", case_deadlines.CASE_DUE)
        await case_auditor.watch(session)

    await evening.do(act)


async def closed(evening: Evening) -> None:
    """Whoever watches the file of a closed case is shown out: a reason is needed from then on."""
    evening.watched.screens[:] = [
        one for one in evening.watched.screens if not one[1].startswith("case/")
    ]
    await _on(evening, case_closure.approve, 1, None, _by(evening, "shanta"))


async def target_set(evening: Evening) -> None:
    by = _by(evening, "shanta")
    await evening.do(lambda s: case_targets.set_target(s, "accept", "high", 1800, by))


def _check(kind: Check, name: str = "bina") -> Any:
    return lambda e: _on(e, case_checks.check, kind, clock.now(), "দেখা হয়েছে", None, _by(e, name))


CASE = (
    ("an orphan walks in, twice", walks_in),
    ("a case is opened", opened),
    ("the other ticket is of the same child", incident_added),
    ("who has a sibling", kin_added),
    (
        "the risk is rated",
        lambda e: _on(
            e, case_ratings.rate, Risk.MEDIUM, ["child_said"], "একা", _by(e), may_lower=False
        ),
    ),
    ("a worker is asked to take it on", lambda e: assigned(e, "rina")),
    (
        "and declines",
        lambda e: _on(e, case_assignments.decline, "too_far", _by(e, "rina")),
    ),
    ("another one is asked", lambda e: assigned(e, "bina")),
    ("and takes it on", taken_on),
    ("the child is seen", _check(Check.CHILD_SEEN)),
    ("an assessment is written", lambda e: written(e, Sheet.ASSESSMENT, ASSESSED)),
    ("and approval asked for", lambda e: asked(e, Sheet.ASSESSMENT)),
    ("which is given", lambda e: approved(e, Sheet.ASSESSMENT)),
    ("a plan is written", lambda e: written(e, Sheet.PLAN, planned(today()))),
    ("and its approval asked for", lambda e: asked(e, Sheet.PLAN)),
    ("which is given, too", lambda e: approved(e, Sheet.PLAN)),
    ("its action is done", action_done),
    ("a note is added", lambda e: _on(e, case_service.note, "শান্ত", None, _by(e, "bina"))),
    (
        "and a document",
        lambda e: _on(e, case_documents.add, "জন্মসনদ", b"%PDF-1.7 x", _by(e, "bina")),
    ),
    (
        "a team is named",
        lambda e: _on(e, case_service.place, _by(e, "bina"), team="A"),
    ),
    ("the follow-up is late", late),
    ("nothing would tell what is due", forgotten),
    ("the follow-up is made", _check(Check.FOLLOW_UP)),
    ("a supervisor reviews it", _check(Check.REVIEW, "shanta")),
    *PROGRAMMES,
    ("it is to be closed", lambda e: _on(e, case_closure.request, CLOSING, _by(e, "bina"))),
    ("and is closed", closed),
    ("there is new risk", lambda e: _on(e, case_closure.reopen, "new_risk", _by(e, "bina"))),
    ("a length of time is set", target_set),
    *GOING_HOME,
    *REFERRALS,
    *CASH,
)
