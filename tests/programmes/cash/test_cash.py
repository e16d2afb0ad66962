"""The cash transfer on a real database: one child once, two persons, a ledger nobody can bend."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import IntegrityConstraintViolationError
from sqlalchemy.exc import DBAPIError
from time_machine import travel

from app.cases import case_closure, merging, people_service
from app.cases.case_closure import CaseIsHeld
from app.cases.people_access import locked as child_locked
from app.cases.people_fields import BirthMakesAdult
from app.core import clock
from app.core.db import Database, execute, fetch
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove
from app.programmes.cash import enrolling, grievances, payees, payments, releases, totals, versions
from app.programmes.cash.enrolling import ChildIsEnrolled
from app.programmes.cash.fit import PayeeIsAccused, PayeeIsNoGuardian
from app.programmes.cash.models import CashGrievance
from app.programmes.cash.payees import PayeeHasChanged, PayeeIsMissing
from app.programmes.cash.refusals import (
    EvidenceIsMissing,
    NeedsAnotherPerson,
    OutOfOrder,
    TrancheIsNotDue,
)
from app.programmes.cash.states import Channel, GrievanceState
from app.programmes.cash.versions import SchemeHasChanged
from tests.cases.casework import CLOSING
from tests.programmes.cash.office import MOBILE, Office, yesterday
from tests.programmes.cash.schemes import DEFINITION


@pytest.fixture
async def office(database: Database) -> Office:
    made = Office(database)
    await made.build()
    return made


async def test_a_child_is_enrolled_released_and_paid_and_the_case_tells_all_of_it(
    office: Office,
) -> None:
    enrolment, payee = await office.released()
    assert await office.balances(enrolment) == {
        "fund": -36_000,
        "committed": 24_000,
        "payable": 12_000,
    }
    payment = await office.send(enrolment, payee)
    with pytest.raises(NeedsAnotherPerson):
        await office.confirm(enrolment, payment, by="admin")
    await office.confirm(enrolment, payment)
    assert await office.balances(enrolment) == {
        "fund": -36_000,
        "committed": 24_000,
        "paid": 12_000,
    }
    (row,) = await rows(office, "SELECT case_id FROM cash_enrolment")
    told = [one for one in await office.told(row["case_id"]) if "cash" in one["kind"]]
    kinds = [one["kind"].removeprefix("case.cash_") for one in told]
    assert kinds == [
        "applied",
        *["evidence_noted"] * 4,
        "decided",
        *["payee_moved"] * 2,
        *["evidence_noted"] * 3,
        *["tranche_moved"] * 2,
        *["payment_moved"] * 2,
    ]
    assert [one["state"] for one in told if one["kind"] == "case.cash_payment_moved"] == [
        "sent",
        "confirmed",
    ]
    assert MOBILE[1:] not in str(told)
    # The second waits for its day, the third for the second and for evidence of its own.
    await office.kept(enrolment, 2)
    with pytest.raises(TrancheIsNotDue):
        await office.propose(enrolment, 2)
    with travel(clock.now() + timedelta(days=400), tick=True):
        with pytest.raises(OutOfOrder):
            await office.propose(enrolment, 3)
        await office.propose(enrolment, 2)
        await office.release(enrolment, 2)
        with pytest.raises(EvidenceIsMissing) as missing:
            await office.propose(enrolment, 3)
        assert {one["why"] for one in missing.value.facts["lacks"]} == {"not_asked"}


async def rows(office: Office, statement: str, *values: Any) -> Any:
    return await office.do(lambda s: fetch(s, statement, *values))


BENT = (
    "UPDATE cash_line SET poisha = poisha * 2",
    "DELETE FROM cash_line",
    "DELETE FROM cash_entry",
    "TRUNCATE cash_line",
    "TRUNCATE incident CASCADE",
    "UPDATE cash_evidence SET answer = 'yes'",
    "UPDATE cash_version SET note = ''",
    "INSERT INTO cash_line SELECT id, 'paid', 5 FROM cash_entry WHERE kind = 'commit'",
    """WITH made AS (INSERT INTO cash_entry (id, enrolment_id, no, kind, at, by)
        SELECT gen_random_uuid(), enrolment_id, 99, 'commit', at, by FROM cash_entry
        WHERE no = 1 RETURNING id) SELECT id FROM made""",
    """WITH made AS (INSERT INTO cash_entry (id, enrolment_id, no, kind, at, by)
        SELECT gen_random_uuid(), enrolment_id, 99, 'cancel', at, by FROM cash_entry
        WHERE no = 1 RETURNING id)
    INSERT INTO cash_line SELECT id, account, poisha FROM made,
        (VALUES ('payable', -5000000), ('fund', 5000000)) AS line (account, poisha)""",
    "UPDATE cash_tranche SET released_by = proposed_by WHERE no = 1",
    "UPDATE cash_payee SET confirmed_by = named_by",
    "UPDATE cash_payment SET state = 'confirmed', moved_by = sent_by",
    "UPDATE cash_enrolment SET decided_by = applied_by",
)
"""What somebody might try by SQL."""


async def test_no_statement_bends_the_ledger(office: Office) -> None:
    enrolment, payee = await office.released()
    await office.send(enrolment, payee)
    before = await rows(office, "SELECT * FROM cash_line ORDER BY entry_id, account")
    for statement in BENT:
        with pytest.raises((DBAPIError, IntegrityConstraintViolationError)):
            await office.do(lambda s, one=statement: execute(s, one))
    assert await rows(office, "SELECT * FROM cash_line ORDER BY entry_id, account") == before
    await office.balances(enrolment)


async def test_of_many_at_once_one_releases_and_one_sends(office: Office) -> None:
    """Whoever comes second is refused; the ledger holds one entry of each."""
    enrolment, payee = await office.enrolled()
    await office.kept(enrolment)
    await office.propose(enrolment)
    tries = [office.release(enrolment, by=name) for name in ("shanta", "babul", "mita", "shanta")]
    refused = [one for one in await asyncio.gather(*tries, return_exceptions=True) if one]
    assert len(refused) == 3
    assert all(isinstance(one, IllegalMove | NeedsAnotherPerson) for one in refused), refused
    sends = [office.send(enrolment, payee) for _ in range(4)]
    answers = await asyncio.gather(*sends, return_exceptions=True)
    assert sum(isinstance(one, UUID) for one in answers) == 1
    assert all(isinstance(one, UUID | HelplineError) for one in answers), answers
    assert (await office.balances(enrolment))["in_transit"] == 12_000
    kinds = await rows(office, "SELECT kind, count(*)::int AS n FROM cash_entry GROUP BY 1")
    assert {row["kind"]: row["n"] for row in kinds} == {"commit": 1, "release": 1, "send": 1}


async def test_a_child_is_enrolled_once_whatever_records_it_has(office: Office) -> None:
    one, other = await office.open(), await office.open()
    first = await office.apply(one)
    with pytest.raises(ChildIsEnrolled):
        await office.apply(one)
    second = await office.apply(other, "parentless")
    for id_ in (first, second):
        await office.fit(id_)
        await office.approve(id_)
    children = [await office.child_of(case_id) for case_id in (one, other)]
    person = await office.person(children[0])
    await office.payee(first, person)
    await office.kept(first)
    await office.propose(first)

    async def merged(session: Any) -> None:
        a, b = await merging.lock_pair(session, *children)
        await merging.merge(session, a, b, choose={}, why="document", by=office.id("shanta"))

    await office.do(merged)
    with pytest.raises(ChildIsEnrolled) as found:
        await office.release(first)
    assert found.value.facts["state"] == "enrolled"
    await office.with_(second, enrolling.end, "applied_by_mistake", None, office.id("shanta"))
    await office.release(first)
    with pytest.raises(ChildIsEnrolled):
        await office.apply(other)


async def test_no_accused_and_nobody_of_no_account_gets_a_childs_money(office: Office) -> None:
    enrolment, _ = await office.enrolled()
    (row,) = await rows(office, "SELECT case_id FROM cash_enrolment")
    child = await office.child_of(row["case_id"])
    (ticket,) = await rows(
        office, "SELECT incident_id FROM case_incident WHERE case_id = $1", row["case_id"]
    )
    uncle = await office.person(child, "uncle", [ticket["incident_id"]], name_bn="করিম")
    with pytest.raises(PayeeIsAccused):
        await office.payee(enrolment, uncle)
    with pytest.raises(PayeeIsNoGuardian):
        await office.payee(enrolment, await office.person(child, "employer"))
    for stranger in (uuid4(), await office.person(await office.child_of(await office.open()))):
        with pytest.raises(InputIsInvalid):
            await office.payee(enrolment, stranger)
    aunt = await office.person(child, "aunt")
    named = await office.payee(enrolment, aunt, confirmed=False)
    with pytest.raises(NeedsAnotherPerson):
        await office.with_(enrolment, payees.confirm, named, office.id("mita"))
    await office.with_(enrolment, payees.confirm, named, office.id("shanta"))
    await office.kept(enrolment)
    await office.propose(enrolment)
    await office.accuse(child, aunt, ticket["incident_id"])
    with pytest.raises(PayeeIsAccused):
        await office.release(enrolment)


async def test_money_goes_to_the_payee_that_counts_and_to_no_other(office: Office) -> None:
    enrolment, old = await office.released()
    (row,) = await rows(office, "SELECT case_id FROM cash_enrolment")
    grandmother = await office.person(await office.child_of(row["case_id"]), "grandmother")
    mistyped = await office.payee(enrolment, grandmother, confirmed=False)
    new = await office.payee(enrolment, grandmother)
    with pytest.raises(PayeeHasChanged):
        await office.with_(enrolment, payees.confirm, mistyped, office.id("shanta"))
    with pytest.raises(PayeeHasChanged) as changed:
        await office.send(enrolment, old)
    assert changed.value.facts["payee"] == str(new)
    await office.send(enrolment, new)
    other = await office.open()
    alone = await office.apply(other)
    await office.fit(alone)
    await office.approve(alone)
    await office.kept(alone)
    with pytest.raises(PayeeIsMissing):
        await office.propose(alone)
    sealed = await rows(office, "SELECT account FROM cash_payee")
    assert all(MOBILE[1:].encode() not in bytes(one["account"]) for one in sealed)


async def test_bad_input_is_refused_by_its_field(office: Office) -> None:
    case_id = await office.open()
    mita = office.id("mita")
    with pytest.raises(InputIsInvalid) as refused:
        await office.apply(case_id, "no_such_group")
    assert refused.value.field == "group"
    enrolment = await office.apply(case_id)
    wrong: dict[str, dict[str, Any]] = {
        "seen_on": {"on": clock.now().date() + timedelta(days=3)},
        "words": {"words": "  "},
        "document": {"document_id": uuid4()},
    }
    for field, more in wrong.items():
        with pytest.raises(InputIsInvalid) as refused:
            await office.see(enrolment, "under_18", **more)
        assert refused.value.field == field
    with pytest.raises(InputIsInvalid) as refused:
        await office.see(enrolment, "under_18", 1)
    assert refused.value.field == "about"
    await office.fit(enrolment)
    with pytest.raises(InputIsInvalid) as refused:
        await office.approve(enrolment, starts_on=yesterday())
    assert refused.value.field == "starts_on"
    with pytest.raises(InputIsInvalid) as refused:
        await office.with_(enrolment, enrolling.refuse, "other", " ", mita)
    assert refused.value.field == "words"
    with pytest.raises(NeedsAnotherPerson):
        await office.approve(enrolment, by="mita")
    with pytest.raises(IllegalMove):
        await office.with_(enrolment, releases.hold, 1, "other", "কেন", mita)
    with pytest.raises(InputIsInvalid):
        await office.with_(enrolment, payees.name, uuid4(), Channel.BANK, "12", None, mita)
    # Whoever applied may refuse as well, in words: nothing is paid by that.
    await office.with_(enrolment, enrolling.refuse, "other", "ভুল শিশু", mita)


async def test_an_adult_is_enrolled_with_a_reason_alone(office: Office) -> None:
    case_id = await office.open()

    async def born(session: Any) -> None:
        opened = await child_locked(session, await office.child_of(case_id))
        await people_service.note(
            session,
            opened,
            "birth",
            value={"date": str(clock.now().year - 20)},
            source="document",
            adult_reason="age_disputed",
            by=office.id("mita"),
        )

    await office.do(born)
    with pytest.raises(BirthMakesAdult):
        await office.apply(case_id)
    await office.apply(case_id, adult_reason="age_disputed")
    (row,) = await rows(office, "SELECT adult_reason FROM cash_enrolment")
    assert row["adult_reason"] == "age_disputed"


async def test_a_running_transfer_keeps_the_case_open(office: Office) -> None:
    case_id = await office.open()
    enrolment = await office.apply(case_id)
    with pytest.raises(CaseIsHeld) as held:
        await office.on(case_id, case_closure.request, CLOSING, office.id("mita"))
    assert held.value.facts["holds"] == [{"kind": "cash_runs", "ref": str(enrolment)}]
    await office.with_(enrolment, enrolling.end, "withdrew", None, office.id("shanta"))
    await office.on(case_id, case_closure.request, CLOSING, office.id("mita"))


async def test_a_grievance_is_due_late_answered_told_and_reopened(office: Office) -> None:
    enrolment, _ = await office.enrolled()
    with pytest.raises(InputIsInvalid) as refused:
        await office.complain(enrolment, due_on=yesterday())
    assert refused.value.field == "due_on"
    made = await office.complain(enrolment, "received_less")
    assert await office.fire_cash() == 0
    with travel(clock.now() + timedelta(days=8), tick=True):
        assert await office.fire_cash() == 1
        row = await grievance(office, made)
        assert row.late_at is not None

        async def verb(name: str, *args: Any) -> None:
            async def act(session: Any, case: Any, one: Any, *more: Any) -> None:
                found = await grievances.of(session, one, made)
                await getattr(grievances, name)(session, case, one, found, *more)

            await office.with_(enrolment, act, *args)

        with pytest.raises(IllegalMove):
            await verb("tell", "call", office.id("mita"))
        await verb("answer", "put_right", "টাকা ফেরত এসেছে", office.id("shanta"))
        await verb("tell", "visit", office.id("mita"))
        assert (await grievance(office, made)).state is GrievanceState.TOLD
        await verb("reopen", "happened_again", None, office.id("mita"))
        row = await grievance(office, made)
        assert (row.state, row.round, row.late_at) == (GrievanceState.OPEN, 2, None)
        assert row.due_at > clock.now()
    (case,) = await rows(office, "SELECT case_id FROM cash_enrolment")
    told = await office.told(case["case_id"])
    late = [one for one in told if one["kind"] == "case.cash_grievance_late"]
    assert [one["category"] for one in late] == ["received_less"]
    found = await office.do(totals.totals)
    (cell,) = found["cells"]
    assert (cell["group"], cell["grievances"]["open"]) == ("tea_garden", 1)
    assert cell["poisha"]["committed"] == 3_600_000
    assert found["groups"][0]["unknown"] is None


async def grievance(office: Office, id_: UUID) -> CashGrievance:
    made: CashGrievance = await office.do(lambda s: s.get_one(CashGrievance, id_))
    return made


async def test_an_enrolment_keeps_the_scheme_it_began_with(office: Office) -> None:
    first = await office.apply(await office.open())
    newer = {**DEFINITION, "monthly_poisha": 250_000}
    admin = office.id("admin")
    with pytest.raises(SchemeHasChanged):
        await office.do(lambda s: versions.publish(s, 0, newer, "নতুন", admin))
    with pytest.raises(InputIsInvalid) as refused:
        wrong = {**newer, "groups": [{**newer["groups"][0], "districts": ["BD60"]}]}
        await office.do(lambda s: versions.publish(s, 1, wrong, "x", admin))
    assert refused.value.field == "definition.groups.0.districts"
    await office.do(lambda s: versions.publish(s, 1, newer, "নতুন", admin))
    await office.do(versions.sync_scheme)
    rows = await office.do(versions.version_rows)
    assert [row["no"] for row in rows] == [2, 1]
    of_group = rows[0]["groups"][0]
    assert [place["code"] for place in of_group["places"]] == of_group["districts"]
    assert of_group["places"][0]["kind"] == "district"
    second = await office.apply(await office.open())
    for id_, promised in ((first, 36_000), (second, 45_000)):
        await office.fit(id_)
        await office.approve(id_)
        assert (await office.balances(id_))["committed"] == promised


async def test_what_failed_came_back_or_was_a_mistake_stands_in_the_ledger(office: Office) -> None:
    enrolment, payee = await office.released()
    payment = await office.send(enrolment, payee, months=2)

    async def move(verb: str, reason: str) -> None:
        by = office.id("shanta" if verb == "undo" else "admin")
        await office.with_(enrolment, payments.move, payment, verb, reason, None, by)

    await move("fail", "limit")
    await move("undo", "late_news")
    await office.confirm(enrolment, payment)
    await move("return", "not_collected")
    await move("undo", "mistake")
    assert await office.balances(enrolment) == {
        "fund": -36_000,
        "committed": 24_000,
        "payable": 8_000,
        "paid": 4_000,
    }
    await office.with_(enrolment, enrolling.end, "moved_away", None, office.id("shanta"))
    assert await office.balances(enrolment) == {"fund": -4_000, "paid": 4_000}
    await move("return", "account_closed")
    assert await office.balances(enrolment) == {}
