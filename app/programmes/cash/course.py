"""The course of one enrolment: every verb, what it needs, and what it puts into the ledger.

It reads no clock and no table: courses.py loads it and writes back what changed. So any sequence
of verbs can be tried without a database, and is (tests/programmes/cash/test_course_property.py).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NoReturn
from uuid import UUID

from app.core.moves import IllegalMove, advance
from app.programmes.cash.conditions import Lack, Why
from app.programmes.cash.ledger import Account, Book, Kind, transfer
from app.programmes.cash.refusals import (
    EvidenceIsMissing,
    MoneyIsOut,
    NeedsAnotherPerson,
    NothingLeftToPay,
    OutOfOrder,
    PaymentNotFound,
    TrancheIsHeld,
    TrancheIsNotDue,
    TrancheNotFound,
)
from app.programmes.cash.scheme import Scheme
from app.programmes.cash.states import (
    ENROLMENT_MOVES,
    LIVE_PAYMENTS,
    MAY_BE_HELD,
    PAYMENT_MOVES,
    TRANCHE_MOVES,
    EnrolmentState,
    PaymentState,
    TrancheState,
)


@dataclass(slots=True)
class Tranche:
    """One tranche as it stands."""

    no: int
    state: TrancheState = TrancheState.OPEN
    proposed_by: UUID | None = None
    released_by: UUID | None = None
    held: bool = False


@dataclass(slots=True)
class Payment:
    """Money that was sent for so many months of a tranche."""

    id: UUID
    tranche: int
    months: int
    state: PaymentState
    sent_by: UUID


@dataclass(slots=True)
class Course:
    """An enrolment, its tranches in order, its payments and its ledger.

    `accounts` are all of whoever has a part in it, by account: two of one person's are not two.
    """

    scheme: Scheme
    applied_by: UUID
    state: EnrolmentState = EnrolmentState.APPLIED
    starts_on: date | None = None
    tranches: list[Tranche] = field(default_factory=list)
    payments: dict[UUID, Payment] = field(default_factory=dict)
    book: Book = field(default_factory=Book)
    accounts: Mapping[UUID, Collection[UUID]] = field(default_factory=dict)

    def approve(self, by: UUID, starts_on: date, lacks: Sequence[Lack]) -> None:
        """Enrol the child: the whole sum is promised from now on.

        Raises IllegalMove, NeedsAnotherPerson, EvidenceIsMissing.
        """
        state = advance(ENROLMENT_MOVES, self.state, "approve", "enrolment")
        self._another(by, self.applied_by)
        _evidenced(lacks, "criteria")
        self.state, self.starts_on = state, starts_on
        self.tranches = [Tranche(no) for no in self.scheme.numbers()]
        self.book.post(
            Kind.COMMIT, transfer(self.scheme.total_poisha, Account.FUND, Account.COMMITTED)
        )

    def refuse(self) -> None:
        """The child is not enrolled. Raises IllegalMove."""
        self.state = advance(ENROLMENT_MOVES, self.state, "refuse", "enrolment")

    def end(self) -> None:
        """No more is paid; what was promised and not paid goes back. Raises MoneyIsOut too."""
        state = advance(ENROLMENT_MOVES, self.state, "end", "enrolment")
        self._nothing_is_out(
            one for one in self.payments.values() if one.state is PaymentState.SENT
        )
        back = {
            account: -left
            for account in (Account.COMMITTED, Account.PAYABLE)
            if (left := self.book.balance(account))
        }
        if back:
            self.book.post(Kind.CANCEL, {**back, Account.FUND: -sum(back.values())})
        for one in self.tranches:
            if one.state in MAY_BE_HELD:
                one.state, one.held = TrancheState.CANCELLED, False
        self.state = state

    def propose(self, no: int, by: UUID, today: date, lacks: Sequence[Lack]) -> None:
        """Ask a supervisor to release a tranche.

        Raises IllegalMove, TrancheIsHeld, OutOfOrder, TrancheIsNotDue, EvidenceIsMissing.
        """
        one = self._moving(no, "propose")
        _not_held(one)
        self._in_turn(no)
        due_on = self._due_on(no)
        if today < due_on:
            raise TrancheIsNotDue(
                f"Tranche {no} is due on {due_on.isoformat()}.", due_on=due_on.isoformat()
            )
        _evidenced(lacks, "conditions")
        one.state = advance(TRANCHE_MOVES, one.state, "propose", "tranche")
        one.proposed_by = by

    def release(self, no: int, by: UUID, lacks: Sequence[Lack]) -> None:
        """A supervisor says yes: the money may be sent. Raises the same, and NeedsAnotherPerson."""
        one = self._moving(no, "release")
        _not_held(one)
        self._another(by, one.proposed_by)
        self._in_turn(no)
        _evidenced(lacks, "conditions")
        one.state = advance(TRANCHE_MOVES, one.state, "release", "tranche")
        one.released_by = by
        self.book.post(
            Kind.RELEASE,
            transfer(self.scheme.tranche_poisha, Account.COMMITTED, Account.PAYABLE),
            tranche=no,
        )

    def step_back(self, no: int, verb: str) -> None:
        """`reject` a proposal or `withdraw` it: evidence is gathered anew. Raises IllegalMove."""
        one = self._moving(no, verb)
        one.state = advance(TRANCHE_MOVES, one.state, verb, "tranche")
        one.proposed_by = None

    def reverse(self, no: int) -> None:
        """A release was wrong: its mirror is posted. Raises IllegalMove, MoneyIsOut, OutOfOrder."""
        one = self._moving(no, "reverse")
        self._nothing_is_out(self._live_of(no))
        later = next((each for each in self.tranches[no:] if each.state != TrancheState.OPEN), None)
        if later is not None:
            raise OutOfOrder(f"Tranche {later.no} comes after it.", tranche=later.no)
        one.state = advance(TRANCHE_MOVES, one.state, "reverse", "tranche")
        one.proposed_by = one.released_by = None
        released = [entry for entry in self.book.standing(tranche=no) if entry.kind is Kind.RELEASE]
        self.book.reverse(released[-1])

    def hold(self, no: int) -> None:
        """Nothing of the tranche is released or sent for now. Raises IllegalMove."""
        one = self._running(no)
        if one.held or one.state not in MAY_BE_HELD:
            legal = ["lift"] if one.held else []
            raise IllegalMove("This tranche can't be held now.", state=one.state.value, legal=legal)
        one.held = True

    def lift(self, no: int) -> None:
        """The hold is over. Raises IllegalMove."""
        one = self._tranche(no)
        if not one.held:
            raise IllegalMove("This tranche is not held.", state=one.state.value, legal=["hold"])
        one.held = False

    def send(
        self, no: int, months: int | None, by: UUID, payment_id: UUID, lacks: Sequence[Lack]
    ) -> Payment:
        """Money for so many months is sent; without a number for all that are left.

        What somebody saw broken since the release stops it; what became too old meanwhile does not.
        Raises IllegalMove, TrancheIsHeld, EvidenceIsMissing, NothingLeftToPay, NeedsAnotherPerson.
        """
        one = self._running(no)
        if one.state is not TrancheState.RELEASED:
            legal = sorted(verb for (at, verb) in TRANCHE_MOVES if at is one.state)
            raise IllegalMove(
                f"The tranche is {one.state.value}: only a released one is sent.",
                state=one.state.value,
                legal=legal,
            )
        _not_held(one)
        self._another(by, one.proposed_by, one.released_by)
        _evidenced([each for each in lacks if each.why is Why.BROKEN], "conditions")
        left = self.months_left(no)
        wanted = left if months is None else months
        if not 1 <= wanted <= left:
            raise NothingLeftToPay(f"{left} months are left to pay.", months_left=left)
        made = Payment(payment_id, no, wanted, PaymentState.SENT, by)
        self.payments[made.id] = made
        self._post(made, Kind.SEND, Account.PAYABLE, Account.IN_TRANSIT)
        return made

    def confirm(self, payment_id: UUID, by: UUID) -> Payment:
        """The payee has it, says another one than who sent it.

        Raises IllegalMove, NeedsAnotherPerson.
        """
        one = self._payment(payment_id)
        state = advance(PAYMENT_MOVES, one.state, "confirm", "payment")
        self._another(by, one.sent_by)
        one.state = state
        self._post(one, Kind.CONFIRM, Account.IN_TRANSIT, Account.PAID)
        self._follow()
        return one

    def fail(self, payment_id: UUID) -> Payment:
        """It never arrived, and may be sent once more. Raises IllegalMove."""
        one = self._payment(payment_id)
        one.state = advance(PAYMENT_MOVES, one.state, "fail", "payment")
        self._post(one, Kind.FAIL, Account.IN_TRANSIT, Account.PAYABLE)
        return one

    def give_back(self, payment_id: UUID) -> Payment:
        """It came back. Of a transfer that has ended it is the fund's. Raises IllegalMove."""
        one = self._payment(payment_id)
        source = Account.PAID if one.state is PaymentState.CONFIRMED else Account.IN_TRANSIT
        one.state = advance(PAYMENT_MOVES, one.state, "return", "payment")
        ended = self.state is EnrolmentState.ENDED
        self._post(one, Kind.RETURN, source, Account.FUND if ended else Account.PAYABLE)
        self._follow()
        return one

    def undo(self, payment_id: UUID) -> Payment:
        """The last word on a payment was wrong: its mirror is posted, the word before counts.

        Raises IllegalMove; MoneyIsOut where the money was sent again since.
        """
        one = self._payment(payment_id)
        advance(PAYMENT_MOVES, one.state, "undo", "payment")
        if self.state is EnrolmentState.ENDED:
            _ended(self.state)
        last = self.book.standing(payment=one.id)[-1]
        needed = last.lines.get(Account.PAYABLE, 0)
        if needed > 0 and self.months_left(one.tranche) < one.months:
            self._nothing_is_out(self._live_of(one.tranche))
        tranche = self._tranche(one.tranche)
        if needed > 0 and tranche.state is not TrancheState.RELEASED:
            raise IllegalMove(
                "Its tranche is not released any more.", state=tranche.state.value, legal=[]
            )
        self.book.reverse(last)
        before = self.book.standing(payment=one.id)[-1]
        one.state = PaymentState.CONFIRMED if before.kind is Kind.CONFIRM else PaymentState.SENT
        self._follow()
        return one

    def months_left(self, no: int) -> int:
        """How many months of a tranche nobody has sent, or have come back."""
        return self.scheme.tranche_months - sum(one.months for one in self._live_of(no))

    def out(self) -> int:
        """What was released and did not come back: to be sent, on its way, and paid."""
        accounts = (Account.PAYABLE, Account.IN_TRANSIT, Account.PAID)
        return sum(self.book.balance(one) for one in accounts)

    def poisha(self, payment: Payment) -> int:
        """What a payment comes to."""
        return payment.months * self.scheme.monthly_poisha

    # -- what the verbs are made of -----------------------------------------------------------

    def _post(self, one: Payment, kind: Kind, source: Account, target: Account) -> None:
        lines = transfer(self.poisha(one), source, target)
        self.book.post(kind, lines, tranche=one.tranche, payment=one.id)

    def _follow(self) -> None:
        """What is paid in full follows from what was confirmed, and so does the end of it all."""
        ended = self.state is EnrolmentState.ENDED
        for one in self.tranches:
            if one.state not in (TrancheState.RELEASED, TrancheState.PAID):
                continue
            confirmed = sum(
                each.months
                for each in self.payments.values()
                if each.tranche == one.no and each.state is PaymentState.CONFIRMED
            )
            if confirmed == self.scheme.tranche_months:
                one.state = TrancheState.PAID
            else:
                one.state = TrancheState.CANCELLED if ended else TrancheState.RELEASED
        if not ended:
            done = all(one.state is TrancheState.PAID for one in self.tranches)
            self.state = EnrolmentState.COMPLETED if done else EnrolmentState.ENROLLED

    def _another(self, by: UUID, *before: UUID | None) -> None:
        if any(by == one or by in self.accounts.get(one, ()) for one in before if one is not None):
            raise NeedsAnotherPerson("Somebody else must do this than who did the step before.")

    def _tranche(self, no: int) -> Tranche:
        if not 1 <= no <= len(self.tranches):
            raise TrancheNotFound("There is no such tranche.")
        return self.tranches[no - 1]

    def _running(self, no: int) -> Tranche:
        if self.state is not EnrolmentState.ENROLLED:
            _ended(self.state)
        return self._tranche(no)

    def _moving(self, no: int, verb: str) -> Tranche:
        one = self._running(no)
        advance(TRANCHE_MOVES, one.state, verb, "tranche")
        return one

    def _in_turn(self, no: int) -> None:
        done = (TrancheState.RELEASED, TrancheState.PAID)
        before = next((one for one in self.tranches[: no - 1] if one.state not in done), None)
        if before is not None:
            raise OutOfOrder(
                f"Tranche {before.no} is {before.state.value} and comes first.",
                tranche=before.no,
                state=before.state.value,
            )

    def _due_on(self, no: int) -> date:
        assert self.starts_on is not None
        return self.scheme.due_on(self.starts_on, no)

    def _payment(self, payment_id: UUID) -> Payment:
        found = self.payments.get(payment_id)
        if found is None:
            raise PaymentNotFound("There is no such payment of this enrolment.")
        return found

    def _live_of(self, no: int) -> list[Payment]:
        return [
            one
            for one in self.payments.values()
            if one.tranche == no and one.state in LIVE_PAYMENTS
        ]

    def _nothing_is_out(self, payments: Iterable[Payment]) -> None:
        out = [str(one.id) for one in payments]
        if out:
            raise MoneyIsOut("Money was sent: say first what became of it.", payments=out)


def _ended(state: EnrolmentState) -> NoReturn:
    legal = sorted(verb for (at, verb) in ENROLMENT_MOVES if at is state)
    raise IllegalMove(
        f"The enrolment is {state.value}: nothing is released or paid.",
        state=state.value,
        legal=legal,
    )


def _evidenced(lacks: Sequence[Lack], what: str) -> None:
    if lacks:
        raise EvidenceIsMissing(
            f"Not evidenced: {', '.join(one.code for one in lacks)}.",
            what=what,
            lacks=[{"code": one.code, "why": one.why.value} for one in lacks],
        )


def _not_held(one: Tranche) -> None:
    if one.held:
        raise TrancheIsHeld(f"Tranche {one.no} is held.", legal=["lift"])
