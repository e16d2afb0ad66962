"""A bad mobile network between one phone and the helpline; it cuts and swallows, judges nothing.

What a phone sends of its own work (`COMMANDS`) is treated roughest: some is refused before
anybody saw it, some after it was done, and of some the answer is lost. In a spell nothing passes.
"""

import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from faults.proxy import Proxy

COMMANDS = "/api/v1/field/commands"


@dataclass
class Weather:
    """How bad it is. Shares are of the posts of commands; the rest arrive as they should."""

    chance: random.Random
    refused: float = 0.20
    done_and_failed: float = 0.10
    lost: float = 0.10
    offline: bool = False
    seen: Counter[str] = field(default_factory=Counter)


class Rough(Proxy):
    """The proxy in bad weather. It stands at an address of its own: pages come from `here`."""

    def __init__(self, upstreams: list[str], public: str, weather: Weather) -> None:
        super().__init__(upstreams, public)
        self._weather = weather
        self._sockets: dict[int, web.BaseRequest] = {}

    def _headers(self, request: web.Request) -> dict[str, str]:
        headers = super()._headers(request)
        if "Origin" in headers:
            headers["Origin"] = f"http://{self._public}"
        return headers

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request or one websocket, if the weather lets it through."""
        if self._weather.offline:
            return self._cut(request, "offline")
        if request.path == COMMANDS:
            return await self._command(request)
        return await super().handle(request)

    async def _command(self, request: web.Request) -> web.StreamResponse:
        weather, dice = self._weather, self._weather.chance.random()
        if dice < weather.refused:
            weather.seen["refused"] += 1
            return web.Response(status=503, text="try again")
        answer = await Proxy.handle(self, request)
        if self._weather.offline:
            return self._cut(request, "cut_under_way")
        if dice < weather.refused + weather.done_and_failed:
            weather.seen["done_and_failed"] += 1
            return web.Response(status=502, text="the answer did not come in time")
        if dice < weather.refused + weather.done_and_failed + weather.lost:
            return self._cut(request, "lost")
        weather.seen["passed"] += 1
        return answer

    def _cut(self, request: web.Request, why: str) -> web.Response:
        """Nobody says good-bye."""
        self._weather.seen[why] += 1
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    async def _splice(
        self, request: web.Request, behind: aiohttp.ClientWebSocketResponse
    ) -> web.StreamResponse:
        self._sockets[id(request)] = request
        try:
            return await super()._splice(request, behind)
        finally:
            self._sockets.pop(id(request), None)

    def cut_sockets(self) -> None:
        """A spell begins: the live lines die with it."""
        for request in list(self._sockets.values()):
            if request.transport is not None:
                request.transport.abort()


@asynccontextmanager
async def standing(
    upstreams: list[str], public: str, port: int, weather: Weather
) -> AsyncIterator[Rough]:
    """The network at `port` of loopback, until the block ends."""
    rough = Rough(upstreams, public, weather)
    async with serving(rough, port):
        yield rough


@asynccontextmanager
async def serving(rough: Rough, port: int) -> AsyncIterator[None]:
    """This network at `port` of loopback, until the block ends."""
    app = web.Application(client_max_size=256 * 1024)
    app.on_startup.append(rough.open)
    app.on_cleanup.append(rough.close)
    app.router.add_route("*", "/{path:.*}", rough.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        rough.cut_sockets()
        await runner.cleanup()
