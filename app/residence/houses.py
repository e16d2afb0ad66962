"""A centre's beds out of use, places beyond the seats, the night's count; they flush only.

Each takes the centre's lock, so that nobody is promised a bed meanwhile.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch, fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory import centres
from app.directory.centres import CentreNotFound
from app.directory.queries import seats_of
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.residence.beds import suits
from app.residence.events import (
    BedPutBack,
    BedTakenOut,
    CentreChanged,
    MoreAllowed,
    MoreEnded,
    NightCounted,
)
from app.residence.guests import guest_of_stay
from app.residence.models import THERE, Bed, House, NightCount, OccupancyOverride, Stay
from app.residence.queries import TAKEN, beds_of
from app.residence.service import BedIsTaken, announce, figures, lock_beds
from app.residence.states import MoreReason, OutOfUse, Takes
from app.residence.street_states import NO_NIGHTS

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


async def change_centre(
    session: AsyncSession, centre_id: UUID, said: Mapping[str, Any], source: str = centres.BY_HAND
) -> None:
    """Say what a centre is; the bed boards follow, since its seats may be others now.

    Fewer seats than children are said only where nobody had said a number, or beside what a
    supervisor allows. Raises CentreNotFound, InputIsInvalid, CentreFull, and BedIsTaken where it
    would be for others than those who are there or expected.
    """
    await must_exist(session, centre_id)
    before = await lock_beds(session, centre_id)
    changed = await centres.change(session, centre_id, said, source)
    if not changed:
        return
    after = (await beds_of(session, [centre_id]))[centre_id]
    if before.seats is not None and after.over > before.over:
        raise CentreFull(
            "More children than seats would be left: a supervisor allows more first.",
            field="capacity",
            **figures(after),
        )
    if after.gender != before.gender:
        await _must_suit(session, centre_id, after.gender)
    await announce(session, centre_id, CentreChanged, what=tuple(changed))


_HELD = """
SELECT takes FROM bed_hold LEFT JOIN bed ON bed.id = bed_id LEFT JOIN house ON house.id = house_id
WHERE bed_hold.centre_id = $1 AND state = 'held'
"""


async def _must_suit(session: AsyncSession, centre_id: UUID, takes: str | None) -> None:
    """Who is there may stay, as far as its sex is known; who is expected has a bed that says so.

    Raises BedIsTaken.
    """
    if takes not in (Takes.GIRLS, Takes.BOYS):
        return
    present = await session.exec(
        select(Stay).where(Stay.centre_id == centre_id, col(Stay.left_at).is_(None))
    )
    sexes = [(await guest_of_stay(session, stay)).sex for stay in present]
    held = [row["takes"] for row in await fetch(session, _HELD, centre_id)]
    if not all(suits(takes, sex) for sex in sexes) or any(house != takes for house in held):
        raise BedIsTaken(
            "Children whom it would not take stay here, or are expected.", field="intake_gender"
        )


async def must_exist(session: AsyncSession, centre_id: UUID) -> None:
    """Raises CentreNotFound."""
    if centre_id not in await seats_of(session, [centre_id]):
        raise CentreNotFound("There is no such centre, or it is not yours.")


async def must_have_nights(session: AsyncSession, centre_id: UUID) -> None:
    """Raises InputIsInvalid for a place where children are by day only, as an open air school."""
    kind = await fetch_value(session, "SELECT kind FROM centre WHERE id = $1", centre_id)
    if kind in NO_NIGHTS:
        raise InputIsInvalid("No child stays in this place at night.", field="centre")


async def centre_of_bed(session: AsyncSession, bed_id: UUID) -> UUID | None:
    """The centre a bed stands in; None when there is no such bed, or not any more."""
    found = await session.exec(
        select(House.centre_id).join(Bed).where(Bed.id == bed_id, text(THERE))
    )
    return found.first()


async def take_out(session: AsyncSession, bed_id: UUID, reason: OutOfUse) -> None:
    """Nobody may sleep in an empty bed for now; repeatable.

    Raises BedNotFound, BedIsTaken while somebody has it, CentreFull when the others would not do.
    """
    bed, centre_id = await locked_bed(session, bed_id)
    if bed.out_at is not None:
        return
    await put_out(session, centre_id, bed, reason)
    await announce(session, centre_id, BedTakenOut, bed_id=bed_id, reason=reason.value)


async def put_out(session: AsyncSession, centre_id: UUID, bed: Bed, reason: OutOfUse) -> None:
    """The bed, in the centre whose lock is ours, is out of use. Raises BedIsTaken, CentreFull."""
    if await fetch_value(session, f"SELECT 1 FROM ({TAKEN}) AS t WHERE bed_id = $1", bed.id):
        raise BedIsTaken("A child sleeps in this bed, or it is kept for one.")
    bed.out_at, bed.out_reason = clock.now(), reason
    session.add(bed)
    await session.flush()
    beds = (await beds_of(session, [centre_id]))[centre_id]
    if beds.over:
        raise CentreFull("Without this bed there are more children than seats.", **figures(beds))


async def put_back(session: AsyncSession, bed_id: UUID) -> None:
    """The bed is in use again; repeatable. Raises BedNotFound."""
    bed, centre_id = await locked_bed(session, bed_id)
    if bed.out_at is None:
        return
    bed.out_at = bed.out_reason = None
    session.add(bed)
    await session.flush()
    await announce(session, centre_id, BedPutBack, bed_id=bed_id)


async def locked_bed(session: AsyncSession, bed_id: UUID) -> tuple[Bed, UUID]:
    """A bed, and the centre whose lock is ours from now on. Raises BedNotFound."""
    centre_id = await centre_of_bed(session, bed_id)
    if centre_id is None:
        raise BedNotFound("There is no such bed, or not in this centre.")
    await lock_beds(session, centre_id)
    bed = await session.get_one(Bed, bed_id, populate_existing=True)
    if bed.out_reason is OutOfUse.REMOVED:
        raise BedNotFound("There is no such bed, or not in this centre.")
    return bed, centre_id


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
