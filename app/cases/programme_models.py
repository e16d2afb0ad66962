"""Tables of programmes and what they were called when; nothing here is about a person."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, Date, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import moment, points_at, words


class Programme(SQLModel, table=True):
    """A programme, project or kind of centre by its code; `source` says who tells of it."""

    __tablename__ = "programme"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(sa_column=words(unique=True))
    source: str = Field(sa_column=words())


class ProgrammeName(SQLModel, table=True):
    """A name and from when on; `said` is the day as the source gives it, which may be a month."""

    __tablename__ = "programme_name"
    __table_args__ = (
        UniqueConstraint("programme_id", "since", postgresql_nulls_not_distinct=True),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    programme_id: UUID = Field(sa_column=points_at("programme.id", index=False))
    name_bn: str = Field(sa_column=words())
    name_en: str = Field(sa_column=words())
    since: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    said: str | None = None
    source: str = Field(sa_column=words())
    added_at: datetime = Field(sa_column=moment(nullable=False))
    added_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
