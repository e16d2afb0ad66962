"""What happens to a cash transfer, on the timeline of its case; ids, codes and whole poisha."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from app.cases.case_events import OfCase
from app.cases.events import OfIncident
from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfCash(OfCase):
    """About the transfer of a case's child; `entity_id` is the case's."""

    enrolment_id: UUID
    number: str

    def facts(self) -> dict[str, Any]:
        """The event's own fields as JSON values; a day as text."""
        plain = super().facts()
        return {
            name: one.isoformat() if isinstance(one, date) else one for name, one in plain.items()
        }


@dataclass(frozen=True, kw_only=True)
class CashApplied(OfCash):
    """A cash transfer is applied for, for a group of the scheme."""

    key: ClassVar[str] = "case.cash_applied"

    group: str
    scheme: int


@dataclass(frozen=True, kw_only=True)
class CashEvidenceNoted(OfCash):
    """Somebody's word on a criterion, or on a condition of a tranche, was written down."""

    key: ClassVar[str] = "case.cash_evidence_noted"

    evidence_id: UUID
    about: str
    answer: str
    tranche: int | None = None


@dataclass(frozen=True, kw_only=True)
class CashDecided(OfCash):
    """The child is enrolled, or is not; by another person than who applied."""

    key: ClassVar[str] = "case.cash_decided"

    state: str
    reason: str | None = None
    starts_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CashPayeeMoved(OfCash):
    """Somebody is named who gets the money for the child, or was confirmed by another person.

    `apart`: whoever confirmed says that it is not the accused one it may be by the record.
    """

    key: ClassVar[str] = "case.cash_payee_moved"

    payee_id: UUID
    channel: str
    confirmed: bool = False
    apart: bool = False


@dataclass(frozen=True, kw_only=True)
class CashTrancheMoved(OfCash):
    """A tranche was proposed, released, rejected, withdrawn, or its release reversed."""

    key: ClassVar[str] = "case.cash_tranche_moved"

    tranche: int
    state: str
    how: str
    poisha: int
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CashTrancheHeld(OfCash):
    """A tranche is held, or its hold was lifted."""

    key: ClassVar[str] = "case.cash_tranche_held"

    tranche: int
    held: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class CashPaymentMoved(OfCash):
    """Money was sent, arrived, failed or came back, or the last word on it was taken back."""

    key: ClassVar[str] = "case.cash_payment_moved"

    payment_id: UUID
    tranche: int
    state: str
    how: str
    poisha: int
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CashEnded(OfCash):
    """The transfer is paid in full, or ended before."""

    key: ClassVar[str] = "case.cash_ended"

    state: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CashGrievanceMoved(OfCash):
    """A grievance on the transfer came by the line, was answered, told, or reopened."""

    key: ClassVar[str] = "case.cash_grievance_moved"

    grievance_id: UUID
    category: str
    state: str
    how: str
    due_at: datetime
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class CashGrievanceLate(OfCash):
    """Nobody has told the answer to a grievance in time; all concerned hear of it, once."""

    key: ClassVar[str] = "case.cash_grievance_late"

    grievance_id: UUID
    category: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class CashGrievanceKept(Event):
    """A grievance that is about a person came or is late; the owner of the case is not told.

    `entity_id` is the case's, whose version and timeline stay as they are.
    """

    key: ClassVar[str] = "cash.grievance_kept"
    entity_kind: ClassVar[str] = "case"

    enrolment_id: UUID
    grievance_id: UUID
    category: str
    how: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class IncidentTakenAsGrievance(OfIncident):
    """This incident is a grievance on a cash transfer."""

    key: ClassVar[str] = "incident.taken_as_grievance"

    grievance_id: UUID
    enrolment: str
    category: str
