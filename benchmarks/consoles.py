"""The consoles of a bench: a process of its own that holds many live sockets and reads leanly.

It reads one order (JSON) a line from standard input and answers each with one. It knows only the
live protocol, and stamps what it hears with the machine's monotonic clock, which all processes
share. Consoles ping every 4 s and answer offers as told; it must judge nothing.
"""

import asyncio
import json
import random
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, cast

import uvloop

PING_SECONDS = 4.0
AT_ONCE = 24
OPEN_SECONDS = 60.0
TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
Order = dict[str, Any]


class ConsoleFailed(Exception):
    """A console was refused or shown out: what is measured is not what it should be."""


def frame(text: bytes, kind: int = TEXT) -> bytes:
    """A client's frame (RFC 6455); the mask is zero, which is a mask like any other."""
    size = len(text)
    head = (
        bytes((0x80 | kind, 0x80 | size))
        if size < 126
        else (bytes((0x80 | kind, 0xFE)) + size.to_bytes(2, "big"))
    )
    return head + b"\0\0\0\0" + text


class Console(asyncio.Protocol):
    """One socket: handshake, subscription, frames."""

    __slots__ = ("_got", "_greeted", "_transport", "asked", "crowd", "opened", "seen", "watching")

    def __init__(self, crowd: "Crowd", asked: Order) -> None:
        self.crowd, self.asked = crowd, asked
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.seen = 0
        self._got, self._greeted = b"", False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        cookie = f"Cookie: {self.asked['cookie']}\r\n" if self.asked.get("cookie") else ""
        self._transport.write(
            (
                f"GET {self.asked['path']} HTTP/1.1\r\nHost: {self.crowd.host}\r\n"
                f"Origin: http://{self.crowd.host}\r\n{cookie}"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            ).encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter_ns()
        got = self._got + data if self._got else data
        if not self._greeted:
            head, found, rest = got.partition(b"\r\n\r\n")
            if not found:
                self._got = got
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._fail(ConsoleFailed(head[:80].decode(errors="replace")))
                return
            self._greeted, got = True, rest
            if self.crowd.channel:
                self.say({"type": "subscribe", "channel": self.crowd.channel})
            else:
                self._is_open()
        self._got = self._frames(got, now)

    def _frames(self, got: bytes, now: int) -> bytes:
        at, whole = 0, len(got)
        while whole - at >= 2:
            size, body = got[at + 1] & 0x7F, at + 2
            if size == 126:
                size, body = int.from_bytes(got[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, body = int.from_bytes(got[at + 2 : at + 10], "big"), at + 10
            if whole < body + size or whole < body:
                break
            self._heard(got[at] & 0x0F, got[body : body + size], now)
            at = body + size
        return got[at:]

    def _heard(self, kind: int, text: bytes, now: int) -> None:
        if kind == TEXT:
            if not self.opened.done() and text.startswith(b'{"type":"snapshot"'):
                self._is_open()
            self.crowd.heard(self, text, now)
        elif kind == PING:
            self.write(frame(text, PONG))
        elif kind == CLOSE:
            code = int.from_bytes(text[:2], "big")
            self._fail(ConsoleFailed(f"closed with {code} {text[2:].decode(errors='replace')}"))

    def _is_open(self) -> None:
        if not self.opened.done():
            self.opened.set_result(None)

    def say(self, message: Order) -> None:
        self.write(frame(json.dumps(message).encode()))

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._fail(ConsoleFailed(f"the line broke: {exc}"))

    def _fail(self, why: Exception) -> None:
        if not self.opened.done():
            self.opened.set_exception(why)
        self.crowd.failed(why)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Rest:
    """A few kept-alive lines for what consoles do over HTTP."""

    def __init__(self, host: str, lines: int = 8) -> None:
        self._host = host
        self._free: asyncio.Queue[Any] = asyncio.Queue()
        for _ in range(lines):
            self._free.put_nowait(None)

    async def post(self, path: str, cookie: str) -> int:
        """The status of an empty POST."""
        line = await self._free.get()
        try:
            if line is None:
                host, _, port = self._host.partition(":")
                line = await asyncio.open_connection(host, int(port))
            reader, writer = line
            writer.write(
                (
                    f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\nOrigin: http://{self._host}\r\n"
                    f"Cookie: {cookie}\r\nX-Helpline-App: console\r\nContent-Length: 0\r\n\r\n"
                ).encode()
            )
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            _, _, length = head.partition(b"content-length:")
            await reader.readexactly(int(length.partition(b"\r\n")[0]))
            return int(head[9:12])
        except (OSError, asyncio.IncompleteReadError):
            line = None
            return 0
        finally:
            self._free.put_nowait(line)


class Crowd:
    """All consoles of this process, and what they are told to listen for."""

    def __init__(self) -> None:
        self.host, self.channel = "", "me"
        self._consoles: list[Console] = []
        self._failures: list[str] = []
        self._marker, self._epoch, self._left, self._twice = b"", 0, 0, 0
        self._first = self._last = 0
        self._all: asyncio.Future[None] | None = None
        self._offers: list[tuple[str, str, int]] = []
        self._board: dict[bytes, list[int]] = {}
        self._collecting = False
        self._answering: Order | None = None
        self._rest: Rest | None = None
        self._acts: set[asyncio.Task[None]] = set()
        self._refused: dict[str, int] = {}
        self._closing = False
        self._pings: asyncio.Task[None] | None = None

    # -- hearing ------------------------------------------------------------------------------

    def heard(self, console: Console, text: bytes, now: int) -> None:
        if self._left and self._marker in text:
            self._count(console, now)
        if not self._collecting:
            return
        if text.startswith(b'{"type":"offer"'):
            self._offered(console, text, now)
        elif b'"event":"call.arrived"' in text:
            at = text.index(b'"id":"') + 6
            seen = self._board.setdefault(text[at : at + 36], [0, now, 0])
            seen[0] += 1
            seen[2] = now

    def _count(self, console: Console, now: int) -> None:
        if console.seen == self._epoch:
            self._twice += 1
            return
        console.seen = self._epoch
        self._first = self._first or now
        self._last = now
        self._left -= 1
        if self._left == 0 and self._all is not None and not self._all.done():
            self._all.set_result(None)

    def _offered(self, console: Console, text: bytes, now: int) -> None:
        offer = json.loads(text)["offer"]
        self._offers.append((offer["call_id"], console.asked["id"], now))
        console.say({"type": "ack", "offer_id": offer["id"]})
        if self._answering is not None:
            task = asyncio.create_task(self._answer(console, offer, self._answering))
            self._acts.add(task)
            task.add_done_callback(self._acts.discard)

    async def _answer(self, console: Console, offer: Order, how: Order) -> None:
        """A counsellor's call: accept, talk, hang up, finish; each after a while."""
        drawn = random.Random(offer["id"])
        await asyncio.sleep(drawn.uniform(*how["accept_after"]))
        console.say({"type": "accept", "offer_id": offer["id"]})
        if self._rest is None or not how["finish"]:
            return
        for verb in ("hang-up", "complete"):
            await asyncio.sleep(drawn.uniform(*how[f"{verb}_after"]))
            path = f"/api/v1/calls/{offer['call_id']}/{verb}"
            status = await self._rest.post(path, console.asked["cookie"])
            if status != 200:
                key = f"{verb} {status}"
                self._refused[key] = self._refused.get(key, 0) + 1

    def failed(self, why: Exception) -> None:
        if not self._closing:
            self._failures.append(str(why))
            if self._all is not None and not self._all.done():
                self._all.set_exception(why)

    # -- orders -------------------------------------------------------------------------------

    async def obey(self, order: Order) -> Order:
        verbs: dict[str, Callable[[Order], Awaitable[Order]]] = {
            "begin": self._begin,
            "open": self._open,
            "arm": self._arm,
            "wait": self._wait,
            "collect": self._collect,
            "told": self._told,
        }
        return await verbs[order["do"]](order)

    async def _begin(self, order: Order) -> Order:
        self.host, self.channel = order["host"], order["channel"]
        if order["pings"]:
            self._pings = asyncio.create_task(self._ping())
        return {}

    async def _ping(self) -> None:
        """Every console once in 4 s, spread evenly, as browsers that came at any time do."""
        ping, at = frame(b'{"type":"ping"}'), 0
        while True:
            await asyncio.sleep(PING_SECONDS / 100)
            count = max(1, -(-len(self._consoles) // 100))
            for console in self._consoles[at : at + count]:
                console.write(ping)
            at = at + count if at + count < len(self._consoles) else 0

    async def _open(self, order: Order) -> Order:
        waiting = iter(order["consoles"])
        await asyncio.gather(*(self._open_some(waiting) for _ in range(AT_ONCE)))
        return {"open": len(self._consoles)}

    async def _open_some(self, waiting: Any) -> None:
        host, _, port = self.host.partition(":")
        for asked in waiting:
            console = Console(self, asked)
            await asyncio.get_running_loop().create_connection(lambda c=console: c, host, int(port))
            await asyncio.wait_for(console.opened, OPEN_SECONDS)
            self._consoles.append(console)

    async def _arm(self, order: Order) -> Order:
        """Count the consoles that hear the next text with `marker`, until all have."""
        self._marker, self._epoch = order["marker"].encode(), self._epoch + 1
        self._left, self._first = len(self._consoles), 0
        self._all = asyncio.get_running_loop().create_future()
        return {}

    async def _wait(self, order: Order) -> Order:
        assert self._all is not None
        try:
            await asyncio.wait_for(self._all, order["seconds"])
        except TimeoutError:
            raise ConsoleFailed(f"{self._left} consoles were told nothing") from None
        return {"first": self._first, "last": self._last, "twice": self._twice}

    async def _collect(self, order: Order) -> Order:
        self._offers, self._board, self._collecting = [], {}, True
        self._answering, self._refused = order.get("answering"), {}
        self._rest = Rest(self.host)
        return {}

    async def _told(self, order: Order) -> Order:
        """What was heard since `collect`; first `calls` are waited for, and to be finished."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._at_rest(order["calls"]), order["seconds"])
        self._collecting = False
        board = {id_.decode(): seen for id_, seen in self._board.items()}
        return {
            "offers": self._offers,
            "board": board,
            "refused": self._refused,
            "unfinished": len(self._acts),
            "failures": self._failures[:5],
        }

    async def _at_rest(self, calls: int) -> None:
        while self._acts or len({call for call, _, _ in self._offers}) < calls:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    def close(self) -> None:
        self._closing = True
        for console in self._consoles:
            console.close()


async def run() -> None:
    """Obey line by line until standard input ends."""
    reader = asyncio.StreamReader(limit=1 << 26)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    crowd = Crowd()
    while line := await reader.readline():
        try:
            answer = await crowd.obey(json.loads(line))
        except (ConsoleFailed, OSError, TimeoutError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    crowd.close()


def most_files() -> int:
    """Allow as many open sockets as the machine does; says how many."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def main() -> int:
    most_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
