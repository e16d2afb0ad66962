"""The floor of the offer bench: two commits and one socket send, written by hand.

The ring is taken as in floor_intake.py; then the counsellor who has been idle longest is rung with
one statement that writes what the product's offer writes, and told on his or her socket. It must
import nothing of the product. Left out: routing by language and skill, snapshots, the outbox
reader, acknowledgement, hanging up and wrap-up.
"""

import asyncio
import json
import os
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

sys.path.insert(0, str(Path(__file__).parent))
from floor_intake import Floor, Receive, Scope, Send, serve

RING = timedelta(seconds=15)
BALLAST: dict[str, object] = {
    "times_called": {"day": 0, "month": 0, "ever": 0},
    "earlier": [],
    "place_guess": None,
}

OFFER = """
WITH chosen AS (
    SELECT staff_id FROM duty WHERE state = 'available'
    ORDER BY idle_since, staff_id LIMIT 1 FOR UPDATE SKIP LOCKED
), rung AS (
    UPDATE duty SET state = 'ringing', since = $3, version = version + 1
    FROM chosen WHERE duty.staff_id = chosen.staff_id
    RETURNING duty.staff_id, duty.version
), moved AS (
    UPDATE call SET version = version + 1 WHERE id = $2
    RETURNING id, incident_id, version
), offered AS (
    INSERT INTO offer (id, call_id, staff_id, state, offered_at, due_at, reasons, version)
    SELECT $1, $2, staff_id, 'offered', $3, $4, '[{"code": "longest_idle", "params": {}}]', 1
    FROM rung
), due AS (
    INSERT INTO deadline (id, kind, subject_id, due_at, made_at, failures)
    SELECT $5, 'calls.offer_due', $1, $4, $3, 0 FROM rung
), told AS (
    INSERT INTO timeline_entry (id, incident_id, seq, at, kind, actor_kind, facts)
    SELECT $6, incident_id, 2, $3, 'call.offered', 'system', jsonb_build_object('offer_id', $1)
    FROM moved
), recorded AS (
    INSERT INTO outbox (at, event, entity_kind, entity_id, version, audience, facts)
    SELECT $3::timestamptz, 'duty.changed', 'duty', staff_id, version,
           ARRAY['board', 'staff/' || staff_id], '{"state": "ringing"}'::jsonb
    FROM rung
    UNION ALL
    SELECT $3, 'call.offered', 'call', id, moved.version,
           ARRAY['board', 'incident/' || incident_id, 'staff/' || staff_id],
           jsonb_build_object('offer_id', $1, 'stream', incident_id, 'seq', 2)
    FROM moved, rung
)
SELECT staff_id, incident_id FROM rung, moved
"""
FREE = """
WITH taken AS (
    UPDATE offer SET state = 'accepted', ended_at = now(), version = version + 1
    WHERE staff_id = $1 AND state = 'offered'
)
UPDATE duty SET state = 'available', idle_since = now(), version = version + 1 WHERE staff_id = $1
"""


class Offering(Floor):
    """The intake's floor, with consoles and an offer after each ring."""

    def __init__(self, env: dict[str, str]) -> None:
        super().__init__(env)
        self._consoles: dict[str, Send] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._console(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _console(self, scope: Scope, receive: Receive, send: Send) -> None:
        staff = parse_qs(scope["query_string"].decode())["staff"][0]
        await receive()
        await send({"type": "websocket.accept"})
        self._consoles[staff] = send
        while (message := await receive())["type"] == "websocket.receive":
            said = json.loads(message["text"])
            if said["type"] == "subscribe":
                await send({"type": "websocket.send", "text": '{"type":"snapshot"}'})
            elif said["type"] == "accept":
                await self._pool.execute(FREE, uuid.UUID(staff))
        self._consoles.pop(staff, None)

    async def _arrive(self, provider_call_id: str, caller: str) -> uuid.UUID:
        call_id = await super()._arrive(provider_call_id, caller)
        task = asyncio.create_task(self._offer(call_id, caller))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return call_id

    async def _offer(self, call_id: uuid.UUID, caller: str) -> None:
        offer_id, now = uuid.uuid4(), datetime.now(UTC)
        row = await self._pool.fetchrow(
            OFFER, offer_id, call_id, now, now + RING, uuid.uuid4(), uuid.uuid4()
        )
        if row is None:
            return
        offer = {
            "id": str(offer_id),
            "call_id": str(call_id),
            "incident_id": str(row["incident_id"]),
            "number": "1098-26-000000",
            "offered_at": now.isoformat(),
            "due_at": (now + RING).isoformat(),
            "language": "bn",
            "caller_number": caller,
            "number_kind": "mobile",
            "contact_safety": "unknown",
            "reasons": [{"code": "longest_idle", "params": {}}],
            **BALLAST,
        }
        text = json.dumps({"type": "offer", "offer": offer}, separators=(",", ":"))
        await self._consoles[str(row["staff_id"])]({"type": "websocket.send", "text": text})


if __name__ == "__main__":
    serve(Offering(dict(os.environ)))
