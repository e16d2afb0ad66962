"""The steps of an evening that belong to care in a centre; no test.

`KNOWN` goes before the second child comes, `CARE` while both are there.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.cases import case_service, forms
from app.cases.access import SystemReason
from app.cases.access import for_system as incident_for_system
from app.cases.form_models import Purpose
from app.core import clock
from app.residence import (
    admissions,
    care,
    care_incidents,
    extensions,
    rolls,
    standards,
    stay_dues,
    stay_form_endpoints,
    stay_lateness,
    stays,
)
from app.residence.care_models import CareIncident, Improvement, StayDue, StayExtension, Track
from app.residence.care_states import (
    Ate,
    CameBy,
    Happened,
    Item,
    LifeSkill,
    Meal,
    Severity,
    SkillStep,
    TalkKind,
    ToldTo,
    TrackEnd,
    TrackKind,
    WhyLonger,
)
from app.residence.models import Stay
from app.residence.states import MoreReason
from app.residence.stay_clock import Due
from tests.realtime.evening import Evening

CENTRE = "SRTRCCR-BAR"
Act = Callable[[Evening], Awaitable[Any]]


async def _stay(evening: Evening) -> Stay:
    found = await evening.do(
        lambda s: s.exec(
            select(Stay).where(col(Stay.left_at).is_(None)).order_by(col(Stay.arrived_at))
        )
    )
    first: Stay = found.first()
    return first


def _by(evening: Evening, name: str = "shanta") -> UUID:
    return evening.people[name].id


def today() -> Any:
    return clock.now().astimezone(clock.DHAKA).date()


async def case_of_the_second(evening: Evening) -> None:
    """There is a case of the child before it comes to stay."""

    async def act(session: Any) -> None:
        id_, reason = evening.tickets["second"], SystemReason.SCREEN
        incident = await incident_for_system(session, id_, reason, lock=True)
        by = _by(evening, "asha")
        await case_service.open_case(session, incident, by, by)

    await evening.do(act)


async def _given(evening: Evening) -> None:
    stay, by = await _stay(evening), _by(evening)
    on = today()
    await evening.do(
        lambda s: care.give(s, stay.centre_id, stay.id, item=Item.BLANKET, count=1, on=on, by=by)
    )


async def _learns(evening: Evening) -> None:
    stay, by = await _stay(evening), _by(evening)
    said: dict[str, Any] = {"kind": TrackKind.SCHOOL, "words": "পাশের স্কুল", "on": today(), "by": by}
    await evening.do(lambda s: care.begin_track(s, stay.centre_id, stay.id, **said))
    track = (await evening.do(lambda s: s.exec(select(Track)))).one()
    over: dict[str, Any] = {"ending": TrackEnd.DROPPED, "on": today(), "by": by}
    await evening.do(lambda s: care.end_track(s, stay.centre_id, stay.id, track.id, **over))


async def _talked(evening: Evening) -> None:
    stay, by = await _stay(evening), _by(evening)
    said: dict[str, Any] = {"minutes": None, "next_on": None, "words": "কথা বলেছে", "by": by}
    kind, on = TalkKind.INDIVIDUAL, today()
    await evening.do(lambda s: care.hold_talk(s, stay.centre_id, stay.id, kind=kind, on=on, **said))
    skill: dict[str, Any] = {
        "skill": LifeSkill.EMPATHY,
        "step": SkillStep.BEGUN,
        "on": on,
        "words": None,
    }
    await evening.do(lambda s: care.note_skill(s, stay.centre_id, stay.id, **skill, by=by))


async def _checked(evening: Evening) -> None:
    """What completing a health check brings about, without its thirty answers."""
    stay, by = await _stay(evening), evening.people["shanta"]

    async def act(session: Any) -> None:
        own, incident = await stays.present(session, stay.centre_id, stay.id)
        version = await forms.current(session, Purpose.ADMISSION)
        subject = forms.Subject("stay", own.id, await stays.key_of(session, own))
        made = await forms.fill(session, version, subject, {}, by=by.id)
        await stay_form_endpoints.checked(session, by, own, incident, made)

    await evening.do(act)


async def _late(evening: Evening) -> None:
    stay = await _stay(evening)

    async def act(session: Any) -> None:
        own, _ = await stays.present(session, stay.centre_id, stay.id)
        await stay_dues.owe(session, own, Due.STAY_ENDS, clock.now() + timedelta(days=20))
        found = await session.exec(
            select(StayDue).where(
                StayDue.stay_id == own.id,
                StayDue.due == Due.STAY_ENDS,
                col(StayDue.ended_at).is_(None),
            )
        )
        await stay_lateness.stay_due(session, found.one().id)

    await evening.do(act)


async def _longer(evening: Evening) -> None:
    stay, by = await _stay(evening), _by(evening, "asha")
    said: dict[str, Any] = {
        "months": 2,
        "reason": WhyLonger.COURT_PENDING,
        "words": "মামলা চলছে",
        "by": by,
    }
    await evening.do(lambda s: extensions.ask(s, stay.centre_id, stay.id, **said))


async def _approved(evening: Evening) -> None:
    asked = (await evening.do(lambda s: s.exec(select(StayExtension.id)))).one()
    by = _by(evening)
    await evening.do(lambda s: extensions.answer(s, None, asked, "approve", words="ঠিক আছে", by=by))


async def _happened(evening: Evening) -> None:
    stay, by = await _stay(evening), _by(evening)
    said: dict[str, Any] = {
        "what": Happened.ABUSE,
        "severity": Severity.MINOR,
        "happened_at": stay.arrived_at,
        "words": "শিশুটি বলেছে",
        "told_to": [ToldTo.HEAD],
        "by": by,
    }
    await evening.do(lambda s: care_incidents.tell_incident(s, stay.centre_id, stay.id, **said))


async def _incident(evening: Evening) -> UUID:
    id_: UUID = (await evening.do(lambda s: s.exec(select(CareIncident.id)))).one()
    return id_


async def _seen(evening: Evening) -> None:
    id_, by = await _incident(evening), _by(evening)
    await evening.do(lambda s: care_incidents.see(s, id_, by))


async def _ticket(evening: Evening) -> None:
    id_, by = await _incident(evening), _by(evening)
    await evening.do(lambda s: care_incidents.open_ticket(s, None, id_, by, answers=True))


async def _followed_up(evening: Evening) -> None:
    id_, by = await _incident(evening), _by(evening)
    said: dict[str, Any] = {"words": "তদন্ত হয়েছে", "told_to": [], "closed": True, "by": by}
    await evening.do(lambda s: care_incidents.follow_up(s, None, id_, **said))


async def _ate(evening: Evening) -> None:
    stay, by = await _stay(evening), _by(evening)
    marks = {stay.id: Ate.ATE}
    day, meal = stay.arrived_at.astimezone(clock.DHAKA).date(), Meal.BREAKFAST
    await evening.do(lambda s: rolls.mark(s, stay.centre_id, day, meal, marks, why=None, by=by))


async def _third(evening: Evening) -> None:
    """A court sends a child to the full centre, which says why it takes it in."""
    centre = (await evening.world.centre(CENTRE)).id
    said = admissions.Arriving(
        CameBy.COURT, {"child_sex": "girl"}, over_reason=MoreReason.COURT_ORDER
    )
    by = _by(evening)
    await evening.do(lambda s: admissions.admit(s, centre, said, by))


async def _standard(evening: Evening) -> None:
    centre, by = (await evening.world.centre(CENTRE)).id, _by(evening)

    async def act(session: Any) -> None:
        version = await forms.current(session, Purpose.MINIMUM_STANDARD)
        subject = forms.Subject("centre", centre, None)
        made = await forms.fill(session, version, subject, {}, by=by)
        await stay_form_endpoints.standards_checked(session, centre, made)

    await evening.do(act)


async def _improves(evening: Evening) -> None:
    centre, by = (await evening.world.centre(CENTRE)).id, _by(evening)
    said: dict[str, Any] = {
        "what": "Mend the fence",
        "owner_id": by,
        "due_on": today(),
        "answer_id": None,
    }
    await evening.do(lambda s: standards.add(s, centre, **said, by=by))


async def _not_improved(evening: Evening) -> None:
    async def act(session: Any) -> None:
        one = (await session.exec(select(Improvement))).one()
        one.due_on -= timedelta(days=1)
        session.add(one)
        await session.flush()
        await standards.improvement_due(session, one.id)

    await evening.do(act)


KNOWN: tuple[tuple[str, Act], ...] = (("of whom there is a case", case_of_the_second),)
CARE: tuple[tuple[str, Act], ...] = (
    ("the first child is given a blanket", _given),
    ("its health is checked", _checked),
    ("it goes to school, and no more", _learns),
    ("somebody speaks with it", _talked),
    ("breakfast is marked", _ate),
    ("its six months are nearly over", _late),
    ("the centre asks for two more", _longer),
    ("which a supervisor approves", _approved),
    ("something grave happens in care", _happened),
    ("a supervisor has seen it", _seen),
    ("a ticket is opened for it", _ticket),
    ("it is followed up", _followed_up),
    ("a court sends one more", _third),
    ("the standards are checked", _standard),
    ("something is to be improved", _improves),
    ("and is not in time", _not_improved),
)
