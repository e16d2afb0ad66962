"""Tables of lost and found children: what was reported, and which reports fit each other."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, facts, moment, one_of, points_at, sealed


class Missing(StrEnum):
    """Which half of a story was reported."""

    LOST = "lost"
    FOUND = "found"


class MatchState(StrEnum):
    """How a pair of a lost and a found report stands."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REUNITED = "reunited"


class LostReport(SQLModel, table=True):
    """A child is missed, or one is found; what was told is sealed under the ticket's key."""

    __tablename__ = "lost_report"
    __table_args__ = (
        one_of("kind", Missing),
        Index("ix_lost_report_open", "kind", "told_at", postgresql_where=text("ended_at IS NULL")),
        Index(
            "uq_lost_report_open",
            "incident_id",
            "kind",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id", index=False))
    child_id: UUID | None = Field(default=None, sa_column=points_at("child.id", nullable=True))
    kind: Missing = Field(sa_column=choice(Missing))
    said: bytes | None = Field(default=None, sa_column=sealed())
    told_at: datetime = Field(sa_column=moment(nullable=False))
    told_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    rev: int = 1
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    end_reason: str | None = None


class LostMatch(SQLModel, table=True):
    """A lost and a found report that may be of one child, and what a person said to it."""

    __tablename__ = "lost_match"
    __table_args__ = (one_of("state", MatchState), UniqueConstraint("lost_id", "found_id"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    lost_id: UUID = Field(sa_column=points_at("lost_report.id", index=False))
    found_id: UUID = Field(sa_column=points_at("lost_report.id"))
    state: MatchState = Field(default=MatchState.SUGGESTED, sa_column=choice(MatchState))
    score: float
    reasons: list[str] = Field(default_factory=list, sa_column=facts("[]"))
    refused_score: float | None = None
    suggested_at: datetime = Field(sa_column=moment(nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=moment())
    decided_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    checked: str | None = None
    version: int = 1
