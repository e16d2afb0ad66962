"""Which child it is that stays, and when it did: by its own record, on a real Postgres."""

import asyncio
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from app.cases import merging, people_access, people_service
from app.cases import service as cases
from app.cases.access import SystemReason, for_system, told_for_matching
from app.cases.sealed import another_child, child_of
from app.core import clock as our_clock
from app.core.errors import InputIsInvalid
from app.dispatch import beds, service
from app.dispatch.ladder import Responder
from app.residence import admissions, extensions, rolls, stays
from app.residence import service as residence
from app.residence.admitting import ChildStaysAlready, HouseIsForOthers
from app.residence.care_states import Ate, CameBy, Meal, WhoIsIt, WhyCorrected, WhyLonger
from app.residence.guests import guest_of
from app.residence.models import Stay
from app.residence.sight import open_stay
from app.residence.states import Left
from app.residence.stay_clock import ends_at, extended
from app.residence.street_marks import Note
from app.residence.street_service import Times, see
from app.residence.street_sites import Site, name_site, site_of
from app.residence.street_states import SiteKind
from app.residence.whereabouts import StaysOverlap
from tests.residence.home import Home

DAY = timedelta(days=1)


async def ticket(home: Home, incident_id: UUID, act: Any) -> Any:
    """Something is done with the locked ticket."""

    async def locked(session: Any) -> Any:
        incident = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
        return await act(session, incident)

    return await home.do(locked)


async def typed(home: Home, incident_id: UUID, field: str, value: str) -> None:
    by = home.keeper.id
    await ticket(home, incident_id, lambda s, i: cases.save_field(s, i, field, value, by))


async def noted(home: Home, child_id: UUID, field: str, value: str) -> None:
    async def act(session: Any) -> None:
        opened = await people_access.locked(session, child_id)
        said: dict[str, Any] = {"value": value, "source": "worker", "by": home.keeper.id}
        await people_service.note(session, opened, field, **said)

    await home.do(act)


async def recorded(home: Home, incident_id: UUID) -> UUID:
    found: UUID = (await ticket(home, incident_id, child_of)).id
    return found


async def merged(home: Home, kept: UUID, other: UUID) -> None:
    async def act(session: Any) -> None:
        pair = await merging.lock_pair(session, kept, other)
        await merging.merge(session, *pair, choose={}, why="document", by=home.keeper.id)

    await home.do(act)


async def come(home: Home, incident_id: UUID, centre: UUID, **said: Any) -> Stay:
    """A child of this ticket is at the desk of a centre, where somebody can be asked."""
    by, arriving = home.keeper.id, admissions.Arriving(CameBy.RETURNED, **said)
    made: Stay = await ticket(
        home, incident_id, lambda s, i: admissions.admit(s, centre, arriving, by, i)
    )
    return made


async def shown(home: Home, stay: Stay) -> dict[str, Any]:
    by = home.stranger.id
    seen = await home.do(lambda s: open_stay(s, stay.centre_id, stay.id, by))
    child: dict[str, Any] = seen["child"]
    return child


async def test_a_centre_is_shown_the_child_that_stays_there_and_no_other_one_of_its_ticket(
    home: Home,
) -> None:
    first = await home.admit("girl")
    await typed(home, first.incident_id, "child_name", "Rina")
    assert await shown(home, first) == {"age": "9", "sex": "girl", "name": "Rina"}
    other = await come(home, first.incident_id, home.other, who=WhoIsIt.ANOTHER)
    assert other.child_id is not None
    assert await shown(home, other) == {"age": None, "sex": None, "name": None}
    await noted(home, other.child_id, "name_latin", "Rafi")
    await noted(home, other.child_id, "sex", "boy")
    assert await shown(home, other) == {"age": None, "sex": "boy", "name": "Rafi"}
    assert (await shown(home, first))["name"] == "Rina"


async def test_what_the_record_of_a_child_says_decides_in_which_house_it_may_sleep(
    home: Home,
) -> None:
    world = home.world
    incident_id = await world.add_incident("BD10060007")
    await typed(home, incident_id, "child_sex", "girl")
    child_id = await recorded(home, incident_id)
    await noted(home, child_id, "sex", "boy")
    assert (await home.do(lambda s: guest_of(s, incident_id))).sex == "boy"
    told = await ticket(home, incident_id, told_for_matching)
    assert told.answers["child_sex"] == "boy"
    centre = Responder("centre", home.centre)
    id_ = await world.request(centre, incident_id=incident_id)
    await world.accept(id_, centre)
    await home.do(lambda s: service.admit(s, id_, centre, home.keeper.id, beds.AtTheDoor()))
    stay = await home.do(lambda s: residence.stay_for(s, id_))
    assert stay.bed_id == home.beds["b1"]
    with pytest.raises(HouseIsForOthers):
        await home.do(
            lambda s: stays.move(s, home.centre, stay.id, home.beds["g1"], home.keeper.id)
        )


async def test_the_desk_can_say_of_another_child_of_a_ticket_what_it_is(home: Home) -> None:
    first = await home.admit("girl")
    sister = (await ticket(home, first.incident_id, another_child)).id
    await noted(home, sister, "sex", "girl")
    said: dict[str, Any] = {
        "who": WhoIsIt.ANOTHER,
        "child": {"child_sex": "boy", "child_name": "Rafi"},
    }
    with pytest.raises(HouseIsForOthers):
        await come(home, first.incident_id, home.centre, bed=home.beds["g2"], **said)
    brother = await come(home, first.incident_id, home.centre, **said)
    assert (brother.bed_id, brother.child_id == sister) == (home.beds["b1"], False)
    assert (await shown(home, brother))["name"] == "Rafi"


async def test_a_stay_begun_before_there_was_a_record_is_its_childs_once_there_is_one(
    home: Home,
) -> None:
    incident_id = await home.world.add_incident("BD10060007")

    async def unnamed(session: Any, incident: Any) -> Stay:
        at, by = (home.centre, incident.id, uuid4()), home.keeper.id
        stay, _ = await residence.arrive(session, *at, by)
        await stays.begin(session, stay, incident, {})
        return stay

    stay = await ticket(home, incident_id, unnamed)
    assert stay.child_id is None
    with pytest.raises(ChildStaysAlready):
        await come(home, incident_id, home.other)
    child_id = await recorded(home, incident_id)
    sibling = await come(home, incident_id, home.other, who=WhoIsIt.ANOTHER)
    assert sibling.child_id != child_id
    found, _ = await home.do(lambda s: stays.locked(s, home.centre, stay.id))
    assert found.child_id == child_id
    new = await home.world.add_incident("BD1006")
    assert (await come(home, new, home.other)).child_id == await recorded(home, new)


async def test_a_merge_of_two_who_stay_and_a_night_in_a_shelter_are_told_where_a_child_stays(
    home: Home,
) -> None:
    stay = await home.admit("girl")
    assert stay.child_id is not None
    incident_id = await home.world.add_incident("BD1006")
    there = await come(home, incident_id, home.other)
    made = await recorded(home, incident_id)

    def elsewhere(told: list[tuple[str, dict[str, Any]]]) -> list[str]:
        return [facts["where"] for kind, facts in told if kind == "seen_elsewhere"]

    await merged(home, stay.child_id, made)
    assert elsewhere(await home.told(stay)) == [str(home.other)]
    assert elsewhere(await home.told(there)) == [str(home.centre)]
    await home.do(lambda s: stays.leave(s, home.other, there.id, Left.OTHER, None, home.keeper.id))

    async def shelter(session: Any) -> Site:
        named: dict[str, Any] = {
            "name_bn": "আশ্রয়",
            "name_en": "Shelter",
            "more": {},
            "by": home.supervisor.id,
        }
        site = await name_site(session, SiteKind.NIGHT_SHELTER, **named)
        return await site_of(session, site.id)

    site = await home.do(shelter)
    for day in (home.today(), home.today() - DAY):  # by day, before it came to stay
        at = our_clock.now() - (home.today() - day)
        note = Note(uuid4(), day, home.supervisor.id, at, anywhere=True)
        said: dict[str, Any] = {
            "site": site,
            "note": note,
            "child_id": stay.child_id,
            "times": Times(None, None),
        }
        await home.do(partial(see, **said))
    assert elsewhere(await home.told(stay)) == [str(home.other), str(site.id)]


async def test_one_child_under_two_merged_records_gets_one_bed_from_two_desks_at_once(
    home: Home,
) -> None:
    tickets = [await home.world.add_incident(place) for place in ("BD10060007", "BD1006")]
    kept, other = [await recorded(home, one) for one in tickets]
    await merged(home, kept, other)
    ends = await asyncio.gather(
        *(come(home, one, at) for one, at in zip(tickets, (home.centre, home.other), strict=True)),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["ChildStaysAlready", "Stay"]


async def test_a_child_is_in_one_centre_at_a_time_whatever_is_written_down_later(
    home: Home, clock: time_machine.Traveller
) -> None:
    stay = await home.admit("girl")
    clock.shift(5 * DAY)
    moved = {"who": WhoIsIt.SAME_MOVED}
    now = our_clock.now()
    with pytest.raises(InputIsInvalid) as early:
        await come(home, stay.incident_id, home.other, arrived_at=now - 6 * DAY, **moved)
    assert early.value.field == "arrived_at"
    there = await come(home, stay.incident_id, home.other, arrived_at=now - 2 * DAY, **moved)
    left = await home.do(lambda s: s.get_one(Stay, stay.id))
    assert (left.left_at, left.left_reason) == (there.arrived_at, Left.OTHER_CENTRE)
    by = home.keeper.id
    await home.do(lambda s: stays.leave(s, home.other, there.id, Left.FAMILY, None, by))
    with pytest.raises(StaysOverlap) as refused:
        await come(home, stay.incident_id, home.centre, arrived_at=now - DAY)
    assert refused.value.facts["legal"] == [now.isoformat()]
    await come(home, stay.incident_id, home.centre)


async def test_six_months_go_on_where_a_child_is_moved_or_was_away_for_a_few_days_only(
    home: Home, clock: time_machine.Traveller
) -> None:
    stay = await home.admit("girl")
    at, by = (home.centre, stay.id), home.keeper.id
    asked: dict[str, Any] = {
        "months": 1,
        "reason": WhyLonger.FAMILY_NOT_FOUND,
        "words": "no one yet",
        "by": by,
    }
    longer = await home.do(lambda s: extensions.ask(s, *at, **asked))
    said: dict[str, Any] = {"words": None, "by": home.supervisor.id}
    await home.do(lambda s: extensions.answer(s, None, longer.id, "approve", **said))
    end = (await home.do(lambda s: s.get_one(Stay, stay.id))).ends_at
    assert end == extended(stay.arrived_at, 1)
    clock.shift(150 * DAY)
    moved = await come(home, stay.incident_id, home.other, who=WhoIsIt.SAME_MOVED)
    assert (moved.follows_id, moved.ends_at) == (stay.id, end)
    await home.do(lambda s: stays.leave(s, home.other, moved.id, Left.OTHER, None, by))
    clock.shift(3 * DAY)
    back = await come(home, stay.incident_id, home.centre)
    assert back.ends_at == end
    await home.do(lambda s: stays.leave(s, home.centre, back.id, Left.FAMILY, None, by))
    clock.shift(31 * DAY)
    anew = await come(home, stay.incident_id, home.centre)
    assert (anew.follows_id, anew.ends_at) == (None, ends_at(anew.arrived_at))


async def test_a_child_that_leaves_and_is_back_on_one_day_eats_once_on_the_roll(
    home: Home, clock: time_machine.Traveller
) -> None:
    by, day = home.keeper.id, home.today()
    clock.move_to(datetime.combine(day, time(9), our_clock.DHAKA))
    stay = await home.admit("girl")

    async def mark(id_: UUID, ate: Ate, why: WhyCorrected | None = None) -> int:
        at = (home.centre, day, Meal.BREAKFAST, {id_: ate})
        count: int = await home.do(lambda s: rolls.mark(s, *at, why=why, by=by))
        return count

    assert await mark(stay.id, Ate.ATE) == 1
    await home.do(lambda s: stays.leave(s, home.centre, stay.id, Left.OTHER, None, by))
    clock.shift(3600)
    back = await come(home, stay.incident_id, home.centre)
    roll = await home.do(lambda s: rolls.roll_of(s, home.centre, day))
    (child,) = roll["children"]
    assert (child["stay"], child["meals"]["breakfast"]["ate"]) == (str(back.id), "ate")
    counted = {one["meal"]: (one["here"], one["ate"], one["unknown"]) for one in roll["totals"]}
    assert (counted["breakfast"], counted["lunch"]) == ((1, 1, 0), (1, 0, 1))
    assert await mark(stay.id, Ate.ATE) == 0
    with pytest.raises(rolls.ReasonForChange):
        await mark(back.id, Ate.LITTLE)
    assert await mark(stay.id, Ate.LITTLE, WhyCorrected.MISTAKE) == 1
    (child,) = (await home.do(lambda s: rolls.roll_of(s, home.centre, day)))["children"]
    assert child["meals"]["breakfast"]["ate"] == "little"
