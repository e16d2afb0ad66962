"""Records of children over HTTP: reasons asked for, refusals as sentences, the way of a merge."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select
from starlette.datastructures import State

from app.cases import lost_endpoints, lost_matching, people_endpoints, same_child_endpoints
from app.cases.models import AccessRecord, Exclusion
from app.cases.people_models import ChildAccess
from app.core import errors
from app.core.db import Database
from app.core.settings import Settings
from app.directory import service as directory
from tests.cases.records import Records
from tests.dispatch.web import cookie_of
from tests.factories import add_counsellor

SUTRAPUR = "TH-DMP-sutrapur"
SAID = {"source": "child"}


class Desk:
    """A counsellor and a supervisor at their consoles."""

    def __init__(self, client: httpx.AsyncClient, records: Records) -> None:
        self.client, self.records = client, records
        self.cookies: dict[str, dict[str, str]] = {}

    async def ask(self, who: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = await self.client.request(
            method, f"/api/v1{path}", json=body, headers=self.cookies[who]
        )
        return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
async def desk(database: Database, settings: Settings) -> AsyncIterator[Desk]:
    app = FastAPI()
    errors.install(app)
    for room in (people_endpoints, same_child_endpoints, lost_endpoints):
        app.include_router(room.router, prefix="/api/v1")
    app.state = State()
    app.state.settings, app.state.database = settings, database
    records = Records(database)
    await records.begin()
    people = {
        "counsellor": records.counsellor,
        "stranger": await add_counsellor(database, on=False),
        "supervisor": await add_counsellor(database, on=False, role="supervisor"),
    }
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://helpline.test") as client:
        made = Desk(client, records)
        house: Any = SimpleNamespace(database=database, settings=settings)
        for name, person in people.items():
            made.cookies[name] = await cookie_of(house, person.id, "console")
        yield made


async def a_child(desk: Desk) -> tuple[str, str]:
    """A ticket with one child; ids of both."""
    ticket = str(await desk.records.ticket(SUTRAPUR))
    status, made = await desk.ask("counsellor", "POST", f"/incidents/{ticket}/children")
    assert status == 201
    return ticket, made["id"]


async def test_a_record_is_written_read_and_its_history_kept(desk: Desk) -> None:
    ticket, child = await a_child(desk)
    at = f"/children/{child}"
    for field, said in (
        ("name_bn", {"value": "মিনা"}),
        ("birth", {"value": {"date": "২০১৭-০৩"}}),
        ("in_school", {"unknown": "not_asked"}),
        ("home_place", {"value": SUTRAPUR}),
    ):
        status, shown = await desk.ask("counsellor", "PUT", f"{at}/facts/{field}", {**SAID, **said})
        assert status == 200, shown
    told = {row["field"]: row for row in shown["facts"]}
    assert told["birth"]["value"] == {"date": "2017-03", "certainty": "likely"}
    assert told["in_school"]["unknown"] == "not_asked"
    assert told["home_place"]["place"]["name"]["en"]
    status, rows = await desk.ask("counsellor", "GET", f"{at}/history")
    assert (status, len(rows["items"])) == (200, 4)
    status, slim = await desk.ask("counsellor", "GET", f"/incidents/{ticket}/children")
    assert slim["items"] == [{"id": child, "version": 5, "merged_into": None, "alike": 0}]


async def test_what_cannot_be_kept_names_its_field(desk: Desk) -> None:
    _, child = await a_child(desk)
    at = f"/children/{child}/facts"
    for field, said, named in (
        ("birth", {"value": {"date": "2099"}}, "value.date"),
        ("birth", {"value": {"date": "2017-02-30"}}, "value.date"),
        ("name_bn", {"value": "Mina"}, "value"),
        ("name_bn", {}, "value"),
        ("name_bn", {"value": "মিনা", "source": "rumour"}, "source"),
        ("in_school", {"value": "0"}, "value"),
        ("in_school", {"value": True}, "value"),
    ):
        status, body = await desk.ask("counsellor", "PUT", f"{at}/{field}", {**SAID, **said})
        assert status == 422, (field, said, body)
        assert any(error["field"].startswith(named) for error in body["errors"]), body
    status, _ = await desk.ask("counsellor", "PUT", f"{at}/shoe_size", {**SAID, "value": "42"})
    assert status == 422
    status, body = await desk.ask(
        "counsellor", "PUT", f"{at}/birth", {**SAID, "value": {"date": "2000"}}
    )
    assert (status, body["code"], body["errors"][0]["field"]) == (
        409,
        "birth_makes_adult",
        "adult_reason",
    )
    status, shown = await desk.ask(
        "counsellor",
        "PUT",
        f"{at}/birth",
        {**SAID, "value": {"date": "2000"}, "adult_reason": "child_at_report"},
    )
    assert (status, shown["adult"]) == (200, True)


async def test_a_stranger_finds_nothing_and_a_supervisor_gives_a_reason(desk: Desk) -> None:
    _, child = await a_child(desk)
    foreign = await desk.ask("stranger", "GET", f"/children/{child}")
    absent = await desk.ask("stranger", "GET", f"/children/{uuid4()}")
    assert foreign == absent
    assert foreign[0] == 404
    status, body = await desk.ask("supervisor", "GET", f"/children/{child}")
    assert (status, body["code"]) == (422, "why_is_needed")
    assert (await desk.ask("supervisor", "GET", f"/children/{child}?why=nosy"))[0] == 422
    assert (await desk.ask("supervisor", "GET", f"/children/{child}?why=review"))[0] == 200
    rows = (await desk.records.do(lambda s: s.exec(select(ChildAccess)))).all()
    assert [row.reason for row in rows] == ["review"]


async def test_an_accused_worker_is_put_on_the_list_by_somebodys_word_alone(desk: Desk) -> None:
    ticket, child = await a_child(desk)

    async def employ(session: Any) -> UUID:
        made = await directory.add_worker(
            session,
            code="w-9",
            name_bn="রিনা",
            name_en="Rina",
            post_bn="সমাজকর্মী",
            post_en="Social worker",
            gender="female",
            phone="+8801210000099",
            on_duty=True,
        )
        worker_id: UUID = made.id
        return worker_id

    worker = str(await desk.records.do(employ))
    body = {
        "person": {"name_latin": "Rina", "phone": "01210000099"},
        "relation": {"kind": "official", "accused_in": [ticket]},
        "source": "child",
    }
    status, shown = await desk.ask("counsellor", "POST", f"/children/{child}/people", body)
    assert status == 201, shown
    assert (await desk.records.do(lambda s: s.exec(select(Exclusion)))).all() == []
    (person,) = shown["people"]
    at = f"/children/{child}/people/{person['id']}/exclude"
    marked = {"responder": {"kind": "worker", "id": worker}, "incident_id": ticket}
    foreign = str(await desk.records.ticket())
    assert (await desk.ask("counsellor", "POST", at, {**marked, "incident_id": foreign}))[0] == 404
    assert (await desk.ask("stranger", "POST", at, marked))[0] == 404
    assert (await desk.ask("counsellor", "POST", at, marked))[0] == 204
    (line,) = (await desk.records.do(lambda s: s.exec(select(Exclusion)))).all()
    assert str(line.ref) == worker


async def test_siblings_of_two_tickets_need_both_to_be_own_work(desk: Desk) -> None:
    _, one = await a_child(desk)
    _, other = await a_child(desk)
    stranger = await add_counsellor(desk.records.database, on=False)
    desk.records.by = stranger.id
    foreign = str(await desk.records.child(await desk.records.ticket(by=stranger.id)))
    at = f"/children/{one}/siblings"
    assert (await desk.ask("counsellor", "POST", at, {"kind": "twin", "child_id": foreign}))[
        0
    ] == 404
    assert (await desk.ask("counsellor", "POST", at, {"kind": "aunt", "child_id": other}))[0] == 422
    status, shown = await desk.ask("counsellor", "POST", at, {"kind": "twin", "child_id": other})
    assert status == 201
    (line,) = shown["relations"]
    status, body = await desk.ask("supervisor", "POST", f"/children/{one}/merge", _merge(other))
    assert (status, body["code"]) == (409, "siblings_are_two")
    end = f"/children/{other}/relations/{line['id']}/end"
    assert (await desk.ask("counsellor", "POST", end))[1]["relations"] == []


def _merge(other: str, **choose: str) -> dict[str, Any]:
    return {"other_id": other, "why": "document", "choose": choose}


async def test_two_records_are_suggested_compared_merged_and_parted_again(desk: Desk) -> None:
    records = desk.records
    said = {"father_name": "জব্বার", "age": {"from": 9, "on": "2026-01-01"}}
    one = await records.child(await records.ticket(SUTRAPUR), name_bn="মিনা", **said)
    other = await records.child(await records.ticket(SUTRAPUR), name_bn="মীনা", **said)
    await records.compare(one, other)
    status, body = await desk.ask("counsellor", "GET", f"/children/{one}/same")
    (same,) = body["items"]
    assert "father_same" in [reason["code"] for reason in same["reasons"]]
    assert (await desk.ask("stranger", "GET", f"/children/{one}/same"))[0] == 404
    status, beside = await desk.ask("counsellor", "GET", f"/children/{one}/beside/{other}")
    assert (status, beside["conflicts"]) == (200, ["name_bn"])
    seen = (await records.do(lambda s: s.exec(select(ChildAccess)))).all()
    assert {row.reason for row in seen} == {"same_child"}
    unrelated = await records.child()
    path = f"/children/{one}/beside/{unrelated}"
    assert (await desk.ask("counsellor", "GET", path))[0] == 404, "only what is suggested"
    at = f"/children/{one}/merge"
    assert (await desk.ask("counsellor", "POST", at, _merge(str(other))))[0] == 403
    status, body = await desk.ask("supervisor", "POST", at, _merge(str(other)))
    assert (status, body["code"], body["fields"]) == (409, "conflicts_are_open", ["name_bn"])
    status, shown = await desk.ask("supervisor", "POST", at, _merge(str(other), name_bn="other"))
    assert (status, len(shown["incidents"])) == (200, 2)
    status, body = await desk.ask("counsellor", "PUT", f"/children/{other}/facts/sex", {
        **SAID, "value": "girl",
    })  # fmt: skip
    assert (status, body["code"], body["kept"]) == (409, "child_is_merged", str(one))
    undo = f"/child-merges/{shown['merges'][0]['id']}/undo"
    assert (await desk.ask("counsellor", "POST", undo, {"why": "mistake"}))[0] == 403
    status, parted = await desk.ask("supervisor", "POST", undo, {"why": "mistake"})
    assert (status, parted) == (200, {"kept_id": str(one), "other_id": str(other)})
    assert (await desk.ask("supervisor", "POST", undo, {"why": "mistake"}))[0] == 409
    assert (await desk.ask("supervisor", "GET", "/same-children"))[1] == {"items": []}


async def test_lost_and_found_are_told_compared_and_end_with_the_family(desk: Desk) -> None:
    told = {
        "name": "সুমন",
        "sex": "boy",
        "age": {"from_years": 7},
        "place": SUTRAPUR,
        "day": "2026-05-01",
        "marks": "বাম গালে কাটা দাগ",
    }
    ids = []
    for kind in ("lost", "found"):
        ticket = str(await desk.records.ticket(SUTRAPUR))
        body = {"kind": kind, "said": told}
        status, made = await desk.ask("counsellor", "POST", f"/incidents/{ticket}/lost", body)
        assert status == 201, made
        assert made["said"]["age"]["to_years"] == 7
        assert made["said"]["place_name"]["en"]
        ids.append((ticket, made["id"]))
    assert (await desk.ask("stranger", "GET", f"/incidents/{ids[0][0]}/lost"))[0] == 404
    assert (await desk.ask("stranger", "PUT", f"/lost/{ids[0][1]}", {"said": {}, "rev": 1}))[
        0
    ] == 404
    bad = {"said": {**told, "place": "ATLANTIS"}, "rev": 1}
    status, body = await desk.ask("counsellor", "PUT", f"/lost/{ids[0][1]}", bad)
    assert (status, body["errors"][0]["field"]) == (422, "said.place")

    await lost_matching.match(desk.records.database, UUID(ids[0][1]))
    assert (await desk.ask("counsellor", "GET", "/lost-matches"))[0] == 403
    status, rows = await desk.ask("supervisor", "GET", "/lost-matches")
    (pair,) = rows["items"]
    at = f"/lost-matches/{pair['id']}"
    status, shown = await desk.ask("supervisor", "GET", at)
    assert (status, shown["lost"]["said"]["name"]) == (200, "সুমন")
    opened = (await desk.records.do(lambda s: s.exec(select(AccessRecord)))).all()
    assert {str(row.incident_id) for row in opened if row.reason == "lost and found"} == {
        ticket for ticket, _ in ids
    }
    checked = {"checked": "family_and_child"}
    status, body = await desk.ask("supervisor", "POST", f"{at}/reunite", checked)
    assert (status, body["legal"]) == (409, ["confirm", "refuse"])
    assert (await desk.ask("supervisor", "POST", f"{at}/confirm"))[1]["state"] == "confirmed"
    status, body = await desk.ask("supervisor", "POST", f"{at}/reunite", checked)
    assert (status, body["state"]) == (200, "reunited")
    status, body = await desk.ask("supervisor", "GET", "/lost-matches?state=reunited")
    assert len(body["items"]) == 1
    status, body = await desk.ask(
        "counsellor", "POST", f"/lost/{ids[0][1]}/end", {"reason": "mistake"}
    )
    assert (status, body["code"]) == (409, "lost_report_is_ended")
