"""The table of unmet requests: somebody was to go, and nobody could be asked; no word of a file."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, facts, moment, number, one_of, points_at
from app.dispatch.agencies import Agency


class UnmetEnd(StrEnum):
    """Why an unmet request is over."""

    SENT = "sent"  # somebody is asked after all, or goes
    MET = "met"  # somebody can be asked by now, and was by itself
    CLOSED = "closed"  # the incident is
    STOOD_DOWN = "stood_down"  # nobody need go any more: a person said so
    LINKED = "linked"  # the kept incident has one of its own


class Unmet(SQLModel, table=True):
    """A request for which nobody could be asked, of which supervisors know; one at a time.

    `agency`: whose part it is; None goes to the child. `reasons` are codes and counts, `people`
    how many supervisors the last telling left for outside of the console. At `due_at` they are
    told again, in charge or not. At `look_at` we look whether somebody can be asked by now; None:
    people look after that. `dispatch_id` is what ended it.
    """

    __tablename__ = "unmet"
    __table_args__ = (
        one_of("agency", Agency),
        one_of("ending", UnmetEnd),
        Index(
            "uq_unmet_open",
            "incident_id",
            "agency",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    agency: Agency | None = Field(default=None, sa_column=choice(Agency, nullable=True))
    wished_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    wished_at: datetime = Field(sa_column=moment(nullable=False))
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_column=facts("[]"))
    told_at: datetime = Field(sa_column=moment(nullable=False))
    times: int = Field(default=0, sa_column=number())
    people: int = Field(default=0, sa_column=number())
    due_at: datetime = Field(sa_column=moment(nullable=False))
    look_at: datetime | None = Field(default=None, sa_column=moment())
    in_charge: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", index=False, nullable=True)
    )
    in_charge_at: datetime | None = Field(default=None, sa_column=moment())
    stuck_at: datetime | None = Field(default=None, sa_column=moment())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ending: UnmetEnd | None = Field(default=None, sa_column=choice(UnmetEnd, nullable=True))
    dispatch_id: UUID | None = Field(
        default=None, sa_column=points_at("dispatch.id", index=False, nullable=True)
    )
    version: int = 0
