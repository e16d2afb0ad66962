"""The ledger balances under any sequence of verbs, legal or not, whoever says them."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
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

PEOPLE = [UUID(int=one) for one in range(1, 6)]
TWICE = frozenset((PEOPLE[0], PEOPLE[-1]))
"""The first and the last are two accounts of one person."""
LACKS = [Lack("school_attendance", Why.UNKNOWN), Lack("no_child_labour", Why.BROKEN)]
Say = tuple[str, int, int, int, int, bool]
"""A verb, a tranche (beyond 4: the one whose turn it is), months, a person, a payment, and whether
all is evidenced."""


def payment_of(course: Course, index: int) -> UUID:
    ids = list(course.payments)
    return ids[index % len(ids)] if ids else uuid4()


BEYOND = 4
DONE = (TrancheState.RELEASED, TrancheState.PAID)


def turn_of(course: Course, verb: str) -> int:
    """The tranche such a verb is most likely about."""
    fit = {
        "send": lambda one: one.state is TrancheState.RELEASED and course.months_left(one.no),
        "lift": lambda one: one.held,
    }.get(verb, lambda one: one.state not in DONE)
    return next((one.no for one in course.tranches if fit(one)), 1)


def verbs(course: Course, say: Say) -> dict[str, Callable[[], Any]]:
    verb, no, months, who, index, evidenced = say
    no = no if no <= BEYOND else turn_of(course, verb)
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
        "send": lambda: course.send(no, months or None, by, uuid4(), lacks),
        "confirm": lambda: course.confirm(paid, by),
        "fail": lambda: course.fail(paid),
        "return": lambda: course.give_back(paid),
        "undo": lambda: course.undo(paid),
    }


VERBS = [
    # What brings a transfer on is said more often than what ends it.
    *("approve", "propose", "release", "send", "confirm") * 24,
    *("fail", "return", "undo", "reverse", "lift") * 6,
    *("reject", "withdraw", "hold") * 2,
    *("end", "refuse"),
]
PARTS: list[Sequence[Any]] = [
    VERBS,
    [0, 1, 2, 3, BEYOND, *[BEYOND + 1] * 12],
    [0, 0, 0, 1, 2, 3, 6, 7],
    range(len(PEOPLE)),
    range(6),
    [*[True] * 7, False],
]
SAYINGS = st.lists(st.tuples(*map(st.sampled_from, PARTS)), min_size=40, max_size=90)
"""As long as this, since most of what is said at random is refused."""


def who(account: UUID | None) -> UUID | None:
    """The person of an account."""
    return PEOPLE[0] if account in TWICE else account


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
    open_ones = [one.state in DONE for one in course.tranches]
    if course.state in (EnrolmentState.ENROLLED, EnrolmentState.COMPLETED):
        assert -left[Account.FUND] == SCHEME.total_poisha
        sums = (Account.PAYABLE, Account.IN_TRANSIT, Account.PAID)
        assert sum(left[one] for one in sums) == SCHEME.tranche_poisha * sum(open_ones)
        assert sorted(open_ones, reverse=True) == open_ones, "one after another"
    else:
        assert -left[Account.FUND] == left[Account.PAID]
    for one in course.payments.values():
        of = course.tranches[one.tranche - 1]
        if one.state is PaymentState.SENT and of.state is TrancheState.RELEASED:
            persons = {who(by) for by in (of.proposed_by, of.released_by, one.sent_by)}
            assert len(persons) == 3, "one proposes, another releases, a third one sends"
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
        [(one.state, one.proposed_by, one.released_by, one.held) for one in course.tranches],
        {id_: one.state for id_, one in course.payments.items()},
    )


def said(sayings: Sequence[Say]) -> Counter[str]:
    """Say all of it to one enrolment; counts what was done, and in which states it stood."""
    course = Course(SCHEME, applied_by=PEOPLE[0], accounts=dict.fromkeys(TWICE, TWICE))
    seen = Counter[str]()
    for say in sayings:
        before, entries = picture(course), list(course.book.entries)
        try:
            verbs(course, say)[say[0]]()
        except HelplineError:
            refused = (picture(course), course.book.entries) == (before, entries)
            assert refused, f"{say[0]} was refused and changed something"
        else:
            seen[say[0]] += 1
            assert say[0] not in ("propose", "release", "send") or say[-1], "nothing on a lack"
        stands(course)
        assert course.book.entries[: len(entries)] == entries, "entries are only added to"
        seen[course.state] += 1
        seen.update(one.state for one in course.tranches)
        seen.update(one.state for one in course.payments.values())
    return seen


@settings(max_examples=60, deadline=None)
@given(SAYINGS)
def test_the_ledger_balances_under_any_sequence(sayings: list[Say]) -> None:
    said(sayings)


def test_what_is_said_at_random_reaches_every_verb_and_every_state() -> None:
    """Else the property above would be one of enrolments nobody ever approved."""
    chance, seen = Random(1098), Counter[str]()
    for _ in range(120):
        seen += said([tuple(map(chance.choice, PARTS)) for _ in range(240)])
    wanted = {*VERBS, *EnrolmentState, *TrancheState, *PaymentState}
    assert wanted - set(seen) == set()
