"""The two that are compared: each a server with its own database, rung and then asked its cost."""

import asyncio
import http.client
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import rows, webhook
from benchmarks.stage import Postgres, Server

WARM_SECONDS = 0.4
SLICE_SECONDS = 0.5
SETTLE_SECONDS = 0.15
"""What is done after the last answer (screens, write-ahead log) is counted as well."""


class BenchFailed(Exception):
    """No valid figure could be taken; the sentence says why."""


@dataclass(frozen=True)
class Figure:
    """One measurement: processor time a call (microseconds), calls a second, latency."""

    cpu_us: float
    server_us: float
    postgres_us: float
    rate_per_s: float
    p50_ms: float
    p99_ms: float
    calls: float


@dataclass(frozen=True)
class Side:
    """A server, its database, and the token its callers sign with."""

    name: str
    server: Server
    postgres: Postgres
    token: str

    def ring_once(self, form: Mapping[str, str]) -> str:
        """The answer to one ring. Raises BenchFailed unless it is 200."""
        host, _, port = self.server.base.partition("//")[2].partition(":")
        line = http.client.HTTPConnection(host, int(port), timeout=10)
        signed = webhook.signature(self.token, self.server.base + webhook.PATH, dict(form))
        kind = "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, "X-Twilio-Signature": signed}
        try:
            line.request("POST", webhook.PATH, urlencode(form), headers)
            answer = line.getresponse()
            if answer.status != 200:
                raise BenchFailed(f"{self.name}: a signed ring is answered {answer.status}")
            return answer.read().decode()
        finally:
            line.close()

    def check(self, answered: int) -> None:
        """Every answered ring has call, incident, timeline entry and event: no more, no less."""
        found = asyncio.run(rows.counts(self.postgres.url))
        if set(found.values()) != {answered}:
            raise BenchFailed(f"{self.name}: {answered} rings were answered, rows are {found}")

    def spent(self) -> tuple[float, float]:
        """Processor time of the server and of its Postgres so far, in seconds."""
        return self.server.seconds(), self.postgres.seconds()


class Callers:
    """The load generator of one side: a process of its own, which ends when we do."""

    def __init__(self, side: Side, connections: int, slices: int, stack: ExitStack) -> None:
        self._side = side
        self._spent = [0.0, 0.0]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.load"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[1],
            start_new_session=True,
        )
        stack.callback(self._end)
        job = {
            "base": side.server.base,
            "token": side.token,
            "connections": connections,
            "slices": slices,
            "slice_seconds": SLICE_SECONDS,
            "warm_seconds": WARM_SECONDS,
            "seed": secrets.randbits(40),
        }
        self._say(json.dumps(job))
        self._hear()

    def ring(self) -> None:
        """One slice of ringing, and what it has cost."""
        before = self._side.spent()
        self._say("go")
        self._hear()
        time.sleep(SETTLE_SECONDS)
        after = self._side.spent()
        self._spent = [s + a - b for s, a, b in zip(self._spent, after, before, strict=True)]

    def figure(self) -> Figure:
        """The figure of all slices. Raises BenchFailed if a call has no rows."""
        self._say("end")
        found = json.loads(self._hear())
        calls = int(found["answers"])
        self._side.check(calls + int(found["before"]))
        server_us, postgres_us = (seconds / calls * 1e6 for seconds in self._spent)
        times = {name: float(found[name]) for name in ("rate_per_s", "p50_ms", "p99_ms")}
        return Figure(server_us + postgres_us, server_us, postgres_us, **times, calls=calls)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            why = "the callers gave up (their reason stands above)"
            raise BenchFailed(f"{self._side.name}: {why}")
        return line

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()


def measure(sides: Sequence[Side], connections: int, seconds: float) -> list[Figure]:
    """One figure a side, on empty tables, each rung for `seconds` in slices that take turns.

    Slices, since a machine that others use too is never the same for long: what disturbs one side
    disturbs the other a moment later. Who begins changes from slice to slice.
    """
    slices = max(1, round(seconds / SLICE_SECONDS))
    with ExitStack() as stack:
        for side in sides:
            side.postgres.empty()
        callers = [Callers(side, connections, slices, stack) for side in sides]
        for number in range(slices):
            for one in callers if number % 2 == 0 else callers[::-1]:
                one.ring()
        return [one.figure() for one in callers]
