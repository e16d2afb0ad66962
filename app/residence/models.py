"""Tables of residence: beds held for children on the way, and children who stay.

A hold names no child: who is expected stands in the incident, sealed.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, moment, one_of, points_at
from app.residence.states import HoldState

HELD = text("state = 'held'")


class BedHold(SQLModel, table=True):
    """One bed kept until a time. `ref` is what it is kept for: the dispatch the centre accepted.

    `counted` is False where nobody has said how many beds the centre has.
    """

    __tablename__ = "bed_hold"
    __table_args__ = (
        one_of("state", HoldState),
        Index("ix_bed_hold_held", "centre_id", postgresql_where=HELD),
        Index("uq_bed_hold_held", "ref", unique=True, postgresql_where=HELD),
        Index("ix_bed_hold_ref", "ref"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    ref: UUID
    state: HoldState = Field(default=HoldState.HELD, sa_column=choice(HoldState))
    counted: bool
    held_at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())


class Stay(SQLModel, table=True):
    """A child of an incident lives in a centre. Only the arrival is known, and who recorded it."""

    __tablename__ = "stay"
    __table_args__ = (
        UniqueConstraint("ref"),
        Index("ix_stay_present", "centre_id", postgresql_where=text("left_at IS NULL")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    ref: UUID
    arrived_at: datetime = Field(sa_column=moment(nullable=False))
    recorded_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    left_at: datetime | None = Field(default=None, sa_column=moment())
