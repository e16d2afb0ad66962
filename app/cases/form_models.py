"""Tables of forms: their versions, what happened to them, and the answers to them.

A definition holds no word about a person. All answers are sealed in one piece, under the key of
the child or incident they are about; `plain` beside them is what form_rules.plain_facts lets out.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.cases.form_states import AnswerState, VersionState
from app.core.columns import choice, facts, moment, one_of, points_at, sealed, words


class Purpose(StrEnum):
    """What a form is for; several forms may serve one purpose."""

    ASSESSMENT = "assessment"
    CASE_PLAN = "case_plan"
    FOLLOW_UP = "follow_up"
    CLOSURE = "closure"
    REFERRAL = "referral"
    ADMISSION = "admission"
    VISIT = "visit"
    MINIMUM_STANDARD = "minimum_standard"
    OTHER = "other"


class Step(StrEnum):
    """What is done to a form."""

    DRAFTED = "drafted"
    DISCARDED = "discarded"
    PUBLISHED = "published"
    RETIRED = "retired"


class Form(SQLModel, table=True):
    """A form by its code, which never changes; `version` counts the steps told of it."""

    __tablename__ = "form"
    __table_args__ = (one_of("purpose", Purpose),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(sa_column=words(unique=True))
    purpose: Purpose = Field(sa_column=choice(Purpose))
    made_at: datetime = Field(sa_column=moment(nullable=False))
    retired_at: datetime | None = Field(default=None, sa_column=moment())
    version: int = 0


class FormVersion(SQLModel, table=True):
    """One version of a form. Once published its definition never changes; a trigger holds that.

    A draft's definition may be half done: whoever edits it loses nothing. `rev` counts its saves.
    """

    __tablename__ = "form_version"
    __table_args__ = (
        one_of("state", VersionState),
        UniqueConstraint("form_id", "no"),
        Index(
            "uq_form_version_draft",
            "form_id",
            unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
        Index(
            "uq_form_version_published",
            "form_id",
            unique=True,
            postgresql_where=text("state = 'published'"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    form_id: UUID = Field(sa_column=points_at("form.id", index=False))
    no: int
    state: VersionState = Field(default=VersionState.DRAFT, sa_column=choice(VersionState))
    definition: dict[str, Any] = Field(sa_column=facts())
    note: str | None = None
    rev: int = 1
    made_at: datetime = Field(sa_column=moment(nullable=False))
    made_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    published_at: datetime | None = Field(default=None, sa_column=moment())
    published_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    retired_at: datetime | None = Field(default=None, sa_column=moment())


class FormStep(SQLModel, table=True):
    """One thing that was done to a form, appended and never changed; `seq` is its version then."""

    __tablename__ = "form_step"
    __table_args__ = (one_of("kind", Step), PrimaryKeyConstraint("form_id", "seq"))

    form_id: UUID = Field(sa_column=points_at("form.id", index=False))
    seq: int
    at: datetime = Field(sa_column=moment(nullable=False))
    kind: Step = Field(sa_column=choice(Step))
    staff_id: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=facts())


class FormAnswer(SQLModel, table=True):
    """One filled form about a subject; `revision` is the one that counts, `version` counts saves.

    `wrapped_key` is its own data key where the subject has none, as a centre has not.
    """

    __tablename__ = "form_answer"
    __table_args__ = (
        one_of("state", AnswerState),
        Index("ix_form_answer_subject", "subject_kind", "subject_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    form_version_id: UUID = Field(sa_column=points_at("form_version.id"))
    subject_kind: str = Field(sa_column=words())
    subject_id: UUID
    state: AnswerState = Field(default=AnswerState.DRAFT, sa_column=choice(AnswerState))
    revision: int = 1
    version: int = 1
    wrapped_key: bytes | None = Field(default=None, sa_column=sealed())
    begun_at: datetime = Field(sa_column=moment(nullable=False))
    begun_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    changed_at: datetime = Field(sa_column=moment(nullable=False))
    completed_at: datetime | None = Field(default=None, sa_column=moment())
    completed_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class FormRevision(SQLModel, table=True):
    """What a filled form said: the draft until it is completed, then one row a correction."""

    __tablename__ = "form_revision"
    __table_args__ = (PrimaryKeyConstraint("answer_id", "no"),)

    answer_id: UUID = Field(sa_column=points_at("form_answer.id", index=False))
    no: int
    answers: bytes | None = Field(default=None, sa_column=sealed())
    plain: dict[str, Any] = Field(default_factory=dict, sa_column=facts())
    written_at: datetime = Field(sa_column=moment(nullable=False))
    written_by: UUID = Field(sa_column=points_at("staff.id", index=False))
