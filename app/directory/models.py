"""Tables of the directory: centres, workers and the places they answer for."""

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, ForeignKey, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, many, one_of, points_at, words
from app.core.security import SealedText


class Admits(StrEnum):
    """On whose word a centre takes a child; `unknown` is what nobody has told us."""

    DIRECT = "direct"
    COURT = "court"
    COMMITTEE = "committee"
    NONE = "none"
    UNKNOWN = "unknown"


class Centre(SQLModel, table=True):
    """A place with beds or services. Points are town level; no address of a safe home is here."""

    __tablename__ = "centre"
    __table_args__ = (one_of("admits", Admits),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(sa_column=words(unique=True))
    name_en: str
    name_bn: str
    kind: str
    admits: Admits = Field(sa_column=choice(Admits))
    operating: bool
    intake_gender: str | None = None
    capacity: int | None = None
    lat: float | None = None
    lon: float | None = None
    location_basis: str | None = None
    place: str | None = Field(default=None, sa_column=Column(Text, ForeignKey("place.code")))
    phone: str | None = Field(default=None, sa_column=Column(SealedText("centre.phone")))
    source: str


class Worker(SQLModel, table=True):
    """A field person: post, area, language, duty."""

    __tablename__ = "worker"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(sa_column=words(unique=True))
    name_en: str
    name_bn: str
    post_en: str
    post_bn: str
    gender: str | None = None
    languages: list[str] = Field(default_factory=list, sa_column=many())
    phone: str | None = Field(default=None, sa_column=Column(SealedText("worker.phone")))
    on_duty: bool = False
    capacity: int | None = None
    lat: float | None = None
    lon: float | None = None
    location_basis: str | None = None


class Coverage(SQLModel, table=True):
    """A worker or centre answers for a place, as primary or backup."""

    __tablename__ = "coverage"
    __table_args__ = (
        CheckConstraint("(worker_id IS NULL) <> (centre_id IS NULL)", name="one_responder"),
        CheckConstraint("rank IN ('primary', 'backup')", name="rank"),
        UniqueConstraint("worker_id", "centre_id", "place", postgresql_nulls_not_distinct=True),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    worker_id: UUID | None = Field(default=None, sa_column=points_at("worker.id", nullable=True))
    centre_id: UUID | None = Field(default=None, sa_column=points_at("centre.id", nullable=True))
    place: str = Field(sa_column=Column(Text, ForeignKey("place.code"), nullable=False, index=True))
    rank: str = "primary"
