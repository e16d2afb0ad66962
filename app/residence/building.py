"""What a centre consists of: houses and beds, added, changed and removed; the verbs flush only.

Each takes the centre's lock, so that nobody is promised a bed meanwhile. A bed with a child in it,
or kept for one, stands where it stands.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch_value
from app.core.errors import InputIsInvalid, NotFound
from app.residence.events import BedRemoved, BedRenamed, BedsAdded, HouseAdded, HouseChanged
from app.residence.houses import locked_bed, must_exist, put_out
from app.residence.models import THERE, Bed, House
from app.residence.queries import TAKEN
from app.residence.service import BedIsTaken, announce, lock_beds
from app.residence.states import OutOfUse, Takes

MOST_BEDS = 500
"""Of one house; more is a slip of the pen."""


class HouseNotFound(NotFound):
    """No such house, or not in this person's centre."""

    code = "house_not_found"


async def add_house(
    session: AsyncSession,
    centre_id: UUID,
    *,
    name_bn: str,
    name_en: str,
    takes: Takes,
    labels: Sequence[str],
    age_from: int | None = None,
    age_to: int | None = None,
) -> House:
    """A house with its beds by label; its seats are the beds. Raises InputIsInvalid."""
    await must_exist(session, centre_id)
    names = _labels(labels)
    await lock_beds(session, centre_id)
    house = House(
        centre_id=centre_id,
        name_bn=name_bn,
        name_en=name_en,
        takes=takes,
        age_from=age_from,
        age_to=age_to,
    )
    await _must_fit(session, house)
    session.add(house)
    await session.flush()
    session.add_all(Bed(house_id=house.id, label=name) for name in names)
    await session.flush()
    facts = {"house_id": house.id, "takes": takes.value, "beds": len(names)}
    await announce(session, centre_id, HouseAdded, **facts)
    return house


async def centre_of_house(session: AsyncSession, house_id: UUID) -> UUID | None:
    """The centre a house stands in; None when there is no such house."""
    return (await session.exec(select(House.centre_id).where(House.id == house_id))).first()


_CHILDREN = f"""
SELECT 1 FROM bed JOIN ({TAKEN}) AS taken ON taken.bed_id = bed.id WHERE house_id = $1 LIMIT 1
"""


async def change_house(session: AsyncSession, house_id: UUID, said: Mapping[str, Any]) -> None:
    """Another name, or for others: `said` by column, what is not in it stays as it was.

    Raises HouseNotFound, InputIsInvalid, and BedIsTaken when it would be for others while children
    sleep there or are expected.
    """
    house = await _locked(session, house_id)
    changed = {name: value for name, value in said.items() if value != getattr(house, name)}
    if not changed:
        return
    if "takes" in changed and await fetch_value(session, _CHILDREN, house_id):
        raise BedIsTaken("Children sleep in this house, or are expected there.")
    for name, value in changed.items():
        setattr(house, name, value)
    await _must_fit(session, house)
    session.add(house)
    await session.flush()
    facts = {"house_id": house_id, "what": tuple(changed)}
    await announce(session, house.centre_id, HouseChanged, **facts)


async def add_beds(session: AsyncSession, house_id: UUID, labels: Sequence[str]) -> None:
    """More beds by label. Raises HouseNotFound, InputIsInvalid for a label that is there."""
    names = _labels(labels)
    house = await _locked(session, house_id)
    known = await _known(session, house_id)
    if taken := sorted(known & set(names)):
        raise InputIsInvalid(f"This house has a bed {taken[0]}.", field="beds")
    if len(known) + len(names) > MOST_BEDS:
        raise InputIsInvalid(f"A house has {MOST_BEDS} beds at most.", field="beds")
    session.add_all(Bed(house_id=house_id, label=name) for name in names)
    await session.flush()
    facts = {"house_id": house_id, "beds": len(names)}
    await announce(session, house.centre_id, BedsAdded, **facts)


async def rename_bed(session: AsyncSession, bed_id: UUID, label: str) -> None:
    """Another label; whoever sleeps there goes on sleeping. Raises BedNotFound, InputIsInvalid."""
    (name,) = _labels([label], field="label")
    bed, centre_id = await locked_bed(session, bed_id)
    if bed.label == name:
        return
    if name in await _known(session, bed.house_id):
        raise InputIsInvalid(f"This house has a bed {name}.", field="label")
    bed.label = name
    session.add(bed)
    await session.flush()
    await announce(session, centre_id, BedRenamed, bed_id=bed_id)


async def remove_bed(session: AsyncSession, bed_id: UUID) -> None:
    """The bed stands there no more; who slept in it stays written down.

    Raises BedNotFound, BedIsTaken, CentreFull when the others would not do.
    """
    bed, centre_id = await locked_bed(session, bed_id)
    await put_out(session, centre_id, bed, OutOfUse.REMOVED)
    await announce(session, centre_id, BedRemoved, bed_id=bed_id)


def _labels(labels: Sequence[str], field: str = "beds") -> list[str]:
    names = [" ".join(label.split()) for label in labels]
    if not names or not all(names) or len(set(names)) < len(names):
        raise InputIsInvalid("Name each bed, each once.", field=field)
    return names


async def _must_fit(session: AsyncSession, house: House) -> None:
    """Ages in order, and no other house of that name in the centre. Raises InputIsInvalid."""
    if None not in (house.age_from, house.age_to) and house.age_from > house.age_to:  # type: ignore[operator]
        raise InputIsInvalid("The ages must begin with the lower one.", field="age_from")
    same = select(House.id).where(
        House.centre_id == house.centre_id, House.name_en == house.name_en, House.id != house.id
    )
    with session.no_autoflush:
        if (await session.exec(same)).first() is not None:
            raise InputIsInvalid("This centre has a house of that name.", field="name_en")


async def _known(session: AsyncSession, house_id: UUID) -> set[str]:
    found = await session.exec(select(col(Bed.label)).where(Bed.house_id == house_id, text(THERE)))
    return set(found.all())


async def _locked(session: AsyncSession, house_id: UUID) -> House:
    centre_id = await centre_of_house(session, house_id)
    if centre_id is None:
        raise HouseNotFound("There is no such house, or not in this centre.")
    await lock_beds(session, centre_id)
    return await session.get_one(House, house_id, populate_existing=True)
