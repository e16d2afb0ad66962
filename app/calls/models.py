"""Tables of calls: calls, their legs, offers, texts that came, and webhooks already answered.

The partial unique indexes keep invariant I3: a call has one owner, a counsellor one live call.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from app.calls.states import (
    CallBackState,
    CallState,
    InvitationKind,
    InvitationState,
    LegState,
    Mode,
    OfferState,
    PartyKind,
    SessionState,
)
from app.core.columns import choice, facts, flag, moment, number, one_of, points_at, sealed, words

PLACE = text("((queued_at AT TIME ZONE 'UTC') - head_start * interval '1 second')")
"""`queue.stands_since` as the index and the ORDER BY of the queue have it."""

INVITES = text("state IN ('asked', 'accepted')")
TRANSFERS = text("state IN ('asked', 'accepted') AND kind <> 'join'")

LIVE = text("state <> 'ended' AND owner_id IS NOT NULL")


class Call(SQLModel, table=True):
    """One conversation. The caller's number is sealed under the key of the ticket it came with.

    `first_incident_id` is that ticket, once it was linked to another one (cases/linking.py).
    """

    __tablename__ = "call"
    __table_args__ = (
        one_of("state", CallState),
        Index("uq_call_live_owner", "owner_id", unique=True, postgresql_where=LIVE),
        Index("ix_call_place", PLACE, "id", postgresql_where=text("state = 'waiting'")),
        Index(
            "ix_call_unplaced",
            "id",
            postgresql_where=text("state = 'waiting' AND placed_at IS NULL"),
        ),
        Index(
            "ix_call_live_number",
            "number_index",
            "arrived_at",
            postgresql_where=text("state <> 'ended' AND number_index IS NOT NULL"),
        ),
        Index("ix_call_diverted", "heartbeat_at", postgresql_where=text("state = 'diverted'")),
        Index("ix_call_number", "number_index", "arrived_at"),
        Index("ix_call_wrap_up", "owner_id", postgresql_where=text("wrap_up")),
        Index("ix_call_help", "help_at", postgresql_where=text("help_at IS NOT NULL")),
        Index("ix_call_calls_back", "calls_back", postgresql_where=text("calls_back IS NOT NULL")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    first_incident_id: UUID | None = Field(
        default=None, sa_column=points_at("incident.id", nullable=True, index=False)
    )
    provider_call_id: str = Field(sa_column=words(unique=True))
    state: CallState = Field(default=CallState.WAITING, sa_column=choice(CallState))
    language: str = Field(default="bn", sa_column=words())
    number_sealed: bytes | None = Field(default=None, sa_column=sealed())
    number_index: bytes | None = Field(default=None, sa_column=sealed())
    number_kind: str = Field(sa_column=words())
    owner_id: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    arrived_at: datetime = Field(sa_column=moment(nullable=False, index=True))
    queued_at: datetime = Field(sa_column=moment(nullable=False))
    heartbeat_at: datetime = Field(sa_column=moment(nullable=False))
    caller_joined_at: datetime | None = Field(default=None, sa_column=moment())
    answered_at: datetime | None = Field(default=None, sa_column=moment())
    diverted_at: datetime | None = Field(default=None, sa_column=moment())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    held_at: datetime | None = Field(default=None, sa_column=moment())
    """Since when the caller of a conversation is on hold; empty when he or she is not."""
    muted_at: datetime | None = Field(default=None, sa_column=moment())
    """Since when nobody hears the caller; empty when everybody does."""
    help_at: datetime | None = Field(default=None, sa_column=moment())
    """Since when the counsellor asks a supervisor for help; empty when he or she does not."""
    help_answered_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    end_reason: str | None = None
    calls_back: UUID | None = None
    """The row of the call-back list for which we rang; empty when the caller rang us."""
    head_start: int = 0
    """In seconds, the sum of `head_starts`: {code, points} each (queue.py)."""
    head_starts: list[dict[str, Any]] = Field(default_factory=list, sa_column=facts("[]"))
    placed_at: datetime | None = Field(default=None, sa_column=moment())
    """When the place was last worked out; a call that has just rung has none yet (placing.py)."""
    skill: str | None = Field(default=None, sa_column=words(nullable=True))
    """What the counsellor must be able to do, such as to talk with somebody who presses keys."""
    asks: UUID | None = None
    """The question that the caller of a conversation is asked by key now (interview.py)."""
    questions: int = Field(default=0, sa_column=number())
    """How many were asked; for each the caller leaves the conference and comes in again."""
    danger_key_at: datetime | None = Field(default=None, sa_column=moment())
    """When the caller pressed the key that says: I am in danger (blocks.py)."""
    person_key_at: datetime | None = Field(default=None, sa_column=moment())
    """When the caller pressed the key that says: I want to speak to someone (person_key.py)."""
    step: int = 0
    bridged_step: int | None = None
    """The step whose conference the caller's line was told last to join (lookups.py)."""
    wrap_up: bool = False
    wrap_up_due_at: datetime | None = Field(default=None, sa_column=moment())
    wrap_up_extended: int = Field(default=0, sa_column=number())
    version: int = 1


class Leg(SQLModel, table=True):
    """One party's line; its state only ever goes forward, whatever order the news comes in."""

    __tablename__ = "leg"
    __table_args__ = (
        one_of("state", LegState),
        one_of("kind", PartyKind),
        one_of("mode", Mode),
        Index(
            "uq_leg_listens",
            "staff_id",
            unique=True,
            postgresql_where=text(
                "kind = 'supervisor' AND state <> 'left' AND released_at IS NULL"
            ),
        ),
        Index("ix_leg_staff_on_line", "staff_id", postgresql_where=text("state <> 'left'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(sa_column=points_at("call.id"))
    kind: PartyKind = Field(sa_column=choice(PartyKind))
    staff_id: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    service: str | None = Field(default=None, sa_column=words(nullable=True))
    """Which service was rung, by its code; None for people of ours."""
    takes_over: bool = Field(default=False, sa_column=flag())
    """The call is to be this counsellor's as soon as the line has joined."""
    mode: Mode | None = Field(default=None, sa_column=choice(Mode, nullable=True))
    muted_at: datetime | None = Field(default=None, sa_column=moment())
    held_at: datetime | None = Field(default=None, sa_column=moment())
    asked_at: datetime | None = Field(default=None, sa_column=moment())
    """When the network was first asked to ring it, whatever came of that."""
    released_at: datetime | None = Field(default=None, sa_column=moment())
    """Since when the line is to go; whether it is gone, its state says."""
    provider_call_id: str | None = Field(default=None, sa_column=words(nullable=True, unique=True))
    state: LegState = Field(default=LegState.RINGING, sa_column=choice(LegState))
    step: int = 0
    """The step of the call whose conference it was rung for."""
    marks: dict[str, int | None] = Field(default_factory=dict, sa_column=facts())
    """What happened in that conference, and at which place of its order (reducer.py)."""
    started_at: datetime = Field(sa_column=moment(nullable=False))
    joined_at: datetime | None = Field(default=None, sa_column=moment())
    left_at: datetime | None = Field(default=None, sa_column=moment())


class Offer(SQLModel, table=True):
    """One call offered to one counsellor, with the reasons for choosing him or her."""

    __tablename__ = "offer"
    __table_args__ = (
        one_of("state", OfferState),
        Index(
            "uq_offer_open_call",
            "call_id",
            unique=True,
            postgresql_where=text("state = 'offered'"),
        ),
        Index(
            "uq_offer_open_staff",
            "staff_id",
            unique=True,
            postgresql_where=text("state = 'offered'"),
        ),
        Index("ix_offer_staff", "staff_id", "offered_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(sa_column=points_at("call.id"))
    staff_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    state: OfferState = Field(default=OfferState.OFFERED, sa_column=choice(OfferState))
    offered_at: datetime = Field(sa_column=moment(nullable=False))
    due_at: datetime = Field(sa_column=moment(nullable=False))
    shown_at: datetime | None = Field(default=None, sa_column=moment())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    pass_reason: str | None = None
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_column=facts())
    version: int = 1


class Invitation(SQLModel, table=True):
    """One colleague who is asked to come to a call: to talk along, or to take it over.

    Whoever handed it over writes on for a while: `wrap_up`, as of a call that has ended.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        one_of("kind", InvitationKind),
        one_of("state", InvitationState),
        Index("uq_invitation_of_call", "call_id", unique=True, postgresql_where=TRANSFERS),
        Index("uq_invitation_of_staff", "to_id", unique=True, postgresql_where=INVITES),
        Index("ix_invitation_wrap_up", "from_id", postgresql_where=text("wrap_up")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(sa_column=points_at("call.id"))
    from_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    to_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    kind: InvitationKind = Field(sa_column=choice(InvitationKind))
    state: InvitationState = Field(default=InvitationState.ASKED, sa_column=choice(InvitationState))
    leg_id: UUID | None = Field(
        default=None, sa_column=points_at("leg.id", nullable=True, index=False)
    )
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    due_at: datetime | None = Field(default=None, sa_column=moment())
    accepted_at: datetime | None = Field(default=None, sa_column=moment())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    reason: str | None = None
    wrap_up: bool = Field(default=False, sa_column=flag())
    wrap_up_due_at: datetime | None = Field(default=None, sa_column=moment())
    wrap_up_extended: int = Field(default=0, sa_column=number())
    version: int = 1


class CallBack(SQLModel, table=True):
    """Somebody rang and nobody answered: a call that waits to be called back."""

    __tablename__ = "call_back"
    __table_args__ = (
        one_of("state", CallBackState),
        Index(
            "uq_call_back_open_call",
            "call_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_call_back_open", "made_at", postgresql_where=text("state = 'open'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    call_id: UUID = Field(sa_column=points_at("call.id"))
    reason: str = Field(sa_column=words())
    made_at: datetime = Field(sa_column=moment(nullable=False))
    state: CallBackState = Field(default=CallBackState.OPEN, sa_column=choice(CallBackState))
    attempts: int = 0
    tried_at: datetime | None = Field(default=None, sa_column=moment())
    due_at: datetime | None = Field(default=None, sa_column=moment())
    """When the next attempt of the plan is due; empty when the plan is over (attempts.py)."""
    plan_from: int = Field(default=0, sa_column=number())
    """How many attempts had been made when the plan began, which a supervisor may have it anew."""
    plan_over_at: datetime | None = Field(default=None, sa_column=moment())
    claimed_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    claimed_until: datetime | None = Field(default=None, sa_column=moment())
    outcome: str | None = None
    done_at: datetime | None = Field(default=None, sa_column=moment())
    done_by: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    version: int = 1


class TextIn(SQLModel, table=True):
    """A text that somebody sent us, with the ticket it opened. Nothing of it can be read unsealed.

    Number and words are sealed under the key of the ticket it came with (`first_incident_id`, once
    that was linked). It waits for a counsellor until `taken_at`. `media`: how many pictures came
    along, which stay with the provider.
    """

    __tablename__ = "text_in"
    __table_args__ = (
        Index("ix_text_in_waiting", "came_at", postgresql_where=text("taken_at IS NULL")),
        Index("ix_text_in_number", "number_index", "came_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    first_incident_id: UUID | None = Field(
        default=None, sa_column=points_at("incident.id", nullable=True, index=False)
    )
    provider_message_id: str = Field(sa_column=words(unique=True))
    number_sealed: bytes | None = Field(default=None, sa_column=sealed())
    number_index: bytes | None = Field(default=None, sa_column=sealed())
    number_kind: str = Field(sa_column=words())
    body_sealed: bytes | None = Field(default=None, sa_column=sealed())
    media: int = 0
    came_at: datetime = Field(sa_column=moment(nullable=False))
    taken_at: datetime | None = Field(default=None, sa_column=moment())
    taken_by: UUID | None = Field(default=None, sa_column=points_at("staff.id", nullable=True))
    version: int = 1


class PhoneWatch(SQLModel, table=True):
    """Until when it is known that no call of a phone network (`name`) was missed."""

    __tablename__ = "phone_watch"

    name: str = Field(sa_column=Column(words().type, primary_key=True))
    until: datetime = Field(sa_column=moment(nullable=False))


class WebhookAnswer(SQLModel, table=True):
    """What we answered a signed (address, body), so that a replay hears the same (I8)."""

    __tablename__ = "webhook_answer"

    fingerprint: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    answer: str = Field(sa_column=words())
    at: datetime = Field(sa_column=moment(nullable=False, index=True))


class Announcement(SQLModel, table=True):
    """What all waiting callers are told for a while, and why; one of a kind at a time."""

    __tablename__ = "announcement"
    __table_args__ = (
        Index(
            "uq_announcement_kind",
            "kind",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str = Field(sa_column=words())
    reason: str = Field(sa_column=words())
    made_at: datetime = Field(sa_column=moment(nullable=False))
    made_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    until: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(
        default=None, sa_column=points_at("staff.id", nullable=True, index=False)
    )
    version: int = 1


class BookedSession(SQLModel, table=True):
    """One hour with a psychosocial counsellor, the nth of a series."""

    __tablename__ = "booked_session"
    __table_args__ = (
        one_of("state", SessionState),
        Index("ix_booked_session_when", "staff_id", "starts_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    incident_id: UUID = Field(sa_column=points_at("incident.id"))
    staff_id: UUID = Field(sa_column=points_at("staff.id", index=False))
    series: UUID
    nth: int
    times: int
    starts_at: datetime = Field(sa_column=moment(nullable=False))
    minutes: int
    state: SessionState = Field(default=SessionState.BOOKED, sa_column=choice(SessionState))
    booked_by: UUID = Field(sa_column=points_at("staff.id", index=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    version: int = 1
