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

from app.core.columns import choice, facts, moment, number, one_of, points_at, sealed, words
from app.core.security import SealedText
from app.dispatch.agencies import Agency
from app.dispatch.ladder import Tier
from app.dispatch.states import AlertState, CallWish, DispatchState, StepState

TASK_NUMBERS = Sequence("task_number", start=1001, metadata=SQLModel.metadata)
"""Short numbers a worker can say on the phone: they tell nothing of the ticket."""


class Dispatch(SQLModel, table=True):
    """The request that somebody goes. `ladder` is the ranked list as it was when asked.

    `agency` is who has a part of its own in a hand-off; None leads, and goes to the child.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        one_of("state", DispatchState),
        one_of("agency", Agency),
        one_of("call_wanted", CallWish),
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
    agency: Agency | None = Field(default=None, sa_column=choice(Agency, nullable=True))
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
    handed_to: UUID | None = Field(
        default=None, sa_column=points_at("centre.id", index=False, nullable=True)
    )
    alarm_at: datetime | None = Field(default=None, sa_column=moment())
    call_wanted: CallWish | None = Field(default=None, sa_column=choice(CallWish, nullable=True))
    call_wanted_at: datetime | None = Field(default=None, sa_column=moment())
    call_wish_due_at: datetime | None = Field(default=None, sa_column=moment())
    call_wish_late_at: datetime | None = Field(default=None, sa_column=moment())
    in_charge: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", index=False, nullable=True)
    )
    in_charge_at: datetime | None = Field(default=None, sa_column=moment())
    progress_due_at: datetime | None = Field(default=None, sa_column=moment())
    reminded_at: datetime | None = Field(default=None, sa_column=moment())
    stalled_at: datetime | None = Field(default=None, sa_column=moment())
    version: int = 1

    def wish_no_call(self) -> None:
        """Nobody wishes for a call about it any more."""
        self.call_wanted = self.call_wanted_at = None
        self.call_wish_due_at = self.call_wish_late_at = None


class Step(SQLModel, table=True):
    """One rung of the ladder: a worker, centre or supervisor asked, until a deadline."""

    __tablename__ = "step"
    __table_args__ = (
        one_of("state", StepState),
        UniqueConstraint("dispatch_id", "no"),
        CheckConstraint("num_nonnulls(worker_id, centre_id, staff_id) = 1", name="one_responder"),
        one_of("tier", Tier),
        Index("ix_step_of_worker", "worker_id", text("alerted_at DESC")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    dispatch_id: UUID = Field(sa_column=points_at("dispatch.id"))
    no: int
    worker_id: UUID | None = Field(
        default=None, sa_column=points_at("worker.id", nullable=True, index=False)
    )
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
    """One message to one responder through one channel; `moments` tells each state it was in.

    It asks whether somebody goes; with a `reminder_id` it reminds one who has said yes.
    """

    __tablename__ = "alert"
    __table_args__ = (
        one_of("state", AlertState),
        Index(
            "uq_alert_of_step",
            "step_id",
            "channel",
            unique=True,
            postgresql_where=text("reminder_id IS NULL"),
        ),
        Index("uq_alert_of_reminder", "reminder_id", "channel", unique=True),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    step_id: UUID = Field(sa_column=points_at("step.id"))
    reminder_id: UUID | None = Field(
        default=None, sa_column=points_at("reminder.id", nullable=True, index=False)
    )
    channel: str = Field(sa_column=words())
    state: AlertState = Field(default=AlertState.MADE, sa_column=choice(AlertState))
    at: datetime = Field(sa_column=moment(nullable=False))
    due_at: datetime | None = Field(default=None, sa_column=moment())
    tries: int = Field(default=0, sa_column=number())
    moments: list[dict[str, str]] = Field(default_factory=list, sa_column=facts("[]"))
    provider_message_id: str | None = Field(
        default=None, sa_column=words(nullable=True, unique=True)
    )
    error: str | None = None

    def move(self, state: AlertState, at: datetime, error: str | None = None) -> None:
        """Stand in `state` from `at` on, and keep that moment; whether it is legal, others know."""
        self.state, self.at, self.error = state, at, error
        why = {"error": error} if error else {}
        self.moments = [*self.moments, {"state": state.value, "at": at.isoformat(), **why}]


class PushSubscription(SQLModel, table=True):
    """One browser that shows alerts: of a worker, a centre, or a supervisor of our own.

    `device` is its address and keys, sealed; `endpoint_index` finds it without telling them.
    It takes pushes until the sign-in it was made in is ended (`session_id`, no foreign key: a
    session that is forgotten is over too).
    """

    __tablename__ = "push_subscription"
    __table_args__ = (
        Index(
            "ix_push_subscription_alive",
            "kind",
            "owner_id",
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str = Field(sa_column=words())
    owner_id: UUID
    staff_id: UUID = Field(sa_column=points_at("staff.id"))
    session_id: UUID | None = None
    endpoint_index: bytes = Field(sa_column=Column(sealed().type, unique=True, nullable=False))
    device: str = Field(
        sa_column=Column(SealedText("push_subscription.device"), nullable=False), repr=False
    )
    made_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ending: str | None = Field(default=None, sa_column=words(nullable=True))


class Notice(SQLModel, table=True):
    """One short message outside of any screen: a code, never words of a file.

    To a supervisor that something is wrong, or to a worker how a swap of shifts stands.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("state", AlertState),
        CheckConstraint("num_nonnulls(staff_id, worker_id) = 1", name="one_reader"),
        Index("uq_notice_of_swap", "swap_id", "worker_id", "code", "channel", unique=True),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID | None = Field(
        default=None, sa_column=points_at("incident.id", nullable=True)
    )
    staff_id: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    worker_id: UUID | None = Field(default=None, sa_column=points_at("worker.id", nullable=True))
    swap_id: UUID | None = Field(
        default=None, sa_column=points_at("swap.id", nullable=True, index=False)
    )
    code: str = Field(sa_column=words())
    channel: str = Field(sa_column=words())
    state: AlertState = Field(default=AlertState.MADE, sa_column=choice(AlertState))
    at: datetime = Field(sa_column=moment(nullable=False))
    until: datetime = Field(sa_column=moment(nullable=False))
    tries: int = Field(default=0, sa_column=number())
    provider_message_id: str | None = Field(
        default=None, sa_column=words(nullable=True, unique=True)
    )
    error: str | None = Field(default=None, sa_column=words(nullable=True))


class Outage(SQLModel, table=True):
    """How a channel fares: failures in a row, and since when it counts as down."""

    __tablename__ = "outage"

    channel: str = Field(sa_column=words(primary_key=True))
    failures: int = Field(default=0, sa_column=number())
    tried_at: datetime = Field(sa_column=moment(nullable=False))
    down_since: datetime | None = Field(default=None, sa_column=moment())
