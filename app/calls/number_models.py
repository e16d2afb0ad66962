"""Tables of what is said of a caller's number: counsellors' marks and supervisors' blocks.

The number stands in them by its blind index alone.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import Field, SQLModel

from app.core.columns import moment, points_at, sealed, words


class NuisanceMark(SQLModel, table=True):
    """One counsellor's mark on a number, by the call it was made in; the number by its index."""

    __tablename__ = "nuisance_mark"
    __table_args__ = (
        Index("ix_nuisance_mark_number", "number_index", "made_at"),
        UniqueConstraint("call_id", "staff_id", name="uq_nuisance_mark_call_id"),
    )

    id: UUID = Field(
        sa_column=Column(PGUUID, primary_key=True, server_default=text("gen_random_uuid()"))
    )
    number_index: bytes = Field(sa_column=sealed(nullable=False))
    staff_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    call_id: UUID = Field(sa_column=points_at("call.id", index=False))
    reason: str = Field(sa_column=words())
    made_at: datetime = Field(sa_column=moment(nullable=False))
    cleared_at: datetime | None = Field(default=None, sa_column=moment())
    cleared_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class NumberBlock(SQLModel, table=True):
    """A supervisor's block of a number for a while, by the call it was made from; by its index.

    It is ended by a supervisor (`ended_by`) or by danger (nobody); past `until` it counts no more.
    """

    __tablename__ = "number_block"
    __table_args__ = (
        Index(
            "uq_number_block_standing",
            "number_index",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number_index: bytes = Field(sa_column=sealed(nullable=False))
    call_id: UUID = Field(sa_column=points_at("call.id", index=False))
    reason: str = Field(sa_column=words())
    made_at: datetime = Field(sa_column=moment(nullable=False))
    made_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    until: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    lift_reason: str | None = Field(default=None, sa_column=words(nullable=True))
    """Why a supervisor lifted it; empty when nobody did, or said nothing of it."""
    version: int = 1
