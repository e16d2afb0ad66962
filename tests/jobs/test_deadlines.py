"""Deadlines fire when due and not before, once, and are never lost; time is moved."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from time_machine import travel

from app.core import clock
from app.core.db import Database
from app.jobs.deadlines import (
    DeadlineHandler,
    cancel_deadline,
    fire_due,
    run_deadlines,
    set_deadline,
)
from app.jobs.models import Deadline


class Book:
    """Writes down what fired."""

    def __init__(self) -> None:
        self.fired: list[UUID] = []
        self.failing = 0
        self.how: Exception = RuntimeError("a bug")

    async def write(self, _: AsyncSession, subject_id: UUID) -> None:
        if self.failing:
            self.failing -= 1
            raise self.how
        self.fired.append(subject_id)

    @property
    def handlers(self) -> dict[str, DeadlineHandler]:
        return {"a.thing": self.write}


async def due_in(database: Database, seconds: float, subject: UUID) -> None:
    async with database.transaction() as session:
        await set_deadline(session, "a.thing", subject, clock.seconds_from_now(seconds))


async def after(database: Database, seconds: float, book: Book) -> int:
    with travel(clock.now() + timedelta(seconds=seconds), tick=False):
        return await fire_due(database, book.handlers)


async def test_it_fires_when_due_and_not_before(database: Database) -> None:
    book, subject = Book(), uuid4()
    await due_in(database, 60, subject)
    assert await after(database, 59, book) == 0
    assert await after(database, 61, book) == 1
    assert await after(database, 62, book) == 0
    assert book.fired == [subject]


async def test_the_earliest_fires_first(database: Database) -> None:
    book, late, early = Book(), uuid4(), uuid4()
    await due_in(database, 50, late)
    await due_in(database, 10, early)
    await after(database, 60, book)
    assert book.fired == [early, late]


async def test_a_cancelled_deadline_does_not_fire(database: Database) -> None:
    book, subject = Book(), uuid4()
    await due_in(database, 10, subject)
    async with database.transaction() as session:
        await cancel_deadline(session, "a.thing", subject)
    assert await after(database, 60, book) == 0


async def test_a_new_deadline_for_the_same_thing_replaces_the_old_one(database: Database) -> None:
    book, subject = Book(), uuid4()
    await due_in(database, 10, subject)
    await due_in(database, 100, subject)
    assert await after(database, 60, book) == 0
    assert await after(database, 101, book) == 1


async def test_a_rolled_back_deadline_never_was(database: Database) -> None:
    book = Book()
    try:
        async with database.transaction() as session:
            await set_deadline(session, "a.thing", uuid4(), clock.now())
            raise KeyError("the verb failed")
    except KeyError:
        pass
    assert await after(database, 1, book) == 0


async def test_a_handler_that_fails_is_tried_again_and_the_deadline_is_kept(
    database: Database,
) -> None:
    book, subject = Book(), uuid4()
    book.failing = 1
    await due_in(database, 10, subject)
    assert await after(database, 11, book) == 0
    async with database.transaction() as session:
        (kept,) = await session.exec(select(Deadline))
    assert (kept.ended_at, kept.failures) == (None, 1)
    assert await after(database, 20, book) == 1


@pytest.mark.parametrize(
    "how",
    [
        asyncpg.LockNotAvailableError("others hold it"),
        asyncpg.DeadlockDetectedError("in a circle"),
        asyncpg.ConnectionDoesNotExistError("killed in the middle"),
        asyncpg.AdminShutdownError("going down"),
    ],
    ids=lambda how: type(how).__name__,
)
async def test_a_database_that_was_away_or_busy_makes_a_deadline_no_later(
    database: Database, how: Exception
) -> None:
    book, subject = Book(), uuid4()
    await due_in(database, 10, subject)
    book.how = how
    for book.failing in (3, 2, 1):
        assert await after(database, 11, book) == 0
    assert await after(database, 11.2, book) == 1
    async with database.transaction() as session:
        (kept,) = await session.exec(select(Deadline))
    assert (kept.ending, kept.failures) == ("fired", 0)


@pytest.mark.parametrize(
    "how",
    [
        PermissionError("a photo"),
        asyncpg.QueryCanceledError("too long, every time"),
        asyncpg.InterfaceError("the server expects 2 arguments, 1 was passed"),
    ],
    ids=lambda how: type(how).__name__,
)
async def test_what_fails_by_itself_is_not_tried_five_times_a_second(
    database: Database, how: Exception
) -> None:
    book = Book()
    book.failing, book.how = 1, how
    await due_in(database, 10, uuid4())
    assert await after(database, 11, book) == 0
    assert await after(database, 11.2, book) == 0
    assert await after(database, 14, book) == 1


async def test_what_others_are_in_the_way_of_goes_behind_what_is_due_by_now(
    database: Database,
) -> None:
    book, first, second = Book(), uuid4(), uuid4()
    book.failing, book.how = 1, asyncpg.LockNotAvailableError("others hold it")
    await due_in(database, 10, first)
    assert await after(database, 11, book) == 0
    await due_in(database, 10.5, second)
    assert await after(database, 12, book) == 2
    assert book.fired == [second, first]


async def test_two_workers_at_once_end_a_deadline_once(database: Database) -> None:
    book, subjects = Book(), [uuid4() for _ in range(20)]
    for subject in subjects:
        await due_in(database, 1, subject)
    with travel(clock.now() + timedelta(seconds=2), tick=False):
        fired = await asyncio.gather(*(fire_due(database, book.handlers) for _ in range(3)))
    assert sum(fired) == 20
    assert set(book.fired) == set(subjects)


async def test_a_kind_nobody_here_knows_is_left_for_another_worker(database: Database) -> None:
    await due_in(database, 1, uuid4())
    with travel(clock.now() + timedelta(seconds=2), tick=False):
        assert await fire_due(database, {}) == 0
    async with database.transaction() as session:
        assert (await session.exec(select(Deadline))).one().ended_at is None


@asynccontextmanager
async def running(
    database: Database, handlers: Mapping[str, DeadlineHandler]
) -> AsyncIterator[None]:
    """The worker's own loop, until the block ends."""
    stop = asyncio.Event()
    loop = asyncio.create_task(run_deadlines(database, handlers, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(loop, 10)


async def come_due(database: Database, kind: str, ago: float, count: int = 1) -> list[UUID]:
    subjects = [uuid4() for _ in range(count)]
    async with database.transaction() as session:
        for subject in subjects:
            await set_deadline(session, kind, subject, clock.seconds_from_now(-ago))
    return subjects


async def fired(book: Book, count: int) -> None:
    async with asyncio.timeout(10):
        while len(book.fired) < count:
            await asyncio.sleep(0.01)


async def test_one_that_waits_holds_up_no_other_and_is_finished(database: Database) -> None:
    book, free = Book(), asyncio.Event()

    async def until_free(session: AsyncSession, subject_id: UUID) -> None:
        await free.wait()
        await book.write(session, subject_id)

    (locked,) = await come_due(database, "locked", ago=600)
    others = await come_due(database, "a.thing", ago=1, count=20)
    async with running(database, {"locked": until_free, **book.handlers}):
        await fired(book, 20)
        assert sorted(book.fired) == sorted(others)
        free.set()
    assert book.fired[-1] == locked
