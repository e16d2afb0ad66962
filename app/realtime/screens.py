"""Turns the outbox's entries into what a screen must put and drop; it knows no socket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch_value
from app.realtime.channels import View
from app.realtime.collection import Collection, Gone
from app.realtime.glance import forget
from app.realtime.history import Entry, Position
from app.realtime.messages import Drop, Entity, EventMessage, Put, Row, Snapshot
from app.realtime.rows import QUEUE_ID, collections_of, queue_rows

_HORIZON = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


@dataclass
class Patch:
    """One event as one view gets it."""

    entry: Entry
    put: list[Put] = field(default_factory=list)
    drop: list[Drop] = field(default_factory=list)

    def message(self, view: View) -> EventMessage:
        """It, as it goes over the line."""
        entry = self.entry
        return EventMessage(
            channel=view.name,
            position=str(entry.position),
            event=_name(view, entry, shown=bool(self.put)),
            at=entry.at,
            entity=Entity(entry.kind, str(entry.entity_id), entry.version),
            put=self.put,
            drop=self.drop,
        )


OF_A_TASK: Final = frozenset({"dispatch", "centre", "stay", "site", "duty"})
SOMETHING: Final = "incident.changed"


def _name(view: View, entry: Entry, *, shown: bool) -> str:
    """What happened. A field screen learns it of its own tasks, beds and duty, and of nothing else.

    The name alone may tell what an agency must not know: that a wedding is set, say.
    """
    hidden = view.kind == "field" and not (shown and entry.kind in OF_A_TASK)
    return SOMETHING if hidden else entry.event


async def horizon(session: AsyncSession) -> Position:
    """How far every transaction has ended: all events before it are committed and visible."""
    return Position(await fetch_value(session, _HORIZON), 0)


async def snapshot(session: AsyncSession, view: View) -> tuple[Position, Snapshot]:
    """All rows of a view. `session` must be REPEATABLE READ, or rows may be newer than told."""
    at = await horizon(session)
    collections: dict[str, dict[str, Row]] = {}
    for collection in collections_of(view):
        collections[collection.name] = await collection.rows(session, view, None)
    return at, Snapshot(channel=view.name, position=str(at), collections=collections)


async def patches(session: AsyncSession, view: View, entries: Sequence[Entry]) -> list[Patch]:
    """One patch an entry, in order. Each touched row is loaded once, as it is now, and goes with
    the last entry that touches it: a reader that stops in between will be told the rest.
    """
    forget(session)
    made = {entry.position: Patch(entry) for entry in entries}
    for collection in collections_of(view):
        concerned = [entry for entry in entries if entry.kind in collection.kinds]
        if concerned:
            await _fill(session, view, collection, concerned, made)
    return list(made.values())


async def _fill(
    session: AsyncSession,
    view: View,
    collection: Collection,
    entries: Sequence[Entry],
    made: Mapping[Position, Patch],
) -> None:
    last = await collection.touched(session, view, entries)
    if not last:
        return
    rows = {} if isinstance(last, Gone) else await collection.rows(session, view, set(last))
    for id_, entry in last.items():
        patch = made[entry.position]
        if id_ in rows:
            patch.put.append(Put(collection.name, id_, rows[id_]))
        else:
            patch.drop.append(Drop(collection.name, id_))


async def queue_message(session: AsyncSession, position: Position) -> EventMessage:
    """The length of the queue, for every `me`: many screens, so it is sent apart and seldom."""
    rows = await queue_rows(session)
    return EventMessage(
        channel="me",
        position=str(position),
        event="queue.changed",
        at=clock.now(),
        entity=Entity("queue", QUEUE_ID, 0),
        put=[Put("queue", id_, row) for id_, row in rows.items()],
        drop=[],
    )
