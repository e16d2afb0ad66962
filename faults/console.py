"""A console as ours behaves: acknowledges, applies, resumes with `since`, obeys `resync`.

It keeps rows exactly as the protocol says and decides nothing about calls.
"""

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp

from faults.rest import Person

Row = dict[str, Any]
PING_SECONDS = 4.0
FIRST_RETRY, LONGEST_RETRY = 0.2, 3.0
GONE = frozenset({4401, 4403})


class Console:
    """One open screen of somebody, which comes back by itself whatever happens to the line."""

    def __init__(self, person: Person, channels: list[str], *, app: str = "console") -> None:
        self.person = person
        self.channels = list(channels)
        self.screens: dict[str, dict[str, dict[str, Row]]] = {}
        self.positions: dict[str, str] = {}
        self.acks = True
        self.connected = False
        self.resumes: list[float] = []
        self.resyncs = 0
        self.closes: dict[int, int] = {}
        self.refused: list[Row] = []
        self.accepted: list[Row] = []
        self.on_change: Callable[[], None] = lambda: None
        self._app = app
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._since_cut: float | None = None
        self._stopped = False
        self._forgets = False
        self._reading = asyncio.Event()
        self._reading.set()
        self._chance = random.Random(person.name)  # noqa: S311 (a delay, nothing secret)

    # -- what a player uses -------------------------------------------------------------------

    def start(self) -> None:
        """Open the screen."""
        self._task = asyncio.create_task(self._live(), name=f"console {self.person.name}")

    async def stop(self) -> None:
        """Close it for good."""
        self._stopped = True
        if self._socket is not None:
            self.cut()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def rows(self, channel: str, collection: str) -> dict[str, Row]:
        """What the screen shows now."""
        return self.screens.get(channel, {}).get(collection, {})

    async def until(self, holds: Callable[[], Any], seconds: float) -> Any:
        """What `holds` returns once it is true, or None after `seconds`."""
        until = time.monotonic() + seconds
        while not (found := holds()):
            left = until - time.monotonic()
            if left <= 0:
                return None
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), min(left, 1.0))
        return found

    async def watch(self, channel: str) -> None:
        """Subscribe to one more channel, now and at every return."""
        if channel not in self.channels:
            self.channels.append(channel)
        await self._say({"type": "subscribe", "channel": channel})

    async def leave(self, channel: str) -> None:
        """Leave a channel and forget its rows."""
        if channel in self.channels:
            self.channels.remove(channel)
        self.screens.pop(channel, None)
        self.positions.pop(channel, None)
        await self._say({"type": "unsubscribe", "channel": channel})

    async def accept(self, offer_id: str) -> None:
        """Take an offer over the socket; the answer comes as news."""
        await self._say({"type": "accept", "offer_id": offer_id})

    def cut(self) -> None:
        """The line is gone without a word."""
        if self._socket is not None:
            transport = self._socket._response.connection  # a cable has no door
            if transport is not None and transport.transport is not None:
                transport.transport.abort()

    def reload(self) -> None:
        """The page is loaded again: the line is cut, and nothing is remembered but the cookie.

        What the old line had still to say belongs to the old page, so it is the new line that
        begins with nothing.
        """
        self._forgets = True
        self.connected = False
        self.cut()

    async def half_open(self, seconds: float) -> None:
        """Neither read nor say anything for a while, then find the line dead."""
        self._reading.clear()
        await asyncio.sleep(seconds)
        self.cut()
        self._reading.set()

    async def slow(self, seconds: float) -> None:
        """Read nothing for a while, then go on where one was."""
        self._reading.clear()
        await asyncio.sleep(seconds)
        self._reading.set()

    # -- the line -----------------------------------------------------------------------------

    async def _live(self) -> None:
        wait = FIRST_RETRY
        while not self._stopped:
            began = time.monotonic()
            with suppress(aiohttp.ClientError, OSError, TimeoutError):
                await self._connect_and_listen()
            self.connected = False
            self._socket = None
            self._changed()
            wait = FIRST_RETRY if time.monotonic() - began > 5 else min(wait * 2, LONGEST_RETRY)
            await asyncio.sleep(wait * self._chance.uniform(0.5, 1.0))

    async def _connect_and_listen(self) -> None:
        began = time.monotonic()
        try:
            self._socket = await self.person.http.ws_connect(
                f"{self.person.base}/live?app={self._app}",
                headers={"Cookie": self.person.cookie},
                origin=self.person.base,
                max_msg_size=0,
                timeout=aiohttp.ClientWSTimeout(ws_close=1),
            )
        except aiohttp.WSServerHandshakeError as refused:
            if refused.status == 401:
                await self.person.sign_in()
            raise
        if self._forgets:
            self._forgets = False
            self.screens.clear()
            self.positions.clear()
        pinging = asyncio.create_task(self._ping())
        self._since_cut = began if self.positions else None
        try:
            for channel in list(self.channels):
                asked: Row = {"type": "subscribe", "channel": channel}
                if channel in self.positions:
                    asked["since"] = self.positions[channel]
                await self._say(asked)
            await self._say({"type": "ping"})  # its answer comes after what was missed
            await self._listen(self._socket)
        finally:
            pinging.cancel()
            code = self._socket.close_code
            if code is not None:
                self.closes[code] = self.closes.get(code, 0) + 1
            with suppress(aiohttp.ClientError, OSError, TimeoutError, RuntimeError):
                await asyncio.wait_for(self._socket.close(), 1)
            if code == 4401:
                await self.person.sign_in()

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while not self._stopped:
            await self._reading.wait()
            message = await socket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            await self._hear(json.loads(message.data))

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            if self._reading.is_set():
                await self._say({"type": "ping"})

    async def _say(self, message: Row) -> None:
        if self._socket is not None and not self._socket.closed:
            with suppress(ConnectionError, RuntimeError, aiohttp.ClientError):
                await self._socket.send_json(message)

    # -- what is heard ------------------------------------------------------------------------

    async def _hear(self, said: Row) -> None:
        match said["type"]:
            case "snapshot":
                self.screens[said["channel"]] = said["collections"]
                self.positions[said["channel"]] = said["position"]
                await self._ring(said["channel"])
            case "event":
                self._apply(said)
            case "offer":
                if self.acks:
                    await self._say({"type": "ack", "offer_id": said["offer"]["id"]})
            case "accepted":
                self.accepted.append(said)
            case "resync":
                self.resyncs += 1
                self.positions.pop(said["channel"], None)
                await self._say({"type": "subscribe", "channel": said["channel"]})
            case "error":
                self.refused.append(said)
            case "pong":
                self._up_to_date()
        self._changed()

    async def _ring(self, channel: str) -> None:
        if channel == "me" and self.acks:
            for offer_id in self.rows("me", "offers"):
                await self._say({"type": "ack", "offer_id": offer_id})

    def _up_to_date(self) -> None:
        if not self.connected and not self._forgets:
            self.connected = True
            if self._since_cut is not None:
                self.resumes.append(time.monotonic() - self._since_cut)
                self._since_cut = None

    def _apply(self, said: Row) -> None:
        channel = said["channel"]
        if channel not in self.channels:
            return
        screen = self.screens.setdefault(channel, {})
        for put in said["put"]:
            rows = screen.setdefault(put["collection"], {})
            known, new = rows.get(put["id"]), put["row"]
            if known is None or new.get("version", 0) >= known.get("version", 0):
                rows[put["id"]] = new
        for drop in said["drop"]:
            screen.get(drop["collection"], {}).pop(drop["id"], None)
        self.positions[channel] = said["position"]

    def _changed(self) -> None:
        self.on_change()
        self._news.set()
