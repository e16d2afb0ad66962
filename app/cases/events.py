"""What happens to an incident; ids, codes and other non-personal facts only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfIncident(Event):
    """About an incident; `entity_id` is the incident's."""

    entity_kind: ClassVar[str] = "incident"


@dataclass(frozen=True, kw_only=True)
class IncidentOpened(OfIncident):
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
class IncidentLocated(OfIncident):
    """The place is known, and on what basis."""

    key: ClassVar[str] = "incident.located"

    place: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class IncidentCategorised(OfIncident):
    """What it is about."""

    key: ClassVar[str] = "incident.categorised"

    categories: list[str]


@dataclass(frozen=True, kw_only=True)
class UrgencySet(OfIncident):
    """A person set the urgency."""

    key: ClassVar[str] = "incident.urgency_set"

    urgency: str


@dataclass(frozen=True, kw_only=True)
class UrgencyRaised(OfIncident):
    """The system raised the urgency by itself; it never lowers one (I11)."""

    key: ClassVar[str] = "incident.urgency_raised"

    urgency: str


@dataclass(frozen=True, kw_only=True)
class ChildMarkedSafe(OfIncident):
    """The child is safe."""

    key: ClassVar[str] = "incident.child_safe"

    found: str | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentClosed(OfIncident):
    """Nothing more is to be done here."""

    key: ClassVar[str] = "incident.closed"

    reason: str


@dataclass(frozen=True, kw_only=True)
class IncidentLinked(OfIncident):
    """This ticket is a report of another incident: its number is an alias of `number` now."""

    key: ClassVar[str] = "incident.linked"

    to_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class ReportAdded(OfIncident):
    """Another ticket, `number`, was found to report this same incident."""

    key: ClassVar[str] = "incident.report_added"

    report_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class ResponderExcluded(OfIncident):
    """Somebody must not be asked to go; who and why stands sealed, since it accuses a person."""

    key: ClassVar[str] = "incident.responder_excluded"

    exclusion_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExclusionLifted(OfIncident):
    """One who must not be asked may be asked again."""

    key: ClassVar[str] = "incident.exclusion_lifted"

    exclusion_id: UUID


@dataclass(frozen=True, kw_only=True)
class _OfContact(Event):
    """On whether the number of an incident may be called; `entity_id` is the incident's."""

    entity_kind: ClassVar[str] = "contact"

    incident_id: UUID


@dataclass(frozen=True, kw_only=True)
class ContactMarkedSafe(_OfContact):
    """The caller pressed the key that says: you may call this number."""

    key: ClassVar[str] = "contact.marked_safe"

    call_id: UUID
    until: datetime


@dataclass(frozen=True, kw_only=True)
class ContactAllowed(_OfContact):
    """A supervisor answers for it that the number may be called."""

    key: ClassVar[str] = "contact.allowed"

    reason: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class ContactForbidden(_OfContact):
    """A supervisor forbids to call the number, whatever key was pressed."""

    key: ClassVar[str] = "contact.forbidden"

    reason: str


@dataclass(frozen=True, kw_only=True)
class ContactRefused(_OfContact):
    """Somebody wanted to call or text, and it was not known to be safe."""

    key: ClassVar[str] = "contact.refused"

    purpose: str
    safety: str
