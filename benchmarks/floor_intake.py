"""The floor of the intake bench: the least code that does the work of the first ring.

A hand-written ASGI app with asyncpg: it checks the same signature, seals with the same ciphers
and writes the same rows with one statement, and answers with the same document. It must import
nothing of the product. What it leaves out, and the product may not: limits on the form, a second
token, the hold document, counters, and the bell that wakes screens and routing after the commit.
"""

import base64
import hmac
import os
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import asyncpg
import uvicorn
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]

VOICE = "/telephony/twilio/voice"
CALL_ID = "CALL-ID"
DHAKA = timedelta(hours=6)

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


class NotDurable(Exception):
    """The server would lose a commit in a power cut: what it would measure is worth nothing."""


class Floor:
    """The app. `env` holds the same variables as the product's, and FLOOR_ANSWER, the TwiML."""

    def __init__(self, env: MutableMapping[str, str]) -> None:
        self._dsn = env["HELPLINE_DATABASE_URL"]
        self._base = f"http://127.0.0.1:{env['HELPLINE_PORT']}"
        self._account = env["HELPLINE_TWILIO_ACCOUNT_SID"]
        self._token = env["HELPLINE_TWILIO_AUTH_TOKEN"].encode()
        key_id, _, key = env["HELPLINE_DATA_KEYS"].partition(":")
        self._key_id, self._master = bytes((int(key_id),)), AESGCMSIV(base64.b64decode(key))
        self._index_key = base64.b64decode(env["HELPLINE_INDEX_KEY"])
        self._answer = env["FLOOR_ANSWER"]
        self._pool: asyncpg.Pool | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == VOICE:
            await self._voice(scope, receive, send)
        else:
            await respond(send, 200 if scope["path"] == "/readyz" else 404, b"")

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._pool = await asyncpg.create_pool(
            self._dsn,
            min_size=1,
            max_size=10,
            command_timeout=5,
            reset=nothing_to_undo,
            server_settings={
                "application_name": "floor",
                "synchronous_commit": "on",
                "statement_timeout": "5s",
                "lock_timeout": "3s",
                "idle_in_transaction_session_timeout": "30s",
                "timezone": "UTC",
            },
        )
        for setting in ("fsync", "synchronous_commit"):
            value = await self._pool.fetchval(f"SHOW {setting}")
            if value != "on":
                raise NotDurable(f"{setting} is {value}")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _voice(self, scope: Scope, receive: Receive, send: Send) -> None:
        message = await receive()
        body: bytes = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        given = next((v for k, v in scope["headers"] if k == b"x-twilio-signature"), b"")
        if not self._signed(form, given) or form["AccountSid"] != self._account:
            await respond(send, 403, b"")
            return
        call_id = await self._arrive(form["CallSid"], form["From"])
        await respond(send, 200, self._answer.replace(CALL_ID, str(call_id)).encode())

    def _signed(self, form: dict[str, str], given: bytes, path: str = VOICE) -> bool:
        text = self._base + path + "".join([name + form[name] for name in sorted(form)])
        made = base64.b64encode(hmac.digest(self._token, text.encode(), "sha1"))
        return hmac.compare_digest(made, given)

    async def _arrive(self, provider_call_id: str, caller: str) -> uuid.UUID:
        assert self._pool is not None
        call_id, incident_id, now = uuid.uuid4(), uuid.uuid4(), datetime.now(UTC)
        key, nonce = os.urandom(32), os.urandom(12)
        place = b"data-key:" + incident_id.bytes
        wrapped = self._key_id + nonce + self._master.encrypt(nonce, key, place)
        known = caller.startswith("+")
        sealed = index = None
        if known:
            nonce, number = os.urandom(12), caller.encode()
            place = f"call.number_sealed:{call_id}".encode()
            sealed = nonce + AESGCMSIV(key).encrypt(nonce, number, place)
            index = hmac.digest(self._index_key, number, "sha256")
        row = await self._pool.fetchrow(
            STATEMENT,
            call_id,
            incident_id,
            provider_call_id,
            "bn",
            sealed,
            index,
            "mobile" if known else "withheld",
            now,
            f"1098-{(now + DHAKA).year % 100:02d}-",
            wrapped,
            uuid.uuid4(),
        )
        arrived: uuid.UUID = row["call_id"]
        return arrived


async def nothing_to_undo(_: asyncpg.Connection) -> None:
    """Each statement stands alone and leaves nothing in its session: no round trip to clear it."""


async def respond(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-length", str(len(body)).encode()),
        (b"content-type", b"text/xml; charset=utf-8"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def serve(floor: Floor) -> None:
    """Serve a floor on loopback, with the product's own settings of uvicorn."""
    uvicorn.run(
        floor,
        host="127.0.0.1",
        port=int(os.environ["HELPLINE_PORT"]),
        access_log=False,
        log_level="warning",
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=64 * 1024,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
        server_header=False,
    )


if __name__ == "__main__":
    serve(Floor(os.environ))
