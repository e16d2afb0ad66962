"""Tables of the directory: centres, workers, posts with their holders, and who answers where."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, many, moment, number, one_of, points_at, words
from app.core.security import SealedText
from app.directory.states import (
    AddressChanged,
    HoldingKind,
    LookReason,
    OrganisationKind,
    PostKind,
)

ON_THE_SPHERE: Final = (
    "cube(ARRAY[cos(radians(lat)) * cos(radians(lon)), "
    "cos(radians(lat)) * sin(radians(lon)), sin(radians(lat))])"
)
"""A row's point on the unit sphere, as its index has it: `<->` orders as great circles do."""


def _near(table: str, which: str) -> Index:
    return Index(
        f"ix_{table}_on_the_sphere",
        text(f"({ON_THE_SPHERE})"),
        postgresql_using="gist",
        postgresql_where=text(f"{which}lat IS NOT NULL AND lon IS NOT NULL"),
    )


class Admits(StrEnum):
    """On whose word a centre takes a child; `unknown` is what nobody has told us."""

    DIRECT = "direct"
    COURT = "court"
    COMMITTEE = "committee"
    NONE = "none"
    UNKNOWN = "unknown"


class Centre(SQLModel, table=True):
    """A place with beds or services. Points are town level; no address of it is here.

    Ages in years, both included; `hours` as `app.directory.hours` writes them. What is None or
    empty nobody has told us.
    """

    __tablename__ = "centre"
    __table_args__ = (
        one_of("admits", Admits),
        CheckConstraint("age_from <= age_to", name="ages"),
        _near("centre", ""),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(sa_column=words(unique=True))
    name_en: str
    name_bn: str
    kind: str
    admits: Admits = Field(sa_column=choice(Admits))
    operating: bool
    intake_gender: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    capacity: int | None = None
    services: list[str] = Field(default_factory=list, sa_column=many())
    hours: str | None = None
    organisation_id: UUID | None = Field(
        default=None, sa_column=points_at("organisation.id", nullable=True)
    )
    lat: float | None = None
    lon: float | None = None
    location_basis: str | None = None
    place: str | None = Field(default=None, sa_column=Column(Text, ForeignKey("place.code")))
    phone: str | None = Field(default=None, sa_column=Column(SealedText("centre.phone")))
    source: str


class CentreAddress(SQLModel, table=True):
    """Where a centre is, sealed, in a table of its own: whoever reads a centre never opens it."""

    __tablename__ = "centre_address"

    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False, primary_key=True))
    address: str = Field(sa_column=Column(SealedText("centre_address.address"), nullable=False))


class AddressLook(SQLModel, table=True):
    """Somebody looked at a centre's address, when and why."""

    __tablename__ = "address_look"
    __table_args__ = (one_of("reason", LookReason),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id"))
    staff_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    at: datetime = Field(sa_column=moment(nullable=False))
    reason: LookReason = Field(sa_column=choice(LookReason))


class AddressChange(SQLModel, table=True):
    """Somebody entered, changed or took away a centre's address; which address it was nobody reads.

    `staff_id` is None for the command on the server, which knows no account.
    """

    __tablename__ = "address_change"
    __table_args__ = (one_of("change", AddressChanged),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id"))
    staff_id: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    at: datetime = Field(sa_column=moment(nullable=False))
    change: AddressChanged = Field(sa_column=choice(AddressChanged))


class Worker(SQLModel, table=True):
    """A field person: language, duty, office; what he or she is for stands in the post held.

    `post_en` and `post_bn` are what somebody is called who holds no post of the directory.
    `duty_at` is when the duty was moved last; older news of it changes nothing.
    """

    __tablename__ = "worker"
    __table_args__ = (_near("worker", "on_duty AND "),)

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
    duty_at: datetime | None = Field(default=None, sa_column=moment())
    version: int = Field(default=0, sa_column=number())
    capacity: int | None = None
    lat: float | None = None
    lon: float | None = None
    location_basis: str | None = None


class Organisation(SQLModel, table=True):
    """Whose posts and centres these are."""

    __tablename__ = "organisation"
    __table_args__ = (one_of("kind", OrganisationKind),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(sa_column=words(unique=True))
    kind: OrganisationKind = Field(sa_column=choice(OrganisationKind))
    name_en: str
    name_bn: str


class Post(SQLModel, table=True):
    """A post of an organisation with its seat; it stays when its holder is transferred."""

    __tablename__ = "post"
    __table_args__ = (one_of("kind", PostKind),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    code: str = Field(sa_column=words(unique=True))
    kind: PostKind = Field(sa_column=choice(PostKind))
    name_en: str
    name_bn: str
    organisation_id: UUID | None = Field(
        default=None, sa_column=points_at("organisation.id", nullable=True)
    )
    seat: str = Field(sa_column=Column(Text, ForeignKey("place.code"), nullable=False, index=True))


class Holding(SQLModel, table=True):
    """Who holds a post from when until when; a vacancy is a post nobody holds now.

    Two people are never appointed to one post at one time; acting, several may look after it.
    """

    __tablename__ = "holding"
    __table_args__ = (
        one_of("kind", HoldingKind),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        ExcludeConstraint(
            ("post_id", "="),
            (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
            where=text("kind = 'substantive'"),
            using="gist",
            name="one_holder",
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    post_id: UUID = Field(sa_column=points_at("post.id"))
    worker_id: UUID = Field(sa_column=points_at("worker.id"))
    kind: HoldingKind = Field(sa_column=choice(HoldingKind))
    starts_at: datetime = Field(sa_column=moment(nullable=False))
    ends_at: datetime | None = Field(default=None, sa_column=moment())


class Coverage(SQLModel, table=True):
    """A post, a worker or a centre answers for a place, as primary or backup.

    What belongs to a post is answered for by whoever holds it at the time.
    """

    __tablename__ = "coverage"
    __table_args__ = (
        CheckConstraint("num_nonnulls(worker_id, centre_id, post_id) = 1", name="one_responder"),
        CheckConstraint("rank IN ('primary', 'backup')", name="rank"),
        UniqueConstraint(
            "worker_id", "centre_id", "post_id", "place", postgresql_nulls_not_distinct=True
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    worker_id: UUID | None = Field(default=None, sa_column=points_at("worker.id", nullable=True))
    centre_id: UUID | None = Field(default=None, sa_column=points_at("centre.id", nullable=True))
    post_id: UUID | None = Field(default=None, sa_column=points_at("post.id", nullable=True))
    place: str = Field(sa_column=Column(Text, ForeignKey("place.code"), nullable=False, index=True))
    rank: str = "primary"
