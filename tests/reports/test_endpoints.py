"""Reports by HTTP: who may read them, each format, refusals as problem documents."""

import asyncio
import contextlib
import os
from pathlib import Path

import pytest

from app.core.db import Database, fetch
from app.directory import published
from app.directory.published_load import totals
from tests.directory.test_worker_endpoints import Office
from tests.serving import Served

PATH = "/reports/reintegration?period=2015-03"


@pytest.fixture
async def office(served: Served, database: Database) -> Office:
    async with database.transaction() as session:
        await published.load(session, totals("2015"))
    return await Office(served).open(database)


async def file(office: Office, path: str) -> tuple[int, dict[str, str], bytes]:
    url = f"{office.served.base}/api/v1{path}"
    headers = office.cookies["supervisor"]
    async with office.served.http.get(url, headers=headers) as answer:
        lower = {name.lower(): text for name, text in answer.headers.items()}
        return answer.status, lower, await answer.read()


async def test_supervisors_and_administrators_read_reports_and_nobody_else(
    office: Office,
) -> None:
    for path in ("/reports", PATH):
        asked = {role: await office.ask(role, "GET", path) for role in office.cookies}
        assert {role: status for role, (status, _) in asked.items()} == {
            "supervisor": 200,
            "administrator": 200,
            "counsellor": 403,
            "worker": 403,
        }
        assert asked["worker"][1]["code"] == "not_allowed"
    async with office.served.http.get(f"{office.served.base}/api/v1{PATH}") as answer:
        assert answer.status == 401
    _, offers = await office.ask("supervisor", "GET", "/reports")
    assert {one["name"]: one["periods"][0]["period"] for one in offers["items"]} == {
        "reintegration": "2015-03",
        "street-network": "2015-02",
        "calls": "all",
        "published": "all",
    }
    said = asked["supervisor"][1]
    domestic = next(row for row in said["rows"] if row["code"] == "domestic_worker")
    assert (domestic["cells"][1]["value"], domestic["cells"][1]["mark"]) == (9, "derived")
    lost = next(row for row in said["rows"] if row["code"] == "child_marriage")
    assert [(cell["value"], cell["mark"]) for cell in lost["cells"][1:]] == [(None, "lost")] * 3
    assert said["wrong"] is False


REFUSED = [
    ("/reports/nothing?period=2015", 404, "report_not_found"),
    ("/reports/..%2f..%2fetc?period=2015", 404, None),
    ("/reports/published?period=1990", 404, "nothing_published"),
    ("/reports/published?period=1999-99", 422, "input_is_invalid"),
    ("/reports/published", 422, "input_is_invalid"),
    (f"/reports/published?period={'9' * 5000}", 422, "input_is_invalid"),
    ("/reports/published?period=2015%00", 422, "input_is_invalid"),
    ("/reports/published?period=2015&format=exe", 422, "input_is_invalid"),
    ("/reports/published?period=%27%3B%20DROP%20TABLE%20x", 422, "input_is_invalid"),
]


async def test_what_can_not_be_asked_is_a_problem_and_never_a_fault(office: Office) -> None:
    for path, status, code in REFUSED:
        found, said = await office.ask("supervisor", "GET", path)
        assert found == status, (path, said)
        assert code is None or said["code"] == code


async def test_a_file_comes_as_what_it_is_and_no_transaction_stands_open_while_it_is_drawn(
    office: Office, database: Database
) -> None:
    for how, kind, opening in (
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
    ):
        asked = asyncio.create_task(file(office, f"{PATH}&format={how}"))
        looks = await looks_while_drawn(asked, database)
        status, headers, body = await asked
        assert (status, headers["content-type"]) == (200, kind)
        assert body.startswith(opening)
        named = f'attachment; filename="reintegration-2015-03.{how}"'
        assert headers["content-disposition"] == named
        assert headers["cache-control"] == "no-store"
        assert bool(looks) == (how == "pdf"), "a PDF is drawn by another process than this one"


OPEN_TRANSACTIONS = """
SELECT query FROM pg_stat_activity
WHERE datname = current_database() AND state = 'idle in transaction'
    AND query LIKE '%published_total%'
"""


async def looks_while_drawn(asked: "asyncio.Task[object]", database: Database) -> int:
    """How often another process was seen to draw; each time no transaction stood open."""
    looks = 0
    while not asked.done():
        if drawing():
            async with database.transaction() as session:
                open_ones = await fetch(session, OPEN_TRANSACTIONS)
            assert [row["query"] for row in open_ones] == []
            looks += 1
        await asyncio.sleep(0.02)
    return looks


def drawing() -> bool:
    """Whether a child of this process draws a report."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            command = (stat.parent / "cmdline").read_bytes()
            if parent == os.getpid() and b"app.reports.apart" in command:
                return True
    return False
