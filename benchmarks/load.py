"""The callers of the bench: a process of its own that rings as fast as it is answered.

It reads one job (JSON) from standard input, warms up and says `ready`. For every `go` it rings for
a slice of time over kept-alive lines and says `done`; `end` makes it print one JSON object. It must
measure nothing but answers: everything it sends is signed before the clock starts, so that it
takes little of the machine it shares with what is measured.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

import uvloop

from benchmarks import webhook

WARM_UP = 200
"""Requests of the first warm-up, from whose rate the number to sign beforehand is reckoned."""
STOCK = 1.6
LOST_SECONDS = 30


class AnswerIsWrong(Exception):
    """An answer is not the greeting: what is measured is not what it should be."""


@dataclass(frozen=True)
class Job:
    """What to ring: `base` address, signing token, how many lines, for how long, which callers."""

    base: str
    token: str
    connections: int
    slices: int
    slice_seconds: float
    warm_seconds: float
    seed: int


class Line(asyncio.Protocol):
    """One kept-alive connection: the next request leaves when the answer is whole."""

    def __init__(self, ringing: "Ringing") -> None:
        self._ringing = ringing
        self._transport: asyncio.Transport | None = None
        self._got = bytearray()
        self._sent = 0

    @property
    def is_open(self) -> bool:
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._got += data
        if whole(self._got):
            self._ringing.answered(bytes(self._got), self._sent)
            self._got.clear()
            self.ring()

    def ring(self) -> None:
        """Send the next request, if there is one and time is not up."""
        request = self._ringing.next()
        if request is None:
            self._ringing.rest()
            return
        assert self._transport is not None
        self._sent = time.perf_counter_ns()
        self._transport.write(request)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._ringing.fail(AnswerIsWrong(f"a line was closed: {exc}"))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


def whole(got: bytes | bytearray) -> bool:
    """Whether `got` holds a whole answer; only answers with a length are understood."""
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(got[:end]).lower()
    _, found, rest = head.partition(b"content-length:")
    if not found:
        raise AnswerIsWrong("an answer without a length")
    return len(got) >= end + 4 + int(rest.partition(b"\r\n")[0])


class Ringing:
    """The answers so far, over all lines and slices."""

    def __init__(self) -> None:
        self.latencies_ns: list[int] = []
        self.seconds = 0.0
        self.stock: Iterator[bytes] = iter(())
        self._until = self._last = 0
        self._busy = 0
        self._over: asyncio.Future[None] | None = None

    async def run(self, lines: list[Line], seconds: float) -> None:
        """Ring until time or stock is up and every line has its answer."""
        began = self._last = time.perf_counter_ns()
        self._until = began + int(seconds * 1e9)
        self._over, self._busy = asyncio.get_running_loop().create_future(), len(lines)
        for line in lines:
            line.ring()
        await asyncio.wait_for(self._over, seconds + LOST_SECONDS)
        self._over = None
        self.seconds += (self._last - began) / 1e9

    def next(self) -> bytes | None:
        if time.perf_counter_ns() >= self._until:
            return None
        return next(self.stock, None)

    def answered(self, answer: bytes, sent_ns: int) -> None:
        self._last = time.perf_counter_ns()
        self.latencies_ns.append(self._last - sent_ns)
        if not answer.startswith(b"HTTP/1.1 200") or b"<Enqueue" not in answer:
            self.fail(AnswerIsWrong(f"not the greeting: {answer[:120]!r}"))

    def rest(self) -> None:
        self._busy -= 1
        if self._busy == 0 and self._over is not None and not self._over.done():
            self._over.set_result(None)

    def fail(self, error: Exception) -> None:
        if self._over is not None and not self._over.done():
            self._over.set_exception(error)

    def figures(self) -> dict[str, Any]:
        ordered = sorted(self.latencies_ns)
        if not ordered:
            raise AnswerIsWrong("nothing was answered")
        return {
            "answers": len(ordered),
            "rate_per_s": len(ordered) / self.seconds,
            "p50_ms": percentile(ordered, 50) / 1e6,
            "p99_ms": percentile(ordered, 99) / 1e6,
        }

    def forget(self) -> int:
        """Begin anew, after a warm-up; how many answers are forgotten."""
        forgotten = len(self.latencies_ns)
        self.latencies_ns, self.seconds = [], 0.0
        return forgotten


def percentile(ordered: list[int], percent: int) -> int:
    """The smallest value that `percent` of all do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def signed(job: Job, forms: Iterator[dict[str, str]], count: int) -> list[bytes]:
    return [webhook.request(job.base, job.token, form) for form in islice(forms, count)]


async def opened(job: Job, ringing: Ringing, lines: list[Line]) -> list[Line]:
    """The lines, those that the server has closed in a pause opened again."""
    loop = asyncio.get_running_loop()
    host, _, port = job.base.partition("//")[2].partition(":")
    while len(lines := [line for line in lines if line.is_open]) < job.connections:
        lines.append((await loop.create_connection(lambda: Line(ringing), host, int(port)))[1])
    return lines


async def ring(job: Job) -> dict[str, Any]:
    """Warm up twice (the first one tells how much to sign for the rest), then ring as told."""
    forms, ringing = webhook.forms(job.seed), Ringing()
    ringing.stock = iter(signed(job, forms, WARM_UP + job.connections))
    lines = await opened(job, ringing, [])
    await ringing.run(lines, LOST_SECONDS)
    rate, before = ringing.figures()["rate_per_s"], ringing.forget()
    seconds = job.warm_seconds + job.slices * job.slice_seconds
    ringing.stock = iter(signed(job, forms, int(rate * seconds * STOCK) + 1000))
    lines = await opened(job, ringing, lines)
    await ringing.run(lines, job.warm_seconds)
    before += ringing.forget()
    gc.collect()
    gc.disable()
    print("ready", flush=True)
    while (told := sys.stdin.readline().strip()) == "go":
        lines = await opened(job, ringing, lines)
        await ringing.run(lines, job.slice_seconds)
        print("done", flush=True)
    if told != "end":
        raise SystemExit(1)
    for line in lines:
        line.close()
    return {**ringing.figures(), "before": before}


def main() -> int:
    job = Job(**json.loads(sys.stdin.readline()))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            figures = runner.run(ring(job))
        except (AnswerIsWrong, OSError, TimeoutError) as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return 1
    print(json.dumps(figures), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
