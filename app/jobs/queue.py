"""Work due now, enqueued in the transaction that makes it due (PgQueuer behind two functions).

Payloads are one id: never a word, name or number. Deadlines are rows, not jobs (deadlines.py).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import cache
from uuid import UUID

import asyncpg
import structlog
from pgqueuer.adapters.persistence import query_helpers
from pgqueuer.adapters.persistence.qb import QueryQueueBuilder
from pgqueuer.db import AsyncpgDriver
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import execute
from app.core.dsn import connecting

Handler = Callable[[UUID], Awaitable[None]]
"""Does one piece of work for the row of that id; idempotent, since work may come twice."""

ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=0.5)
LONGEST_RETRY = timedelta(seconds=30)
HEARTBEAT = timedelta(seconds=2.5)
LOOK_AGAIN = timedelta(seconds=1)
"""A killed worker's job is taken over after both together at the latest: a caller may wait for it.

A living worker that is late by more than the first sees its job done twice, which every handler
allows for.
"""

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 1.0
"""Seconds until Postgres is tried again; whoever was left alone meanwhile waits in silence."""

NO_HEADERS = ["null"]

log = structlog.get_logger()


class JobFailed(Exception):
    """A job failed for good; says which and why by names alone, for the queue's own log."""


async def defer(session: AsyncSession, job: str, subject_id: UUID) -> None:
    """Have `job` done for `subject_id` once this transaction commits, and only then.

    The queue's own de-duplication is not used: it drops what is asked for while the same job runs
    or waits for its next try, and that job has looked at its subject before this transaction.
    """
    assert session.in_transaction(), "defer needs an open transaction"
    one = query_helpers.normalize_enqueue_params(job, subject_id.bytes, 0)
    values = (one.priority, one.entrypoint, one.payload, one.execute_after, one.dedupe_key)
    await execute(session, _enqueue(), *values, NO_HEADERS)


@cache
def _enqueue() -> str:
    """The queue's own statement; to have it made for every job costs more than to run it."""
    return QueryQueueBuilder().build_enqueue_query()


async def run_queue(dsn: str, handlers: Mapping[str, Handler], stop: asyncio.Event) -> None:
    """Work the queue until `stop`; comes back by itself when Postgres was away."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            await _run_once(dsn, handlers, stop)
            pause = FIRST_PAUSE
        except Exception as error:  # whatever the library makes of a lost connection
            log.warning("queue_lost", error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _run_once(dsn: str, handlers: Mapping[str, Handler], stop: asyncio.Event) -> None:
    connection = await asyncpg.connect(**connecting(dsn))
    try:
        manager = QueueManager(Queries(AsyncpgDriver(connection)))
        for name, handler in handlers.items():
            manager.entrypoint(name, on_failure="hold")(_careful(name, handler))
        stopper = asyncio.create_task(_pass_on(stop, manager.shutdown))
        try:
            await manager.run(
                dequeue_timeout=LOOK_AGAIN,
                heartbeat_timeout=HEARTBEAT,
                shutdown_on_listener_failure=True,
            )
        finally:
            stopper.cancel()
    finally:
        await connection.close(timeout=2)


async def _pass_on(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()


def _careful(name: str, handler: Handler) -> Callable[[Job], Awaitable[None]]:
    """`handler` with retries, and with its errors reduced to names: their text may be personal."""

    async def execute(job: Job) -> None:
        subject_id = UUID(bytes=job.payload)
        try:
            await handler(subject_id)
        except Exception as error:
            kind = type(error).__name__
            log.warning(
                "job_failed",
                job=name,
                subject_id=str(subject_id),
                error=kind,
                try_=job.attempts,
            )
            if job.attempts + 1 >= ATTEMPTS or getattr(error, "retryable", True) is False:
                raise JobFailed(f"{name}: {kind}") from None
            delay = min(FIRST_RETRY * 2**job.attempts, LONGEST_RETRY)
            raise RetryRequested(delay=delay, reason=kind) from None

    return execute
