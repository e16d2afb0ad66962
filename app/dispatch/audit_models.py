"""Tables of the auditor of ladders: its last beat, and what it found stuck; no word of a file."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, moment, number, one_of, points_at, words


class Stuck(StrEnum):
    """What is wrong with a ladder that does not run."""

    NOBODY_ASKED = "nobody_asked"  # it is being asked, and nobody is
    NO_DEADLINE = "no_deadline"  # somebody is asked, and nothing will look again
    PASSED = "passed"  # the time was up, and nothing happened
    UNSENT = "unsent"  # an alert waits to be sent, and nothing will send it
    FORGOTTEN = "forgotten"  # accepted, not there, and nothing will look again
    NO_ALARM = "no_alarm"  # nobody is left to ask, and no supervisor is called
    NO_CHECK_IN = "no_check_in"  # a sign of life is due, and nothing looks whether it came
    UNREMINDED = "unreminded"  # somebody was to be reminded, and was not
    WISH_FORGOTTEN = "wish_forgotten"  # a call is wished for, and nothing will say that it is late


class AuditBeat(SQLModel, table=True):
    """When the auditor last went through everything, and told of all it found."""

    __tablename__ = "audit_beat"

    name: str = Field(sa_column=words(primary_key=True))
    at: datetime = Field(sa_column=moment(nullable=False))
    looked: int = Field(default=0, sa_column=number())
    stuck: int = Field(default=0, sa_column=number())


class StuckLadder(SQLModel, table=True):
    """A dispatch whose ladder stood still: found once, told once, over when it runs again."""

    __tablename__ = "stuck_ladder"
    __table_args__ = (
        one_of("why", Stuck),
        Index(
            "uq_stuck_ladder_open",
            "dispatch_id",
            "why",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    dispatch_id: UUID = Field(sa_column=points_at("dispatch.id"))
    why: Stuck = Field(sa_column=choice(Stuck))
    found_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
