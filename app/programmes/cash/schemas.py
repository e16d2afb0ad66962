"""What the routes of the cash transfer take, as types; it reads no table and opens no file."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.cases.schemas import CodeText
from app.core.schemas import Body, Typed

EnrolmentState = Literal["applied", "enrolled", "refused", "completed", "ended"]
TrancheState = Literal["open", "proposed", "released", "paid", "cancelled"]
PaymentState = Literal["sent", "confirmed", "failed", "returned"]
GrievanceState = Literal["open", "answered", "told"]
PayChannel = Literal["bank", "mobile", "post_office"]
EvidenceAnswer = Literal["yes", "no", "unknown", "refused"]
Witness = Literal[
    "teacher",
    "social_worker",
    "case_worker",
    "guardian",
    "child",
    "neighbour",
    "local_government",
    "doctor",
    "other",
]
AdultReason = Literal["child_at_report", "age_disputed", "in_care", "disability", "other"]
WhyRefused = Literal["not_eligible", "no_consent", "not_reached", "no_money", "other"]
WhyEnded = Literal[
    "moved_away",
    "child_died",
    "married",
    "works",
    "left_school",
    "grown_up",
    "withdrew",
    "applied_by_mistake",
    "other",
]
WhyHeld = Literal[
    "condition_in_doubt",
    "payee_in_doubt",
    "grievance",
    "child_not_found",
    "same_child_in_doubt",
    "other",
]
WhyLifted = Literal["cleared", "payee_changed", "mistake", "other"]
WhyRejected = Literal["evidence_weak", "payee_in_doubt", "wrong_child", "other"]
WhyReversed = Literal["condition_broken", "mistake", "payee_in_doubt", "other"]
WhyFailed = Literal["account_unknown", "name_differs", "channel_down", "limit", "other"]
WhyReturned = Literal["not_collected", "account_closed", "refused_by_payee", "other"]
WhyUndone = Literal["mistake", "late_news", "other"]
HowConfirmed = Literal["payee_said", "child_said", "receipt", "bank_list"]
Complaint = Literal[
    "not_received",
    "received_less",
    "somebody_took_it",
    "asked_for_a_bribe",
    "left_out",
    "treated_badly",
    "wrong_payee",
    "other",
]
GrievanceOutcome = Literal["put_right", "partly", "not_upheld", "passed_on"]
HowTold = Literal["call", "visit", "letter", "at_the_desk"]
WhyReopened = Literal["not_put_right", "new_facts", "happened_again", "other"]
Waits = Literal["approve", "release", "pay", "payee", "grievance"]
Words = Annotated[str, Typed, Field(max_length=4000)]
Short = Annotated[str, Typed, Field(max_length=200)]


class CashScheme(Body):
    """The next version of the scheme: sums, months, groups, criteria, conditions."""

    base: int = Field(ge=0, le=100_000, description="the number of the version it was made from")
    definition: dict[str, Any]
    note: Annotated[str, Typed, Field(min_length=1, max_length=2000)] = Field(
        description="who decided it, and what is a proposal"
    )


class CashApplication(Body):
    """The child of a case is to be enrolled in a group of the newest scheme."""

    group: CodeText
    adult_reason: AdultReason | None = Field(
        default=None, description="needed where the person is surely eighteen by its record"
    )


class CashStart(Body):
    """The child is enrolled from a day on."""

    starts_on: date | None = Field(default=None, description="today when it is left out")


class CashRefusal(Body):
    """Why a child is not enrolled."""

    reason: WhyRefused
    words: Words | None = Field(default=None, description="needed with `other`")


class CashEnd(Body):
    """Why a transfer ends before all of it was paid."""

    reason: WhyEnded
    words: Words | None = Field(default=None, description="needed with `other`")


class NewCashEvidence(Body):
    """Who saw what on which day; a document of the case, or words, or both."""

    about: CodeText = Field(description="a criterion, or with `tranche` a condition")
    tranche: int | None = Field(default=None, ge=1, le=120)
    answer: EvidenceAnswer
    witness: Witness
    seen_on: date
    words: Words | None = None
    document: UUID | None = None


class NewCashPayee(Body):
    """Who gets the money for the child; a person of the child's record."""

    person: UUID
    channel: PayChannel
    account: Annotated[str, Typed, Field(min_length=1, max_length=60)]
    branch: Short | None = None


class CashPayeeYes(Body):
    """Why the payee is not the accused one it may be by the record, where there is one."""

    apart: Words | None = Field(default=None, description="needed after `payee_may_be_accused`")


class CashProposal(Body):
    """Words for whoever decides."""

    words: Words | None = None


class CashRejection(Body):
    """Why a proposal is rejected."""

    reason: WhyRejected
    words: Words | None = Field(default=None, description="needed with `other`")


class CashHolding(Body):
    """Why a tranche is held."""

    reason: WhyHeld
    words: Words | None = Field(default=None, description="needed with `other`")


class CashLifting(Body):
    """Why a hold is lifted."""

    reason: WhyLifted
    words: Words | None = Field(default=None, description="needed with `other`")


class CashReversal(Body):
    """Why a release was wrong."""

    reason: WhyReversed
    words: Words | None = Field(default=None, description="needed with `other`")


class NewCashPayment(Body):
    """Money is sent to the payee whose slip was read."""

    id: UUID = Field(description="made by the screen, once: the same again is the same payment")
    payee: UUID
    months: int | None = Field(
        default=None, ge=1, le=120, description="of the tranche; all that are left when left out"
    )
    reference: Short | None = Field(default=None, description="of the bank or wallet; sealed")


class CashArrival(Body):
    """By what it is known that the payee has the money."""

    how: HowConfirmed


class CashFailure(Body):
    """Why money never arrived."""

    reason: WhyFailed
    words: Words | None = Field(default=None, description="needed with `other`")


class CashReturn(Body):
    """Why money came back."""

    reason: WhyReturned
    words: Words | None = Field(default=None, description="needed with `other`")


class CashUndoing(Body):
    """Why the last word on a payment was wrong."""

    reason: WhyUndone
    words: Words | None = Field(default=None, description="needed with `other`")


class NewGrievance(Body):
    """The incident is a complaint on a transfer, known by the number on the family's card."""

    enrolment: Annotated[str, Typed, Field(min_length=1, max_length=60)]
    category: Complaint
    due_on: date | None = Field(default=None, description="earlier than the scheme says")


class GrievanceAnswer(Body):
    """What was found and done."""

    outcome: GrievanceOutcome
    words: Annotated[str, Typed, Field(min_length=1, max_length=4000)]


class GrievanceTold(Body):
    """How whoever complained heard the answer."""

    how: HowTold


class GrievanceReopened(Body):
    """Why it is not over."""

    reason: WhyReopened
    words: Words | None = Field(default=None, description="needed with `other`")
