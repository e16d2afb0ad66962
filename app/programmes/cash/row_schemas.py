"""What the routes of the cash transfer give, as types. Money is whole poisha, a hundred a taka."""

from typing import Literal

from pydantic import Field

from app.cases.case_row_schemas import Day, Somebody
from app.core.schemas import Id, Moment, Shape, Words
from app.directory.schemas import Place
from app.programmes.cash.schemas import (
    AdultReason,
    Complaint,
    EnrolmentState,
    EvidenceAnswer,
    GrievanceOutcome,
    GrievanceState,
    HowTold,
    PayChannel,
    PaymentState,
    TrancheState,
    Waits,
    Witness,
)

WhyLacking = Literal["not_asked", "too_old", "unknown", "refused", "broken"]
LedgerAccount = Literal["fund", "committed", "payable", "in_transit", "paid"]
EntryKind = Literal["commit", "release", "send", "confirm", "fail", "return", "cancel", "reverse"]


class CashNamed(Shape):
    """A code and what it is called in this version of the scheme."""

    code: str
    name: Words


class CashGroup(Shape):
    """A group of the scheme; no districts: anywhere."""

    code: str
    name: Words
    districts: list[str]
    places: list[Place] = Field(description="these districts by name")


class CashTerms(Shape):
    """What a version of the scheme says."""

    no: int
    months: int
    monthly_poisha: int
    tranches: int
    tranche_poisha: int
    total_poisha: int
    due_after_months: list[int]
    evidence_months: int
    groups: list[CashGroup]
    criteria: list[CashNamed]
    conditions: list[CashNamed]
    grievance_days: dict[str, int]


class CashVersionRow(CashTerms):
    """A version as it was published."""

    note: str
    published_at: Moment
    published_by: Words | None


class CashVersions(Shape):
    """All versions, the newest first."""

    items: list[CashVersionRow]


class CashCase(Shape):
    """The case of an enrolment, by id and number."""

    id: Id
    number: str


class CashGroupName(Shape):
    """The group a child is enrolled in."""

    code: str
    name: Words | None


class CashTrancheMark(Shape):
    """A tranche in a list."""

    no: int
    state: TrancheState
    held: bool
    due_on: Day | None


class CashEnrolmentRow(Shape):
    """An enrolment in a list: numbers, codes and sums, no word and no name of a child."""

    id: Id
    number: str
    case: CashCase
    group: CashGroupName
    scheme: int
    state: EnrolmentState
    place: Place | None
    owner: Somebody | None
    applied_at: Moment
    applied_by: Somebody | None
    starts_on: Day | None
    reason: str | None
    waits: list[Waits] = Field(description="what somebody must do next")
    paid_poisha: int
    total_poisha: int
    tranches: list[CashTrancheMark]


class CashEnrolments(Shape):
    """Enrolments; what waits comes first."""

    items: list[CashEnrolmentRow]


class CashEnrolmentHead(CashEnrolmentRow):
    """An enrolment, and how it was decided."""

    adult_reason: AdultReason | None
    decided_at: Moment | None
    decided_by: Somebody | None
    ended_at: Moment | None
    ended_by: Somebody | None
    words: str | None


class CashLack(Shape):
    """What is not evidenced, and why."""

    code: str
    why: WhyLacking


class CashEligibility(Shape):
    """What all criteria come to; `fits_area` null: nobody knows where the child lives."""

    outcome: Literal["eligible", "not_eligible", "undecided"]
    lacks: list[CashLack]
    fits_area: bool | None


class CashEvidenceRow(Shape):
    """Somebody's word on a criterion, or on a condition of a tranche."""

    id: Id
    no: int
    about: str
    tranche: int | None
    answer: EvidenceAnswer
    witness: Witness
    seen_on: Day
    words: str | None
    document: Id | None
    noted_at: Moment
    noted_by: Somebody | None


class CashHoldRow(Shape):
    """A hold, and why it was lifted."""

    tranche: int
    reason: str
    words: str | None
    held_at: Moment
    held_by: Somebody | None
    lifted_at: Moment | None
    lifted_by: Somebody | None
    lift_reason: str | None
    lift_words: str | None


class CashTrancheRow(Shape):
    """A tranche, what its conditions lack, and who said yes."""

    no: int
    state: TrancheState
    poisha: int
    months: int
    months_left: int
    due_on: Day | None
    evidence_since: Day | None
    lacks: list[CashLack]
    proposed_at: Moment | None
    proposed_by: Somebody | None
    released_at: Moment | None
    released_by: Somebody | None
    reason: str | None
    words: str | None
    held: bool
    holds: list[CashHoldRow]


class CashCalled(Shape):
    """What a payee is called."""

    bn: str | None
    latin: str | None


class CashPayeeRow(Shape):
    """Who gets the money; of the account the last three signs.

    `apart`: why it is not the accused one it may be by the record, as was said at the yes.
    `other_children`: for how many more the same account was named.
    """

    id: Id
    person: Id
    name: CashCalled | None
    channel: PayChannel
    account: str | None
    other_children: int
    named_at: Moment
    named_by: Somebody | None
    confirmed_at: Moment | None
    confirmed_by: Somebody | None
    apart: str | None
    ended_at: Moment | None


class CashPaymentRow(Shape):
    """Money that was sent, and what became of it."""

    id: Id
    tranche: int
    payee: Id
    months: int
    poisha: int
    state: PaymentState
    reference: str | None = Field(description="of the bank or wallet, as whoever paid wrote it")
    sent_at: Moment
    sent_by: Somebody | None
    moved_at: Moment | None
    moved_by: Somebody | None
    reason: str | None
    words: str | None


class CashLineRow(Shape):
    """So many poisha more or less in an account."""

    account: LedgerAccount
    poisha: int


class CashEntryRow(Shape):
    """An entry of the ledger; its lines add up to nothing."""

    no: int
    kind: EntryKind
    tranche: int | None
    payment: Id | None
    reverses: int | None
    at: Moment
    by: Somebody | None
    lines: list[CashLineRow]


class CashBalances(Shape):
    """What stands in each account; together nothing."""

    fund: int
    committed: int
    payable: int
    in_transit: int
    paid: int


class CashLedger(Shape):
    """All entries, in their order, and what they come to."""

    entries: list[CashEntryRow]
    balances: CashBalances


class CashGrievanceRow(Shape):
    """A grievance on this enrolment."""

    id: Id
    incident: Id
    category: Complaint
    state: GrievanceState
    round: int
    raised_at: Moment
    raised_by: Somebody | None
    due_at: Moment
    late: bool
    outcome: GrievanceOutcome | None
    words: str | None
    answered_at: Moment | None
    answered_by: Somebody | None
    told_how: HowTold | None
    told_at: Moment | None
    told_by: Somebody | None


class CashFile(Shape):
    """All of one enrolment."""

    enrolment: CashEnrolmentHead
    scheme: CashTerms
    eligibility: CashEligibility
    evidence: list[CashEvidenceRow]
    tranches: list[CashTrancheRow]
    payees: list[CashPayeeRow]
    payments: list[CashPaymentRow]
    ledger: CashLedger
    grievances: list[CashGrievanceRow]
