"""What happens to a committee; ids, codes and days only, no word of an agenda."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfCommittee(Event):
    """About a committee; `entity_id` is the committee's."""

    entity_kind: ClassVar[str] = "committee"


@dataclass(frozen=True, kw_only=True)
class CommitteeFounded(OfCommittee):
    """A board, network committee or exchange meeting stands for an area from now on."""

    key: ClassVar[str] = "committee.founded"

    body: str
    level: str
    place: str | None = None


@dataclass(frozen=True, kw_only=True)
class CommitteeChanged(OfCommittee):
    """Something else is said of it now: `what` names it (quorum, name, ended)."""

    key: ClassVar[str] = "committee.changed"

    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SeatChanged(OfCommittee):
    """A seat was added, has another term, or ended; `change` says which."""

    key: ClassVar[str] = "committee.seat_changed"

    seat_id: UUID
    role: str
    change: str


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(OfCommittee):
    """A meeting was planned, held, adjourned, called off or minuted; `move` says which."""

    key: ClassVar[str] = "committee.meeting_moved"

    meeting_id: UUID
    move: str
    reason: str | None = None
    needed: int | None = None
    there: int | None = None


@dataclass(frozen=True, kw_only=True)
class AgendaChanged(OfCommittee):
    """Something was laid before a meeting, or withdrawn; `move` says which."""

    key: ClassVar[str] = "committee.agenda_changed"

    meeting_id: UUID
    item_id: UUID
    kind: str
    move: str


@dataclass(frozen=True, kw_only=True)
class DecisionMoved(OfCommittee):
    """A decision was made, done or dropped; `move` says which."""

    key: ClassVar[str] = "committee.decision_moved"

    decision_id: UUID
    move: str
    due_on: str
    done_on: str | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionTold(OfCommittee):
    """Somebody is reminded of a decision, or hears that it is late, each once: `heard` people."""

    key: ClassVar[str] = "committee.decision_told"

    decision_id: UUID
    level: str
    due_on: str
    heard: int


@dataclass(frozen=True, kw_only=True)
class MinutesOpened(OfCommittee):
    """Somebody drew the minutes of a meeting as a sheet."""

    key: ClassVar[str] = "committee.minutes_opened"

    meeting_id: UUID
