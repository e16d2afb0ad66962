"""What is kept of the callers who were failed: what they heard, and what the product thought.

Read after a run and only for those; it judges nothing.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import aiohttp
import asyncpg

from faults.check import Verdict
from faults.history import History
from faults.phones import Phones

Row = dict[str, Any]

MOST = 20
CALL = """
SELECT to_jsonb(call) - ARRAY['number_sealed', 'number_index'] AS call,
    (SELECT jsonb_agg(to_jsonb(leg) ORDER BY started_at, id) FROM leg WHERE call_id = call.id)
        AS legs,
    (SELECT jsonb_agg(to_jsonb(offer) ORDER BY offered_at, id) FROM offer WHERE call_id = call.id)
        AS offers,
    (SELECT jsonb_agg(jsonb_build_object('at', at, 'kind', kind, 'facts', facts) ORDER BY seq)
        FROM timeline_entry WHERE timeline_entry.incident_id = call.incident_id) AS timeline
FROM call WHERE provider_call_id = $1
"""


async def of_broken(
    verdicts: Mapping[str, Verdict], history: History, url: str, phones: Phones
) -> dict[str, Row]:
    """By the caller's line, for the first of those whom a verdict names."""
    named = {why.partition(":")[0] for one in verdicts.values() for why in one.broken}
    callers = [one for one in history.callers if one["sid"] in named][:MOST]
    connection = await asyncpg.connect(url)
    try:
        return {one["sid"]: await _of(one, connection, phones) for one in callers}
    finally:
        await connection.close()


async def _of(caller: Row, connection: asyncpg.Connection, phones: Phones) -> Row:
    found = await connection.fetchrow(CALL, caller["sid"])
    known = {name: json.loads(value or "[]") for name, value in (found or {}).items()}
    lines = [leg["provider_call_id"] for leg in known.get("legs", [])]
    return {"caller": caller, **known, "lines": await _seen([caller["sid"], *lines], phones)}


async def _seen(lines: Iterable[str | None], phones: Phones) -> dict[str, Row]:
    """Each line as the phone network tells it, where it has not forgotten it."""
    seen: dict[str, Row] = {}
    for line in lines:
        if line is not None:
            with suppress(aiohttp.ClientError, TimeoutError):
                seen[line] = await phones.see(line)
    return seen
