"""The two that are compared: each a server with its own database, rung and then asked its cost."""

import asyncio
import http.client
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import rows, webhook
from benchmarks.stage import Postgres, Server

WARM_SECONDS = 0.4
SETTLE_SECONDS = 0.3
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

    def measure(self, connections: int, seconds: float) -> Figure:
        """One measurement on empty tables. Raises BenchFailed if a call has no rows."""
        self.postgres.empty()
        with _callers() as load:
            _say(load, json.dumps(self._job(connections, seconds)))
            self._hear(load)
            before = (self.server.seconds(), self.postgres.seconds())
            _say(load, "go")
            found = json.loads(self._hear(load))
            time.sleep(SETTLE_SECONDS)
            after = (self.server.seconds(), self.postgres.seconds())
        calls = int(found["answers"])
        self._check(calls + int(found["before"]))
        server_us, postgres_us = ((b - a) / calls * 1e6 for a, b in zip(before, after, strict=True))
        times = {name: float(found[name]) for name in ("rate_per_s", "p50_ms", "p99_ms")}
        return Figure(server_us + postgres_us, server_us, postgres_us, **times, calls=calls)

    def _job(self, connections: int, seconds: float) -> dict[str, object]:
        return {
            "base": self.server.base,
            "token": self.token,
            "connections": connections,
            "seconds": seconds,
            "warm_seconds": WARM_SECONDS,
            "seed": secrets.randbits(40),
        }

    def _hear(self, load: "subprocess.Popen[str]") -> str:
        assert load.stdout is not None
        line = load.stdout.readline()
        if not line:
            raise BenchFailed(f"{self.name}: the callers gave up (their reason stands above)")
        return line

    def _check(self, answered: int) -> None:
        """Every answered ring has call, incident, timeline entry and event: no more, no less."""
        found = asyncio.run(rows.counts(self.postgres.url))
        if set(found.values()) != {answered}:
            raise BenchFailed(f"{self.name}: {answered} rings were answered, rows are {found}")


@contextmanager
def _callers() -> Iterator["subprocess.Popen[str]"]:
    """The load generator; it ends with us, since it then reads the end of its input."""
    load = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.load"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[1],
        start_new_session=True,
    )
    try:
        yield load
    finally:
        load.kill()
        load.communicate()


def _say(load: "subprocess.Popen[str]", line: str) -> None:
    assert load.stdin is not None
    load.stdin.write(line + "\n")
    load.stdin.flush()
