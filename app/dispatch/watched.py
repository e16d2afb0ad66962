"""Whether ladders are watched: the age of the auditor's last beat, for /readyz and /metrics.

A late beat takes no web process out of service: callers must be answered whoever watches ladders.
"""

import asyncio
import math
from typing import Final

import structlog
from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.db import Database
from app.dispatch.auditor import is_late, last_beat

WITHIN_SECONDS: Final = 2.0
WATCHED, UNWATCHED = "watched", "unwatched"

AGE = Gauge(
    "helpline_ladder_audit_age_seconds",
    "Since the auditor last went through every open dispatch; over 60 it must be taken for dead",
)
DEAD = Gauge("helpline_ladder_audit_late", "1 when the auditor's beat is late, else 0")
LOOKED = Gauge("helpline_ladders_open", "Open dispatches the auditor looked at last")
STUCK = Gauge("helpline_ladders_stuck", "Of these, the ones whose ladder stood still")

log = structlog.get_logger()


async def ladders(database: Database) -> str:
    """WATCHED or UNWATCHED, and the gauges of it; a database that is away says nothing."""
    try:
        async with asyncio.timeout(WITHIN_SECONDS), database.transaction() as session:
            beat = await last_beat(session)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        log.warning("beat_not_read", error=type(error).__name__)
        return UNWATCHED
    at, now = beat["at"] if beat else None, clock.now()
    late = is_late(at, now)
    AGE.set((now - at).total_seconds() if at else math.nan)
    DEAD.set(late)
    LOOKED.set(beat["looked"] if beat else math.nan)
    STUCK.set(beat["stuck"] if beat else math.nan)
    return UNWATCHED if late else WATCHED
