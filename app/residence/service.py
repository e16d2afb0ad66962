"""The verbs of a bed: held, released, run out, and a child's arrival; they flush, never commit.

A centre's row is the lock of its beds, taken last (design §4), so that no two children are
promised the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told
from app.cases.linking import follows
from app.cases.models import Incident
from app.cases.timeline import Actor
from app.core import clock, outbox
from app.core.audience import BOARD, about
from app.core.db import fetch_value
from app.core.errors import InputIsInvalid
from app.core.moves import advance
from app.directory.service import lock_centre
from app.residence.admitting import BedIsTaken as BedIsTaken
from app.residence.admitting import NoBedFree as NoBedFree
from app.residence.admitting import bed_chosen
from app.residence.admitting import figures as figures
from app.residence.beds import Beds, FreeBed, choose, suits
from app.residence.care_states import CameBy
from app.residence.events import CentreOverfull, OfCentre
from app.residence.models import Bed, BedHold, House, Stay
from app.residence.queries import beds_of, free_beds
from app.residence.states import MOVES, HoldState, MoreReason
from app.residence.stay_clock import ends_at
from app.residence.stay_terms import term_of
from app.residence.whereabouts import left_lately


@dataclass(frozen=True, slots=True)
class Guest:
    """What decides where a child may sleep: sex (girl, boy, other, unknown, None) and years."""

    sex: str | None = None
    age: int | None = None


ANYBODY: Final = Guest()


async def lock_beds(session: AsyncSession, centre_id: UUID) -> Beds:
    """The beds of a centre, which are ours until the transaction ends: always the last lock."""
    await lock_centre(session, centre_id)
    return (await beds_of(session, [centre_id]))[centre_id]


async def hold(
    session: AsyncSession,
    centre_id: UUID,
    ref: UUID,
    hours: float,
    guest: Guest = ANYBODY,
    bed_id: UUID | None = None,
) -> BedHold:
    """Keep a bed of the centre for `ref`, for so many hours: the one chosen, or a fitting one.

    Where nobody has said how many beds there are, the hold is allowed and says so. Raises
    NoBedFree, and for a bed that was chosen BedIsTaken, HouseIsForOthers or InputIsInvalid.
    """
    beds = await lock_beds(session, centre_id)
    if not beds.has_room_for(guest.sex):
        raise NoBedFree("No bed is free here any more: the next one is asked.", **figures(beds))
    bed = await _pick(session, centre_id, guest, bed_id)
    now = clock.now()
    made = BedHold(
        centre_id=centre_id,
        ref=ref,
        bed_id=bed.id if bed else None,
        counted=beds.seats is not None,
        held_at=now,
        until=now + timedelta(hours=hours),
    )
    session.add(made)
    await session.flush()
    return made


async def _pick(
    session: AsyncSession, centre_id: UUID, guest: Guest, bed_id: UUID | None
) -> FreeBed | None:
    """The chosen bed, or the best of those free; None where none is named or left."""
    free = await free_beds(session, centre_id)
    if bed_id is None:
        return choose(free, guest.sex, guest.age)
    return await must_be_free(session, centre_id, free, bed_id, guest.sex)


async def must_be_free(
    session: AsyncSession, centre_id: UUID, free: list[FreeBed], bed_id: UUID, sex: str | None
) -> FreeBed:
    """The chosen bed, if a child of this sex may have it.

    Raises InputIsInvalid for a bed of another centre, BedIsTaken, HouseIsForOthers.
    """
    if all(bed.id != bed_id for bed in free):
        await must_stand_in(session, centre_id, bed_id)
    return bed_chosen(free, bed_id, sex)


async def must_stand_in(session: AsyncSession, centre_id: UUID, bed_id: UUID) -> None:
    """Raises InputIsInvalid for a bed of another centre."""
    found = await session.exec(
        select(House.centre_id).join(Bed).where(Bed.id == bed_id, House.centre_id == centre_id)
    )
    if found.first() is None:
        raise InputIsInvalid("There is no such bed in this centre.", field="bed")


async def release(session: AsyncSession, ref: UUID) -> BedHold | None:
    """Nobody comes: the bed is free again. None when none was kept."""
    return await _end(session, ref, "release")


async def run_out(session: AsyncSession, ref: UUID, now: datetime) -> BedHold | None:
    """The time of a bed kept for `ref` is up, if it is; None when there is none, or not yet."""
    kept = await _held(session, ref)
    return await _end(session, ref, "run_out") if kept and kept.until <= now else None


async def arrive(
    session: AsyncSession,
    centre_id: UUID,
    incident_id: UUID,
    ref: UUID,
    by: UUID | None,
    guest: Guest = ANYBODY,
    bed_id: UUID | None = None,
    *,
    at: datetime | None = None,
    child_id: UUID | None = None,
) -> tuple[Stay, BedHold | None]:
    """A child has arrived, at `at`: the hold becomes a stay. `by` is the person who recorded it.

    A child at the door is recorded in a full centre too, and after the bed had been given up; a
    supervisor is then asked why there are more than seats. Raises for a bed that was chosen
    BedIsTaken, HouseIsForOthers or InputIsInvalid: another bed or none can be named. `child_id`
    is the record of a child who stays nowhere else (admissions.py sees to that).
    """
    await case_told.lock_cases(session, child_id)
    await lock_centre(session, centre_id)
    kept = await _end(session, ref, "arrive")
    bed = await _bed_of_arrival(session, centre_id, guest, bed_id, kept)
    stay = await begin_stay(
        session, centre_id, incident_id, ref=ref, by=by, bed_id=bed, at=at, child_id=child_id
    )
    return stay, kept


async def begin_stay(
    session: AsyncSession,
    centre_id: UUID,
    incident_id: UUID,
    *,
    ref: UUID,
    by: UUID | None,
    bed_id: UUID | None,
    at: datetime | None,
    child_id: UUID | None,
    came_by: CameBy = CameBy.DISPATCH,
    why: MoreReason | None = None,
) -> Stay:
    """The row of a stay, in a centre whose lock is ours; marked where the seats are passed.

    Its months go on from the stay the child comes from, if it left that lately. `why` is kept
    wherever it was asked for. Where nobody was asked, the child stood at the door.
    """
    arrived_at = at or clock.now()
    before = await left_lately(session, child_id, arrived_at) if child_id else None
    stay = Stay(
        centre_id=centre_id,
        incident_id=incident_id,
        ref=ref,
        child_id=child_id,
        came_by=came_by,
        bed_id=bed_id,
        arrived_at=arrived_at,
        ends_at=ends_at(arrived_at),
        follows_id=before.id if before else None,
        over_reason=why,
        recorded_by=by,
    )
    session.add(stay)
    await session.flush()
    if before is not None:
        stay.ends_at = await term_of(session, stay)
        session.add(stay)
    beds = (await beds_of(session, [centre_id]))[centre_id]
    if beds.over and beds.limit is not None:
        stay.over, stay.over_reason = True, why or MoreReason.AT_THE_DOOR
        session.add(stay)
        await announce(session, centre_id, CentreOverfull, children=beds.taken, limit=beds.limit)
    return stay


async def _bed_of_arrival(
    session: AsyncSession, centre_id: UUID, guest: Guest, bed_id: UUID | None, kept: BedHold | None
) -> UUID | None:
    """The bed named at the door, else the one that was kept, else a fitting free one.

    More is known of the child at the door than when the bed was kept: a boy's bed is in no girls'
    house for that.
    """
    if bed_id is None and kept is not None and kept.bed_id is not None:
        takes = await fetch_value(session, _TAKES, kept.bed_id)
        if suits(takes, guest.sex):
            return kept.bed_id
    bed = await _pick(session, centre_id, guest, bed_id)
    return bed.id if bed else None


_TAKES = "SELECT takes FROM house JOIN bed ON house_id = house.id WHERE bed.id = $1"
_RAISE = """
INSERT INTO bed_board (centre_id, version) VALUES ($1, 1)
ON CONFLICT (centre_id) DO UPDATE SET version = bed_board.version + 1 RETURNING version
"""


async def announce(
    session: AsyncSession,
    centre_id: UUID,
    kind: type[OfCentre],
    also: Sequence[str] = (),
    /,
    **facts: Any,
) -> None:
    """Tell the centre and the supervisors what has changed on its bed board; its lock is ours.

    `also`: more channels.
    """
    version = await fetch_value(session, _RAISE, centre_id)
    event = kind(entity_id=centre_id, version=version, **facts)
    await outbox.record(session, event, [BOARD, about("centre", centre_id), *also])


async def stay_for(session: AsyncSession, ref: UUID) -> Stay | None:
    """The stay that began with `ref`, if the child has arrived."""
    return (await session.exec(select(Stay).where(Stay.ref == ref))).first()


async def _held(session: AsyncSession, ref: UUID) -> BedHold | None:
    found = await session.exec(
        select(BedHold)
        .where(BedHold.ref == ref, BedHold.state == HoldState.HELD)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.first()


async def _end(session: AsyncSession, ref: UUID, verb: str) -> BedHold | None:
    kept = await _held(session, ref)
    if kept is not None:
        kept.state = advance(MOVES, kept.state, verb, "bed")
        kept.ended_at = clock.now()
        session.add(kept)
        await session.flush()
    return kept


async def _follow(session: AsyncSession, linked: Incident, kept: Incident, _: Actor) -> None:
    """A child who stays belongs to the incident that is kept."""
    await session.exec(
        update(Stay).where(Stay.incident_id == linked.id).values(incident_id=kept.id)  # type: ignore[arg-type]
    )


follows("residence", _follow)
