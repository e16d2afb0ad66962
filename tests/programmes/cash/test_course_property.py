"""The ledger balances under any sequence of verbs, legal or not, whoever says them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import HelplineError
from app.programmes.cash.conditions import Lack, Why
from app.programmes.cash.course import Course
from app.programmes.cash.ledger import Account, balances
from app.programmes.cash.states import (
    EnrolmentState,
    PaymentState,
    TrancheState,
)
from tests.programmes.cash.schemes import SCHEME, START

PEOPLE = [UUID(int=one) for one in range(1, 4)]
LACKS = [Lack("school_attendance", Why.UNKNOWN)]
Say = tuple[str, int, int, int, int, bool]
"""A verb, a tranche, months, a person, a payment, and whether all is evidenced."""


def payment_of(course: Course, index: int) -> UUID:
    ids = list(course.payments)
    return ids[index % len(ids)] if ids else uuid4()


def verbs(course: Course, say: Say) -> dict[str, Callable[[], Any]]:
    _, no, months, who, index, evidenced = say
    by, lacks, paid = PEOPLE[who], [] if evidenced else LACKS, payment_of(course, index)
    today = START + timedelta(days=200 * months)
    return {
        "approve": lambda: course.approve(by, START, lacks),
        "refuse": course.refuse,
        "end": course.end,
        "propose": lambda: course.propose(no, by, today, lacks),
        "release": lambda: course.release(no, by, lacks),
        "reject": lambda: course.step_back(no, "reject"),
        "withdraw": lambda: course.step_back(no, "withdraw"),
        "reverse": lambda: course.reverse(no),
        "hold": lambda: course.hold(no),
        "lift": lambda: course.lift(no),
        "send": lambda: course.send(no, months or None, by, uuid4()),
        "confirm": lambda: course.confirm(paid, by),
        "fail": lambda: course.fail(paid),
        "return": lambda: course.give_back(paid),
        "undo": lambda: course.undo(paid),
    }


SAYINGS = st.lists(
    st.tuples(
        # What brings a transfer on is said more often than what ends it.
        st.sampled_from(
            [
                *("approve", "propose", "release", "send", "confirm") * 4,
                *("fail", "return", "undo", "reverse") * 2,
                *("reject", "withdraw", "hold", "lift", "end", "refuse"),
            ]
        ),
        st.integers(0, 4),
        st.integers(0, 7),
        st.integers(0, len(PEOPLE) - 1),
        st.integers(0, 5),
        st.booleans(),
    ),
    max_size=80,
)


def stands(course: Course) -> None:
    """What is true after every verb."""
    assert all(sum(entry.lines.values()) == 0 for entry in course.book.entries)
    left = balances(course.book.entries)
    assert sum(left.values()) == 0
    assert all(left[one] >= 0 for one in Account if one is not Account.FUND)
    out = dict.fromkeys(PaymentState, 0)
    for one in course.payments.values():
        out[one.state] += course.poisha(one)
    assert left[Account.IN_TRANSIT] == out[PaymentState.SENT]
    assert left[Account.PAID] == out[PaymentState.CONFIRMED]
    open_ones = [one.state in (TrancheState.RELEASED, TrancheState.PAID) for one in course.tranches]
    if course.state in (EnrolmentState.ENROLLED, EnrolmentState.COMPLETED):
        assert -left[Account.FUND] == SCHEME.total_poisha
        sums = (Account.PAYABLE, Account.IN_TRANSIT, Account.PAID)
        assert sum(left[one] for one in sums) == SCHEME.tranche_poisha * sum(open_ones)
        assert sorted(open_ones, reverse=True) == open_ones, "one after another"
    else:
        assert -left[Account.FUND] == left[Account.PAID]
    for no in SCHEME.numbers() if course.tranches else ():
        assert 0 <= course.months_left(no) <= SCHEME.tranche_months
    done = bool(course.tranches) and all(one.state is TrancheState.PAID for one in course.tranches)
    assert done == (course.state is EnrolmentState.COMPLETED) or (
        course.state is EnrolmentState.ENDED
    )


def picture(course: Course) -> Any:
    """All that a verb may change, but the entries, which are compared by themselves."""
    return (
        course.state,
        course.starts_on,
        [(one.state, one.proposed_by, one.held) for one in course.tranches],
        {id_: one.state for id_, one in course.payments.items()},
    )


@settings(max_examples=150, deadline=None)
@given(SAYINGS)
def test_the_ledger_balances_under_any_sequence(sayings: list[Say]) -> None:
    course = Course(SCHEME, applied_by=PEOPLE[0])
    for say in sayings:
        before, entries = picture(course), list(course.book.entries)
        try:
            verbs(course, say)[say[0]]()
        except HelplineError:
            refused = (picture(course), course.book.entries) == (before, entries)
            assert refused, f"{say[0]} was refused and changed something"
        stands(course)
        assert course.book.entries[: len(entries)] == entries, "entries are only added to"
