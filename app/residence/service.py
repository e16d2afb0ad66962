"""The verbs of a bed: held, released, run out, and a child's arrival; they flush, never commit.

A centre's row is the lock of its beds, taken last (design §4), so that no two children are
promised the last one.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.linking import follows
from app.cases.models import Incident
from app.cases.timeline import Actor
from app.core import clock
from app.core.errors import HelplineError
from app.core.moves import advance
from app.directory.service import lock_centre
from app.residence.models import BedHold, Stay
from app.residence.queries import beds_of
from app.residence.states import MOVES, HoldState


class NoBedFree(HelplineError):
    """Every bed of the centre has a child in it or is kept for one."""

    code = "no_bed_free"


async def hold(session: AsyncSession, centre_id: UUID, ref: UUID, hours: float) -> BedHold:
    """Keep a bed of the centre for `ref`, for so many hours. Raises NoBedFree.

    Where nobody has said how many beds there are, the hold is allowed and says so.
    """
    await lock_centre(session, centre_id)
    beds = (await beds_of(session, [centre_id]))[centre_id]
    if not beds.has_room:
        raise NoBedFree("No bed is free here any more: the next one is asked.")
    now = clock.now()
    made = BedHold(
        centre_id=centre_id,
        ref=ref,
        counted=beds.seats is not None,
        held_at=now,
        until=now + timedelta(hours=hours),
    )
    session.add(made)
    await session.flush()
    return made


async def release(session: AsyncSession, ref: UUID) -> BedHold | None:
    """Nobody comes: the bed is free again. None when none was kept."""
    return await _end(session, ref, "release")


async def run_out(session: AsyncSession, ref: UUID, now: datetime) -> BedHold | None:
    """The time of a bed kept for `ref` is up, if it is; None when there is none, or not yet."""
    kept = await _held(session, ref)
    return await _end(session, ref, "run_out") if kept and kept.until <= now else None


async def arrive(
    session: AsyncSession, centre_id: UUID, incident_id: UUID, ref: UUID, by: UUID | None
) -> tuple[Stay, BedHold | None]:
    """A child has arrived: the hold becomes a stay. `by` is the person who recorded it.

    A child at the door is recorded in a full centre too, and after the bed had been given up.
    """
    await lock_centre(session, centre_id)
    kept = await _end(session, ref, "arrive")
    stay = Stay(
        centre_id=centre_id,
        incident_id=incident_id,
        ref=ref,
        arrived_at=clock.now(),
        recorded_by=by,
    )
    session.add(stay)
    await session.flush()
    return stay, kept


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
