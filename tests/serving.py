"""The real web process inside a test: its own port, real sockets, a signed provider beside it."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
import uvicorn

from app.core.settings import Settings
from app.main import create_app
from app.realtime.frames import LineProtocol

ACCOUNT = "AC" + "1" * 32
TOKEN = "t" * 32


def sign(url: str, params: dict[str, str], token: str = TOKEN) -> str:
    """The signature a provider would send, written down from its documentation."""
    text = url + "".join(name + params[name] for name in sorted(params))
    digest = hmac.new(token.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode()


@dataclass
class Served:
    """A running web process and how to reach it."""

    base: str
    settings: Settings
    http: aiohttp.ClientSession = field(repr=False)

    async def hook(
        self,
        path: str,
        params: dict[str, str] | None = None,
        *,
        signature: str | None = "",
        body: bytes | None = None,
        content_type: str = "application/x-www-form-urlencoded",
    ) -> tuple[int, str]:
        """Post one webhook; signed for our account unless told otherwise."""
        url = f"{self.base}/telephony/twilio{path}"
        sent = {"AccountSid": ACCOUNT, **(params or {})}
        headers = {"content-type": content_type}
        if signature is not None:
            headers["x-twilio-signature"] = signature or sign(url, sent)
        payload = urlencode(sent).encode() if body is None else body
        async with self.http.post(url, data=payload, headers=headers) as answer:
            return answer.status, await answer.text()


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, database_url: str, *, public: str = ""
) -> AsyncIterator[Served]:
    """Run the web process on a free port of loopback until the block ends.

    `public`: the address under which the outside knows it, as behind a proxy.
    """
    # By its full name: asyncio sends at once only on sockets of that protocol, and would hold back
    # the second half of an answer for the 40 ms of a delayed acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    changed: dict[str, Any] = {"public_url": public or base, "port": port}
    own = settings.model_copy(update=changed)
    config = uvicorn.Config(
        create_app(own, database_url),
        access_log=False,
        log_config=None,
        log_level="error",
        ws=LineProtocol,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        if task.done():
            await task
        await asyncio.sleep(0.01)
    async with aiohttp.ClientSession() as http:
        yield Served(base, own, http)
    server.should_exit = True
    await task
