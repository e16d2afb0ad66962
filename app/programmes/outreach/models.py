"""Tables of outreach events and of whom they reached."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, many, moment, one_of, points_at
from app.core.security import SealedText
from app.programmes.outreach.states import OutreachKind, OutreachState, ReachedWho


class OutreachEvent(SQLModel, table=True):
    """One event. `place` None: it is for the whole country; `expected` None: nobody has said."""

    __tablename__ = "outreach_event"
    __table_args__ = (
        one_of("kind", OutreachKind),
        one_of("state", OutreachState),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("expected >= 0", name="expected"),
        Index("ix_outreach_event_ends_at", "ends_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: OutreachKind = Field(sa_column=choice(OutreachKind))
    state: OutreachState = Field(default=OutreachState.PLANNED, sa_column=choice(OutreachState))
    name_bn: str
    name_en: str
    place: str | None = Field(default=None, sa_column=Column(Text, ForeignKey("place.code")))
    audience: list[str] = Field(default_factory=list, sa_column=many())
    organisation_id: UUID | None = Field(
        default=None, sa_column=points_at("organisation.id", nullable=True, index=False)
    )
    expected: int | None = None
    starts_at: datetime = Field(sa_column=moment(nullable=False))
    ends_at: datetime = Field(sa_column=moment(nullable=False))
    reason: str | None = None
    note: str | None = Field(
        default=None, sa_column=Column(SealedText("outreach_event.note"), nullable=True)
    )
    made_at: datetime = Field(sa_column=moment(nullable=False))
    made_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    told_at: datetime | None = Field(default=None, sa_column=moment())
    """When somebody last said how it went: held, counted or called off."""
    told_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    version: int = 1


class OutreachCount(SQLModel, table=True):
    """How many of a kind were reached; None: some were, and nobody counted them."""

    __tablename__ = "outreach_count"
    __table_args__ = (
        one_of("who", ReachedWho),
        CheckConstraint("people >= 0", name="people"),
        PrimaryKeyConstraint("event_id", "who"),
    )

    event_id: UUID = Field(sa_column=points_at("outreach_event.id", index=False))
    who: ReachedWho = Field(sa_column=choice(ReachedWho))
    people: int | None = None
