"""The steps of an evening that belong to a centre's beds; no test.

`HOUSE` goes before a child comes to the centre, `RESIDENCE` after it has arrived.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.dispatch import service as dispatch
from app.residence import building, houses, stays
from app.residence.models import Bed, House, Stay
from app.residence.states import Left, MoreReason, OutOfUse, Takes
from tests.dispatch.world import UNION
from tests.realtime.evening import Evening
from tests.realtime.evening_care import CARE, KNOWN

CENTRE = "SRTRCCR-BAR"
Act = Callable[[Evening], Awaitable[Any]]


async def _bed(evening: Evening, label: str) -> UUID:
    found = await evening.do(lambda s: s.exec(select(Bed.id).where(Bed.label == label)))
    id_: UUID = found.one()
    return id_


async def _house(evening: Evening) -> None:
    centre = await evening.world.centre(CENTRE)
    await evening.do(
        lambda s: building.add_house(
            s,
            centre.id,
            name_bn="বকুল",
            name_en="Bakul",
            takes=Takes.BOTH,
            labels=("1", "2", "3"),
        )
    )


async def _out(evening: Evening, label: str) -> None:
    bed = await _bed(evening, label)
    await evening.do(lambda s: houses.take_out(s, bed, OutOfUse.REPAIR))


async def _back(evening: Evening) -> None:
    bed = await _bed(evening, "3")
    await evening.do(lambda s: houses.put_back(s, bed))


async def _grows(evening: Evening) -> None:
    house = (await evening.do(lambda s: s.exec(select(House.id)))).one()
    await evening.do(lambda s: building.change_house(s, house, {"name_bn": "শাপলা"}))
    await evening.do(lambda s: building.add_beds(s, house, ["4"]))


async def _renamed_and_removed(evening: Evening) -> None:
    bed = await _bed(evening, "4")
    await evening.do(lambda s: building.rename_bed(s, bed, "5"))
    await evening.do(lambda s: building.remove_bed(s, bed))


async def _present(evening: Evening) -> Stay:
    found = await evening.do(
        lambda s: s.exec(
            select(Stay).where(col(Stay.left_at).is_(None)).order_by(col(Stay.arrived_at))
        )
    )
    first: Stay = found.first()
    return first


async def _moved(evening: Evening) -> None:
    stay, bed, by = await _present(evening), await _bed(evening, "3"), evening.people["shanta"].id
    await evening.do(lambda s: stays.move(s, stay.centre_id, stay.id, bed, by))


async def _second(evening: Evening) -> None:
    """One more child is expected, and the centre has fewer seats than it said."""
    centre = await evening.world.centre(CENTRE)
    evening.ticket("second", await evening.world.add_incident(UNION))
    await evening.send_out("second", chosen=centre)
    await evening.world.accept(evening.out, centre)
    await _one_more(evening)
    await evening.do(lambda s: houses.change_centre(s, centre.id, {"capacity": 1}))
    await _withdrawn(evening)


async def _at_the_door(evening: Evening) -> None:
    centre = await evening.world.centre(CENTRE)
    await evening.do(lambda s: dispatch.admit(s, evening.out, centre))


async def _one_more(evening: Evening) -> None:
    centre, by = await evening.world.centre(CENTRE), evening.people["shanta"].id
    why = MoreReason.AT_THE_DOOR
    await evening.do(lambda s: houses.allow_more(s, centre.id, extra=1, reason=why, hours=2, by=by))


async def _withdrawn(evening: Evening) -> None:
    centre = await evening.world.centre(CENTRE)
    await evening.do(lambda s: houses.withdraw_more(s, centre.id))


async def _counted(evening: Evening) -> None:
    centre, by = await evening.world.centre(CENTRE), evening.people["shanta"].id
    await evening.do(lambda s: houses.count_night(s, centre.id, 3, by))


async def _left(evening: Evening) -> None:
    stay, by = await _present(evening), evening.people["shanta"].id
    await evening.do(lambda s: stays.leave(s, stay.centre_id, stay.id, Left.FAMILY, "নানির বাড়ি", by))


HOUSE: tuple[tuple[str, Act], ...] = (
    ("a centre has a house with three beds", _house),
    ("one of them is broken", lambda e: _out(e, "3")),
    ("and mended", _back),
    ("the house gets another name and one more bed", _grows),
    ("which is called otherwise, and removed", _renamed_and_removed),
)
RESIDENCE: tuple[tuple[str, Act], ...] = (
    ("the child gets another bed", _moved),
    ("a second child is expected", _second),
    *KNOWN,
    ("and taken in at the door of a full centre", _at_the_door),
    ("a supervisor allows one more", _one_more),
    ("and withdraws it", _withdrawn),
    ("somebody counts the night", _counted),
    *CARE,
    ("the first child goes home", _left),
)
