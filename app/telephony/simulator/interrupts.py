"""What can break in on a line (hang-up, redirect, a key) and how it waits; it acts on nothing."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Where a call's next instructions come from: an address, or a document given outright."""

    url: str = ""
    method: str = "POST"
    extra: tuple[tuple[str, str], ...] = ()
    twiml: str | None = None
    kind: str = "document"


class Interruption(Exception):
    """Something that ends what the line is doing now."""


class HungUp(Interruption):
    """The line is put down, by `caller`, `handset`, `document`, `api` or `network`."""

    def __init__(self, by: str) -> None:
        """Say who put it down."""
        super().__init__(by)
        self.by = by


class Redirected(Interruption):
    """The REST interface gave the line new instructions."""

    def __init__(self, source: Source) -> None:
        """Keep the new instructions."""
        super().__init__(source.url)
        self.source = source


class Interrupts:
    """At most one interruption waits; a hang-up replaces a redirect and is never replaced."""

    def __init__(self) -> None:
        """Begin with nothing pending."""
        self._pending: Interruption | None = None
        self._event = asyncio.Event()

    def send(self, interruption: Interruption) -> None:
        """Interrupt the line, unless it is already hung up."""
        if not isinstance(self._pending, HungUp):
            self._pending = interruption
            self._event.set()

    async def wait(self) -> None:
        """Return once something is pending."""
        await self._event.wait()

    def raise_pending(self) -> None:
        """Raise what is pending, if anything. A hang-up stays pending for good."""
        pending = self._pending
        if pending is None:
            return
        if not isinstance(pending, HungUp):
            self._pending = None
            self._event.clear()
        raise pending


class Keypad:
    """Keys reach the line only while it listens, as with a carrier's Gather."""

    def __init__(self) -> None:
        """Begin deaf."""
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._listening = asyncio.Event()

    def open(self) -> None:
        """Start listening, with nothing pressed yet."""
        self._keys = asyncio.Queue()
        self._listening.set()

    def close(self) -> None:
        """Stop listening."""
        self._listening.clear()

    @property
    def is_open(self) -> bool:
        """Whether a key pressed now is heard."""
        return self._listening.is_set()

    async def wait_open(self) -> None:
        """Return once the line listens."""
        await self._listening.wait()

    def press(self, key: str) -> bool:
        """Press one key; False when nobody listens."""
        if self.is_open:
            self._keys.put_nowait(key)
        return self.is_open

    async def next_key(self) -> str:
        """The next key pressed."""
        return await self._keys.get()
