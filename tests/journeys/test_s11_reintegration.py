"""S11, a child from a centre back to its family, and back again, seen only from outside.

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
NAMES = ("counsellor-1", "worker-1", "supervisor-1")
VIEW = "আমি মায়ের কাছে ভালো আছি"
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


def local_day(days: int) -> str:
    day: date = (datetime.now(UTC) + timedelta(hours=6, days=days)).date()
    return day.isoformat()


async def begun(counsellor: Person, worker: Person) -> tuple[Row, str]:
    """A letter tells of a girl; the worker takes the case on, and names her mother and an uncle."""
    said = {"channel": "letter", "place": PLACE, "risk": "low", "basis": ["told_by_others"]}
    owners = {
        row["name"]["en"]: row["id"]
        for row in (await counsellor.ask("GET", "/case-owners"))["items"]
    }
    more = {"supervisor": owners["supervisor-1"], "assign_to": owners["worker-1"]}
    case: Row = await counsellor.ask("POST", "/cases", {**said, **more}, expect=201)
    await worker.ask("POST", f"/cases/{case['id']}/accept")
    seen = {"kind": "child_seen", "words": "দেখা হয়েছে"}
    await worker.ask("POST", f"/cases/{case['id']}/checks", seen, expect=201)
    child = f"/children/{case['child_id']}"
    girl = {"value": "girl", "source": "child"}
    await worker.ask("PUT", f"{child}/facts/sex", girl)
    ticket = case["incidents"][0]["id"]
    for kind, accused in (("mother", []), ("uncle", [ticket])):
        named = {
            "person": {"name_bn": f"নাম {kind}"},
            "relation": {"kind": kind, "accused_in": accused},
            "source": "child",
        }
        await worker.ask("POST", f"{child}/people", named, expect=201)
    return case, child


async def people_of(worker: Person, child: str) -> dict[str, str]:
    """Mother and uncle, by their ids."""
    file = await worker.ask("GET", child)
    return {one["kind"]: one["person_id"] for one in file["relations"]}


async def traced(worker: Person, supervisor: Person, case: Row, known: dict[str, str]) -> None:
    """Two attempts lead to the mother; an accused uncle is no family by a worker's word."""
    path = f"/cases/{case['id']}/tracing"
    nothing = {"way": "phone", "result": "no_answer"}
    made = await worker.ask("POST", path, nothing, expect=201)
    assert (made["words"], made["place"], made["person_id"]) == (None, None, None)
    uncle = {"way": "visit", "result": "found", "person": known["uncle"], "place": PLACE}
    answer = await worker.ask("POST", path, uncle, expect=409)
    assert answer["code"] == "person_is_accused"
    await supervisor.ask("POST", path, uncle, expect=422)
    found = {**uncle, "person": known["mother"], "who": "ইউপি সদস্য"}
    await worker.ask("POST", path, found, expect=201)


async def handed_over(
    counsellor: Person, worker: Person, supervisor: Person, case: Row, mother: str
) -> str:
    """The way home is planned; it begins when all holds, but for what a supervisor lets pass."""
    path = f"/cases/{case['id']}/reintegrations"
    wanted = {
        "child": case["child_id"],
        "kind": "family",
        "planned_on": local_day(0),
        "person": mother,
        "place": PLACE,
    }
    await counsellor.ask("POST", path, wanted, expect=404)
    planned = await worker.ask("POST", path, wanted, expect=201)
    await worker.ask("POST", path, wanted, expect=409)
    one = f"{path}/{planned['id']}"
    refused = await worker.ask("POST", f"{one}/hand-over", {}, expect=409)
    assert refused["code"] == "preconditions_are_missing"
    assert {lack["answer"] for lack in refused["missing"]} == {"unknown"}
    for condition in planned["conditions"]:
        answer = "no" if condition["condition"] == "school_or_work" else "yes"
        said = {"condition": condition["condition"], "answer": answer, "words": "দেখা হয়েছে"}
        row = await worker.ask("POST", f"{one}/conditions", said)
    assert row["missing"] == ["school_or_work"]
    why = {"condition": "school_or_work", "why": "স্কুল জানুয়ারিতে খুলবে"}
    row = await worker.ask("POST", f"{one}/exceptions", why, expect=201)
    allow = f"{one}/exceptions/{row['exceptions'][0]['id']}/allow"
    await worker.ask("POST", allow, {}, expect=403)
    row = await supervisor.ask("POST", allow, {"comment": "জানুয়ারিতে দেখা হবে"})
    assert row["missing"] == []
    row = await worker.ask("POST", f"{one}/hand-over", {"words": "মা নিয়ে গেছেন"})
    days = [slot["planned_on"] for slot in row["follow_ups"]]
    assert (row["state"], days) == ("home", [local_day(n) for n in (7, 30, 90, 180, 365)])
    return one


def visit(found: str, slot: Row | None, **more: Any) -> Row:
    said = {"how": "visit", "found": found, "words": "বাড়িতে দেখা", "child_seen": True}
    asked = {"child_asked": True, "child_view": VIEW}
    return {**said, **asked, "follow_up": slot["id"] if slot else None, **more}


async def followed_up(line: Line, case: Row, one: str) -> None:
    """Nobody comes for two weeks: worker and supervisor are told. Then she is found well."""
    async with on_day(line, 13) as (_, worker, supervisor):
        await supervisor.until(
            lambda: supervisor.rows("cases", "cases").get(case["id"], {}).get("late_level", 0) > 1
        )
        file = await worker.ask("GET", f"/cases/{case['id']}")
        late = [one["facts"] for one in file["timeline"] if one["kind"] == "case.late_told"]
        told = [one["level"] for one in late if one["due"] == "home_follow_up"]
        assert told == ["worker", "supervisor"], "each once"
        slots = file["reintegrations"][0]["follow_ups"]
        before = visit("safe", slots[0], at="2020-01-01T00:00:00Z")
        refused = await worker.ask("POST", f"{one}/visits", before, expect=422)
        assert refused["errors"][0]["field"] == "at"
        unasked = visit("safe", slots[0], child_view=None)
        await worker.ask("POST", f"{one}/visits", unasked, expect=422)
        later = await worker.ask("POST", f"{one}/visits", visit("safe", slots[1]), expect=409)
        assert later["code"] == "earlier_follow_up_is_due"
        row = await worker.ask("POST", f"{one}/visits", visit("safe", slots[0]), expect=201)
        assert (row["visits"][0]["child_view"], row["state"]) == (VIEW, "home")
        to = {"to": local_day(25), "reason": "road_closed"}
        move = f"{one}/follow-ups/{slots[1]['id']}/move"
        row = await worker.ask("POST", move, to)
        assert row["follow_ups"][1]["moves"][0]["reason"] == "road_closed"
        dues = (await worker.ask("GET", f"/cases/{case['id']}"))["case"]["dues"]
        assert "home_follow_up" in [one["due"] for one in dues]
        closing = {"reason": "safe_at_home", "child_asked": True, "child_view": VIEW}
        held = await worker.ask("POST", f"/cases/{case['id']}/close", closing, expect=409)
        assert "reintegration_open" in [one["kind"] for one in held["holds"]]


async def at_risk_again(line: Line, case: Row, one: str) -> None:
    """The second visit finds violence: the next episode begins, and a centre takes her in."""
    async with on_day(line, 38) as (_, worker, supervisor):
        slots = (await worker.ask("GET", f"/cases/{case['id']}"))["reintegrations"][0]["follow_ups"]
        found = visit("risk", slots[1], reason="violence")
        row = await worker.ask("POST", f"{one}/visits", found, expect=201)
        assert (row["state"], {slot["state"] for slot in row["follow_ups"]}) == (
            "at_risk",
            {"done", "dropped"},
        )
        await worker.until(
            lambda: worker.rows("cases", "cases").get(case["id"], {}).get("episode") == 2
        )
        shown = worker.rows("cases", "cases")[case["id"]]
        assert (shown["risk"], shown["next_due"]["due"]) == (None, "see_child")
        file = await worker.ask("GET", f"/cases/{case['id']}")
        (back,) = file["returns"]
        assert (back["episode"], back["own"], back["centre"]) == (2, True, None)
        centres = (await worker.ask("GET", "/readmission-centres"))["items"]
        centre = next(one for one in centres if one["takes"] != "boys")
        path = f"/cases/{case['id']}/returns/{back['id']}/readmit"
        row = await worker.ask("POST", path, {"centre": centre["id"], "condition": "frightened"})
        assert row["readmitted_at"] is not None
        again = await worker.ask("POST", path, {"centre": centre["id"]}, expect=409)
        assert again["code"] == "readmitted_already"
        ticket = case["incidents"][0]["id"]
        (stay,) = (await supervisor.ask("GET", f"/incidents/{ticket}/stays"))["items"]
        assert (stay["left_at"], stay["condition"]) == (None, "frightened")


async def home_for_good(line: Line, case: Row, mother: str) -> None:
    """Her second way home ends her stay; the year's figures know one child, twice gone."""
    path = f"/cases/{case['id']}/reintegrations"
    async with on_day(line, 60) as (_, worker, supervisor):
        ticket = case["incidents"][0]["id"]
        (stay,) = (await supervisor.ask("GET", f"/incidents/{ticket}/stays"))["items"]
        wanted = {
            "child": case["child_id"],
            "kind": "family",
            "planned_on": local_day(0),
            "person": mother,
            "place": PLACE,
        }
        planned = await worker.ask("POST", path, wanted, expect=201)
        one = f"{path}/{planned['id']}"
        for condition in planned["conditions"]:
            said = {"condition": condition["condition"], "answer": "yes", "words": "দেখা হয়েছে"}
            await worker.ask("POST", f"{one}/conditions", said)
        refused = await worker.ask("POST", f"{one}/hand-over", {}, expect=409)
        assert (refused["code"], refused["stays"]) == ("child_still_stays", [stay["id"]])
        await worker.ask("POST", f"{one}/hand-over", {"stays": [stay["id"]]})
        (stay,) = (await supervisor.ask("GET", f"/incidents/{ticket}/stays"))["items"]
        assert stay["left_reason"] == "family"
        span = f"since={local_day(-90)}&until={local_day(0)}"
        figures = await supervisor.ask("GET", f"/reintegration-figures?{span}")
        counted = [figures[what] for what in ("children", "times", "at_risk", "readmitted")]
        assert counted == [1, 2, 1, 1]
    await settled(line, case, one)


async def settled(line: Line, case: Row, one: str) -> None:
    """A year later all follow-ups are told, the child is safe, and nothing holds the case open."""
    async with on_day(line, 430) as (_, worker, supervisor):
        row = next(
            row
            for row in (await worker.ask("GET", f"/cases/{case['id']}"))["reintegrations"]
            if one.endswith(row["id"])
        )
        for slot in row["follow_ups"]:
            row = await worker.ask("POST", f"{one}/visits", visit("safe", slot), expect=201)
        assert row["state"] == "settled"
        closing = {"reason": "safe_at_home", "child_asked": True, "child_view": VIEW}
        await worker.ask("POST", f"/cases/{case['id']}/close", closing)
        closed = await supervisor.ask(
            "POST", f"/cases/{case['id']}/sheets/closure/approve", {"revision": 1}
        )
        assert (closed["state"], closed["episode"]) == ("closed", 2)
        await audited(worker, supervisor, case)


async def audited(worker: Person, supervisor: Person, case: Row) -> None:
    """All of it stands on the timeline in its order, without a gap, and so does who looked."""
    path = f"/cases/{case['id']}"
    await worker.ask("POST", f"{path}/open", {"reason": "supervision"})
    file = await worker.ask("GET", path)
    assert CaseFile.model_validate(file).model_dump(mode="json") == file
    steps = file["timeline"]
    assert [step["seq"] for step in steps] == list(range(1, len(steps) + 1))
    kinds = [step["kind"] for step in steps]
    wanted = [
        "case.traced",
        "case.traced",
        "case.reintegration_planned",
        "case.exception_asked",
        "case.exception_ended",
        "case.child_handed_over",
        "case.home_followed_up",
        "case.home_follow_up_moved",
        "case.home_followed_up",
        "case.reintegration_ended",
        "case.new_risk",
        "case.child_readmitted",
        "case.reintegration_planned",
        "case.child_handed_over",
        *["case.home_followed_up"] * 5,
        "case.reintegration_ended",
        "case.closed",
    ]
    assert [kind for kind in kinds if kind in wanted] == wanted
    assert "case.due_found" not in kinds, "the auditor found nothing amiss"
    assert VIEW not in str(steps), "no word of the child stands on a timeline"
    await supervisor.ask("POST", f"{path}/open", {"reason": "audit"})
    opened = (await supervisor.ask("GET", f"{path}/openings"))["items"]
    reasons = {(one["by"]["name"]["en"], one["reason"]) for one in opened}
    assert {("worker-1", "own_work"), ("worker-1", "supervision")} <= reasons
    assert "counsellor-1" not in {name for name, _ in reasons}


async def test_a_child_goes_home_is_at_risk_again_and_goes_home_for_good(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        for name, role in zip(NAMES, ("counsellor", "worker", "supervisor"), strict=True):
            await line.employ(name, role)
        async with on_day(line, 0) as (counsellor, worker, supervisor):
            case, child = await begun(counsellor, worker)
            known = await people_of(worker, child)
            await traced(worker, supervisor, case, known)
            one = await handed_over(counsellor, worker, supervisor, case, known["mother"])
        await followed_up(line, case, one)
        await at_risk_again(line, case, one)
        await home_for_good(line, case, known["mother"])
