"""Legal moves of an enrolment, its tranches, payments and grievances, and their codes; pure."""

from enum import StrEnum
from typing import Final


class EnrolmentState(StrEnum):
    """How far a child's transfer is; the comment says who moves next."""

    APPLIED = "applied"  # whoever gathers evidence, then a supervisor who did not apply
    ENROLLED = "enrolled"  # tranche by tranche
    REFUSED = "refused"
    COMPLETED = "completed"  # nobody, unless a payment comes back
    ENDED = "ended"


UNDER_WAY: Final = (EnrolmentState.APPLIED, EnrolmentState.ENROLLED)
"""An enrolment on which somebody works; it keeps the case of its child open."""
COUNTS: Final = (*UNDER_WAY, EnrolmentState.COMPLETED)
"""A child has one of these at most: the sum of a scheme is what one child gets, once."""

ENROLMENT_MOVES: Final[dict[tuple[EnrolmentState, str], EnrolmentState]] = {
    (EnrolmentState.APPLIED, "approve"): EnrolmentState.ENROLLED,
    (EnrolmentState.APPLIED, "refuse"): EnrolmentState.REFUSED,
    (EnrolmentState.APPLIED, "end"): EnrolmentState.ENDED,
    (EnrolmentState.ENROLLED, "end"): EnrolmentState.ENDED,
}


class TrancheState(StrEnum):
    """How far a tranche is; a hold stands beside it."""

    OPEN = "open"  # whoever gathers evidence and proposes
    PROPOSED = "proposed"  # a supervisor who did not propose it
    RELEASED = "released"  # whoever pays
    PAID = "paid"  # nobody, unless a payment comes back
    CANCELLED = "cancelled"  # the transfer ended before it was paid


TRANCHE_MOVES: Final[dict[tuple[TrancheState, str], TrancheState]] = {
    (TrancheState.OPEN, "propose"): TrancheState.PROPOSED,
    (TrancheState.PROPOSED, "release"): TrancheState.RELEASED,
    (TrancheState.PROPOSED, "reject"): TrancheState.OPEN,
    (TrancheState.PROPOSED, "withdraw"): TrancheState.OPEN,
    (TrancheState.RELEASED, "reverse"): TrancheState.OPEN,
}
MAY_BE_HELD: Final = (TrancheState.OPEN, TrancheState.PROPOSED, TrancheState.RELEASED)


class PaymentState(StrEnum):
    """What became of money that was sent."""

    SENT = "sent"  # whoever asks the family, or reads the bank's list
    CONFIRMED = "confirmed"
    FAILED = "failed"  # it never arrived: whoever pays, once more
    RETURNED = "returned"  # it came back


LIVE_PAYMENTS: Final = (PaymentState.SENT, PaymentState.CONFIRMED)

PAYMENT_MOVES: Final[dict[tuple[PaymentState, str], PaymentState]] = {
    (PaymentState.SENT, "confirm"): PaymentState.CONFIRMED,
    (PaymentState.SENT, "fail"): PaymentState.FAILED,
    (PaymentState.SENT, "return"): PaymentState.RETURNED,
    (PaymentState.CONFIRMED, "return"): PaymentState.RETURNED,
    (PaymentState.CONFIRMED, "undo"): PaymentState.SENT,
    (PaymentState.FAILED, "undo"): PaymentState.SENT,
    (PaymentState.RETURNED, "undo"): PaymentState.SENT,
}
"""`undo` takes back the last word on a payment; one that was confirmed before is so again."""


class GrievanceState(StrEnum):
    """How far a grievance is."""

    OPEN = "open"  # a supervisor answers
    ANSWERED = "answered"  # whoever tells the one who complained
    TOLD = "told"  # nobody, unless it is reopened


GRIEVANCE_MOVES: Final[dict[tuple[GrievanceState, str], GrievanceState]] = {
    (GrievanceState.OPEN, "answer"): GrievanceState.ANSWERED,
    (GrievanceState.ANSWERED, "tell"): GrievanceState.TOLD,
    (GrievanceState.ANSWERED, "reopen"): GrievanceState.OPEN,
    (GrievanceState.TOLD, "reopen"): GrievanceState.OPEN,
}


class Channel(StrEnum):
    """How money reaches a payee."""

    BANK = "bank"
    MOBILE = "mobile"
    POST_OFFICE = "post_office"


class Answer(StrEnum):
    """What is known of a criterion or condition. Unknown and refused are never yes, nor no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class Witness(StrEnum):
    """Who saw it."""

    TEACHER = "teacher"
    SOCIAL_WORKER = "social_worker"
    CASE_WORKER = "case_worker"
    GUARDIAN = "guardian"
    CHILD = "child"
    NEIGHBOUR = "neighbour"
    LOCAL_GOVERNMENT = "local_government"
    DOCTOR = "doctor"
    OTHER = "other"


WHY_REFUSED: Final = ("not_eligible", "no_consent", "not_reached", "no_money", "other")
"""Why nobody is enrolled after an application."""
WHY_ENDED: Final = (
    "moved_away",
    "child_died",
    "married",
    "works",
    "left_school",
    "grown_up",
    "withdrew",
    "applied_by_mistake",
    "other",
)
"""Why a transfer ends before all of it was paid. The document names no penalty: people decide."""
WHY_HELD: Final = (
    "condition_in_doubt",
    "payee_in_doubt",
    "grievance",
    "child_not_found",
    "same_child_in_doubt",
    "other",
)
WHY_LIFTED: Final = ("cleared", "payee_changed", "mistake", "other")
TRANSFER_ENDED: Final = "transfer_ended"
"""Why a hold is over that nobody lifted."""
WHY_REJECTED: Final = ("evidence_weak", "payee_in_doubt", "wrong_child", "other")
WHY_REVERSED: Final = ("condition_broken", "mistake", "payee_in_doubt", "other")
WHY_FAILED: Final = ("account_unknown", "name_differs", "channel_down", "limit", "other")
WHY_RETURNED: Final = ("not_collected", "account_closed", "refused_by_payee", "other")
WHY_UNDONE: Final = ("mistake", "late_news", "other")
HOW_CONFIRMED: Final = ("payee_said", "child_said", "receipt", "bank_list")
"""By what it is known that money arrived."""
REASONS: Final[dict[str, tuple[str, ...]]] = {
    "refuse": WHY_REFUSED,
    "end": WHY_ENDED,
    "hold": WHY_HELD,
    "lift": WHY_LIFTED,
    "reject": WHY_REJECTED,
    "reverse": WHY_REVERSED,
    "fail": WHY_FAILED,
    "return": WHY_RETURNED,
    "undo": WHY_UNDONE,
}
"""The verbs that need a reason, with their reasons."""

COMPLAINTS: Final = (
    "not_received",
    "received_less",
    "somebody_took_it",
    "asked_for_a_bribe",
    "left_out",
    "treated_badly",
    "wrong_payee",
    "other",
)
"""What a grievance is about."""
AGAINST_SOMEBODY: Final = ("somebody_took_it", "asked_for_a_bribe", "treated_badly", "wrong_payee")
"""Those which are about a person, mostly about whoever works on the case."""
OUTCOMES: Final = ("put_right", "partly", "not_upheld", "passed_on")
HOW_TOLD: Final = ("call", "visit", "letter", "at_the_desk")
WHY_REOPENED: Final = ("not_put_right", "new_facts", "happened_again", "other")
