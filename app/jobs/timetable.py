"""Work that comes round again and again; each entry does its own work and may be missed once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database

Round = Callable[[AsyncSession], Awaitable[object]]
Timetable = Mapping[str, tuple[float, Round]]
"""By name: every how many seconds, and what; safe to be done by two workers at once."""

TICK_SECONDS = 1.0
log = structlog.get_logger()


async def run_timetable(database: Database, timetable: Timetable, stop: asyncio.Event) -> None:
    """Do every entry when its time has come round, until `stop`."""
    next_at = dict.fromkeys(timetable, 0.0)
    while not stop.is_set():
        for name, (seconds, work) in timetable.items():
            if time.monotonic() < next_at[name]:
                continue
            next_at[name] = time.monotonic() + seconds
            try:
                async with database.transaction() as session:
                    await work(session)
            except Exception as error:  # one round that fails must not end the others
                log.warning("round_failed", round=name, error=type(error).__name__)
        try:
            await asyncio.wait_for(stop.wait(), TICK_SECONDS)
        except TimeoutError:
            continue
