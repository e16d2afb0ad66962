"""Tells the product what happened, in order unless disorder is asked for; ignores answers."""

import asyncio
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from app.telephony.simulator.courier import Courier
from app.telephony.simulator.disorder import Disorder, Fate
from app.telephony.simulator.pace import Pace
from app.telephony.simulator.sign import Params

# A callback held back goes out by itself when no later one of its stream comes (simulated seconds).
_HELD_BACK_AT_MOST_S = 2.0

Spawn = Callable[[Coroutine[Any, Any, None]], "asyncio.Task[None]"]
Record = Callable[..., None]


@dataclass(frozen=True)
class Callback:
    """One thing to tell; `stream` is the call, conference or message whose order counts."""

    kind: str
    stream: str
    url: str
    params: Params
    method: str = "POST"


@dataclass
class _Stream:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    overtaken: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0


class Callbacks:
    """Sends callbacks in the background."""

    def __init__(
        self,
        courier: Courier,
        disorder: Disorder,
        pace: Pace,
        spawn: Spawn,
        record: Record,
    ) -> None:
        """`spawn` runs in the background, `record` writes to the list of events."""
        self._courier, self._disorder, self._pace = courier, disorder, pace
        self._spawn, self._record = spawn, record
        self._streams: dict[str, _Stream] = {}

    def tell(self, callback: Callback) -> None:
        """Send soon; returns at once. Nothing is sent without an address."""
        if not callback.url:
            return
        fate = self._disorder.next_fate()
        if fate.copies == 0:
            self._record("callback.dropped", about=callback.kind, stream=callback.stream)
            return
        stream = self._streams.setdefault(callback.stream, _Stream())
        stream.waiting += 1
        self._spawn(self._deliver(callback, fate, stream))

    async def _deliver(self, callback: Callback, fate: Fate, stream: _Stream) -> None:
        try:
            if fate.held_back:
                await self._until_overtaken(stream)
            if fate.delay_s:
                await self._pace.sleep(fate.delay_s)
            if fate.held_back or fate.delay_s:
                await self._send(callback, fate)
            else:
                async with stream.lock:
                    await self._send(callback, fate)
        finally:
            stream.waiting -= 1
            if not stream.waiting:
                self._streams.pop(callback.stream, None)

    async def _until_overtaken(self, stream: _Stream) -> None:
        stream.overtaken.clear()
        try:
            limit = _HELD_BACK_AT_MOST_S / self._pace.speed
            await asyncio.wait_for(stream.overtaken.wait(), limit)
        except TimeoutError:
            return

    async def _send(self, callback: Callback, fate: Fate) -> None:
        token = str(uuid.uuid4())
        for _ in range(fate.copies):
            reply = await self._courier.send(callback.url, callback.params, callback.method, token)
            facts = {
                "about": callback.kind,
                "stream": callback.stream,
                "status": reply.status,
            }
            self._record("callback.sent", **facts, failure=reply.failure, ms=reply.ms)
        if not fate.held_back and callback.stream in self._streams:
            self._streams[callback.stream].overtaken.set()
