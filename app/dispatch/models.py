"""Tables of dispatch: requests that somebody goes, the steps of their ladders, alerts."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Sequence,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from app.core.columns import choice, facts, moment, one_of, points_at, sealed, words
from app.dispatch.ladder import Tier
from app.dispatch.states import AlertState, DispatchState, StepState

TASK_NUMBERS = Sequence("task_number", start=1001, metadata=SQLModel.metadata)
"""Short numbers a worker can say on the phone: they tell nothing of the ticket."""


class Dispatch(SQLModel, table=True):
    """The request that somebody goes. `ladder` is the ranked list as it was when asked."""

    __tablename__ = "dispatch"
    __table_args__ = (
        one_of("state", DispatchState),
        Index(
            "ix_dispatch_open",
            "requested_at",
            postgresql_where=text("state NOT IN ('done', 'stood_down')"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    task_no: int = Field(
        default=None,
        sa_column=Column(
            BigInteger,
            TASK_NUMBERS,
            server_default=TASK_NUMBERS.next_value(),
            nullable=False,
        ),
    )
    state: DispatchState = Field(default=DispatchState.ALERTING, sa_column=choice(DispatchState))
    urgency: str = Field(sa_column=words())
    place: str | None = None
    requested_at: datetime = Field(sa_column=moment(nullable=False))
    requested_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ladder: list[dict[str, Any]] = Field(default_factory=list, sa_column=facts())
    current_step: int = 1
    due_at: datetime | None = Field(default=None, sa_column=moment())
    accepted_step: int | None = None
    acknowledged_at: datetime | None = Field(default=None, sa_column=moment())
    en_route_at: datetime | None = Field(default=None, sa_column=moment())
    reached_at: datetime | None = Field(default=None, sa_column=moment())
    done_at: datetime | None = Field(default=None, sa_column=moment())
    outcome: str | None = None
    alarm_at: datetime | None = Field(default=None, sa_column=moment())
    in_charge: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", index=False, nullable=True)
    )
    in_charge_at: datetime | None = Field(default=None, sa_column=moment())
    progress_due_at: datetime | None = Field(default=None, sa_column=moment())
    reminded_at: datetime | None = Field(default=None, sa_column=moment())
    stalled_at: datetime | None = Field(default=None, sa_column=moment())
    hand_off_id: UUID | None = Field(default=None, index=True)
    role: str | None = Field(default=None, sa_column=words(nullable=True))
    version: int = 1


class Step(SQLModel, table=True):
    """One rung of the ladder: a worker, centre or supervisor asked, until a deadline."""

    __tablename__ = "step"
    __table_args__ = (
        one_of("state", StepState),
        UniqueConstraint("dispatch_id", "no"),
        CheckConstraint("num_nonnulls(worker_id, centre_id, staff_id) = 1", name="one_responder"),
        one_of("tier", Tier),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    dispatch_id: UUID = Field(sa_column=points_at("dispatch.id"))
    no: int
    worker_id: UUID | None = Field(default=None, sa_column=points_at("worker.id", nullable=True))
    centre_id: UUID | None = Field(default=None, sa_column=points_at("centre.id", nullable=True))
    staff_id: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    tier: Tier = Field(default=Tier.WORKER, sa_column=choice(Tier, server_default="worker"))
    state: StepState = Field(default=StepState.ALERTED, sa_column=choice(StepState))
    distance_km: float | None = None
    alerted_at: datetime = Field(sa_column=moment(nullable=False))
    due_at: datetime = Field(sa_column=moment(nullable=False))
    answered_at: datetime | None = Field(default=None, sa_column=moment())
    decline_reason: str | None = None
    handed_back_at: datetime | None = Field(default=None, sa_column=moment())
    late_at: datetime | None = Field(default=None, sa_column=moment())
    code_digest: bytes | None = Field(default=None, sa_column=Column(sealed().type, unique=True))


class Alert(SQLModel, table=True):
    """One message to one responder through one channel (live screen or text)."""

    __tablename__ = "alert"
    __table_args__ = (
        one_of("state", AlertState),
        UniqueConstraint("step_id", "channel"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    step_id: UUID = Field(sa_column=points_at("step.id"))
    channel: str = Field(sa_column=words())
    state: AlertState = Field(default=AlertState.MADE, sa_column=choice(AlertState))
    at: datetime = Field(sa_column=moment(nullable=False))
    provider_message_id: str | None = Field(
        default=None, sa_column=words(nullable=True, unique=True)
    )
    error: str | None = None
