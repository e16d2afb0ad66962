"""The pure rules of the cash transfer, as tables: scheme, evidence, ledger, accounts, totals."""

import json
from collections import Counter
from copy import deepcopy
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.errors import InputIsInvalid
from app.programmes.cash.conditions import (
    Lack,
    Outcome,
    Why,
    eligibility,
    fits_area,
    lacking,
)
from app.programmes.cash.ledger import (
    Account,
    Book,
    Kind,
    NotBalanced,
    balances,
    transfer,
)
from app.programmes.cash.payees import checked_account, masked
from app.programmes.cash.scheme import SchemeIsWrong, months_later, read
from app.programmes.cash.states import (
    ENROLMENT_MOVES,
    PAYMENT_MOVES,
    TRANCHE_MOVES,
    Channel,
)
from app.programmes.cash.totals import Cell, margins
from tests.programmes.cash.schemes import DEFINITION, ROOT, SCHEME, START, seen

# -- the scheme ------------------------------------------------------------------------------


def test_the_scheme_says_what_the_founding_document_says() -> None:
    path = ROOT / "app/directory/data/published/cct_rules.json"
    rules = json.loads(path.read_text(encoding="utf-8"))
    assert SCHEME.months == rules["months"]
    assert SCHEME.monthly_poisha == rules["monthly_amount"] * 100
    assert SCHEME.tranches == rules["instalments"] == 3
    assert SCHEME.tranche_poisha == rules["instalment_amount"] * 100 == 1_200_000
    assert SCHEME.tranche_months == rules["months_covered_per_instalment"] == 6
    assert SCHEME.total_poisha == rules["total_per_child"] * 100
    assert SCHEME.condition_codes() == [one["code"] for one in rules["conditions"]]
    assert set(SCHEME.group_codes()) == {"tea_garden", "rana_plaza", "parentless"}


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 6, date(2026, 7, 31)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 31), -6, date(2025, 7, 31)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
    ],
)
def test_months_end_where_the_month_does(day: date, months: int, then: date) -> None:
    assert months_later(day, months) == then


def test_each_tranche_is_due_half_a_year_after_the_one_before() -> None:
    days = [SCHEME.due_on(START, no) for no in SCHEME.numbers()]
    assert days == [date(2026, 1, 31), date(2026, 7, 31), date(2027, 1, 31)]
    assert SCHEME.evidence_since(START, 2) == START


def without(part: str) -> dict[str, Any]:
    return {key: value for key, value in DEFINITION.items() if key != part}


def changed(**more: Any) -> dict[str, Any]:
    return {**deepcopy(DEFINITION), **more}


NAMED = {"code": "x", "bn": "ক", "en": "x"}


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        (without("months"), "months"),
        (changed(age=18), "age"),
        (changed(months=0), "months"),
        (changed(months=18.0), "months"),
        (changed(months=True), "months"),
        (changed(tranches=4), "tranches"),
        (changed(tranches=19), "tranches"),
        (changed(monthly_poisha=0.5), "monthly_poisha"),
        (changed(monthly_poisha="200000"), "monthly_poisha"),
        (changed(due_after_months=[0, 6]), "due_after_months"),
        (changed(due_after_months=[0, 6, 6]), "due_after_months"),
        (changed(groups=[]), "groups"),
        (changed(groups=[{**NAMED, "districts": "BD60"}]), "groups.0.districts"),
        (changed(conditions=[NAMED, NAMED]), "conditions"),
        (changed(conditions=[{**NAMED, "bn": " "}]), "conditions.0.bn"),
        (changed(conditions=[{**NAMED, "code": "Not A Code"}]), "conditions.0.code"),
        (changed(criteria=[{"code": "x", "bn": "ক"}]), "criteria.0"),
        (changed(grievance_days={"other": 1}), "grievance_days"),
    ],
)
def test_a_scheme_that_can_not_be_used_is_refused_by_its_field(
    definition: dict[str, Any], field: str
) -> None:
    with pytest.raises(SchemeIsWrong) as refused:
        read(definition)
    assert refused.value.field == field


# -- evidence --------------------------------------------------------------------------------

ONE = ["school_attendance"]


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        ([], Why.NOT_ASKED),
        ([seen(1)], None),
        ([seen(1, answer="no")], Why.BROKEN),
        ([seen(1, answer="unknown")], Why.UNKNOWN),
        ([seen(1, answer="refused")], Why.REFUSED),
        ([seen(1, tranche=2)], Why.NOT_ASKED),
        ([seen(1, tranche=None)], Why.NOT_ASKED),
        ([seen(1, on=date(2025, 7, 30))], Why.TOO_OLD),
        ([seen(1, on=date(2025, 7, 31))], None),
        # What was seen last counts, whenever it was told; of one day, what was noted last.
        ([seen(1, answer="no", on=date(2026, 2, 2)), seen(2, on=date(2026, 2, 1))], Why.BROKEN),
        ([seen(1, on=date(2026, 2, 2)), seen(2, answer="no", on=date(2026, 2, 1))], None),
        ([seen(1, answer="unknown"), seen(2)], None),
        ([seen(1), seen(2, answer="refused")], Why.REFUSED),
    ],
)
def test_a_condition_stands_only_on_a_yes_that_is_fresh(
    evidence: list[Any], why: Why | None
) -> None:
    since = SCHEME.evidence_since(START, 1)
    wanted = [] if why is None else [Lack("school_attendance", why)]
    assert lacking(ONE, evidence, 1, since) == wanted
    assert lacking(ONE, evidence[::-1], 1, since) == wanted, "the order of rows says nothing"


def of_criteria(**answers: str) -> list[Any]:
    return [
        seen(no, code, answer, None) for no, (code, answer) in enumerate(answers.items(), start=1)
    ]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, Outcome.UNDECIDED),
        ({"a": "yes"}, Outcome.UNDECIDED),
        ({"a": "yes", "b": "yes"}, Outcome.ELIGIBLE),
        ({"a": "yes", "b": "unknown"}, Outcome.UNDECIDED),
        ({"a": "yes", "b": "refused"}, Outcome.UNDECIDED),
        ({"a": "unknown", "b": "no"}, Outcome.NOT_ELIGIBLE),
    ],
)
def test_unknown_is_not_yes_and_not_no(answers: dict[str, str], outcome: Outcome) -> None:
    assert eligibility(["a", "b"], of_criteria(**answers))[0] is outcome


@pytest.mark.parametrize(
    ("districts", "within", "fits"),
    [
        ([], [], True),
        (["BD6091"], [], None),
        (["BD6091"], ["BD60", "BD6091"], True),
        (["BD6091"], ["BD3026"], False),
    ],
)
def test_nobody_knows_whether_a_child_without_a_place_lives_there(
    districts: list[str], within: list[str], fits: bool | None
) -> None:
    assert fits_area(districts, within) is fits


# -- the ledger ------------------------------------------------------------------------------


def book() -> Book:
    made = Book()
    made.post(Kind.COMMIT, transfer(300, Account.FUND, Account.COMMITTED))
    return made


@pytest.mark.parametrize(
    "lines",
    [
        {},
        {Account.FUND: 0},
        {Account.FUND: -5},
        {Account.FUND: -5, Account.PAID: 4},
        {Account.FUND: -5.0, Account.PAID: 5.0},
        {Account.FUND: 0, Account.PAID: 0},
        {Account.PAYABLE: -1, Account.FUND: 1},
        {Account.COMMITTED: -301, Account.PAYABLE: 301},
    ],
)
def test_an_entry_that_does_not_add_up_or_overdraws_is_never_posted(lines: Any) -> None:
    made = book()
    with pytest.raises(NotBalanced):
        made.post(Kind.RELEASE, lines)
    assert len(made.entries) == 1


def test_an_entry_is_taken_back_by_its_mirror_once() -> None:
    made, payment = book(), uuid4()
    released = made.post(Kind.RELEASE, transfer(100, Account.COMMITTED, Account.PAYABLE), tranche=1)
    sent = made.post(
        Kind.SEND,
        transfer(100, Account.PAYABLE, Account.IN_TRANSIT),
        tranche=1,
        payment=payment,
    )
    with pytest.raises(NotBalanced):
        made.reverse(released)
    mirror = made.reverse(sent)
    assert (mirror.kind, mirror.reverses, mirror.payment) == (Kind.REVERSE, sent.no, payment)
    with pytest.raises(NotBalanced):
        made.reverse(sent)
    assert made.standing(payment=payment) == []
    made.reverse(released)
    assert balances(made.entries) == balances(made.entries[:1])


# -- moves, accounts, totals -----------------------------------------------------------------


@pytest.mark.parametrize("table", [ENROLMENT_MOVES, TRANCHE_MOVES, PAYMENT_MOVES])
def test_every_state_is_reached_by_a_verb_or_follows_from_one(table: dict[Any, Any]) -> None:
    kind: Any = type(next(iter(table))[0])
    follows = {"applied", "completed", "paid", "cancelled", "sent", "open"}
    assert set(kind) - set(table.values()) <= {one for one in kind if one.value in follows}


@pytest.mark.parametrize(
    ("channel", "said", "kept"),
    [
        (Channel.MOBILE, "01712345678", "+8801712345678"),
        (Channel.MOBILE, "০১৭১২-৩৪৫৬৭৮", "+8801712345678"),
        (Channel.MOBILE, "+1 212 555 0100", None),
        (Channel.MOBILE, "12345", None),
        (Channel.BANK, "০১২৩ ৪৫৬-৭৮৯", "0123456789"),
        (Channel.BANK, "12AB5678", None),
        (Channel.BANK, "1234", None),
        (Channel.BANK, "1" * 21, None),
        (Channel.POST_OFFICE, "54321", "54321"),
        (Channel.POST_OFFICE, "", None),
    ],
)
def test_an_account_is_kept_in_one_way_whatever_digits_were_typed(
    channel: Channel, said: str, kept: str | None
) -> None:
    if kept is not None:
        assert checked_account(channel, said) == kept
        return
    with pytest.raises(InputIsInvalid) as refused:
        checked_account(channel, said)
    assert refused.value.field == "account"


def test_of_an_account_three_signs_are_shown() -> None:
    assert masked({"account": "+8801712345678", "branch": None}) == "•••678"
    assert masked(None) is None


def cell(children: int, paid: int = 0) -> Cell:
    return Cell({"enrolled": {uuid4() for _ in range(children)}}, Counter({"paid": paid}))


def counted(one: Cell | None) -> tuple[int, int] | None:
    if one is None:
        return None
    row = one.row()
    return row["children"]["enrolled"], row["poisha"]["paid"]


def test_a_child_that_was_enrolled_in_two_districts_is_one_child() -> None:
    one = {"ended": {UUID(int=1)}, "enrolled": {UUID(int=1), UUID(int=2)}}
    other = {"enrolled": {UUID(int=1)}}
    found = margins({("BD6091", "tea_garden"): Cell(one), ("BD6036", "tea_garden"): Cell(other)})
    row = found["tea_garden"][0].row()["children"]
    assert (row["ended"], row["enrolled"]) == (1, 2)


def test_what_is_of_no_known_district_is_never_added_to_what_is_known() -> None:
    found = margins(
        {
            ("BD6091", "tea_garden"): cell(2, 100),
            ("BD6036", "tea_garden"): cell(3, 50),
            (None, "tea_garden"): cell(4, 7),
            ("BD6091", "parentless"): cell(1),
            (None, "rana_plaza"): cell(9),
        }
    )
    assert {group: tuple(map(counted, both)) for group, both in found.items()} == {
        "parentless": ((1, 0), None),
        "rana_plaza": ((0, 0), (9, 0)),
        "tea_garden": ((5, 150), (4, 7)),
    }
