"""A centre's beds on a real Postgres: chosen, raced for, out of use, beyond the seats, left."""

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlmodel import select

from app.cases import exclusions, linking
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.models import AccessRecord
from app.core import clock as our_clock
from app.core.errors import InputIsInvalid
from app.core.outbox import OutboxRow
from app.directory.queries import responder_names
from app.dispatch import beds, service
from app.dispatch.jobs import deadlines
from app.dispatch.ladder import Responder
from app.dispatch.queries import task_rows
from app.dispatch.scene import responder_of
from app.dispatch.states import StepState
from app.jobs.deadlines import fire_due
from app.residence import building, houses, jobs, stays
from app.residence import service as residence
from app.residence.admitting import HouseIsForOthers
from app.residence.boards import board_rows, stay_rows
from app.residence.houses import CentreFull
from app.residence.models import Bed, Stay
from app.residence.queries import beds_of
from app.residence.service import BedIsTaken, Guest
from app.residence.sight import open_stay, stays_of
from app.residence.states import Left, MoreReason, OutOfUse, Takes
from app.residence.stays import StayIsOver, StayNotFound
from tests.dispatch.world import World

CENTRE, OTHER = "SRTRCCR-BAR", "SRTRCCR-KHU"


@dataclass
class Desk:
    """A centre with a girls' house of two beds and a boys' house of one."""

    world: World
    centre: Responder = field(init=False)
    by: UUID = field(init=False)
    beds: dict[str, UUID] = field(default_factory=dict)

    async def build(self) -> None:
        world = self.world
        await world.add_centres()
        self.centre, self.by = await world.centre(CENTRE), world.counsellor.id
        for name, takes, labels in (
            ("Bakul", Takes.GIRLS, ("g1", "g2")),
            ("Palash", Takes.BOYS, ("b1",)),
        ):
            await world.do(
                partial(
                    building.add_house,
                    centre_id=self.centre.id,
                    name_bn=name,
                    name_en=name,
                    takes=takes,
                    labels=labels,
                )
            )
        found = await world.do(lambda s: s.exec(select(Bed)))
        self.beds = {bed.label: bed.id for bed in found}

    async def expected(self, bed: str | None = None) -> UUID:
        """A dispatch that the centre has accepted, with this bed."""
        world = self.world
        incident = await world.add_incident("BD10060007")
        id_ = await world.request(self.centre, incident_id=incident)
        chosen = self.beds[bed] if bed else None
        await world.do(lambda s: service.accept(s, id_, self.centre, world.settings, chosen))
        return id_

    async def admit(self, dispatch_id: UUID, **said: Any) -> Stay:
        door = beds.AtTheDoor(**said)
        await self.world.do(lambda s: service.admit(s, dispatch_id, self.centre, self.by, door))
        found = await self.world.do(lambda s: residence.stay_for(s, dispatch_id))
        stay: Stay = found
        return stay

    async def board(self) -> dict[str, Any]:
        rows = await self.world.do(lambda s: board_rows(s, [self.centre.id]))
        row: dict[str, Any] = rows[self.centre.id]
        return row

    async def bed_states(self) -> dict[str, str]:
        board = await self.board()
        return {bed["label"]: bed["state"] for one in board["houses"] for bed in one["beds"]}


@pytest.fixture
async def desk(world: World) -> Desk:
    made = Desk(world)
    await made.build()
    return made


async def test_the_chosen_bed_is_kept_and_taken_and_free_again_when_the_child_leaves(
    desk: Desk,
) -> None:
    world = desk.world
    id_ = await desk.expected("g2")
    assert await desk.bed_states() == {"g1": "free", "g2": "held", "b1": "free"}
    stay = await desk.admit(id_, notes={"condition": "tired", "items": "একটি লাল ব্যাগ"})
    again = await desk.admit(id_, notes={"condition": "well"})
    assert again.id == stay.id
    assert (await desk.bed_states())["g2"] == "taken"
    seen = await world.do(lambda s: open_stay(s, desk.centre.id, stay.id, desk.by))
    assert (seen["condition"], seen["items"]) == ("tired", "একটি লাল ব্যাগ")
    await world.do(lambda s: stays.move(s, desk.centre.id, stay.id, desk.beds["g1"], desk.by))
    assert await desk.bed_states() == {"g1": "taken", "g2": "free", "b1": "free"}
    for _ in range(2):
        await world.do(
            lambda s: stays.leave(s, desk.centre.id, stay.id, Left.FAMILY, "নানির কাছে", desk.by)
        )
    assert set((await desk.bed_states()).values()) == {"free"}
    assert await world.do(lambda s: stay_rows(s, desk.centre.id)) == {}
    with pytest.raises(StayNotFound):
        await world.do(lambda s: open_stay(s, desk.centre.id, stay.id, desk.by))
    with pytest.raises(StayIsOver):
        await world.do(lambda s: stays.leave(s, desk.centre.id, stay.id, Left.COURT, None, desk.by))
    (past,) = await world.do(lambda s: stays_of(s, stay.incident_id))
    assert (past["left_reason"], past["left_to"]) == ("family", "নানির কাছে")
    told = await world.do(lambda s: s.exec(select(OutboxRow)))
    assert "নানি" not in str([row.facts for row in told])
    looks = await world.do(
        lambda s: s.exec(select(AccessRecord).where(AccessRecord.reason == f"stay {stay.id}"))
    )
    assert [look.staff_id for look in looks] == [desk.by]


async def test_what_somebody_else_took_asks_the_desk_for_nothing_and_says_for_a_while_who_has_it(
    desk: Desk, clock: time_machine.Traveller
) -> None:
    world = desk.world
    incident_id = await world.add_incident("BD10060007")
    id_ = await world.request(desk.centre, incident_id=incident_id)

    async def shown() -> dict[str, Any]:
        rows = await world.do(lambda s: task_rows(s, centre_id=desk.centre.id))
        row: dict[str, Any] = rows.get(id_, {})
        return row

    assert (await shown())["due_at"]
    first = (await world.steps(id_))[0]
    clock.move_to(first.due_at)
    await fire_due(world.database, deadlines(world.settings))
    late = await shown()  # others are asked, and it may still be taken
    assert (late["taken"], late["due_at"]) == (None, first.due_at.isoformat())
    second = responder_of((await world.steps(id_))[1])
    await world.accept(id_, second)
    row = await shown()
    names = await world.do(lambda s: responder_names(s, {second.id}))
    assert row["taken"] == {"by": names[second.id], "at": our_clock.now().isoformat()}
    assert (row["due_at"], row["details"], row["bed"]) == (None, None, None)
    clock.shift(1801)
    assert await shown() == {}
    clock.shift(-60)
    assert (await shown())["taken"]

    async def exclude(session: Any) -> None:
        incident = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
        await exclusions.exclude(
            session, incident, "centre", desk.centre.id, reason="accused", note=None, by=desk.by
        )

    await world.do(exclude)  # one that must have nothing to do with it isn't told who has it
    assert await shown() == {}


async def test_of_two_who_choose_one_bed_one_gets_it_and_the_other_is_still_asked(
    desk: Desk,
) -> None:
    world, ids = desk.world, []
    for place in ("BD10060007", "BD1006"):
        incident = await world.add_incident(place)
        ids.append(await world.request(desk.centre, incident_id=incident))

    async def take(id_: UUID) -> None:
        bed = desk.beds["g1"]
        await world.do(lambda s: service.accept(s, id_, desk.centre, world.settings, bed))

    ends = await asyncio.gather(*map(take, ids), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["BedIsTaken", "NoneType"]
    loser = ids[next(at for at, end in enumerate(ends) if end is not None)]
    (step,) = await world.steps(loser)
    assert step.state is StepState.ALERTED


async def test_a_bed_of_another_centre_or_for_others_is_refused_by_name(desk: Desk) -> None:
    world = desk.world
    other = await world.centre(OTHER)
    girl = Guest("girl", 9)
    wrong = ((desk.centre, "b1", HouseIsForOthers), (other, "g1", InputIsInvalid))
    for centre, bed, error in wrong:
        with pytest.raises(error) as refused:
            await world.do(
                partial(
                    residence.hold,
                    centre_id=centre.id,
                    ref=uuid4(),
                    hours=1,
                    guest=girl,
                    bed_id=desk.beds[bed],
                )
            )
        assert refused.value.field == "bed"
    stay = await desk.admit(await desk.expected("g1"))
    with pytest.raises(StayNotFound):
        await world.do(lambda s: stays.leave(s, other.id, stay.id, Left.FAMILY, None, desk.by))


async def test_a_boy_gets_no_bed_of_the_girls_house(desk: Desk) -> None:
    world, boy = desk.world, Guest("boy")
    kept = await world.do(lambda s: residence.hold(s, desk.centre.id, uuid4(), 1, boy))
    assert kept.bed_id == desk.beds["b1"]
    known = (await world.do(lambda s: beds_of(s, [desk.centre.id])))[desk.centre.id]
    assert (known.free, known.free_for("boy"), known.free_for("girl")) == (2, 0, 2)
    with pytest.raises(residence.NoBedFree):
        await world.do(lambda s: residence.hold(s, desk.centre.id, uuid4(), 1, boy))


async def test_a_bed_kept_before_anybody_knew_is_not_the_bed_of_the_boy_at_the_door(
    desk: Desk,
) -> None:
    world = desk.world
    id_ = await desk.expected("g1")
    incident_id = (await world.dispatch(id_)).incident_id

    async def said(session: Any) -> None:
        incident = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
        await cases.save_field(session, incident, "child_sex", "boy", world.counsellor.id)

    await world.do(said)
    assert (await desk.admit(id_)).bed_id == desk.beds["b1"]
    assert await desk.bed_states() == {"g1": "free", "g2": "free", "b1": "taken"}


async def test_a_child_at_the_door_of_a_full_centre_stays_and_a_reason_is_asked_for_until_given(
    desk: Desk, clock: time_machine.Traveller
) -> None:
    world = desk.world
    late = await desk.expected("g1")
    await world.bed_runs_out()
    for bed in ("g1", "g2", "b1"):
        await desk.admit(await desk.expected(bed))
    stay = await desk.admit(late)
    board = await desk.board()
    assert (stay.over, stay.over_reason, stay.bed_id) == (True, MoreReason.AT_THE_DOOR, None)
    assert (board["over"], board["without_bed"], board["free"]) == (1, 1, 0)
    assert len(await world.events("centre.overfull")) == 1

    async def allow(session: Any) -> None:
        await houses.allow_more(
            session,
            desk.centre.id,
            extra=1,
            reason=MoreReason.AT_THE_DOOR,
            hours=2,
            by=desk.by,
        )

    await world.do(allow)
    board = await desk.board()
    assert (board["over"], board["more"]["reason"]) == (0, "at_the_door")
    clock.shift(2 * 3600 + 1)
    assert await fire_due(world.database, jobs.deadlines()) == 1
    board = await desk.board()
    assert (board["over"], board["more"]) == (1, None)
    assert (await world.events("centre.more_ended"))[0].facts["ending"] == "ran_out"


async def test_a_bed_somebody_has_or_that_is_needed_is_not_taken_out_of_use(desk: Desk) -> None:
    world = desk.world
    await desk.expected("g1")
    with pytest.raises(BedIsTaken):
        await world.do(lambda s: houses.take_out(s, desk.beds["g1"], OutOfUse.REPAIR))
    await world.do(lambda s: houses.take_out(s, desk.beds["g2"], OutOfUse.REPAIR))
    await world.do(lambda s: houses.take_out(s, desk.beds["b1"], OutOfUse.REPAIR))
    assert (await desk.board())["free"] == 0
    await world.do(lambda s: houses.put_back(s, desk.beds["g2"]))
    incident = await world.add_incident("BD1006")
    await world.do(
        lambda s: residence.arrive(s, desk.centre.id, incident, uuid4(), None, Guest("boy"))
    )
    with pytest.raises(CentreFull) as full:
        await world.do(lambda s: houses.take_out(s, desk.beds["g2"], OutOfUse.REPAIR))
    assert (full.value.facts["held"], full.value.facts["stays"]) == (1, 1)


async def test_a_count_that_differs_stands_beside_what_is_written_down(
    desk: Desk, clock: time_machine.Traveller
) -> None:
    await desk.admit(await desk.expected())
    clock.move_to("2026-11-25T20:30:00+00:00")  # half past two at night in Dhaka, on the 26th
    await desk.world.do(lambda s: houses.count_night(s, desk.centre.id, 3, desk.by))
    night = (await desk.board())["night"]
    assert (night["night"], night["children"], night["rows"]) == ("2026-11-25", 3, 1)


async def test_a_stay_follows_a_linked_ticket_and_its_sealed_words_still_open(desk: Desk) -> None:
    world = desk.world
    stay = await desk.admit(await desk.expected(), notes={"brought_by": "একজন রিকশাচালক"})
    kept = await world.add_incident("BD1006")
    await world.do(lambda s: linking.link(s, world.counsellor, stay.incident_id, str(kept)))
    (past,) = await world.do(lambda s: stays_of(s, kept))
    assert past["brought_by"] == "একজন রিকশাচালক"
    seen = await world.do(lambda s: open_stay(s, desk.centre.id, stay.id, desk.by))
    assert seen["brought_by"] == "একজন রিকশাচালক"
