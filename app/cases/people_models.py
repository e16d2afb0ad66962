"""Tables of the people around a child: what is known of each, who is whose, what is the same child.

All words are sealed under the key of the child they are about. Keys to compare by are blind.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, facts, moment, one_of, points_at, sealed, words


class ChildFact(SQLModel, table=True):
    """One thing said of a child, appended and never changed; the last one of a field counts.

    `merge_id`: taken over from the other record of a merge, and counts as long as that stands.
    `under_merge`: written by somebody while that merge stood.
    """

    __tablename__ = "child_fact"
    __table_args__ = (UniqueConstraint("child_id", "no"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    child_id: UUID = Field(sa_column=points_at("child.id", index=False))
    no: int
    field: str = Field(sa_column=words())
    value: bytes | None = Field(default=None, sa_column=sealed())
    source: str = Field(sa_column=words())
    said_on: date | None = None
    saved_at: datetime = Field(sa_column=moment(nullable=False))
    saved_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    merge_id: UUID | None = Field(
        default=None, sa_column=points_at("child_merge.id", nullable=True)
    )
    under_merge: UUID | None = Field(
        default=None, sa_column=points_at("child_merge.id", nullable=True, index=False)
    )


class ChildAccess(SQLModel, table=True):
    """Who opened a child's record, when and why."""

    __tablename__ = "child_access"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    child_id: UUID = Field(sa_column=points_at("child.id"))
    at: datetime = Field(sa_column=moment(nullable=False))
    staff_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    reason: str = Field(sa_column=words())


class Person(SQLModel, table=True):
    """Somebody around a child; what is known of him or her stands sealed in `person_word`.

    `child_id`: in whose record the person was first named, and whose key seals the words.
    """

    __tablename__ = "person"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    child_id: UUID = Field(sa_column=points_at("child.id"))
    rev: int = 1
    added_at: datetime = Field(sa_column=moment(nullable=False))
    added_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class PersonWord(SQLModel, table=True):
    """What was known of a person at one revision, all of it; appended and never changed."""

    __tablename__ = "person_word"
    __table_args__ = (PrimaryKeyConstraint("person_id", "rev"),)

    person_id: UUID = Field(sa_column=points_at("person.id", index=False))
    rev: int
    said: bytes | None = Field(default=None, sa_column=sealed())
    source: str = Field(sa_column=words())
    saved_at: datetime = Field(sa_column=moment(nullable=False))
    saved_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class Relation(SQLModel, table=True):
    """A person, or another child, and what he or she is to a child; ended, never changed.

    Of two children the one with the lower id stands first, so that it is one row both ways.
    """

    __tablename__ = "relation"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (other_child_id IS NULL)", name="one_other"),
        CheckConstraint("child_id < other_child_id", name="lower_first"),
        Index(
            "uq_relation_person",
            "child_id",
            "person_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND person_id IS NOT NULL"),
        ),
        Index(
            "uq_relation_child",
            "child_id",
            "other_child_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL AND other_child_id IS NOT NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    child_id: UUID = Field(sa_column=points_at("child.id"))
    person_id: UUID | None = Field(default=None, sa_column=points_at("person.id", nullable=True))
    other_child_id: UUID | None = Field(
        default=None, sa_column=points_at("child.id", nullable=True)
    )
    said: bytes | None = Field(default=None, sa_column=sealed())
    related_at: datetime = Field(sa_column=moment(nullable=False))
    related_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class ChildMerge(SQLModel, table=True):
    """Two records that a person found to be one child; undone, it is as if it had never been."""

    __tablename__ = "child_merge"
    __table_args__ = (
        CheckConstraint("loser_id <> winner_id", name="two"),
        Index(
            "uq_child_merge_stands",
            "loser_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index("ix_child_merge_winner_id", "winner_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    loser_id: UUID = Field(sa_column=points_at("child.id"))
    winner_id: UUID = Field(sa_column=points_at("child.id", index=False))
    why: str = Field(sa_column=words())
    merged_at: datetime = Field(sa_column=moment(nullable=False))
    merged_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    undone_at: datetime | None = Field(default=None, sa_column=moment())
    undone_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    undone_why: str | None = None


class Likeness(StrEnum):
    """How a suggestion that two records are one child stands."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class ChildKey(SQLModel, table=True):
    """A blind key by which records of one child may find each other."""

    __tablename__ = "child_key"
    __table_args__ = (
        PrimaryKeyConstraint("key", "child_id"),
        Index("ix_child_key_child", "child_id"),
    )

    key: bytes = Field(sa_column=sealed(nullable=False))
    child_id: UUID = Field(sa_column=points_at("child.id", index=False))


class ChildFeatures(SQLModel, table=True):
    """What a record is compared by: blind keys, years, places, sealed under the child's key."""

    __tablename__ = "child_features"

    child_id: UUID = Field(sa_column=points_at("child.id", index=False, primary_key=True))
    features: bytes = Field(sa_column=sealed(nullable=False))
    made_at: datetime = Field(sa_column=moment(nullable=False))


class SameChild(SQLModel, table=True):
    """A suggestion that two records are one child, the lower id first, and what a person said.

    `reasons` are codes. A refused one comes again only with a higher score than was refused.
    """

    __tablename__ = "same_child"
    __table_args__ = (
        one_of("state", Likeness),
        CheckConstraint("child_id < other_id", name="lower_first"),
        UniqueConstraint("child_id", "other_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    child_id: UUID = Field(sa_column=points_at("child.id", index=False))
    other_id: UUID = Field(sa_column=points_at("child.id"))
    state: Likeness = Field(default=Likeness.SUGGESTED, sa_column=choice(Likeness))
    score: float
    reasons: list[str] = Field(default_factory=list, sa_column=facts("[]"))
    refused_score: float | None = None
    suggested_at: datetime = Field(sa_column=moment(nullable=False))
    decided_at: datetime | None = Field(default=None, sa_column=moment())
    decided_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    why: str | None = None


def lower_first(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Two ids in the order in which pairs are kept."""
    return (one, other) if one < other else (other, one)
