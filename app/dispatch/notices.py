"""What becomes of a notice by its channel: refused, unknown and tried again, told by the provider.

It makes none and sends none. No screen waits for one, so no event tells of it: its row does.
"""

from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.dispatch import swap_news
from app.dispatch.models import Notice
from app.dispatch.states import AlertState, news
from app.dispatch.supervisors import SEND_NOTICE, moved
from app.jobs.deadlines import set_deadline
from app.jobs.queue import defer

NOTICE_DUE: Final = "dispatch.notice_due"
LONGEST_PAUSE_SECONDS: Final = 60
"""Until a provider that is out of reach is tried again; at first a second, each time twice that."""


def reader_of(notice: Notice) -> tuple[str, UUID]:
    """Exactly one of the two is told (the table's own check)."""
    if notice.staff_id is not None:
        return "staff", notice.staff_id
    assert notice.worker_id is not None
    return "worker", notice.worker_id


async def failed(session: AsyncSession, notice_id: UUID, error: str) -> None:
    """Refused for good: the next channel is used, where there is one."""
    await moved(session, notice_id, AlertState.FAILED, error=error)
    await swap_news.go_on(session, notice_id)


async def out_of_reach(session: AsyncSession, notice_id: UUID, error: str) -> None:
    """Nobody knows what became of the try: there will be another, while it says anything new.

    It may have got through, but that is never assumed. The next channel does not wait for it.
    """
    await moved(session, notice_id, AlertState.MADE, error=error)
    notice = await session.get_one(Notice, notice_id)
    notice.tries += 1
    session.add(notice)
    again = clock.seconds_from_now(min(2 ** (notice.tries - 1), LONGEST_PAUSE_SECONDS))
    if again < notice.until:
        await set_deadline(session, NOTICE_DUE, notice.id, again)
    await swap_news.go_on(session, notice_id)


async def due(session: AsyncSession, notice_id: UUID) -> None:
    """The moment of another try has come."""
    await defer(session, SEND_NOTICE, notice_id)


async def told(
    session: AsyncSession, notice_id: UUID, state: AlertState, error: str | None = None
) -> bool:
    """What the provider tells of a text that has left; only forward, and False when it is no news.

    A handset that never got it is no end: the next channel is used.
    """
    notice = await session.get(Notice, notice_id, with_for_update=True)
    if notice is None or not news(notice.state, state):
        return False
    if state is AlertState.FAILED:
        await failed(session, notice_id, error or state.value)
    else:
        await moved(session, notice_id, state)
    return True
