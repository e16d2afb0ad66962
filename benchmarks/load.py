"""The callers of the bench: a process of its own that rings as fast as it is answered.

It reads one job (JSON) from standard input, warms up, says `ready`, waits for `go`, rings for
the job's seconds over kept-alive lines and prints one JSON object. It must measure nothing but
answers: everything it sends is signed before the clock starts, so that it takes little of the
machine it shares with what is measured.
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
    seconds: float
    warm_seconds: float
    seed: int


class Line(asyncio.Protocol):
    """One kept-alive connection: the next request leaves when the answer is whole."""

    def __init__(self, ringing: "Ringing") -> None:
        self._ringing = ringing
        self._transport: asyncio.Transport | None = None
        self._got = bytearray()
        self._sent = 0

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
    """One stretch of time of ringing over all lines."""

    def __init__(self) -> None:
        self.latencies_ns: list[int] = []
        self._stock: Iterator[bytes] = iter(())
        self._until = self._began = self._last = 0
        self._busy = 0
        self._over: asyncio.Future[None] | None = None

    async def run(self, lines: list[Line], stock: list[bytes], seconds: float) -> dict[str, Any]:
        """Ring until time or stock is up and every line has its answer; the figures."""
        self.latencies_ns, self._stock = [], iter(stock)
        self._began = time.perf_counter_ns()
        self._until = self._began + int(seconds * 1e9)
        self._over, self._busy = asyncio.get_running_loop().create_future(), len(lines)
        for line in lines:
            line.ring()
        await asyncio.wait_for(self._over, seconds + LOST_SECONDS)
        self._over = None
        return self._figures()

    def next(self) -> bytes | None:
        if time.perf_counter_ns() >= self._until:
            return None
        return next(self._stock, None)

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

    def _figures(self) -> dict[str, Any]:
        ordered = sorted(self.latencies_ns)
        seconds = max(self._last - self._began, 1) / 1e9
        return {
            "answers": len(ordered),
            "seconds": seconds,
            "rate_per_s": len(ordered) / seconds,
            "p50_ms": percentile(ordered, 50) / 1e6,
            "p99_ms": percentile(ordered, 99) / 1e6,
        }


def percentile(ordered: list[int], percent: int) -> int:
    """The smallest value that `percent` of all do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def signed(job: Job, forms: Iterator[dict[str, str]], count: int) -> list[bytes]:
    return [webhook.request(job.base, job.token, form) for form in islice(forms, count)]


async def ring(job: Job) -> dict[str, Any]:
    """Warm up twice (the second one signed to measure), then ring when told to."""
    loop = asyncio.get_running_loop()
    forms = webhook.forms(job.seed)
    host, _, port = job.base.partition("//")[2].partition(":")
    ringing = Ringing()
    stock = signed(job, forms, WARM_UP + job.connections)
    lines = [
        (await loop.create_connection(lambda: Line(ringing), host, int(port)))[1]
        for _ in range(job.connections)
    ]
    first = await ringing.run(lines, stock, LOST_SECONDS)
    count = int(first["rate_per_s"] * (job.warm_seconds + job.seconds) * STOCK) + 1000
    stock = signed(job, forms, count)
    warm = await ringing.run(lines, stock, job.warm_seconds)
    stock = stock[warm["answers"] :]
    gc.collect()
    gc.disable()
    print("ready", flush=True)
    if sys.stdin.readline().strip() != "go":
        raise SystemExit(1)
    figures = await ringing.run(lines, stock, job.seconds)
    for line in lines:
        line.close()
    return {**figures, "before": first["answers"] + warm["answers"]}


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
