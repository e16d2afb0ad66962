"""Hands encrypted pushes to push services; it knows no alert and keeps no browser.

Sources: RFC 8030 (TTL, Urgency, Topic, and what each status means), RFC 8291 (encryption), RFC 8292
(who we are). The library encrypts and signs; the request is our own, with our time-outs.
"""

import asyncio
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp
from pywebpush import WebPusher, WebPushException

from app.core import clock
from app.core.errors import ProviderError
from app.dispatch.messenger import Device, DeviceIsGone
from app.telephony.push.keys import Keys

TIMEOUT_SECONDS: Final = 8
SIGNED_FOR_SECONDS: Final = 12 * 3600
GONE: Final = frozenset({404, 410})
TRY_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class Pusher:
    """Sends pushes in our name; the client is made at first use, inside the running loop."""

    def __init__(self, keys: Keys, contact: str) -> None:
        self._keys = keys
        self._contact = contact
        self._made: aiohttp.ClientSession | None = None

    async def push(self, device: Device, payload: str, *, valid_seconds: int, ref: UUID) -> None:
        """See Pushes.push. `Topic` is our own id: of two that came through one is shown."""
        body = _encrypted(device, payload)
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, valid_seconds)),
            "Urgency": "high",
            "Topic": ref.hex,
            **self._signed(device.endpoint),
        }
        try:
            async with self._session().post(
                device.endpoint, data=body, headers=headers, allow_redirects=False
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ProviderError(
                f"the push service is out of reach ({type(error).__name__})", retryable=True
            ) from None
        if status in GONE:
            raise DeviceIsGone
        if not 200 <= status < 300:
            raise ProviderError(
                f"the push service refused ({status})", retryable=status in TRY_AGAIN
            )

    def _signed(self, endpoint: str) -> dict[str, str]:
        parts = urlsplit(endpoint)
        until = int(clock.seconds_from_now(SIGNED_FOR_SECONDS).timestamp())
        return self._keys.sign(f"{parts.scheme}://{parts.netloc}", until, self._contact)

    def _session(self) -> aiohttp.ClientSession:
        if self._made is None:
            timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            jar = aiohttp.DummyCookieJar()
            self._made = aiohttp.ClientSession(timeout=timeout, cookie_jar=jar)
        return self._made

    async def close(self) -> None:
        """Let the connections go."""
        if self._made is not None:
            await asyncio.shield(self._made.close())
            self._made = None


def _encrypted(device: Device, payload: str) -> bytes:
    """For this browser alone. One whose keys are none can't be alerted: it is gone."""
    keys = {"p256dh": device.p256dh, "auth": device.auth}
    try:
        pusher = WebPusher({"endpoint": device.endpoint, "keys": keys})
        return bytes(pusher.encode(payload.encode())["body"])
    except (WebPushException, ValueError, TypeError):
        raise DeviceIsGone from None
