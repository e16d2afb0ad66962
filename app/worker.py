"""The back door: the queue runner, deadlines and the timetable; wiring only, no rule."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Final

import asyncpg
import structlog
from sqlalchemy.orm import configure_mappers

from app import wiring
from app.calls import jobs as calls
from app.calls.reconciler import run_catch_up, run_reconciler
from app.cases import case_jobs
from app.cases import people_jobs as people
from app.core.db import Database
from app.core.dsn import connecting
from app.core.settings import Settings
from app.directory import jobs as directory
from app.dispatch import clock_jobs
from app.dispatch import jobs as dispatch
from app.dispatch.alerts import ALERT_DUE
from app.dispatch.asking import STEP_DUE
from app.dispatch.auditor import run_auditor
from app.dispatch.check_in import CHECK_IN_DUE, HEARD
from app.geo.lookup import gazetteer
from app.jobs import retention
from app.jobs.deadlines import DeadlineHandler, run_deadlines
from app.jobs.queue import run_queue
from app.jobs.timetable import run_timetable
from app.programmes.boards import jobs as boards
from app.programmes.cash import jobs as cash
from app.programmes.training import jobs as training
from app.residence import jobs as residence
from app.staff import jobs as staff

WORKER: Final = "helpline worker"
STANDS_IN: Final = "helpline stand-in"
LOOK_SECONDS: Final = 0.5
PATIENCE_SECONDS: Final = 5.0
_ALONE: Final = """
SELECT CASE WHEN EXISTS (
        SELECT FROM pg_stat_activity
        WHERE application_name = $1 AND datname = current_database()
    ) THEN false
    ELSE pg_try_advisory_lock(hashtextextended('helpline stand-in', 1098)) END
"""

log = structlog.get_logger()


Deadlines = Mapping[str, DeadlineHandler]


def deadlines_of(settings: Settings) -> tuple[Deadlines, Deadlines, Deadlines]:
    """Every deadline by kind: those somebody waits for at this moment, their messages, the rest.

    Callers, and whoever is asked to go or gave no sign of life, wait behind no reminder; and that
    the next one is asked behind no other way to tell the last.
    """
    every = {
        **calls.deadlines(),
        **dispatch.deadlines(settings),
        **residence.deadlines(),
        **clock_jobs.deadlines(settings),
        **directory.deadlines(),
        **case_jobs.deadlines(),
        **cash.deadlines(),
        **boards.deadlines(),
        **training.deadlines(),
    }
    first = {*calls.deadlines(), STEP_DUE, CHECK_IN_DUE, HEARD}
    return (
        {kind: fire for kind, fire in every.items() if kind in first},
        {kind: fire for kind, fire in every.items() if kind == ALERT_DUE},
        {kind: fire for kind, fire in every.items() if kind not in first | {ALERT_DUE}},
    )


def be_ready() -> None:
    """Read what the first deadlines need, before there is a copy: it has read it then, too."""
    gazetteer()
    configure_mappers()


async def run(
    settings: Settings, database_url: str, stop: asyncio.Event, *, as_stand_in: bool = False
) -> None:
    """Do what is due until `stop`; each loop comes back by itself when Postgres was away.

    `as_stand_in`: for a worker that was killed; only the log tells of it.
    """
    name = STANDS_IN if as_stand_in else WORKER
    database = Database(database_url, settings.database_pool, name)
    ports = wiring.ports(settings)
    ports.phone.warm_up()
    database.bell.start()
    lines = calls.Lines(database, ports.phone, settings.counsellor_line, settings.service_phones)
    handlers = {
        **lines.handlers(),
        **people.handlers(database),
        **dispatch.handlers(database, ports.messenger, settings),
        **directory.handlers(database, ports.messenger, settings),
    }
    lanes = deadlines_of(settings)
    rounds = {
        **staff.timetable(settings),
        **calls.timetable(),
        **retention.timetable(),
        **clock_jobs.timetable(),
        **dispatch.timetable(),
        **case_jobs.timetable(),
    }
    event = "worker_stands_in" if as_stand_in else "worker_started"
    log.info(
        event, jobs=sorted(handlers), deadlines=sorted(kind for lane in lanes for kind in lane)
    )
    try:
        await asyncio.gather(
            run_queue(database.dsn, handlers, stop),
            *(run_deadlines(database, lane, stop) for lane in lanes),
            run_timetable(database, rounds, stop),
            run_auditor(database, settings, stop),
            calls.run_routing(
                database,
                settings.ring_seconds,
                stop,
                settings.link_lost_seconds,
                wiring.pace(settings),
            ),
            run_reconciler(database, ports.phone, stop),
            run_catch_up(database, ports.phone, stop),
        )
    finally:
        await ports.close()
        await database.close()


async def run_if_alone(settings: Settings, database_url: str, stop: asyncio.Event) -> None:
    """For a worker that was killed: do what is due while no worker lives, until `stop`.

    As soon as one stands again it is over. Beside a worker that lives, or another that stands in,
    it only looks whether that is still so: several that begin at once are slower than one.
    """
    enough, work, look = asyncio.Event(), None, _Look(database_url)
    while not stop.is_set():
        alone = await look.alone()
        if work is None and alone:
            work = asyncio.create_task(run(settings, database_url, enough, as_stand_in=True))
        elif work is not None and alone is False:
            break
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
    enough.set()
    if work is not None:
        await work
    look.close()


class _Look:
    """Looks whether a worker lives, by a connection that holds the right to stand in for it."""

    def __init__(self, database_url: str) -> None:
        self._where = {**connecting(database_url), "timeout": PATIENCE_SECONDS}
        self._connection: asyncpg.Connection | None = None

    async def alone(self) -> bool | None:
        """Whether no worker is connected and nobody else stands in; None: it can't be told now.

        While it is true the right is ours, until this connection is lost or closed.
        """
        try:
            if self._connection is None:
                self._connection = await asyncpg.connect(**self._where)
            return bool(await self._connection.fetchval(_ALONE, WORKER, timeout=PATIENCE_SECONDS))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            self.close()
            return None

    def close(self) -> None:
        """Give up the right."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
