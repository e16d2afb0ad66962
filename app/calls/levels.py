"""Reads the measures of a period from the rows of calls, for REST and /metrics; it rates nobody.

Only moments and counts are read: no number, no ticket, no counsellor.
"""

import asyncio
import dataclasses
import math
import time
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.measures import (
    FORMULAS,
    SHORT_ABANDON_SECONDS,
    Measures,
    Outcome,
    definitions,
    measure,
)
from app.cases.queries import iso
from app.core import clock
from app.core.db import Database, fetch

LONGEST_MINUTES: Final = 7 * 24 * 60
LATELY: Final = timedelta(minutes=30)
KNOWN_SECONDS: Final = 5.0
WITHIN_SECONDS: Final = 2.0
"""/metrics shows what was read at most so long ago, and waits so long for the database."""

LEVEL = Gauge(
    "helpline_service_level_ratio",
    "Share of calls of the last 30 minutes answered within so many seconds, by each formula",
    ["formula", "seconds"],
)
ABANDONED = Gauge("helpline_abandon_ratio", "Abandon rate of the last 30 minutes, less short ones")
COUNTED = Gauge("helpline_calls_lately", "Calls of the last 30 minutes, by outcome", ["outcome"])
WAITED = Gauge("helpline_wait_seconds", "Wait of answered calls of the last 30 minutes", ["of"])
WAITING = Gauge("helpline_queue_waiting", "Callers who wait now")
LONGEST = Gauge("helpline_queue_longest_seconds", "How long the first of them has waited")

log = structlog.get_logger()

_OUTCOMES = """
SELECT extract(epoch FROM answered_at - arrived_at)::float8 AS answered,
    CASE WHEN state = 'ended' THEN extract(epoch FROM ended_at - arrived_at)::float8 END AS ended
FROM call WHERE arrived_at >= $1 AND arrived_at < $2 AND calls_back IS NULL
"""
_QUEUE = "SELECT count(*) AS waiting, min(queued_at) AS since FROM call WHERE state = 'waiting'"


async def measured(session: AsyncSession, since: datetime, until: datetime) -> Measures:
    """The measures of the calls that rang from `since` to before `until`; ours to callers not."""
    found = await fetch(session, _OUTCOMES, since, until)
    return measure(Outcome(row["answered"], row["ended"]) for row in found)


async def measures_row(session: AsyncSession, minutes: int) -> dict[str, Any]:
    """The measures of the last so many minutes with their definitions, as screens get them."""
    until = clock.now()
    since = until - timedelta(minutes=minutes)
    found = dataclasses.asdict(await measured(session, since, until))
    return {
        "since": iso(since),
        "until": iso(until),
        **found,
        "levels": list(found["levels"]),
        "short_seconds": SHORT_ABANDON_SECONDS,
        "definitions": definitions(),
    }


class Published:
    """The gauges of /metrics, read anew at most every KNOWN_SECONDS; a scrape never fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._read_at = float("-inf")

    async def refresh(self) -> None:
        """Set the gauges; without a database they stay as they were."""
        if time.monotonic() - self._read_at < KNOWN_SECONDS:
            return
        self._read_at = time.monotonic()
        try:
            async with asyncio.timeout(WITHIN_SECONDS), self._database.transaction() as session:
                now = clock.now()
                found = await measured(session, now - LATELY, now)
                (queue,) = await fetch(session, _QUEUE)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("measures_not_read", error=type(error).__name__)
            return
        WAITING.set(queue["waiting"])
        LONGEST.set((now - queue["since"]).total_seconds() if queue["since"] else 0)
        _publish(found)


def _publish(found: Measures) -> None:
    """What is unknown is NaN, as Prometheus has it, and never 0."""
    for level in found.levels:
        for formula in FORMULAS:
            LEVEL.labels(formula, f"{level.seconds:g}").set(_known(getattr(level, formula)))
    ABANDONED.set(_known(found.abandon_rate))
    for outcome in ("offered", "answered", "abandoned", "short_abandoned"):
        COUNTED.labels(outcome).set(getattr(found, outcome))
    for of in ("mean", "p50", "p90"):
        WAITED.labels(of).set(_known(getattr(found, f"wait_{of}")))


def _known(value: float | None) -> float:
    return math.nan if value is None else value
