"""Duty verbs: what a counsellor is doing now, and whether the console still answers."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, outbox
from app.core.audience import BOARD, about
from app.core.db import take
from app.core.errors import InputIsInvalid
from app.core.moves import advance
from app.core.rows import columns_of
from app.staff.events import DutyChanged
from app.staff.models import DutyRow
from app.staff.states import MOVES, PAUSE_REASONS, Duty

KEEPS_ITS_TURN = frozenset({"pass_on", "withdraw"})
"""After these the counsellor has been waiting for as long as before: no call was taken."""
SHOWS_THE_CONSOLE = frozenset({"start", "resume", "find_link"})
"""Verbs that only a console that answers can have sent."""


_LOCK = f"SELECT {columns_of(DutyRow)} FROM duty WHERE staff_id = $1 FOR UPDATE"


async def move_duty(
    session: AsyncSession, staff_id: UUID, verb: str, reason: str | None = None
) -> DutyRow:
    """Advance a counsellor's duty by `verb` under the row's lock, and record it.

    Raises IllegalMove, and InputIsInvalid for a pause without one of PAUSE_REASONS.
    """
    if verb == "pause" and reason not in PAUSE_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(PAUSE_REASONS)}.", field="reason")
    row = await _locked(session, staff_id)
    await _move(session, row, verb, reason)
    return row


async def _move(session: AsyncSession, row: DutyRow, verb: str, reason: str | None = None) -> None:
    before, now = row.state, clock.now()
    row.state = advance(MOVES, before, verb, "duty")
    row.reason = reason if row.state is Duty.PAUSED else None
    row.since = now
    row.before_lost = before.value if row.state is Duty.LINK_LOST else None
    if row.state is Duty.AVAILABLE and not (verb in KEEPS_ITS_TURN and row.idle_since):
        row.idle_since = now
    if verb in SHOWS_THE_CONSOLE:
        row.link_seen_at = now
    if verb == "find_link":
        row.link_found_at = now
    await _tell(session, row)


async def end_wrap_up(session: AsyncSession, staff_id: UUID) -> None:
    """The work after every call is done; who went on a break or home meanwhile stays there."""
    row = await _locked(session, staff_id)
    if row.state is Duty.WRAP_UP:
        await _move(session, row, "complete")


async def seen(session: AsyncSession, staff_ids: Collection[UUID]) -> list[UUID]:
    """These consoles answer now; whoever had lost the link is available again (their ids).

    A row somebody is working on is left for the next time: presence is droppable.
    """
    free = select(DutyRow.staff_id).where(col(DutyRow.staff_id).in_(staff_ids))
    written = await session.exec(
        update(DutyRow)
        .where(col(DutyRow.staff_id).in_(free.with_for_update(skip_locked=True)))
        .values(link_seen_at=clock.now())
        .returning(col(DutyRow.staff_id), col(DutyRow.state))
    )
    back = sorted(staff_id for staff_id, state in written if state is Duty.LINK_LOST)
    for staff_id in back:
        await move_duty(session, staff_id, "find_link")
    return back


async def lose_links(session: AsyncSession, after_seconds: float) -> list[UUID]:
    """Available counsellors whose console has not answered for that long get no offers (ids)."""
    found = await session.exec(
        select(DutyRow)
        .where(
            DutyRow.state == Duty.AVAILABLE,
            col(DutyRow.link_seen_at).is_(None)
            | (col(DutyRow.link_seen_at) < _seconds_ago(after_seconds)),
        )
        .order_by(col(DutyRow.staff_id))
        .with_for_update(skip_locked=True)
    )
    lost = [row.staff_id for row in found]
    for staff_id in lost:
        await move_duty(session, staff_id, "lose_link")
    return lost


def _seconds_ago(seconds: float) -> datetime:
    return clock.now() - timedelta(seconds=seconds)


async def _locked(session: AsyncSession, staff_id: UUID) -> DutyRow:
    """The row of duty, locked; made when there is none yet."""
    row = await _lock(session, staff_id)
    if row is None:
        await session.exec(
            insert(DutyRow)
            .values(staff_id=staff_id, state=Duty.OFF, since=clock.now(), version=0)
            .on_conflict_do_nothing()
        )
        row = await _lock(session, staff_id)
    assert row is not None
    return row


async def _lock(session: AsyncSession, staff_id: UUID) -> DutyRow | None:
    return await take(session, DutyRow, _LOCK, staff_id)


async def _tell(session: AsyncSession, row: DutyRow) -> None:
    row.version += 1
    session.add(row)
    changed = DutyChanged(
        entity_id=row.staff_id, version=row.version, state=row.state.value, reason=row.reason
    )
    await outbox.record(session, changed, [about("staff", row.staff_id), BOARD])
