"""The proxy in front of two web processes, as a machine's nginx would do it; it knows no rule.

A webhook whose process is gone goes to the other one (`proxy_next_upstream error timeout
non_idempotent`): address and body are passed on untouched, so its signature holds. What people
send is sent on only when no process has seen it.
"""

import argparse
import asyncio
import itertools
from contextlib import suppress

import aiohttp
from aiohttp import WSMsgType, web

HOP = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "content-length",
}
WEBHOOKS = "/telephony/"
CONNECT_SECONDS = 1.0
READ_SECONDS = 10.0
ABNORMAL = 1006


class Proxy:
    """Passes everything on to the first upstream that takes it, beginning with the next in turn."""

    def __init__(self, upstreams: list[str], public: str) -> None:
        self._upstreams = upstreams
        self._public = public
        self._turn = itertools.count()
        self._http: aiohttp.ClientSession

    async def open(self, _: web.Application) -> None:
        """Open the connections behind."""
        limits = aiohttp.ClientTimeout(
            total=None, sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS
        )
        self._http = aiohttp.ClientSession(
            timeout=limits,
            auto_decompress=False,
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=2),
        )

    async def close(self, _: web.Application) -> None:
        """Close them."""
        await self._http.close()

    def _order(self) -> list[str]:
        first = next(self._turn) % len(self._upstreams)
        return self._upstreams[first:] + self._upstreams[:first]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request or one websocket."""
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._socket(request)
        body = await request.read()
        again = request.path.startswith(WEBHOOKS) or request.method in ("GET", "HEAD")
        for base in self._order():
            try:
                return await self._pass_on(request, base, body)
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError, OSError):
                if not again:
                    break
        return web.Response(status=502, text="no web process answered")

    def _headers(self, request: web.Request) -> dict[str, str]:
        kept = {name: value for name, value in request.headers.items() if name.lower() not in HOP}
        return {**kept, "Host": self._public, "X-Forwarded-For": request.remote or ""}

    async def _pass_on(self, request: web.Request, base: str, body: bytes) -> web.Response:
        async with self._http.request(
            request.method,
            base + request.raw_path,
            headers=self._headers(request),
            data=body,
            allow_redirects=False,
        ) as answer:
            content = await answer.read()
            made = web.Response(status=answer.status, body=content)
            made.headers.clear()
            for name, value in answer.headers.items():
                if name.lower() not in HOP:
                    made.headers.add(name, value)
            return made

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        headers = {
            name: value
            for name, value in self._headers(request).items()
            if not name.lower().startswith("sec-websocket")
        }
        refused = web.Response(status=502, text="no web process answered")
        for base in self._order():
            try:
                behind = await self._http.ws_connect(
                    base + request.raw_path,
                    headers=headers,
                    max_msg_size=0,
                    autoping=False,
                    timeout=aiohttp.ClientWSTimeout(ws_receive=None, ws_close=2),
                )
            except aiohttp.WSServerHandshakeError as error:
                return web.Response(status=error.status)
            except (aiohttp.ClientError, TimeoutError, OSError):
                continue
            return await self._splice(request, behind)
        return refused

    async def _splice(
        self, request: web.Request, behind: aiohttp.ClientWebSocketResponse
    ) -> web.StreamResponse:
        front = web.WebSocketResponse(autoping=False, max_msg_size=0, compress=False, timeout=2)
        await front.prepare(request)
        both = {
            asyncio.create_task(_pump(front, behind)),
            asyncio.create_task(_pump(behind, front)),
        }
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        code = behind.close_code
        with suppress(Exception):
            await behind.close()
        if code in (None, ABNORMAL) and request.transport is not None:
            request.transport.abort()  # the process behind was killed: nobody says good-bye
            return front
        with suppress(Exception):
            await front.close(code=code or ABNORMAL)
        return front


async def _pump(
    one: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
    other: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
) -> None:
    with suppress(ConnectionError, RuntimeError, aiohttp.ClientError):
        while True:
            message = await one.receive()
            if message.type is WSMsgType.TEXT:
                await other.send_str(message.data)
            elif message.type is WSMsgType.PING:
                await other.ping(message.data)
            elif message.type is WSMsgType.PONG:
                await other.pong(message.data)
            elif message.type is not WSMsgType.BINARY:
                return


def build(upstreams: list[str], public: str) -> web.Application:
    """The proxy's application; `public` is the Host everybody behind is told."""
    proxy = Proxy(upstreams, public)
    app = web.Application(client_max_size=256 * 1024)
    app.on_startup.append(proxy.open)
    app.on_cleanup.append(proxy.close)
    app.router.add_route("*", "/{path:.*}", proxy.handle)
    return app


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m faults.proxy")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--upstream", action="append", required=True)
    given = parser.parse_args()
    app = build(given.upstream, f"127.0.0.1:{given.port}")
    web.run_app(
        app, host="127.0.0.1", port=given.port, access_log=None, print=None, shutdown_timeout=1
    )


if __name__ == "__main__":
    main()
