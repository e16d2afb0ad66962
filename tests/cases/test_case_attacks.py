"""Strangers at a case, by HTTP: who sees what, what is recorded, and what no input can break."""

import base64
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cases import case_staff
from app.cases.case_file_queries import opening_rows
from app.core.db import Database
from tests.cases.casework import OTHER_PLACE, PLACE, Casework, today
from tests.dispatch.web import cookie_of
from tests.dispatch.world import World
from tests.serving import Served

SECRET = "গোপন কথা ০১৭"
PDF = base64.b64encode(b"%PDF-1.7 a birth certificate").decode()


class Town:
    """The people of a Casework, each signed in at a served house."""

    def __init__(self, served: Served, work: Casework) -> None:
        self.served, self.work = served, work
        self.cookies: dict[str, dict[str, str]] = {}

    async def build(self) -> None:
        await self.work.build()
        world = World(self.work.database, self.served.settings)
        for name, who in self.work.people.items():
            app = "field" if who.role == "worker" else "console"
            self.cookies[name] = await cookie_of(world, who.id, app)

    async def ask(
        self, name: str, method: str, path: str, body: Any = None
    ) -> tuple[int, dict[str, Any]]:
        url = f"{self.served.base}/api/v1{path}"
        headers = self.cookies[name]
        async with self.served.http.request(method, url, json=body, headers=headers) as answer:
            kind = answer.headers.get("content-type", "")
            return answer.status, await answer.json() if "json" in kind else {}

    async def says(self, name: str, path: str) -> str:
        """What the live line answers to a subscription: its code, or `snapshot`."""
        address, headers = f"{self.served.base}/live", self.cookies[name]
        async with self.served.http.ws_connect(address, headers=headers) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "subscribe", "channel": path})
            answer = await socket.receive_json()
            return str(answer.get("code", answer["type"]))


@pytest.fixture
async def town(served: Served, database: Database) -> Town:
    made = Town(served, Casework(database))
    await made.build()
    return made


async def opened(town: Town, *, by: str = "mita", **more: Any) -> str:
    status, row = await town.ask(by, "POST", "/cases", {"channel": "letter", **more})
    assert status == 201, row
    return str(row["id"])


VERBS = (
    ("POST", "notes", {"words": "x"}),
    ("POST", "documents", {"name": "x", "data": PDF}),
    ("POST", "checks", {"kind": "child_seen", "words": "x"}),
    ("POST", "rate", {"risk": "high", "basis": ["medical"]}),
    ("POST", "place", {"team": "A"}),
    ("POST", "assign", {"to": str(uuid4())}),
    ("POST", "withdraw", None),
    ("POST", "accept", None),
    ("POST", "decline", {"reason": "busy"}),
    ("POST", "reopen", {"reason": "new_risk"}),
    ("POST", "close", {"reason": "other", "child_asked": False, "why_not_asked": "x"}),
    ("PUT", "assessment", {"base_revision": 0, "domains": []}),
    ("PUT", "plan", {"base_revision": 0, "goals": []}),
    ("POST", "sheets/plan/request", {"revision": 1}),
    ("POST", f"actions/{uuid4()}/end", {"how": "done", "words": "x"}),
    ("POST", "kin", {"to": str(uuid4()), "relation": "sibling"}),
    ("POST", "open", {"reason": "audit"}),
    ("GET", "", None),
    ("GET", f"documents/{uuid4()}", None),
)


async def test_a_stranger_learns_nothing_not_even_that_a_case_exists(town: Town) -> None:
    case_id = await opened(town)
    for name in ("rina", "suman"):
        for method, verb, body in VERBS:
            answers = [
                await town.ask(name, method, f"/cases/{id_}/{verb}".rstrip("/"), body)
                for id_ in (case_id, uuid4())
            ]
            assert answers[0] == answers[1], (name, verb)
            assert (answers[0][0], answers[0][1]["code"]) == (404, "case_not_found"), (name, verb)
        assert await town.ask(name, "GET", "/cases") == (200, {"items": []})
        for channel in (f"case/{case_id}", f"case/{uuid4()}"):
            assert await town.says(name, channel) == "case_not_found"
        for channel in ("case", "case/", "case/x", "cases/x"):
            assert await town.says(name, channel) == "no_such_channel", channel


async def test_nobody_but_a_supervisor_approves_or_reviews(town: Town) -> None:
    case_id = await opened(town)
    for name in ("mita", "suman", "admin"):
        for verb in ("approve", "reject"):
            path = f"/cases/{case_id}/sheets/plan/{verb}"
            body = {"revision": 1, "comment": "x"}
            assert (await town.ask(name, "POST", path, body))[0] == 403
    review = {"kind": "review", "words": "x"}
    assert (await town.ask("mita", "POST", f"/cases/{case_id}/checks", review))[0] == 403
    assert (await town.ask("shanta", "POST", f"/cases/{case_id}/checks", review))[0] == 201


async def test_whoever_is_asked_reads_the_case_and_writes_nothing_before_accepting(
    town: Town,
) -> None:
    case_id = await opened(town)
    path = f"/cases/{case_id}"
    await town.ask("mita", "POST", f"{path}/assign", {"to": str(town.work.id("suman"))})
    status, file = await town.ask("suman", "GET", path)
    assert status == 200
    child = f"/children/{file['case']['child_id']}"
    assert (await town.ask("suman", "GET", child))[0] == 404
    assert (await town.ask("suman", "POST", f"{path}/notes", {"words": "x"}))[0] == 404
    assert (await town.ask("suman", "POST", f"{path}/accept"))[0] == 200
    name = {"value": "রহিম গোপন কথা", "source": "child"}
    assert (await town.ask("suman", "PUT", f"{child}/facts/name_bn", name))[0] == 200
    assert (await town.ask("suman", "GET", child))[0] == 200, "the child of one's own case"
    shown = {"items": [{"case_id": case_id, "initials": "র. গ. ক."}]}
    assert await town.ask("suman", "GET", "/case-initials") == (200, shown)
    assert await town.ask("mita", "GET", "/case-initials") == (200, {"items": []})
    assert (await town.ask("suman", "POST", f"{path}/notes", {"words": "x"}))[0] == 201
    assert (await town.ask("mita", "POST", f"{path}/notes", {"words": "x"}))[0] == 404
    assert (await town.ask("mita", "GET", path))[0] == 404, "it is not hers any more"


async def test_a_case_of_another_area_asks_for_a_reason_which_is_recorded(town: Town) -> None:
    case_id = await opened(town, place=PLACE)
    work = town.work
    for name in ("shanta", "admin"):
        await work.do(
            lambda s, n=name: case_staff.set_areas(s, work.id(n), [OTHER_PLACE], work.id("admin"))
        )
        status, body = await town.ask(name, "GET", f"/cases/{case_id}")
        assert (status, body["code"], body["closed"]) == (403, "reason_is_needed", False)
        assert "audit" in body["reasons"]
        assert await town.says(name, f"case/{case_id}") == "reason_is_needed"
        assert (await town.ask(name, "GET", "/cases"))[1] == {"items": []}
        other = f"/cases/{case_id}/open"
        assert (await town.ask(name, "POST", other, {"reason": "other"}))[0] == 422
        said = {"reason": "complaint", "note": SECRET}
        assert (await town.ask(name, "POST", other, said))[0] == 200
        assert (await town.ask(name, "GET", f"/cases/{case_id}"))[0] == 200
        assert await town.says(name, f"case/{case_id}") == "snapshot"
    rows = await work.do(lambda s: opening_rows(s, UUID(case_id)))
    reasons = [(row["by"]["id"], row["note"]) for row in rows if row["reason"] == "complaint"]
    assert set(reasons) == {(str(work.id(name)), SECRET) for name in ("shanta", "admin")}
    babul = (await town.ask("babul", "GET", f"/cases/{case_id}"))[0]
    assert babul == 200, "a supervisor without an area oversees the country"


async def test_within_the_own_area_no_reason_is_needed(town: Town) -> None:
    case_id = await opened(town, place=PLACE)
    work = town.work
    assert (await town.ask("admin", "GET", f"/cases/{case_id}"))[0] == 403
    status, row = await town.ask(
        "admin", "PUT", f"/case-areas/{work.id('admin')}", {"places": [PLACE]}
    )
    assert (status, [one["code"] for one in row["places"]]) == (200, [PLACE])
    assert (await town.ask("admin", "GET", f"/cases/{case_id}"))[0] == 200
    assert len((await town.ask("admin", "GET", "/cases"))[1]["items"]) == 1
    for nobody in (work.id("mita"), uuid4()):
        answer = await town.ask("admin", "PUT", f"/case-areas/{nobody}", {"places": [PLACE]})
        assert (answer[0], answer[1]["code"]) == (404, "overseer_not_found")


async def test_a_closed_case_asks_everybody_for_a_reason(town: Town) -> None:
    case_id = await opened(town)
    path = f"/cases/{case_id}"
    why = {"reason": "opened_in_error", "child_asked": False, "why_not_asked": "x"}
    assert (await town.ask("mita", "POST", f"{path}/close", why))[0] == 200
    done = await town.ask("shanta", "POST", f"{path}/sheets/closure/approve", {"revision": 1})
    assert (done[0], done[1]["state"]) == (200, "closed")
    for name in ("mita", "shanta", "babul"):
        status, body = await town.ask(name, "GET", path)
        assert (status, body["code"], body["closed"]) == (403, "reason_is_needed", True), name
        assert (await town.ask(name, "POST", f"{path}/open", {"reason": "audit"}))[0] == 200
    wrong = await town.ask("mita", "POST", f"{path}/reopen", {"reason": "bored"})
    assert (wrong[0], wrong[1]["errors"][0]["field"]) == (422, "reason")
    status, row = await town.ask("mita", "POST", f"{path}/reopen", {"reason": "new_risk"})
    assert (status, row["state"], row["episode"]) == (200, "open", 2)


async def test_a_document_is_what_its_bytes_say_and_each_opening_is_recorded(
    town: Town,
) -> None:
    case_id = await opened(town)
    path = f"/cases/{case_id}/documents"
    big = base64.b64encode(b"%PDF-" + b"x" * (5 * 1024 * 1024)).decode()
    for data in ("", "%%%", base64.b64encode(b"MZ program").decode(), big, "x" * 7_000_001):
        status, body = await town.ask("mita", "POST", path, {"name": "a.pdf", "data": data})
        assert status == 422, body
    fits = base64.b64encode(b"%PDF-" + b"y" * (4 * 1024 * 1024)).decode()
    assert (await town.ask("mita", "POST", path, {"name": "large", "data": fits}))[0] == 201
    status, row = await town.ask("mita", "POST", path, {"name": SECRET, "data": PDF})
    assert (status, row["kind"], row["name"]) == (201, "application/pdf", SECRET)
    again = await town.ask("mita", "POST", path, {"name": "copy", "data": PDF})
    assert (again[0], again[1]["document"]) == (409, row["id"])
    url = f"{town.served.base}/api/v1{path}/{row['id']}"
    async with town.served.http.get(url, headers=town.cookies["mita"]) as answer:
        assert await answer.read() == base64.b64decode(PDF)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == "attachment"
        assert "sandbox" in answer.headers["content-security-policy"]
    rows = await town.work.do(lambda s: opening_rows(s, UUID(case_id)))
    assert [one["document"] for one in rows] == [row["id"]]
    other = await opened(town)
    assert (await town.ask("mita", "GET", f"/cases/{other}/documents/{row['id']}"))[0] == 404


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "incident"),
    ({"channel": "letter", "incident": str(uuid4())}, "incident"),
    ({"channel": "call"}, "channel"),
    ({"channel": "letter", "place": "nowhere"}, "place"),
    ({"channel": "letter", "supervisor": str(uuid4())}, "supervisor"),
    ({"channel": "letter", "assign_to": str(uuid4())}, "to"),
    ({"channel": "letter", "risk": "low"}, "basis"),
    ({"channel": "letter", "step": "closure"}, "step"),
    ({"channel": "letter", "state": "closed"}, "state"),
)


async def test_wrong_input_names_its_field_and_opens_nothing(town: Town) -> None:
    for body, field in WRONG:
        status, answer = await town.ask("mita", "POST", "/cases", body)
        assert status == 422, answer
        assert [one["field"] for one in answer["errors"]] == [field]
    assert (await town.ask("mita", "GET", "/cases"))[1] == {"items": []}


async def test_broken_characters_are_kept_or_refused_and_never_a_fault(town: Town) -> None:
    case_id = await opened(town)
    path = f"/cases/{case_id}"
    for words in ("\ud800", "a\x00b", "\u202e" + SECRET, "x" * 8000):
        assert (await town.ask("mita", "POST", f"{path}/notes", {"words": words}))[0] == 201
    assert (await town.ask("mita", "POST", f"{path}/notes", {"words": "x" * 8001}))[0] == 422
    assert (await town.ask("mita", "POST", f"{path}/notes", {"words": "  "}))[0] == 422
    goals = [{"words": "\ud83d", "actions": [{"words": "\x00", "due_on": "9999-12-31"}]}]
    plan = {"base_revision": 0, "goals": goals}
    assert (await town.ask("mita", "PUT", f"{path}/plan", plan))[0] == 422, "beyond the years"
    goals[0]["actions"] = [{"words": "\x00", "due_on": today().isoformat(), "who": "\udfff"}]
    assert (await town.ask("mita", "PUT", f"{path}/plan", plan))[0] == 200
    for number in ("%00", "C-26-1", "x" * 41):
        assert (await town.ask("mita", "GET", f"/cases?number={number}"))[0] in (200, 422)


async def test_a_ticket_without_a_call_follows_the_rules_of_every_ticket(town: Town) -> None:
    for channel in ("walk_in", "letter", "line_999", "line_109", "outreach", "institution"):
        body = {"channel": channel, "place": PLACE}
        status, row = await town.ask("mita", "POST", "/incidents", body)
        assert (status, row["channel"], row["place"]["code"]) == (201, channel, PLACE)
        assert row["number"].startswith("1098-")
    for channel in ("call", "sms", "fax"):
        assert (await town.ask("mita", "POST", "/incidents", {"channel": channel}))[0] == 422
    assert (await town.ask("suman", "POST", "/incidents", {"channel": "letter"}))[0] == 403
    incident = row["id"]
    status, case = await town.ask("mita", "POST", "/cases", {"incident": incident})
    assert (status, case["incidents"][0]["id"]) == (201, incident)
    assert (await town.ask("rina", "POST", "/cases", {"incident": incident}))[0] == 404
    assert (await town.ask("suman", "POST", "/cases", {"incident": incident}))[0] == 403


async def test_nothing_that_is_written_leaves_in_an_event_or_a_list(town: Town) -> None:
    case_id = await opened(town, why=SECRET, risk="high", basis=["child_said"])
    path = f"/cases/{case_id}"
    await town.ask("mita", "POST", f"{path}/notes", {"words": SECRET})
    await town.ask("mita", "POST", f"{path}/documents", {"name": SECRET, "data": PDF})
    await town.ask("mita", "POST", f"{path}/checks", {"kind": "child_seen", "words": SECRET})
    why = {"reason": "other", "child_asked": True, "child_view": SECRET, "words": SECRET}
    assert (await town.ask("mita", "POST", f"{path}/close", why))[0] == 200
    listed = await town.ask("mita", "GET", "/cases")
    assert SECRET not in str(listed)
    pool = await town.work.database.raw()
    for table in ("outbox", "case_entry", "case_file", "case_rating", "case_check", "case_note",
                  "case_document", "case_sheet", "case_opening", "deadline"):  # fmt: skip
        rows = await pool.fetch(f"SELECT {table}::text AS said FROM {table}")
        assert not [row for row in rows if SECRET in row["said"]], table
    file = (await town.ask("mita", "GET", path))[1]
    assert [one["words"] for one in file["notes"]] == [SECRET]
    assert file["ratings"][0]["why"] == SECRET
