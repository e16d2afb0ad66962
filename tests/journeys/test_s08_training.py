"""S08, a course from its first day to the end of its validity, and what is refused without it."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from time_machine import travel

from tests.line import Line, whole_line
from tests.running import Person

DISTRICT = "BD3026"
STAFF = {
    "counsellor-1": "counsellor",
    "counsellor-2": "counsellor",
    "supervisor-1": "supervisor",
    "admin-1": "administrator",
}
TABLES = (
    (
        "workers",
        "code,name_bn,name_en,called_bn,called_en\nO-1,নীলা,Nila,কর্মকর্তা,Officer",
    ),
    (
        "posts",
        "code,kind,name_bn,name_en,seat,organisation,holder,holding,since\n"
        f"PO-1,probation_officer,প্রবেশন কর্মকর্তা,Probation officer,{DISTRICT},,,,",
    ),
)
Row = dict[str, Any]


@contextlib.asynccontextmanager
async def at_work(line: Line, days: float, *names: str) -> AsyncIterator[list[Person]]:
    """So many days from now these people sign in anew; time goes on from there."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(travel(datetime.now(UTC) + timedelta(days=days), tick=True))
        yield [await stack.enter_async_context(line.at_work(name)) for name in names]


def local_day(days: int) -> date:
    return (datetime.now(UTC) + timedelta(hours=6, days=days)).date()


async def begun(admin: Person) -> tuple[Row, str, str]:
    """Without a need nothing is asked for; then the course is needed for three things."""
    for kind, csv in TABLES:
        body = {"kind": kind, "csv": csv, "dry_run": False}
        assert (await admin.ask("POST", "/directory/import", body))["applied"]
    (worker,) = (await admin.ask("GET", "/directory?what=worker"))["items"]
    (post,) = (await admin.ask("GET", "/posts"))["items"]
    said = {"code": "PSST", "name_bn": "পেশাগত সমাজসেবা প্রশিক্ষণ", "name_en": "PSST", "hours": 160}
    course: Row = await admin.ask("POST", "/courses", {**said, "valid_months": 6}, expect=201)
    for kind, code in (("role", "supervisor"), ("skill", "keys"), ("post", "probation_officer")):
        course = await admin.ask(
            "PUT", f"/courses/{course['id']}/need", {"kind": kind, "code": code}
        )
    assert len(course["needed_for"]) == 3
    return course, worker["id"], post["id"]


async def refused(admin: Person, staff: dict[str, UUID], worker: str, post: str) -> None:
    appoint = {"worker_id": worker, "starts_at": datetime.now(UTC).isoformat()}
    for path, body in (
        (f"/staff/{staff['counsellor-1']}/role", {"role": "supervisor"}),
        (f"/staff/{staff['counsellor-1']}/skills", {"skill": "keys"}),
        (f"/posts/{post}/appoint", appoint),
    ):
        answer = await admin.ask("POST", path, body, expect=409)
        assert answer["code"] == "course_is_needed"
        assert [one["name"]["en"] for one in answer["courses"]] == ["PSST"]
    rights = await admin.ask("GET", f"/staff/{staff['counsellor-1']}/rights")
    assert (rights["role"], rights["skills"], rights["given"]) == ("counsellor", [], [])


async def trained(line: Line, course: Row, staff: dict[str, UUID], worker: str) -> str:
    """The course is held; one passes, one fails, and the officer had it before."""
    async with at_work(line, 0, "supervisor-1") as (supervisor,):
        starts = datetime.now(UTC) + timedelta(days=1)
        when = {
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(days=28)).isoformat(),
        }
        path = f"/courses/{course['id']}/trainings"
        made = await supervisor.ask("POST", path, {**when, "place": DISTRICT}, expect=201)
        training = f"/trainings/{made['training']['id']}"
        for name in ("counsellor-1", "counsellor-2"):
            who = {"kind": "staff", "id": str(staff[name])}
            await supervisor.ask("POST", f"{training}/enrol", who)
        early = await supervisor.ask("POST", f"{training}/hold", {"results": []}, expect=422)
        assert early["errors"][0]["field"] == "results"
        had = {"holder": {"kind": "worker", "id": worker}, "got_on": local_day(-30).isoformat()}
        row: Row = await supervisor.ask(
            "POST", f"/courses/{course['id']}/qualifications", had, expect=201
        )
        assert (row["counts"], row["holder"]["name"]["en"]) == (True, "Nila")
    async with at_work(line, 30, "supervisor-1") as (supervisor,):
        results = [
            {"holder": str(staff["counsellor-1"]), "attended": True, "result": "passed"},
            {"holder": str(staff["counsellor-2"]), "attended": True, "result": "failed"},
        ]
        held = await supervisor.ask("POST", f"{training}/hold", {"results": results})
        assert [one["result"] for one in held["people"]] == ["passed", "failed"]
        again = await supervisor.ask("POST", f"{training}/hold", {"results": []}, expect=409)
        assert (again["code"], again["legal"]) == ("illegal_move", [])
    return str(row["id"])


async def given(line: Line, staff: dict[str, UUID], worker: str, post: str) -> None:
    async with at_work(line, 31, "admin-1", "counsellor-1") as (admin, counsellor):
        failed = f"/staff/{staff['counsellor-2']}/skills"
        await admin.ask("POST", failed, {"skill": "keys"}, expect=409)
        await admin.ask("POST", f"/staff/{staff['counsellor-1']}/skills", {"skill": "keys"})
        await admin.ask(
            "POST",
            f"/posts/{post}/appoint",
            {"worker_id": worker, "starts_at": datetime.now(UTC).isoformat()},
        )
        await counsellor.ask("POST", f"/staff/{staff['counsellor-1']}/role",
                             {"role": "administrator"}, expect=403)  # fmt: skip
        path = f"/staff/{staff['counsellor-1']}/role"
        rights = await admin.ask("POST", path, {"role": "supervisor"})
        assert (rights["role"], rights["skills"]) == ("supervisor", ["keys"])
        told = [
            (one["kind"], one["code"], one["change"], one["by"]["en"]) for one in rights["given"]
        ]
        assert told == [
            ("role", "supervisor", "given", "admin-1"),
            ("skill", "keys", "given", "admin-1"),
        ]
        await counsellor.ask("GET", "/session", expect=401)
        own = f"/staff/{staff['admin-1']}/role"
        answer = await admin.ask("POST", own, {"role": "supervisor"}, expect=409)
        assert answer["code"] == "nobody_gives_to_himself"


async def runs_out(line: Line, qualification: str, worker: str, post: str) -> None:
    """Half a year later the officer's course ends: roster and supervisors are warned before."""
    async with at_work(line, 130, "supervisor-1", "admin-1") as (supervisor, admin):
        await supervisor.watch("board")
        await supervisor.until(
            lambda: (
                supervisor.rows("board", "ending_qualifications")
                .get(qualification, {})
                .get("told_level")
                == 1
            )
        )
        await admin.ask("POST", "/directory/import", {"kind": "coverage", "dry_run": False,
            "csv": f"owner_kind,owner_code,place,rank\nworker,O-1,{DISTRICT},primary"})  # fmt: skip
        week = await supervisor.ask("GET", f"/roster/week?starts_on={local_day(0)}")
        assert [one["worker_id"] for one in week["qualifications"]] == [worker]
    async with at_work(line, 200, "supervisor-1", "admin-1") as (supervisor, admin):
        await supervisor.watch("board")
        await supervisor.until(
            lambda: (
                supervisor.rows("board", "ending_qualifications")
                .get(qualification, {})
                .get("told_level")
                == 2
            )
        )
        holders = (await admin.ask("GET", "/posts"))["items"][0]["holders"]
        assert [one["worker_id"] for one in holders] == [worker], "nobody loses a post by it"
        rows = (await supervisor.ask("GET", "/qualifications?ending=true"))["items"]
        assert (qualification, False) in [(one["id"], one["counts"]) for one in rows]


async def test_a_role_a_skill_and_a_post_are_given_to_who_passed_the_course(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        staff = {name: (await line.employ(name, role)).id for name, role in STAFF.items()}
        async with line.at_work("admin-1") as admin:
            course, worker, post = await begun(admin)
            await refused(admin, staff, worker, post)
        qualification = await trained(line, course, staff, worker)
        await given(line, staff, worker, post)
        await runs_out(line, qualification, worker, post)
