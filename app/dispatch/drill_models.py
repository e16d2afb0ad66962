"""Tables of drills: an alert that is only practised, and what came of it by each channel."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, ForeignKey
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import Field, SQLModel

from app.core.columns import choice, moment, one_of, points_at, sealed, words


class DrillState(StrEnum):
    """How far one message of a drill is; `confirmed` is a key or a button pressed by somebody."""

    MADE = "made"
    SENT = "sent"
    DELIVERED = "delivered"
    ANSWERED = "answered"
    FAILED = "failed"
    CONFIRMED = "confirmed"


class Drill(SQLModel, table=True):
    """A practised alert to a worker or a centre: of no incident, no dispatch and no clock."""

    __tablename__ = "drill"
    __table_args__ = (CheckConstraint("num_nonnulls(worker_id, centre_id) = 1", name="one_owner"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    worker_id: UUID | None = Field(default=None, sa_column=points_at("worker.id", nullable=True))
    centre_id: UUID | None = Field(default=None, sa_column=points_at("centre.id", nullable=True))
    started_at: datetime = Field(sa_column=moment(nullable=False))
    started_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class DrillAlert(SQLModel, table=True):
    """One message of a drill. Without `contact_id` it went to the own number, or to browsers."""

    __tablename__ = "drill_alert"
    __table_args__ = (one_of("state", DrillState),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    drill_id: UUID = Field(sa_column=points_at("drill.id"))
    channel: str = Field(sa_column=words())
    contact_id: UUID | None = Field(
        default=None,
        sa_column=Column(
            PGUUID(as_uuid=True),
            ForeignKey("contact.id", ondelete="SET NULL"),
            nullable=True,
            index=True,
        ),
    )
    state: DrillState = Field(default=DrillState.MADE, sa_column=choice(DrillState))
    at: datetime = Field(sa_column=moment(nullable=False))
    error: str | None = Field(default=None, sa_column=words(nullable=True))
    provider_message_id: str | None = Field(default=None, sa_column=words(nullable=True))
    code_digest: bytes = Field(sa_column=Column(sealed().type, nullable=False, unique=True))
