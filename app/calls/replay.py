"""Makes rows of what the journal kept; it reads and writes no file."""

import asyncio
from contextlib import suppress
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import intake, overflow, service
from app.calls.journal import Journal, Line
from app.calls.models import Call, WebhookAnswer
from app.calls.phone import CallerArrived
from app.core import clock, security
from app.core.db import Database

EVERY_SECONDS = 1.0

log = structlog.get_logger()


async def run_journal(database: Database, journal: Journal, stop: asyncio.Event) -> None:
    """Drain the journal again and again, until `stop`; no error ends it."""
    while not stop.is_set():
        try:
            lines = await journal.drain(partial(replay, database))
            if lines:
                log.warning("journal_drained", lines=lines)
        except Exception as error:  # most likely the database is still away
            log.warning("journal_waits", error=type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY_SECONDS)


async def replay(database: Database, lines: list[Line]) -> None:
    """One caller's lines become rows in one transaction; a line that did so before is left out."""
    async with database.transaction() as session:
        fresh = [line for line in lines if await _first_time(session, line)]
        for line in sorted(fresh, key=lambda one: one.at):
            await _apply(session, line)


async def _first_time(session: AsyncSession, line: Line) -> bool:
    mark = security.fingerprint(f"journal:{line.id}".encode())
    written = await session.exec(
        insert(WebhookAnswer)
        .values(fingerprint=mark, answer="", at=clock.now())
        .on_conflict_do_nothing()
        .returning(col(WebhookAnswer.fingerprint))
    )
    return written.first() is not None


async def _apply(session: AsyncSession, line: Line) -> None:
    call_id = await _call(session, line)
    if line.kind == "left":
        await service.caller_left(session, call_id)
    elif await _is_news(session, call_id, line):
        if line.kind == "diverted":
            await overflow.divert(session, call_id, line.at)
        elif line.kind == "duty_answered":
            await overflow.answered(session, call_id, line.step, line.at)


async def _call(session: AsyncSession, line: Line) -> UUID:
    """The line's call; whatever of it came first makes the ticket (I1)."""
    known = await service.call_of_provider(session, line.provider_call_id)
    if known is not None:
        return known
    fact = CallerArrived(line.provider_call_id, line.number, line.number_kind, at=line.at)
    return (await intake.arrive_within(session, fact)).call_id


async def _is_news(session: AsyncSession, call_id: UUID, line: Line) -> bool:
    """Whether nothing was heard of the caller since: then he or she is elsewhere by now."""
    call = await session.get(Call, call_id)
    return call is not None and call.heartbeat_at <= line.at
