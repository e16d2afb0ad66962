"""Works out waiting callers' places and keeps them; the rule itself stands in queue.py.

Not part of the first ring, which must cost as little as it can: routing does this for everybody
who has rung since it last looked, in one statement, before it looks at the order.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import CallPlaceChanged
from app.calls.nuisance import MARKED
from app.calls.queue import (
    FURTHER_MOST,
    LATE,
    LOST,
    Known,
    Row,
    head_start,
    head_starts,
    points_of,
)
from app.cases.access import OUTLINES, lock_free
from app.cases.timeline import Told, tell_many
from app.core import clock
from app.core.db import Database, execute, fetch

AT_ONCE = 100
CANNOT_SPEAK = "keys"
"""The skill of a counsellor who talks with somebody that presses keys; see `languages.py`."""

log = structlog.get_logger()

_LIVES = """
(o.state <> 'waiting' OR o.heartbeat_at > $1::timestamptz - interval '30 seconds')
"""
"""A waiting call without two signs of life has probably gone: it must not stand in the way of the
next call from the same telephone until the reconciler has found out."""

_GAVE_UP = """
back = 1 AND end_reason = 'abandoned' AND ended_at >= this.arrived_at - interval '10 minutes'
"""
_KNOWN = f"""
SELECT this.id, this.incident_id, this.head_start, this.head_starts, this.skill, this.queued_at,
    this.placed_at,
    ticket.urgency, coalesce(lately.danger, false) AS danger,
    coalesce(lately.silent, 0) AS silent, lately.stood_since, lately.regained,
    coalesce(ahead.n, 0) AS ahead, {MARKED} AS marked,
    this.danger_key_at IS NOT NULL AS danger_key,
    this.person_key_at IS NOT NULL AS person_key, EXISTS (
        SELECT FROM number_block WHERE number_block.number_index = this.number_index
        AND number_block.ended_at IS NULL AND number_block.until > $1::timestamptz
    ) AS blocked
FROM call AS this
JOIN {OUTLINES} AS ticket ON ticket.id = this.incident_id
LEFT JOIN LATERAL (
    SELECT
        bool_or(open AND urgency = 'P1' AND incident_id <> this.incident_id) AS danger,
        count(*) FILTER (
            WHERE (close_reason = 'silent' OR was_silent)
              AND arrived_at > this.arrived_at - interval '30 minutes'
        ) AS silent,
        min(queued_at) FILTER (WHERE {_GAVE_UP}) AS stood_since,
        max((
            SELECT (one ->> 'points')::int FROM jsonb_array_elements(head_starts) AS one
            WHERE one ->> 'code' = '{LATE}'
        )) FILTER (WHERE {_GAVE_UP}) AS regained
    FROM (
        SELECT o.incident_id, o.arrived_at, o.ended_at, o.end_reason, o.queued_at, o.head_starts,
            other.urgency, other.close_reason, other.open,
            EXISTS (
                SELECT FROM silent_interview WHERE call_id = o.id AND disposition IS NOT NULL
            ) AS was_silent,
            row_number() OVER (ORDER BY o.arrived_at DESC, o.id DESC) AS back
        FROM call AS o
        JOIN {OUTLINES} AS other ON other.id = o.incident_id
        WHERE o.number_index = this.number_index AND o.calls_back IS NULL
          AND (o.arrived_at, o.id) < (this.arrived_at, this.id)
          AND o.arrived_at > this.arrived_at - interval '24 hours'
        ORDER BY o.arrived_at DESC, o.id DESC LIMIT 20
    ) AS before
) AS lately ON this.number_index IS NOT NULL
LEFT JOIN LATERAL (
    SELECT count(*) AS n FROM (
        SELECT FROM call AS o
        WHERE o.number_index = this.number_index AND o.state <> 'ended' AND o.calls_back IS NULL
          AND (o.arrived_at, o.id) < (this.arrived_at, this.id) AND {_LIVES}
        LIMIT {FURTHER_MOST}
    ) AS live
) AS ahead ON this.number_index IS NOT NULL
"""

_NEW = f"""
{_KNOWN} WHERE this.state = 'waiting' AND this.placed_at IS NULL
LIMIT {AT_ONCE}
"""
_ONES = f"{_KNOWN} WHERE this.state = 'waiting' AND this.id = ANY($2)"

_PLACED = """
UPDATE call SET placed_at = $1 WHERE id IN (
    SELECT id FROM call WHERE id = ANY($2) AND placed_at IS NULL AND state = 'waiting'
    FOR UPDATE SKIP LOCKED
)
"""

_MOVED = """
UPDATE call SET head_starts = moved.rows::jsonb, head_start = moved.points,
    placed_at = coalesce(call.placed_at, $6), version = call.version + 1
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[])
    AS moved (id, incident_id, before, rows, points)
WHERE call.id = moved.id AND call.incident_id = moved.incident_id AND call.state = 'waiting'
  AND call.head_starts = moved.before::jsonb
RETURNING call.id, call.incident_id, call.version
"""

_STALE = f"""
SELECT id FROM (
    SELECT DISTINCT ON (number_index) id FROM call
    WHERE state = 'waiting' AND number_index IS NOT NULL AND head_start < 0
      AND placed_at IS NOT NULL
    ORDER BY number_index, arrived_at, id
) AS foremost
UNION
SELECT call.id FROM call JOIN {OUTLINES} AS ticket ON ticket.id = call.incident_id
WHERE call.state = 'waiting' AND placed_at IS NOT NULL AND ticket.urgency IN ('P1', 'P2')
"""
"""Whose place may be another by now: the foremost further call of each number, whose turn comes
when those before it are over, and tickets whose urgency may have been raised meanwhile."""


def known_of(row: Mapping[str, Any]) -> Known:
    """A row of `_KNOWN` as the rule wants it."""
    missed = 0
    if row["stood_since"] is not None:
        stood = row["stood_since"] - timedelta(seconds=row["regained"] or 0)
        missed = int((row["queued_at"] - stood).total_seconds())
    return Known(
        urgency=row["urgency"],
        danger_before=row["danger"],
        counsellor_lost=points_of(row["head_starts"], LOST) != 0,
        missed_seconds=missed,
        silent_calls=row["silent"],
        cannot_speak=row["skill"] == CANNOT_SPEAK,
        marked=bool(row["marked"]),
        earlier_live=row["ahead"],
        blocked=row["blocked"],
        danger_key=row["danger_key"],
        person_key=row["person_key"],
    )


@dataclass(frozen=True)
class Fresh:
    """Waiting calls that have no place yet: those without any reason, and the others with theirs.

    The plain ones stand where their ring put them: nobody has to write before the order is right.
    """

    plain: list[UUID]
    told: list["Moved"]


@dataclass(frozen=True)
class Moved:
    """A waiting call whose place is another now; `before` are the reasons that were read."""

    call_id: UUID
    incident_id: UUID
    before: list[Row]
    rows: list[Row]


async def fresh(session: AsyncSession) -> Fresh:
    """Everybody who has rung since places were last worked out, some at a time."""
    return _sorted(await fetch(session, _NEW, clock.now()))


async def place(database: Database, those: Fresh) -> int:
    """Keep their places; says how many have one now. Each of `told` is an event of its own.

    A call that can't be placed now (its ticket is locked) keeps the place of its ring until the
    next time, so nobody is held up.
    """
    told = await _tell(database, those.told)
    await note(database, those.plain)
    return told + len(those.plain)


async def note(database: Database, plain: list[UUID]) -> None:
    """These stand where their ring put them."""
    if plain:
        async with database.transaction() as session:
            await execute(session, _PLACED, clock.now(), plain)


async def place_new(database: Database) -> int:
    """Give everybody who has rung since the last time a place; says how many."""
    async with database.transaction() as session:
        those = await fresh(session)
    return await place(database, those)


async def place_again(database: Database) -> int:
    """Look again at those whose place may have changed without a ring; says at how many.

    Done by routing every second or so; an ordinary wait changes no place.
    """
    async with database.transaction() as session:
        ids = [row["id"] for row in await fetch(session, _STALE)]
        found = await fetch(session, _ONES, clock.now(), ids) if ids else []
    return await place(database, _sorted(found))


def _sorted(found: Iterable[Mapping[str, Any]]) -> Fresh:
    those = Fresh([], [])
    for row in found:
        rows = head_starts(known_of(row))
        if rows != row["head_starts"]:
            those.told.append(Moved(row["id"], row["incident_id"], row["head_starts"], rows))
        elif not row["placed_at"]:
            those.plain.append(row["id"])
    return those


async def _tell(database: Database, moved: Sequence[Moved]) -> int:
    """All in one transaction; what is wrong with one of them holds up no other."""
    if not moved:
        return 0
    try:
        async with database.transaction() as session:
            return len(await put(session, moved))
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        if len(moved) == 1:
            log.warning(
                "call_not_placed", call_id=str(moved[0].call_id), error=type(error).__name__
            )
            return 0
    return sum([await _tell(database, [one]) for one in moved])


async def put(session: AsyncSession, moved: Sequence[Moved]) -> set[UUID]:
    """Keep these reasons as the places of waiting calls, and tell of each; whose were kept.

    In three statements, however many: a number that rings fifty times a second must not keep
    others from being offered. Left for the next time are a call that moved on meanwhile, whose
    reasons are others by now (another process was quicker, or a counsellor was lost), and whose
    incident somebody works on.
    """
    one_each = {one.incident_id: one for one in moved}
    versions = await lock_free(session, one_each)
    those = [one for one in one_each.values() if one.incident_id in versions]
    values = (
        [one.call_id for one in those],
        [one.incident_id for one in those],
        [json.dumps(one.before) for one in those],
        [json.dumps(one.rows) for one in those],
        [head_start(one.rows) for one in those],
    )
    kept = await fetch(session, _MOVED, *values, clock.now())
    await tell_many(
        session,
        [
            Told(
                incident_id,
                versions[incident_id] + 1,
                _changed(id_, version, one_each[incident_id]),
            )
            for id_, incident_id, version in kept
        ],
    )
    return {row["id"] for row in kept}


def _changed(call_id: UUID, version: int, one: Moved) -> CallPlaceChanged:
    return CallPlaceChanged(
        entity_id=call_id,
        version=version,
        incident_id=one.incident_id,
        head_start=head_start(one.rows),
        reasons=[row["code"] for row in one.rows],
    )
