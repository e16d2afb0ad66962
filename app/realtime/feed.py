"""One reader a process: takes events from the outbox to the consoles concerned, in safe order."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import CallOffered
from app.core.audience import BOARD
from app.core.bell import POLL_SECONDS
from app.core.db import Database
from app.realtime import channels
from app.realtime.channels import View
from app.realtime.history import Entry, Position, Recent
from app.realtime.hub import Hub
from app.realtime.messages import ErrorMessage, EventMessage, Resync, encode
from app.realtime.outbox_reader import BATCH, read_after
from app.realtime.rows import KINDS
from app.realtime.screens import Patch, horizon, patches, queue_message
from app.staff.permissions import NotAllowed

FIRST_RETRY_SECONDS = 0.002
LONGEST_RETRY_SECONDS = 0.01
PATIENCE_SECONDS = 0.2
AFTER_ERROR_SECONDS = 0.1
GAP_SECONDS = 0.005
"""In a flood of events they are taken in batches; after a quiet time the first goes at once."""
ALONE_SECONDS = 1.0
QUEUE_GAP_SECONDS = 1.0
"""Every counsellor sees how many wait; that is told at most once a second."""
QUEUE_AT_ONCE = 25
QUEUE_PAUSE_SECONDS = 0.01
"""So many consoles are told of it at a time, so that an offer never waits behind hundreds."""
LANES = 4
"""So many views are made at a time: most of it is waiting for Postgres."""
RINGS = frozenset({CallOffered.key})
"""Views with one of these events go first: a counsellor's console rings by it."""
MAY_CHANGE_ACCESS = frozenset({"call", "dispatch", "incident", "case"})

log = structlog.get_logger()


class Feed:
    """Follows the outbox for as long as `run` runs; no error ends it, since nobody would notice."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self.position = Position(0, 0)
        self.recent = Recent(self.position)
        self.begun = asyncio.Event()
        self._queue_changed = False
        self._queue_next = 0.0
        self._queue: EventMessage | None = None
        self._untold: deque[View] = deque()
        self._alone_next = 0.0

    async def run(self) -> None:
        """Deliver until cancelled; comes back by itself when Postgres was away."""
        await self._begin()
        async with self._database.bell.listening() as heard:
            while True:
                await heard(GAP_SECONDS, QUEUE_PAUSE_SECONDS if self._untold else POLL_SECONDS)
                try:
                    if not self._hub.consoles:
                        self._untold.clear()  # or the short pause would go on for nobody
                        await self._keep_up_alone()
                        continue
                    await self.catch_up()
                    await self._tell_queue()
                except Exception as error:
                    log.warning("feed_lost", error=type(error).__name__)
                    await asyncio.sleep(AFTER_ERROR_SECONDS)

    async def _begin(self) -> None:
        """Start where the stream is now: whoever subscribes later gets a snapshot anyway."""
        while True:
            try:
                async with self._database.transaction() as session:
                    self.position = await horizon(session)
                    self.recent = Recent(self.position)
                self.begun.set()
                return
            except Exception as error:
                log.warning("feed_waits", error=type(error).__name__)
                await asyncio.sleep(0.5)

    async def _keep_up_alone(self) -> None:
        """Nobody watches: move on without reading, now and then.

        A console that comes while we ask has entered the hub before its first picture, so the
        old position stands and it misses nothing.
        """
        now = asyncio.get_running_loop().time()
        if now < self._alone_next:
            return
        self._alone_next = now + ALONE_SECONDS
        async with self._database.transaction() as session:
            position = await horizon(session)
        if not self._hub.consoles and position > self.position:
            self.position = position
            self.recent = Recent(position)

    async def catch_up(self) -> None:
        """Deliver everything that is committed; waits a moment where a transaction is in the way.

        A transaction that takes long is left to the next bell or poll.
        """
        pause, waited = FIRST_RETRY_SECONDS, 0.0
        while True:
            async with self._database.transaction() as session:
                read = await read_after(session, self.position)
                if read.entries:
                    await self._deliver(session, read.entries)
            if len(read.entries) == BATCH:
                continue
            if not read.held_up or waited >= PATIENCE_SECONDS:
                return
            await asyncio.sleep(pause)
            waited += pause
            pause = min(2 * pause, LONGEST_RETRY_SECONDS)

    async def _deliver(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        """To every view concerned. Remembered first: whoever returns while this goes on and was
        not yet watching when a view's turn came must find the event among what was missed.
        """
        self.recent.add(entries)
        known = [entry for entry in entries if _known(entry)]
        audience = {channel for entry in known for channel in entry.audience}
        views = ringing_first(self._hub.views(audience), known)
        turns = iter(views)
        others = (self._lane(turns, known) for _ in views[1:LANES])
        await _all_done(self._take_turns(session, turns, known), *others)
        self.position = entries[-1].position
        if any(entry.kind == "call" and BOARD in entry.audience for entry in known):
            self._queue_changed = True

    async def _lane(self, turns: Iterator[View], known: Sequence[Entry]) -> None:
        async with self._database.transaction() as session:
            await self._take_turns(session, turns, known)

    async def _take_turns(
        self, session: AsyncSession, turns: Iterator[View], known: Sequence[Entry]
    ) -> None:
        """Each view in turn gets its events; lanes share the turns, so no view is made twice."""
        for view in turns:
            concerned = [entry for entry in known if view.audience in entry.audience]
            await self._send_safely(session, view, concerned)

    async def _send_safely(
        self, session: AsyncSession, view: View, entries: Sequence[Entry]
    ) -> None:
        """A view that can't be rendered is told to begin anew; it must not hold up the others."""
        try:
            if view.kind in ("incident", "case"):
                await self._recheck(session, view, entries)
            await self._send(session, view, entries)
        except (OSError, DBAPIError) as error:
            if isinstance(error, OSError) or error.connection_invalidated:
                raise
            await self._give_up(session, view, error)
        except Exception as error:
            await self._give_up(session, view, error)

    async def _give_up(self, session: AsyncSession, view: View, error: Exception) -> None:
        log.error("view_failed", kind=view.kind, error=type(error).__name__)
        await session.rollback()
        for subscription in self._hub.watching(view):
            self._hub.unwatch(subscription.console, view.name)
            subscription.console.say(Resync(channel=view.name))

    async def _send(self, session: AsyncSession, view: View, entries: Sequence[Entry]) -> None:
        now = asyncio.get_running_loop().time()
        made = await patches(session, view, entries)
        if view.kind == "field":
            await self._record(view, made)
        for patch in made:
            text = encode(patch.message(view))
            await self._hub.send(view, patch.entry.position, text)
            self._hub.ring(view, patch.put, patch.drop, now)

    async def _record(self, view: View, made: Sequence[Patch]) -> None:
        """Whoever is about to see the details of a task first is on record before it is sent."""
        shown = {put.id for patch in made for put in patch.put if put.row.get("details")}
        watching = [one.console for one in self._hub.watching(view)]
        new = [console for console in watching if shown - console.recorded]
        if not new:
            return
        async with self._database.transaction() as session:
            for console in new:
                ids = {UUID(id_) for id_ in shown - console.recorded}
                await channels.record_field_sight(session, console.who, ids)
        for console in new:
            console.recorded |= shown

    async def _recheck(self, session: AsyncSession, view: View, entries: Sequence[Entry]) -> None:
        """Whoever has lost his or her part in an incident or case hears no more of it."""
        if not any(entry.kind in MAY_CHANGE_ACCESS for entry in entries):
            return
        for subscription in self._hub.watching(view):
            console = subscription.console
            if not await channels.still_open(session, console.who, view):
                self._hub.unwatch(console, view.name)
                detail = f"This {view.kind} is no longer yours to watch."
                console.say(ErrorMessage(code=NotAllowed.code, detail=detail, ref=view.name))

    async def _tell_queue(self) -> None:
        """Tell the next consoles of how many wait; begins anew once all have been told."""
        if not self._untold:
            await self._look_at_queue()
        if self._queue is None or not self._untold:
            return
        text = encode(replace(self._queue, position=str(self.position)))
        for _ in range(min(QUEUE_AT_ONCE, len(self._untold))):
            await self._hub.send(self._untold.popleft(), self.position, text)

    async def _look_at_queue(self) -> None:
        now = asyncio.get_running_loop().time()
        views = self._hub.views_of("me")
        if not self._queue_changed or now < self._queue_next or not views:
            return
        self._queue_next = now + QUEUE_GAP_SECONDS
        async with self._database.transaction() as session:
            self._queue = await queue_message(session, self.position)
        self._queue_changed = False
        self._untold.extend(views)


def ringing_first(views: Iterable[View], entries: Sequence[Entry]) -> list[View]:
    """These views, those of whom somebody rings at first: it is that console a caller waits for."""
    ringing = {channel for one in entries if one.event in RINGS for channel in one.audience}
    return sorted(views, key=lambda view: view.audience not in ringing)


async def _all_done(*lanes: Coroutine[Any, Any, None]) -> None:
    """Wait for every lane, whatever becomes of one; then raise what went wrong first."""
    for failed in await asyncio.gather(*lanes, return_exceptions=True):
        if failed is not None:
            raise failed


def _known(entry: Entry) -> bool:
    """Events about kinds of things the table of rows doesn't know go nowhere."""
    if entry.kind not in KINDS:
        log.error("event_kind_unknown", event_name=entry.event)
    return entry.kind in KINDS
