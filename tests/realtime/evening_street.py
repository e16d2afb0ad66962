"""Steps of the evening about a night shelter for street children; holds no test.

Its people watch their own screen from the moment it has a name.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import select

from app.cases import merging
from app.cases.access import SystemReason, for_system
from app.cases.models import Child
from app.core import clock
from app.residence import street_asks, street_nights, street_service
from app.residence.admissions import Arriving, admit
from app.residence.care_states import CameBy
from app.residence.states import MoreReason
from app.residence.street_asks import Wanted
from app.residence.street_marks import Note
from app.residence.street_models import StreetAsk, StreetSite
from app.residence.street_rules import day_of
from app.residence.street_sites import name_site, site_of
from app.residence.street_states import AskState, SiteKind, WhyAsked, WhyCorrected, WhyNotTakenUp
from tests.dispatch.world import PASSWORD, UNION
from tests.realtime.evening import Evening

KALU, FULI = uuid4(), uuid4()
SHELTER = "shelter"
CENTRE = "SRTRCCR-BAR"


async def named(evening: Evening) -> None:
    """A shelter for two gets its name, and its people sign in."""

    async def act(session: Any) -> UUID:
        made = await name_site(
            session,
            SiteKind.NIGHT_SHELTER,
            name_bn="সন্ধ্যা আশ্রয়",
            name_en="Evening shelter",
            more={"capacity": 2, "place": UNION},
            by=evening.people["shanta"].id,
        )
        return made.id

    centre_id = await evening.do(act)

    async def employ(session: Any) -> Any:
        return await evening.world.add_staff(session, SHELTER, "centre", centre_id=centre_id)

    evening.people[SHELTER] = await evening.do(employ)
    assert (await evening.house.sign_in(SHELTER, PASSWORD)).is_success
    evening.watched.screens.append((SHELTER, "field"))


async def _on_roll(evening: Evening, verb: Any, *args: Any, days: int = 0, **more: Any) -> None:
    """A note of tonight, or of so many nights ago, by the people of the shelter."""
    by = evening.people[SHELTER].id

    async def act(session: Any) -> None:
        site = await site_of(session, (await session.exec(select(StreetSite.centre_id))).one())
        now = clock.now()
        day = day_of(now, sleeps=True) - timedelta(days=days)
        await verb(session, site, Note(uuid4(), day, by, now), *args, **more)

    await evening.do(act)


async def met(evening: Evening) -> None:
    await _on_roll(evening, street_service.meet, KALU, "কালু", "boy")
    await _on_roll(evening, street_service.meet, FULI, "ফুলি", None)


async def seen_last_night(evening: Evening) -> None:
    await _on_roll(evening, street_service.see, KALU, days=1)


async def corrected(evening: Evening) -> None:
    await _on_roll(
        evening, street_service.correct, KALU, WhyCorrected.OTHER_CHILD, days=1, seen=False
    )


async def two_more(evening: Evening) -> None:
    await _on_roll(evening, street_service.count, 2)


async def explained(evening: Evening) -> None:
    by = evening.people["shanta"].id

    async def act(session: Any) -> None:
        site = await site_of(session, (await session.exec(select(StreetSite.centre_id))).one())
        day = day_of(clock.now(), sleeps=True)
        await street_nights.explain(session, site, day, MoreReason.DISASTER, by)

    await evening.do(act)


async def one_child(evening: Evening) -> None:
    """Both nicknames are of one child."""
    by = evening.people["shanta"].id

    async def act(session: Any) -> None:
        kept, other = await merging.lock_pair(session, KALU, FULI)
        choose = {"nickname": "kept"}
        await merging.merge(session, kept, other, choose=choose, why="child_says", by=by)

    await evening.do(act)


async def asked(evening: Evening) -> None:
    by = evening.people[SHELTER].id

    async def act(session: Any) -> None:
        site = await site_of(session, (await session.exec(select(StreetSite.centre_id))).one())
        await street_asks.ask(session, site, KALU, WhyAsked.WANTS_HOME, by)

    await evening.do(act)


async def _waiting(session: Any) -> UUID:
    found = await session.exec(select(StreetAsk.id).where(StreetAsk.state == AskState.ASKED))
    id_: UUID = found.one()
    return id_


async def declined(evening: Evening) -> None:
    by = evening.people["shanta"].id

    async def act(session: Any) -> None:
        await street_asks.decline(session, await _waiting(session), WhyNotTakenUp.OTHER, by)

    await evening.do(act)


async def taken_up(evening: Evening) -> None:
    by = evening.people["shanta"].id

    async def act(session: Any) -> None:
        await street_asks.take_up(session, await _waiting(session), Wanted(), by)

    await evening.do(act)


async def admitted(evening: Evening) -> None:
    centre, by = (await evening.world.centre(CENTRE)).id, evening.people["shanta"].id

    async def act(session: Any) -> None:
        ticket = (await session.get_one(Child, KALU)).incident_id
        incident = await for_system(session, ticket, SystemReason.STAY_MOVED_ON, lock=True)
        said = Arriving(CameBy.POLICE, over_reason=MoreReason.COURT_ORDER)
        await admit(session, centre, said, by, incident)

    await evening.do(act)


STREET = (
    ("a night shelter has a name", named),
    ("two children come there", met),
    ("one of them last night, too", seen_last_night),
    ("which was somebody else", corrected),
    ("two more sleep there", two_more),
    ("a supervisor says why", explained),
    ("the two are one child", one_child),
    ("a case is asked for", asked),
    ("and declined", declined),
    ("asked for again", asked),
    ("and opened", taken_up),
    (
        "the child was not there tonight",
        lambda evening: _on_roll(
            evening, street_service.correct, KALU, WhyCorrected.OTHER_CHILD, seen=False
        ),
    ),
    ("it is admitted to a centre", admitted),
    (
        "and noted in the shelter that night",
        lambda evening: _on_roll(evening, street_service.see, KALU),
    ),
)
