"""Tables of a case: the file, its incidents, people, risk, due dates and steps of its timeline.

What is written in it is sealed under the child's own key; its tables are in case_file_models.py.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.cases.case_due import Due
from app.cases.case_states import AssignmentState, CaseState, Risk
from app.cases.case_steps import Step
from app.core.columns import choice, facts, many, moment, one_of, points_at, sealed, words


class Case(SQLModel, table=True):
    """The managed file of one child. `child_id` never changes: its key seals what is written here.

    `within` is the place and all it lies in, so that an area's cases are found. `late_level` says
    how many of worker, supervisor, district have been told that something is late.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        one_of("state", CaseState),
        one_of("risk", Risk),
        CheckConstraint("late_level BETWEEN 0 AND 3", name="late_level"),
        Index("ix_case_file_open", "owner_id", postgresql_where=text("state = 'open'")),
        Index("ix_case_file_late", "late_level", postgresql_where=text("late_level > 0")),
        Index("ix_case_file_supervisor", "supervisor_id"),
        Index(
            "ix_case_file_within",
            "within",
            postgresql_using="gin",
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: str = Field(sa_column=words(unique=True))
    state: CaseState = Field(default=CaseState.OPEN, sa_column=choice(CaseState))
    child_id: UUID = Field(sa_column=points_at("child.id"))
    owner_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    supervisor_id: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    team: str | None = None
    place: str | None = None
    within: list[str] = Field(default_factory=list, sa_column=many())
    risk: Risk | None = Field(default=None, sa_column=choice(Risk, nullable=True))
    episode: int = 1
    late_level: int = 0
    opened_at: datetime = Field(sa_column=moment(nullable=False, index=True))
    closed_at: datetime | None = Field(default=None, sa_column=moment())
    version: int = 1


class CaseEpisode(SQLModel, table=True):
    """One stretch of work on a case, from its opening or reopening to its closure."""

    __tablename__ = "case_episode"
    __table_args__ = (PrimaryKeyConstraint("case_id", "no"),)

    case_id: UUID = Field(sa_column=points_at("case_file.id", index=False))
    no: int
    opened_at: datetime = Field(sa_column=moment(nullable=False))
    opened_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    open_reason: str | None = None
    closed_at: datetime | None = Field(default=None, sa_column=moment())
    close_reason: str | None = None


class CaseIncident(SQLModel, table=True):
    """An incident that a case was opened from, or that was found to be about its child."""

    __tablename__ = "case_incident"
    __table_args__ = (PrimaryKeyConstraint("case_id", "incident_id"),)

    case_id: UUID = Field(sa_column=points_at("case_file.id", index=False))
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    added_at: datetime = Field(sa_column=moment(nullable=False))
    added_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class CaseKin(SQLModel, table=True):
    """Two cases that belong together, of siblings say; `case_id` is the lesser of both ids."""

    __tablename__ = "case_kin"
    __table_args__ = (
        PrimaryKeyConstraint("case_id", "other_id"),
        CheckConstraint("case_id < other_id", name="order"),
        CheckConstraint("kind IN ('sibling', 'household', 'same_event')", name="kind"),
    )

    case_id: UUID = Field(sa_column=points_at("case_file.id", index=False))
    other_id: UUID = Field(sa_column=points_at("case_file.id"))
    kind: str = Field(sa_column=words())
    added_at: datetime = Field(sa_column=moment(nullable=False))
    added_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class CaseEntry(SQLModel, table=True):
    """One step of a case's timeline, appended and never changed. `seq` is the case's version."""

    __tablename__ = "case_entry"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id", index=False))
    seq: int
    at: datetime = Field(sa_column=moment(nullable=False))
    kind: str = Field(sa_column=words())
    actor_id: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=facts())


class CaseOpening(SQLModel, table=True):
    """Who opened a case, or a document of it, when and why. `note` is sealed: it may tell much."""

    __tablename__ = "case_opening"
    __table_args__ = (Index("ix_case_opening_case", "case_id", "at"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id", index=False))
    at: datetime = Field(sa_column=moment(nullable=False))
    staff_id: UUID = Field(sa_column=points_at("staff.id"))
    reason: str = Field(sa_column=words())
    note: bytes | None = Field(default=None, sa_column=sealed())
    document_id: UUID | None = None


class CaseRating(SQLModel, table=True):
    """A word on the risk; appended and never changed. `why` is sealed. By nobody: the system."""

    __tablename__ = "case_rating"
    __table_args__ = (one_of("risk", Risk), one_of("step", Step))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    episode: int
    risk: Risk = Field(sa_column=choice(Risk))
    step: Step = Field(sa_column=choice(Step))
    basis: list[str] = Field(default_factory=list, sa_column=many())
    why: bytes | None = Field(default=None, sa_column=sealed())
    rated_at: datetime = Field(sa_column=moment(nullable=False))
    rated_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class CaseAssignment(SQLModel, table=True):
    """Somebody is asked to take a case on; it is his or hers only once that was accepted."""

    __tablename__ = "case_assignment"
    __table_args__ = (
        one_of("state", AssignmentState),
        Index(
            "uq_case_assignment_asked",
            "case_id",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_case_assignment_to", "to_id", postgresql_where=text("state = 'asked'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    episode: int
    to_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    state: AssignmentState = Field(default=AssignmentState.ASKED, sa_column=choice(AssignmentState))
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    asked_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    why: str | None = None


class CaseDue(SQLModel, table=True):
    """Something of a case is due until `due_at`; `told_level` of three have been told it is late.

    One row of a kind is open; it ends when it was met, or when another takes its place.
    """

    __tablename__ = "case_due"
    __table_args__ = (
        one_of("due", Due),
        CheckConstraint("told_level BETWEEN 0 AND 3", name="told_level"),
        CheckConstraint("ending IN ('met', 'moved', 'closed')", name="ending"),
        Index(
            "uq_case_due_open",
            "case_id",
            "due",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    episode: int
    due: Due = Field(sa_column=choice(Due))
    base_at: datetime = Field(sa_column=moment(nullable=False))
    due_at: datetime = Field(sa_column=moment(nullable=False))
    told_level: int = 0
    made_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ending: str | None = None


class CaseTarget(SQLModel, table=True):
    """A word on how long something may take at a risk, from a moment on; the latest counts."""

    __tablename__ = "case_target"
    __table_args__ = (one_of("due", Due), one_of("risk", Risk))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    due: Due = Field(sa_column=choice(Due))
    risk: Risk = Field(sa_column=choice(Risk))
    seconds: int
    since: datetime = Field(sa_column=moment(nullable=False))
    set_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class CaseArea(SQLModel, table=True):
    """A place whose cases somebody oversees; a supervisor without any oversees the country."""

    __tablename__ = "case_area"
    __table_args__ = (
        Index(
            "uq_case_area_present",
            "staff_id",
            "place",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    staff_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    place: str = Field(sa_column=words())
    given_at: datetime = Field(sa_column=moment(nullable=False))
    given_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
