"""Signed HTTP to the product with a carrier's limits and retries; it reads no answers."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

import aiohttp
from yarl import URL

from app.telephony.simulator.settings import Settings
from app.telephony.simulator.sign import (
    IDEMPOTENCY_HEADER,
    SIGNATURE_HEADER,
    Params,
    signature,
)
from app.telephony.simulator.twiml import MAX_BYTES

# The carrier reads no more of an answer than this; one byte over is "too large".
_READ_LIMIT = MAX_BYTES + 1
_AUDIO_LIMIT = 16 * 1024 * 1024
# Shorter than the five seconds after which common servers close an idle connection.
_KEEP_ALIVE_S = 2.0
# Into so many parts a body is cut that comes slowly.
_DRIPS = 10


@dataclass(frozen=True)
class Policy:
    """Limits of one delivery in real seconds; all attempts share `total`."""

    connect: float
    read: float
    total: float
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})


def _limit(
    options: dict[str, list[str]], name: str, least: int, most: int, default: float
) -> float:
    try:
        return min(max(int(options[name][0]), least), most) / 1000
    except (KeyError, ValueError):
        return default


def policy_of(url: str, settings: Settings) -> Policy:
    """The limits an address asks for in its fragment (`#ct=2000&rc=2`), else the network's.

    Source: Twilio, "Webhooks: connection overrides".
    """
    options = parse_qs(url.partition("#")[2])
    whole = settings.webhook_timeout
    try:
        retries = min(max(int(options["rc"][0]), 0), 5)
    except (KeyError, ValueError):
        retries = 1
    return Policy(
        connect=_limit(options, "ct", 100, 10_000, settings.connect_timeout),
        read=_limit(options, "rt", 100, 15_000, whole),
        total=_limit(options, "tt", 100, 15_000, whole),
        retries=retries,
        retry_on=frozenset(options.get("rp", ["ct"])[0].split(",")),
    )


@dataclass(frozen=True)
class Reply:
    """What came back; `status` 0 and a `failure` when nothing did.

    `ct`: no connection, `rt`: no answer in time.
    """

    status: int = 0
    content_type: str = ""
    body: bytes = b""
    failure: str = ""
    url: str = ""
    ms: float = 0.0
    attempts: int = 1

    def wants_retry(self, policy: Policy) -> bool:
        """Whether the policy would try again after this reply."""
        kind = self.failure or (f"{self.status // 100}xx" if self.status >= 400 else "")
        return bool(kind) and (kind in policy.retry_on or "all" in policy.retry_on)


class Delivery:
    """One HTTP client for the whole network."""

    def __init__(self, settings: Settings) -> None:
        """Remember the secret and the limits; `open` must be awaited before the first send."""
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the HTTP client."""
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE_S)
        self._session = aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar()
        )

    async def close(self) -> None:
        """Close the HTTP client."""
        if self._session is not None:
            await self._session.close()

    async def send(
        self,
        url: str,
        params: Params,
        method: str = "POST",
        token: str = "",
        drips_s: float = 0.0,
    ) -> Reply:
        """Send one signed request, retried as its policy says; failures are in the reply.

        The first try sends its body in drips over `drips_s` real seconds.
        """
        policy = policy_of(url, self._settings)
        target = url.partition("#")[0]
        headers = {IDEMPOTENCY_HEADER: token or str(uuid.uuid4())}
        started = time.monotonic()
        reply = Reply(failure="ct", url=target)
        for attempt in range(1, policy.retries + 2):
            left = policy.total - (time.monotonic() - started)
            if left <= 0:
                break
            drips = drips_s if attempt == 1 else 0.0
            reply = await self._attempt(target, params, method, headers, policy, left, drips)
            reply = _counted(reply, attempt, started)
            if not reply.wants_retry(policy):
                break
        return reply

    @staticmethod
    def with_query(url: str, params: Params) -> str:
        """The address with the parameters in it, as GET sends them."""
        return url + ("&" if "?" in url else "?") + urlencode(params) if params else url

    async def send_as(
        self, url: str, params: Params, method: str, headers: dict[str, str]
    ) -> Reply:
        """Send one request with just these headers, once: no carrier signs or repeats it."""
        policy = policy_of(url, self._settings)
        started = time.monotonic()
        reply = await self._try(url, params, method, headers, policy, policy.total)
        return _counted(reply, 1, started)

    async def _attempt(
        self,
        url: str,
        params: Params,
        method: str,
        headers: dict[str, str],
        policy: Policy,
        left: float,
        drips_s: float,
    ) -> Reply:
        whole = self.with_query(url, params) if method == "GET" else url
        signed = signature(self._settings.auth_token, whole, [] if method == "GET" else params)
        headers = headers | {SIGNATURE_HEADER: signed}
        return await self._try(url, params, method, headers, policy, left, drips_s)

    async def _try(
        self,
        url: str,
        params: Params,
        method: str,
        headers: dict[str, str],
        policy: Policy,
        left: float,
        drips_s: float = 0.0,
    ) -> Reply:
        body: bytes | AsyncIterator[bytes] | None = None
        if method == "GET":
            url = self.with_query(url, params)
        else:
            encoded = urlencode(params, errors="surrogatepass").encode()
            body = _drips(encoded, drips_s) if drips_s else encoded
            headers = headers | {
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
                "Content-Length": str(len(encoded)),
            }
        try:
            async with asyncio.timeout(left):
                return await self._exchange(method, url, body, headers, policy)
        except aiohttp.ConnectionTimeoutError:
            return Reply(failure="ct", url=url)
        except TimeoutError:
            return Reply(failure="rt", url=url)
        except (aiohttp.ClientError, ValueError, OSError):
            return Reply(failure="ct", url=url)

    async def _exchange(
        self,
        method: str,
        url: str,
        body: bytes | AsyncIterator[bytes] | None,
        headers: dict[str, str],
        policy: Policy,
    ) -> Reply:
        if self._session is None:
            raise RuntimeError("the HTTP client is not open")
        limits = aiohttp.ClientTimeout(
            total=None, sock_connect=policy.connect, sock_read=policy.read
        )
        # `encoded`: the address goes out byte for byte as it was signed.
        async with self._session.request(
            method, URL(url, encoded=True), data=body, headers=headers, timeout=limits
        ) as answer:
            most = _AUDIO_LIMIT if answer.content_type.startswith("audio/") else _READ_LIMIT
            content = bytearray()
            async for chunk in answer.content.iter_chunked(16_384):
                content += chunk
                if len(content) >= most:
                    break
            return Reply(answer.status, answer.content_type, bytes(content), url=url)


async def _drips(body: bytes, over_s: float) -> AsyncIterator[bytes]:
    """A body in small parts, as over a line that hardly carries."""
    size = max(1, -(-len(body) // _DRIPS))
    for start in range(0, len(body), size):
        await asyncio.sleep(over_s / _DRIPS)
        yield body[start : start + size]


def _counted(reply: Reply, attempt: int, started: float) -> Reply:
    ms = (time.monotonic() - started) * 1000
    return Reply(
        reply.status,
        reply.content_type,
        reply.body,
        reply.failure,
        reply.url,
        round(ms, 1),
        attempt,
    )
