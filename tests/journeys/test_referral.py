"""S10 and S12, one child between two organisations, seen only from outside.

The house runs in this process, so that days can pass in it; it is asked by HTTP and the live line.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from time_machine import travel

from tests.line import Line, whole_line
from tests.running import Person

PLACE, DISTRICT = "TH-DMP-sutrapur", "BD3026"
STAFF = {
    "counsellor-1": "counsellor",
    "counsellor-2": "counsellor",
    "supervisor-1": "supervisor",
    "admin-1": "administrator",
}
TABLES = (
    (
        "organisations",
        "code,kind,name_bn,name_en\n"
        "NEST,partner,নীড় সংস্থা,Nest organisation\nSHORE,partner,তীর সংস্থা,Shore organisation",
    ),
    (
        "workers",
        "code,name_bn,name_en,called_bn,called_en\n"
        "N-1,নীলা,Nila,কর্মী,Worker\nS-1,রাফি,Rafi,কর্মী,Worker",
    ),
    (
        "posts",
        "code,kind,name_bn,name_en,seat,organisation,holder,holding,since\n"
        f"NEST-1,partner_organisation,কর্মী,Worker,{PLACE},NEST,N-1,,2024-02-01\n"
        f"SHORE-1,partner_organisation,কর্মী,Worker,{PLACE},SHORE,S-1,,2024-02-01",
    ),
)
NAME = "ঝিলমিল পরী"
Row = dict[str, Any]


@contextlib.asynccontextmanager
async def at_work(line: Line, days: float, *names: str) -> AsyncIterator[list[Person]]:
    """So many days from now these people sign in anew; time goes on from there."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(travel(datetime.now(UTC) + timedelta(days=days), tick=True))
        yield [await stack.enter_async_context(line.at_work(name)) for name in names]


async def organised(line: Line) -> dict[str, Row]:
    """Two organisations with a worker each, who may sign in, and what they give."""
    for name, role in STAFF.items():
        await line.employ(name, role)
    async with line.at_work("admin-1") as admin:
        for kind, csv in TABLES:
            body = {"kind": kind, "csv": csv, "dry_run": False}
            assert (await admin.ask("POST", "/directory/import", body))["applied"]
        workers = (await admin.ask("GET", "/directory?what=worker"))["items"]
        ids = {one["code"]: UUID(one["id"]) for one in workers}
        services = {}
        for code, kind, more in (
            ("NEST", "shelter", {"gender": "girls", "age_from": 6, "age_to": 17}),
            ("NEST", "follow_up", {}),
            ("SHORE", "shelter", {}),
            ("SHORE", "psychosocial", {"hours": "sat-thu 09:00-17:00"}),
        ):
            said = {"organisation": code, "kind": kind, "name_bn": "সেবা", "name_en": kind}
            made = await admin.ask(
                "POST", "/services", {**said, "places": [PLACE], **more}, expect=201
            )
            services[f"{code} {kind}"] = made
    await line.employ("worker-1", "worker", worker_id=ids["N-1"])
    await line.employ("worker-2", "worker", worker_id=ids["S-1"])
    return services


async def begun(counsellor: Person, **facts: Any) -> tuple[Row, str]:
    """A letter comes, and a case is opened; its child, of whom something is known."""
    said = {"channel": "letter", "place": PLACE}
    case: Row = await counsellor.ask(
        "POST", "/cases", {**said, "risk": "medium", "basis": ["told_by_others"]}, expect=201
    )
    seen = {"kind": "child_seen", "words": "দেখা হয়েছে"}
    await counsellor.ask("POST", f"/cases/{case['id']}/checks", seen, expect=201)
    ticket = case["incidents"][0]["id"]
    child = (await counsellor.ask("GET", f"/incidents/{ticket}/children"))["items"][0]["id"]
    for fact, value in facts.items():
        path = f"/children/{child}/facts/{fact}"
        await counsellor.ask("PUT", path, {"value": value, "source": "child"})
    return case, child


def consent(service: Row, **more: Any) -> Row:
    said = {"organisation": service["organisation"]["id"], "service": service["kind"]}
    return {**said, "giver": "mother", "answer": "given", "child_assents": True, **more}


def asks_for(service: Row, **more: Any) -> Row:
    return {"service": service["id"], "needs": "রাতে থাকার নিরাপদ জায়গা", **more}


async def sheltered(counsellor: Person, worker: Person, case: Row, service: Row) -> Row:
    """Consent first, then a yes: the organisation learns who the child is only by that."""
    path = f"/cases/{case['id']}"
    refused = await counsellor.ask("POST", f"{path}/referrals", asks_for(service), expect=409)
    assert (refused["code"], refused["consent"]) == ("consent_is_needed", "not_asked")
    await counsellor.ask("POST", f"{path}/consents", consent(service), expect=201)
    known = await counsellor.ask("GET", f"{path}/services/{service['id']}/check")
    assert (known["consent"], known["misfits"], known["duplicates"]) == ("given", [], [])
    assert "name" not in known["told_first"]
    assert "name" in known["told_then"]
    assert known["receivers"] == 1
    sent: Row = await counsellor.ask("POST", f"{path}/referrals", asks_for(service), expect=201)
    (waiting,) = (await worker.ask("GET", "/referrals"))["items"]
    assert (waiting["id"], waiting["case"]) == (sent["id"], case["number"])
    shown = await worker.ask("GET", f"/referrals/{sent['id']}")
    assert shown["told"]["age"] == {"youngest": 9, "oldest": 9}
    assert NAME not in str(shown)
    await worker.ask("GET", path, expect=404)
    shown = await worker.ask("POST", f"/referrals/{sent['id']}/accept")
    assert shown["told"]["name"]["bn"] == NAME
    wrong = await worker.ask(
        "POST", f"/referrals/{sent['id']}/reject", {"reason": "full"}, expect=409
    )
    assert (wrong["code"], wrong["legal"]) == ("illegal_move", ["done", "revoke"])
    return sent


async def warned(other: Person, supervisor: Person, child: str, services: dict[str, Row]) -> None:
    """Somebody else works with the same child unawares, until the records are found to be one."""
    case, twin = await begun(other, name_bn=NAME)
    path, service = f"/cases/{case['id']}", services["SHORE shelter"]
    before = await other.ask("GET", f"{path}/services/{service['id']}/check")
    assert not [one for one in before["duplicates"] if one["certain"]]
    await supervisor.ask("POST", f"/children/{child}/merge", {"other_id": twin, "why": "document"})
    (told,) = (await other.ask("GET", f"{path}/services/{service['id']}/check"))["duplicates"]
    assert (told["organisation"]["en"], told["own_case"]) == ("Nest organisation", False)
    await other.ask("POST", f"{path}/consents", consent(service), expect=201)
    refused = await other.ask("POST", f"{path}/referrals", asks_for(service), expect=409)
    assert (refused["code"], refused["duplicates"]) == ("referral_is_doubtful", [told])


async def unanswered(line: Line, case: Row, service: Row) -> None:
    """An organisation says nothing for days: worker and supervisor are told, and it says no."""
    path = f"/cases/{case['id']}"
    async with at_work(line, 0, "counsellor-1") as (counsellor,):
        await counsellor.ask("POST", f"{path}/consents", consent(service), expect=201)
        sent = await counsellor.ask("POST", f"{path}/referrals", asks_for(service), expect=201)
    async with at_work(line, 4, "counsellor-1", "supervisor-1", "worker-2") as people:
        counsellor, supervisor, worker = people
        await supervisor.watch("cases")
        await supervisor.until(
            lambda: supervisor.rows("cases", "cases").get(case["id"], {}).get("late_level") == 2
        )
        steps = (await counsellor.ask("GET", path))["timeline"]
        late = [one["facts"] for one in steps if one["kind"] == "case.late_told"]
        assert ("referral", "supervisor") in [(one["due"], one["level"]) for one in late]
        await worker.ask("POST", f"/referrals/{sent['id']}/reject", {"reason": "full"})
        row = (await counsellor.ask("GET", f"{path}/referrals"))["items"][0]
        assert (row["state"], row["reason"], row["told"]) == ("rejected", "full", [])


async def given_away(line: Line, case: Row, sent: Row, services: dict[str, Row]) -> None:
    """The case goes to the organisation where the child is; until its yes it stays the giver's."""
    path, service = f"/cases/{case['id']}", services["NEST follow_up"]
    names = ("counsellor-1", "supervisor-1", "worker-1", "worker-2")
    async with at_work(line, 5, *names) as (counsellor, supervisor, worker, stranger):
        await counsellor.ask("POST", f"{path}/consents", consent(service), expect=201)
        asked = await counsellor.ask(
            "POST", f"{path}/referrals", asks_for(service, what="transfer"), expect=201
        )
        row = (await counsellor.ask("GET", path))["case"]
        assert row["owner"]["name"]["en"] == "counsellor-1"
        await counsellor.ask("POST", f"/referrals/{asked['id']}/accept", expect=403)
        await stranger.ask("POST", f"/referrals/{asked['id']}/accept", expect=404)
        await worker.ask("POST", f"/referrals/{asked['id']}/accept")
        await counsellor.ask("GET", path, expect=404)
        done = {"outcome": "completed"}
        await worker.ask("POST", f"/referrals/{sent['id']}/done", done)
        shown = await worker.ask("GET", f"{path}/referrals")
        assert [one["until"] is not None for one in shown["received"]] == [True]
        file = await worker.ask("GET", path)
        assert file["case"]["owner"]["name"]["en"] == "worker-1"
        kinds = [one["kind"] for one in file["timeline"] if "case.late" not in one["kind"]]
        assert [one["seq"] for one in file["timeline"]] == list(range(1, len(file["timeline"]) + 1))
        assert kinds == [
            "case.opened",
            "case.rated",
            "case.checked",
            *["case.consent_noted", "case.referred", "case.referral_moved"],
            "case.kin_added",  # the twin's case, when both records became one
            *["case.consent_noted", "case.referred", "case.referral_moved"],
            "case.consent_noted",
            "case.referred",
            "case.transferred",
            "case.referral_moved",
        ]
        opened = (await supervisor.ask("GET", f"{path}/openings"))["items"]
        reasons = {(one["by"]["name"]["en"], one["reason"]) for one in opened}
        assert {("worker-1", "referral"), ("worker-1", "own_work")} <= reasons
        assert "worker-2" not in {name for name, _ in reasons}, "a no needed no look"


async def test_a_child_is_referred_and_its_case_goes_where_it_is_cared_for(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        services = await organised(line)
        names = ("counsellor-1", "counsellor-2", "supervisor-1", "worker-1")
        async with at_work(line, 0, *names) as (counsellor, other, supervisor, worker):
            table = await counsellor.ask("GET", f"/services/who-does-what?place={DISTRICT}")
            lines = {(one["organisation"]["code"], one["service"]) for one in table["lines"]}
            assert lines == {tuple(name.split()) for name in services}
            age = {"from": 9, "to": 9, "certainty": "likely"}
            case, child = await begun(counsellor, name_bn=NAME, sex="girl", age=age)
            sent = await sheltered(counsellor, worker, case, services["NEST shelter"])
            await warned(other, supervisor, child, services)
        await unanswered(line, case, services["SHORE psychosocial"])
        await given_away(line, case, sent, services)
