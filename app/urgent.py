"""Deadlines somebody waits for at this moment, a caller or whoever is asked to go to a child.

A worker has a loop for them that no other deadline gets in the way of. When all workers are dead or
far behind, web processes fire them: a worker that is started anew needs seconds, and a ladder must
not wait for it (decision 0004).
"""

import asyncio
from collections.abc import Mapping

from app.calls import jobs as calls
from app.core.db import Database
from app.core.settings import Settings
from app.dispatch import jobs as dispatch
from app.dispatch.alerts import ALERT_DUE
from app.dispatch.asking import STEP_DUE
from app.dispatch.check_in import CHECK_IN_DUE, HEARD
from app.jobs.deadlines import DeadlineHandler, run_deadlines


def urgent(settings: Settings) -> Mapping[str, DeadlineHandler]:
    """The deadlines of callers, of the ladder and of signs of life, by kind."""
    of_dispatch = dispatch.deadlines(settings)
    ladder = (STEP_DUE, ALERT_DUE, CHECK_IN_DUE, HEARD)
    return {**calls.deadlines(), **{kind: of_dispatch[kind] for kind in ladder}}


async def stand_by(database: Database, settings: Settings, stop: asyncio.Event) -> None:
    """Fire those that are late by `stands_by_seconds`; with 0 none."""
    if settings.stands_by_seconds:
        await run_deadlines(database, urgent(settings), stop, grace=settings.stands_by_seconds)
