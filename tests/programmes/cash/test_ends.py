"""What an end leaves behind, who is a payee by relation, and one account of many children."""

from typing import Any
from uuid import UUID

import pytest

from app.core.db import Database, execute, fetch
from app.programmes.cash import enrolling, payees, payments, releases
from app.programmes.cash.fit import GUARDIANS, NO_GUARDIANS, PayeeIsNoGuardian
from app.programmes.cash.totals import totals
from tests.programmes.cash.office import Office
from tests.programmes.cash.schemes import SCHEME


@pytest.fixture
async def office(database: Database) -> Office:
    made = Office(database)
    await made.build()
    return made


async def test_an_end_leaves_nothing_held(office: Office) -> None:
    enrolment, _ = await office.enrolled()
    said = ("other", "কেন", office.id("mita"))
    await office.with_(enrolment, releases.hold, 2, *said)
    await office.with_(enrolment, enrolling.end, "moved_away", None, office.id("shanta"))
    (hold,) = await office.do(lambda s: fetch(s, "SELECT * FROM cash_hold"))
    assert (hold["lift_reason"], hold["lifted_by"]) == ("transfer_ended", office.id("shanta"))


async def test_money_that_comes_back_after_the_case_was_closed_goes_to_the_fund(
    office: Office,
) -> None:
    enrolment, payee = await office.released()
    payment = await office.send(enrolment, payee)
    await office.confirm(enrolment, payment)
    with office.later():
        for no in SCHEME.numbers()[1:]:
            await office.kept(enrolment, no)
            await office.propose(enrolment, no)
            await office.release(enrolment, no)
            await office.confirm(enrolment, await office.send(enrolment, payee, no))
    close = "UPDATE case_file SET state = 'closed', closed_at = now()"
    await office.do(lambda s: execute(s, close))
    back = ("return", "account_closed", None, office.id("admin"))
    await office.with_(enrolment, payments.move, payment, *back)
    assert (await office.balances(enrolment))["payable"] == 12_000
    await office.with_(enrolment, enrolling.end, "moved_away", None, office.id("shanta"))
    assert await office.balances(enrolment) == {"fund": -24_000, "paid": 24_000}


async def test_only_family_a_guardian_or_a_caretaker_is_a_payee(office: Office) -> None:
    assert not GUARDIANS & NO_GUARDIANS
    enrolment, _ = await office.enrolled()
    child = await _child(office, enrolment)
    for kind in ("acquaintance", "official", "witness", "neighbour", "other"):
        with pytest.raises(PayeeIsNoGuardian):
            await office.payee(enrolment, await office.person(child, kind))
    await office.payee(enrolment, await office.person(child, "caretaker"))


async def test_one_account_of_many_children_is_seen_and_nothing_of_it_is_read(
    office: Office,
) -> None:
    enrolments = [(await office.enrolled())[0] for _ in range(3)]
    first = enrolments[0]
    group = [await _child(office, first)]
    found = await office.do(lambda s: payees.others_of(s, first, group))
    assert list(found.values()) == [2]
    rows = await office.do(lambda s: fetch(s, "SELECT account_index FROM cash_payee"))
    assert len({row["account_index"] for row in rows}) == 1
    assert b"1712345678" not in rows[0]["account_index"]


async def test_a_child_that_was_refused_and_is_enrolled_is_one_of_each(office: Office) -> None:
    case_id = await office.open()
    for _ in range(2):
        gone = await office.apply(case_id)
        await office.with_(gone, enrolling.refuse, "no_consent", None, office.id("shanta"))
    await office.fit(enrolment := await office.apply(case_id))
    await office.approve(enrolment)
    (cell,) = (await office.do(totals))["cells"]
    assert (cell["children"]["refused"], cell["children"]["enrolled"]) == (1, 1)


async def _child(office: Office, enrolment: UUID) -> UUID:
    async def act(_: Any, case: Any, __: Any) -> UUID:
        id_: UUID = case.child_id
        return id_

    child: UUID = await office.with_(enrolment, act)
    return child
