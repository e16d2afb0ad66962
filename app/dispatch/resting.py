"""Messages that wait while their provider is down: one tries it for all; it sends nothing itself.

What waits looks again by itself only now and then. Every few seconds one that asks somebody to go,
before one that reminds, is brought forward to try the provider. When that gets through, all that
waits for the same channel leaves, a few a second: deadlines of ladders must not wait behind it.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch, fetch_value
from app.dispatch.alerts import ALERT_DUE
from app.dispatch.outages import REST
from app.jobs.deadlines import look_now, set_deadline

LOOK_AGAIN: Final = timedelta(minutes=5)
"""Should nobody bring it forward."""
PROBE_EVERY_SECONDS: Final = 5.0
APART: Final = timedelta(seconds=0.1)
"""Between two that leave once the provider is back."""

_RESTS = """
SELECT true FROM alert JOIN outage USING (channel)
WHERE alert.id = $1 AND alert.state = 'made' AND alert.tries > 0
    AND down_since IS NOT NULL AND tried_at > $2
"""
_WAITING = """
SELECT alert.id, channel FROM deadline JOIN alert ON alert.id = subject_id
WHERE kind = $1 AND ended_at IS NULL AND alert.state = 'made' AND channel = ANY($2::text[])
ORDER BY channel, reminder_id IS NOT NULL, alert.at, alert.id
"""
_LEFT_BEHIND = """
SELECT alert.id FROM deadline JOIN alert ON alert.id = subject_id LEFT JOIN outage USING (channel)
WHERE kind = $1 AND ended_at IS NULL AND alert.state = 'made' AND down_since IS NULL
    AND alert.due_at <= $2 AND deadline.due_at > $2
ORDER BY reminder_id IS NOT NULL, alert.at, alert.id
"""
"""Put off in the moment in which the provider came back, or by one that died before it said so."""
_TO_TRY = "SELECT channel FROM outage WHERE down_since IS NOT NULL AND tried_at <= $1"


async def still(session: AsyncSession, alert_id: UUID) -> bool:
    """Whether this message waits on, since its provider is down and not to be tried now."""
    now = clock.now()
    if not await fetch_value(session, _RESTS, alert_id, now - REST):
        return False
    await set_deadline(session, ALERT_DUE, alert_id, now + LOOK_AGAIN)
    return True


async def probe(session: AsyncSession) -> None:
    """Of each channel that is down and has rested, one message is to try it now.

    And whatever waits for a provider that works leaves.
    """
    now = clock.now()
    rested = await fetch(session, _TO_TRY, now - REST)
    if rested:
        waiting = await _waiting(session, [row["channel"] for row in rested])
        first = {channel: id_ for id_, channel in reversed(waiting)}
        await look_now(session, ALERT_DUE, list(first.values()))
    left = await fetch(session, _LEFT_BEHIND, ALERT_DUE, now)
    if left:
        await look_now(session, ALERT_DUE, [row["id"] for row in left], apart=APART)


async def over(session: AsyncSession, channel: str) -> None:
    """The provider of `channel` works again: what waited for it leaves."""
    waiting = await _waiting(session, [channel])
    await look_now(session, ALERT_DUE, [id_ for id_, _ in waiting], apart=APART)


async def _waiting(session: AsyncSession, channels: Iterable[str]) -> list[tuple[UUID, str]]:
    found = await fetch(session, _WAITING, ALERT_DUE, list(channels))
    return [(row["id"], row["channel"]) for row in found]
