"""Tables of cases: incidents, children, intake, timeline, holds, parties and access records.

What a child or caller said is sealed under the incident's or the child's own data key.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.cases.states import IncidentState
from app.core.columns import (
    choice,
    facts,
    many,
    moment,
    number,
    one_of,
    points_at,
    sealed,
    words,
)


class Urgency(StrEnum):
    """How soon somebody must have acknowledged: 2 minutes, 10 minutes, 4 hours."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class Channel(StrEnum):
    """How a situation was reported."""

    CALL = "call"
    SMS = "sms"
    WALK_IN = "walk_in"
    LETTER = "letter"
    PARTNER = "partner"
    LINE_999 = "line_999"
    LINE_109 = "line_109"
    OUTREACH = "outreach"
    INSTITUTION = "institution"


WITHOUT_CALL = tuple(channel for channel in Channel if channel not in (Channel.CALL, Channel.SMS))
"""How somebody can report without calling or texting us: a person writes it down."""


class Said(StrEnum):
    """Who spoke on whether a number may be called, and how: the caller's key, or a supervisor."""

    PRESSED = "pressed"
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"


class Incident(SQLModel, table=True):
    """One reported situation, opened at the first ring; the ticket is its number."""

    __tablename__ = "incident"
    __table_args__ = (
        one_of("state", IncidentState),
        one_of("channel", Channel),
        one_of("urgency", Urgency),
        Index("ix_incident_open", "opened_at", postgresql_where=text("state = 'open'")),
        Index("ix_incident_linked_to", "linked_to", postgresql_where=text("linked_to IS NOT NULL")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: str = Field(sa_column=words(unique=True))
    state: IncidentState = Field(default=IncidentState.OPEN, sa_column=choice(IncidentState))
    channel: Channel = Field(sa_column=choice(Channel))
    urgency: Urgency | None = Field(default=None, sa_column=choice(Urgency, nullable=True))
    urgency_source: str | None = None
    place: str | None = None
    place_basis: str | None = None
    categories: list[str] = Field(default_factory=list, sa_column=many())
    wrapped_key: bytes | None = Field(default=None, sa_column=sealed())
    opened_at: datetime = Field(sa_column=moment(nullable=False))
    answered_at: datetime | None = Field(default=None, sa_column=moment())
    located_at: datetime | None = Field(default=None, sa_column=moment())
    dispatched_at: datetime | None = Field(default=None, sa_column=moment())
    acknowledged_at: datetime | None = Field(default=None, sa_column=moment())
    ack_due_at: datetime | None = Field(default=None, sa_column=moment())
    reached_at: datetime | None = Field(default=None, sa_column=moment())
    safe_at: datetime | None = Field(default=None, sa_column=moment())
    closed_at: datetime | None = Field(default=None, sa_column=moment())
    close_reason: str | None = None
    linked_to: UUID | None = Field(
        default=None, sa_column=points_at("incident.id", nullable=True, index=False)
    )
    linked_at: datetime | None = Field(default=None, sa_column=moment())
    language: str | None = None
    version: int = 1


class Child(SQLModel, table=True):
    """A child at risk. Everything known of the child is sealed under the child's own key.

    `incident_id`: the ticket the record was made for, if one. `merged_into`: the record that is
    kept instead, the last of a chain of merges; each step of it is a row of `child_merge`.
    """

    __tablename__ = "child"
    __table_args__ = (
        Index(
            "ix_child_merged_into", "merged_into", postgresql_where=text("merged_into IS NOT NULL")
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID | None = Field(
        default=None, sa_column=points_at("incident.id", nullable=True)
    )
    wrapped_key: bytes | None = Field(default=None, sa_column=sealed())
    added_at: datetime = Field(sa_column=moment(nullable=False))
    added_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    merged_into: UUID | None = Field(
        default=None, sa_column=points_at("child.id", nullable=True, index=False)
    )
    version: int = Field(default=0, sa_column=number())


class IntakeField(SQLModel, table=True):
    """One field of the intake form, last write kept; `child_id` tells whose key seals it."""

    __tablename__ = "intake_field"
    __table_args__ = (PrimaryKeyConstraint("incident_id", "field"),)

    incident_id: UUID = Field(sa_column=points_at("incident.id", index=False))
    field: str = Field(sa_column=words())
    child_id: UUID | None = Field(default=None, sa_column=points_at("child.id", nullable=True))
    value: bytes | None = Field(default=None, sa_column=sealed())
    rev: int = 1
    saved_at: datetime = Field(sa_column=moment(nullable=False))
    saved_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class TimelineEntry(SQLModel, table=True):
    """One step of an incident, appended and never changed. `seq` is the incident's version."""

    __tablename__ = "timeline_entry"
    __table_args__ = (UniqueConstraint("incident_id", "seq"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    seq: int
    at: datetime = Field(sa_column=moment(nullable=False))
    kind: str = Field(sa_column=words())
    actor_kind: str = Field(default="system", sa_column=words())
    actor_id: UUID | None = None
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=facts())


class Hold(SQLModel, table=True):
    """Why an incident can't be closed; placed and released by the room that has the reason."""

    __tablename__ = "hold"
    __table_args__ = (
        Index(
            "uq_hold_open",
            "incident_id",
            "kind",
            "ref",
            unique=True,
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    kind: str = Field(sa_column=words())
    ref: UUID
    placed_at: datetime = Field(sa_column=moment(nullable=False))
    released_at: datetime | None = Field(default=None, sa_column=moment())


class Party(SQLModel, table=True):
    """Somebody who takes part in an incident and may therefore see his or her share of it."""

    __tablename__ = "party"
    __table_args__ = (
        Index(
            "uq_party_present",
            "incident_id",
            "kind",
            "ref",
            unique=True,
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_party_ref", "ref"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    kind: str = Field(sa_column=words())
    ref: UUID
    since: datetime = Field(sa_column=moment(nullable=False))
    until: datetime | None = Field(default=None, sa_column=moment())


class AccessRecord(SQLModel, table=True):
    """Who opened an incident, when, through which door and why."""

    __tablename__ = "access_record"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    at: datetime = Field(sa_column=moment(nullable=False, index=True))
    staff_id: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    door: str = Field(sa_column=words())
    reason: str = Field(sa_column=words())


class Exclusion(SQLModel, table=True):
    """One who must not be asked to go for an incident. `why` is sealed: it accuses somebody."""

    __tablename__ = "exclusion"
    __table_args__ = (
        CheckConstraint("kind IN ('worker', 'centre')", name="kind"),
        Index(
            "uq_exclusion_present",
            "incident_id",
            "ref",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id", index=False))
    kind: str = Field(sa_column=words())
    ref: UUID
    why: bytes | None = Field(default=None, sa_column=sealed())
    excluded_at: datetime = Field(sa_column=moment(nullable=False))
    excluded_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    lifted_at: datetime | None = Field(default=None, sa_column=moment())
    lifted_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class ContactWord(SQLModel, table=True):
    """One word on whether a number may be called back or texted; appended and never changed.

    It holds the number's blind index, never the number. `until` is empty for what does not run out.
    """

    __tablename__ = "contact_word"
    __table_args__ = (
        one_of("said", Said),
        Index("ix_contact_word_number", "number_index", "said_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    number_index: bytes = Field(sa_column=sealed(nullable=False))
    said: Said = Field(sa_column=choice(Said))
    reason: str | None = None
    said_at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime | None = Field(default=None, sa_column=moment())
    staff_id: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
