"""A database that is away, or in which others are in the way, is a 503: ask again in a moment."""

from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError, EmulatedDBAPIException

from app.core import errors
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


async def test_who_waits_too_long_for_others_may_ask_again(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.db.LOCK_TIMEOUT", "50ms")
    pool = await database.raw()
    async with serving(settings, database.dsn) as served:
        known = await ask(served)
        async with pool.acquire() as other, other.transaction():
            await other.execute("LOCK TABLE staff IN ACCESS EXCLUSIVE MODE")
            assert await ask(served) == (503, "busy", "2")
        assert await ask(served) == known


@pytest.mark.parametrize(
    ("error", "busy", "away"),
    [
        (asyncpg.LockNotAvailableError("a"), True, False),
        (asyncpg.DeadlockDetectedError("b"), True, False),
        (asyncpg.SerializationError("c"), True, False),
        (asyncpg.QueryCanceledError("d"), False, True),
        (asyncpg.CannotConnectNowError("e"), False, True),
        (asyncpg.UniqueViolationError("f"), False, False),
        (asyncpg.StatementCompletionUnknownError("h"), False, False),
        (ValueError("g"), False, False),
    ],
)
def test_what_postgres_says_is_told_apart(error: Exception, busy: bool, away: bool) -> None:
    """As it comes, and as driver and ORM pass it on."""
    passed = Exception("driver")
    passed.__cause__ = error
    for one in (error, passed, DBAPIError(None, None, passed)):
        assert (errors._is(one, errors.BUSY), errors._is(one, errors.AWAY)) == (busy, away)


@pytest.mark.parametrize(
    ("cause", "status", "code"),
    [
        (asyncpg.CannotConnectNowError("starting up"), 503, "unavailable"),
        (asyncpg.DeadlockDetectedError("in a circle"), 503, "busy"),
        (asyncpg.UndefinedTableError("a bug of ours"), 500, "unexpected_error"),
    ],
)
async def test_what_the_driver_says_before_the_orm_has_a_connection_is_told_apart_too(
    cause: Exception, status: int, code: str
) -> None:
    app = FastAPI()
    errors.install(app)

    @app.get("/")
    async def fails() -> None:
        raise EmulatedDBAPIException("no connection") from cause

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://helpline.test") as http:
        answer = await http.get("/")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
