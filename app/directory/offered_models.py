"""The table of services that organisations give: which, for whom, where; no child is in it.

Services of the Department's own centres stand here, too, once somebody has entered them.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, many, moment, one_of, points_at, words
from app.directory.states import CentreService


class OfferedService(SQLModel, table=True):
    """A service an organisation gives in some places; ended, never taken away.

    `places` are areas, none of them means the whole country. Ages in years, both included. What is
    None, and a gender `unknown`, nobody has told us.
    """

    __tablename__ = "offered_service"
    __table_args__ = (
        one_of("kind", CentreService),
        CheckConstraint("age_from <= age_to", name="ages"),
        CheckConstraint("gender IN ('boys', 'girls', 'both', 'unknown')", name="gender"),
        CheckConstraint("capacity >= 0", name="capacity"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation_id: UUID = Field(sa_column=points_at("organisation.id"))
    centre_id: UUID | None = Field(default=None, sa_column=points_at("centre.id", nullable=True))
    kind: CentreService = Field(sa_column=choice(CentreService))
    name_bn: str
    name_en: str
    places: list[str] = Field(default_factory=list, sa_column=many())
    gender: str = Field(default="unknown", sa_column=words())
    age_from: int | None = None
    age_to: int | None = None
    capacity: int | None = None
    hours: str | None = None
    changed_at: datetime = Field(sa_column=moment(nullable=False))
    changed_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
