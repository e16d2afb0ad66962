"""Tables of residence: houses and beds, beds held for children on the way, children who stay.

A hold names no child: who is expected stands in the incident, sealed. What is written down of a
child at the door is sealed under the incident's key.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, flag, moment, number, one_of, points_at, sealed
from app.residence.care_states import CameBy
from app.residence.states import HoldState, Left, MoreReason, OutOfUse, Takes

HELD = text("state = 'held'")
PRESENT = text("left_at IS NULL")
THERE = "out_reason IS DISTINCT FROM 'removed'"
"""Of a bed: it stands in its house. What happened in removed ones stays written down."""


class BedBoard(SQLModel, table=True):
    """What is told of one centre's beds, counted: each change raises `version`."""

    __tablename__ = "bed_board"

    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False, primary_key=True))
    version: int = Field(default=0, sa_column=number())


class House(SQLModel, table=True):
    """A house of a centre. It has as many seats as beds in use; ages in years, None is no limit."""

    __tablename__ = "house"
    __table_args__ = (
        one_of("takes", Takes),
        UniqueConstraint("centre_id", "name_en"),
        CheckConstraint("age_from <= age_to", name="ages"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    name_bn: str
    name_en: str
    takes: Takes = Field(sa_column=choice(Takes))
    age_from: int | None = None
    age_to: int | None = None


class Bed(SQLModel, table=True):
    """One bed by its label; out of use since `out_at`, None while somebody may sleep there.

    A removed one leaves its label to another.
    """

    __tablename__ = "bed"
    __table_args__ = (
        Index(
            "uq_bed_house_id_label",
            "house_id",
            "label",
            unique=True,
            postgresql_where=text(THERE),
        ),
        CheckConstraint("(out_at IS NULL) = (out_reason IS NULL)", name="out"),
        CheckConstraint(
            "out_reason IN ({})".format(", ".join(f"'{one.value}'" for one in OutOfUse)),
            name="out_reason",
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    house_id: UUID = Field(sa_column=points_at("house.id", index=False))
    label: str
    out_at: datetime | None = Field(default=None, sa_column=moment())
    out_reason: OutOfUse | None = Field(default=None, sa_column=choice(OutOfUse, nullable=True))


class BedHold(SQLModel, table=True):
    """One bed kept until a time. `ref` is what it is kept for: the dispatch the centre accepted.

    `counted` is False where nobody has said how many beds the centre has. `bed_id` is None there,
    and for a place allowed beyond the seats.
    """

    __tablename__ = "bed_hold"
    __table_args__ = (
        one_of("state", HoldState),
        Index("ix_bed_hold_held", "centre_id", postgresql_where=HELD),
        Index("uq_bed_hold_held", "ref", unique=True, postgresql_where=HELD),
        Index("uq_bed_hold_bed", "bed_id", unique=True, postgresql_where=HELD),
        Index("ix_bed_hold_ref", "ref"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    ref: UUID
    bed_id: UUID | None = Field(
        default=None, sa_column=points_at("bed.id", nullable=True, index=False)
    )
    state: HoldState = Field(default=HoldState.HELD, sa_column=choice(HoldState))
    counted: bool
    held_at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())


class Stay(SQLModel, table=True):
    """A child of an incident lives in a centre, in a bed where beds are named and one was free.

    `over`: at this arrival the centre held more children than it may. `over_reason`: why it was
    taken in although no bed was free for it; never missing where it is `over`. `child_id`: the
    record of the child, where one is known. `notes`, `left_to` and all that is written of the stay
    are sealed under the key of `sealed_by`, the incident of that moment: linking moves the stay.
    `ends_at`: six months, and what was approved beyond them; counted from the beginning of the
    stay it follows (`follows_id`), where the child was moved, or was away for a few days only.
    """

    __tablename__ = "stay"
    __table_args__ = (
        UniqueConstraint("ref"),
        Index("ix_stay_present", "centre_id", postgresql_where=PRESENT),
        Index("uq_stay_bed", "bed_id", unique=True, postgresql_where=PRESENT),
        Index("uq_stay_child", "child_id", unique=True, postgresql_where=PRESENT),
        one_of("came_by", CameBy),
        CheckConstraint("NOT over OR over_reason IS NOT NULL", name="over"),
        CheckConstraint(
            "over_reason IN ({})".format(", ".join(f"'{one.value}'" for one in MoreReason)),
            name="over_reason",
        ),
        CheckConstraint(
            "left_reason IN ({})".format(", ".join(f"'{one.value}'" for one in Left)),
            name="left_reason",
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    ref: UUID
    child_id: UUID | None = Field(
        default=None, sa_column=points_at("child.id", nullable=True, index=False)
    )
    came_by: CameBy = Field(
        default=CameBy.DISPATCH, sa_column=choice(CameBy, server_default="dispatch")
    )
    bed_id: UUID | None = Field(
        default=None, sa_column=points_at("bed.id", nullable=True, index=False)
    )
    over: bool = Field(default=False, sa_column=flag())
    over_reason: MoreReason | None = Field(
        default=None, sa_column=choice(MoreReason, nullable=True)
    )
    arrived_at: datetime = Field(sa_column=moment(nullable=False))
    ends_at: datetime = Field(sa_column=moment(nullable=False))
    follows_id: UUID | None = Field(
        default=None, sa_column=points_at("stay.id", nullable=True, index=False)
    )
    recorded_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    sealed_by: UUID | None = Field(
        default=None, sa_column=points_at("incident.id", nullable=True, index=False)
    )
    notes: bytes | None = Field(default=None, sa_column=sealed())
    left_at: datetime | None = Field(default=None, sa_column=moment())
    left_reason: Left | None = Field(default=None, sa_column=choice(Left, nullable=True))
    left_to: bytes | None = Field(default=None, sa_column=sealed())
    left_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default="1"))


class OccupancyOverride(SQLModel, table=True):
    """A supervisor lets a centre take in `extra` more children than it has seats, until a time."""

    __tablename__ = "occupancy_override"
    __table_args__ = (
        one_of("reason", MoreReason),
        CheckConstraint("extra > 0", name="extra"),
        Index(
            "uq_occupancy_override_live",
            "centre_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    extra: int
    reason: MoreReason = Field(sa_column=choice(MoreReason))
    made_at: datetime = Field(sa_column=moment(nullable=False))
    made_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    until: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())


class NightCount(SQLModel, table=True):
    """Children counted by a person at night beside what our rows said then; both are kept."""

    __tablename__ = "night_count"
    __table_args__ = (
        CheckConstraint("children >= 0", name="children"),
        Index("ix_night_count_centre_id_counted_at", "centre_id", "counted_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    night: date = Field(sa_column=Column(Date, nullable=False))
    children: int
    rows: int
    counted_at: datetime = Field(sa_column=moment(nullable=False))
    counted_by: UUID = Field(sa_column=points_at("staff.id", index=False))
