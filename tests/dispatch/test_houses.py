"""Houses and beds are added, changed and removed on a real Postgres; no child loses a bed by it."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.core.errors import InputIsInvalid
from app.directory.exporting import write_out
from app.directory.importing import CENTRES, Report, take_in
from app.directory.models import Centre
from app.directory.table import read, write
from app.directory.tables import COLUMNS
from app.residence import building, houses
from app.residence.boards import board_rows
from app.residence.building import HouseNotFound
from app.residence.houses import BedNotFound, CentreFull
from app.residence.models import Bed, House
from app.residence.queries import beds_of
from app.residence.service import BedIsTaken
from app.residence.states import MoreReason, OutOfUse, Takes
from tests.dispatch.test_centre_desk import Desk
from tests.dispatch.world import World


@pytest.fixture
async def desk(world: World) -> Desk:
    made = Desk(world)
    await made.build()
    return made


async def house_of(desk: Desk, name: str) -> UUID:
    found = await desk.world.do(lambda s: s.exec(select(House.id).where(House.name_en == name)))
    id_: UUID = found.one()
    return id_


async def seats(desk: Desk) -> int | None:
    found = await desk.world.do(lambda s: beds_of(s, [desk.centre.id]))
    return found[desk.centre.id].seats


async def test_a_bed_is_removed_its_label_is_free_and_it_stands_on_no_board(desk: Desk) -> None:
    world, bakul = desk.world, await house_of(desk, "Bakul")
    before = await seats(desk)
    await world.do(lambda s: building.remove_bed(s, desk.beds["g1"]))
    assert "g1" not in await desk.bed_states()
    assert (before, await seats(desk)) == (3, 2)
    for act in (
        lambda s: houses.put_back(s, desk.beds["g1"]),
        lambda s: houses.take_out(s, desk.beds["g1"], OutOfUse.REPAIR),
        lambda s: building.rename_bed(s, desk.beds["g1"], "x"),
        lambda s: building.remove_bed(s, desk.beds["g1"]),
    ):
        with pytest.raises(BedNotFound):
            await world.do(act)
    await world.do(lambda s: building.add_beds(s, bakul, ["g1", " g 3 "]))
    assert set(await desk.bed_states()) == {"g1", "g2", "g 3", "b1"}
    assert await seats(desk) == 4


async def test_no_bed_with_a_child_in_it_or_kept_for_one_is_removed(desk: Desk) -> None:
    world, bakul = desk.world, await house_of(desk, "Bakul")
    id_ = await desk.expected("g1")
    for _ in ("held", "taken"):
        with pytest.raises(BedIsTaken):
            await world.do(lambda s: building.remove_bed(s, desk.beds["g1"]))
        with pytest.raises(BedIsTaken):
            await world.do(lambda s: building.change_house(s, bakul, {"takes": Takes.BOYS}))
        await desk.admit(id_)
    await world.do(lambda s: building.rename_bed(s, desk.beds["g1"], "window"))
    await world.do(lambda s: building.change_house(s, bakul, {"name_bn": "শাপলা", "age_to": 12}))
    assert (await desk.bed_states())["window"] == "taken"
    palash = await house_of(desk, "Palash")
    await world.do(lambda s: building.change_house(s, palash, {"takes": Takes.BOTH}))
    takes = {house["name"]["bn"]: house["takes"] for house in (await desk.board())["houses"]}
    assert takes == {"শাপলা": "girls", "Palash": "both"}


async def test_the_last_empty_bed_stays_while_the_others_would_not_do(desk: Desk) -> None:
    world = desk.world
    await world.do(lambda s: houses.change_centre(s, desk.centre.id, {"capacity": 2}))
    for bed in ("g1", "g2"):
        await desk.expected(bed)
    await world.do(lambda s: building.remove_bed(s, desk.beds["b1"]))  # two seats, two beds
    await world.do(
        lambda s: building.add_house(
            s, desk.centre.id, name_bn="চাঁপা", name_en="Champa", takes=Takes.BOTH, labels=["c1"]
        )
    )
    await world.do(lambda s: houses.change_centre(s, desk.centre.id, {"capacity": 3}))
    at_door = await desk.expected()
    await desk.admit(at_door, bed=None)
    with pytest.raises((BedIsTaken, CentreFull)):
        beds = await world.do(lambda s: s.exec(select(Bed).where(Bed.label == "c1")))
        champa = beds.one().id
        await world.do(lambda s: building.remove_bed(s, champa))


async def test_a_centre_is_not_said_to_have_no_room_for_who_is_there(desk: Desk) -> None:
    world, centre = desk.world, desk.centre.id

    async def change(said: dict[str, Any]) -> None:
        await world.do(lambda s: houses.change_centre(s, centre, said))

    await change({"capacity": 2})
    for bed in ("g1", "b1"):
        await desk.expected(bed)
    for wrong, refusal in (
        ({"capacity": 1}, CentreFull),
        ({"intake_gender": "girls"}, BedIsTaken),
        ({"intake_gender": "boys"}, BedIsTaken),
    ):
        with pytest.raises(refusal):
            await change(wrong)
    more: dict[str, Any] = {"extra": 1, "reason": MoreReason.ONE_NIGHT, "hours": 2, "by": desk.by}
    await world.do(lambda s: houses.allow_more(s, centre, **more))
    await change({"capacity": 1})
    assert (await desk.board())["over"] == 0


async def test_a_table_of_centres_is_refused_what_a_centre_is_refused(desk: Desk) -> None:
    world = desk.world
    for bed in ("g1", "b1"):
        await desk.expected(bed)

    chosen = select(Centre.code).where(Centre.id == desk.centre.id)
    code = (await world.do(lambda s: s.exec(chosen))).one()

    async def take(**said: Any) -> Report:
        lines, _ = read(await world.do(lambda s: write_out(s, CENTRES)), COLUMNS[CENTRES])
        (own,) = (one.values for one in lines if one.values["code"] == code)
        data = write(COLUMNS[CENTRES], [{**own, **said}])
        report: Report = await world.do(
            lambda s: take_in(s, CENTRES, data, houses.change_centre, dry_run=False)
        )
        return report

    assert (await take(capacity=2)).applied
    before = await seats(desk)
    few, girls = await take(capacity=1), await take(intake_gender="girls")
    assert [(one.applied, [p.column for p in one.problems]) for one in (few, girls)] == [
        (False, ["capacity"]),
        (False, ["intake_gender"]),
    ]
    assert before == await seats(desk) == 2


async def test_a_centre_whose_houses_are_all_empty_has_its_declared_seats_again(desk: Desk) -> None:
    world = desk.world
    await world.do(lambda s: houses.change_centre(s, desk.centre.id, {"capacity": 40}))
    for bed in desk.beds.values():
        await world.do(partial(building.remove_bed, bed_id=bed))
    assert await seats(desk) == 40
    rows: dict[UUID, Any] = await world.do(lambda s: board_rows(s, [desk.centre.id]))
    assert [house["beds"] for house in rows[desk.centre.id]["houses"]] == [[], []]


SAID_WRONGLY = (
    ({"name_en": "Palash"}, "name_en"),
    ({"age_from": 9, "age_to": 8}, "age_from"),
)
LABELLED_WRONGLY: tuple[list[str], ...] = (
    [],
    [" "],
    ["a", "a "],
    ["g1"],
    [str(n) for n in range(499)],
)


async def test_what_houses_and_beds_can_not_be_is_named_and_changes_nothing(desk: Desk) -> None:
    world, bakul = desk.world, await house_of(desk, "Bakul")
    before = await desk.board()
    for said, field in SAID_WRONGLY:
        with pytest.raises(InputIsInvalid) as refused:
            await world.do(partial(building.change_house, house_id=bakul, said=said))
        assert refused.value.field == field
    for labels in LABELLED_WRONGLY:
        with pytest.raises(InputIsInvalid):
            await world.do(partial(building.add_beds, house_id=bakul, labels=labels))
    with pytest.raises(HouseNotFound):
        await world.do(lambda s: building.add_beds(s, uuid4(), ["z"]))
    with pytest.raises(InputIsInvalid):
        await world.do(lambda s: building.rename_bed(s, desk.beds["g1"], "g2"))
    assert await desk.board() == before
