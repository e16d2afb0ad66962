"""Whether a channel's provider is down: counted in rows, so that every process knows the same.

After three tries in a row without an outcome it counts as down. Then it rests: it is tried again
every fifteen seconds, by one alert, and the first that gets through ends it (resting.py).
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch, fetch_value

DOWN_AFTER: Final = 3
REST: Final = timedelta(seconds=15)

_FAILED = """
INSERT INTO outage (channel, failures, tried_at) VALUES ($1, 1, $2)
ON CONFLICT (channel) DO UPDATE SET
    failures = outage.failures + 1,
    tried_at = $2,
    down_since = CASE WHEN outage.failures + 1 >= $3
        THEN coalesce(outage.down_since, $2) END
RETURNING failures
"""
_WORKED = """
WITH before AS (
    SELECT channel, down_since FROM outage WHERE channel = $1 AND failures > 0 FOR UPDATE
)
UPDATE outage SET failures = 0, down_since = NULL, tried_at = $2
FROM before WHERE outage.channel = before.channel RETURNING before.down_since IS NOT NULL
"""
_MAY_TRY = """
UPDATE outage SET tried_at = $2
WHERE channel = $1 AND down_since IS NOT NULL AND tried_at <= $3 RETURNING true
"""
_IS_DOWN = "SELECT down_since IS NOT NULL FROM outage WHERE channel = $1"
_DOWN = "SELECT channel, down_since FROM outage WHERE down_since IS NOT NULL ORDER BY channel"


async def failed(session: AsyncSession, channel: str) -> bool:
    """A try had no outcome; whether the channel counts as down from this one on."""
    return bool(await fetch_value(session, _FAILED, channel, clock.now(), DOWN_AFTER) == DOWN_AFTER)


async def worked(session: AsyncSession, channel: str) -> bool:
    """Something got through; whether the channel was down until now."""
    return bool(await fetch_value(session, _WORKED, channel, clock.now()))


async def rests(session: AsyncSession, channel: str) -> bool:
    """Whether the channel is down and not to be tried now; who may try has taken the turn."""
    if not await fetch_value(session, _IS_DOWN, channel):
        return False
    now = clock.now()
    return not await fetch_value(session, _MAY_TRY, channel, now, now - REST)


async def down(session: AsyncSession) -> dict[str, datetime]:
    """The channels that are down, and since when."""
    return {row["channel"]: row["down_since"] for row in await fetch(session, _DOWN)}
