"""A ladder goes on while no worker lives: a web process sees to what somebody waits for."""

import asyncio
from uuid import uuid4

import pytest
from sqlmodel import select

from app.calls import jobs as calls
from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from app.dispatch import clock_jobs
from app.dispatch import jobs as dispatch
from app.dispatch.asking import STEP_DUE
from app.dispatch.lateness import CLOCK_DUE
from app.jobs.deadlines import set_deadline
from app.jobs.models import Deadline
from app.worker import deadlines_of
from tests.serving import serving


async def pending(database: Database) -> set[str]:
    async with database.transaction() as session:
        found = await session.exec(select(Deadline.kind).where(Deadline.ended_at == None))  # noqa: E711
        return set(found)


@pytest.mark.parametrize(("stands_by", "left"), [(1, {CLOCK_DUE}), (0, {STEP_DUE, CLOCK_DUE})])
async def test_a_web_process_fires_what_no_worker_did_and_leaves_what_may_wait(
    settings: Settings, database: Database, stands_by: float, left: set[str]
) -> None:
    async with database.transaction() as session:
        for kind in (STEP_DUE, CLOCK_DUE):
            await set_deadline(session, kind, uuid4(), clock.seconds_from_now(-5))
    settings = settings.model_copy(update={"stands_by_seconds": stands_by})
    async with serving(settings, database.dsn):
        until = asyncio.get_running_loop().time() + (10 if left == {CLOCK_DUE} else 1)
        while await pending(database) != {CLOCK_DUE}:
            if asyncio.get_running_loop().time() > until:
                break
            await asyncio.sleep(0.05)
        assert await pending(database) == left


def test_what_somebody_waits_for_has_a_loop_of_its_own(settings: Settings) -> None:
    at_once, may_wait = deadlines_of(settings)
    assert STEP_DUE in at_once
    assert CLOCK_DUE in may_wait
    assert not at_once.keys() & may_wait.keys()
    rooms = (calls.deadlines(), dispatch.deadlines(settings), clock_jobs.deadlines(settings))
    assert {kind for room in rooms for kind in room} <= at_once.keys() | may_wait.keys()
