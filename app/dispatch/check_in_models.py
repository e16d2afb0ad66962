"""Tables of safety: signs of life that are due, PINs, and calls for help that nobody must see."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import moment, number, points_at, words


class CheckIn(SQLModel, table=True):
    """When a sign of life is due of the worker who accepted a step.

    It runs while `due_at` stands. `duress_at` is when a duress PIN was said last: it is read by
    what raises the alarm and is part of no row that a screen gets.
    """

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("step_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    step_id: UUID = Field(sa_column=points_at("step.id", index=False))
    every_seconds: int
    usual_seconds: int
    due_at: datetime | None = Field(default=None, sa_column=moment())
    last_at: datetime | None = Field(default=None, sa_column=moment())
    asked_at: datetime | None = Field(default=None, sa_column=moment())
    reminded_at: datetime | None = Field(default=None, sa_column=moment())
    late_at: datetime | None = Field(default=None, sa_column=moment())
    late_why: str | None = Field(default=None, sa_column=words(nullable=True))
    wrong: int = Field(default=0, sa_column=number())
    duress_at: datetime | None = Field(default=None, sa_column=moment())


class SafetyPins(SQLModel, table=True):
    """The two PINs of somebody in the field, hashed as passwords are."""

    __tablename__ = "safety_pins"

    staff_id: UUID = Field(sa_column=points_at("staff.id", index=False, primary_key=True))
    pin_hash: str = Field(sa_column=words(), repr=False)
    duress_hash: str = Field(sa_column=words(), repr=False)
    set_at: datetime = Field(sa_column=moment(nullable=False))


class Duress(SQLModel, table=True):
    """A worker called for help unseen. It stays open until a supervisor says how it ended.

    The point is what was known of where he or she was when it was raised.
    """

    __tablename__ = "duress"
    __table_args__ = (
        Index(
            "ix_duress_open",
            "check_in_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    check_in_id: UUID = Field(sa_column=points_at("check_in.id"))
    said_at: datetime = Field(sa_column=moment(nullable=False))
    raised_at: datetime = Field(sa_column=moment(nullable=False))
    times: int = Field(default=1, sa_column=number())
    lat: float | None = None
    lon: float | None = None
    location_basis: str | None = None
    point_at: datetime | None = Field(default=None, sa_column=moment())
    taken_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", index=False, nullable=True)
    )
    taken_at: datetime | None = Field(default=None, sa_column=moment())
    closed_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", index=False, nullable=True)
    )
    closed_at: datetime | None = Field(default=None, sa_column=moment())
    outcome: str | None = Field(default=None, sa_column=words(nullable=True))
    version: int = 1
