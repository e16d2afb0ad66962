"""The bench of the start: from the process's first moment to the first call taken.

`helpline bench startup --json FILE`. What is measured and how to read it: docs/performance.md.
"""

import http.client
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from rich.progress import Progress

from benchmarks import command, kernel, product, webhook
from benchmarks.command import Asked, Found
from benchmarks.sides import BenchFailed
from benchmarks.stage import Postgres, folder

STARTS = 3
"""Starts of each side a round."""
TRY_EVERY_SECONDS = 0.005
LONGEST_SECONDS = 60.0
STOP_SECONDS = 10.0
FLOOR = str(Path(__file__).with_name("floor_startup.py"))


def one_start(command_: list[str], env: Mapping[str, str], home: Path) -> dict[str, float]:
    """Start, ring until it is answered, stop; seconds by the clock and of the processor."""
    form = next(webhook.forms(secrets.randbits(40)))
    base = f"http://127.0.0.1:{env['HELPLINE_PORT']}"
    kind = "application/x-www-form-urlencoded"
    signed = webhook.signature(env["HELPLINE_TWILIO_AUTH_TOKEN"], base + webhook.PATH, form)
    headers = {"Content-Type": kind, "X-Twilio-Signature": signed}
    log = home / "start.log"
    began = time.perf_counter()
    with log.open("wb") as kept:
        process = subprocess.Popen(command_, env=env, cwd=home, stdout=kept, stderr=kept)
    try:
        while not _answers(base, urlencode(form), headers):
            if process.poll() is not None or time.perf_counter() - began > LONGEST_SECONDS:
                raise BenchFailed(f"does not start: {log.read_text(errors='replace')[-400:]}")
            time.sleep(TRY_EVERY_SECONDS)
        took, cpu = time.perf_counter() - began, kernel.processor_seconds(process.pid)
        memory = kernel.resident_kib(process.pid) / 1024
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return {"first_call_ms": took * 1e3, "cpu_ms": cpu * 1e3, "resident_mib": memory}


def _answers(base: str, body: str, headers: Mapping[str, str]) -> bool:
    line = http.client.HTTPConnection(base.partition("//")[2], timeout=10)
    try:
        line.request("POST", webhook.PATH, body, dict(headers))
        answer = line.getresponse()
        return answer.status == 200 and b"<Response" in answer.read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _middle(starts: list[dict[str, float]]) -> dict[str, float]:
    return sorted(starts, key=lambda one: one["first_call_ms"])[(len(starts) - 1) // 2]


def run(asked: Asked, bar: Progress) -> Found:
    """The whole bench."""
    starts = max(1, round(STARTS * asked.size))
    ours: list[dict[str, float]] = []
    floor: list[dict[str, float]] = []
    with folder() as home, ExitStack() as stack:
        steps = bar.add_task("starting", total=1 + asked.rounds)
        postgres = Postgres(home / "ours", stack)
        env = product.environment(postgres.url, product.secrets_of_this_run())
        product.bring_up_to_date(env, home)
        sides = (([product.HELPLINE, "serve"], ours), ([sys.executable, FLOOR], floor))
        for command_, _ in sides:
            one_start(command_, env, home)  # bytecode is compiled, files are read
        bar.advance(steps)
        for number in range(asked.rounds):
            bar.update(steps, description=f"round {number + 1}: {starts} starts of each")
            got: dict[int, list[dict[str, float]]] = {0: [], 1: []}
            for turn in range(starts):
                for which in (0, 1) if turn % 2 == 0 else (1, 0):
                    got[which].append(one_start(sides[which][0], env, home))
            for which, (_, kept) in enumerate(sides):
                kept.append(_middle(got[which]))
            bar.advance(steps)
        postgres.empty()
        settings = command.surroundings(postgres, starts_a_round=starts, bytecode="warm")
    pairs = [b["cpu_ms"] / a["cpu_ms"] for a, b in zip(ours, floor, strict=True)]
    of = "processor time to the first call taken, floor ÷ ours"
    return command.found("startup", {"start": ours}, {"start": floor}, pairs, settings, of=of)


def main() -> int:
    return command.main("Measure a start until the first call is taken.", run)


if __name__ == "__main__":
    sys.exit(main())
