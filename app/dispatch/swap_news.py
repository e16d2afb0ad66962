"""Tells workers whose app is closed of a swap of shifts: who is asked, and who waits for an answer.

A swap moves elsewhere; this makes one message of each news for each worker, by one channel after
the other until one takes it. Nothing of it names a colleague, a day or a place.
"""

from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.directory.roster_models import Shift, Swap
from app.directory.states import SwapState
from app.dispatch.channels import EMAIL, PUSH, TEXT
from app.dispatch.models import Notice
from app.dispatch.reach import reach_of
from app.dispatch.states import AlertState
from app.dispatch.supervisors import SEND_NOTICE
from app.jobs.queue import defer

CHANNELS: Final = (PUSH, TEXT, EMAIL)
"""A push where there is one, since it costs nothing and rings nobody; else, or then, a text."""
NO_CHANNEL: Final = "no_channel"
"""Nobody knows an address of this worker."""
_ASKED: Final = ("to_worker",)
_ASKER: Final = ("from_worker",)
_BOTH: Final = ("from_worker", "to_worker")
READERS: Final = {
    SwapState.ASKED: _ASKED,
    SwapState.ACCEPTED: _ASKER,
    SwapState.DECLINED: _ASKER,
    SwapState.CONFIRMED: _BOTH,
    SwapState.REFUSED: _BOTH,
}
"""Whom it concerns that a swap stands there, beside the one who moved it."""


async def follow_swap(session: AsyncSession, swap_id: UUID) -> None:
    """Make what is to be told of a swap as it stands now. Twice is once."""
    found = await _standing(session, swap_id)
    if found is None:
        return
    swap, shift = found
    for reader in READERS[swap.state]:
        await _make(session, swap, shift, getattr(swap, reader), CHANNELS)


async def go_on(session: AsyncSession, notice_id: UUID) -> None:
    """The channel of a message does not lead there, or not now: the next one is used, once.

    Nothing where the swap has moved on, nor for a message of no swap: it left by every channel.
    """
    notice = await session.get_one(Notice, notice_id)
    found = await _standing(session, notice.swap_id) if notice.swap_id else None
    if found is None or notice.worker_id is None or found[0].state != notice.code:
        return
    later = CHANNELS[CHANNELS.index(notice.channel) + 1 :]
    await _make(session, *found, notice.worker_id, later)


async def is_news(session: AsyncSession, notice: Notice) -> bool:
    """Whether it still says how the swap stands; a message of no swap does."""
    if notice.swap_id is None:
        return True
    found = await _standing(session, notice.swap_id)
    return found is not None and found[0].state == notice.code


async def _standing(session: AsyncSession, swap_id: UUID) -> tuple[Swap, Shift] | None:
    """A swap of a shift that is still to come."""
    found = await session.exec(
        select(Swap, Shift)
        .join(Shift, col(Shift.id) == col(Swap.shift_id))
        .where(
            Swap.id == swap_id,
            col(Shift.called_off_at).is_(None),
            col(Shift.starts_at) > clock.now(),
        )
        .execution_options(populate_existing=True)
    )
    row = found.first()
    return (row[0], row[1]) if row is not None else None


async def _make(
    session: AsyncSession, swap: Swap, shift: Shift, worker_id: UUID, wanted: tuple[str, ...]
) -> None:
    """A message by the first of these channels through which the worker can be reached.

    That nobody knows an address at all is written down, too: then somebody must call.
    """
    reach = await reach_of(session, "worker", worker_id)
    channel = next((one for one in wanted if one in reach.channels), None)
    if channel is None and wanted != CHANNELS:
        return
    made = await session.exec(
        insert(Notice)
        .values(
            id=uuid4(),
            worker_id=worker_id,
            swap_id=swap.id,
            code=swap.state.value,
            channel=channel or TEXT,
            state=AlertState.MADE if channel else AlertState.FAILED,
            error=None if channel else NO_CHANNEL,
            at=clock.now(),
            until=shift.starts_at,
            tries=0,
        )
        .on_conflict_do_nothing()
        .returning(col(Notice.id))
    )
    row = made.first()
    if row is not None and channel:
        await defer(session, SEND_NOTICE, row[0])


_STANDING: Final = """
SELECT notice.swap_id, notice.worker_id, channel, notice.state, notice.at, notice.error
FROM notice JOIN swap ON swap.id = swap_id JOIN shift ON shift.id = shift_id
WHERE swap.state IN ('asked', 'accepted') AND notice.code = swap.state
    AND called_off_at IS NULL AND starts_at > $1
ORDER BY notice.at, channel
"""


async def message_rows(session: AsyncSession) -> list[dict[str, Any]]:
    """What became of the messages about swaps that wait, of how each stands now."""
    return [
        {
            "swap_id": str(row["swap_id"]),
            "worker_id": str(row["worker_id"]),
            "channel": row["channel"],
            "state": row["state"],
            "at": row["at"].isoformat(),
            "error": row["error"],
        }
        for row in await fetch(session, _STANDING, clock.now())
    ]
