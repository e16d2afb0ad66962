"""A stay ends when the child goes home, and new risk at home begins another, linked to it."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlmodel import col, select

from app.cases import access, case_access, merging, reintegration_access, reintegration_stays
from app.cases.access import SystemReason
from app.cases.case_access import SystemWhy
from app.cases.exclusions import exclude
from app.cases.reintegration_figures import figures
from app.cases.reintegration_returns import ReadmittedAlready
from app.cases.reintegration_stays import ChildStillStays, StayMayBeTheChilds
from app.core import clock
from app.core.db import Database, execute
from app.core.errors import InputIsInvalid
from app.directory import centres
from app.directory.service import centre_by_code, lock_centre
from app.residence import building
from app.residence.admitting import HouseIsForOthers
from app.residence.boards import readmission_rows, stay_rows
from app.residence.care_states import CameBy
from app.residence.going_home import CentreIsExcluded, readmit
from app.residence.models import Bed, Stay
from app.residence.queries import beds_of
from app.residence.service import BedIsTaken, Guest, arrive
from app.residence.states import Left, Takes
from app.residence.stays import begin, leave
from tests.cases.casework import today
from tests.cases.going_home import GoingHome, in_days, refused
from tests.statements import SOMEBODY_WAITS

CENTRE = "SRTRCCR-BAR"


class Centre(GoingHome):
    """Casework beside a centre with a house for girls and one for boys."""

    async def build(self) -> None:
        await super().build()
        found = await self.do(lambda s: centre_by_code(s, CENTRE))
        self.centre: UUID = found.id
        await self.do(lambda s: centres.change(s, found.id, {"capacity": 2}))
        for takes in (Takes.GIRLS, Takes.BOYS):
            await self.do(
                lambda s, takes=takes: building.add_house(
                    s,
                    found.id,
                    name_bn=takes.value,
                    name_en=takes.value,
                    takes=takes,
                    labels=[takes.value],
                )
            )

    async def ticket_of(self, case_id: UUID) -> UUID:
        made: UUID = await self.do(lambda s: reintegration_stays.ticket_of(s, case_id))
        return made

    async def stays(self, incident_id: UUID, child_id: UUID | None = None) -> UUID:
        """A child of this ticket comes to the centre."""

        async def act(session: Any) -> UUID:
            reason = SystemReason.STAY_MOVED_ON
            incident = await access.for_system(session, incident_id, reason, lock=True)
            guest = Guest("girl", 9)
            args = (self.centre, incident.id, uuid4(), self.id("mita"), guest)
            stay, _ = await arrive(session, *args, child_id=child_id)
            await begin(session, stay, incident, {})
            return stay.id

        made: UUID = await self.do(act)
        return made

    async def stay(self, stay_id: UUID) -> Stay:
        made: Stay = await self.do(lambda s: s.get_one(Stay, stay_id))
        return made

    async def bed(self, label: str) -> UUID:
        found = await self.do(lambda s: s.exec(select(Bed.id).where(col(Bed.label) == label)))
        made: UUID = found.one()
        return made

    async def readmit(self, case_id: UUID, return_id: UUID, **more: Any) -> UUID:
        ticket = await self.ticket_of(case_id)
        centre = more.pop("centre", self.centre)

        async def act(session: Any) -> UUID:
            reason, why = SystemReason.STAY_MOVED_ON, SystemWhy.SCREEN
            incident = await access.for_system(session, ticket, reason, lock=True)
            case = await case_access.for_system(session, case_id, why, lock=True)
            back = await reintegration_access.return_of(session, case, return_id)
            stay = await readmit(session, incident, case, back, centre, self.id("mita"), **more)
            return stay.id

        made: UUID = await self.do(act)
        return made


@pytest.fixture
async def work(database: Database) -> Centre:
    made = Centre(database)
    await made.build()
    return made


async def test_a_child_that_goes_home_leaves_by_the_verb_of_the_centre(work: Centre) -> None:
    ticket = await work.ticket()
    case_id = await work.open(ticket)
    stay_id = await work.stays(ticket)
    row_id = await work.plan(case_id, await work.relative(case_id))
    await work.all_hold(case_id, row_id)
    known = await refused(ChildStillStays, work.hand_over(case_id, row_id))
    assert known.facts["stays"] == [str(stay_id)]
    foreign = await work.stays(await work.ticket())
    wrong = await refused(InputIsInvalid, work.hand_over(case_id, row_id, stays=[stay_id, foreign]))
    assert wrong.field == "stays"
    assert (await work.stay(stay_id)).left_at is None
    await work.hand_over(case_id, row_id, stays=[stay_id])
    left = await work.stay(stay_id)
    assert (left.left_reason, left.left_by) == (Left.FAMILY, work.id("mita"))
    assert (await work.stay(foreign)).left_at is None
    told = await work.told(case_id, "case.child_handed_over")
    assert told[0]["stays"] == 1


async def test_a_stay_ends_when_the_child_went_and_not_before_it_had_come(work: Centre) -> None:
    ticket = await work.ticket()
    case_id = await work.open(ticket)
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        stay_id = await work.stays(ticket)
    with time_machine.travel(clock.now() + timedelta(days=9), tick=False):
        now = clock.now()
        row_id = await work.plan(case_id, await work.relative(case_id))
        await work.all_hold(case_id, row_id)
        early = {"at": now - timedelta(days=7), "stays": [stay_id]}
        wrong = await refused(InputIsInvalid, work.hand_over(case_id, row_id, **early))
        assert wrong.field == "at"
        went = now - timedelta(days=2)
        await work.hand_over(case_id, row_id, at=went, stays=[stay_id])
        assert (await work.stay(stay_id)).left_at == went
        back = await work.new_risk(case_id, row_id)
        again = await work.readmit(case_id, back, at=went + timedelta(days=1))
        assert (await work.stay(again)).arrived_at == went + timedelta(days=1)


async def test_whoever_holds_the_case_is_not_kept_from_the_centre_by_a_stay_that_ends(
    work: Centre, database: Database
) -> None:
    """A case is locked before the centre, by all: crosswise, one would be broken off."""
    ticket = await work.ticket()
    case_id = await work.open(ticket)
    child = (await work.do(lambda s: case_access.for_system(s, case_id, SystemWhy.SCREEN))).child_id
    stay_id = await work.stays(ticket, child)
    async with database.transaction() as session:
        await case_access.for_system(session, case_id, SystemWhy.SCREEN, lock=True)
        leaves = asyncio.create_task(
            work.do(lambda s: leave(s, work.centre, stay_id, Left.FAMILY, None, work.id("mita")))
        )
        pool = await database.raw()
        async with asyncio.timeout(20):
            while not await pool.fetchval(SOMEBODY_WAITS):
                await asyncio.sleep(0.01)
        await execute(session, "SET LOCAL lock_timeout = '2s'")
        await lock_centre(session, work.centre)
        assert not leaves.done()
    await leaves
    assert (await work.stay(stay_id)).left_reason is Left.FAMILY


async def test_two_cases_of_one_child_are_locked_in_one_order_by_whoever_hands_it_over(
    work: Centre, database: Database
) -> None:
    cases = sorted([await work.open(), await work.open()])
    children = [(await work.case(id_)).child_id for id_ in cases]

    async def merge(session: Any) -> None:
        kept, gone = await merging.lock_pair(session, *children)
        await merging.merge(session, kept, gone, choose={}, why="child_says", by=work.id("mita"))

    await work.do(merge)
    async with database.transaction() as session:
        await case_access.for_system(session, cases[0], SystemWhy.SCREEN, lock=True)
        hands = asyncio.create_task(work.do(lambda s: reintegration_stays.lock_before(s, cases[1])))
        pool = await database.raw()
        async with asyncio.timeout(20):
            while not await pool.fetchval(SOMEBODY_WAITS):
                await asyncio.sleep(0.01)
        await execute(session, "SET LOCAL lock_timeout = '2s'")
        await case_access.for_system(session, cases[1], SystemWhy.SCREEN, lock=True)
        assert not hands.done()
    await hands


async def test_a_ticket_of_two_children_ends_only_the_stay_that_is_named(work: Centre) -> None:
    ticket = await work.ticket()
    case_id = await work.open(ticket)
    await work.open(ticket, another_child=True)
    mine, theirs = await work.stays(ticket), await work.stays(ticket)
    row_id = await work.plan(case_id, await work.relative(case_id))
    await work.all_hold(case_id, row_id)
    unnamed = await refused(StayMayBeTheChilds, work.hand_over(case_id, row_id))
    assert {one["stay"] for one in unnamed.facts["maybe"]} == {str(mine), str(theirs)}
    await work.hand_over(case_id, row_id, stays=[mine])
    assert (await work.stay(theirs)).left_at is None


async def test_a_child_at_risk_is_taken_in_again_and_is_one_child_in_every_figure(
    work: Centre,
) -> None:
    ticket = await work.ticket()
    case_id = await work.open(ticket)
    await work.say(case_id, "sex", "boy")
    row_id = await work.home(case_id, stays=[await work.stays(ticket)])
    back = await work.new_risk(case_id, row_id)
    girls, boys = await work.bed("girls"), await work.bed("boys")
    school = (await work.do(lambda s: centre_by_code(s, "SRTRCCR-KHU"))).id
    await work.do(lambda s: centres.change(s, school, {"kind": "open_air_school"}))
    asked = {UUID(row["id"]) for row in await work.do(readmission_rows)}
    assert (work.centre in asked, school in asked) == (True, False), "nobody sleeps there"
    for more, field in (
        ({"centre": uuid4()}, "centre"),
        ({"centre": school}, "centre"),
        ({"bed_id": uuid4()}, "bed"),
        ({"at": in_days(1)}, "at"),
        ({"at": clock.now() - timedelta(days=3)}, "at"),
    ):
        wrong = await refused(InputIsInvalid, work.readmit(case_id, back, **more))
        assert wrong.field == field, field
    await refused(HouseIsForOthers, work.readmit(case_id, back, bed_id=girls))
    assert await work.returns(case_id) == [
        one for one in await work.returns(case_id) if one["centre"] is None
    ]
    stay_id = await work.readmit(case_id, back, notes={"condition": "frightened"})
    stay = await work.stay(stay_id)
    assert (stay.incident_id, stay.bed_id, stay.came_by) == (ticket, boys, CameBy.RETURNED)
    rows = await work.do(lambda s: stay_rows(s, work.centre))
    assert rows[stay_id]["dispatch_id"] is None
    (shown,) = await work.returns(case_id)
    assert (shown["centre"] is not None, shown["episode"]) == (True, 2)
    await refused(ReadmittedAlready, work.readmit(case_id, back))
    assert "case.child_readmitted" in [one["kind"] for one in await work.told(case_id)]
    row = await work.plan(case_id, await work.relative(case_id, "aunt"))
    await work.all_hold(case_id, row)
    await work.hand_over(case_id, row, stays=[stay_id])
    day = today()
    found = await work.do(lambda s: figures(s, day, day))
    assert (found["children"], found["times"], found["at_risk"], found["readmitted"]) == (
        1,
        2,
        1,
        1,
    )


async def test_a_full_centre_takes_the_child_at_its_door_and_an_excluded_one_is_refused(
    work: Centre,
) -> None:
    ticket = await work.ticket()
    case_id = await work.open(ticket)
    await work.say(case_id, "sex", "girl")
    back = await work.new_risk(case_id, await work.home(case_id))
    await work.stays(await work.ticket())
    girls = await work.bed("girls")
    await refused(BedIsTaken, work.readmit(case_id, back, bed_id=girls))

    async def accused(session: Any) -> None:
        incident = await access.for_system(session, ticket, SystemReason.SCREEN, lock=True)
        by, centre = work.id("mita"), work.centre
        await exclude(session, incident, "centre", centre, reason="accused", note=None, by=by)

    stay_id = await work.readmit(case_id, back)
    assert (await work.stay(stay_id)).bed_id is None
    assert (await work.do(lambda s: beds_of(s, [work.centre])))[work.centre].stays == 2
    other = await work.new_risk(case_id, await work.home(case_id, stays=[stay_id]))
    await work.do(accused)
    await refused(CentreIsExcluded, work.readmit(case_id, other))
