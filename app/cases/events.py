"""What happens to an incident; ids, codes and other non-personal facts only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class _OfIncident(Event):
    entity_kind: ClassVar[str] = "incident"


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(_OfIncident):
    """A ticket was opened otherwise than by a call."""

    key: ClassVar[str] = "incident.opened"

    number: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class IntakeSaved(Event):
    """A field of the form was saved; which one, never what it says."""

    key: ClassVar[str] = "intake.saved"
    entity_kind: ClassVar[str] = "intake"

    incident_id: UUID
    field: str


@dataclass(frozen=True, kw_only=True)
class IncidentLocated(_OfIncident):
    """The place is known, and on what basis."""

    key: ClassVar[str] = "incident.located"

    place: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class IncidentCategorised(_OfIncident):
    """What it is about."""

    key: ClassVar[str] = "incident.categorised"

    categories: list[str]


@dataclass(frozen=True, kw_only=True)
class UrgencySet(_OfIncident):
    """A person set the urgency."""

    key: ClassVar[str] = "incident.urgency_set"

    urgency: str


@dataclass(frozen=True, kw_only=True)
class UrgencyRaised(_OfIncident):
    """The system raised the urgency by itself; it never lowers one (I11)."""

    key: ClassVar[str] = "incident.urgency_raised"

    urgency: str


@dataclass(frozen=True, kw_only=True)
class ChildMarkedSafe(_OfIncident):
    """The child is safe."""

    key: ClassVar[str] = "incident.child_safe"


@dataclass(frozen=True, kw_only=True)
class IncidentClosed(_OfIncident):
    """Nothing more is to be done here."""

    key: ClassVar[str] = "incident.closed"

    reason: str
