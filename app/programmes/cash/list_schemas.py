"""What the lists of payments and grievances, a slip and the totals give, as types."""

from app.cases.case_row_schemas import Somebody
from app.core.schemas import Id, Moment, Shape
from app.directory.schemas import Place
from app.programmes.cash.row_schemas import CashCalled
from app.programmes.cash.schemas import (
    Complaint,
    GrievanceOutcome,
    GrievanceState,
    PayChannel,
    PaymentState,
)


class CashToSend(Shape):
    """A released tranche with months nobody has sent."""

    enrolment: Id
    number: str
    tranche: int
    months_left: int
    poisha: int
    channel: PayChannel | None
    released_at: Moment


class CashSent(Shape):
    """Money of which nobody has said yet what became of it."""

    payment: Id
    enrolment: Id
    number: str
    tranche: int
    months: int
    poisha: int
    channel: PayChannel
    sent_at: Moment
    sent_by: Somebody | None


class CashPayables(Shape):
    """What may be sent now, and what was sent and is not confirmed."""

    to_send: list[CashToSend]
    sent: list[CashSent]


class CashSlip(Shape):
    """What whoever pays must know; each look is recorded in the case."""

    enrolment: Id
    number: str
    payee: Id
    name: CashCalled | None
    channel: PayChannel
    account: str | None
    branch: str | None


class CashPaid(Shape):
    """What whoever pays hears of a payment."""

    payment: Id
    state: PaymentState
    months: int
    poisha: int


class GrievanceIncident(Shape):
    """The incident a grievance came by."""

    id: Id
    number: str


class GrievanceRow(Shape):
    """A grievance in a list; the enrolment's id and case are null for who only took it."""

    id: Id
    enrolment: Id | None
    number: str
    case: str | None
    incident: GrievanceIncident
    category: Complaint
    state: GrievanceState
    round: int
    raised_at: Moment
    raised_by: Somebody | None
    due_at: Moment
    late: bool
    outcome: GrievanceOutcome | None
    told_at: Moment | None


class Grievances(Shape):
    """Grievances; what is due first comes first."""

    items: list[GrievanceRow]


class CashCounts(Shape):
    """Children by state, poisha by account, grievances by state."""

    children: dict[str, int]
    poisha: dict[str, int]
    grievances: dict[str, int]


class CashCell(CashCounts):
    """What is counted of one group in one district; null: of no known district."""

    district: Place | None
    group: str


class CashMargin(Shape):
    """Of one group what is known by district and what is not, which are never added up."""

    group: str
    known: CashCounts
    unknown: CashCounts | None


class CashTotals(Shape):
    """Totals by district and group."""

    cells: list[CashCell]
    groups: list[CashMargin]
