"""A bell without a message: somebody committed something, look again; it carries no content."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Protocol

import asyncpg
import structlog

from app.core.dsn import connecting

CHANNEL = "helpline_bell"
MIN_GAP_SECONDS = 0.02
"""The first ring after a quiet time is told to other processes at once, then at most one every
20 ms: a NOTIFY inside each commit would serialise them all, one every 5 ms costs a tenth of a
busy process."""
POLL_SECONDS = 0.25
"""Behind the bell stands a poll, since a NOTIFY sent while we reconnect is lost."""
NOT_WAITED_FOR = {"application_name": "helpline bell", "synchronous_commit": "off"}
"""A NOTIFY is a commit without content: nothing is lost if the disk never hears of it."""

log = structlog.get_logger()


class Heard(Protocol):
    """Waits for the next ring, or for the poll behind it."""

    async def __call__(self, gap: float = 0.0, longest: float = POLL_SECONDS) -> None:
        """See `Bell.listening`."""
        ...


class Bell:
    """Rung after commits; wakes listeners of this process at once and of the others by NOTIFY."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._waiters: set[asyncio.Event] = set()
        self._rung = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def ring(self) -> None:
        """Wake everybody. Call it after the commit, never before."""
        self._wake()
        self._rung.set()

    def _wake(self) -> None:
        for waiter in self._waiters:
            waiter.set()

    def _notified(self, connection: Any, sender: int, *_: object) -> None:
        """Another process rang; our own ring has woken us already."""
        if sender != connection.get_server_pid():
            self._wake()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[Heard]:
        """A waiter for a loop: `async with bell.listening() as heard: await heard()`.

        `heard(gap)` returns at once after a quiet time and otherwise not before `gap` seconds
        have passed since it last returned: many rings soon after each other are one. Without a
        ring it returns after `longest` seconds.
        """
        waiter = asyncio.Event()
        self._waiters.add(waiter)
        waiter.set()
        loop, last = asyncio.get_running_loop(), float("-inf")

        async def heard(gap: float = 0.0, longest: float = POLL_SECONDS) -> None:
            nonlocal last
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(longest):
                    await waiter.wait()
            early = last + gap - loop.time()
            if early > 0:
                await asyncio.sleep(early)
            waiter.clear()
            last = loop.time()

        try:
            yield heard
        finally:
            self._waiters.discard(waiter)

    def start(self) -> None:
        """Connect to the other processes; reconnects by itself for as long as it runs."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="bell")

    async def close(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _run(self) -> None:
        while True:
            try:
                await self._serve()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("bell_lost", error=type(error).__name__)
                await asyncio.sleep(0.5)

    async def _serve(self) -> None:
        connection = await asyncpg.connect(**connecting(self._dsn), server_settings=NOT_WAITED_FOR)
        try:
            await connection.add_listener(CHANNEL, self._notified)
            self._wake()
            while True:
                await self._rung.wait()
                self._rung.clear()
                await connection.execute(f"NOTIFY {CHANNEL}")
                await asyncio.sleep(MIN_GAP_SECONDS)
        finally:
            # Its own failure would take the place of a cancellation, and nobody could stop us.
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=1)
