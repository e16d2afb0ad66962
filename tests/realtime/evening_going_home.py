"""Steps of the evening about a child's way home, and back to a centre; holds no test."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from app.cases import (
    access,
    people_relations,
    people_service,
    reintegration_access,
    reintegration_checklist,
    reintegration_follow_ups,
    reintegration_schedule,
    reintegration_service,
    reintegration_stays,
    tracing_service,
)
from app.cases.access import SystemReason
from app.cases.case_access import SystemWhy, for_system
from app.cases.people_access import locked
from app.cases.reintegration_models import ReintegrationReturn
from app.cases.reintegration_states import Answer, Found, How, Kind
from app.cases.reintegration_terms import conditions_of, newest
from app.cases.tracing_rules import Result, Way
from app.core import clock
from app.residence import going_home
from tests.cases.casework import today
from tests.dispatch.world import UNION
from tests.realtime.evening import Evening

CENTRE = "SRTRCCR-BAR"
LEFT_OUT = "school_or_work"


def _by(evening: Evening, name: str = "bina") -> UUID:
    return evening.people[name].id


async def _on(evening: Evening, verb: Any, /, *args: Any, **more: Any) -> Any:
    async def act(session: Any) -> Any:
        case_id = evening.tickets["case"]
        case = await for_system(session, case_id, SystemWhy.SCREEN, lock=True)
        return await verb(session, case, *args, **more)

    return await evening.do(act)


async def _on_row(evening: Evening, verb: Any, /, *args: Any, **more: Any) -> Any:
    async def act(session: Any, case: Any) -> Any:
        row = await reintegration_access.reintegration_of(
            session, case, evening.tickets["going home"]
        )
        return await verb(session, case, row, *args, **more)

    return await _on(evening, act)


async def traced(evening: Evening) -> None:
    """Bina works with the case again, and the grandmother is found."""
    evening.watched.screens.append(("bina", f"case/{evening.tickets['case']}"))

    async def named(session: Any, case: Any) -> UUID:
        opened = await locked(session, case.child_id)
        made = await people_service.add_person(session, opened, {}, "child", _by(evening))
        await people_relations.relate_person(
            session, opened, made.id, "grandmother", {}, [], _by(evening)
        )
        return made.id

    async def act(session: Any) -> UUID:
        case_id = evening.tickets["case"]
        case = await for_system(session, case_id, SystemWhy.SCREEN)
        return await named(session, case)

    evening.tickets["grandmother"] = await evening.do(act)
    told = tracing_service.Traced(
        way=Way.VISIT,
        result=Result.FOUND,
        at=clock.now(),
        person=evening.tickets["grandmother"],
    )
    await _on(evening, tracing_service.trace, told, _by(evening), supervises=False)


async def planned(evening: Evening) -> None:
    async def act(session: Any, case: Any) -> UUID:
        wanted = reintegration_service.Planned(
            kind=Kind.RELATIVES,
            planned_on=today(),
            person=evening.tickets["grandmother"],
            place=UNION,
        )
        made = await reintegration_service.plan(session, case, case.child_id, wanted, _by(evening))
        return made.id

    evening.tickets["going home"] = await _on(evening, act)


async def answered(evening: Evening) -> None:
    for condition in conditions_of(newest(), Kind.RELATIVES):
        if condition.code != LEFT_OUT:
            await _on_row(
                evening,
                reintegration_checklist.answer,
                condition.code,
                Answer.YES,
                words="দেখা হয়েছে",
                document=None,
                by=_by(evening),
            )


async def let_pass(evening: Evening) -> None:
    asked = await _on_row(
        evening, reintegration_checklist.ask_exception, LEFT_OUT, "পরে", _by(evening)
    )

    async def act(session: Any, case: Any, row: Any) -> None:
        one = await reintegration_access.exception_of(session, row, asked.id)
        await reintegration_checklist.decide(
            session, case, row, one, "allow", None, _by(evening, "shanta")
        )

    await _on_row(evening, act)


async def handed_over(evening: Evening) -> None:
    told = reintegration_service.HandedOver(at=clock.now(), by=_by(evening))
    await _on_row(evening, reintegration_service.hand_over, told, _by(evening))


async def moved(evening: Evening) -> None:
    async def act(session: Any, case: Any, row: Any) -> None:
        slot = (await reintegration_access.follow_ups_of(session, row))[0]
        to = slot.planned_on + timedelta(days=1)
        args = (slot.id, to, "child_away", None, _by(evening))
        await reintegration_follow_ups.move(session, case, row, *args)

    await _on_row(evening, act)


async def at_risk(evening: Evening) -> None:
    told = reintegration_follow_ups.Told(
        how=How.VISIT,
        found=Found.RISK,
        at=clock.now(),
        words="ভয় পায়",
        child_seen=True,
        child_asked=True,
        child_view="আমি থাকতে চাই না",
        reason="neglect",
    )
    await _on_row(evening, reintegration_follow_ups.tell, told, _by(evening))


async def readmitted(evening: Evening) -> None:
    centre = await evening.world.centre(CENTRE)
    case_id = evening.tickets["case"]

    async def act(session: Any) -> None:
        ticket = await reintegration_stays.ticket_of(session, case_id)
        reason = SystemReason.STAY_MOVED_ON
        incident = await access.for_system(session, ticket, reason, lock=True)
        case = await for_system(session, case_id, SystemWhy.SCREEN, lock=True)
        row_id = evening.tickets["going home"]
        wanted = select(ReintegrationReturn).where(ReintegrationReturn.reintegration_id == row_id)
        back = (await session.exec(wanted)).one()
        await going_home.readmit(session, incident, case, back, centre.id, _by(evening))

    await evening.do(act)


async def schedule_set(evening: Evening) -> None:
    by = _by(evening, "shanta")
    await evening.do(lambda s: reintegration_schedule.set_days(s, Kind.FAMILY, [5, 50], by))
    evening.watched.screens.remove(("bina", f"case/{evening.tickets['case']}"))


GOING_HOME = (
    ("the grandmother of a child is found", traced),
    ("the child shall go to her", planned),
    ("all conditions hold but one", answered),
    ("which a supervisor lets pass", let_pass),
    ("the child is handed over", handed_over),
    ("its follow-up is put off", moved),
    ("a visit finds new risk", at_risk),
    ("a centre takes the child in again", readmitted),
    ("a schedule is set", schedule_set),
)
