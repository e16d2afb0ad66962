"""The verbs of a transfer without a database: two persons, order, evidence, holds, money."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.errors import HelplineError
from app.core.moves import IllegalMove
from app.programmes.cash.conditions import Lack, Why
from app.programmes.cash.course import Course
from app.programmes.cash.ledger import Account, Kind
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
from app.programmes.cash.states import EnrolmentState, PaymentState, TrancheState
from tests.programmes.cash.schemes import SCHEME, START

WORKER, SUPERVISOR, PAYER = uuid4(), uuid4(), uuid4()
LATER = START + timedelta(days=900)
NONE: list[Lack] = []
BROKEN = [Lack("no_child_labour", Why.BROKEN)]


def applied() -> Course:
    return Course(SCHEME, applied_by=WORKER)


def enrolled() -> Course:
    made = applied()
    made.approve(SUPERVISOR, START, NONE)
    return made


def proposed(no: int = 1, made: Course | None = None) -> Course:
    made = made or enrolled()
    made.propose(no, WORKER, LATER, NONE)
    return made


def released(no: int = 1, made: Course | None = None) -> Course:
    made = proposed(no, made)
    made.release(no, SUPERVISOR, NONE)
    return made


def sent(months: int | None = None) -> tuple[Course, UUID]:
    made = released()
    return made, made.send(1, months, PAYER, uuid4(), NONE).id


def confirmed(months: int | None = None) -> tuple[Course, UUID]:
    made, payment = sent(months)
    made.confirm(payment, WORKER)
    return made, payment


def standing(course: Course) -> tuple[int, int, int, int]:
    """Committed, payable, in transit and paid, in taka."""
    accounts = (Account.COMMITTED, Account.PAYABLE, Account.IN_TRANSIT, Account.PAID)
    found = [course.book.balance(one) // 100 for one in accounts]
    return found[0], found[1], found[2], found[3]


def test_a_whole_transfer_is_thirty_six_thousand_in_three() -> None:
    course = enrolled()
    for no in SCHEME.numbers():
        released(no, course)
        payment = course.send(no, None, PAYER, uuid4(), NONE)
        assert course.poisha(payment) == 1_200_000
        course.confirm(payment.id, WORKER)
    assert course.state is EnrolmentState.COMPLETED
    assert standing(course) == (0, 0, 0, 36_000)
    assert course.book.balance(Account.FUND) == -3_600_000


def test_a_tranche_is_paid_month_by_month_as_well() -> None:
    course = released()
    for months in (1, 2, 3):
        assert course.tranches[0].state is TrancheState.RELEASED
        course.confirm(course.send(1, months, PAYER, uuid4(), NONE).id, WORKER)
    assert course.tranches[0].state is TrancheState.PAID
    assert standing(course) == (24_000, 0, 0, 12_000)


REFUSED: list[tuple[str, Callable[[], Any], type[HelplineError]]] = [
    (
        "nobody enrols whom he or she applied for",
        lambda: applied().approve(WORKER, START, NONE),
        NeedsAnotherPerson,
    ),
    (
        "nobody is enrolled on what is not known",
        lambda: applied().approve(SUPERVISOR, START, [Lack("under_18", Why.UNKNOWN)]),
        EvidenceIsMissing,
    ),
    ("nobody is enrolled twice", lambda: enrolled().approve(SUPERVISOR, START, NONE), IllegalMove),
    (
        "nothing is proposed before it is due",
        lambda: enrolled().propose(1, WORKER, START - timedelta(days=1), NONE),
        TrancheIsNotDue,
    ),
    ("the second does not come first", lambda: proposed(2), OutOfOrder),
    (
        "the second waits for the release of the first",
        lambda: proposed(2, proposed(1)),
        OutOfOrder,
    ),
    (
        "nothing is proposed without evidence",
        lambda: enrolled().propose(1, WORKER, LATER, BROKEN),
        EvidenceIsMissing,
    ),
    (
        "nor released when a condition broke meanwhile",
        lambda: proposed().release(1, SUPERVISOR, BROKEN),
        EvidenceIsMissing,
    ),
    (
        "who proposes does not release",
        lambda: proposed().release(1, WORKER, NONE),
        NeedsAnotherPerson,
    ),
    ("what nobody proposed", lambda: enrolled().release(1, SUPERVISOR, NONE), IllegalMove),
    ("a release twice", lambda: released().release(1, SUPERVISOR, NONE), IllegalMove),
    ("a tranche there is not", lambda: enrolled().propose(4, WORKER, LATER, NONE), TrancheNotFound),
    ("nor number nought", lambda: enrolled().hold(0), TrancheNotFound),
    ("before anybody is enrolled", lambda: applied().hold(1), IllegalMove),
    (
        "money before the release",
        lambda: proposed().send(1, None, PAYER, uuid4(), NONE),
        IllegalMove,
    ),
    (
        "who proposes does not pay",
        lambda: released().send(1, 1, WORKER, uuid4(), NONE),
        NeedsAnotherPerson,
    ),
    (
        "who releases does not pay",
        lambda: released().send(1, 1, SUPERVISOR, uuid4(), NONE),
        NeedsAnotherPerson,
    ),
    (
        "what was seen broken since the release",
        lambda: released().send(1, 1, PAYER, uuid4(), BROKEN),
        EvidenceIsMissing,
    ),
    ("seven of six months", lambda: released().send(1, 7, PAYER, uuid4(), NONE), NothingLeftToPay),
    ("no month at all", lambda: released().send(1, 0, PAYER, uuid4(), NONE), NothingLeftToPay),
    ("all of it twice", lambda: sent()[0].send(1, None, PAYER, uuid4(), NONE), NothingLeftToPay),
    ("a payment there is not", lambda: released().confirm(uuid4(), WORKER), PaymentNotFound),
    ("an end while money is out", lambda: sent()[0].end(), MoneyIsOut),  # noqa: PLW0108
    ("a reversal while money is out", lambda: sent()[0].reverse(1), MoneyIsOut),
    ("a reversal of what was paid", lambda: confirmed(2)[0].reverse(1), MoneyIsOut),
    ("a reversal under a later one", lambda: proposed(2, released()).reverse(1), OutOfOrder),
]


@pytest.mark.parametrize(
    ("verb", "error"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_refused(verb: Callable[[], Any], error: type[HelplineError]) -> None:
    with pytest.raises(error):
        verb()


def test_who_sends_does_not_confirm() -> None:
    course, payment = sent()
    with pytest.raises(NeedsAnotherPerson):
        course.confirm(payment, PAYER)
    assert course.payments[payment].state is PaymentState.SENT


def test_two_accounts_of_one_are_not_two_persons() -> None:
    second = uuid4()
    for first in (WORKER, SUPERVISOR):
        course = Course(SCHEME, applied_by=WORKER, accounts={first: {first, second}})
        if first is WORKER:
            with pytest.raises(NeedsAnotherPerson):
                course.approve(second, START, NONE)
        course.approve(SUPERVISOR, START, NONE)
        course.propose(1, WORKER, LATER, NONE)
        if first is WORKER:
            with pytest.raises(NeedsAnotherPerson):
                course.release(1, second, NONE)
        course.release(1, SUPERVISOR, NONE)
        with pytest.raises(NeedsAnotherPerson):
            course.send(1, 1, second, uuid4(), NONE)


def test_what_grew_old_since_the_release_does_not_stop_the_money() -> None:
    old = [Lack("no_child_labour", Why.TOO_OLD)]
    released().send(1, 1, PAYER, uuid4(), old)


def test_a_refusal_says_what_is_missing_and_what_is_legal() -> None:
    with pytest.raises(EvidenceIsMissing) as missing:
        enrolled().propose(1, WORKER, LATER, [*BROKEN, Lack("school_attendance", Why.NOT_ASKED)])
    assert missing.value.facts["lacks"] == [
        {"code": "no_child_labour", "why": "broken"},
        {"code": "school_attendance", "why": "not_asked"},
    ]
    with pytest.raises(IllegalMove) as illegal:
        proposed().propose(1, WORKER, LATER, NONE)
    assert illegal.value.facts["legal"] == ["reject", "release", "withdraw"]
    with pytest.raises(TrancheIsNotDue) as early:
        enrolled().propose(1, WORKER, date(2026, 1, 1), NONE)
    assert early.value.facts["due_on"] == START.isoformat()


@pytest.mark.parametrize("verb", ["reject", "withdraw"])
def test_a_proposal_that_is_not_taken_is_proposed_anew(verb: str) -> None:
    course = proposed()
    course.step_back(1, verb)
    assert (course.tranches[0].state, course.tranches[0].proposed_by) == (TrancheState.OPEN, None)
    course.propose(1, SUPERVISOR, LATER, NONE)
    with pytest.raises(NeedsAnotherPerson):
        course.release(1, SUPERVISOR, NONE)
    course.release(1, WORKER, NONE)


def test_a_hold_stops_every_step_until_it_is_lifted() -> None:
    course = enrolled()
    for step in (
        lambda: course.propose(1, WORKER, LATER, NONE),
        lambda: course.release(1, SUPERVISOR, NONE),
        lambda: course.send(1, None, PAYER, uuid4(), NONE),
    ):
        course.hold(1)
        with pytest.raises(IllegalMove):
            course.hold(1)
        with pytest.raises(TrancheIsHeld):
            step()
        course.lift(1)
        step()
    with pytest.raises(IllegalMove):
        course.lift(1)


def test_what_failed_is_sent_again_and_what_came_back_is_too() -> None:
    course, payment = sent()
    course.fail(payment)
    assert standing(course) == (24_000, 12_000, 0, 0)
    again = course.send(1, None, PAYER, uuid4(), NONE).id
    course.confirm(again, WORKER)
    course.give_back(again)
    assert course.tranches[0].state is TrancheState.RELEASED
    assert standing(course) == (24_000, 12_000, 0, 0)
    with pytest.raises(IllegalMove):
        course.give_back(payment)


def test_the_last_word_on_a_payment_is_taken_back_by_its_mirror() -> None:
    course, payment = confirmed()
    course.give_back(payment)
    course.undo(payment)
    assert course.payments[payment].state is PaymentState.CONFIRMED
    assert course.tranches[0].state is TrancheState.PAID
    course.undo(payment)
    assert course.payments[payment].state is PaymentState.SENT
    assert standing(course) == (24_000, 0, 12_000, 0)
    with pytest.raises(IllegalMove) as refused:
        course.undo(payment)
    assert refused.value.facts["legal"] == ["confirm", "fail", "return"]
    mirrors = [one.reverses for one in course.book.entries if one.kind is Kind.REVERSE]
    assert len(mirrors) == len(set(mirrors)) == 2


def test_a_failure_is_not_undone_once_the_money_was_sent_again() -> None:
    course, payment = sent()
    course.fail(payment)
    course.send(1, None, PAYER, uuid4(), NONE)
    with pytest.raises(MoneyIsOut):
        course.undo(payment)


def test_nor_once_its_release_was_reversed() -> None:
    course, payment = sent()
    course.fail(payment)
    course.reverse(1)
    with pytest.raises(IllegalMove):
        course.undo(payment)
    assert standing(course) == (36_000, 0, 0, 0)


def test_the_end_gives_back_what_was_promised_and_what_comes_back_later() -> None:
    course, payment = confirmed(2)
    released(2, course)
    course.end()
    assert standing(course) == (0, 0, 0, 4_000)
    assert [one.state for one in course.tranches] == [TrancheState.CANCELLED] * 3
    course.give_back(payment)
    assert standing(course) == (0, 0, 0, 0)
    assert course.book.balance(Account.FUND) == 0
    with pytest.raises(IllegalMove):
        course.undo(payment)


def test_a_transfer_that_was_paid_in_full_goes_on_when_money_comes_back() -> None:
    course = enrolled()
    for no in SCHEME.numbers():
        released(no, course)
        last = course.send(no, None, PAYER, uuid4(), NONE).id
        course.confirm(last, WORKER)
    course.give_back(last)
    assert course.state.value == "enrolled"
    course.confirm(course.send(3, None, PAYER, uuid4(), NONE).id, WORKER)
    assert course.state is EnrolmentState.COMPLETED
