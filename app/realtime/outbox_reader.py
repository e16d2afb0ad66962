"""Reads the outbox in an order that misses nothing; it interprets no event.

`id > last seen` misses events, since a lower id can be committed later. A reader's position is
(transaction, id), and only transactions older than every running one are read: nothing can
appear before them any more.
"""

from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel.ext.asyncio.session import AsyncSession

from app.realtime.history import Entry, Position

BATCH = 500

_COLUMNS = """
    transaction::text::bigint AS transaction, id, at, event, entity_kind, entity_id, version,
    audience, facts
"""
_NEXT = text(f"""
    SELECT {_COLUMNS}, transaction < pg_snapshot_xmin(pg_current_snapshot()) AS settled
    FROM outbox
    WHERE (transaction, id) > (CAST(CAST(:transaction AS text) AS xid8), :id)
    ORDER BY transaction, id
    LIMIT :most
""").columns(facts=JSONB)
_OF_CHANNEL = text(f"""
    SELECT {_COLUMNS}
    FROM outbox
    WHERE (transaction, id) > (CAST(CAST(:transaction AS text) AS xid8), :id)
      AND transaction < CAST(CAST(:horizon AS text) AS xid8)
      AND :channel = ANY (audience)
    ORDER BY transaction, id
    LIMIT :most
""").columns(facts=JSONB)
_OLDEST = text("""
    SELECT transaction::text::bigint AS transaction, id FROM outbox
    ORDER BY transaction, id LIMIT 1
""")


class Read(NamedTuple):
    """Entries in order; `held_up`: more is committed, but an older transaction still runs."""

    entries: list[Entry]
    held_up: bool


async def read_after(session: AsyncSession, position: Position, most: int = BATCH) -> Read:
    """The next entries of all channels after `position`, at most `most`."""
    rows = await (await session.connection()).execute(
        _NEXT,
        {"transaction": str(position.transaction), "id": position.id, "most": most},
    )
    found = rows.mappings().all()
    settled = [_entry(row) for row in found if row["settled"]]
    return Read(settled, held_up=len(settled) < len(found))


async def read_channel(
    session: AsyncSession, since: Position, horizon: Position, channel: str, most: int
) -> list[Entry]:
    """One channel's entries after `since` and below `horizon`, at most `most`."""
    rows = await (await session.connection()).execute(
        _OF_CHANNEL,
        {
            "transaction": str(since.transaction),
            "id": since.id,
            "horizon": str(horizon.transaction),
            "channel": channel,
            "most": most,
        },
    )
    return [_entry(row) for row in rows.mappings()]


async def oldest(session: AsyncSession) -> Position | None:
    """The first event still kept."""
    row = (await (await session.connection()).execute(_OLDEST)).first()
    return None if row is None else Position(row.transaction, row.id)


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
