"""Strangers at a referral, by HTTP: what each side is told, what is recorded, what is refused."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cases.case_file_queries import opening_rows
from app.core.db import Database
from tests.cases.casework import OTHER_PLACE, PLACE
from tests.cases.referring import Referring
from tests.cases.test_case_attacks import Town
from tests.serving import Served

SECRET = "গোপন নাম ঝিলমিল"
FATHER = "গোপন পিতা"


class Office(Town):
    """A town with organisations, and a case whose child has a name."""

    work: Referring

    async def build(self) -> None:
        await super().build()
        self.case = str(await self.work.open())
        for fact, value in (("name_bn", SECRET), ("father_name", FATHER), ("sex", "girl")):
            await self.work.say(UUID(self.case), fact, value)

    def consent(self, service: str, **more: Any) -> dict[str, Any]:
        code, kind = service.split()
        said = {"giver": "mother", "answer": "given", **more}
        return {"organisation": str(self.work.organisations[code]), "service": kind, **said}

    async def refer(self, service: str, **more: Any) -> dict[str, Any]:
        path = f"/cases/{self.case}"
        await self.ask("mita", "POST", f"{path}/consents", self.consent(service))
        body = {"service": str(self.work.services[service]), "needs": "থাকার জায়গা", **more}
        status, row = await self.ask("mita", "POST", f"{path}/referrals", body)
        assert status == 201, row
        return row


@pytest.fixture
async def town(served: Served, database: Database) -> Office:
    made = Office(served, Referring(database))
    await made.build()
    return made


async def test_a_party_is_told_little_before_its_yes_and_nothing_after_the_end(
    town: Office,
) -> None:
    row = await town.refer("asha shelter")
    path = f"/referrals/{row['id']}"
    status, inbox = await town.ask("nila", "GET", "/referrals")
    assert (status, [one["id"] for one in inbox["items"]]) == (200, [row["id"]])
    assert SECRET not in str(inbox)
    status, shown = await town.ask("nila", "GET", path)
    assert (status, shown["told"]["parts"]) == (200, ["needs", "age", "sex", "area"])
    assert (shown["told"]["sex"], shown["told"]["name"]) == ("girl", None)
    assert shown["told"]["area"]["code"] == PLACE
    assert SECRET not in str(shown)
    status, shown = await town.ask("nila", "POST", f"{path}/accept")
    assert (status, shown["state"], shown["told"]["name"]["bn"]) == (200, "accepted", SECRET)
    assert shown["told"]["guardian"]["father"] == FATHER
    status, shown = await town.ask("nila", "POST", f"{path}/done", {"outcome": "completed"})
    assert (status, shown["state"], shown["told"]["parts"]) == (200, "done", [])
    assert SECRET not in str(await town.ask("nila", "GET", path))
    status, again = await town.ask("nila", "POST", f"{path}/accept")
    assert (status, again["code"], again["legal"]) == (409, "illegal_move", [])
    rows = await town.work.do(lambda s: opening_rows(s, UUID(town.case)))
    reasons = {(one["by"]["id"], one["reason"]) for one in rows}
    assert (str(town.work.id("nila")), "referral") in reasons


async def test_an_organisation_opens_its_referral_and_never_the_file_nor_anothers(
    town: Office,
) -> None:
    row = await town.refer("asha psychosocial")
    for verb, body in (
        ("", None),
        ("/accept", None),
        ("/reject", {"reason": "full"}),
        ("/done", {"outcome": "completed"}),
    ):
        method = "POST" if verb else "GET"
        foreign = await town.ask("rafi", method, f"/referrals/{row['id']}{verb}", body)
        nothing = await town.ask("rafi", method, f"/referrals/{uuid4()}{verb}", body)
        assert foreign == nothing
        assert (foreign[0], foreign[1]["code"]) == (404, "referral_not_found")
        refused = await town.ask("mita", method, f"/referrals/{row['id']}{verb}", body)
        assert (refused[0], refused[1]["code"]) == (403, "not_allowed"), "the giver never answers"
    assert await town.ask("rafi", "GET", "/referrals") == (200, {"items": []})
    await town.ask("nila", "GET", f"/referrals/{row['id']}")
    for name in ("nila", "rafi"):
        for path in ("", "/referrals", f"/services/{uuid4()}/check"):
            status, body = await town.ask(name, "GET", f"/cases/{town.case}{path}")
            assert (status, body["code"]) == (404, "case_not_found"), (name, path)
        for verb, body in (
            ("referrals", {"service": str(uuid4()), "needs": "x"}),
            (f"referrals/{row['id']}/revoke", {"reason": "not_needed"}),
            (f"referrals/{row['id']}/answer", {"verb": "accept"}),
            ("consents", town.consent("asha shelter")),
            ("services", {"service": "meals"}),
        ):
            answer = await town.ask(name, "POST", f"/cases/{town.case}/{verb}", body)
            assert (answer[0], answer[1]["code"]) == (404, "case_not_found"), (name, verb)


async def test_wrong_input_names_its_field_and_sends_nothing(town: Office) -> None:
    path = f"/cases/{town.case}/referrals"
    service = str(town.work.services["asha shelter"])
    consents = f"/cases/{town.case}/consents"
    assert (await town.ask("mita", "POST", consents, town.consent("asha shelter")))[0] == 201
    for body, field in (
        ({"service": str(uuid4()), "needs": "x"}, "service"),
        ({"service": service, "needs": "  "}, "needs"),
        ({"service": service, "needs": "x" * 2001}, "needs"),
        ({"service": service, "needs": "x", "what": "gift"}, "what"),
        ({"service": service, "needs": "x", "law": "custom"}, "law"),
        ({"service": service, "needs": "x", "law": "court_order", "why": "x"}, "law"),
        ({"service": service, "needs": "x", "despite": "because"}, "despite"),
        ({"service": service, "needs": "x", "state": "accepted"}, "state"),
    ):
        status, answer = await town.ask("mita", "POST", path, body)
        assert (status, [one["field"] for one in answer["errors"]]) == (422, [field]), answer
    for body, field in (
        (town.consent("asha shelter", organisation=str(uuid4())), "organisation"),
        (town.consent("asha shelter", giver="neighbour"), "giver"),
        (town.consent("asha shelter", answer="perhaps"), "answer"),
        (town.consent("asha shelter", withheld=["needs"]), "withheld"),
    ):
        status, answer = await town.ask("mita", "POST", consents, body)
        assert status == 422, answer
        assert answer["errors"][0]["field"].startswith(field), answer
    assert (await town.ask("mita", "GET", path))[1]["items"] == []
    row = await town.refer("asha shelter")
    for verb, body, field in (
        ("answer", {"verb": "reject"}, "reason"),
        ("answer", {"verb": "reject", "reason": "completed"}, "reason"),
        ("revoke", {"reason": "other"}, "words"),
    ):
        status, answer = await town.ask("mita", "POST", f"{path}/{row['id']}/{verb}", body)
        assert (status, [one["field"] for one in answer["errors"]]) == (422, [field]), answer
    other = await town.work.open()
    elsewhere = f"/cases/{other}/referrals/{row['id']}/revoke"
    assert (await town.ask("mita", "POST", elsewhere, {"reason": "not_needed"}))[0] == 404
    said = {"verb": "reject", "reason": "other", "words": SECRET}
    status, answer = await town.ask("mita", "POST", f"{path}/{row['id']}/answer", said)
    assert (status, answer["by_word"], answer["answer"]) == (200, True, SECRET)


async def test_nothing_that_is_written_leaves_in_an_event_or_stands_unsealed(
    town: Office,
) -> None:
    consents = f"/cases/{town.case}/consents"
    said = town.consent("asha education", answer="refused", words=SECRET)
    assert (await town.ask("mita", "POST", consents, said))[0] == 201
    body = {
        "service": str(town.work.services["asha education"]),
        "needs": SECRET,
        "law": "children_act_90",
        "why": SECRET,
    }
    status, row = await town.ask("mita", "POST", f"/cases/{town.case}/referrals", body)
    assert (status, row["needs"], row["why"], row["ground"]) == (201, SECRET, SECRET, "law")
    why = {"reason": "other", "words": SECRET}
    assert (await town.ask("nila", "POST", f"/referrals/{row['id']}/reject", why))[0] == 200
    pool = await town.work.database.raw()
    for table in ("outbox", "case_entry", "case_referral", "case_consent", "received_service",
                  "case_opening", "deadline"):  # fmt: skip
        rows = await pool.fetch(f"SELECT {table}::text AS said FROM {table}")
        assert not [one for one in rows if SECRET in one["said"]], table
    status, shown = await town.ask("mita", "GET", f"/cases/{town.case}/referrals")
    assert (shown["items"][0]["answer"], shown["consents"][0]["words"]) == (SECRET, SECRET)


async def test_services_are_entered_by_administrators_and_seen_by_all_who_sign_in(
    town: Office,
) -> None:
    body = {
        "organisation": "asha",
        "kind": "meals",
        "name_bn": "দুপুরের খাবার",
        "name_en": "Lunch",
        "places": [OTHER_PLACE],
        "hours": "sat-thu ০৯:০০-১৭:০০",
        "gender": "both",
    }
    for name in ("mita", "shanta", "nila"):
        assert (await town.ask(name, "POST", "/services", body))[0] == 403
    for change, field in (
        ({"organisation": "nobody"}, "organisation"),
        ({"places": ["nowhere"]}, "places"),
        ({"hours": "whenever"}, "hours"),
        ({"age_from": 9, "age_to": 8}, "age_from"),
        ({"centre": str(uuid4())}, "centre"),
    ):
        status, answer = await town.ask("admin", "POST", "/services", {**body, **change})
        assert (status, answer["errors"][0]["field"]) == (422, field), answer
    status, row = await town.ask("admin", "POST", "/services", body)
    assert (status, row["hours"].split("; ")[0]) == (201, "sat 09:00-17:00")
    path = f"/services/{row['id']}"
    status, row = await town.ask("admin", "PUT", path, {"capacity": 40})
    assert (row["capacity"], row["hours"] is not None, row["gender"]) == (40, True, "both")
    for name in ("mita", "nila", "shanta", "admin"):
        status, found = await town.ask(name, "GET", f"/services?kind=meals&place={OTHER_PLACE}")
        assert [one["id"] for one in found["items"]] == [row["id"]], name
    district = "/services/who-does-what?place=BD1006"
    status, table = await town.ask("mita", "GET", district)
    assert status == 200, table
    lines = {(one["organisation"]["code"], one["service"]) for one in table["lines"]}
    assert lines == {("asha", "meals"), *(("onno", kind) for kind in
                     ("shelter", "education", "psychosocial"))}  # fmt: skip
    most = (await town.ask("mita", "GET", "/services/who-does-what"))[1]["district"]["code"]
    assert most in ("BD1006", "BD3026")
    assert (await town.ask("mita", "GET", "/services/who-does-what?place=BD10"))[0] == 422
    assert (await town.ask("admin", "POST", f"{path}/end"))[1]["ended"]
    assert (await town.ask("admin", "PUT", path, {"capacity": 1}))[1]["code"] == "service_has_ended"
    assert (await town.ask("mita", "GET", f"/services?place={OTHER_PLACE}&kind=meals"))[1][
        "items"
    ] == []
