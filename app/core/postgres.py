"""Runs PostgreSQL in a folder of ours; must never run as root, open a folder or trust a caller.

The server listens on a Unix socket only, in a folder that only its account may enter, and lets in
only the system account that started it (`peer`). For root it runs as the account `postgres` or
`nobody`, which needs no right on the folders above the data (see `pg_programs.reached`).
"""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from app.core import pg_binaries, pg_programs
from app.core.pg_binaries import Account, Binaries, EmbeddedPostgresFailed
from app.core.pg_folder import ServerFolder, complaint

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresFailed"]

_START_LIMIT_S = 120.0  # a crash recovery replays up to max_wal_size before it says "ready"
_STOP_LIMIT_S = 30.0
_ORPHANS_LIMIT_S = 15.0


class EmbeddedPostgres:
    """One PostgreSQL server under `folder`; several processes may start it, the last one stops it.

    `bin_folder` names other programs than the installed wheel's; `settings` override server
    settings; with `stop_attached=False` a server found running is left running by `stop`.
    Blocking, and not for several threads at once: call it from a thread in asynchronous code.
    """

    def __init__(
        self,
        folder: Path,
        *,
        bin_folder: Path | None = None,
        settings: Mapping[str, str] | None = None,
        stop_attached: bool = True,
    ) -> None:
        self._home = ServerFolder(folder)
        self._bin_folder = bin_folder
        self._settings = {**pg_programs.SETTINGS, **(settings or {})}
        self._stop_attached = stop_attached
        self._child: subprocess.Popen[bytes] | None = None
        self._client: Path | None = None
        self.attached = False

    @property
    def folder(self) -> Path:
        """Where the data, the log and the locks are."""
        return self._home.folder

    @property
    def url(self) -> str:
        """The address of the helpline database, for asyncpg as it stands; it holds no secret."""
        return self.database_url(pg_programs.DATABASE)

    def database_url(self, name: str) -> str:
        """Return the address of another database of this server."""
        return f"postgresql://{pg_programs.ROLE}@/{name}?host={self._home.socket}"

    def start(self) -> str:
        """Start the server, or attach to the one that runs in this folder; return the address.

        Raises `EmbeddedPostgresFailed` with a sentence for people.
        """
        self._home.prepare()
        with self._home.only_one():
            self._home.enter()
            try:
                self._bring_up()
            except OSError as refused:
                self._give_up()
                raise EmbeddedPostgresFailed(
                    f"The database in {self._home.folder} could not be started: {refused}."
                ) from refused
            except BaseException:
                self._give_up()
                raise
        return self.url

    def stop(self) -> None:
        """Shut the server down and wait for it, unless another process still uses it.

        Without a `start` before it, this ends a server whose supervisor was killed.
        """
        if not self._home.data.exists():
            return
        with self._home.only_one():
            self._home.enter()
            last = self._home.leave()
            if last and (self._stop_attached or not self.attached):
                self._shut_down()
        self._child = None

    def alive(self) -> bool:
        """Tell whether the server process is there (it does not ask whether it answers)."""
        if self._child is not None:
            self._child.poll()  # takes a dead child off the process table
        note = self._home.note()
        return note is not None and self._home.runs_as(note.pid)

    def ensure(self) -> str:
        """Start the server again if it has died; return the address."""
        return self.url if self.alive() else self.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def run_sql(self, sql: str, database: str = "postgres") -> str:
        """Run SQL as the owner of the whole server, for set-up and tests; return the answer."""
        if self._client is None:
            raise EmbeddedPostgresFailed("The database has not been started.")
        psql = [str(self._client / "psql"), "-XwqAt", "-v", "ON_ERROR_STOP=1"]
        answer = subprocess.run(
            [
                *psql,
                "-h",
                str(self._home.socket),
                "-p",
                "5432",
                "-U",
                pg_programs.OWNER,
                "-d",
                database,
            ],
            input=sql,
            capture_output=True,
            text=True,
            timeout=_START_LIMIT_S,
            check=False,
            env={"PATH": os.defpath, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"},
        )
        if answer.returncode != 0:
            raise EmbeddedPostgresFailed(
                f"The database in {self._home.folder} refused: {complaint(answer.stderr)}"
            )
        return answer.stdout.strip()

    def _bring_up(self) -> None:
        account = pg_binaries.account_for(self._home.data)
        binaries = pg_binaries.find(self._bin_folder, account)
        self._client = binaries.client
        self._child = None
        self.attached = self._attach()
        if not self.attached:
            if not self._home.data.exists():
                pg_programs.initialise(self._home, binaries, account)
            self._check_version(binaries)
            self._home.prepare_socket(account)
            pg_programs.let_in(self._home, account)
            self._launch(binaries, account)
        self._prepare_database()

    def _give_up(self) -> None:
        # What we started and could not use must not stay behind; what others use, must.
        if self._home.leave() and not self.attached:
            with suppress(EmbeddedPostgresFailed):
                self._shut_down()

    def _attach(self) -> bool:
        note = self._home.note()
        if note is None:
            return False
        if not self._home.runs_as(note.pid):
            self._home.drop_stale_note(note.pid)
            return False
        self._await_ready(self._home.log_size())
        if not self._home.has_socket():  # a cleaner of /tmp took it: nobody can reach this server
            self._shut_down()
            return False
        return True

    def _check_version(self, binaries: Binaries) -> None:
        made = (self._home.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if made != str(binaries.major):
            raise EmbeddedPostgresFailed(
                f"The database in {self._home.folder} was made by PostgreSQL {made}, but "
                f"PostgreSQL {binaries.major} is installed. Name the old programs in "
                "HELPLINE_PG_BIN, or move the folder away to begin with an empty database."
            )

    def _launch(self, binaries: Binaries, account: Account) -> None:
        deadline = time.monotonic() + _ORPHANS_LIMIT_S
        while True:
            try:
                return self._launch_once(binaries, account)
            except EmbeddedPostgresFailed as failed:
                # After a SIGKILL the old server's children take a moment to notice and leave.
                if "shared memory block" not in str(failed) or time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def _launch_once(self, binaries: Binaries, account: Account) -> None:
        begun = self._home.log_size()
        self._child = pg_programs.spawn(self._home, binaries, account, self._settings)
        self._await_ready(begun)

    def _await_ready(self, log_begun: int) -> None:
        deadline = time.monotonic() + _START_LIMIT_S
        while time.monotonic() < deadline:
            note = self._home.note()
            if note is not None and note.ready and self._home.runs_as(note.pid):
                return
            gone = self._child is not None and self._child.poll() is not None
            if gone or (self._child is None and not self.alive()):
                break
            time.sleep(0.01)
        words = self._home.last_words(log_begun) or "it gave no reason"
        raise EmbeddedPostgresFailed(
            f"The database in {self._home.folder} does not start: {words} (log: {self._home.log})."
        )

    def _prepare_database(self) -> None:
        """Make role and database; the role owns its database, and may make others for tests."""
        known = self.run_sql(
            f"SELECT (SELECT count(*) FROM pg_roles WHERE rolname = '{pg_programs.ROLE}'), "
            f"(SELECT count(*) FROM pg_database WHERE datname = '{pg_programs.DATABASE}')"
        )
        role, database = known.split("|")
        if role == "0":
            self.run_sql(f"CREATE ROLE {pg_programs.ROLE} LOGIN CREATEDB")
        if database == "0":
            self.run_sql(f"CREATE DATABASE {pg_programs.DATABASE} OWNER {pg_programs.ROLE}")

    def _shut_down(self) -> None:
        for request in (
            signal.SIGINT,
            signal.SIGQUIT,
        ):  # fast; then immediate, which is also safe
            note = self._home.note()
            if note is None or not self._home.runs_as(note.pid):
                break
            with suppress(ProcessLookupError):
                os.kill(note.pid, request)
            deadline = time.monotonic() + _STOP_LIMIT_S
            while self.alive() and time.monotonic() < deadline:
                time.sleep(0.01)
        if self.alive():
            raise EmbeddedPostgresFailed(
                f"The database in {self._home.folder} does not stop (log: {self._home.log})."
            )
        if self._child is not None:
            self._child.wait()
        self._home.remove_socket()
