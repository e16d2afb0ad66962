"""What happens to a call; ids, codes and other non-personal facts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class _OfCall(Event):
    entity_kind: ClassVar[str] = "call"

    incident_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallArrived(_OfCall):
    """A caller's line rang; the ticket was opened with it."""

    key: ClassVar[str] = "call.arrived"

    number: str


@dataclass(frozen=True, kw_only=True)
class CallOffered(_OfCall):
    """The call rings at one counsellor, chosen for these reasons."""

    key: ClassVar[str] = "call.offered"

    offer_id: UUID
    staff_id: UUID
    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class OfferMissed(_OfCall):
    """The counsellor did not answer in time; the caller keeps the head of the queue."""

    key: ClassVar[str] = "call.offer_missed"

    offer_id: UUID
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallPassedOn(_OfCall):
    """The counsellor let the next one take it, with a reason."""

    key: ClassVar[str] = "call.passed_on"

    offer_id: UUID
    staff_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class CallAccepted(_OfCall):
    """A counsellor took it; both lines are being joined."""

    key: ClassVar[str] = "call.accepted"

    offer_id: UUID
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallAnswered(_OfCall):
    """Caller and counsellor can hear each other."""

    key: ClassVar[str] = "call.answered"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallWaitingAgain(_OfCall):
    """The counsellor's line was lost; the caller is back at the head of the queue."""

    key: ClassVar[str] = "call.waiting_again"

    reason: str


@dataclass(frozen=True, kw_only=True)
class CallEnded(_OfCall):
    """The conversation is over, and who ended it."""

    key: ClassVar[str] = "call.ended"

    reason: str


@dataclass(frozen=True, kw_only=True)
class WrapUpCompleted(_OfCall):
    """The counsellor has finished the work after the call."""

    key: ClassVar[str] = "call.completed"

    staff_id: UUID
