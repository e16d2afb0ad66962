"""Positions in the stream of events and what a returning screen has missed; pure, asks nobody."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

MOST_MISSED = 500
"""A screen that missed more than this gets a fresh snapshot instead: it is the smaller answer."""
RECENT = 5000
"""Events of all channels kept in memory (ids only), so that most returns ask no database."""


class Position(NamedTuple):
    """How far a reader is. Ordered by transaction, then id; every event has its own.

    A lower id may be committed later, so an id alone is no position (design §4).
    """

    transaction: int
    id: int

    def __str__(self) -> str:
        return f"{self.transaction}.{self.id}"


def parse(text: str) -> Position | None:
    """The position a client gives back, or None when it isn't one of ours."""
    transaction, point, id_ = text.partition(".")
    if not point or not all(part.isascii() and part.isdigit() for part in (transaction, id_)):
        return None
    if len(text) > 40:
        return None
    return Position(int(transaction), int(id_))


ON_A_TICKET: Final = frozenset({"child", "lost"})
"""Kinds that stand on the timeline of a ticket and name it nowhere else."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One recorded event as the outbox holds it: ids and non-personal facts."""

    position: Position
    at: datetime
    event: str
    kind: str
    entity_id: UUID
    version: int
    audience: frozenset[str]
    facts: dict[str, Any]

    @property
    def ticket(self) -> UUID | None:
        """The incident it is about, or on whose timeline it stands; None when there is none."""
        if self.kind == "incident":
            return self.entity_id
        on_it = self.id_of("stream") if self.kind in ON_A_TICKET else None
        return self.id_of("incident_id") or on_it

    def id_of(self, fact: str) -> UUID | None:
        """An id among the facts; None when it is absent or no id."""
        try:
            return UUID(str(self.facts[fact]))
        except (KeyError, ValueError):
            return None


class Recent:
    """The last events, in order. Between `floor` and `reached` nothing is missing here."""

    def __init__(self, floor: Position, keep: int = RECENT) -> None:
        self.floor = floor
        self.reached = floor
        self._keep = keep
        self._entries: deque[Entry] = deque()

    def add(self, entries: Iterable[Entry]) -> None:
        """Append what was read next, once; the oldest fall out and raise the floor."""
        for entry in entries:
            if entry.position <= self.reached:
                continue
            self._entries.append(entry)
            self.reached = entry.position
            if len(self._entries) > self._keep:
                self.floor = self._entries.popleft().position

    def since(self, position: Position, channel: str) -> list[Entry] | None:
        """The channel's events after `position`, or None when that reaches too far back."""
        if position < self.floor:
            return None
        return [
            entry
            for entry in self._entries
            if entry.position > position and channel in entry.audience
        ]


def can_resume(since: Position | None, oldest: Position | None, horizon: Position) -> bool:
    """Whether the events after `since` are all still there.

    `oldest` is the first event kept at all, `horizon` how far this database has come: a
    position beyond it comes from another database.
    """
    if since is None or since > horizon:
        return False
    return oldest is None or since >= oldest or oldest.id == 1
