"""Service levels as they leave the house: from rows of calls, by REST and by /metrics."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from app.calls.levels import measured
from app.core import clock
from app.core.db import Database
from app.staff.service import add_staff
from tests.factories import ring
from tests.serving import Served

PASSWORD = "a good long password"


async def rang(
    database: Database, ago: float, answered: float | None = None, ended: float | None = None
) -> UUID:
    """A call that rang `ago` seconds ago, was answered and has ended so many seconds later."""
    call_id = await ring(database, None)
    at = clock.now() - timedelta(seconds=ago)
    moments = [
        None if after is None else at + timedelta(seconds=after) for after in (answered, ended)
    ]
    await (await database.raw()).execute(
        "UPDATE call SET arrived_at = $2, queued_at = $2, answered_at = $3, ended_at = $4, "
        "state = CASE WHEN $4::timestamptz IS NULL THEN 'waiting' ELSE 'ended' END WHERE id = $1",
        call_id,
        at,
        *moments,
    )
    return call_id


async def a_night(database: Database) -> None:
    await rang(database, 600, answered=10, ended=100)
    await rang(database, 600, answered=18, ended=100)
    await rang(database, 600, ended=2)
    await rang(database, 600, ended=40)
    await rang(database, 20)
    await rang(database, 1900, ended=40)


async def test_the_rows_of_calls_give_the_measures_of_their_period(database: Database) -> None:
    await a_night(database)
    async with database.transaction() as session:
        now = clock.now()
        night = await measured(session, now - timedelta(minutes=30), now)
    assert (night.offered, night.answered, night.abandoned) == (5, 2, 2)
    assert (night.short_abandoned, night.waiting) == (1, 1)
    (fifteen, twenty) = night.levels
    assert (fifteen.of_answered, fifteen.of_offered) == (0.5, 0.25)
    assert fifteen.of_offered_less_short == pytest.approx(1 / 3)
    assert twenty.of_offered_less_short == pytest.approx(2 / 3)
    assert night.wait_mean == pytest.approx(14)


async def test_calls_of_ours_to_callers_count_nowhere(database: Database) -> None:
    call_id = await rang(database, 600, answered=10, ended=100)
    await (await database.raw()).execute("UPDATE call SET calls_back = $1 WHERE id = $1", call_id)
    async with database.transaction() as session:
        now = clock.now()
        assert (await measured(session, now - timedelta(minutes=30), now)).offered == 0


async def ask(served: Served, name: str, path: str) -> tuple[int, Any]:
    given = {"name": name, "password": PASSWORD}
    async with aiohttp.ClientSession(
        f"{served.base}/api/v1/", cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        async with session.post("session", json=given) as signed:
            assert signed.status == 200, await signed.text()
            cookie = signed.headers["set-cookie"].partition(";")[0]
        async with session.get(path, headers={"cookie": cookie}) as answer:
            return answer.status, json.loads(await answer.text())


async def test_a_supervisor_reads_them_with_their_definitions_and_a_counsellor_does_not(
    served: Served, database: Database
) -> None:
    await a_night(database)
    for name, role in (("shanta", "supervisor"), ("asha", "counsellor")):
        async with database.transaction() as session:
            await add_staff(
                session, name=name, display_bn=name, display_en=name, role=role, password=PASSWORD
            )
    status, row = await ask(served, "shanta", "measures?minutes=30")
    assert status == 200, row
    assert row["offered"] == 5
    assert row["levels"][0]["of_offered_less_short"] == pytest.approx(1 / 3)
    assert row["levels"][0]["target"] == 0.9
    assert {"of_answered", "of_offered", "of_offered_less_short"} <= set(row["definitions"])
    assert (await ask(served, "shanta", "measures?minutes=60"))[1]["offered"] == 6
    assert (await ask(served, "shanta", "measures?minutes=0"))[0] == 422
    assert (await ask(served, "asha", "measures"))[0] == 403


async def test_prometheus_gets_the_three_formulas_and_the_queue(
    served: Served, database: Database
) -> None:
    await a_night(database)
    async with aiohttp.ClientSession() as session, session.get(f"{served.base}/metrics") as answer:
        told = await answer.text()
    values = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))

    def level(formula: str, seconds: int) -> float:
        name = f'helpline_service_level_ratio{{formula="{formula}",seconds="{seconds}"}}'
        return float(values[name])

    assert level("of_answered", 15) == 0.5
    assert level("of_offered", 15) == 0.25
    assert level("of_offered_less_short", 15) == pytest.approx(1 / 3)
    assert float(values["helpline_queue_waiting"]) == 1
    assert 20 <= float(values["helpline_queue_longest_seconds"]) < 60
    assert float(values["helpline_abandon_ratio"]) == pytest.approx(1 / 3)


async def test_metrics_answer_while_the_database_does_not(
    served: Served, database: Database
) -> None:
    pool = await database.raw()
    async with aiohttp.ClientSession() as session, pool.acquire() as other, other.transaction():
        await other.execute("LOCK TABLE call IN ACCESS EXCLUSIVE MODE")
        async with asyncio.timeout(5), session.get(f"{served.base}/metrics") as answer:
            assert answer.status == 200
