"""Callers whom nobody told us of: by the phone network's own list of calls each gets a ticket.

While all of our server is away the provider reads callers the fallback document, and no webhook
comes. So its list is read again and again, from the last moment up to which nobody was missed (I1).
It never takes a line out of a talk, and never says by itself that somebody has hung up.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog
from prometheus_client import Counter
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import intake, overflow, service
from app.calls.phone import CallerArrived
from app.core import clock
from app.core.db import Database, execute, fetch, fetch_value
from app.core.errors import ProviderError
from app.jobs.queue import defer

EVERY_SECONDS = 15.0
YOUNG = timedelta(seconds=15)
"""A call so new is left to its own webhook, and one after a time without a database to the
journal."""
OVERLAP = timedelta(minutes=2)
"""Looked at again and again: the provider's clock is another one, and its list may lag."""
FIRST_LOOK, LONGEST_LOOK = timedelta(minutes=15), timedelta(days=7)
NETWORK = "provider"

CAUGHT_UP = Counter("helpline_calls_caught_up_total", "Calls found in the provider's list alone")

_UNTIL = "SELECT until FROM phone_watch WHERE name = $1"
_GOOD = """
INSERT INTO phone_watch (name, until) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET until = greatest(phone_watch.until, excluded.until)
"""
_KNOWN = "SELECT provider_call_id FROM call WHERE provider_call_id = ANY($1)"
_AT_DUTY_PHONES = """
SELECT id, provider_call_id FROM call
WHERE state = 'diverted' AND answered_at < $1 ORDER BY answered_at LIMIT 50
"""

log = structlog.get_logger()


@dataclass(frozen=True)
class Listed:
    """A caller's line as the network's list has it; `caller.at` is when it rang.

    `rings`: nobody has answered it yet, not even a document: somebody will be asked for one.
    """

    caller: CallerArrived
    is_up: bool
    rings: bool = False


class CallList(Protocol):
    """What the list of a phone network tells. Both raise ProviderError."""

    async def callers_since(self, since: datetime) -> list[Listed]:
        """Everybody who rang our number since then, in any order."""

    async def is_up(self, provider_call_id: str) -> bool:
        """See Phone.is_up."""

    async def talks(self, provider_call_id: str) -> bool:
        """Whether a line that this caller was connected to by dialling is answered now."""


async def due(database: Database) -> bool:
    """Whether no process has looked at the list lately: two of them shall not both read it."""
    async with database.transaction() as session:
        until = await fetch_value(session, _UNTIL, NETWORK)
    lately = timedelta(seconds=EVERY_SECONDS / 2) + YOUNG
    return until is None or until < clock.now() - lately


async def catch_up(database: Database, network: CallList) -> int:
    """One look at the list; how many callers got their ticket by it. Raises ProviderError."""
    now = clock.now()
    async with database.transaction() as session:
        since = await fetch_value(session, _UNTIL, NETWORK) or now - FIRST_LOOK
    listed = await network.callers_since(max(since, now - LONGEST_LOOK) - OVERLAP)
    found = await _unknown(database, [one for one in listed if _is_old(one, now)])
    for one in found:
        await _take_in(database, network, one)
    await _after_their_talks(database, network)
    async with database.transaction() as session:
        await execute(session, _GOOD, NETWORK, now - YOUNG)
    return len(found)


async def ended_unheard(session: AsyncSession, caller: CallerArrived) -> UUID:
    """The end of a call is the first that we hear of it: a ticket, and somebody to call back."""
    arrival = await intake.arrive_within(session, caller)
    await service.caller_left(session, arrival.call_id)
    return arrival.call_id


def _rang(one: Listed) -> datetime:
    return one.caller.at or clock.now()


def _is_old(one: Listed, now: datetime) -> bool:
    """Whether its own webhook is over; a line that rings can be taken nowhere and needs no help."""
    return not one.rings and _rang(one) <= now - YOUNG


async def _unknown(database: Database, listed: Collection[Listed]) -> list[Listed]:
    ids = [one.caller.provider_call_id for one in listed]
    async with database.transaction() as session:
        known = {row[0] for row in await fetch(session, _KNOWN, ids)} if ids else set()
    fresh = [one for one in listed if one.caller.provider_call_id not in known]
    return sorted(fresh, key=_rang)


async def _take_in(database: Database, network: CallList, one: Listed) -> None:
    """A ticket; whoever is still on the line and talks to nobody comes into our queue."""
    talks = one.is_up and await network.talks(one.caller.provider_call_id)
    async with database.transaction() as session:
        if not one.is_up:
            await ended_unheard(session, one.caller)
        else:
            call_id = (await intake.arrive_within(session, one.caller)).call_id
            if talks:
                await overflow.divert(session, call_id, clock.now())
                await overflow.answered(session, call_id, 1)
            else:
                await service.heartbeat(session, call_id)
                await defer(session, "calls.wait", call_id)
    CAUGHT_UP.inc()
    log.warning("call_caught_up", is_up=one.is_up, talks=talks)


async def _after_their_talks(database: Database, network: CallList) -> None:
    """Whoever talked with a duty phone, is still on the line and talks no more: to the queue.

    That it was over may have been told to nobody.
    """
    async with database.transaction() as session:
        rows = await fetch(session, _AT_DUTY_PHONES, clock.now() - YOUNG)
    for call_id, line in rows:
        try:
            alone = not await network.talks(line) and await network.is_up(line)
        except ProviderError:
            continue
        if alone:
            async with database.transaction() as session:
                await overflow.talk_over(session, call_id)
                await defer(session, "calls.wait", call_id)
