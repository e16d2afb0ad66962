"""The journal for the dark: what the phone network told us while no database answered.

Sealed, fsynced lines in one file a process; each becomes rows exactly once when the database is
back (invariants I1, I2). It decides nothing about a call: `Replay` does, in replay.py.
"""

import asyncio
import base64
import contextlib
import fcntl
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from prometheus_client import Counter, Gauge

from app.core import security

PLACE = b"journal"
SUFFIX = ".journal"
DAMAGED = ".damaged"
GIVE_UP_AFTER = 3
"""So many callers failed one after another: it is the database, and the next time will tell."""

WRITTEN = Counter("helpline_journal_lines_total", "Lines written while no database answered")
FAILED = Counter("helpline_journal_failed_total", "Lines that could not be written either")
WAITING = Gauge("helpline_journal_waiting", "Lines of this process not yet in the database")

log = structlog.get_logger()


@dataclass(frozen=True)
class Line:
    """One fact about a caller's line. `kind`: arrived, left, diverted or duty_answered.

    `number` is E.164 or None; `at` is when it happened; `step` which duty phone it was, from 1;
    `id` tells equal facts apart.
    """

    kind: str
    provider_call_id: str
    at: datetime
    number: str | None = None
    number_kind: str = "unknown"
    step: int = 0
    id: str = ""

    def sealed(self) -> bytes:
        """As it stands in the file: base64 of the sealed JSON, and a line feed."""
        plain = json.dumps({**asdict(self), "at": self.at.isoformat()}).encode()
        return base64.b64encode(security.vault().seal_with_master(plain, PLACE)) + b"\n"

    @classmethod
    def opened(cls, raw: bytes) -> "Line":
        """What `sealed` wrote. Raises CannotUnseal or ValueError for a torn or foreign line."""
        plain = security.vault().unseal_with_master(base64.b64decode(raw, validate=True), PLACE)
        told: dict[str, Any] = json.loads(plain)
        return cls(**{**told, "at": datetime.fromisoformat(told["at"])})


Replayed = Callable[[list[Line]], Awaitable[None]]
"""Makes rows of one caller's lines, in one transaction; again for the same lines: nothing more."""


class Journal:
    """One process's file in `folder`, and whatever files dead processes left there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: int | None = None
        self._path = folder / f"{os.getpid()}-{uuid4().hex[:8]}{SUFFIX}"
        self._turn = asyncio.Lock()
        self._known: set[tuple[str, str]] = set()

    async def write(self, line: Line) -> bool:
        """Keep one fact, on the disk when this returns; the same fact again is already there.

        False when the disk refuses: the caller is kept all the same, and the fact is lost unless
        the phone network tells it again.
        """
        key = (line.kind, line.provider_call_id)
        if line.kind in ("arrived", "left") and key in self._known:
            return True
        stamped = Line(**{**asdict(line), "id": uuid4().hex})
        try:
            # Whoever no longer waits must not leave the file to the next one in mid-line.
            await asyncio.shield(asyncio.ensure_future(self._write(stamped.sealed())))
        except OSError as error:
            FAILED.inc()
            log.critical("journal_failed", error=type(error).__name__, number=error.errno)
            return False
        self._known.add(key)
        WRITTEN.inc()
        WAITING.inc()
        return True

    def keeps(self, kind: str, provider_call_id: str) -> bool:
        """Whether such a fact of this process waits to be drained."""
        return (kind, provider_call_id) in self._known

    async def _write(self, raw: bytes) -> None:
        async with self._turn:
            await asyncio.to_thread(self._append, raw)

    def _append(self, raw: bytes) -> None:
        if self._file is None:
            self._file = self._open()
        before = os.lseek(self._file, 0, os.SEEK_END)
        try:
            written = os.write(self._file, raw)
            if written != len(raw):
                raise OSError(28, "the disk is full")
            os.fsync(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, before)  # half a line would hide the next one
            raise

    def _open(self) -> int:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # the file's name, too, must outlive a power cut
        finally:
            os.close(folder)
        return descriptor

    async def drain(self, replayed: Replayed) -> int:
        """Make rows of everything kept, ours and what dead processes left; says how many lines.

        Raises what `replayed` raises: nothing is forgotten then, and the next time goes on.
        """
        drained = await self._drain_own(replayed)
        for path in self._left_behind():
            drained += await self._adopt(path, replayed)
        return drained

    async def _drain_own(self, replayed: Replayed) -> int:
        if self._file is None:
            return 0
        done = 0
        while True:
            raw = await asyncio.to_thread(self._path.read_bytes)
            if len(raw) == done:
                async with self._turn:
                    if os.fstat(self._file).st_size == done:
                        os.ftruncate(self._file, 0)
                        os.fsync(self._file)
                        self._known.clear()
                        WAITING.set(0)
                        return done and raw.count(b"\n")
                continue
            await self._replay(raw[done:], replayed, self._path)
            done = len(raw)

    def _left_behind(self) -> Iterator[Path]:
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            if path != self._path:
                yield path

    async def _adopt(self, path: Path, replayed: Replayed) -> int:
        """Drain a dead process's file and remove it; a living one holds the lock on its own."""
        try:
            descriptor = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return 0
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return 0
            raw = await asyncio.to_thread(path.read_bytes)
            await self._replay(raw, replayed, path)
            await asyncio.to_thread(path.unlink, missing_ok=True)
            return raw.count(b"\n")
        finally:
            os.close(descriptor)

    async def _replay(self, raw: bytes, replayed: Replayed, path: Path) -> None:
        """Each caller's lines by themselves: what is wrong with one of them holds up no other.

        Raises the last error, so that the file stays and those who failed are tried again.
        """
        by_call, damaged = _read(raw)
        failed: Exception | None = None
        in_a_row = 0
        for lines in by_call.values():
            try:
                await replayed(lines)
                in_a_row = 0
            except Exception as error:
                failed, in_a_row = error, in_a_row + 1
                if in_a_row == GIVE_UP_AFTER:
                    break
        if failed is not None:
            raise failed
        for text in damaged:
            await asyncio.to_thread(_set_aside, path, text)

    def close(self) -> None:
        """Let the file go; an empty one is removed, another is somebody else's to drain."""
        if self._file is None:
            return
        if os.fstat(self._file).st_size == 0:
            self._path.unlink(missing_ok=True)
        os.close(self._file)
        self._file = None


def _read(raw: bytes) -> tuple[dict[str, list[Line]], list[bytes]]:
    """A file's lines by caller, and those that don't open."""
    by_call: dict[str, list[Line]] = {}
    damaged = []
    for text in filter(None, raw.split(b"\n")):
        try:
            line = Line.opened(text)
        except (security.CannotUnseal, ValueError, TypeError, KeyError):
            damaged.append(text)
            continue
        by_call.setdefault(line.provider_call_id, []).append(line)
    return by_call, damaged


def _set_aside(path: Path, text: bytes) -> None:
    """A line that does not open is kept for people beside the journal, never thrown away."""
    log.critical("journal_line_damaged", file=path.name, bytes=len(text))
    with path.with_suffix(DAMAGED).open("ab") as out:
        out.write(text + b"\n")
