"""S02, one child's case from the ticket to its next episode, seen only from outside.

The house runs in this process, so that days can pass in it; it is asked by HTTP and the live line.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from time_machine import travel

from app.cases.case_file_schemas import CaseFile
from tests.line import Line, whole_line
from tests.running import Person

PLACE = "TH-DMP-sutrapur"
DOMAINS = ("safety", "health", "feelings", "family", "education", "law", "basic_needs")
NAMES = ("counsellor-1", "worker-1", "supervisor-1")
Row = dict[str, Any]


@contextlib.asynccontextmanager
async def on_day(line: Line, days: float) -> AsyncIterator[tuple[Person, Person, Person]]:
    """So many days from now everybody signs in anew; time goes on from there."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(travel(datetime.now(UTC) + timedelta(days=days), tick=True))
        people = [await stack.enter_async_context(line.at_work(name)) for name in NAMES]
        for person in people:
            await person.watch("cases")
        yield people[0], people[1], people[2]


async def told(person: Person, case: Row) -> list[Row]:
    """The timeline, oldest first, each with its number in turn; the file is what it should be."""
    file = await person.ask("GET", f"/cases/{case['id']}")
    assert CaseFile.model_validate(file).model_dump(mode="json") == file
    steps = file["timeline"]
    assert [step["seq"] for step in steps] == list(range(1, len(steps) + 1))
    return list(steps)


async def written_and_approved(
    worker: Person, supervisor: Person, case: Row, sheet: str, said: Row
) -> Row:
    path = f"/cases/{case['id']}"
    made = await worker.ask("PUT", f"{path}/{sheet}", said)
    revision = {"revision": made["revision"]}
    await worker.ask("POST", f"{path}/sheets/{sheet}/request", revision)
    await worker.ask("POST", f"{path}/sheets/{sheet}/approve", revision, expect=403)
    row: Row = await supervisor.ask("POST", f"{path}/sheets/{sheet}/approve", revision)
    return row


def local_day(days: int) -> str:
    day: date = (datetime.now(UTC) + timedelta(hours=6, days=days)).date()
    return day.isoformat()


def plan() -> Row:
    actions = [{"words": "স্কুলে ভর্তি", "who": "মা", "due_on": local_day(3)}]
    return {"base_revision": 0, "goals": [{"words": "পড়াশোনা", "actions": actions}]}


async def begun(counsellor: Person, worker: Person, supervisor: Person) -> Row:
    """A letter comes, a case is opened, the worker takes it on and sees the child."""
    ticket = await counsellor.ask(
        "POST", "/incidents", {"channel": "letter", "place": PLACE}, expect=201
    )
    owners = {
        row["name"]["en"]: row["id"]
        for row in (await counsellor.ask("GET", "/case-owners"))["items"]
    }
    case: Row = await counsellor.ask(
        "POST",
        "/cases",
        {
            "incident": ticket["id"],
            "supervisor": owners["supervisor-1"],
            "assign_to": owners["worker-1"],
            "risk": "medium",
            "basis": ["told_by_others"],
        },
        expect=201,
    )
    (shown,) = (await counsellor.ask("GET", "/incidents?mine=true"))["items"]
    assert [one["number"] for one in shown["cases"]] == [case["number"]]
    await worker.until(lambda: case["id"] in worker.rows("cases", "cases"))
    row = worker.rows("cases", "cases")[case["id"]]
    assert (row["next_due"]["due"], row["owner"]["name"]["en"]) == ("accept", "counsellor-1")
    await worker.ask("POST", f"/cases/{case['id']}/accept")
    await counsellor.until(lambda: case["id"] not in counsellor.rows("cases", "cases"))
    await worker.ask(
        "POST",
        f"/cases/{case['id']}/checks",
        {"kind": "child_seen", "words": "দেখা হয়েছে"},
        expect=201,
    )
    return case


async def planned(worker: Person, supervisor: Person, case: Row) -> None:
    """Assessment and plan are written and approved, and the plan is carried out."""
    domains = [{"domain": name, "concern": "unknown"} for name in DOMAINS]
    assessed = {"base_revision": 0, "domains": domains, "summary": "একা থাকে"}
    row = await written_and_approved(worker, supervisor, case, "assessment", assessed)
    assert row["step"] == "plan"
    row = await written_and_approved(worker, supervisor, case, "plan", plan())
    assert row["step"] == "implementation"
    (action,) = (await worker.ask("GET", f"/cases/{case['id']}"))["actions"]
    path = f"/cases/{case['id']}/actions/{action['id']}/end"
    row = await worker.ask("POST", path, {"how": "done", "words": "ভর্তি হয়েছে"})
    assert (row["step"], row["next_due"]["due"]) == ("follow_up", "follow_up")


async def late_and_followed_up(line: Line, case: Row) -> None:
    """Nobody follows up for more than two weeks: worker and supervisor are told, each once."""
    async with on_day(line, 18) as (_, worker, supervisor):
        await supervisor.until(
            lambda: supervisor.rows("cases", "cases")[case["id"]]["late_level"] == 2
        )
        late = [one["facts"] for one in await told(worker, case) if one["kind"] == "case.late_told"]
        assert [(one["due"], one["level"]) for one in late] == [
            ("follow_up", "worker"),
            ("follow_up", "supervisor"),
        ]
        (row,) = (await supervisor.ask("GET", "/cases?late=true"))["items"]
        assert row["id"] == case["id"]
        check = {"kind": "follow_up", "words": "ভালো আছে", "next_on": local_day(5)}
        await worker.ask("POST", f"/cases/{case['id']}/checks", check, expect=201)
        await supervisor.until(
            lambda: supervisor.rows("cases", "cases")[case["id"]]["late_level"] == 0
        )
        assert (await supervisor.ask("GET", "/cases?late=true"))["items"] == []


async def risk_rises(line: Line, case: Row) -> None:
    """The risk is raised: what is due comes nearer at once, and only a supervisor lowers it."""
    path = f"/cases/{case['id']}/rate"
    async with on_day(line, 19) as (_, worker, supervisor):
        before = worker.rows("cases", "cases")[case["id"]]["dues"]
        high = {"risk": "high", "basis": ["with_suspect"], "why": "চাচা ফিরে এসেছে"}
        after = (await worker.ask("POST", path, high))["dues"]
        by_due = {one["due"]: one["due_at"] for one in after}
        assert all(by_due[one["due"]] <= one["due_at"] for one in before)
        assert any(by_due[one["due"]] < one["due_at"] for one in before)
        low = {"risk": "low", "basis": ["safer_now"], "why": "নিরাপদ"}
        answer = await worker.ask("POST", path, low, expect=403)
        assert answer["code"] == "only_a_supervisor_lowers"
        row = await supervisor.ask("POST", path, low)
        assert row["risk"] == "low"


async def closed_and_reopened(line: Line, case: Row) -> None:
    """It is closed with the child's view, needs a reason from then on, and begins anew."""
    path = f"/cases/{case['id']}"
    async with on_day(line, 21) as (counsellor, worker, supervisor):
        closing = {"reason": "safe_at_home", "child_asked": True, "child_view": "আমি ভালো আছি"}
        await worker.ask("POST", f"{path}/close", {**closing, "child_view": ""}, expect=409)
        await worker.ask("POST", f"{path}/close", closing)
        row = await supervisor.ask("POST", f"{path}/sheets/closure/approve", {"revision": 1})
        assert (row["state"], row["next_due"], row["steps"]["closure"]) == ("closed", None, "done")
        await worker.until(lambda: case["id"] not in worker.rows("cases", "cases"))
        refused = await worker.ask("GET", path, expect=403)
        assert refused["code"] == "reason_is_needed"
        note = await worker.ask("POST", f"{path}/notes", {"words": "x"}, expect=403)
        assert note["code"] == "reason_is_needed"
        await counsellor.ask("GET", path, expect=404)
        await worker.ask("POST", f"{path}/open", {"reason": "danger", "note": "আবার ফোন এসেছে"})
        row = await worker.ask("POST", f"{path}/reopen", {"reason": "new_risk"})
        assert (row["episode"], row["risk"], row["next_due"]["due"]) == (2, None, "see_child")
        kinds = [one["kind"] for one in await told(worker, case)]
        wanted = ["case.opened", "case.rated", "case.assigned", "case.taken_on", "case.checked",
                  "case.closed", "case.reopened"]  # fmt: skip
        assert [kind for kind in kinds if kind in wanted][:5] == wanted[:5]
        assert kinds[-1] == "case.reopened"
        assert "case.due_found" not in kinds, "the auditor found nothing amiss"
        opened = (await supervisor.ask("GET", f"{path}/openings"))["items"]
        reasons = [(one["by"]["name"]["en"], one["reason"]) for one in opened]
        assert ("worker-1", "danger") in reasons
        assert ("worker-1", "own_work") in reasons
        assert not [name for name, _ in reasons if name == "counsellor-1"]


async def test_a_childs_case_is_followed_from_the_ticket_to_its_next_episode(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        for name, role in zip(NAMES, ("counsellor", "worker", "supervisor"), strict=True):
            await line.employ(name, role)
        async with on_day(line, 0) as (counsellor, worker, supervisor):
            case = await begun(counsellor, worker, supervisor)
            await planned(worker, supervisor, case)
        await late_and_followed_up(line, case)
        await risk_rises(line, case)
        await closed_and_reopened(line, case)
