"""Table of reminders: what one who goes was reminded of, and until when; no word of a file."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, moment, one_of, points_at


class About(StrEnum):
    """What is waited for of one who goes."""

    CHECK_IN = "check_in"  # a sign of life
    PROGRESS = "progress"  # that something happens after it was accepted


class Ending(StrEnum):
    """Why a reminder needs no channel any more."""

    DONE = "done"  # what was waited for has come
    OVER = "over"  # the task ended, or was given back
    LATE = "late"  # nothing came: supervisors know
    REPLACED = "replaced"  # another one took its place


class Reminder(SQLModel, table=True):
    """One reminder of whoever accepted a step; its messages are `alert` rows that name it.

    `until`: then supervisors are told that nothing came. `unreached_at`: since when no channel got
    through, and supervisors know.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        one_of("about", About),
        one_of("ending", Ending),
        Index(
            "uq_reminder_open",
            "step_id",
            "about",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    step_id: UUID = Field(sa_column=points_at("step.id"))
    about: About = Field(sa_column=choice(About))
    made_at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ending: Ending | None = Field(default=None, sa_column=choice(Ending, nullable=True))
    unreached_at: datetime | None = Field(default=None, sa_column=moment())
