"""What the verbs of a transfer refuse, and what each refusal tells; it decides nothing."""

from http import HTTPStatus

from app.core.errors import HelplineError, NotFound


class NeedsAnotherPerson(HelplineError):
    """Whoever asked for something, named a payee or sent money does not also say yes to it."""

    status = HTTPStatus.FORBIDDEN
    code = "needs_another_person"


class EvidenceIsMissing(HelplineError):
    """Not everything is evidenced; `lacks` names each condition or criterion and why."""

    code = "evidence_is_missing"


class OutOfOrder(HelplineError):
    """Tranches are released one after another; `tranche` is the one that stands in the way."""

    code = "out_of_order"


class TrancheIsNotDue(HelplineError):
    """The months before it have not passed; `due_on` is its day."""

    code = "tranche_is_not_due"


class TrancheIsHeld(HelplineError):
    """Somebody holds the tranche; nothing of it is released or sent until that is lifted."""

    code = "tranche_is_held"


class MoneyIsOut(HelplineError):
    """Money was sent: say first what became of it. `payments` names it."""

    code = "money_is_out"


class NothingLeftToPay(HelplineError):
    """The tranche has fewer months left to pay; `months_left` says how many."""

    code = "nothing_left_to_pay"


class TrancheNotFound(NotFound):
    """The scheme has no tranche of this number."""

    code = "tranche_not_found"


class PaymentNotFound(NotFound):
    """No such payment of this enrolment."""

    code = "payment_not_found"


class PaymentDiffers(HelplineError):
    """Another payment was written down under this id before."""

    code = "payment_differs"
