"""`python -m faults.flooder`: sends signed and forged webhooks at a fixed pace, and times answers.

It reads what to do as one JSON object from standard input and writes what came of it to standard
output. Requests are sent when they are due, however slow the answers are, and are timed from then.
"""

import asyncio
import itertools
import json
import resource
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from faults.hooks import HOOKS, arrival, signature
from faults.numbers import percentile

Row = dict[str, Any]
TICK_SECONDS = 0.01
GIVE_UP_SECONDS = 15.0


@dataclass(frozen=True)
class Order:
    """What to send: where to, signed for which public address, how many a second, how long."""

    upstreams: list[str]
    public: str
    account: str
    token: str
    voice: float
    news: float
    forged: float
    seconds: float
    first_number: int = 0


@dataclass
class Told:
    """What came of one kind of request."""

    sent: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    ms: list[float] = field(default_factory=list)


class Line:
    """One kept connection: a request, its answer, the next."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> str:
        """The status of the answer, or `none`."""
        try:
            async with asyncio.timeout(GIVE_UP_SECONDS):
                return await self._ask(request)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError):
            self._close()
            return "none"

    async def _ask(self, request: bytes) -> str:
        if self._writer is None or self._reader is None or self._writer.is_closing():
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
        if length:
            await self._reader.readexactly(int(length))
        if b"connection: close" in head:
            self._close()
        return head[9:12].decode()

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


class Flood:
    """Everything that is sent; one pool of lines for what is genuine and one for what is not."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self.told = {kind: Told() for kind in ("voice", "news", "forged")}
        self._numbers = itertools.count(order.first_number)
        self._rung: list[str] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._free: dict[bool, asyncio.Queue[Line]] = {}
        self._made = self._forgeries()

    async def run(self) -> None:
        """Send for as long as ordered, then wait for the last answers."""
        for genuine, lines in ((True, 160), (False, 240)):
            self._free[genuine] = asyncio.Queue()
            for _, upstream in zip(range(lines), itertools.cycle(self._order.upstreams)):
                where = urlsplit(upstream)
                self._free[genuine].put_nowait(Line(where.hostname or "", where.port or 80))
        order, began = self._order, time.monotonic()
        rates = {"voice": order.voice, "news": order.news, "forged": order.forged}
        while (passed := time.monotonic() - began) < order.seconds:
            for kind, rate in rates.items():
                while self.told[kind].sent < passed * rate:
                    self._send(kind, began + self.told[kind].sent / rate)
            await asyncio.sleep(TICK_SECONDS)
        await asyncio.gather(*self._tasks)

    def _send(self, kind: str, due: float) -> None:
        self.told[kind].sent += 1
        request = getattr(self, f"_{kind}")()
        task = asyncio.create_task(self._timed(kind, request, due))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _timed(self, kind: str, request: bytes, due: float) -> None:
        free = self._free[kind != "forged"]
        line = await free.get()
        try:
            status = await line.ask(request)
        finally:
            free.put_nowait(line)
        told = self.told[kind]
        told.statuses[status] += 1
        told.ms.append((time.monotonic() - due) * 1000)

    def _voice(self) -> bytes:
        sid = "CA" + uuid.uuid4().hex
        self._rung.append(sid)
        return self._signed(
            "/voice", arrival(self._order.account, sid, next(self._numbers), "ringing")
        )

    def _news(self) -> bytes:
        """Of a call that rang: the status address is told of a state that changes nothing."""
        sid = (
            self._rung[self.told["news"].sent % len(self._rung)] if self._rung else "CA" + "0" * 32
        )
        return self._signed("/status", arrival(self._order.account, sid, 0, "in-progress"))

    def _forged(self) -> bytes:
        return next(self._made)

    def _forgeries(self) -> Iterator[bytes]:
        order = self._order
        made = []
        for number in range(200):
            fields = arrival(order.account, "CA" + uuid.uuid4().hex, number, "ringing")
            signed = ("", "AAAA", signature("wrong", order.public + HOOKS + "/voice", fields))
            made.append(_request("/voice", fields, signed[number % len(signed)]))
        return itertools.cycle(made)

    def _signed(self, path: str, fields: dict[str, str]) -> bytes:
        signed = signature(self._order.token, self._order.public + HOOKS + path, fields)
        return _request(path, fields, signed)


def _request(path: str, fields: dict[str, str], signed: str) -> bytes:
    body = urlencode(fields).encode()
    head = [
        f"POST {HOOKS}{path} HTTP/1.1",
        "Host: helpline",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"X-Twilio-Signature: {signed}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


def _summary(told: Told, seconds: float) -> Row:
    ordered = sorted(told.ms)
    return {
        "sent": told.sent,
        "a_second": round(told.sent / seconds, 1),
        "statuses": dict(sorted(told.statuses.items())),
        **{f"p{p}_ms": percentile(ordered, p) for p in (50, 95, 99, 100)},
    }


def main() -> None:
    """One flood."""
    order = Order(**json.loads(sys.stdin.read()))
    flood, began = Flood(order), time.monotonic()
    asyncio.run(flood.run())
    lasted, used = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF)
    told: Row = {kind: _summary(each, order.seconds) for kind, each in flood.told.items()}
    told["generator_cpu_share"] = round((used.ru_utime + used.ru_stime) / lasted, 3)
    told["lasted_s"] = round(lasted, 1)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
