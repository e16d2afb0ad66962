"""S06, two bodies of one district from their seats to a decision that was late, from outside.

The house runs in this process, so that weeks can pass in it; it is asked by HTTP and the live line.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from time_machine import travel

from tests.line import Line, whole_line
from tests.running import Person

PLACE, DISTRICT = "TH-DMP-sutrapur", "BD3026"
STAFF = {
    "counsellor-1": "counsellor",
    "supervisor-1": "supervisor",
    "admin-1": "administrator",
}
TABLES = (
    (
        "workers",
        "code,name_bn,name_en,called_bn,called_en\n"
        "O-1,নীলা,Nila,কর্মকর্তা,Officer\nO-2,রাফি,Rafi,কর্মকর্তা,Officer",
    ),
    (
        "posts",
        "code,kind,name_bn,name_en,seat,organisation,holder,holding,since\n"
        "DD-1,district_social_services_officer,উপপরিচালক,Deputy director,"
        f"{DISTRICT},,O-1,,2024-02-01\n"
        f"EDU-1,education_officer,জেলা শিক্ষা অফিসার,Education officer,{DISTRICT},,O-2,,2024-02-01",
    ),
)
NAME, FATHER = "ঝিলমিল পরী", "করিমুল্লাহ"
Row = dict[str, Any]


@contextlib.asynccontextmanager
async def at_work(line: Line, days: float, *names: str) -> AsyncIterator[list[Person]]:
    """So many days from now these people sign in anew; time goes on from there."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(travel(datetime.now(UTC) + timedelta(days=days), tick=True))
        yield [await stack.enter_async_context(line.at_work(name)) for name in names]


def local_day(days: int) -> str:
    day: date = (datetime.now(UTC) + timedelta(hours=6, days=days)).date()
    return day.isoformat()


def moment(**after: float) -> str:
    return (datetime.now(UTC) + timedelta(**after)).isoformat()


async def seated(line: Line) -> Row:
    """A board of the district with its chair and a member by post, and its network committee."""
    for name, role in STAFF.items():
        await line.employ(name, role)
    async with line.at_work("admin-1") as admin:
        for kind, csv in TABLES:
            body = {"kind": kind, "csv": csv, "dry_run": False}
            assert (await admin.ask("POST", "/directory/import", body))["applied"]
        workers = (await admin.ask("GET", "/directory?what=worker"))["items"]
        ids = {one["code"]: UUID(one["id"]) for one in workers}
        posts = {one["code"]: one["id"] for one in (await admin.ask("GET", "/posts"))["items"]}
        said = {"level": "district", "place": DISTRICT, "name_bn": "বোর্ড", "name_en": "Board"}
        board: Row = await admin.ask(
            "POST", "/committees", {**said, "body": "welfare_board", "quorum": 2}, expect=201
        )
        for role, code in (("chair", "DD-1"), ("member", "EDU-1")):
            file = await admin.ask(
                "POST",
                f"/committees/{board['id']}/seats",
                {
                    "role": role,
                    "post": posts[code],
                    "since": local_day(-1),
                    "until": local_day(700),
                },
                expect=201,
            )
        assert [seat["holder"]["en"] for seat in file["seats"]] == ["Nila", "Rafi"]
        again = {**said, "body": "welfare_board"}
        refused = await admin.ask("POST", "/committees", again, expect=409)
        assert (refused["code"], refused["id"]) == ("committee_stands", board["id"])
        network = {**said, "body": "network", "usual_seats": True}
        made = await admin.ask("POST", "/committees", network, expect=201)
        assert made["seats"] == 1
    await line.employ("worker-1", "worker", worker_id=ids["O-2"])
    return board


async def begun(counsellor: Person) -> Row:
    """A letter comes, and a case is opened; its child, of whom something is known."""
    said = {"channel": "letter", "place": PLACE}
    case: Row = await counsellor.ask(
        "POST", "/cases", {**said, "risk": "high", "basis": ["told_by_others"]}, expect=201
    )
    ticket = case["incidents"][0]["id"]
    child = (await counsellor.ask("GET", f"/incidents/{ticket}/children"))["items"][0]["id"]
    for fact, value in (("name_bn", NAME), ("father_name", FATHER), ("sex", "girl")):
        path = f"/children/{child}/facts/{fact}"
        await counsellor.ask("PUT", path, {"value": value, "source": "child"})
    return case


async def met(counsellor: Person, supervisor: Person, board: Row, case: Row) -> tuple[str, str]:
    """The case is laid before the board by its number; without a quorum it is adjourned first."""
    path = f"/committees/{board['id']}/meetings"
    planned = await supervisor.ask("POST", path, {"planned_at": moment(hours=-2)}, expect=201)
    first = f"/meetings/{planned['meeting']['id']}"
    laid = {"case": case["number"], "question": "school"}
    file = await counsellor.ask("POST", f"{first}/items", laid, expect=201)
    told = file["items"][0]["told"]
    assert (told["district"], told["risk"], told["sex"]) == (DISTRICT, "high", "girl")
    named = {"words": f"{NAME}কে স্কুলে ভর্তি"}
    refused = await supervisor.ask("POST", f"{first}/items", named, expect=422)
    assert (refused["code"], refused["what"]) == ("text_tells_who", ["name"])
    seats = [
        one["id"] for one in (await supervisor.ask("GET", f"/committees/{board['id']}"))["seats"]
    ]
    few = [{"seat": seats[0], "how": "present"}]
    refused = await supervisor.ask(
        "POST", f"{first}/hold", {"held_at": moment(hours=-1), "present": few}, expect=409
    )
    assert (refused["code"], refused["there"], refused["needed"]) == ("no_quorum", 1, 2)
    again = await supervisor.ask(
        "POST",
        f"{first}/adjourn",
        {"reason": "no_quorum", "again_at": moment(hours=-1), "present": few},
    )
    assert (again["meeting"]["continues"], len(again["items"])) == (planned["meeting"]["id"], 1)
    second = f"/meetings/{again['meeting']['id']}"
    both = [{"seat": seat, "how": "present"} for seat in seats]
    await supervisor.ask("POST", f"{second}/hold", {"held_at": moment(minutes=-5), "present": both})
    early = {"words": "x", "due_on": local_day(-1), "owner_seat": seats[1]}
    refused = await supervisor.ask("POST", f"{second}/decisions", early, expect=422)
    assert refused["errors"][0]["field"] == "due_on"
    decided = await supervisor.ask(
        "POST",
        f"{second}/decisions",
        {
            "words": "জেলা শিক্ষা অফিসার একটি স্কুলে আসন নিশ্চিত করবেন",
            "due_on": local_day(10),
            "owner_seat": seats[1],
            "item": again["items"][0]["id"],
        },
        expect=201,
    )
    minuted = await supervisor.ask("POST", f"{second}/minutes", {"words": "সর্বসম্মতিক্রমে"})
    assert (minuted["meeting"]["state"], minuted["legal"]) == ("minuted", [])
    for tell in (NAME, FATHER, "ঝিলমিল", PLACE, case["number"], case["id"], "সূত্রাপুর"):
        assert tell not in str(minuted), tell
    return again["meeting"]["id"], decided["decisions"][0]["id"]


async def late_and_done(line: Line, board: Row, case: Row, decision: str) -> None:
    """Nobody sees to it: the supervisors' board shows it, and the officer does it a week late."""
    async with at_work(line, 18, "supervisor-1", "worker-1", "admin-1") as people:
        supervisor, worker, admin = people
        await supervisor.watch("board")
        await supervisor.until(
            lambda: (
                supervisor.rows("board", "late_decisions").get(decision, {}).get("told_level") == 3
            )
        )
        (mine,) = (await worker.ask("GET", "/decisions?late=true"))["items"]
        assert mine["id"] == decision
        done = {"done_on": local_day(0), "words": "আসন পাওয়া গেছে"}
        row = await worker.ask("POST", f"/decisions/{decision}/done", done)
        assert (row["state"], row["was_late"]) == ("done", True)
        await supervisor.until(lambda: decision not in supervisor.rows("board", "late_decisions"))
        period = f"first={local_day(-60)}&last={local_day(0)}"
        report = await admin.ask("GET", f"/committee-report?{period}&body=welfare_board")
        (row,) = [one for one in report["districts"] if one["district"] == DISTRICT]
        assert (row["meetings_held"], row["meetings_adjourned"]) == (1, 1)
        assert (row["decided"], row["done"], row["done_late"], row["open"]) == (1, 1, 1, 0)
        assert report["country"]["districts_unknown"] == 63
        log = (await supervisor.ask("GET", f"/committees/{board['id']}"))["log"]
        assert [one["seq"] for one in log] == list(range(len(log), 0, -1))
        levels = [one["facts"]["level"] for one in log if one["kind"] == "committee.decision_told"]
        assert levels == ["chair", "owner", "reminder"]
        assert log[0]["by"]["name"]["en"] == "worker-1"
        assert NAME not in str(log)
    async with at_work(line, 18, "counsellor-1", "supervisor-1") as (counsellor, supervisor):
        (laid, before) = (await counsellor.ask("GET", f"/cases/{case['id']}/laid-before"))["items"]
        assert (laid["state"], before["state"]) == ("minuted", "adjourned")
        assert [one["state"] for one in laid["decisions"]] == ["done"]
        steps = (await counsellor.ask("GET", f"/cases/{case['id']}"))["timeline"]
        assert [one["seq"] for one in steps] == list(range(1, len(steps) + 1))
        kinds = [one["kind"] for one in steps]
        assert kinds.index("case.laid_before") < kinds.index("case.decided_on")
        opened = (await supervisor.ask("GET", f"/cases/{case['id']}/openings"))["items"]
        names = {one["by"]["name"]["en"] for one in opened}
        assert "counsellor-1" in names
        assert "worker-1" not in names, "an officer of the board never opens the file"


async def test_a_case_goes_before_the_board_and_comes_back_with_a_decision_that_is_done(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        board = await seated(line)
        async with at_work(line, 0, "counsellor-1", "supervisor-1") as (counsellor, supervisor):
            case = await begun(counsellor)
            meeting, decision = await met(counsellor, supervisor, board, case)
            url = f"{line.served.base}/api/v1/meetings/{meeting}/minutes.pdf"
            async with supervisor.http.get(url) as sheet:
                assert (sheet.status, (await sheet.read())[:5]) == (200, b"%PDF-")
        await late_and_done(line, board, case, decision)
