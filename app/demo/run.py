"""The demo: database, web, worker and phone network on one machine, ended together."""

import base64
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

DUTY_PHONES = Path(__file__).with_name("duty_phones.txt")
READY_SECONDS = 60.0
STOP_SECONDS = 12.0
PORT_SECONDS = 12.0
"""A demo that was killed outright needs a moment until its processes have noticed."""


class DemoFailed(Exception):
    """The demo can't run; the sentence says why."""


def demo_environment(var: Path) -> dict[str, str]:
    """The demo's own secrets, drawn at its first start and kept in `var`, readable by us only."""
    file = var / "demo-secrets.json"
    if file.exists():
        kept: dict[str, str] = json.loads(file.read_text())
        return kept
    drawn = {
        "HELPLINE_SECRET_KEY": secrets.token_urlsafe(32),
        "HELPLINE_DATA_KEYS": "1:" + _key(),
        "HELPLINE_INDEX_KEY": _key(),
        "HELPLINE_TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "HELPLINE_TWILIO_AUTH_TOKEN": secrets.token_hex(16),
    }
    var.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(drawn, out)
    return drawn


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def wait_for_port(host: str, port: int) -> None:
    """Raises DemoFailed if something else keeps the port."""
    until = time.monotonic() + PORT_SECONDS
    while True:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
                return
            except OSError as refused:
                if time.monotonic() > until:
                    raise DemoFailed(
                        f"Port {port} is taken by another program. Stop it, or choose others: "
                        "HELPLINE_PORT=2098 HELPLINE_SIMULATOR_PORT=2099 make demo"
                    ) from refused
        time.sleep(0.2)


class Company:
    """The processes of the demo, each on a leash: when we are gone, they go."""

    def __init__(self, environment: dict[str, str], log_folder: Path) -> None:
        self._environment = environment
        self._logs = log_folder
        self._stack = ExitStack()
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self, name: str, *command: str) -> None:
        """Start one process; what it prints goes to its own log file."""
        self._logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        log = self._stack.enter_context((self._logs / f"{name}.log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-m", "app.demo.leash", *command],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=self._environment,
            start_new_session=True,
        )
        self._running.append((name, process))

    def check(self) -> None:
        """Raises DemoFailed when one of them has ended."""
        for name, process in self._running:
            if process.poll() is not None:
                raise DemoFailed(f"The {name} ended; see {self._logs / name}.log")

    def stop(self) -> None:
        """End all of them, the youngest first, and wait."""
        for _, process in reversed(self._running):
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for _, process in reversed(self._running):
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin is not None:
                process.stdin.close()
        self._stack.close()


def wait_until_ready(url: str, company: Company) -> None:
    """Until `url` answers 200. Raises DemoFailed."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        company.check()
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 (our own loopback)
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise DemoFailed(f"{url} did not answer in {READY_SECONDS:.0f} s")


def until_asked_to_stop(announce: Callable[[], None], check: Callable[[], None]) -> None:
    """Return at Ctrl-C or a request to end; raises what `check` raises meanwhile.

    `announce` says that we are ready: from its first word on, Ctrl-C is an orderly end.
    """
    asked: list[int] = []

    def ask(number: int, _: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)
    announce()
    while not asked:
        check()
        time.sleep(0.2)
