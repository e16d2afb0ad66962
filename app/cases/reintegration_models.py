"""Tables of tracing, of a child's way home and of what follows; ids, codes and days in the open.

What is written in them is sealed under the child's own key, as all that is written in a case.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.cases.reintegration_states import (
    Answer,
    Care,
    ExceptionState,
    FollowUpState,
    Found,
    How,
    Kind,
    ReintegrationState,
)
from app.cases.tracing_rules import Result, Way
from app.core.columns import choice, flag, moment, one_of, points_at, sealed, words

ONE_OPEN = text("state IN ('planned', 'home')")


class TracingAttempt(SQLModel, table=True):
    """One attempt to find the family of a case's child; appended and never changed.

    `said` holds the words, who else looked, and why an accused was named as family. By whom it was
    made may be unknown: `noted_by` wrote it down.
    """

    __tablename__ = "tracing_attempt"
    __table_args__ = (one_of("way", Way), one_of("result", Result))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    episode: int
    way: Way = Field(sa_column=choice(Way))
    result: Result = Field(sa_column=choice(Result))
    place: str | None = None
    person_id: UUID | None = Field(
        default=None, sa_column=points_at("person.id", nullable=True, index=False)
    )
    accused: bool = Field(default=False, sa_column=flag())
    at: datetime = Field(sa_column=moment(nullable=False))
    said: bytes | None = Field(default=None, sa_column=sealed())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class Reintegration(SQLModel, table=True):
    """A child's way home: planned, handed over, followed up. One is open in a case.

    `revision` is raised when it leads somewhere else: what was said of the conditions before counts
    no more. `said` holds words of the plan and of the hand-over.
    """

    __tablename__ = "reintegration"
    __table_args__ = (
        one_of("kind", Kind),
        one_of("care", Care),
        one_of("state", ReintegrationState),
        CheckConstraint("(kind = 'alternative_care') = (care IS NOT NULL)", name="which_care"),
        CheckConstraint(
            "(handed_over_at IS NULL) = (state IN ('planned', 'called_off'))", name="handed_over"
        ),
        Index("uq_reintegration_open", "case_id", unique=True, postgresql_where=ONE_OPEN),
        Index("ix_reintegration_case_id", "case_id"),
        Index("ix_reintegration_handed_over_at", "handed_over_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id", index=False))
    episode: int
    state: ReintegrationState = Field(
        default=ReintegrationState.PLANNED, sa_column=choice(ReintegrationState)
    )
    kind: Kind = Field(sa_column=choice(Kind))
    care: Care | None = Field(default=None, sa_column=choice(Care, nullable=True))
    checklist: int
    revision: int = 1
    planned_on: date
    person_id: UUID | None = Field(
        default=None, sa_column=points_at("person.id", nullable=True, index=False)
    )
    place: str | None = None
    adult_reason: str | None = None
    said: bytes | None = Field(default=None, sa_column=sealed())
    planned_at: datetime = Field(sa_column=moment(nullable=False))
    planned_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    handed_over_at: datetime | None = Field(default=None, sa_column=moment())
    handed_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    noted_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    paper_id: UUID | None = None
    memo: str | None = None
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    reason: str | None = None


class ReintegrationAnswer(SQLModel, table=True):
    """Somebody's word on whether a condition holds, with its evidence; the last one counts."""

    __tablename__ = "reintegration_answer"
    __table_args__ = (
        one_of("answer", Answer),
        UniqueConstraint("reintegration_id", "no"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reintegration_id: UUID = Field(sa_column=points_at("reintegration.id", index=False))
    no: int
    revision: int
    condition: str = Field(sa_column=words())
    answer: Answer = Field(sa_column=choice(Answer))
    document_id: UUID | None = Field(
        default=None, sa_column=points_at("case_document.id", nullable=True, index=False)
    )
    said: bytes | None = Field(default=None, sa_column=sealed())
    answered_at: datetime = Field(sa_column=moment(nullable=False))
    answered_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class ReintegrationException(SQLModel, table=True):
    """Somebody asks that the child may go although a condition does not hold, and the answer.

    It stands for one answer: `answer_id`, None where nobody had said anything.
    """

    __tablename__ = "reintegration_exception"
    __table_args__ = (
        one_of("state", ExceptionState),
        Index(
            "uq_reintegration_exception_asked",
            "reintegration_id",
            "condition",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_reintegration_exception_reintegration_id", "reintegration_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reintegration_id: UUID = Field(sa_column=points_at("reintegration.id", index=False))
    revision: int
    condition: str = Field(sa_column=words())
    answer_id: UUID | None = Field(
        default=None, sa_column=points_at("reintegration_answer.id", nullable=True, index=False)
    )
    against_record: bool = Field(default=False, sa_column=flag())
    state: ExceptionState = Field(default=ExceptionState.ASKED, sa_column=choice(ExceptionState))
    said: bytes | None = Field(default=None, sa_column=sealed())
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    asked_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    decided_at: datetime | None = Field(default=None, sa_column=moment())
    decided_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class HomeFollowUp(SQLModel, table=True):
    """A follow-up of a child that went home, on the day it is due; `no` is its place in the row."""

    __tablename__ = "home_follow_up"
    __table_args__ = (one_of("state", FollowUpState), UniqueConstraint("reintegration_id", "no"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reintegration_id: UUID = Field(sa_column=points_at("reintegration.id", index=False))
    no: int
    planned_on: date
    state: FollowUpState = Field(default=FollowUpState.DUE, sa_column=choice(FollowUpState))
    made_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())


class HomeFollowUpMove(SQLModel, table=True):
    """That a follow-up was put on another day, and why; appended and never changed."""

    __tablename__ = "home_follow_up_move"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    follow_up_id: UUID = Field(sa_column=points_at("home_follow_up.id"))
    from_on: date
    to_on: date
    reason: str = Field(sa_column=words())
    said: bytes | None = Field(default=None, sa_column=sealed())
    moved_at: datetime = Field(sa_column=moment(nullable=False))
    moved_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class HomeVisit(SQLModel, table=True):
    """What was found when a child was followed up at home; appended and never changed.

    `follow_up_id`: which of the schedule it was; None for one more, or where nobody was met.
    """

    __tablename__ = "home_visit"
    __table_args__ = (one_of("how", How), one_of("found", Found))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reintegration_id: UUID = Field(sa_column=points_at("reintegration.id"))
    follow_up_id: UUID | None = Field(
        default=None, sa_column=points_at("home_follow_up.id", nullable=True, index=False)
    )
    how: How = Field(sa_column=choice(How))
    found: Found = Field(sa_column=choice(Found))
    child_seen: bool
    child_asked: bool
    at: datetime = Field(sa_column=moment(nullable=False))
    said: bytes | None = Field(default=None, sa_column=sealed())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class ReintegrationReturn(SQLModel, table=True):
    """New risk after a reintegration: which episode of which case it began, and the readmission.

    `stay_id` is a stay of residence, a room above, which wrote it down by a verb of ours.
    """

    __tablename__ = "reintegration_return"
    __table_args__ = (
        UniqueConstraint("reintegration_id"),
        CheckConstraint("(stay_id IS NULL) = (readmitted_at IS NULL)", name="readmitted"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reintegration_id: UUID = Field(sa_column=points_at("reintegration.id", index=False))
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    episode: int
    reason: str = Field(sa_column=words())
    visit_id: UUID | None = Field(
        default=None, sa_column=points_at("home_visit.id", nullable=True, index=False)
    )
    said: bytes | None = Field(default=None, sa_column=sealed())
    reported_at: datetime = Field(sa_column=moment(nullable=False))
    reported_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    stay_id: UUID | None = None
    centre_id: UUID | None = Field(
        default=None, sa_column=points_at("centre.id", nullable=True, index=False)
    )
    readmitted_at: datetime | None = Field(default=None, sa_column=moment())
    readmitted_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class HomeSchedule(SQLModel, table=True):
    """After how many days children that go this way are followed up, from a moment on."""

    __tablename__ = "home_schedule"
    __table_args__ = (one_of("kind", Kind),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: Kind = Field(sa_column=choice(Kind))
    days: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    since: datetime = Field(sa_column=moment(nullable=False))
    set_by: UUID = Field(sa_column=points_at("staff.id", index=False))
