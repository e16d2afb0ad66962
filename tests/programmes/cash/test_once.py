"""One child gets the sum of a scheme once: whatever ended, was merged, or is applied for."""

from typing import Any
from uuid import UUID

import pytest

from app.cases import merging
from app.core.db import Database, fetch_value
from app.programmes.cash import enrolling, payments
from app.programmes.cash.enrolling import ChildWasPaid
from tests.programmes.cash.office import Office
from tests.programmes.cash.schemes import SCHEME

_PAID = "SELECT sum(poisha)::bigint FROM cash_line WHERE account = 'paid'"


@pytest.fixture
async def office(database: Database) -> Office:
    made = Office(database)
    await made.build()
    return made


async def paid(office: Office) -> tuple[UUID, UUID, UUID]:
    """A case whose child was paid 12,000 until the transfer ended; the enrolment; the payment."""
    enrolment, payee = await office.released()
    payment = await office.send(enrolment, payee)
    await office.confirm(enrolment, payment)
    await ended(office, enrolment)
    case_id = await office.do(lambda s: fetch_value(s, _CASE, enrolment))
    return case_id, enrolment, payment


_CASE = "SELECT case_id FROM cash_enrolment WHERE id = $1"


async def ended(office: Office, enrolment: UUID) -> None:
    await office.with_(enrolment, enrolling.end, "moved_away", None, office.id("shanta"))


async def merged(office: Office, *case_ids: UUID) -> None:
    children = [await office.child_of(one) for one in case_ids]

    async def act(session: Any) -> None:
        a, b = await merging.lock_pair(session, *children)
        await merging.merge(session, a, b, choose={}, why="document", by=office.id("shanta"))

    await office.do(act)


async def test_a_child_that_was_paid_does_not_begin_anew(office: Office) -> None:
    case_id, first, payment = await paid(office)
    with pytest.raises(ChildWasPaid) as refused:
        await office.apply(case_id)
    assert refused.value.facts["poisha"] == SCHEME.tranche_poisha
    # Money that came back is the fund's: then it may.
    back = ("return", "account_closed", None, office.id("admin"))
    await office.with_(first, payments.move, payment, *back)
    await office.fit(second := await office.apply(case_id))
    await office.approve(second)


async def test_an_application_is_not_approved_once_the_child_is_known_to_be_paid(
    office: Office,
) -> None:
    case_id, *_ = await paid(office)
    other = await office.open()
    await office.fit(second := await office.apply(other, "parentless"))
    await merged(office, case_id, other)
    with pytest.raises(ChildWasPaid):
        await office.approve(second)


async def test_records_that_were_merged_are_paid_the_sum_of_one_child(office: Office) -> None:
    """Both were paid while nobody knew: the one that goes on stops where the sum is reached."""
    case_id, *_ = await paid(office)
    enrolment, payee = await office.released()
    other = await office.do(lambda s: fetch_value(s, _CASE, enrolment))
    await merged(office, case_id, other)
    with office.later():
        for no in SCHEME.numbers()[:2]:
            if no > 1:
                await office.kept(enrolment, no)
                await office.propose(enrolment, no)
                await office.release(enrolment, no)
            await office.confirm(enrolment, await office.send(enrolment, payee, no))
        await office.kept(enrolment, 3)
        with pytest.raises(ChildWasPaid):
            await office.propose(enrolment, 3)
    assert await office.do(lambda s: fetch_value(s, _PAID)) == SCHEME.total_poisha


async def test_what_was_released_before_the_merge_is_not_sent_above_the_sum(
    office: Office,
) -> None:
    enrolment, payee = await office.released()
    with office.later():
        for no in (2, 3):
            await office.kept(enrolment, no)
            await office.propose(enrolment, no)
            await office.release(enrolment, no)
        case_id, *_ = await paid(office)
        other = await office.do(lambda s: fetch_value(s, _CASE, enrolment))
        await merged(office, case_id, other)
        with pytest.raises(ChildWasPaid):
            await office.send(enrolment, payee, 1)
