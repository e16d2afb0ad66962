"""The machinery at night: connections cut, rows that pile up, rounds and jobs that misbehave."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete
from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from time_machine import travel

from app.calls import jobs as calls
from app.calls.models import WebhookAnswer
from app.core import clock
from app.core.db import Database
from app.core.outbox import OutboxRow
from app.core.settings import Settings
from app.jobs import retention
from app.jobs.deadlines import cancel_deadline, set_deadline
from app.jobs.models import Deadline
from app.jobs.queue import run_queue
from app.jobs.timetable import Timetable, run_timetable
from app.staff import jobs as staff
from app.staff.models import SignInFailure, StaffSession
from tests.factories import add_counsellor, ring
from tests.jobs.test_queue import wanted


async def rows(database: Database, *tables: type[SQLModel]) -> list[int]:
    async with database.transaction() as session:
        return [
            (await session.exec(select(func.count()).select_from(table))).one() for table in tables
        ]


async def do_all(database: Database, rounds: Timetable) -> None:
    for _, work in rounds.values():
        async with database.transaction() as session:
            await work(session)


async def test_work_goes_on_after_every_connection_was_cut(database: Database) -> None:
    done: asyncio.Queue[UUID] = asyncio.Queue()
    stop = asyncio.Event()
    task = asyncio.create_task(run_queue(database.dsn, {"a.job": done.put}, stop))
    first, second = uuid4(), uuid4()
    await wanted(database, first)
    assert await asyncio.wait_for(done.get(), 10) == first
    pool = await database.raw()
    await pool.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await wanted(database, second)
    async with asyncio.timeout(20):
        while await done.get() != second:  # the first may be done again: nobody heard of its end
            continue
    stop.set()
    await asyncio.wait_for(task, 20)


async def test_what_only_shows_how_the_machinery_ran_does_not_pile_up_for_ever(
    database: Database, settings: Settings
) -> None:
    person = await add_counsellor(database)
    await ring(database)
    met, due = uuid4(), uuid4()
    async with database.transaction() as session:
        now = clock.now()
        for subject in (met, due):
            await set_deadline(session, "a.deadline", subject, now)
        await cancel_deadline(session, "a.deadline", met)
        session.add(WebhookAnswer(fingerprint=b"x", answer="", at=now))
        session.add(SignInFailure(key=b"k", at=now))
        session.add(
            StaffSession(
                token_digest=b"t", staff_id=person.id, app="console", started_at=now, ends_at=now
            )
        )
    await wanted(database, uuid4())
    pool = await database.raw()
    await pool.execute("UPDATE pgqueuer SET status = 'failed'")
    rounds = {**retention.timetable(), **calls.timetable(), **staff.timetable(settings)}
    kept = (OutboxRow, WebhookAnswer, SignInFailure, StaffSession, Deadline)
    before = await rows(database, *kept)
    await do_all(database, rounds)
    assert await rows(database, *kept) == before, "nothing of today is forgotten"
    assert await pool.fetchval("SELECT count(*) FROM pgqueuer_log") == 1
    with travel(clock.now() + timedelta(days=31), tick=False):
        await do_all(database, rounds)
        await do_all(database, rounds)
    assert await pool.fetchval("SELECT count(*) FROM pgqueuer_log") == 0
    assert await pool.fetchval("SELECT count(*) FROM pgqueuer") == 0
    events, *others, deadlines = await rows(database, *kept)
    assert (events, others) == (1, [0, 0, 0]), "the one event is that the console was lost just now"
    assert deadlines == 1, "what is still due is never forgotten"


async def test_a_job_that_still_waits_is_never_forgotten(database: Database) -> None:
    await wanted(database, uuid4())
    with travel(clock.now() + timedelta(days=31), tick=False):
        await do_all(database, retention.timetable())
    pool = await database.raw()
    assert await pool.fetchval("SELECT count(*) FROM pgqueuer") == 1


async def test_one_round_that_fails_ends_no_other(database: Database) -> None:
    stop, went_on = asyncio.Event(), asyncio.Event()

    async def breaks(_: AsyncSession) -> None:
        raise KeyError("a bug")

    async def works(session: AsyncSession) -> None:
        await session.exec(delete(Deadline).where(col(Deadline.id) == uuid4()))
        went_on.set()

    rounds: Timetable = {"a.breaks": (0.01, breaks), "b.works": (0.01, works)}
    task = asyncio.create_task(run_timetable(database, rounds, stop))
    await asyncio.wait_for(went_on.wait(), 10)
    stop.set()
    await asyncio.wait_for(task, 10)


@pytest.mark.parametrize("rounds", [retention.timetable, calls.timetable])
async def test_two_workers_may_forget_at_once(database: Database, rounds: object) -> None:
    with travel(clock.now() + timedelta(days=31), tick=False):
        await ring(database)
        await asyncio.gather(*(do_all(database, rounds()) for _ in range(2)))  # type: ignore[operator]
