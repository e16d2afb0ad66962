"""What stops money after the release: a condition that broke, and a person with two accounts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cases.case_approvals import ApproverWroteIt
from app.core.db import Database
from app.programmes.cash import lists, payments
from app.programmes.cash.refusals import EvidenceIsMissing, NeedsAnotherPerson
from app.staff.models import Staff
from tests.cases.casework import ASSESSED, today
from tests.programmes.cash.office import Office


@pytest.fixture
async def office(database: Database) -> Office:
    made = Office(database)
    await made.build()
    return made


async def numbers(office: Office) -> list[str]:
    return [one["number"] for one in (await office.do(lists.payable_rows))["to_send"]]


async def test_what_is_seen_broken_after_the_release_is_not_sent(office: Office) -> None:
    enrolment, payee = await office.released()
    assert len(await numbers(office)) == 1
    # An older sight that is told later outdoes nothing.
    await office.see(enrolment, "no_child_marriage", 1, "no", today() - timedelta(days=1))
    assert len(await numbers(office)) == 1
    await office.see(enrolment, "no_child_marriage", 1, "no")
    assert await numbers(office) == [], "whoever pays sees no file"
    with pytest.raises(EvidenceIsMissing) as refused:
        await office.send(enrolment, payee)
    lack = {"code": "no_child_marriage", "why": "broken"}
    assert refused.value.facts["lacks"] == [lack]
    await office.see(enrolment, "no_child_marriage", 1, "yes")
    await office.send(enrolment, payee)


async def test_two_accounts_of_one_worker_are_one_person(office: Office) -> None:
    """Who proposed, named or sent does not say yes to it by another account."""
    worker = uuid4()
    for name in ("mita", "babul"):
        await office.do(_answers_for(office.id(name), worker))
    enrolment, _ = await office.enrolled()
    mother = await office.person(await office.child_of(await _case(office, enrolment)))
    with pytest.raises(NeedsAnotherPerson):
        await office.payee(enrolment, mother, by="babul")
    payee = await office.payee(enrolment, mother)
    await office.kept(enrolment)
    await office.propose(enrolment)
    with pytest.raises(NeedsAnotherPerson):
        await office.release(enrolment, by="babul")
    await office.release(enrolment)
    for name in ("babul", "shanta"):
        with pytest.raises(NeedsAnotherPerson):
            said = (1, payee, None, None, office.id(name))
            await office.with_(enrolment, payments.send, *said)
    payment = await office.send(enrolment, payee)
    await office.do(_answers_for(office.id("admin"), worker))
    with pytest.raises(NeedsAnotherPerson):
        await office.confirm(enrolment, payment)


async def test_nor_is_a_sheet_approved_by_the_other_account_of_its_writer(office: Office) -> None:
    worker = uuid4()
    for name in ("mita", "babul"):
        await office.do(_answers_for(office.id(name), worker))
    case_id = await office.open()
    await office.write(case_id, "assessment", ASSESSED)
    await office.ask(case_id, "assessment", 1)
    with pytest.raises(ApproverWroteIt):
        await office.decide(case_id, "assessment", 1, by="babul")
    await office.decide(case_id, "assessment", 1)


def _answers_for(staff_id: UUID, worker_id: UUID) -> Callable[[Any], Any]:
    async def act(session: Any) -> None:
        (await session.get_one(Staff, staff_id)).worker_id = worker_id

    return act


async def _case(office: Office, enrolment: UUID) -> UUID:
    async def act(session: Any, case: Any, _: Any) -> UUID:
        id_: UUID = case.id
        return id_

    case_id: UUID = await office.with_(enrolment, act)
    return case_id
