"""The back door: the queue runner, deadlines and the timetable; wiring only, no rule."""

import asyncio

import structlog

from app import wiring
from app.calls import jobs as calls
from app.calls.reconciler import run_catch_up, run_reconciler
from app.cases import case_jobs
from app.cases import people_jobs as people
from app.core.db import Database
from app.core.settings import Settings
from app.directory import jobs as directory
from app.dispatch import clock_jobs
from app.dispatch import jobs as dispatch
from app.dispatch.auditor import run_auditor
from app.jobs import retention
from app.jobs.deadlines import run_deadlines
from app.jobs.queue import run_queue
from app.jobs.timetable import run_timetable
from app.residence import jobs as residence
from app.staff import jobs as staff
from app.urgent import urgent

log = structlog.get_logger()


async def run(settings: Settings, database_url: str, stop: asyncio.Event) -> None:
    """Do what is due until `stop`; each loop comes back by itself when Postgres was away."""
    database = Database(database_url, settings.database_pool)
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
    deadlines = {
        **calls.deadlines(),
        **dispatch.deadlines(settings),
        **residence.deadlines(),
        **clock_jobs.deadlines(settings),
        **directory.deadlines(),
        **case_jobs.deadlines(),
    }
    rounds = {
        **staff.timetable(settings),
        **calls.timetable(),
        **retention.timetable(),
        **clock_jobs.timetable(),
        **dispatch.timetable(),
        **case_jobs.timetable(),
    }
    log.info("worker_started", jobs=sorted(handlers), deadlines=sorted(deadlines))
    try:
        await asyncio.gather(
            run_queue(database.dsn, handlers, stop),
            run_deadlines(database, deadlines, stop, first=urgent(settings)),
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
