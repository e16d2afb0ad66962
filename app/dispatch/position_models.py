"""Table of where those on a task are, while they let us know; nothing of it outlives the task."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import moment, points_at


class WorkerPosition(SQLModel, table=True):
    """A worker shows where he or she is while on this task: a row is the consent, and the last fix.

    Only the last point is kept. Without one (`at` is None) the phone has found none yet. Taken
    back, or with the task over, the row is deleted.
    """

    __tablename__ = "worker_position"
    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="on_earth"),
        CheckConstraint("num_nulls(at, lat, lon, accuracy_m) IN (0, 4)", name="whole_fix"),
    )

    dispatch_id: UUID = Field(sa_column=points_at("dispatch.id", primary_key=True, index=False))
    worker_id: UUID = Field(sa_column=points_at("worker.id"))
    since: datetime = Field(sa_column=moment(nullable=False))
    at: datetime | None = Field(default=None, sa_column=moment())
    lat: float | None = None
    lon: float | None = None
    accuracy_m: int | None = None
