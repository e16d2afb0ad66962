"""Work due now: enqueued with the change, done once committed, retried, kept when it fails."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.core.db import Database
from app.core.errors import ProviderError
from app.jobs.queue import Handler, defer, run_queue
from app.staff.models import Role


@contextlib.asynccontextmanager
async def working(database: Database, handler: Handler) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(run_queue(database.dsn, {"a.job": handler}, stop))
    yield
    stop.set()
    await task


async def wanted(database: Database, subject: UUID) -> None:
    async with database.transaction() as session:
        await session.exec(select(Role))
        await defer(session, "a.job", subject)


async def test_a_committed_job_is_done_and_a_rolled_back_one_never(database: Database) -> None:
    done: asyncio.Queue[UUID] = asyncio.Queue()
    subject = uuid4()
    with contextlib.suppress(KeyError):
        async with database.transaction() as session:
            await session.exec(select(Role))
            await defer(session, "a.job", uuid4())
            raise KeyError("the verb failed")
    await wanted(database, subject)
    async with working(database, done.put):
        assert await asyncio.wait_for(done.get(), 10) == subject
    assert done.empty()


async def test_what_is_asked_for_while_the_same_job_runs_is_done_afterwards(
    database: Database,
) -> None:
    """The running one looked before the second change: skipping would lose it."""
    subject, runs = uuid4(), 0
    began, may_end, again = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(_: UUID) -> None:
        nonlocal runs
        runs += 1
        if runs > 1:
            again.set()
            return
        began.set()
        await may_end.wait()

    await wanted(database, subject)
    async with working(database, slow):
        await asyncio.wait_for(began.wait(), 10)
        await wanted(database, subject)
        may_end.set()
        await asyncio.wait_for(again.wait(), 10)


async def test_a_job_that_failed_for_now_is_tried_again(database: Database) -> None:
    tries = 0
    done = asyncio.Event()

    async def fail_once(_: UUID) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ProviderError("busy", retryable=True)
        done.set()

    await wanted(database, uuid4())
    async with working(database, fail_once):
        await asyncio.wait_for(done.wait(), 10)
    assert tries == 2


async def test_a_job_that_can_not_succeed_is_kept_without_a_word_of_its_error(
    database: Database,
) -> None:
    async def refuse(_: UUID) -> None:
        raise ProviderError("মিনা +8801210000001", retryable=False)

    await wanted(database, uuid4())
    pool = await database.raw()
    async with working(database, refuse), asyncio.timeout(10):
        while not await pool.fetchval("SELECT count(*) FROM pgqueuer WHERE status = 'failed'"):
            await asyncio.sleep(0.02)
    logged = str(await pool.fetch("SELECT traceback::text FROM pgqueuer_log"))
    assert "মিনা" not in logged
    assert "8801210000001" not in logged


async def test_a_job_outside_a_transaction_is_a_bug_of_ours(database: Database) -> None:
    with pytest.raises(AssertionError):
        async with database.transaction() as session:
            await defer(session, "a.job", uuid4())
