"""The table of deadlines: things to look at again at a moment; ids only, no personal data."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import moment, words


class Deadline(SQLModel, table=True):
    """Look again at `subject_id` at `due_at`. Pending while `ended_at` is empty."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index("ix_deadline_pending", "due_at", postgresql_where=text("ended_at IS NULL")),
        Index(
            "uq_deadline_pending",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str = Field(sa_column=words())
    subject_id: UUID
    due_at: datetime = Field(sa_column=moment(nullable=False))
    made_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ending: str | None = None
    failures: int = 0
