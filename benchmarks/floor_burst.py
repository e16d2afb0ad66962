"""The floor of the burst bench: the intake's floor, and one statement for each other webhook.

Heartbeats and callbacks are signed as well and change the rows they are about, written by hand.
It must import nothing of the product. Left out: states and their timeline, limits, replays of the
first answer, events to screens.
"""

import hashlib
import os
import sys
import uuid
from pathlib import Path
from urllib.parse import parse_qsl

sys.path.insert(0, str(Path(__file__).parent))
from floor_intake import Floor, Receive, Scope, Send, respond, serve

PREFIX = "/telephony/twilio"
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
WAIT = "UPDATE call SET heartbeat_at = now() WHERE id = $1 AND state <> 'ended'"
ONCE = """
WITH told AS (
    INSERT INTO webhook_answer (fingerprint, answer, at) VALUES ($1, $2, now())
    ON CONFLICT DO NOTHING RETURNING 1
)
"""
SEEN = f"{ONCE} SELECT count(*) FROM told"
JOINED = f"""{ONCE}
UPDATE call SET caller_joined_at = now() FROM told WHERE id = $3
"""
LEFT = f"""{ONCE}, ended AS (
    UPDATE call SET state = 'ended', ended_at = now(), end_reason = 'abandoned',
                    version = version + 1
    FROM told WHERE provider_call_id = $3 AND state <> 'ended'
    RETURNING id, incident_id, version
), noted AS (
    INSERT INTO timeline_entry (id, incident_id, seq, at, kind, actor_kind, facts)
    SELECT $4, incident_id, 2, now(), 'call.ended', 'caller', '{{}}' FROM ended
)
INSERT INTO outbox (at, event, entity_kind, entity_id, version, audience, facts)
SELECT now(), 'call.ended', 'call', id, version, ARRAY['board', 'incident/' || incident_id],
       jsonb_build_object('stream', incident_id, 'seq', 2)
FROM ended
"""


class Bursting(Floor):
    """All webhooks of a call, not only the first."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if path.startswith(PREFIX) and path != f"{PREFIX}/voice":
            await self._other(path, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _other(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        body: bytes = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        given = next((v for k, v in scope["headers"] if k == b"x-twilio-signature"), b"")
        if not self._signed(form, given, path):
            await respond(send, 403, b"")
            return
        await self._write(path.removeprefix(PREFIX).split("/"), form, path.encode() + body)
        await respond(send, 200, EMPTY)

    async def _write(self, parts: list[str], form: dict[str, str], said: bytes) -> None:
        mark, answer = hashlib.sha256(said).digest(), EMPTY.decode()
        if parts[1] == "wait":
            await self._pool.execute(WAIT, uuid.UUID(parts[2]))
        elif parts[1] == "conference" and form["StatusCallbackEvent"] == "participant-join":
            await self._pool.execute(JOINED, mark, answer, uuid.UUID(parts[2]))
        elif parts[1] == "status" and form["CallStatus"] == "completed":
            await self._pool.execute(LEFT, mark, answer, form["CallSid"], uuid.uuid4())
        else:
            await self._pool.execute(SEEN, mark, answer)


if __name__ == "__main__":
    serve(Bursting(os.environ))
