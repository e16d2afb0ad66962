"""Tables of the interview with a caller who can't speak: questions, and what answered each.

No words of a child stand in them: a key, a tap or a cough is a yes, a no, or unclear.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import many, moment, number, points_at, words


class SilentInterview(SQLModel, table=True):
    """That a call is talked by keys; the call's own version counts its changes."""

    __tablename__ = "silent_interview"

    call_id: UUID = Field(sa_column=points_at("call.id", primary_key=True, index=False))
    ladder: int
    """The version of the questions that are asked in it (ladder.py)."""
    started_at: datetime = Field(sa_column=moment(nullable=False))
    started_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    background: list[str] = Field(default_factory=list, sa_column=many())
    disposition: str | None = Field(default=None, sa_column=words(nullable=True))
    disposed_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class InterviewQuestion(SQLModel, table=True):
    """One question, the nth of its call; `round` is how often its keys were listened for."""

    __tablename__ = "interview_question"
    __table_args__ = (UniqueConstraint("call_id", "nth"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(sa_column=points_at("call.id", index=False))
    nth: int
    question: str = Field(sa_column=words())
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    asked_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    round: int = Field(default=0, sa_column=number())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ending: str | None = Field(default=None, sa_column=words(nullable=True))


class InterviewAnswer(SQLModel, table=True):
    """One answer to a question: by a key (`round` says at which listening), or as heard."""

    __tablename__ = "interview_answer"
    __table_args__ = (UniqueConstraint("question_id", "round"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    question_id: UUID = Field(sa_column=points_at("interview_question.id", index=False))
    round: int | None = None
    means: str = Field(sa_column=words())
    answer: str = Field(sa_column=words())
    at: datetime = Field(sa_column=moment(nullable=False))
    staff_id: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
