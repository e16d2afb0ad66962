"""Strangers and bad input at boards, by HTTP: who may do what, and what is never told."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core import clock
from app.core.db import Database
from app.directory import posts
from app.staff.models import Staff
from tests.cases.test_case_attacks import Town
from tests.programmes.boarding import DISTRICT, TELLS, Boarding, in_days
from tests.serving import Served


class Office(Town):
    """A town with a district board, and a case whose child has a name."""

    work: Boarding

    async def build(self) -> None:
        await super().build()
        self.board = await self.work.board()
        self.meeting = str(await self.work.plan(self.board))
        self.case_id = await self.work.child_case()
        self.number = (await self.work.case(self.case_id)).number

    def case(self, **more: Any) -> dict[str, Any]:
        return {"case": self.number, "question": "placement", **more}


@pytest.fixture
async def town(served: Served, database: Database) -> Office:
    made = Office(served, Boarding(database))
    await made.build()
    return made


NEW = {
    "body": "network",
    "level": "district",
    "place": DISTRICT,
    "name_bn": "কমিটি",
    "name_en": "Committee",
}


async def test_each_verb_is_for_its_roles_alone(town: Office) -> None:
    board, meeting = f"/committees/{town.board}", f"/meetings/{town.meeting}"
    now = clock.now().isoformat()
    for path, body, may in (
        ("/committees", NEW, {"admin"}),
        (f"{board}/seats", {"role": "member", "title_bn": "ক", "title_en": "A"}, {"admin"}),
        (f"{board}/meetings", {"planned_at": now}, {"shanta"}),
        (f"{meeting}/hold", {"held_at": now, "present": []}, {"shanta"}),
        (f"{meeting}/call-off", {"reason": "mistake"}, {"shanta"}),
        (f"{meeting}/minutes", {}, {"shanta"}),
    ):
        for name in ("mita", "suman", "shanta", "admin"):
            status, answer = await town.ask(name, "POST", path, body)
            assert (status == 403) is (name not in may), (path, name, answer)
            if status == 403:
                assert answer["code"] == "not_allowed"
    for name in ("mita", "suman", "shanta", "admin"):
        assert (await town.ask(name, "GET", board))[0] == 200, name
    for name, status in (("mita", 403), ("suman", 403), ("shanta", 200), ("admin", 200)):
        path = f"/committee-report?first={in_days(-9)}&last={in_days(0)}"
        assert (await town.ask(name, "GET", path))[0] == status, name


async def test_a_case_is_laid_by_whoever_works_on_it_and_by_its_number_alone(town: Office) -> None:
    path = f"/meetings/{town.meeting}/items"
    for name in ("rina", "suman"):
        foreign = await town.ask(name, "POST", path, town.case())
        nothing = await town.ask(name, "POST", path, town.case(case="C-26-999999"))
        assert foreign == nothing
        assert (foreign[0], foreign[1]["code"]) == (404, "case_not_found"), name
    assert (await town.ask("admin", "POST", path, town.case()))[0] == 403
    status, file = await town.ask("mita", "POST", path, town.case())
    assert (status, [one["kind"] for one in file["items"]]) == (201, ["case"])
    for tell in (*TELLS, town.number, str(town.case_id)):
        assert tell not in str(file), tell
    status, answer = await town.ask("mita", "POST", path, {"words": "শীতবস্ত্র"})
    assert (status, answer["errors"][0]["field"]) == (422, "case"), (
        "cases are all a counsellor lays"
    )
    status, answer = await town.ask("shanta", "POST", path, {"words": "ঝিলমিল"})
    assert (status, answer["code"], answer["what"]) == (422, "text_tells_who", ["name"])
    status, answer = await town.ask("shanta", "POST", path, town.case())
    assert (status, answer["code"], answer["no"]) == (409, "case_stands_there", 1)
    rows = (await town.ask("mita", "GET", f"/cases/{town.case_id}/laid-before"))[1]["items"]
    assert [one["question"] for one in rows] == ["placement"]
    for name in ("rina", "suman"):
        foreign = await town.ask(name, "GET", f"/cases/{town.case_id}/laid-before")
        nothing = await town.ask(name, "GET", f"/cases/{uuid4()}/laid-before")
        assert foreign == nothing
        assert foreign[0] == 404


async def test_wrong_input_names_its_field_and_changes_nothing(town: Office) -> None:
    items = f"/meetings/{town.meeting}/items"
    before = (await town.ask("shanta", "GET", f"/committees/{town.board}"))[1]
    for path, body, field in (
        ("/committees", {**NEW, "place": "nowhere"}, "place"),
        ("/committees", {**NEW, "level": "national"}, "place"),
        ("/committees", {**NEW, "body": "club"}, "body"),
        ("/committees", {**NEW, "quorum": 0}, "quorum"),
        (f"/committees/{town.board}/seats", {"role": "member"}, "post"),
        (f"/committees/{town.board}/seats", {"role": "member", "post": str(uuid4())}, "post"),
        (f"/committees/{town.board}/seats", {"role": "king"}, "role"),
    ):
        status, answer = await town.ask("admin", "POST", path, body)
        assert (status, answer["errors"][0]["field"]) == (422, field), (body, answer)
    far = (clock.now() + timedelta(days=4000)).isoformat()
    asked: tuple[tuple[str, dict[str, Any], str], ...] = (
        (items, {}, "case"),
        (items, {**town.case(), "words": "x"}, "case"),
        (items, {"case": town.number}, "question"),
        (items, {"words": "x", "question": "school"}, "question"),
        (items, town.case(question="why"), "question"),
        (items, {"words": "x" * 901}, "words"),
        (items, {"decision": str(uuid4())}, "decision"),
        (f"/committees/{town.board}/meetings", {"planned_at": far}, "planned_at"),
        (f"/committees/{town.board}/meetings", {"planned_at": "tomorrow"}, "planned_at"),
        (f"/meetings/{town.meeting}/call-off", {"reason": "because"}, "reason"),
        (f"/meetings/{town.meeting}/adjourn",
         {"reason": "because", "again_at": clock.now().isoformat()}, "reason"),
        (f"/meetings/{town.meeting}/hold",
         {"held_at": clock.now().isoformat(),
          "present": [{"seat": str(uuid4()), "how": "present"}]}, "present"),
    )  # fmt: skip
    for path, body, field in asked:
        status, answer = await town.ask("shanta", "POST", path, body)
        assert (status, answer["errors"][0]["field"]) == (422, field), (body, answer)
    assert (await town.ask("shanta", "GET", f"/committees/{town.board}"))[1] == before
    for path in (
        f"/committees/{uuid4()}",
        f"/meetings/{uuid4()}",
        f"/meetings/{uuid4()}/minutes.pdf",
    ):
        assert (await town.ask("shanta", "GET", path))[0] == 404, path


async def test_an_officer_answers_for_the_decisions_of_the_posts_he_holds(town: Office) -> None:
    work = town.work
    worker = work.workers["first"]
    await work.do(lambda s: posts.appoint(s, work.posts["dd"], worker, at=clock.now()))

    async def employ(session: Any) -> None:
        (await session.get_one(Staff, work.id("suman"))).worker_id = worker

    assert (await town.ask("suman", "GET", "/decisions"))[1] == {"items": []}
    await work.do(employ)
    await work.hold(UUID(town.meeting))
    seats = await work.seats(town.board)
    mine = await work.resolve(UUID(town.meeting), seat_id=seats[0].id)
    other = await work.resolve(UUID(town.meeting), seat_id=seats[1].id)
    status, rows = await town.ask("suman", "GET", "/decisions")
    assert (status, [one["id"] for one in rows["items"]]) == (200, [str(mine)])
    said = {"done_on": in_days(0).isoformat()}
    foreign = await town.ask("suman", "POST", f"/decisions/{other}/done", said)
    assert foreign == await town.ask("suman", "POST", f"/decisions/{uuid4()}/done", said)
    assert (foreign[0], foreign[1]["code"]) == (404, "decision_not_found")
    status, row = await town.ask("suman", "POST", f"/decisions/{mine}/done", said)
    assert (status, row["state"], row["was_late"]) == (200, "done", False)
    status, again = await town.ask("suman", "POST", f"/decisions/{mine}/done", said)
    assert (status, again["code"], again["legal"]) == (409, "illegal_move", [])
    assert (await town.ask("suman", "POST", f"/decisions/{mine}/drop", {"reason": "mistake"}))[
        0
    ] == 403
    for name, may in (("shanta", True), ("admin", False)):
        rows = (await town.ask(name, "GET", "/decisions"))[1]["items"]
        assert [one["may_answer"] for one in rows] == [may, may], name
    assert (await town.ask("mita", "GET", "/decisions"))[0] == 403


async def test_minutes_leave_as_a_sheet_that_no_cache_keeps_and_the_look_is_logged(
    town: Office,
) -> None:
    path = f"/meetings/{town.meeting}"
    status, answer = await town.ask("shanta", "GET", f"{path}/minutes.pdf")
    assert (status, answer["code"], answer["legal"]) == (409, "minutes_are_not_written", [])
    await town.work.lay(UUID(town.meeting), town.case_id)
    await town.work.hold(UUID(town.meeting))
    assert (await town.ask("shanta", "POST", f"{path}/minutes", {"words": "শেষ"}))[0] == 200
    url = f"{town.served.base}/api/v1{path}/minutes.pdf"
    async with town.served.http.get(url, headers=town.cookies["suman"]) as sheet:
        assert (sheet.status, sheet.headers["content-type"]) == (200, "application/pdf")
        assert sheet.headers["cache-control"] == "no-store"
        assert (await sheet.read()).startswith(b"%PDF-")
    log = (await town.ask("shanta", "GET", f"/committees/{town.board}"))[1]["log"]
    assert (log[0]["kind"], log[0]["by"]["id"]) == (
        "committee.minutes_opened",
        str(town.work.id("suman")),
    )
