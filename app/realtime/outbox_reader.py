"""Reads the outbox in an order that misses nothing; it interprets no event.

`id > last seen` misses events, since a lower id can be committed later. A reader's position is
(transaction, id), and only transactions older than every running one are read: nothing can
appear before them any more.
"""

from typing import Any, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch
from app.realtime.history import Entry, Position

BATCH = 500

_COLUMNS = """
    transaction::text::bigint AS transaction, id, at, event, entity_kind, entity_id, version,
    audience, facts
"""
_NEXT = f"""
    SELECT {_COLUMNS}, transaction < pg_snapshot_xmin(pg_current_snapshot()) AS settled
    FROM outbox
    WHERE (transaction, id) > ($1::text::xid8, $2)
    ORDER BY transaction, id
    LIMIT $3
"""
_OF_CHANNEL = f"""
    SELECT {_COLUMNS}
    FROM outbox
    WHERE (transaction, id) > ($1::text::xid8, $2)
      AND transaction < $3::text::xid8
      AND $4 = ANY (audience)
    ORDER BY transaction, id
    LIMIT $5
"""
_OLDEST = """
    SELECT transaction::text::bigint AS transaction, id FROM outbox
    ORDER BY transaction, id LIMIT 1
"""


class Read(NamedTuple):
    """Entries in order; `held_up`: more is committed, but an older transaction still runs."""

    entries: list[Entry]
    held_up: bool


async def read_after(session: AsyncSession, position: Position, most: int = BATCH) -> Read:
    """The next entries of all channels after `position`, at most `most`."""
    found = await fetch(session, _NEXT, str(position.transaction), position.id, most)
    settled = [_entry(row) for row in found if row["settled"]]
    return Read(settled, held_up=len(settled) < len(found))


async def read_channel(
    session: AsyncSession, since: Position, horizon: Position, channel: str, most: int
) -> list[Entry]:
    """One channel's entries after `since` and below `horizon`, at most `most`."""
    begin, end = str(since.transaction), str(horizon.transaction)
    found = await fetch(session, _OF_CHANNEL, begin, since.id, end, channel, most)
    return [_entry(row) for row in found]


async def oldest(session: AsyncSession) -> Position | None:
    """The first event still kept."""
    for row in await fetch(session, _OLDEST):
        return Position(row["transaction"], row["id"])
    return None


def _entry(row: Any) -> Entry:
    return Entry(
        position=Position(row["transaction"], row["id"]),
        at=row["at"],
        event=row["event"],
        kind=row["entity_kind"],
        entity_id=row["entity_id"],
        version=row["version"],
        audience=frozenset(row["audience"]),
        facts=row["facts"],
    )
