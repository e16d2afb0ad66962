"""Tables of visit reports: what the one who went found, and photos; all of it sealed."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, Integer, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PGUUID
from sqlmodel import Field, SQLModel

from app.core.columns import moment, points_at, sealed


class VisitReport(SQLModel, table=True):
    """What somebody on a task found. The phone makes `id`, so that photos can name it.

    `said` is sealed under the key of `sealed_by`, the incident of that moment: linking moves the
    dispatch, and the report with it. A later report of the same task stands beside the first.
    `lapsed` are the numbers of photos whose pieces were deleted before they were whole.
    """

    __tablename__ = "visit_report"
    __table_args__ = (CheckConstraint("photos BETWEEN 0 AND 5", name="photos"),)

    id: UUID = Field(sa_column=Column(PGUUID(as_uuid=True), primary_key=True))
    dispatch_id: UUID = Field(sa_column=points_at("dispatch.id"))
    worker_id: UUID = Field(sa_column=points_at("worker.id", index=False))
    at: datetime = Field(sa_column=moment(nullable=False))
    sealed_by: UUID = Field(sa_column=points_at("incident.id", index=False))
    said: bytes = Field(sa_column=sealed(nullable=False))
    photos: int
    lapsed: list[int] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(Integer), nullable=False, server_default="{}"),
    )


class VisitPhoto(SQLModel, table=True):
    """A photo of a report, whole and cleaned; `no` counts from 1."""

    __tablename__ = "visit_photo"
    __table_args__ = (UniqueConstraint("report_id", "no"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    report_id: UUID = Field(sa_column=points_at("visit_report.id", index=False))
    no: int
    came_at: datetime = Field(sa_column=moment(nullable=False))
    picture: bytes = Field(sa_column=sealed(nullable=False))


class VisitPhotoPart(SQLModel, table=True):
    """A piece of a photo that is not whole yet; deleted when it is, or when it never will be."""

    __tablename__ = "visit_photo_part"

    report_id: UUID = Field(sa_column=points_at("visit_report.id", primary_key=True, index=False))
    photo: int = Field(primary_key=True)
    part: int = Field(primary_key=True)
    data: bytes = Field(sa_column=sealed(nullable=False))
