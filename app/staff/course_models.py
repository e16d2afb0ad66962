"""Tables of courses, of who has passed one, and of what may not be given without one.

Rooms above write here: a lower room only asks whether somebody has what is needed.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, moment, one_of, points_at, words


class HolderKind(StrEnum):
    """Who can have passed a course: an account of the staff, or a worker of the directory."""

    STAFF = "staff"
    WORKER = "worker"


class NeedKind(StrEnum):
    """What may need a course."""

    ROLE = "role"  # of an account
    SKILL = "skill"  # of a counsellor, by which calls are routed
    POST = "post"  # a kind of post: what a worker is sent out for


STANDS = text("ended_at IS NULL")


class Course(SQLModel, table=True):
    """A course. `valid_months` None: what was passed once counts for good."""

    __tablename__ = "course"
    __table_args__ = (
        CheckConstraint("hours > 0", name="hours"),
        CheckConstraint("valid_months > 0", name="valid_months"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(sa_column=words(unique=True))
    name_bn: str
    name_en: str
    hours: int | None = None
    valid_months: int | None = None
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    version: int = 1


class Qualification(SQLModel, table=True):
    """Somebody has passed a course, and until which day (included) that counts.

    `holder_id` is of a staff row or of a worker, as `holder_kind` says. `told_level` of two: it
    ends soon, it has ended. `session_id` is the training it was got at, None where it was noted.
    """

    __tablename__ = "qualification"
    __table_args__ = (
        one_of("holder_kind", HolderKind),
        CheckConstraint("until >= got_on", name="until"),
        CheckConstraint("told_level BETWEEN 0 AND 2", name="told_level"),
        Index("ix_qualification_holder", "holder_id", "course_id"),
        Index(
            "ix_qualification_told",
            "told_level",
            postgresql_where=text("told_level > 0 AND ended_at IS NULL"),
        ),
        Index(
            "ix_qualification_until",
            "until",
            postgresql_where=text("until IS NOT NULL AND ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    course_id: UUID = Field(sa_column=points_at("course.id"))
    holder_kind: HolderKind = Field(sa_column=choice(HolderKind))
    holder_id: UUID
    got_on: date
    until: date | None = None
    session_id: UUID | None = None
    given_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    given_at: datetime = Field(sa_column=moment(nullable=False))
    told_level: int = 0
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    end_reason: str | None = None


class CourseNeed(SQLModel, table=True):
    """A role, skill or kind of post is given to nobody without a course; at first there is none."""

    __tablename__ = "course_need"
    __table_args__ = (
        one_of("kind", NeedKind),
        Index(
            "uq_course_need_stands",
            "kind",
            "code",
            "course_id",
            unique=True,
            postgresql_where=STANDS,
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: NeedKind = Field(sa_column=choice(NeedKind))
    code: str = Field(sa_column=words())
    course_id: UUID = Field(sa_column=points_at("course.id"))
    set_at: datetime = Field(sa_column=moment(nullable=False))
    set_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())


class StaffGiven(SQLModel, table=True):
    """A role or skill was given to somebody, or a skill taken away, by whom; never changed."""

    __tablename__ = "staff_given"
    __table_args__ = (
        one_of("kind", NeedKind),
        CheckConstraint("change IN ('given', 'taken')", name="change"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    staff_id: UUID = Field(sa_column=points_at("staff.id"))
    kind: NeedKind = Field(sa_column=choice(NeedKind))
    code: str = Field(sa_column=words())
    change: str = Field(sa_column=words())
    at: datetime = Field(sa_column=moment(nullable=False))
    by: UUID = Field(sa_column=points_at("staff.id", index=False))
