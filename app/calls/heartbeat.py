"""The commonest webhook of all in one statement: a caller still waits, and nothing else is due.

Whatever is not that plain is left to the ordinary verbs.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg

from app.calls.contact_key import SETTLES_SECONDS
from app.calls.nuisance import COUNTED_HOURS
from app.calls.overflow import AFTER_SECONDS
from app.core import clock

STATEMENT = f"""
UPDATE call SET heartbeat_at = $2
WHERE id = $1 AND state = 'waiting' AND (queued_at > $3 OR $4)
  AND NOT EXISTS (SELECT FROM contact_word WHERE contact_word.number_index = call.number_index)
  AND NOT EXISTS (
    SELECT FROM number_block AS block
    WHERE block.number_index = call.number_index AND block.ended_at IS NULL
  )
  AND (person_key_at IS NOT NULL OR NOT EXISTS (
    SELECT FROM nuisance_mark AS mark
    WHERE mark.number_index = call.number_index AND mark.cleared_at IS NULL
      AND mark.made_at > $2::timestamptz - interval '{COUNTED_HOURS} hours'
  ))
  AND coalesce(
    greatest(person_key_at, danger_key_at)
        < $2::timestamptz - interval '{SETTLES_SECONDS} seconds', true
  )
RETURNING step, number_index IS NOT NULL AS may_ask,
    extract(epoch FROM $2 - queued_at)::float8 AS waited
"""


@dataclass(frozen=True)
class StillWaits:
    """At which step, whether the caller may be asked if we may call, and seconds waited."""

    step: int
    may_ask: bool
    waited: float = 0


async def still_waits(
    pool: asyncpg.Pool, call_id: UUID, *, somebody_on_duty: bool
) -> StillWaits | None:
    """The sign of life is written. None, and nothing written, when there is more to it.

    More to it: the caller is elsewhere, something was said of the number before, it was blocked or
    marked, a key has just been pressed, or it is time to ask whether any counsellor is on duty,
    which `somebody_on_duty` says one knows.
    """
    now = clock.now()
    young = now - timedelta(seconds=AFTER_SECONDS)
    row = await pool.fetchrow(STATEMENT, call_id, now, young, somebody_on_duty)
    return None if row is None else StillWaits(row["step"], row["may_ask"], row["waited"])
