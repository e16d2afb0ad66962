"""Reports by HTTP: who may read them, each format, refusals as problem documents."""

import asyncio
import contextlib
import os
import resource
from pathlib import Path
from typing import Any

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


async def test_a_screen_gets_the_table_and_what_can_be_asked_for(office: Office) -> None:
    _, offers = await office.ask("supervisor", "GET", "/reports")
    assert {one["name"]: one["periods"][0]["period"] for one in offers["items"]} == {
        "reintegration": "2015-03",
        "street-network": "2015-02",
        "calls": "all",
        "published": "all",
    }
    _, said = await office.ask("supervisor", "GET", PATH)
    domestic = next(row for row in said["rows"] if row["code"] == "domestic_worker")
    assert (domestic["cells"][1]["value"], domestic["cells"][1]["mark"]) == (9, "derived")
    lost = next(row for row in said["rows"] if row["code"] == "child_marriage")
    assert [(cell["value"], cell["mark"]) for cell in lost["cells"][1:]] == [(None, "lost")] * 3
    assert said["wrong"] is False


@pytest.mark.parametrize(
    ("how", "kind", "opening"),
    [
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("pdf", "application/pdf", b"%PDF-"),
    ],
)
async def test_a_file_comes_as_what_it_is(
    office: Office, how: str, kind: str, opening: bytes
) -> None:
    status, headers, body = await file(office, f"{PATH}&format={how}")
    assert (status, headers["content-type"]) == (200, kind)
    assert body.startswith(opening)
    named = f'attachment; filename="reintegration-2015-03.{how}"'
    assert headers["content-disposition"] == named
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/reports/nothing?period=2015", 404, "report_not_found"),
        ("/reports/..%2f..%2fetc?period=2015", 404, None),
        ("/reports/published?period=1990", 404, "nothing_published"),
        ("/reports/published?period=1999-99", 422, "input_is_invalid"),
        ("/reports/published", 422, "input_is_invalid"),
        (f"/reports/published?period={'9' * 5000}", 422, "input_is_invalid"),
        ("/reports/published?period=2015%00", 422, "input_is_invalid"),
        ("/reports/published?period=2015&format=exe", 422, "input_is_invalid"),
        ("/reports/published?period=%27%3B%20DROP%20TABLE%20x", 422, "input_is_invalid"),
    ],
)
async def test_what_can_not_be_asked_is_a_problem_and_never_a_fault(
    office: Office, path: str, status: int, code: str | None
) -> None:
    found, said = await office.ask("supervisor", "GET", path)
    assert found == status, said
    assert code is None or said["code"] == code


async def test_a_long_table_is_drawn_by_another_process_than_the_one_that_answers_callers(
    office: Office,
) -> None:
    """The web process is this one; the kernel tells what its children used of the processor."""
    before = time_of_children()
    status, _, body = await file(office, "/reports/calls?period=all&format=pdf")
    assert (status, body[:5]) == (200, b"%PDF-")
    assert time_of_children() - before > 0.5


def time_of_children() -> float:
    """Seconds of the processor that children of this process have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def test_no_transaction_stands_open_while_a_file_is_drawn(
    office: Office, database: Database
) -> None:
    asked = asyncio.create_task(file(office, f"{PATH}&format=pdf"))
    looks = 0
    while not asked.done():
        if drawing():
            async with database.transaction() as session:
                open_ones = await fetch(session, OPEN_TRANSACTIONS)
            assert [row["query"] for row in open_ones] == []
            looks += 1
        await asyncio.sleep(0.05)
    assert (await asked)[0] == 200
    assert looks > 0


OPEN_TRANSACTIONS = """
SELECT query FROM pg_stat_activity
WHERE datname = current_database() AND state = 'idle in transaction'
    AND query LIKE '%published_total%'
"""


def drawing() -> bool:
    """Whether a child of this process draws a report."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            command = (stat.parent / "cmdline").read_bytes()
            if parent == os.getpid() and b"app.reports.apart" in command:
                return True
    return False


async def test_three_who_ask_at_once_all_get_their_file(office: Office) -> None:
    asked: list[Any] = [file(office, f"{PATH}&format=pdf") for _ in range(3)]
    answers = await asyncio.gather(*asked)
    assert {(status, len(body) > 1000) for status, _, body in answers} == {(200, True)}
