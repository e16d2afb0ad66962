"""Tables of the clock, of child marriages and of papers; no word of a child is in the open here."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.cases.models import Urgency
from app.core.columns import choice, flag, moment, one_of, points_at, sealed, words
from app.dispatch.journey import Stop


class PauseReason(StrEnum):
    """Why the clock may stand still: something outside of us is waited for."""

    CHILD_MOVED_ON = "child_moved_on"
    WAITING_FOR_POLICE = "waiting_for_police"
    ROAD_FLOODED = "road_flooded"
    WRONG_PLACE = "wrong_place"
    CALLER_ASKED_TO_WAIT = "caller_asked_to_wait"
    WAITING_FOR_DAYLIGHT = "waiting_for_daylight"
    CURFEW_OR_STRIKE = "curfew_or_strike"


class MarriageStepKind(StrEnum):
    """The steps of practice when a child is to be married."""

    UNO_TOLD = "uno_told"
    COURT_ASKED = "court_asked"
    COURT_HELD = "court_held"
    UNDERTAKING_SIGNED = "undertaking_signed"
    REVISITED = "revisited"


class PaperKind(StrEnum):
    """What is written to offices and to whoever takes a child over."""

    SECTION_90 = "section_90"
    LETTER = "letter"
    HAND_OVER = "hand_over"


class ClockTarget(SQLModel, table=True):
    """How soon after the ring a stop should be done, from `since` on; appended, never changed.

    Without a place it holds for the whole country. Without seconds the wider word holds again.
    """

    __tablename__ = "clock_target"
    __table_args__ = (
        one_of("urgency", Urgency),
        one_of("stop", Stop),
        CheckConstraint("seconds > 0", name="seconds"),
        Index("ix_clock_target_of", "urgency", "stop", "place", "since"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    urgency: Urgency = Field(sa_column=choice(Urgency))
    stop: Stop = Field(sa_column=choice(Stop))
    place: str | None = None
    seconds: int | None = None
    since: datetime = Field(sa_column=moment(nullable=False))
    set_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class ClockPause(SQLModel, table=True):
    """The clock of an incident stood still; at most one pause at a time."""

    __tablename__ = "clock_pause"
    __table_args__ = (
        one_of("reason", PauseReason),
        Index(
            "uq_clock_pause_open",
            "incident_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    reason: PauseReason = Field(sa_column=choice(PauseReason))
    began_at: datetime = Field(sa_column=moment(nullable=False))
    began_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    by_supervisor: bool = Field(default=False, sa_column=flag())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class ClockLate(SQLModel, table=True):
    """A stop was late when it fell due, and that was told; once for each stop of an incident."""

    __tablename__ = "clock_late"
    __table_args__ = (PrimaryKeyConstraint("incident_id", "stop"), one_of("stop", Stop))

    incident_id: UUID = Field(sa_column=points_at("incident.id", index=False))
    stop: Stop = Field(sa_column=choice(Stop))
    due_at: datetime = Field(sa_column=moment(nullable=False))
    told_at: datetime = Field(sa_column=moment(nullable=False))


class ClockWatch(SQLModel, table=True):
    """Up to which version of an incident its next deadline is worked out."""

    __tablename__ = "clock_watch"

    incident_id: UUID = Field(sa_column=points_at("incident.id", index=False, primary_key=True))
    version: int


class Marriage(SQLModel, table=True):
    """What is known of a child's wedding. `on_at` empty: the date is not known.

    Where only the day is known, `on_at` is its first minute in Dhaka.
    """

    __tablename__ = "marriage"

    incident_id: UUID = Field(sa_column=points_at("incident.id", index=False, primary_key=True))
    on_at: datetime | None = Field(default=None, sa_column=moment())
    hour_known: bool = Field(default=False, sa_column=flag())
    said_at: datetime = Field(sa_column=moment(nullable=False))
    said_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    passed_at: datetime | None = Field(default=None, sa_column=moment())
    visit_due_at: datetime | None = Field(default=None, sa_column=moment())
    visit_missed_at: datetime | None = Field(default=None, sa_column=moment())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    end_reason: str | None = None


class MarriageStep(SQLModel, table=True):
    """A step somebody took against a child's wedding; appended and never changed.

    The note is sealed under the key of the incident it was written for.
    """

    __tablename__ = "marriage_step"
    __table_args__ = (one_of("kind", MarriageStepKind),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    first_incident_id: UUID = Field(sa_column=points_at("incident.id", index=False))
    kind: MarriageStepKind = Field(sa_column=choice(MarriageStepKind))
    at: datetime = Field(sa_column=moment(nullable=False))
    by: UUID = Field(sa_column=points_at("staff.id", index=False))
    recorded_at: datetime = Field(sa_column=moment(nullable=False))
    word: str | None = None
    note: bytes | None = Field(default=None, sa_column=sealed())


class MemoNumber(SQLModel, table=True):
    """The last memo number an office used in a year; its lock keeps the row of numbers gapless."""

    __tablename__ = "memo_number"
    __table_args__ = (PrimaryKeyConstraint("office", "year"),)

    office: str
    year: int
    last: int


class Paper(SQLModel, table=True):
    """One paper as it was made: its facts are frozen and sealed. A correction is a new version."""

    __tablename__ = "paper"
    __table_args__ = (
        one_of("kind", PaperKind),
        UniqueConstraint("office", "year", "serial", "version"),
        UniqueConstraint("replaces"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    first_incident_id: UUID = Field(sa_column=points_at("incident.id", index=False))
    kind: PaperKind = Field(sa_column=choice(PaperKind))
    office: str = Field(sa_column=words())
    year: int
    serial: int
    version: int = 1
    replaces: UUID | None = Field(
        default=None, sa_column=points_at("paper.id", nullable=True, index=False)
    )
    content: bytes | None = Field(default=None, sa_column=sealed())
    made_at: datetime = Field(sa_column=moment(nullable=False))
    made_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class PaperCopy(SQLModel, table=True):
    """Who gets a paper: a post, in the order `no`; when it was given and acknowledged."""

    __tablename__ = "paper_copy"
    __table_args__ = (UniqueConstraint("paper_id", "post"), UniqueConstraint("paper_id", "no"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    paper_id: UUID = Field(sa_column=points_at("paper.id"))
    no: int
    post: str = Field(sa_column=words())
    given_at: datetime | None = Field(default=None, sa_column=moment())
    given_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    how: str | None = None
    acknowledged_at: datetime | None = Field(default=None, sa_column=moment())
