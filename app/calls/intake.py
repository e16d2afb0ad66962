"""A caller's first ring becomes call, ticket, timeline entry and event in one statement.

The only writer across rooms (invariant I1), because nothing may come between the ring and its
ticket. tests/calls/test_intake.py proves that its rows equal those of the ordinary verbs.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.phone import CallerArrived
from app.core import clock, security
from app.core.db import ANNOUNCES

STATEMENT = """
WITH arrived AS (
    INSERT INTO call (id, incident_id, provider_call_id, state, language, number_sealed,
                      number_index, number_kind, arrived_at, queued_at, heartbeat_at,
                      head_start, step, wrap_up, version)
    VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8, $8, $8, 0, 0, false, 1)
    ON CONFLICT (provider_call_id) DO NOTHING
    RETURNING id, incident_id
), drawn AS (
    SELECT incident_id, nextval('incident_number')::text AS n FROM arrived
), opened AS (
    INSERT INTO incident (id, number, state, channel, wrapped_key, opened_at, version)
    SELECT incident_id, $9 || lpad(n, greatest(6, length(n)), '0'), 'open', 'call', $10, $8, 1
    FROM drawn
    RETURNING id, number
), told AS (
    INSERT INTO timeline_entry (id, incident_id, seq, at, kind, actor_kind, facts)
    SELECT $11, id, 1, $8, 'call.arrived', 'caller',
           jsonb_build_object('incident_id', id, 'number', number)
    FROM opened
), recorded AS (
    INSERT INTO outbox (at, event, entity_kind, entity_id, version, audience, facts)
    SELECT $8, 'call.arrived', 'call', $1, 1, ARRAY['board', 'incident/' || id],
           jsonb_build_object('incident_id', id, 'number', number, 'stream', id, 'seq', 1)
    FROM opened
)
SELECT $1::uuid AS call_id, number, true AS new FROM opened
UNION ALL
SELECT call.id, incident.number, false
FROM call JOIN incident ON incident.id = call.incident_id
WHERE call.provider_call_id = $3
"""
"""The last branch sees the rows as they were before: it finds a call that arrived earlier."""

NUMBER_PLACE = "call.number_sealed:"


@dataclass(frozen=True)
class Arrival:
    """The call's id, its ticket's number, and whether this webhook made them."""

    call_id: UUID
    number: str
    new: bool


async def arrive(pool: asyncpg.Pool, fact: CallerArrived) -> Arrival:
    """Write the call, its ticket and the event; the same webhook again finds the same call.

    Raises what asyncpg raises when Postgres is away: the edge then keeps the caller on hold.
    """
    return await _write(pool, fact)


async def arrive_within(session: AsyncSession, fact: CallerArrived) -> Arrival:
    """The same within a transaction of the ordinary kind: for what the journal kept."""
    connection = await session.connection()
    await connection.execute(text("SELECT 1"))  # the driver begins its transaction only now
    raw = await connection.get_raw_connection()
    session.info[ANNOUNCES] = True
    return await _write(raw.driver_connection, fact)


async def _write(postgres: Any, fact: CallerArrived) -> Arrival:
    values = _values(fact)
    row = await postgres.fetchrow(STATEMENT, *values)
    if row is None:  # lost the race to a duplicate that was not visible yet: now it is
        row = await postgres.fetchrow(STATEMENT, *values)
    if row is None:
        raise LookupError("a call neither arrived nor was there")
    return Arrival(row["call_id"], row["number"], row["new"])


def _values(fact: CallerArrived) -> tuple[Any, ...]:
    vault, at = security.vault(), fact.at or clock.now()
    call_id, incident_id = uuid4(), uuid4()
    key, wrapped = vault.new_data_key(incident_id.bytes)
    sealed = index = None
    if fact.number is not None:
        sealed = security.seal(key, fact.number, f"{NUMBER_PLACE}{call_id}")
        index = vault.blind_index(fact.number)
    return (
        call_id,
        incident_id,
        fact.provider_call_id,
        fact.language,
        sealed,
        index,
        fact.number_kind,
        at,
        f"1098-{clock.dhaka_year(at) % 100:02d}-",
        wrapped,
        uuid4(),
    )
