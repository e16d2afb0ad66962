"""Webhooks that tell nothing new, known for such by one statement that waits for no lock.

States and steps only go forward, so what was past at the look is past for good. Whatever is not
that plain is left to the ordinary verbs.
"""

from uuid import UUID

import asyncpg

from app.calls.states import LegState, later
from app.core import clock

_OVER = """
SELECT state = 'ended' AND ($2 OR end_reason NOT IN ('abandoned', 'caller_hung_up'))
FROM call WHERE id = $1
"""
_LINE_OVER = "SELECT state = 'ended' FROM call WHERE provider_call_id = $1"
_LEG = "SELECT state, provider_call_id FROM leg WHERE id = $1"
_PARTY = """
WITH noted AS (
    UPDATE call SET caller_joined_at = $5
    WHERE id = $1 AND provider_call_id = $2 AND step = $3 AND $4
      AND state = 'waiting' AND caller_joined_at IS NULL
    RETURNING id
)
SELECT EXISTS (SELECT FROM noted) OR EXISTS (
    SELECT FROM call WHERE id = $1 AND provider_call_id = $2
    AND (
        $4 AND step = $3 AND state <> 'ended' AND caller_joined_at IS NOT NULL
        AND held_at IS NULL AND muted_at IS NULL
        OR (NOT $4 OR state = 'ended' OR step > $3) AND (
            answered_at IS NOT NULL
            OR NOT EXISTS (SELECT FROM leg WHERE call_id = $1 AND leg.step = $3)
        )
    )
) OR EXISTS (
    SELECT FROM leg WHERE call_id = $1 AND provider_call_id = $2
    AND CASE WHEN $4 THEN marks ? 'joined' ELSE state = 'left' AND (
        marks ? 'left' OR EXISTS (SELECT FROM call WHERE id = $1 AND answered_at IS NOT NULL)
    ) END
)
"""
"""A waiting caller's join is noted, and nothing can follow from it: nobody has accepted. Late news
of a call that was not answered may tell that it was (reducer.py), if anybody was rung for that
step. A caller who is to be muted or on hold may have come in anew, and is neither then. Who came
second, of caller and counsellor, has made them talk, under the locks."""


async def is_over(pool: asyncpg.Pool, call_id: UUID, *, gone: bool) -> bool:
    """Whether the call has ended, and nothing happens to it any more.

    `gone` says whether the news itself is that the line is gone. A line that is there, of a caller
    whom we took for gone, is no such news.
    """
    return bool(await pool.fetchval(_OVER, call_id, gone))


async def line_is_over(pool: asyncpg.Pool, provider_call_id: str) -> bool:
    """The same for the provider's id of the caller's line; an unknown one is not over."""
    return bool(await pool.fetchval(_LINE_OVER, provider_call_id))


async def leg_is_as_far(
    pool: asyncpg.Pool, leg_id: UUID, state: LegState, provider_call_id: str
) -> bool:
    """Whether this very line of a counsellor has come to `state` already, or further."""
    row = await pool.fetchrow(_LEG, leg_id)
    if row is None or row["provider_call_id"] != provider_call_id:
        return False
    known = LegState(row["state"])
    return later(known, state) is known


async def party_is_as_far(
    pool: asyncpg.Pool, call_id: UUID, step: int, provider_call_id: str, *, joined: bool
) -> bool:
    """Whether it is known already that this line joined, or left, the conference of `step`.

    Also when it is a caller's who still waits: that is noted here.
    """
    values = (call_id, provider_call_id, step, joined, clock.now())
    return bool(await pool.fetchval(_PARTY, *values))
