"""A centre's houses, beds out of use, places beyond the seats, the night's count; they flush only.

Each takes the centre's lock, so that nobody is promised a bed meanwhile.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory import centres
from app.directory.centres import CentreNotFound
from app.directory.queries import seats_of
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.residence.events import (
    BedPutBack,
    BedTakenOut,
    CentreChanged,
    HouseAdded,
    MoreAllowed,
    MoreEnded,
    NightCounted,
)
from app.residence.models import Bed, House, NightCount, OccupancyOverride
from app.residence.queries import TAKEN, beds_of
from app.residence.service import BedIsTaken, announce, figures, lock_beds
from app.residence.states import MoreReason, OutOfUse, Takes

MORE_DUE: Final = "residence.more_due"
NIGHT_BEGINS: Final = timedelta(hours=12)
"""A night has the date of its evening: a count before noon belongs to the day before."""


class BedNotFound(NotFound):
    """No such bed, or not in this person's centre."""

    code = "bed_not_found"


class NothingAllowed(NotFound):
    """No places beyond the seats are allowed here now."""

    code = "nothing_allowed"


class CentreFull(HelplineError):
    """More children than seats would be left, and no supervisor has given a reason."""

    code = "centre_full"


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
    names = [label.strip() for label in labels]
    if not names or not all(names) or len(set(names)) < len(names):
        raise InputIsInvalid("Name each bed, each once.", field="beds")
    if age_from is not None and age_to is not None and age_from > age_to:
        raise InputIsInvalid("The ages must begin with the lower one.", field="age_from")
    await lock_beds(session, centre_id)
    known = select(House.id).where(House.centre_id == centre_id, House.name_en == name_en)
    if (await session.exec(known)).first() is not None:
        raise InputIsInvalid("This centre has a house of that name.", field="name")
    house = House(
        centre_id=centre_id,
        name_bn=name_bn,
        name_en=name_en,
        takes=takes,
        age_from=age_from,
        age_to=age_to,
    )
    session.add(house)
    await session.flush()
    session.add_all(Bed(house_id=house.id, label=name) for name in names)
    await session.flush()
    facts = {"house_id": house.id, "takes": takes.value, "beds": len(names)}
    await announce(session, centre_id, HouseAdded, **facts)
    return house


async def change_centre(session: AsyncSession, centre_id: UUID, said: Mapping[str, Any]) -> None:
    """Say what a centre is; the bed boards follow, since its seats may be others now.

    Raises CentreNotFound, InputIsInvalid.
    """
    changed = await centres.change(session, centre_id, said)
    if changed:
        await announce(session, centre_id, CentreChanged, what=tuple(changed))


async def must_exist(session: AsyncSession, centre_id: UUID) -> None:
    """Raises CentreNotFound."""
    if centre_id not in await seats_of(session, [centre_id]):
        raise CentreNotFound("There is no such centre, or it is not yours.")


async def centre_of_bed(session: AsyncSession, bed_id: UUID) -> UUID | None:
    """The centre a bed stands in; None when there is no such bed."""
    found = await session.exec(select(House.centre_id).join(Bed).where(Bed.id == bed_id))
    return found.first()


async def take_out(session: AsyncSession, bed_id: UUID, reason: OutOfUse) -> None:
    """Nobody may sleep in an empty bed for now; repeatable.

    Raises BedNotFound, BedIsTaken while somebody has it, CentreFull when the others would not do.
    """
    bed, centre_id = await _locked(session, bed_id)
    if bed.out_at is not None:
        return
    if await fetch_value(session, f"SELECT 1 FROM ({TAKEN}) AS t WHERE bed_id = $1", bed_id):
        raise BedIsTaken("A child sleeps in this bed, or it is kept for one.")
    bed.out_at, bed.out_reason = clock.now(), reason
    session.add(bed)
    await session.flush()
    beds = (await beds_of(session, [centre_id]))[centre_id]
    if beds.over:
        raise CentreFull("Without this bed there are more children than seats.", **figures(beds))
    await announce(session, centre_id, BedTakenOut, bed_id=bed_id, reason=reason.value)


async def put_back(session: AsyncSession, bed_id: UUID) -> None:
    """The bed is in use again; repeatable. Raises BedNotFound."""
    bed, centre_id = await _locked(session, bed_id)
    if bed.out_at is None:
        return
    bed.out_at = bed.out_reason = None
    session.add(bed)
    await session.flush()
    await announce(session, centre_id, BedPutBack, bed_id=bed_id)


async def _locked(session: AsyncSession, bed_id: UUID) -> tuple[Bed, UUID]:
    centre_id = await centre_of_bed(session, bed_id)
    if centre_id is None:
        raise BedNotFound("There is no such bed, or not in this centre.")
    await lock_beds(session, centre_id)
    return await session.get_one(Bed, bed_id, populate_existing=True), centre_id


async def allow_more(
    session: AsyncSession,
    centre_id: UUID,
    *,
    extra: int,
    reason: MoreReason,
    hours: int,
    by: UUID,
) -> OccupancyOverride:
    """So many more children than seats, for so many hours; it replaces what was allowed before.

    Raises CentreNotFound, and InputIsInvalid where nobody has said how many seats there are.
    """
    await must_exist(session, centre_id)
    beds = await lock_beds(session, centre_id)
    if beds.seats is None:
        raise InputIsInvalid("Nobody has said how many seats it has.", field="extra")
    await _end(session, centre_id, "replaced")
    now = clock.now()
    made = OccupancyOverride(
        centre_id=centre_id,
        extra=extra,
        reason=reason,
        made_at=now,
        made_by=by,
        until=now + timedelta(hours=hours),
    )
    session.add(made)
    await session.flush()
    await set_deadline(session, MORE_DUE, made.id, made.until, first=True)
    facts = {"extra": extra, "reason": reason.value, "until": made.until}
    await announce(session, centre_id, MoreAllowed, **facts)
    return made


async def withdraw_more(session: AsyncSession, centre_id: UUID) -> None:
    """Nothing beyond the seats any more. Raises CentreNotFound, NothingAllowed."""
    await must_exist(session, centre_id)
    await lock_beds(session, centre_id)
    if not await _end(session, centre_id, "withdrawn"):
        raise NothingAllowed("Nothing beyond the seats is allowed here.")


async def more_due(session: AsyncSession, override_id: UUID) -> None:
    """The time of places beyond the seats is up; who stays there stays, and supervisors see it."""
    found = await session.get(OccupancyOverride, override_id)
    if found is None:
        return
    await lock_beds(session, found.centre_id)
    found = await session.get_one(OccupancyOverride, override_id, populate_existing=True)
    if found.ended_at is None and found.until <= clock.now():
        await _end(session, found.centre_id, "ran_out")


async def _end(session: AsyncSession, centre_id: UUID, ending: str) -> bool:
    live = await session.exec(
        select(OccupancyOverride)
        .where(OccupancyOverride.centre_id == centre_id, col(OccupancyOverride.ended_at).is_(None))
        .execution_options(populate_existing=True)
    )
    row = live.first()
    if row is None:
        return False
    row.ended_at = clock.now()
    session.add(row)
    await session.flush()
    if ending != "ran_out":
        await cancel_deadline(session, MORE_DUE, row.id)
    await announce(session, centre_id, MoreEnded, ending=ending)
    return True


async def count_night(
    session: AsyncSession, centre_id: UUID, children: int, by: UUID
) -> NightCount:
    """So many children sleep here, counted by a person; what our rows say is kept beside it."""
    await must_exist(session, centre_id)
    beds = await lock_beds(session, centre_id)
    now = clock.now()
    made = NightCount(
        centre_id=centre_id,
        night=(now.astimezone(clock.DHAKA) - NIGHT_BEGINS).date(),
        children=children,
        rows=beds.stays,
        counted_at=now,
        counted_by=by,
    )
    session.add(made)
    await session.flush()
    await announce(session, centre_id, NightCounted, children=children, rows=beds.stays)
    return made
