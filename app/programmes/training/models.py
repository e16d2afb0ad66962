"""Tables of training sessions and of who takes part. Courses are the staff room's."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, moment, one_of, points_at
from app.core.security import SealedText
from app.programmes.training.states import Result, TrainingState
from app.staff.course_models import HolderKind


class TrainingSession(SQLModel, table=True):
    """A course is held once, from when to when and where. `seats` None: nobody has said."""

    __tablename__ = "training_session"
    __table_args__ = (
        one_of("state", TrainingState),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("seats > 0", name="seats"),
        Index("ix_training_session_course", "course_id", "starts_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    course_id: UUID = Field(sa_column=points_at("course.id", index=False))
    state: TrainingState = Field(default=TrainingState.PLANNED, sa_column=choice(TrainingState))
    starts_at: datetime = Field(sa_column=moment(nullable=False))
    ends_at: datetime = Field(sa_column=moment(nullable=False))
    place: str | None = Field(default=None, sa_column=Column(Text, ForeignKey("place.code")))
    venue: str | None = Field(
        default=None, sa_column=Column(SealedText("training_session.venue"), nullable=True)
    )
    seats: int | None = None
    reason: str | None = None
    planned_at: datetime = Field(sa_column=moment(nullable=False))
    planned_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class Participant(SQLModel, table=True):
    """Somebody is to take part. `attended` None: not known (yet)."""

    __tablename__ = "training_participant"
    __table_args__ = (
        one_of("holder_kind", HolderKind),
        one_of("result", Result),
        PrimaryKeyConstraint("session_id", "holder_id"),
        Index("ix_training_participant_holder", "holder_id"),
    )

    session_id: UUID = Field(sa_column=points_at("training_session.id", index=False))
    holder_kind: HolderKind = Field(sa_column=choice(HolderKind))
    holder_id: UUID
    attended: bool | None = None
    result: Result = Field(default=Result.UNKNOWN, sa_column=choice(Result))
    enrolled_at: datetime = Field(sa_column=moment(nullable=False))
    enrolled_by: UUID = Field(sa_column=points_at("staff.id", index=False))
