"""A crowd of waiting callers, written at once; holds no test."""

from app.core import clock
from app.core.db import Database

MANY = """
WITH calls AS (
    SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS incident_id
    FROM generate_series(1, $1::int) AS n
), tickets AS (
    INSERT INTO incident (id, number, state, channel, opened_at, version)
    SELECT incident_id, '1098-99-' || $4 || n, 'open', 'call', $2, 1 FROM calls
)
INSERT INTO call (id, incident_id, provider_call_id, state, language, number_index, number_kind,
                  arrived_at, queued_at, heartbeat_at, head_start, step, wrap_up, version)
SELECT id, incident_id, 'crowd-' || $4 || n, 'waiting', 'bn',
    coalesce($3, decode(md5($4 || n), 'hex')), 'mobile',
    $2 - n * interval '1 second' / 100, $2 - n * interval '1 second' / 100, $2, 0, 0, false, 1
FROM calls
"""


async def crowd(
    database: Database, callers: int, number: bytes | None = None, name: str = ""
) -> None:
    """So many wait, one every 10 ms; all from one number where one is given."""
    pool = await database.raw()
    await pool.execute(MANY, callers, clock.now(), number, name)
    await pool.execute("ANALYZE call")
    await pool.execute("ANALYZE incident")
