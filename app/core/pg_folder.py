"""The files around one embedded PostgreSQL: locks, notes, sockets; it starts nothing itself."""

import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.core.pg_binaries import Account, EmbeddedPostgresFailed

_LOG_LIMIT_BYTES = 5_000_000
_LOCK_WAIT_S = 180.0
_SOCKETS = Path("/tmp")  # noqa: S108 (owner and mode of what we make there are checked)
_SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class ServerNote:
    """What a running server writes about itself into postmaster.pid."""

    pid: int
    ready: bool


class ServerFolder:
    """`folder` (ours, 0700) with data/ (the server account's), server.log and two lock files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        # Socket paths end at 107 bytes (104 on macOS) while a data folder may be as deep as people
        # like; so the socket lives in /tmp under a name that only this data folder has.
        key = hashlib.sha256(os.fsencode(os.path.realpath(self.folder))).hexdigest()[:16]
        self.socket = _SOCKETS / f"helpline-1098-{key}"
        self._in_use: int | None = None

    def prepare(self) -> None:
        """Make the folder, or check that it is ours; raises `EmbeddedPostgresFailed` otherwise."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            owner = self.folder.stat().st_uid
            if owner != os.geteuid():
                raise EmbeddedPostgresFailed(
                    f"The database folder {self.folder} belongs to account number {owner}. "
                    "Start helpline as that account, or set HELPLINE_VAR_DIR to another folder."
                )
            self.folder.chmod(0o700)
        except OSError as refused:
            raise EmbeddedPostgresFailed(
                f"The database folder {self.folder} cannot be made or used: {refused.strerror}."
            ) from refused

    def prepare_socket(self, account: Account) -> None:
        """Make the socket folder for the account; refuse one that somebody else put there."""
        with suppress(FileExistsError):
            self.socket.mkdir(mode=0o700)
        handle = self._open_socket_folder({account.uid, os.geteuid()})
        if handle is None:
            raise EmbeddedPostgresFailed(
                f"{self.socket} was put there by another account, so the database will not use it. "
                "Remove it and start again."
            )
        try:
            os.fchown(handle, account.uid, account.gid)
        finally:
            os.close(handle)

    def has_socket(self) -> bool:
        """Tell whether the server's socket is where clients look for it."""
        return (self.socket / _SOCKET).exists()

    def remove_socket(self) -> None:
        """Remove the socket folder once its server is gone; a folder that is not ours stays."""
        owner = self.data.stat().st_uid if self.data.exists() else os.geteuid()
        handle = self._open_socket_folder({owner, os.geteuid()})
        if handle is None:
            return
        try:
            for leftover in (_SOCKET, f"{_SOCKET}.lock"):
                with suppress(OSError):
                    os.unlink(leftover, dir_fd=handle)
        finally:
            os.close(handle)
        with suppress(OSError):
            self.socket.rmdir()

    def _open_socket_folder(self, owners: set[int]) -> int | None:
        """Open it without following a link; None when it is not a closed folder of these owners."""
        try:
            handle = os.open(self.socket, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            return None
        known = os.fstat(handle)
        if known.st_uid in owners and not stat.S_IMODE(known.st_mode) & 0o077:
            return handle
        os.close(handle)
        return None

    @contextmanager
    def only_one(self) -> Iterator[None]:
        """Hold the start-and-stop lock, so that two starts at once cannot both make a cluster."""
        handle = self._open("start.lock")
        try:
            deadline = time.monotonic() + _LOCK_WAIT_S
            while not _locked(handle, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise EmbeddedPostgresFailed(
                        f"Another start of the database in {self.folder} has not finished."
                    )
                time.sleep(0.02)
            yield
        finally:
            os.close(handle)

    def enter(self) -> None:
        """Count us among the processes that use the server (the kernel forgets the killed ones)."""
        if self._in_use is None:
            self._in_use = self._open("in-use.lock")
            _locked(self._in_use, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Stop counting us; return whether we were the last."""
        if self._in_use is None:
            return False
        last = _locked(self._in_use, fcntl.LOCK_EX)
        os.close(self._in_use)
        self._in_use = None
        return last

    def _open(self, name: str) -> int:
        try:
            return os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as refused:
            raise EmbeddedPostgresFailed(
                f"The database folder {self.folder} cannot be written: {refused.strerror}."
            ) from refused

    def note(self) -> ServerNote | None:
        """Return what postmaster.pid says, or None when there is none to believe."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="ascii", errors="replace")
        except OSError:
            return None
        rows = lines.splitlines()
        if not rows or not rows[0].strip().isdigit():
            return None
        return ServerNote(int(rows[0]), ready=len(rows) > 7 and rows[7].strip() == "ready")

    def runs_as(self, pid: int) -> bool:
        """Tell whether this process is a PostgreSQL server of this very folder."""
        return f"unix_socket_directories={self.socket}" in _command_of(pid)

    def drop_stale_note(self, pid: int) -> None:
        """Remove a postmaster.pid whose number now belongs to a stranger's process.

        PostgreSQL handles a dead number by itself, but refuses to start when a process of the
        same account has got the number since (a reboot, a container).
        """
        with suppress(ProcessLookupError):
            with suppress(PermissionError):
                os.kill(pid, 0)
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def log_size(self) -> int:
        """Return the length of the server's log in bytes."""
        return self.log.stat().st_size if self.log.exists() else 0

    def open_log(self) -> int:
        """Open the server's log for appending; an overgrown one is set aside first."""
        if self.log_size() > _LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        return os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def last_words(self, since: int) -> str:
        """Return the server's last complaint written to its log after byte `since`."""
        with suppress(OSError), self.log.open("rb") as log:
            log.seek(since)
            return complaint(log.read().decode(errors="replace"))
        return ""

    def put_config(self, name: str, text: str, account: Account) -> None:
        """Write a file into data/ for the account, never through a link it may have planted."""
        inside = os.open(self.data, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fresh = f"{name}.new"
            with suppress(FileNotFoundError):
                os.unlink(fresh, dir_fd=inside)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            handle = os.open(fresh, flags, 0o600, dir_fd=inside)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                os.fchown(file.fileno(), account.uid, account.gid)
            os.rename(fresh, name, src_dir_fd=inside, dst_dir_fd=inside)
        finally:
            os.close(inside)

    def fresh_data(self, account: Account) -> Path:
        """Make an empty folder for a new cluster; one that an interrupted start left is removed."""
        unfinished = self.folder / "data.new"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        os.chown(unfinished, account.uid, account.gid)
        return unfinished


def complaint(output: str) -> str:
    """Return the line of a PostgreSQL program's output that says what is wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    grave = [line for line in lines if "FATAL:" in line or "PANIC:" in line or " error: " in line]
    return (grave or lines or [""])[-1]


def _locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _command_of(pid: int) -> str:
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("latin-1")
        except OSError:
            return ""
    shown = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        check=False,
    )
    return shown.stdout.decode("latin-1")
