"""The table of lines of one's own: by which telephone somebody is rung, and since when."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, moment, one_of, points_at, sealed
from app.core.security import SealedText


class LineKind(StrEnum):
    """By which telephone somebody is rung."""

    HOUSE = "house"  # as the setting counsellor_line says for all
    BROWSER = "browser"
    DESK = "desk"


class OwnLine(SQLModel, table=True):
    """One choice of one person; the last one counts for whatever is rung after it.

    Earlier ones stay as the record of who chose what, without their numbers. The number is sealed,
    and found again by its blind index: one telephone is one person's.
    """

    __tablename__ = "own_line"
    __table_args__ = (
        one_of("kind", LineKind),
        UniqueConstraint("staff_id", "version"),
        Index(
            "uq_own_line_number",
            "number_index",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    staff_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    kind: LineKind = Field(sa_column=choice(LineKind))
    number: str | None = Field(default=None, sa_column=Column(SealedText("own_line.number")))
    number_index: bytes | None = Field(default=None, sa_column=sealed())
    chosen_at: datetime = Field(sa_column=moment(nullable=False))
    chosen_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    """Since when another choice counts."""
    version: int = 1
