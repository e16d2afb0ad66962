"""The checker's own count of calls and tickets in the database, after a run and never during it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

import asyncpg

EVER = datetime(1998, 1, 1, tzinfo=UTC)
CALLS = """
SELECT call.provider_call_id, incident.number
FROM call LEFT JOIN incident ON incident.id = call.incident_id
"""


async def tickets_by_line(url: str, earlier: Iterable[str] = ()) -> dict[str, list[str]]:
    """The tickets of each telephone line, as the tables have them, without those of before."""
    connection = await asyncpg.connect(url)
    found: dict[str, list[str]] = defaultdict(list)
    try:
        for line, number in await connection.fetch(CALLS):
            found[line].append(number)
    finally:
        await connection.close()
    return {line: found[line] for line in set(found) - set(earlier)}


async def ended_at(url: str) -> dict[str, float | None]:
    """When the product took each line for over, in epoch seconds; None: it does not yet."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT provider_call_id, ended_at FROM call")
    finally:
        await connection.close()
    return {line: moment.timestamp() if moment else None for line, moment in rows}


TWICE = {
    "calls with two offers accepted": """
        SELECT count(*) FROM (SELECT call_id FROM offer JOIN call ON call.id = call_id
        WHERE offer.state = 'accepted' AND arrived_at >= $1
        GROUP BY call_id HAVING count(*) > 1) AS twice""",
    "calls with two lines rung for one counsellor": """
        SELECT count(*) FROM (SELECT call_id, staff_id FROM leg JOIN call ON call.id = call_id
        WHERE arrived_at >= $1 GROUP BY call_id, staff_id HAVING count(*) > 1) AS twice""",
}


async def taken_twice(url: str, since: datetime = EVER) -> dict[str, int]:
    """How many calls that arrived since then the tables have as taken more than once."""
    connection = await asyncpg.connect(url)
    try:
        return {what: int(await connection.fetchval(ask, since)) for what, ask in TWICE.items()}
    finally:
        await connection.close()
