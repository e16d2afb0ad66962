"""Tables of what is written in a case: sheets, approvals, actions, checks, notes and documents.

Every word and byte is sealed under the child's own key; plain columns hold codes, days and ids.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.cases.case_states import ActionState, ApprovalState, Check, Sheet
from app.core.columns import choice, moment, one_of, points_at, sealed, words


class CaseSheet(SQLModel, table=True):
    """One revision of an assessment, a plan or a closure; written once, the older ones are kept."""

    __tablename__ = "case_sheet"
    __table_args__ = (
        one_of("sheet", Sheet),
        UniqueConstraint("case_id", "episode", "sheet", "revision"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id", index=False))
    episode: int
    sheet: Sheet = Field(sa_column=choice(Sheet))
    revision: int
    said: bytes | None = Field(default=None, sa_column=sealed())
    written_at: datetime = Field(sa_column=moment(nullable=False))
    written_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class CaseApproval(SQLModel, table=True):
    """A request that a supervisor approves a revision, and the answer; `comment` is sealed."""

    __tablename__ = "case_approval"
    __table_args__ = (
        one_of("sheet", Sheet),
        one_of("state", ApprovalState),
        Index(
            "uq_case_approval_requested",
            "case_id",
            "sheet",
            unique=True,
            postgresql_where=text("state = 'requested'"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    episode: int
    sheet: Sheet = Field(sa_column=choice(Sheet))
    revision: int
    state: ApprovalState = Field(default=ApprovalState.REQUESTED, sa_column=choice(ApprovalState))
    requested_at: datetime = Field(sa_column=moment(nullable=False))
    requested_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    decided_at: datetime | None = Field(default=None, sa_column=moment())
    decided_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    comment: bytes | None = Field(default=None, sa_column=sealed())


class CaseAction(SQLModel, table=True):
    """An action of the approved plan. `said` holds goal, action and evidence, sealed."""

    __tablename__ = "case_action"
    __table_args__ = (one_of("state", ActionState),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    episode: int
    state: ActionState = Field(default=ActionState.OPEN, sa_column=choice(ActionState))
    responsible_id: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    due_on: date
    said: bytes | None = Field(default=None, sa_column=sealed())
    made_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class CaseCheck(SQLModel, table=True):
    """That somebody saw the child, followed up or reviewed, and what was found, sealed."""

    __tablename__ = "case_check"
    __table_args__ = (one_of("kind", Check),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    episode: int
    kind: Check = Field(sa_column=choice(Check))
    at: datetime = Field(sa_column=moment(nullable=False))
    next_on: date | None = None
    said: bytes | None = Field(default=None, sa_column=sealed())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class CaseNote(SQLModel, table=True):
    """A note, appended and never changed; a correction names the one it corrects."""

    __tablename__ = "case_note"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    said: bytes | None = Field(default=None, sa_column=sealed())
    corrects: UUID | None = Field(
        default=None, sa_column=points_at("case_note.id", nullable=True, index=False)
    )
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class CaseDocument(SQLModel, table=True):
    """A file: its name and its bytes sealed, its kind told by the bytes themselves."""

    __tablename__ = "case_document"
    __table_args__ = (
        CheckConstraint("size_bytes > 0", name="size_bytes"),
        Index(
            "uq_case_document_bytes",
            "case_id",
            "digest",
            unique=True,
            postgresql_where=text("content IS NOT NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    case_id: UUID = Field(sa_column=points_at("case_file.id"))
    name: bytes | None = Field(default=None, sa_column=sealed())
    kind: str = Field(sa_column=words())
    size_bytes: int
    digest: bytes = Field(sa_column=sealed(nullable=False))
    content: bytes | None = Field(default=None, sa_column=sealed())
    added_at: datetime = Field(sa_column=moment(nullable=False))
    added_by: UUID = Field(sa_column=points_at("staff.id", index=False))
