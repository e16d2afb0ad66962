"""How long the machinery keeps its own rows; it knows no table of a room.

What happened to a child is kept by the rooms. Events, jobs and deadlines that are over only show
how the machinery ran, and would grow for ever.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.outbox import OutboxRow
from app.jobs.models import Deadline
from app.jobs.timetable import Timetable

KEPT = timedelta(days=30)
EVERY_SECONDS = 600.0
AT_ONCE = 5000
"""Rows a round; what is left over waits for the next one, so no round takes long."""

_JOBS = text("""
    DELETE FROM pgqueuer WHERE id IN (
        SELECT id FROM pgqueuer WHERE status = 'failed' AND updated < :before LIMIT :most)
""")
_JOB_LOG = text("""
    DELETE FROM pgqueuer_log WHERE id IN (
        SELECT id FROM pgqueuer_log WHERE created < :before LIMIT :most)
""")


async def forget(session: AsyncSession, key: Any, *over: ColumnElement[bool]) -> None:
    """Delete up to AT_ONCE rows of the table of `key`, its primary key, for which `over` holds."""
    old = select(key).where(*over).limit(AT_ONCE)
    await session.exec(delete(key.class_).where(col(key).in_(old)))


def timetable() -> Timetable:
    """Every round of the machinery's own, by name."""
    return {
        "jobs.forget_events": (EVERY_SECONDS, _events),
        "jobs.forget_deadlines": (EVERY_SECONDS, _deadlines),
        "jobs.forget_jobs": (EVERY_SECONDS, _jobs),
    }


async def _events(session: AsyncSession) -> None:
    """The oldest rows are looked at by id: there is no index on the moment, nor need of one."""
    oldest = select(OutboxRow.id).order_by(col(OutboxRow.id)).limit(AT_ONCE)
    before = clock.now() - KEPT
    await session.exec(
        delete(OutboxRow).where(col(OutboxRow.id).in_(oldest), col(OutboxRow.at) < before)
    )


async def _deadlines(session: AsyncSession) -> None:
    await forget(session, Deadline.id, col(Deadline.ended_at) < clock.now() - KEPT)


async def _jobs(session: AsyncSession) -> None:
    connection = await session.connection()
    for statement in (_JOBS, _JOB_LOG):
        await connection.execute(statement, {"before": clock.now() - KEPT, "most": AT_ONCE})
