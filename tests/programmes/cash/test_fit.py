"""A payee who may be an accused one of the record, though he stands there a second time."""

from typing import Any
from uuid import UUID

import pytest

from app.cases.people_payee import may_be_one
from app.core.db import Database, fetch
from app.programmes.cash import payees
from app.programmes.cash.fit import PayeeIsAccused, PayeeMayBeAccused
from app.programmes.cash.states import Channel
from tests.programmes.cash.office import MOBILE, Office

PHONE = "+88" + MOBILE


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"name_bn": "মোঃ আব্দুর রহিম"}, {"name_latin": "Rahim Mia"}, True),
        ({"name_bn": "তানভীর"}, {"nickname": "Tanvir"}, True),
        ({"name_latin": "Karim Mia"}, {"name_latin": "Rahim Mia"}, False),
        ({"name_bn": "করিম", "phone": PHONE}, {"phone": PHONE}, True),
        ({"phone": PHONE}, {"name_bn": "করিম", "phone": None}, False),
        ({}, {}, False),
    ],
)
def test_who_may_be_one_person(one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    assert may_be_one(one, other) is same
    assert may_be_one(other, one) is same


@pytest.fixture
async def office(database: Database) -> Office:
    made = Office(database)
    await made.build()
    return made


async def test_an_accused_one_is_no_payee_by_being_written_down_again(office: Office) -> None:
    """Whoever confirms may say in words that they are two; a later accusation asks anew."""
    enrolment, _ = await office.enrolled()
    child, ticket = await _child_and_ticket(office)
    accused = await office.person(child, "uncle", [ticket], name_latin="Abdul Karim")
    again = await office.person(child, "guardian", name_bn="করিম")
    named = await office.payee(enrolment, again, confirmed=False)

    async def confirm(apart: str | None) -> None:
        by = office.id("shanta")
        await office.with_(enrolment, payees.confirm, named, by, apart=apart)

    for words in (None, "  "):
        with pytest.raises(PayeeMayBeAccused) as refused:
            await confirm(words)
        assert refused.value.facts["persons"] == [str(accused)]
    await confirm("চাচা বিদেশে, এ তার ভাই")
    await office.kept(enrolment)
    await office.propose(enrolment)
    await office.person(child, "neighbour", [ticket], name_bn="করিম শেখ")
    with pytest.raises(PayeeMayBeAccused):
        await office.release(enrolment)
    (kept,) = await office.do(
        lambda s: fetch(s, "SELECT apart_said FROM cash_payee WHERE apart_said IS NOT NULL")
    )
    assert "চাচা".encode() not in bytes(kept["apart_said"])


async def test_no_money_goes_to_an_accused_ones_number(office: Office) -> None:
    enrolment, _ = await office.enrolled()
    child, ticket = await _child_and_ticket(office)
    mother = await office.person(child, "mother", name_bn="সালমা")
    await office.person(child, "father", [ticket], name_bn="করিম", phone=MOBILE)
    said = (mother, Channel.MOBILE, MOBILE, None, office.id("mita"))
    with pytest.raises(PayeeIsAccused) as refused:
        await office.with_(enrolment, payees.name, *said)
    assert refused.value.field == "account"
    # The payee that was confirmed before has that account as well.
    await office.kept(enrolment)
    with pytest.raises(PayeeIsAccused):
        await office.propose(enrolment)


async def _child_and_ticket(office: Office) -> tuple[UUID, UUID]:
    (row,) = await office.do(
        lambda s: fetch(
            s,
            "SELECT child_id, incident_id FROM cash_enrolment AS one "
            "JOIN case_incident ON case_incident.case_id = one.case_id",
        )
    )
    return row["child_id"], row["incident_id"]
