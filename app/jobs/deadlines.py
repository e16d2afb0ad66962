"""Deadlines: rows compared with the clock and fired by one loop; they re-check, never assume."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import structlog
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, errors
from app.core.db import Database, execute, fetch_value
from app.jobs.models import Deadline

DeadlineHandler = Callable[[AsyncSession, UUID], Awaitable[None]]
"""Looks again at the subject, in the deadline's own transaction; does nothing if all is well."""

TICK_SECONDS = 0.2
BATCH = 50
AT_WORK: Final = 4
"""Deadlines a worker is at work on at once: one that waits for a lock holds up no other."""
AT_ONCE: Final = timedelta(0)

log = structlog.get_logger()


_SET = """
INSERT INTO deadline (id, kind, subject_id, due_at, made_at, failures)
VALUES ($1, $2, $3, $4, $5, 0)
"""
_CANCEL = """
UPDATE deadline SET ended_at = $3, ending = $4
WHERE kind = $1 AND subject_id = $2 AND ended_at IS NULL
"""


_LOOK_NOW = """
INSERT INTO deadline (id, kind, subject_id, due_at, made_at, failures)
SELECT gen_random_uuid(), $1, subject_id, $3::timestamptz + (turn - 1) * $4::interval, $3, 0
FROM unnest($2::uuid[]) WITH ORDINALITY AS asked (subject_id, turn) ORDER BY subject_id
ON CONFLICT (kind, subject_id) WHERE ended_at IS NULL
DO UPDATE SET due_at = least(deadline.due_at, excluded.due_at)
"""


_MINE = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 1098))"


async def look_now(
    session: AsyncSession, kind: str, subject_ids: Sequence[UUID], *, apart: timedelta = AT_ONCE
) -> None:
    """Look again at these at once, or one by one: a pending deadline is brought forward."""
    await execute(session, _LOOK_NOW, kind, list(subject_ids), clock.now(), apart)


async def set_deadline(
    session: AsyncSession, kind: str, subject_id: UUID, due_at: datetime, *, first: bool = False
) -> None:
    """Look again at `subject_id` at `due_at`; replaces a pending deadline of the same kind.

    `first`: the subject is new, so there is none to replace.
    """
    if not first:
        await cancel_deadline(session, kind, subject_id, ending="replaced")
    await execute(session, _SET, uuid4(), kind, subject_id, due_at, clock.now())


async def cancel_deadline(
    session: AsyncSession, kind: str, subject_id: UUID, *, ending: str = "met"
) -> None:
    """The pending deadline of this kind, if any, is over."""
    await execute(session, _CANCEL, kind, subject_id, clock.now(), ending)


async def fire_due(database: Database, handlers: Mapping[str, DeadlineHandler]) -> int:
    """Fire every deadline that is due, each in its own transaction; says how many fired.

    The handler takes its own locks first and the deadline's row is ended last, in the same order
    as the verbs that cancel deadlines. So any number of workers may run this at once: one that is
    at work on a deadline has said so by a lock nobody waits for, and the others go on to the next.
    A killed worker leaves the deadline due.
    """
    fired = 0
    for deadline_id in await _due(database, handlers):
        fired += await _fire(database, handlers, deadline_id)
    return fired


async def _due(database: Database, handlers: Mapping[str, DeadlineHandler]) -> list[UUID]:
    async with database.transaction() as session:
        found = await session.exec(
            select(Deadline.id)
            .where(
                col(Deadline.ended_at).is_(None),
                col(Deadline.due_at) <= clock.now(),
                col(Deadline.kind).in_(list(handlers)),
            )
            .order_by(col(Deadline.due_at))
            .limit(BATCH)
        )
        return list(found)


async def _fire(
    database: Database, handlers: Mapping[str, DeadlineHandler], deadline_id: UUID
) -> int:
    try:
        async with database.transaction() as session:
            if not await fetch_value(session, _MINE, str(deadline_id)):
                return 0
            deadline = await session.get(Deadline, deadline_id)
            if deadline is None or deadline.ended_at is not None:
                return 0
            await handlers[deadline.kind](session, deadline.subject_id)
            return await _end(session, deadline_id)
    except Exception as error:
        if errors.is_lost(error):  # of the next look it is the first again
            log.warning("deadline_interrupted", error=type(error).__name__)
        elif errors.is_busy(error):
            log.warning("deadline_waited", deadline_id=str(deadline_id), error=type(error).__name__)
            await _put_back(database, deadline_id, in_the_way=True)
        else:
            log.error("deadline_failed", deadline_id=str(deadline_id), error=type(error).__name__)
            await _put_back(database, deadline_id)
        return 0


async def _end(session: AsyncSession, deadline_id: UUID) -> int:
    ended = await session.exec(
        update(Deadline)
        .where(col(Deadline.id) == deadline_id, col(Deadline.ended_at).is_(None))
        .values(ended_at=clock.now(), ending="fired")
    )
    return int(ended.rowcount)


async def _put_back(database: Database, deadline_id: UUID, *, in_the_way: bool = False) -> None:
    """A failed deadline stays due and is tried again soon, later each time: it is never lost.

    `in_the_way`: others held its rows for too long. That is no fault of its own, so it is tried
    again at once, but behind whatever was due meanwhile.
    """
    try:
        async with database.transaction() as session:
            deadline = await session.get(Deadline, deadline_id)
            if deadline is None or deadline.ended_at is not None:
                return
            if in_the_way:
                deadline.due_at = clock.now()
            else:
                deadline.failures += 1
                deadline.due_at = clock.seconds_from_now(min(2**deadline.failures, 30))
    except (SQLAlchemyError, OSError) as error:
        log.error("deadline_not_put_back", error=type(error).__name__)


async def run_deadlines(
    database: Database,
    handlers: Mapping[str, DeadlineHandler],
    stop: asyncio.Event,
) -> None:
    """Fire deadlines until `stop`; comes back by itself when Postgres was away.

    What must not wait for others has its own loop (`app/worker.py`); what is begun is finished.
    """
    at_work: set[asyncio.Task[int]] = set()
    while not stop.is_set():
        more = False
        try:
            due = await _due(database, handlers)
            await _begin(database, handlers, due, at_work)
            more = len(due) == BATCH
        except Exception as error:  # without this loop no ladder would run
            log.warning("deadlines_lost", error=type(error).__name__)
        if not more:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TICK_SECONDS)
    await asyncio.gather(*at_work)


async def _begin(
    database: Database,
    handlers: Mapping[str, DeadlineHandler],
    due: Sequence[UUID],
    at_work: set[asyncio.Task[int]],
) -> None:
    """Begin what is due as places become free."""
    for deadline_id in due:
        while len(at_work) >= AT_WORK:
            await asyncio.wait(at_work, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(_fire(database, handlers, deadline_id))
        at_work.add(task)
        task.add_done_callback(at_work.discard)
