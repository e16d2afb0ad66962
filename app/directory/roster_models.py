"""Tables of the roster: planned shifts, swaps of them, leave, public holidays."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, flag, moment, one_of, points_at
from app.directory.states import LeaveReason, SwapState


def _span(name: str) -> ExcludeConstraint:
    """Nobody has two of them at one time; what was called off does not count."""
    return ExcludeConstraint(
        ("worker_id", "="),
        (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
        where=text("called_off_at IS NULL"),
        using="gist",
        name=name,
    )


class Shift(SQLModel, table=True):
    """A worker is planned to be on duty then; on public holidays only if so said."""

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        _span("one_shift_at_a_time"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    worker_id: UUID = Field(sa_column=points_at("worker.id"))
    starts_at: datetime = Field(sa_column=moment(nullable=False))
    ends_at: datetime = Field(sa_column=moment(nullable=False))
    on_holidays: bool = Field(default=False, sa_column=flag())
    planned_by: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    called_off_at: datetime | None = Field(default=None, sa_column=moment())


class Leave(SQLModel, table=True):
    """A worker is away from then until then; it wins over every shift.

    `reason` is None only of leave that was granted before reasons were asked for.
    """

    __tablename__ = "leave"
    __table_args__ = (
        one_of("reason", LeaveReason),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        _span("one_leave_at_a_time"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    worker_id: UUID = Field(sa_column=points_at("worker.id"))
    starts_at: datetime = Field(sa_column=moment(nullable=False))
    ends_at: datetime = Field(sa_column=moment(nullable=False))
    reason: LeaveReason | None = Field(default=None, sa_column=choice(LeaveReason, nullable=True))
    granted_by: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    called_off_at: datetime | None = Field(default=None, sa_column=moment())


class Holiday(SQLModel, table=True):
    """A public holiday, by its day in Dhaka."""

    __tablename__ = "holiday"

    day: date = Field(primary_key=True)
    name_en: str
    name_bn: str


class Swap(SQLModel, table=True):
    """A worker asks another to take a shift; it moves when both and a supervisor have said yes."""

    __tablename__ = "swap"
    __table_args__ = (one_of("state", SwapState),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    shift_id: UUID = Field(sa_column=points_at("shift.id"))
    from_worker: UUID = Field(sa_column=points_at("worker.id"))
    to_worker: UUID = Field(sa_column=points_at("worker.id"))
    state: SwapState = Field(sa_column=choice(SwapState))
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    confirmed_by: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
