"""What one call costs must not grow with the calls of all years before it."""

from collections import Counter

import asyncpg

from app.core import clock
from app.core.db import Database
from app.core.settings import Settings
from tests.calls.desk import Desk, desk

EARLIER = 20_000
FEW = 2_000
GROWING = ("call", "incident", "offer", "leg", "party", "timeline_entry", "deadline")

YEARS = """
WITH calls AS (
    SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS incident_id,
        CASE n % 2 WHEN 0 THEN $2::uuid ELSE $3::uuid END AS owner,
        $4::timestamptz - n * interval '10 minutes' AS at
    FROM generate_series(1, $1::int) AS n
), tickets AS (
    INSERT INTO incident (id, number, state, channel, opened_at, closed_at, version)
    SELECT incident_id, '1098-99-' || n, CASE WHEN n > 200 THEN 'closed' ELSE 'open' END, 'call',
        at, CASE WHEN n > 200 THEN at END, 1
    FROM calls
), watched AS (
    INSERT INTO clock_watch (incident_id, version) SELECT incident_id, 1 FROM calls
), parties AS (
    INSERT INTO party (id, incident_id, kind, ref, since)
    SELECT gen_random_uuid(), incident_id, 'counsellor', owner, at FROM calls
), offers AS (
    INSERT INTO offer (id, call_id, staff_id, state, offered_at, due_at, reasons, version)
    SELECT gen_random_uuid(), id, owner, 'accepted', at, at, '[]', 1 FROM calls
), legs AS (
    INSERT INTO leg (id, call_id, kind, staff_id, state, started_at, left_at, step)
    SELECT gen_random_uuid(), id, 'counsellor', owner, 'left', at, at, 1 FROM calls
)
INSERT INTO call (id, incident_id, provider_call_id, state, language, number_index, number_kind,
                  owner_id, arrived_at, queued_at, heartbeat_at, ended_at, end_reason, head_start,
                  step, wrap_up, version)
SELECT id, incident_id, 'earlier-' || n, 'ended', 'bn', decode(md5(n::text), 'hex'), 'mobile',
    owner, at, at, at, at, 'caller_hung_up', 0, 1, false, 5
FROM calls
"""
READ = "SELECT relname, seq_tup_read AS rows FROM pg_stat_user_tables WHERE relname = ANY($1)"


async def _years(at: Desk) -> None:
    """All at once with what the planner is told of them: no round may plan between the two."""
    owners = (at.id_of("sender"), at.id_of("other"))
    postgres = await asyncpg.connect(at.line.database.dsn)
    async with postgres.transaction():
        await postgres.execute(YEARS, EARLIER, *owners, clock.now())
        await postgres.execute("ANALYZE")
    await postgres.close()


async def _read(dsn: str) -> Counter[str]:
    """Rows read from end to end by connections that are over, by table."""
    postgres = await asyncpg.connect(dsn)
    read = {row["relname"]: row["rows"] for row in await postgres.fetch(READ, GROWING)}
    await postgres.close()
    return Counter(read)


async def _a_call(at: Desk, number: str) -> None:
    phones, sender = at.line.phones, at.sender
    await at.ask("sender", "/hang-up")
    await at.ask("sender", "/complete")
    at.sid = await phones.place_call(number)
    (offer,) = await sender.until(lambda: [*sender.rows("me", "offers").values()])
    taken = await sender.ask("POST", f"/offers/{offer['id']}/accept")
    at.call_id = taken["call_id"]
    await at.row("sender", "calls", lambda row: row["state"] == "talking")


async def test_a_call_reads_no_more_rows_after_twenty_thousand(
    settings: Settings, database: Database
) -> None:
    async with desk(settings, database, "other") as at:
        await at.people["other"].ask("POST", "/duty/end")
        await _years(at)
        before = await _read(database.dsn)
        await _a_call(at, "+8801210000002")
        await _a_call(at, "+8801210000003")
    await database.close()
    read = await _read(database.dsn) - before
    assert {name: rows for name, rows in read.items() if rows > FEW} == {}
