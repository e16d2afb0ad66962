"""Strangers at a cash transfer, by HTTP: who sees what, who says yes, and what no input breaks."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cases.case_file_queries import opening_rows
from app.cases.case_staff import set_areas
from app.core.db import Database
from app.programmes.cash.refusals import PaymentDiffers
from tests.cases.casework import OTHER_PLACE
from tests.cases.test_case_attacks import Town
from tests.programmes.cash.office import MOBILE, Office
from tests.programmes.cash.schemes import DEFINITION
from tests.serving import Served
from tests.staff.attack_bodies import OF_CASH

MOTHER = "রহিমা"
PAYS = ("slip", "send", "fail", "return")
APPROVES = ("approve", "refuse", "end", "release", "reject", "lift", "reverse", "undo", "answer")


class Bank(Town):
    """A town with an enrolment of which the first tranche is released."""

    work: Office

    async def build(self) -> None:
        await super().build()
        enrolment, payee = await self.work.released()
        self.path, self.payee = f"/cash/enrolments/{enrolment}", str(payee)
        (row,) = (await self.ask("mita", "GET", "/cash/enrolments"))[1]["items"]
        self.number, self.case = row["number"], row["case"]["id"]

    def verbs(self, enrolment: Any) -> list[tuple[str, str, Any]]:
        """Every route of one enrolment, with a body it takes."""
        ids = {"enrolment_id": enrolment, "no": 1, "payment_id": uuid4(), "grievance_id": uuid4()}
        mine = [
            ("POST", path.format(**ids), body)
            for path, body in OF_CASH.items()
            if "{enrolment_id}" in path
        ]
        payee = f"payees/{uuid4()}/confirm"
        for verb in ("tranches/1/release", "tranches/1/withdraw", payee, "slip"):
            mine.append(("POST", f"/cash/enrolments/{enrolment}/{verb}", None))
        return [*mine, ("GET", f"/cash/enrolments/{enrolment}", None)]


@pytest.fixture
async def town(served: Served, database: Database) -> Bank:
    made = Bank(served, Office(database))
    await made.build()
    return made


async def test_a_stranger_learns_nothing_not_even_that_there_is_an_enrolment(town: Bank) -> None:
    real, absent = (town.verbs(one) for one in (town.path.rpartition("/")[2], uuid4()))
    assert len(real) > 20
    for name in ("rina", "suman"):
        for (method, path, body), (_, other, _) in zip(real, absent, strict=True):
            status, answer = await town.ask(name, method, path, body)
            verb = path.rpartition("/")[2]
            refused = verb in (*PAYS, *APPROVES) or "/payees/" in path
            code = (403, "not_allowed") if refused else (404, "enrolment_not_found")
            assert (status, answer["code"]) == code, (name, path)
            assert (status, answer) == await town.ask(name, method, other, body), path
        assert await town.ask(name, "GET", "/cash/enrolments") == (200, {"items": []})
        assert await town.ask(name, "GET", "/cash/grievances") == (200, {"items": []})
        assert (await town.ask(name, "GET", f"/cases/{town.case}/cash"))[0] == 404
        for path in ("/cash/payables", "/cash/totals"):
            assert (await town.ask(name, "GET", path))[0] == 403
    work = town.work
    await work.do(lambda s: set_areas(s, work.id("babul"), [OTHER_PLACE], work.id("admin")))
    status, answer = await town.ask("babul", "GET", town.path)
    assert (status, answer["code"]) == (403, "reason_is_needed")
    assert await town.ask("babul", "GET", "/cash/enrolments") == (200, {"items": []})
    opened = {"reason": "audit"}
    assert (await town.ask("babul", "POST", f"/cases/{town.case}/open", opened))[0] == 200
    assert (await town.ask("babul", "GET", town.path))[0] == 200


async def test_whoever_pays_sees_a_sum_a_payee_and_an_account_and_no_file(town: Bank) -> None:
    status, shown = await town.ask("admin", "GET", "/cash/payables")
    (row,) = shown["to_send"]
    assert (status, row["number"], row["poisha"]) == (200, town.number, 1_200_000)
    assert MOTHER not in str(shown)
    assert (await town.ask("admin", "GET", town.path))[1]["code"] == "not_allowed"
    status, slip = await town.ask("admin", "POST", f"{town.path}/slip")
    assert (status, slip["account"], slip["name"]["bn"]) == (200, f"+88{MOBILE}", MOTHER)
    assert set(slip) == {
        "enrolment", "number", "payee", "name", "channel", "account", "branch"
    }  # fmt: skip
    assert (await town.ask("admin", "GET", f"/cases/{town.case}"))[0] == 403, "no reason was said"
    rows = await town.work.do(lambda s: opening_rows(s, UUID(town.case)))
    assert [one["reason"] for one in rows if one["by"]["id"] == str(town.work.id("admin"))] == [
        "payment"
    ]
    body = {"id": str(uuid4()), "payee": town.payee, "months": 6}
    sent = await town.ask("admin", "POST", f"{town.path}/tranches/1/send", body)
    assert (sent[0], sent[1]["state"], sent[1]["poisha"]) == (201, "sent", 1_200_000)
    for name in ("mita", "shanta"):
        status, file = await town.ask(name, "GET", town.path)
        assert status == 200
        assert file["payees"][0]["account"] == "•••" + MOBILE[-3:]
        assert MOBILE[1:] not in str(file), "nobody but who pays reads an account"
    payment = f"{town.path}/payments/{sent[1]['payment']}"
    assert (await town.ask("admin", "POST", f"{payment}/confirm", {"how": "receipt"}))[0] == 403
    status, file = await town.ask("mita", "POST", f"{payment}/confirm", {"how": "receipt"})
    assert (status, file["tranches"][0]["state"]) == (200, "paid")
    assert sum(file["ledger"]["balances"].values()) == 0
    unpaid = uuid4()
    for path in (town.path, f"/cash/enrolments/{unpaid}"):
        gone = f"{path}/payments/{uuid4()}/fail"
        assert (await town.ask("admin", "POST", gone, {"reason": "limit"}))[0] == 404


async def test_nothing_of_the_input_breaks_it(town: Bank) -> None:
    tranche = f"{town.path}/tranches"
    for no in (0, 4, -1, 10**30):
        status, body = await town.ask("mita", "POST", f"{tranche}/{no}/propose", {})
        assert (status, body["code"]) == (404, "tranche_not_found"), no
    status, body = await town.ask("mita", "POST", f"{tranche}/2/propose", {})
    assert (status, body["code"]) == (409, "tranche_is_not_due")
    status, body = await town.ask("mita", "POST", f"{tranche}/1/propose", {})
    assert (status, body["code"], body["legal"]) == (409, "illegal_move", ["reverse"])
    status, body = await town.ask("mita", "POST", f"{tranche}/3/propose", {})
    assert (status, body["code"], body["tranche"]) == (409, "out_of_order", 2)
    long = {"id": str(uuid4()), "payee": town.payee, "months": 7}
    status, body = await town.ask("admin", "POST", f"{tranche}/1/send", long)
    assert (status, body["code"], body["months_left"]) == (409, "nothing_left_to_pay", 6)
    for path, body, field in (
        (f"{town.path}/evidence", {"seen_on": "0001-01-01"}, "seen_on"),
        (f"{town.path}/payees", {"account": "\x00"}, "person"),
        (f"{tranche}/1/hold", {"reason": "bored"}, "reason"),
    ):
        status, answer = await town.ask("mita", "POST", path, body)
        assert status == 422, path
        assert field in [error["field"] for error in answer["errors"]]
    named = {"code": "x", "en": "x"}
    for wrong in (
        {},
        {"months": 10**40},
        {"\ud800": 1},
        {"criteria": [{**named, "bn": "\ud800"}]},
    ):
        body = {"base": 1, "definition": {**DEFINITION, **wrong} if wrong else {}, "note": "x"}
        assert (await town.ask("admin", "POST", "/cash/schemes", body))[0] == 422
    for path in ("/cash/enrolments?number=%00", "/cash/enrolments?group=%00x", "/cash/schemes"):
        assert (await town.ask("mita", "GET", path))[0] in (200, 422), path


async def test_a_complaint_by_the_line_tells_the_counsellor_nothing_of_the_child(
    town: Bank,
) -> None:
    ticket = (await town.ask("rina", "POST", "/incidents", {"channel": "letter"}))[1]["id"]
    path = f"/incidents/{ticket}/grievances"
    typed = town.number.lower().translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    body = {"enrolment": typed, "category": "received_less"}
    status, row = await town.ask("rina", "POST", path, body)
    assert (status, row["state"], row["enrolment"], row["case"]) == (201, "open", None, None)
    status, again = await town.ask("rina", "POST", path, body)
    assert (status, again["code"]) == (409, "grievance_is_there")
    unknown = await town.ask("rina", "POST", path, {**body, "enrolment": "CT-26-999999"})
    assert (unknown[0], unknown[1]["code"]) == (404, "enrolment_not_found")
    foreign = f"/incidents/{uuid4()}/grievances"
    assert (await town.ask("rina", "POST", foreign, body))[1]["code"] == "incident_not_found"
    (mine,) = (await town.ask("rina", "GET", "/cash/grievances"))[1]["items"]
    assert (mine["id"], mine["number"]) == (row["id"], town.number)
    assert (await town.ask("rina", "GET", town.path))[0] == 404
    status, file = await town.ask("shanta", "GET", town.path)
    assert [one["category"] for one in file["grievances"]] == ["received_less"]
    assert file["enrolment"]["waits"] == ["grievance", "pay"]


async def test_of_two_payments_of_one_id_at_once_the_second_is_another(database: Database) -> None:
    office = Office(database)
    await office.build()
    released = [await office.released() for _ in range(2)]
    id_ = uuid4()
    answers = await asyncio.gather(
        *(office.send(*one, id_=id_) for one in released), return_exceptions=True
    )
    assert [one for one in answers if isinstance(one, UUID)] == [id_]
    assert [type(one) for one in answers if isinstance(one, Exception)] == [PaymentDiffers]
