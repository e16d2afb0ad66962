"""Tables of the street-child network: what was noted on rolls, nights over capacity, asks.

A site is a centre of the directory. No row holds a name: a child is an id, and what it is called
stands sealed in its own record. Who was counted without a name is a number and never a row.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, Date, Index, PrimaryKeyConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import Field, SQLModel

from app.core.columns import choice, flag, moment, number, one_of, points_at
from app.residence.states import MoreReason
from app.residence.street_states import AskState, WhyAsked, WhyCorrected, WhyNotTakenUp


def _day() -> Column[date]:
    return Column(Date, nullable=False)


class StreetSite(SQLModel, table=True):
    """What is told of one site: each change raises `version`, and its row is the lock of its rolls.

    `named_by` is who named it on a screen; None for one that came with a table.
    """

    __tablename__ = "street_site"

    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False, primary_key=True))
    version: int = Field(default=0, sa_column=number())
    named_at: datetime | None = Field(default=None, sa_column=moment())
    named_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class StreetMark(SQLModel, table=True):
    """One note on a roll: the child was there, or was not after all; appended and never changed.

    `id` is made where it was noted, so that a repeat is known. `at`: when it was noted there,
    `received_at`: when we heard of it. `reason`: why it corrects what was noted before.
    """

    __tablename__ = "street_mark"
    __table_args__ = (
        Index("ix_street_mark_visit", "centre_id", "day", "child_id"),
        CheckConstraint("came_at < left_at", name="times"),
        CheckConstraint("seen OR reason IS NOT NULL", name="why"),
        CheckConstraint(
            "reason IN ({})".format(", ".join(f"'{one.value}'" for one in WhyCorrected)),
            name="reason",
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    day: date = Field(sa_column=_day())
    child_id: UUID = Field(sa_column=points_at("child.id"))
    seen: bool
    came_at: datetime | None = Field(default=None, sa_column=moment())
    left_at: datetime | None = Field(default=None, sa_column=moment())
    reason: WhyCorrected | None = Field(default=None, sa_column=choice(WhyCorrected, nullable=True))
    at: datetime = Field(sa_column=moment(nullable=False))
    received_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class StreetVisit(SQLModel, table=True):
    """What all marks of one child at one site on one day come to (`street_rules.visit_of`)."""

    __tablename__ = "street_visit"
    __table_args__ = (
        PrimaryKeyConstraint("centre_id", "day", "child_id"),
        Index("ix_street_visit_child", "child_id", "day"),
        Index("ix_street_visit_day", "day", postgresql_where=text("present")),
    )

    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    day: date = Field(sa_column=_day())
    child_id: UUID = Field(sa_column=points_at("child.id", index=False))
    present: bool = Field(sa_column=flag())
    came_at: datetime | None = Field(default=None, sa_column=moment())
    left_at: datetime | None = Field(default=None, sa_column=moment())
    noted_by: list[UUID] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(PGUUID(as_uuid=True)), nullable=False, server_default="{}"),
    )


class StreetCount(SQLModel, table=True):
    """A word on how many children more were there whom nobody named; the last one of each counts.

    `of_staff` is whose word it is; somebody else who puts it right says why.
    """

    __tablename__ = "street_count"
    __table_args__ = (
        Index("ix_street_count_day", "centre_id", "day"),
        CheckConstraint("unnamed >= 0", name="unnamed"),
        CheckConstraint("of_staff = noted_by OR reason IS NOT NULL", name="why"),
        CheckConstraint(
            "reason IN ({})".format(", ".join(f"'{one.value}'" for one in WhyCorrected)),
            name="reason",
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    day: date = Field(sa_column=_day())
    of_staff: UUID = Field(sa_column=points_at("staff.id", index=False))
    unnamed: int
    reason: WhyCorrected | None = Field(default=None, sa_column=choice(WhyCorrected, nullable=True))
    at: datetime = Field(sa_column=moment(nullable=False))
    received_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=points_at("staff.id", index=False))


class StreetNight(SQLModel, table=True):
    """A night of a shelter that somebody told of, against its capacity at that time.

    `least` children were there; `over` is None where nobody has said the capacity. `told_over`:
    the most that supervisors were told of. `explained`: up to how many over a reason was given.
    """

    __tablename__ = "street_night"
    __table_args__ = (
        PrimaryKeyConstraint("centre_id", "day"),
        CheckConstraint("(reason IS NULL) = (explained = 0)", name="explained"),
        CheckConstraint(
            "reason IN ({})".format(", ".join(f"'{one.value}'" for one in MoreReason)),
            name="reason",
        ),
        Index("ix_street_night_over", "day", postgresql_where=text("over > explained")),
    )

    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    day: date = Field(sa_column=_day())
    least: int
    capacity: int | None = None
    over: int | None = None
    told_over: int = Field(default=0, sa_column=number())
    explained: int = Field(default=0, sa_column=number())
    reason: MoreReason | None = Field(default=None, sa_column=choice(MoreReason, nullable=True))
    explained_at: datetime | None = Field(default=None, sa_column=moment())
    explained_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )


class StreetAsk(SQLModel, table=True):
    """The people of a site ask the helpline for a case of a child; a supervisor answers."""

    __tablename__ = "street_ask"
    __table_args__ = (
        one_of("why", WhyAsked),
        one_of("state", AskState),
        CheckConstraint(
            "declined_for IN ({})".format(", ".join(f"'{one.value}'" for one in WhyNotTakenUp)),
            name="declined_for",
        ),
        CheckConstraint("(state = 'taken_up') = (case_id IS NOT NULL)", name="case"),
        Index("ix_street_ask_centre", "centre_id", postgresql_where=text("state = 'asked'")),
        Index(
            "uq_street_ask_child",
            "child_id",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    child_id: UUID = Field(sa_column=points_at("child.id", index=False))
    why: WhyAsked = Field(sa_column=choice(WhyAsked))
    state: AskState = Field(default=AskState.ASKED, sa_column=choice(AskState))
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    asked_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    answered_at: datetime | None = Field(default=None, sa_column=moment())
    answered_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    declined_for: WhyNotTakenUp | None = Field(
        default=None, sa_column=choice(WhyNotTakenUp, nullable=True)
    )
    case_id: UUID | None = Field(
        default=None, sa_column=points_at("case_file.id", nullable=True, index=False)
    )
