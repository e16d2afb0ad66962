"""S05, one child's cash transfer from the application to the last month, seen only from outside.

The house runs in this process, so that days can pass in it; it is asked by HTTP.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from time_machine import travel

from tests.line import Line, whole_line
from tests.running import Person

DISTRICT = "BD6091"
STAFF = {
    "counsellor-1": "counsellor",
    "worker-1": "worker",
    "supervisor-1": "supervisor",
    "admin-1": "administrator",
}
MOBILE = "০১৭১২৩৪৫৬৭৮"
HALF_A_YEAR = 184
Row = dict[str, Any]
Team = tuple[Person, Person, Person, Person]


@contextlib.asynccontextmanager
async def on_day(line: Line, days: float) -> AsyncIterator[Team]:
    """So many days from now everybody signs in anew; time goes on from there."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(travel(datetime.now(UTC) + timedelta(days=days), tick=True))
        people = [await stack.enter_async_context(line.at_work(name)) for name in STAFF]
        yield people[0], people[1], people[2], people[3]


def local_day(days: int = 0) -> str:
    day: date = (datetime.now(UTC) + timedelta(hours=6, days=days)).date()
    return day.isoformat()


async def begun(team: Team) -> Row:
    """A letter comes; the worker takes the case on, and names the grandmother and the uncle."""
    counsellor, worker, _, _ = team
    owners = {
        row["name"]["en"]: row["id"]
        for row in (await counsellor.ask("GET", "/case-owners"))["items"]
    }
    case: Row = await counsellor.ask(
        "POST",
        "/cases",
        {
            "channel": "letter",
            "place": DISTRICT,
            "supervisor": owners["supervisor-1"],
            "assign_to": owners["worker-1"],
            "risk": "low",
            "basis": ["told_by_others"],
        },
        expect=201,
    )
    await worker.ask("POST", f"/cases/{case['id']}/accept")
    child = f"/children/{case['child_id']}"
    for name, relation in (
        ("রহিমা", {"kind": "grandmother", "caregiver": "yes"}),
        ("করিম", {"kind": "uncle", "accused_in": [case["incidents"][0]["id"]]}),
    ):
        said = {"person": {"name_bn": name}, "relation": relation, "source": "worker"}
        await worker.ask("POST", f"{child}/people", said, expect=201)
    people = (await worker.ask("GET", child))["people"]
    case["people"] = {one["said"]["name_bn"]: one["id"] for one in people}
    return case


def word(about: str, tranche: int | None = None, **more: Any) -> Row:
    said = {"about": about, "tranche": tranche, "answer": "yes", "witness": "teacher"}
    return {**said, "seen_on": local_day(), "words": "প্রধান শিক্ষক খাতা দেখিয়েছেন", **more}


async def enrolled(team: Team, case: Row) -> Row:
    """Every criterion is evidenced, unknown is not enough, and another person says yes."""
    _, worker, supervisor, _ = team
    file: Row = await worker.ask(
        "POST", f"/cases/{case['id']}/cash", {"group": "tea_garden"}, expect=201
    )
    twice = await worker.ask(
        "POST", f"/cases/{case['id']}/cash", {"group": "parentless"}, expect=409
    )
    assert twice["code"] == "child_is_enrolled"
    path = f"/cash/enrolments/{file['enrolment']['id']}"
    assert file["eligibility"]["fits_area"] is True
    codes = [one["code"] for one in file["scheme"]["criteria"]]
    for code in codes:
        answer: Row = {"answer": "unknown"} if code == "under_18" else {}
        await worker.ask("POST", f"{path}/evidence", word(code, **answer), expect=201)
    refused = await supervisor.ask("POST", f"{path}/approve", {}, expect=409)
    assert refused["code"] == "evidence_is_missing"
    assert refused["lacks"] == [{"code": "under_18", "why": "unknown"}]
    await worker.ask("POST", f"{path}/evidence", word("under_18"), expect=201)
    await worker.ask("POST", f"{path}/approve", {}, expect=403)
    file = await supervisor.ask("POST", f"{path}/approve", {})
    assert [one["state"] for one in file["tranches"]] == ["open"] * 3
    assert file["ledger"]["balances"]["committed"] == 3_600_000
    file["path"] = path
    return file


async def payee_named(team: Team, file: Row, case: Row) -> str:
    """The accused uncle gets nothing; the grandmother is confirmed by another person."""
    _, worker, supervisor, _ = team
    path = f"{file['path']}/payees"
    said = {"channel": "mobile", "account": MOBILE}
    uncle = {**said, "person": case["people"]["করিম"]}
    assert (await worker.ask("POST", path, uncle, expect=409))["code"] == "payee_is_accused"
    named = await worker.ask("POST", path, {**said, "person": case["people"]["রহিমা"]}, expect=201)
    payee: str = named["payees"][0]["id"]
    await worker.ask("POST", f"{path}/{payee}/confirm", expect=403)
    shown = await supervisor.ask("POST", f"{path}/{payee}/confirm")
    assert shown["payees"][0]["account"] == "•••678"
    return payee


async def evidenced(worker: Person, file: Row, no: int) -> None:
    for one in file["scheme"]["conditions"]:
        await worker.ask("POST", f"{file['path']}/evidence", word(one["code"], no), expect=201)


async def released(team: Team, file: Row, no: int) -> None:
    _, worker, supervisor, _ = team
    path = f"{file['path']}/tranches/{no}"
    await worker.ask("POST", f"{path}/propose", {})
    await worker.ask("POST", f"{path}/release", expect=403)
    await supervisor.ask("POST", f"{path}/release")


async def paid(team: Team, file: Row, no: int, months: int | None = None) -> None:
    """The administrator reads the slip, sends, and the worker hears that it arrived."""
    _, worker, _, admin = team
    slip = await admin.ask("POST", f"{file['path']}/slip")
    body = {"id": str(uuid4()), "payee": slip["payee"], "months": months}
    sent = await admin.ask("POST", f"{file['path']}/tranches/{no}/send", body, expect=201)
    assert sent["poisha"] == (months or 6) * 200_000
    path = f"{file['path']}/payments/{sent['payment']}/confirm"
    await admin.ask("POST", path, {"how": "bank_list"}, expect=403)
    await worker.ask("POST", path, {"how": "payee_said"})


async def first_tranche(team: Team, file: Row) -> None:
    """Not without evidence, not on a refusal; held, lifted, released, failed once, and paid."""
    _, worker, supervisor, admin = team
    path = f"{file['path']}/tranches/1"
    missing = await worker.ask("POST", f"{path}/propose", {}, expect=409)
    assert {one["why"] for one in missing["lacks"]} == {"not_asked"}
    await evidenced(worker, file, 1)
    refusal = word("no_child_labour", 1, answer="refused", witness="guardian")
    await worker.ask("POST", f"{file['path']}/evidence", refusal, expect=201)
    missing = await worker.ask("POST", f"{path}/propose", {}, expect=409)
    assert missing["lacks"] == [{"code": "no_child_labour", "why": "refused"}]
    await worker.ask("POST", f"{file['path']}/evidence", word("no_child_labour", 1), expect=201)
    out_of_order = await worker.ask("POST", f"{file['path']}/tranches/2/propose", {}, expect=409)
    assert (out_of_order["code"], out_of_order["tranche"]) == ("out_of_order", 1)
    await worker.ask("POST", f"{path}/hold", {"reason": "condition_in_doubt"})
    held = await worker.ask("POST", f"{path}/propose", {}, expect=409)
    assert held["code"] == "tranche_is_held"
    await worker.ask("POST", f"{path}/lift", {"reason": "cleared"}, expect=403)
    await supervisor.ask("POST", f"{path}/lift", {"reason": "cleared"})
    await released(team, file, 1)
    slip = await admin.ask("POST", f"{file['path']}/slip")
    assert slip["account"] == "+8801712345678"
    body = {"id": str(uuid4()), "payee": slip["payee"]}
    sent = await admin.ask("POST", f"{path}/send", body, expect=201)
    again = await admin.ask("POST", f"{path}/send", body, expect=201)
    assert again == sent, "a lost answer: pressed again it is the same payment"
    failed = f"{file['path']}/payments/{sent['payment']}/fail"
    assert (await admin.ask("POST", failed, {"reason": "limit"}))["state"] == "failed"
    await paid(team, file, 1)


async def complained(line: Line, file: Row, days: float) -> None:
    """The grandmother rings: it is late, all hear of it, it is answered and told."""
    async with on_day(line, days) as (counsellor, _, _, _):
        ticket = await counsellor.ask("POST", "/incidents", {"channel": "letter"}, expect=201)
        path = f"/incidents/{ticket['id']}/grievances"
        said = {"enrolment": file["enrolment"]["number"], "category": "received_less"}
        early = {**said, "due_on": local_day(-1)}
        wrong = await counsellor.ask("POST", path, early, expect=422)
        assert wrong["errors"][0]["field"] == "due_on"
        row = await counsellor.ask("POST", path, said, expect=201)
        assert (row["state"], row["case"]) == ("open", None)
    async with on_day(line, days + 8) as (_, worker, supervisor, _):
        channel = f"case/{file['enrolment']['case']['id']}"
        await supervisor.watch(channel)
        await supervisor.until(
            lambda: any(
                step["kind"] == "case.cash_grievance_late"
                for step in supervisor.rows(channel, "timeline").values()
            )
        )
        grievance = f"{file['path']}/grievances/{row['id']}"
        shown = await supervisor.ask("GET", file["path"])
        assert shown["grievances"][0]["late"] is True
        answer = {"outcome": "put_right", "words": "টাকা ফেরত দেওয়া হয়েছে"}
        await worker.ask("POST", f"{grievance}/answer", answer, expect=403)
        await supervisor.ask("POST", f"{grievance}/answer", answer)
        shown = await worker.ask("POST", f"{grievance}/tell", {"how": "visit"})
        assert shown["grievances"][0]["state"] == "told"
        totals = await supervisor.ask("GET", "/cash/totals")
        (cell,) = totals["cells"]
        assert (cell["district"]["code"], cell["group"]) == (DISTRICT, "tea_garden")
        assert (cell["poisha"]["paid"], cell["grievances"]["told"]) == (1_200_000, 1)


async def told(line: Line, file: Row, case: Row, days: float) -> None:
    """The timeline holds every step in turn, and the openings who looked, with what reason."""
    async with on_day(line, days) as (_, worker, supervisor, _):
        shown = await worker.ask("GET", f"/cases/{case['id']}")
        steps = shown["timeline"]
        assert [step["seq"] for step in steps] == list(range(1, len(steps) + 1))
        cash = [step for step in steps if step["kind"].startswith("case.cash_")]
        kinds = [step["kind"].removeprefix("case.cash_") for step in cash]
        assert kinds[0] == "applied"
        assert kinds[-1] == "ended"
        assert kinds.count("payment_moved") == 10
        assert kinds.count("tranche_moved") == 6
        once = {"decided", "payee_moved", "tranche_held", "grievance_moved", "grievance_late"}
        assert once < set(kinds)
        assert all(step["actor"]["name"] for step in cash if "late" not in step["kind"])
        assert "1712345678" not in str(steps)
        opened = (await supervisor.ask("GET", f"/cases/{case['id']}/openings"))["items"]
        assert ("admin-1", "payment") in {(o["by"]["name"]["en"], o["reason"]) for o in opened}
        final = await supervisor.ask("GET", file["path"])
        assert final["enrolment"]["state"] == "completed"
        assert final["ledger"]["balances"] == {
            "fund": -3_600_000,
            "committed": 0,
            "payable": 0,
            "in_transit": 0,
            "paid": 3_600_000,
        }
        for entry in final["ledger"]["entries"]:
            assert sum(one["poisha"] for one in entry["lines"]) == 0


async def test_a_child_is_enrolled_and_paid_over_eighteen_months(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        for name, role in STAFF.items():
            await line.employ(name, role)
        async with on_day(line, 0) as team:
            case = await begun(team)
            file = await enrolled(team, case)
            await payee_named(team, file, case)
            await first_tranche(team, file)
            _, worker, _, _ = team
            await evidenced(worker, file, 2)
            early = await worker.ask("POST", f"{file['path']}/tranches/2/propose", {}, expect=409)
            assert early["code"] == "tranche_is_not_due"
        await complained(line, file, 30)
        async with on_day(line, HALF_A_YEAR) as team:
            await evidenced(team[1], file, 2)
            await released(team, file, 2)
            for months in (1, 5):
                await paid(team, file, 2, months)
        async with on_day(line, 2 * HALF_A_YEAR) as team:
            await evidenced(team[1], file, 3)
            await released(team, file, 3)
            await paid(team, file, 3)
        await told(line, file, case, 2 * HALF_A_YEAR + 1)
