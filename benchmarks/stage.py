"""Puts up what a bench needs in a folder of its own (Postgres, servers) and takes it all down."""

import fcntl
import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from app.core.postgres import EmbeddedPostgres
from benchmarks import kernel

PREFIX = f"helpline-bench-{os.geteuid()}-"
STEADY = {"autovacuum": "off", "checkpoint_timeout": "1h", "max_wal_size": "4GB"}
"""What Postgres does by the clock is put off: it would fall into one round and not the other."""
READY_SECONDS = 60.0
STOP_SECONDS = 15.0


class StageFailed(Exception):
    """Something the bench needs does not come up; the sentence says what."""


@contextmanager
def folder() -> Iterator[Path]:
    """A fresh temporary folder, removed at the end; what killed runs left is removed first."""
    sweep(Path(tempfile.gettempdir()))
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(made / "in-use", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(lock)


def sweep(shelf: Path) -> None:
    """End the databases of runs that were killed outright, and remove their folders."""
    for left in shelf.glob(f"{PREFIX}*"):
        with suppress(OSError):
            lock = os.open(left / "in-use", os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for data in left.glob("*/data"):
                    EmbeddedPostgres(data.parent).stop()
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(lock)


class Postgres:
    """An embedded Postgres of its own, durable as in production, and what it has cost so far."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self.folder = home
        self._server = EmbeddedPostgres(home, settings=STEADY)
        stack.callback(self._server.stop)
        self.url = self._server.start()
        note = (home / "data" / "postmaster.pid").read_text().splitlines()
        self._pid = int(note[0])
        self.socket = Path(self.url.rpartition("host=")[2])

    def sql(self, words: str, database: str = "helpline") -> str:
        """Run SQL as the owner of the server."""
        return self._server.run_sql(words, database)

    def clone(self, name: str) -> None:
        """Make another database like the helpline's, which nobody may be connected to."""
        self.sql(f"CREATE DATABASE {name} OWNER helpline TEMPLATE helpline", "postgres")

    def empty(self, database: str = "helpline") -> None:
        """Let every measurement begin with the same tables: empty, and on disk."""
        self.sql("TRUNCATE incident, outbox CASCADE; CHECKPOINT;", database)

    def seconds(self) -> float:
        """Processor time of all of its processes, ended ones too."""
        return kernel.family_seconds(self._pid)


class Server:
    """One web server on loopback, on a leash: if the bench is killed outright, it ends too."""

    def __init__(
        self, name: str, command: list[str], env: Mapping[str, str], home: Path, stack: ExitStack
    ) -> None:
        self._name, self._log = name, home / f"{name}.log"
        self.base = f"http://127.0.0.1:{env['HELPLINE_PORT']}"
        with self._log.open("wb") as log:
            self._leash = subprocess.Popen(
                [sys.executable, "-m", "app.demo.leash", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=env,
                cwd=home,
                start_new_session=True,
            )
        stack.callback(self.stop)
        self._wait_until(self._is_ready)
        self.pid = kernel.children(self._leash.pid)[0]

    def _wait_until(self, ready: Callable[[], bool]) -> None:
        until = time.monotonic() + READY_SECONDS
        while not ready():
            if self._leash.poll() is not None or time.monotonic() > until:
                words = self._log.read_text(errors="replace")[-600:]
                raise StageFailed(f"{self._name} does not come up: {words}")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        line = http.client.HTTPConnection(self.base.partition("//")[2], timeout=2)
        try:
            line.request("GET", "/readyz")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def seconds(self) -> float:
        """Processor time of the server's one process, all threads."""
        return kernel.processor_seconds(self.pid)

    def stop(self) -> None:
        """Ask it to end, and make it."""
        self._leash.terminate()
        try:
            self._leash.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            if self._leash.stdin is not None:
                self._leash.stdin.close()  # the leash then kills what does not go
            self._leash.wait()
        if self._leash.stdin is not None:
            self._leash.stdin.close()


def free_port() -> int:
    """A port nobody uses at this moment, below those that connections of others are given."""
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
