"""The outbox is read in an order that misses nothing, however transactions overlap."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar
from uuid import uuid4

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import outbox
from app.core.audience import BOARD
from app.core.db import Database
from app.realtime.history import Entry, Position
from app.realtime.outbox_reader import Read, oldest, read_after, read_channel
from app.realtime.screens import horizon


@dataclass(frozen=True, kw_only=True)
class BellRang(outbox.Event):
    key: ClassVar[str] = "bell.rang"
    entity_kind: ClassVar[str] = "bell"

    name: str


async def tell(session: AsyncSession, name: str, channel: str = BOARD) -> None:
    await outbox.record(session, BellRang(entity_id=uuid4(), version=1, name=name), [channel])
    await session.flush()


def names(entries: list[Entry]) -> list[str]:
    return [entry.facts["name"] for entry in entries]


async def read(database: Database, position: Position) -> Read:
    async with database.transaction() as session:
        return await read_after(session, position)


async def read_all(database: Database, position: Position, count: int) -> list[Entry]:
    """The next `count` entries; transactions of other databases may hold them up for a moment."""
    async with asyncio.timeout(10):
        while True:
            found = await read(database, position)
            if len(found.entries) >= count:
                return found.entries
            await asyncio.sleep(0.01)


async def begin(database: Database) -> Position:
    async with database.transaction() as session:
        return await horizon(session)


async def naive(database: Database, last: int) -> list[int]:
    """How one would read it without thinking: ids above the last one seen."""
    async with database.transaction() as session:
        connection = await session.connection()
        found = await connection.execute(
            text("SELECT id FROM outbox WHERE id > :last ORDER BY id"), {"last": last}
        )
        return list(found.scalars())


async def test_a_lower_id_that_commits_later_is_not_missed(database: Database) -> None:
    start = await begin(database)
    async with database.transaction() as late:
        await tell(late, "late")
        async with database.transaction() as early:
            await tell(early, "early")
        seen = await naive(database, 0)
        held = await read(database, start)
        assert (held.entries, held.held_up) == ([], True)
    assert await naive(database, max(seen)) == [], "the trap: the late one has the lower id"
    after = await read_all(database, start, 2)
    assert names(after) == ["late", "early"]
    assert (await read(database, after[-1].position)).entries == []


async def test_a_position_between_two_events_of_one_transaction_loses_neither(
    database: Database,
) -> None:
    start = await begin(database)
    async with database.transaction() as session:
        for name in ("one", "two", "three"):
            await tell(session, name)
    first = (await read_all(database, start, 3))[0]
    assert names(await read_all(database, first.position, 2)) == ["two", "three"]


async def test_what_was_rolled_back_is_never_read(database: Database) -> None:
    start = await begin(database)
    try:
        async with database.transaction() as session:
            await tell(session, "never")
            raise LookupError
    except LookupError:
        pass
    async with database.transaction() as session:
        await tell(session, "kept")
    assert names(await read_all(database, start, 1)) == ["kept"]


async def test_a_channel_is_read_from_the_table_up_to_the_horizon(database: Database) -> None:
    start = await begin(database)
    async with database.transaction() as session:
        await tell(session, "mine", "staff/1")
        await tell(session, "theirs", "staff/2")
    await read_all(database, start, 2)
    async with database.transaction() as late:
        await tell(late, "running", "staff/1")
        async with database.transaction() as session:
            at = await horizon(session)
            found = await read_channel(session, start, at, "staff/1", 10)
            first = await oldest(session)
    assert names(found) == ["mine"]
    assert first == found[0].position
