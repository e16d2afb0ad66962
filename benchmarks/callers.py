"""Callers at a set rate: a process of its own that sends webhooks when they are due, not when
answered.

It reads one job (JSON) a line from standard input and answers each with what came of it. A webhook
that is due while all lines are busy opens another line, so that a slow server is not spared. It
must measure nothing but answers.
"""

import asyncio
import gc
import heapq
import itertools
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode

import uvloop

from benchmarks import webhook
from benchmarks.load import whole

LOST_SECONDS = 20.0
PREFIX = "/telephony/twilio"
WAIT = b"/telephony/twilio/wait/"
Answered = Callable[[bytes, int, int], None]


@dataclass(frozen=True)
class Job:
    """`rate` new calls a second for `seconds`; `others` further webhooks each within `spread`."""

    base: str
    token: str
    rate: float
    seconds: float
    seed: int
    others: int = 0
    spread: float = 4.0


class Line(asyncio.Protocol):
    """One kept-alive connection: one request at a time."""

    def __init__(self, lines: "Lines") -> None:
        self._lines = lines
        self._transport: asyncio.Transport | None = None
        self._got = b""
        self._sent = 0
        self._answered: Answered | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def send(self, request: bytes, answered: Answered) -> None:
        assert self._transport is not None
        self._answered = answered
        self._sent = time.perf_counter_ns()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if whole(self._got):
            now, got, answered = time.perf_counter_ns(), self._got, self._answered
            self._got, self._answered = b"", None
            self._lines.free(self)
            assert answered is not None
            answered(got, self._sent, now)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lines.gone(self)
        if self._answered is not None:
            self._answered(b"", self._sent, time.perf_counter_ns())

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class Lines:
    """As many lines as there are requests under way."""

    def __init__(self, base: str) -> None:
        host, _, port = base.partition("//")[2].partition(":")
        self._where = (host, int(port))
        self._free: list[Line] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.opened = 0

    def send(self, request: bytes, answered: Answered) -> None:
        if self._free:
            self._free.pop().send(request, answered)
            return
        task = asyncio.create_task(self._open(request, answered))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _open(self, request: bytes, answered: Answered) -> None:
        self.opened += 1
        began = time.perf_counter_ns()
        try:
            loop = asyncio.get_running_loop()
            _, line = await loop.create_connection(lambda: Line(self), *self._where)
        except OSError:
            answered(b"", began, time.perf_counter_ns())
            return
        line.send(request, answered)

    def free(self, line: Line) -> None:
        self._free.append(line)

    def gone(self, line: Line) -> None:
        if line in self._free:
            self._free.remove(line)

    def close(self) -> None:
        for line in list(self._free):
            line.close()


@dataclass
class Kept:
    """What came of one job."""

    rings: list[tuple[str, str, int, int]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    others_ms: list[float] = field(default_factory=list)
    failed: dict[str, int] = field(default_factory=dict)
    late_ms: list[float] = field(default_factory=list)
    under_way: int = 0

    def fail(self, why: str) -> None:
        self.failed[why] = self.failed.get(why, 0) + 1


class Calling:
    """One job: rings at random moments (a Poisson process), and what each call sends later."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._drawn = random.Random(job.seed)
        self._kept = Kept()
        self._lines = Lines(job.base)
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._count = itertools.count()

    async def run(self) -> dict[str, Any]:
        """All of it, until the last answer."""
        began = time.perf_counter_ns() + 50_000_000
        for at, form in zip(self._moments(), webhook.forms(self._job.seed), strict=False):
            request = webhook.request(self._job.base, self._job.token, form)
            self._plan(began + int(at * 1e9), self._ring(request, form))
        gc.collect()
        gc.disable()
        await self._send_all()
        until = time.monotonic() + LOST_SECONDS
        while self._kept.under_way and time.monotonic() < until:
            await asyncio.sleep(0.02)
            await self._send_all()
        gc.enable()
        self._lines.close()
        return {
            "rings": self._kept.rings,
            "held": self._kept.held,
            "others_ms": self._kept.others_ms,
            "failed": self._kept.failed,
            "unanswered": self._kept.under_way,
            "late_ms": self._kept.late_ms,
            "lines": self._lines.opened,
        }

    def _moments(self) -> list[float]:
        """`rate` × `seconds` moments, drawn evenly over the time (a Poisson process given its
        count), in order.
        """
        count = max(1, round(self._job.rate * self._job.seconds))
        return sorted(self._drawn.uniform(0, self._job.seconds) for _ in range(count))

    def _plan(self, due: int, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (due, next(self._count), act))

    async def _send_all(self) -> None:
        while self._due or self._kept.under_way:
            if not self._due:
                return
            wait = (self._due[0][0] - time.perf_counter_ns()) / 1e9
            if wait > 0:
                await asyncio.sleep(min(wait, 0.01) if wait > 0.001 else 0)
                continue
            due, _, act = heapq.heappop(self._due)
            self._kept.late_ms.append((time.perf_counter_ns() - due) / 1e6)
            act()
            await asyncio.sleep(0)

    def _ring(self, request: bytes, form: dict[str, str]) -> Callable[[], None]:
        def answered(got: bytes, sent: int, now: int) -> None:
            self._kept.under_way -= 1
            at = got.find(WAIT)
            if not got.startswith(b"HTTP/1.1 200") or b"<Enqueue" not in got or at < 0:
                self._not_greeted(got, form["CallSid"])
                return
            call_id = got[at + len(WAIT) : at + len(WAIT) + 36].decode()
            self._kept.rings.append((form["CallSid"], call_id, sent, now))
            if self._job.others:
                self._plan_others(form, call_id, now)

        def act() -> None:
            self._kept.under_way += 1
            self._lines.send(request, answered)

        return act

    def _not_greeted(self, got: bytes, sid: str) -> None:
        """Kept on the line by a hold document, or not answered as a caller must be."""
        if got.startswith(b"HTTP/1.1 200") and b"<Redirect" in got:
            self._kept.held.append(sid)
        else:
            self._kept.fail(f"voice: {got[:30]!r}")

    def _plan_others(self, form: dict[str, str], call_id: str, now: int) -> None:
        """Heartbeats, callbacks and conference events of one call; its end comes last."""
        moments = sorted(self._drawn.uniform(0, self._job.spread) for _ in range(self._job.others))
        for number, after in enumerate(moments):
            path, more = self._other(number, call_id)
            self._plan(now + int(after * 1e9), self._tell(path, {**form, **more}))

    def _other(self, number: int, call_id: str) -> tuple[str, dict[str, str]]:
        if number == self._job.others - 1:
            return "/status", {"CallStatus": "completed", "SequenceNumber": "9"}
        match number % 4:
            case 0 | 2:
                return f"/wait/{call_id}", {"QueueTime": str(number * 12)}
            case 1:
                return "/status", {"CallStatus": "in-progress", "SequenceNumber": str(number)}
            case _:
                event = "participant-join" if number < 4 else "participant-mute"
                return f"/conference/{call_id}/0", {"StatusCallbackEvent": event}

    def _tell(self, path: str, form: dict[str, str]) -> Callable[[], None]:
        def answered(got: bytes, sent: int, now: int) -> None:
            self._kept.under_way -= 1
            if not got.startswith(b"HTTP/1.1 200"):
                self._kept.fail(f"{path.split('/')[1]}: {got[:30]!r}")
                return
            self._kept.others_ms.append((now - sent) / 1e6)

        def act() -> None:
            self._kept.under_way += 1
            self._lines.send(request_to(self._job, PREFIX + path, form), answered)

        return act


def request_to(job: Job, path: str, form: dict[str, str]) -> bytes:
    """A signed webhook to any of our addresses."""
    body = urlencode(form)
    return (
        f"POST {path} HTTP/1.1\r\n"
        f"Host: {job.base.partition('//')[2]}\r\n"
        "User-Agent: TwilioProxy/1.1\r\n"
        "Accept: */*\r\n"
        "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"Content-Length: {len(body)}\r\n"
        f"X-Twilio-Signature: {webhook.signature(job.token, job.base + path, form)}\r\n"
        "\r\n"
        f"{body}"
    ).encode()


def main() -> int:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin:
            order = json.loads(line)
            del order["do"]
            print(json.dumps(runner.run(Calling(Job(**order)).run())), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
