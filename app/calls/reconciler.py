"""Asks the provider about callers nobody has told us of lately: lost news must not keep a call.

Webhooks may be late, in any order, or never come (I8). This looks, and leaves every decision to
the verbs.
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import and_, or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import catch_up, overflow, service
from app.calls.catch_up import CallList
from app.calls.guests import guests_of
from app.calls.models import LIVE, Call
from app.calls.phone import Phone
from app.calls.states import CallState, LegState
from app.core import clock
from app.core.db import Database
from app.jobs.queue import defer
from app.staff.models import DutyRow

EVERY_SECONDS = 2.0
SILENT_SECONDS = 40
"""Three wait documents of 10 to 15 s not asked for: the heartbeat has stopped, or there is none."""
CONSOLE_SILENT_SECONDS = 6
"""A console answers every 4 s. One that is silent in a conversation may have taken the line along:
the caller would hear nothing.
"""
AT_ONCE = 200
ASKED_AT_ONCE = 8
"""A whole night of silent callers is looked at within seconds, and the provider is not flooded."""
WAITING, DIVERTED = text("state = 'waiting'"), text("state = 'diverted'")
"""Written out, as LIVE is: with parameters the partial indexes could not be used."""

log = structlog.get_logger()


async def run_reconciler(database: Database, phone: Phone, stop: asyncio.Event) -> None:
    """Look again and again, until `stop`; no error ends it.

    After the start, and after every time without a database, each conversation is looked at once:
    what the phone network had to tell meanwhile may be lost.
    """
    deaf_until = clock.now()
    while not stop.is_set():
        try:
            await reconcile(database, phone, deaf_until)
        except Exception as error:
            log.warning("reconciler_lost", error=type(error).__name__)
            deaf_until = clock.now() + timedelta(seconds=EVERY_SECONDS)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY_SECONDS)


async def reconcile(database: Database, phone: Phone, deaf_until: datetime | None = None) -> None:
    """One look at every call that lives by our books and has given no sign of life lately.

    Conversations are looked at, too, if they gave none since `deaf_until`.
    """
    async with database.transaction() as session:
        silent = await _silent(session, deaf_until)
    few = asyncio.Semaphore(ASKED_AT_ONCE)

    async def look(call: Call) -> None:
        async with few:
            try:
                await look_at(database, phone, call)
            except Exception as error:  # one that can't be looked at hides no other
                log.warning("call_not_looked_at", call_id=str(call.id), error=type(error).__name__)

    await asyncio.gather(*(look(call) for call in silent))


async def _silent(session: AsyncSession, deaf_until: datetime | None) -> list[Call]:
    now = clock.now()
    since = now - timedelta(seconds=SILENT_SECONDS)
    lately = now - timedelta(seconds=CONSOLE_SILENT_SECONDS)
    alone = select(DutyRow.staff_id).where(
        DutyRow.staff_id == Call.owner_id, col(DutyRow.link_seen_at) < lately
    )
    found = await session.exec(
        select(Call)
        .where(
            or_(
                and_(or_(WAITING, DIVERTED, LIVE), col(Call.heartbeat_at) < since),
                and_(LIVE, col(Call.heartbeat_at) < lately, alone.exists()),
                and_(LIVE, col(Call.heartbeat_at) < (deaf_until or since)),
            )
        )
        .order_by(col(Call.heartbeat_at))
        .limit(AT_ONCE)
    )
    return list(found)


async def look_at(database: Database, phone: Phone, call: Call) -> None:
    """Ask the provider who of this call is still there, and act on its word.

    Raises ProviderError when it does not say.
    """
    if not await phone.is_up(call.provider_call_id):
        async with database.transaction() as session:
            await service.caller_left(session, call.id)
        return
    alone = await _left_alone_by(database, phone, call)
    inside = await phone.present(call.id, call.step) if alone is not None else ()
    await _look_at_guests(database, phone, call)
    async with database.transaction() as session:
        await service.heartbeat(session, call.id)
        if alone is not None:
            await service.counsellor_lost(session, alone, caller_is_up=True, inside=inside)
        elif call.state is CallState.DIVERTED and call.answered_at is None:
            await overflow.missed(session, call.id)  # it was never told what came of it
            await defer(session, "calls.wait", call.id)
        elif call.state is CallState.WAITING:
            await defer(session, "calls.wait", call.id)
        else:
            await service.renew(session, call.id, call.step)  # the news of a return may be lost


async def waits_after_all(database: Database, phone: Phone, call: Call) -> None:
    """The caller of a conversation asks what to play while waiting: is the talk over?

    Such a request may be late, so the provider is asked who is in the conference. A caller who is
    up and not in it waits again; he or she is in the queue already. Raises ProviderError.
    """
    if call.asks is not None:  # out of it for a question, and brought back (interview_keys.py)
        return
    inside = await phone.present(call.id, call.step)
    if call.provider_call_id in inside or not await phone.is_up(call.provider_call_id):
        return
    async with database.transaction() as session:
        await service.dial_done(session, call.id, call.step, True, call.questions)


async def _left_alone_by(database: Database, phone: Phone, call: Call) -> UUID | None:
    """The leg of a conversation whose line is no longer there; None while all is well."""
    if call.state is not CallState.TALKING:
        return None
    async with database.transaction() as session:
        leg = await service.current_leg(session, call)
    if leg is None or leg.provider_call_id is None:
        return None
    gone = leg.state is LegState.LEFT or not await phone.is_up(leg.provider_call_id)
    return leg.id if gone else None


async def _look_at_guests(database: Database, phone: Phone, call: Call) -> None:
    """Lines of guests that came or are no longer there, and of which nobody has told us."""
    async with database.transaction() as session:
        guests = await guests_of(session, call.id)
    if any(leg.state is not LegState.JOINED for leg in guests):
        inside = await phone.present(call.id, call.step)
        async with database.transaction() as session:
            await service.joined_by_now(session, call.id, call.step, inside)
    for leg in guests:
        if leg.provider_call_id and not await phone.is_up(leg.provider_call_id):
            async with database.transaction() as session:
                await service.leg_moved(session, leg.id, LegState.LEFT)


async def run_catch_up(database: Database, network: CallList, stop: asyncio.Event) -> None:
    """Read the phone network's list of calls again and again, until `stop`; no error ends it.

    After an error it waits, so that the journal has told first what it kept meanwhile.
    """
    while not stop.is_set():
        try:
            if await catch_up.due(database):
                await catch_up.catch_up(database, network)
        except Exception as error:
            log.warning("calls_not_listed", error=type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), catch_up.EVERY_SECONDS)
