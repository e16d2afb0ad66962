"""Keeps the rows of what is due of a stay, each with its deadline (decision 0004); it tells nobody.

Who is told when one is late is stay_lateness.py.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import execute
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.residence.care_models import StayDue
from app.residence.models import Stay
from app.residence.stay_clock import LEVELS, Due, told_at

STAY_DUE: Final = "residence.stay_due"


async def open_dues(session: AsyncSession, stay_id: UUID) -> list[StayDue]:
    """What is due of a stay now."""
    found = await session.exec(
        select(StayDue).where(StayDue.stay_id == stay_id, col(StayDue.ended_at).is_(None))
    )
    return list(found)


async def owe(
    session: AsyncSession, stay: Stay, due: Due, due_at: datetime, ref: UUID | None = None
) -> None:
    """Something of a locked stay is due until then; another time takes the place of the former.

    Whoever was told of the former is told anew: it is another date.
    """
    kept = await _open(session, stay, due, ref)
    if kept is not None:
        if kept.due_at == due_at:
            return
        await _end(session, kept, "moved")
    made = StayDue(stay_id=stay.id, due=due, ref=ref or stay.id, due_at=due_at, made_at=clock.now())
    session.add(made)
    await session.flush()
    await look_again(session, made)


async def met(session: AsyncSession, stay: Stay, due: Due, ref: UUID | None = None) -> None:
    """It was done. Said again, nothing changes."""
    kept = await _open(session, stay, due, ref)
    if kept is not None:
        await _end(session, kept, "met")


_ENROLLED = """
UPDATE track SET ended_on = greatest(begun_on, $2), ending = 'left_centre', ended_by = $3
WHERE stay_id = $1 AND ended_on IS NULL
"""
_ASKED = """
UPDATE stay_extension SET state = 'withdrawn', ended_at = $2, ended_by = $3
WHERE stay_id = $1 AND state = 'asked'
"""
OUTLAST: Final = (Due.SEEN, Due.FOLLOW_UP)
"""What is due for an incident in care, whether the child has left or not."""


async def end_with_the_stay(session: AsyncSession, stay: Stay, by: UUID | None) -> None:
    """The child has left: nothing more is due of its stay, it learns here no more.

    Incidents in care still wait to be seen and followed up.
    """
    for row in await open_dues(session, stay.id):
        if row.due not in OUTLAST:
            await _end(session, row, "left")
    now = clock.now()
    left_on = (stay.left_at or now).astimezone(clock.DHAKA).date()
    await execute(session, _ENROLLED, stay.id, left_on, by)
    await execute(session, _ASKED, stay.id, now, by)


async def look_again(session: AsyncSession, row: StayDue) -> None:
    """Look at the row when the next level is to be told; never again once all were."""
    if row.told_level < len(LEVELS):
        at = told_at(row.due, row.due_at, LEVELS[row.told_level])
        await set_deadline(session, STAY_DUE, row.id, at)


async def _open(session: AsyncSession, stay: Stay, due: Due, ref: UUID | None) -> StayDue | None:
    found = await session.exec(
        select(StayDue).where(
            StayDue.stay_id == stay.id,
            StayDue.due == due,
            StayDue.ref == (ref or stay.id),
            col(StayDue.ended_at).is_(None),
        )
    )
    return found.first()


async def _end(session: AsyncSession, row: StayDue, ending: str) -> None:
    row.ended_at, row.ending = clock.now(), ending
    session.add(row)
    await session.flush()
    await cancel_deadline(session, STAY_DUE, row.id)
