"""Tables of committees: seats by post, meetings, agendas, decisions, and what happened when.

What people write is sealed by the master key. A case stands on an agenda by its id, for us alone;
what its members are told of it is frozen as codes.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from app.cases.board_told import BodyKind
from app.core.columns import choice, facts, moment, one_of, points_at, words
from app.core.security import SealedText
from app.programmes.boards.states import (
    DecisionState,
    ItemKind,
    Level,
    MeetingState,
    Presence,
    SeatRole,
)

STANDS = text("ended_at IS NULL")
OPEN = text("state = 'open'")


def _said(place: str) -> Any:
    return Column(SealedText(place), nullable=True)


class Committee(SQLModel, table=True):
    """A board, network committee or exchange of one area. `quorum` None: nobody has said."""

    __tablename__ = "committee"
    __table_args__ = (
        one_of("body", BodyKind),
        one_of("level", Level),
        CheckConstraint("quorum > 0", name="quorum"),
        CheckConstraint("(level = 'national') = (place IS NULL)", name="place"),
        Index(
            "uq_committee_stands",
            "body",
            "place",
            unique=True,
            postgresql_where=STANDS,
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_committee_district", "district", postgresql_where=STANDS),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    body: BodyKind = Field(sa_column=choice(BodyKind))
    level: Level = Field(sa_column=choice(Level))
    place: str | None = Field(default=None, sa_column=Column(Text, ForeignKey("place.code")))
    district: str | None = None
    name_bn: str
    name_en: str
    quorum: int | None = None
    founded_at: datetime = Field(sa_column=moment(nullable=False))
    founded_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    version: int = 1


class CommitteeSeat(SQLModel, table=True):
    """A seat, held by whoever holds its post; both days of its term are included.

    Without `post_id` it is known by its title alone, and nobody's name is.
    """

    __tablename__ = "committee_seat"
    __table_args__ = (
        one_of("role", SeatRole),
        CheckConstraint("until >= since", name="term"),
        Index(
            "uq_committee_seat_chair",
            "committee_id",
            unique=True,
            postgresql_where=text("role = 'chair' AND ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    committee_id: UUID = Field(sa_column=points_at("committee.id"))
    role: SeatRole = Field(sa_column=choice(SeatRole))
    post_id: UUID | None = Field(default=None, sa_column=points_at("post.id", nullable=True))
    organisation_id: UUID | None = Field(
        default=None, sa_column=points_at("organisation.id", nullable=True, index=False)
    )
    title_bn: str
    title_en: str
    since: date
    until: date | None = None
    ended_at: datetime | None = Field(default=None, sa_column=moment())


class Meeting(SQLModel, table=True):
    """One meeting. `needed` and `there` are frozen when it was held; `minutes` when written."""

    __tablename__ = "committee_meeting"
    __table_args__ = (
        one_of("state", MeetingState),
        UniqueConstraint("committee_id", "no"),
        Index("ix_committee_meeting_planned", "committee_id", "planned_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    committee_id: UUID = Field(sa_column=points_at("committee.id", index=False))
    no: int
    state: MeetingState = Field(default=MeetingState.PLANNED, sa_column=choice(MeetingState))
    planned_at: datetime = Field(sa_column=moment(nullable=False))
    held_at: datetime | None = Field(default=None, sa_column=moment())
    venue: str | None = Field(default=None, sa_column=_said("committee_meeting.venue"))
    continues: UUID | None = Field(
        default=None, sa_column=points_at("committee_meeting.id", nullable=True, index=False)
    )
    reason: str | None = None
    needed: int | None = None
    there: int | None = None
    minutes: str | None = Field(default=None, sa_column=_said("committee_meeting.minutes"))
    minuted_at: datetime | None = Field(default=None, sa_column=moment())
    minuted_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class SeatPresence(SQLModel, table=True):
    """Whether a seat was taken at a meeting."""

    __tablename__ = "committee_presence"
    __table_args__ = (one_of("how", Presence), PrimaryKeyConstraint("meeting_id", "seat_id"))

    meeting_id: UUID = Field(sa_column=points_at("committee_meeting.id", index=False))
    seat_id: UUID = Field(sa_column=points_at("committee_seat.id"))
    how: Presence = Field(sa_column=choice(Presence))


class AgendaItem(SQLModel, table=True):
    """A point of an agenda. Of a case `told` is all that the members get."""

    __tablename__ = "committee_item"
    __table_args__ = (
        one_of("kind", ItemKind),
        CheckConstraint("(kind = 'case') = (case_id IS NOT NULL)", name="case"),
        CheckConstraint("(kind = 'case') = (question IS NOT NULL)", name="question"),
        CheckConstraint("(kind = 'decision') = (decision_id IS NOT NULL)", name="decision"),
        UniqueConstraint("meeting_id", "no"),
        Index(
            "uq_committee_item_case",
            "meeting_id",
            "case_id",
            unique=True,
            postgresql_where=text("case_id IS NOT NULL AND withdrawn_at IS NULL"),
        ),
        Index("ix_committee_item_case", "case_id", postgresql_where=text("case_id IS NOT NULL")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    meeting_id: UUID = Field(sa_column=points_at("committee_meeting.id", index=False))
    no: int
    kind: ItemKind = Field(sa_column=choice(ItemKind))
    case_id: UUID | None = Field(
        default=None, sa_column=points_at("case_file.id", nullable=True, index=False)
    )
    question: str | None = None
    told: dict[str, Any] = Field(default_factory=dict, sa_column=facts())
    said: str | None = Field(default=None, sa_column=_said("committee_item.said"))
    decision_id: UUID | None = None
    laid_at: datetime = Field(sa_column=moment(nullable=False))
    laid_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    withdrawn_at: datetime | None = Field(default=None, sa_column=moment())


class Decision(SQLModel, table=True):
    """What was decided, who sees to it and by when; `told_level` of four have been told."""

    __tablename__ = "committee_decision"
    __table_args__ = (
        one_of("state", DecisionState),
        CheckConstraint("num_nonnulls(seat_id, organisation_id) = 1", name="owner"),
        CheckConstraint("told_level BETWEEN 0 AND 4", name="told_level"),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done"),
        UniqueConstraint("committee_id", "no"),
        Index("ix_committee_decision_open", "committee_id", "due_on", postgresql_where=OPEN),
        Index(
            "ix_committee_decision_late",
            "told_level",
            postgresql_where=text("state = 'open' AND told_level > 1"),
        ),
        Index("ix_committee_decision_made", "made_on"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    committee_id: UUID = Field(sa_column=points_at("committee.id", index=False))
    meeting_id: UUID = Field(sa_column=points_at("committee_meeting.id"))
    item_id: UUID | None = Field(
        default=None, sa_column=points_at("committee_item.id", nullable=True, index=False)
    )
    no: int
    said: str = Field(sa_column=Column(SealedText("committee_decision.said"), nullable=False))
    seat_id: UUID | None = Field(
        default=None, sa_column=points_at("committee_seat.id", nullable=True)
    )
    organisation_id: UUID | None = Field(
        default=None, sa_column=points_at("organisation.id", nullable=True, index=False)
    )
    made_on: date
    made_at: datetime = Field(sa_column=moment(nullable=False))
    made_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    due_on: date
    state: DecisionState = Field(default=DecisionState.OPEN, sa_column=choice(DecisionState))
    told_level: int = 0
    done_on: date | None = None
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    end_reason: str | None = None
    ended_with: str | None = Field(default=None, sa_column=_said("committee_decision.ended_with"))


class CommitteeEntry(SQLModel, table=True):
    """One step of a committee's log, appended and never changed; `seq` is its version."""

    __tablename__ = "committee_entry"
    __table_args__ = (UniqueConstraint("committee_id", "seq"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    committee_id: UUID = Field(sa_column=points_at("committee.id", index=False))
    seq: int
    at: datetime = Field(sa_column=moment(nullable=False))
    kind: str = Field(sa_column=words())
    actor_id: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=facts())
