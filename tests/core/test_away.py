"""A database that is away is a 503 one may ask again after, never an error of ours."""

from collections.abc import AsyncIterator

import pytest

from app.core.db import Database
from app.core.settings import Settings
from tests.gate import Gate, gate_before
from tests.serving import Served, serving

SIGN_IN = {"name": "nobody", "password": "nothing"}


@pytest.fixture
async def behind(settings: Settings, database: Database) -> AsyncIterator[tuple[Served, Gate]]:
    async with gate_before(database.dsn) as gate, serving(settings, gate.url) as served:
        yield served, gate


async def ask(served: Served) -> tuple[int, str, str | None]:
    async with served.http.post(f"{served.base}/api/v1/session", json=SIGN_IN) as answer:
        body = await answer.json(content_type=None)
        return answer.status, body["code"], answer.headers.get("retry-after")


async def test_a_database_that_goes_and_comes_is_a_503_and_nothing_else(
    behind: tuple[Served, Gate],
) -> None:
    served, gate = behind
    known = await ask(served)
    assert known[0] == 401
    gate.shut()
    assert await ask(served) == (503, "unavailable", "2")
    gate.open()
    assert await ask(served) == known
