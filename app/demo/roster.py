"""The invented roster of the demo's workers: who is on call in the running weeks, and one leave.

Whoever is on call is on duty now and stays so, as the demo's tour needs it. Nobody stands in for
them, so that the roster's page has gaps to show; workers of wards have theirs in posts.py.
"""

from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.directory import rosters
from app.directory import service as directory
from app.directory.roster import DHAKA
from app.directory.states import LeaveReason

ON_CALL: Final = ("worker-3", "worker-4", "worker-5")
"""Invented, as all of this. The others of Old Dhaka go on and off duty by hand."""
CHANGES_AT: Final = time(8)
DAYS: Final = 28
AWAY: Final = ("worker-4", 3, 5)
"""Who is on leave, and between the beginnings of which days from today."""


async def add_roster(session: AsyncSession, *, by: UUID) -> None:
    """Shifts of a day each, the first of which runs, and the leave; `by` is who granted it."""
    now = clock.now()
    today = datetime.combine(now.astimezone(DHAKA).date(), CHANGES_AT, DHAKA)
    first = today if today <= now else today - timedelta(days=1)
    for code in ON_CALL:
        worker = await directory.worker_by_code(session, code)
        assert worker is not None
        for day in range(DAYS):
            starts_at = first + timedelta(days=day)
            await rosters.plan_shift(
                session,
                worker.id,
                starts_at,
                starts_at + timedelta(days=1),
                by=by,
                on_holidays=True,
            )
    code, since, until = AWAY
    away = await directory.worker_by_code(session, code)
    assert away is not None
    await rosters.grant_leave(
        session,
        away.id,
        first + timedelta(days=since),
        first + timedelta(days=until),
        reason=LeaveReason.CASUAL,
        by=by,
    )
