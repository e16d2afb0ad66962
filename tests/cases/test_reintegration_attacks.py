"""Strangers on a child's way home, by HTTP: who sees what, what is recorded, what is refused."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.db import Database
from tests.cases.casework import PLACE, today
from tests.cases.going_home import GoingHome
from tests.cases.test_case_attacks import Town
from tests.serving import Served

SECRET = "গোপন কথা ঝিলমিল"
DAY = today().isoformat()


class Home(Town):
    """A town, and a case whose child has a mother."""

    work: GoingHome

    async def build(self) -> None:
        await super().build()
        case = await self.work.open()
        self.case, self.mother = str(case), str(await self.work.relative(case))
        self.child = str((await self.work.case(case)).child_id)

    def wanted(self, **more: Any) -> dict[str, Any]:
        said = {"kind": "family", "planned_on": DAY, "person": self.mother, "place": PLACE}
        return {**said, "child": self.child, **more}

    async def planned(self) -> str:
        status, row = await self.ask(
            "mita", "POST", f"/cases/{self.case}/reintegrations", self.wanted(words=SECRET)
        )
        assert status == 201, row
        return str(row["id"])


@pytest.fixture
async def town(served: Served, database: Database) -> Home:
    made = Home(served, GoingHome(database))
    await made.build()
    return made


VISIT = {
    "how": "visit",
    "found": "safe",
    "words": "x",
    "child_seen": True,
    "child_asked": True,
    "child_view": "x",
}


def verbs(row_id: Any, other: Any) -> list[tuple[str, str, Any]]:
    """Every verb of a reintegration, with a body that fits."""
    one = f"reintegrations/{row_id}"
    going = {"kind": "independent", "planned_on": DAY}
    return [
        ("POST", "tracing", {"way": "phone", "result": "not_found"}),
        ("POST", "reintegrations", {**going, "child": str(uuid4())}),
        ("PUT", one, going),
        ("POST", f"{one}/conditions", {"condition": "child_asked", "answer": "no"}),
        ("POST", f"{one}/exceptions", {"condition": "child_asked", "why": "x"}),
        ("POST", f"{one}/exceptions/{other}/allow", {}),
        ("POST", f"{one}/exceptions/{other}/refuse", {"comment": "x"}),
        ("POST", f"{one}/hand-over", {}),
        ("POST", f"{one}/call-off", {"reason": "other_plan"}),
        ("POST", f"{one}/give-up", {"reason": "died", "words": "x"}),
        ("POST", f"{one}/visits", VISIT),
        ("POST", f"{one}/follow-ups/{other}/move", {"to": DAY, "reason": "sooner"}),
        ("POST", f"{one}/new-risk", {"reason": "neglect", "words": "x"}),
        ("POST", f"returns/{other}/readmit", {"centre": str(uuid4())}),
    ]


OF_SUPERVISORS = ("allow", "refuse", "give-up")


async def test_a_stranger_learns_nothing_and_only_a_supervisor_lets_a_condition_pass(
    town: Home,
) -> None:
    row_id = await town.planned()
    for name in ("rina", "suman"):
        for method, verb, body in verbs(row_id, uuid4()):
            answers = [
                await town.ask(name, method, f"/cases/{id_}/{verb}", body)
                for id_ in (town.case, uuid4())
            ]
            assert answers[0] == answers[1], (name, verb)
            wanted = (403,) if verb.rpartition("/")[2] in OF_SUPERVISORS else (404,)
            assert answers[0][0] in wanted, (name, verb, answers[0])
    for name in ("mita", "admin"):
        for verb in OF_SUPERVISORS:
            path = f"/cases/{town.case}/reintegrations/{row_id}"
            path += "/give-up" if verb == "give-up" else f"/exceptions/{uuid4()}/{verb}"
            body = {"reason": "died", "words": "x"} if verb == "give-up" else {"comment": "x"}
            assert (await town.ask(name, "POST", path, body))[0] == 403
    elsewhere = await town.work.open()
    for method, verb, body in verbs(row_id, uuid4())[2:-1]:
        status, answer = await town.ask("shanta", method, f"/cases/{elsewhere}/{verb}", body)
        assert (status, answer["code"]) == (404, "reintegration_not_found"), verb
    for verb, code in (
        (f"exceptions/{uuid4()}/allow", "exception_not_found"),
        (f"follow-ups/{uuid4()}/move", "illegal_move"),
    ):
        path = f"/cases/{town.case}/reintegrations/{row_id}/{verb}"
        body = {"to": DAY, "reason": "sooner"} if "move" in verb else {}
        assert (await town.ask("shanta", "POST", path, body))[1]["code"] == code


async def test_wrong_input_names_its_field_and_changes_nothing(town: Home) -> None:
    path = f"/cases/{town.case}"
    for body, field in (
        ({"way": "phone", "result": "found"}, "person"),
        ({"way": "phone", "result": "lead", "words": "  "}, "words"),
        ({"way": "dream", "result": "not_found"}, "way"),
        ({"way": "phone", "result": "not_found", "person": town.mother}, "person"),
        ({"way": "phone", "result": "not_found", "at": "2999-01-01T00:00:00Z"}, "at"),
        ({"way": "phone", "result": "not_found", "words": "x" * 4001}, "words"),
    ):
        status, answer = await town.ask("mita", "POST", f"{path}/tracing", body)
        assert (status, answer["errors"][0]["field"]) == (422, field), answer
    for more, field in (
        ({"kind": "street"}, "kind"),
        ({"care": "foster"}, "care"),
        ({"planned_on": "2020-01-01"}, "planned_on"),
        ({"person": str(uuid4())}, "person"),
        ({"place": "nowhere"}, "place"),
        ({"state": "home"}, "state"),
    ):
        status, answer = await town.ask(
            "mita", "POST", f"{path}/reintegrations", town.wanted(**more)
        )
        assert (status, answer["errors"][0]["field"]) == (422, field), answer
    other = await town.work.open()
    foreign = str((await town.work.case(other)).child_id)
    status, answer = await town.ask(
        "mita", "POST", f"{path}/reintegrations", town.wanted(child=foreign)
    )
    assert (status, answer["code"]) == (409, "not_the_child_of_this_case")
    row_id = await town.planned()
    one = f"{path}/reintegrations/{row_id}"
    status, answer = await town.ask("mita", "POST", f"{one}/hand-over", {})
    assert (status, answer["code"]) == (409, "preconditions_are_missing")
    assert "home_assessed" in {lack["condition"] for lack in answer["missing"]}
    for verb, body, code in (
        ("hand-over", {"handed_by": str(uuid4())}, "handed_by"),
        ("conditions", {"condition": "child_asked", "answer": "yes"}, "words"),
        ("conditions", {"condition": "luck", "answer": "no"}, "condition"),
        ("exceptions", {"condition": "child_asked", "why": " "}, "why"),
        ("call-off", {"reason": "other"}, "words"),
    ):
        status, answer = await town.ask("mita", "POST", f"{one}/{verb}", body)
        assert (status, answer["errors"][0]["field"]) == (422, code), answer
    status, answer = await town.ask("mita", "POST", f"{one}/visits", VISIT)
    assert (status, answer["code"]) == (409, "illegal_move"), "before it went"
    status, file = await town.ask("mita", "GET", path)
    assert (status, file["tracing"], len(file["reintegrations"])) == (200, [], 1)


async def test_nothing_that_is_written_leaves_in_an_event_or_stands_unsealed(town: Home) -> None:
    row_id = UUID(await town.planned())
    case = UUID(town.case)
    path = f"/cases/{town.case}/reintegrations/{row_id}"
    lead = {"way": "phone", "result": "lead", "words": SECRET, "who": SECRET[:40]}
    assert (await town.ask("mita", "POST", f"/cases/{town.case}/tracing", lead))[0] == 201
    await town.work.all_hold(case, row_id, "school_or_work")
    body = {"condition": "school_or_work", "answer": "no", "words": SECRET}
    assert (await town.ask("mita", "POST", f"{path}/conditions", body))[0] == 200
    status, row = await town.ask(
        "mita", "POST", f"{path}/exceptions", {"condition": "school_or_work", "why": SECRET}
    )
    assert status == 201, row
    allow = f"{path}/exceptions/{row['exceptions'][0]['id']}/allow"
    assert (await town.ask("shanta", "POST", allow, {"comment": SECRET}))[0] == 200
    assert (await town.ask("mita", "POST", f"{path}/hand-over", {"words": SECRET}))[0] == 200
    said = {**VISIT, "words": SECRET, "child_view": SECRET}
    status, row = await town.ask("mita", "POST", f"{path}/visits", said)
    assert (status, row["visits"][0]["child_view"]) == (201, SECRET)
    slot = row["follow_ups"][0]
    moved = {"to": DAY, "reason": "other", "words": SECRET}
    status, answer = await town.ask("mita", "POST", f"{path}/follow-ups/{slot['id']}/move", moved)
    assert (status, answer["errors"][0]["field"]) == (422, "to"), "the day the child went"
    risk = {"reason": "violence", "words": SECRET}
    status, row = await town.ask("mita", "POST", f"{path}/new-risk", risk)
    assert (status, row["episode"], row["risk"]) == (200, 2, None)
    status, file = await town.ask("mita", "GET", f"/cases/{town.case}")
    assert (file["returns"][0]["words"], file["tracing"][0]["words"]) == (SECRET, SECRET)
    pool = await town.work.database.raw()
    for table in ("outbox", "case_entry", "tracing_attempt", "reintegration", "home_visit",
                  "reintegration_answer", "reintegration_exception", "home_follow_up_move",
                  "reintegration_return", "deadline", "case_due"):  # fmt: skip
        rows = await pool.fetch(f"SELECT {table}::text AS said FROM {table}")
        assert not [one for one in rows if SECRET in one["said"]], table
    await pool.execute("UPDATE child SET wrapped_key = NULL WHERE id = $1", UUID(town.child))
    status, file = await town.ask("mita", "GET", f"/cases/{town.case}")
    assert status == 200
    assert SECRET not in str(file), "erased with the child's key"


async def test_terms_are_read_by_all_who_work_on_cases_and_set_by_few(town: Home) -> None:
    for name in ("mita", "suman", "shanta", "admin"):
        status, terms = await town.ask(name, "GET", "/reintegration-terms")
        assert (status, terms["checklist"]) == (200, 1)
    body = {"kind": "family", "days": [7, 60]}
    for name in ("mita", "suman"):
        assert (await town.ask(name, "PUT", "/home-schedules", body))[0] == 403
    status, answer = await town.ask("admin", "PUT", "/home-schedules", {**body, "days": [60, 7]})
    assert (status, answer["errors"][0]["field"]) == (422, "days")
    status, terms = await town.ask("admin", "PUT", "/home-schedules", body)
    said = {row["kind"]: row for row in terms["schedules"]}
    assert (status, [one["days"] for one in said["family"]["steps"]]) == (200, [7, 60])
    asked = f"/reintegration-figures?since={DAY}&until={DAY}"
    assert (await town.ask("mita", "GET", asked))[0] == 403
    status, figures = await town.ask("shanta", "GET", asked)
    assert (status, figures["children"], figures["by_kind"]["family"]) == (200, 0, 0)
    wrong = await town.ask("shanta", "GET", f"/reintegration-figures?since={DAY}&until=2020-01-01")
    assert (wrong[0], wrong[1]["errors"][0]["field"]) == (422, "until")
