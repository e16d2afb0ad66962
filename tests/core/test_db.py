"""One request is one transaction: committed before the answer, rolled back on any error."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import asyncpg
import pytest
from sqlmodel import func, select

from app.cases.models import Channel, Incident
from app.cases.service import open_incident
from app.cases.timeline import SYSTEM
from app.core.db import Database
from app.core.errors import NotFound
from app.core.outbox import OutboxRow
from tests.serving import Served


async def count(database: Database, table: type) -> int:
    async with database.transaction() as session:
        return (await session.exec(select(func.count()).select_from(table))).one()


async def test_an_error_rolls_back_the_change_and_what_was_to_be_told(database: Database) -> None:
    with pytest.raises(NotFound):
        async with database.transaction() as session:
            await open_incident(session, Channel.WALK_IN, SYSTEM)
            raise NotFound("no")
    assert await count(database, Incident) == 0
    assert await count(database, OutboxRow) == 0


async def test_the_bell_rings_after_the_commit_and_only_when_something_was_told(
    database: Database,
) -> None:
    async with database.bell.listening() as heard:
        await heard()
        async with database.transaction() as session:
            await session.exec(select(Incident))
        silent = await _was_rung(heard)
        async with database.transaction() as session:
            await open_incident(session, Channel.WALK_IN, SYSTEM)
            assert not await _was_rung(heard)
        rung = await _was_rung(heard)
    assert (silent, rung) == (False, True)


async def _was_rung(heard: object) -> bool:
    """Whether the bell rings at once, well before the poll behind it."""
    try:
        async with asyncio.timeout(0.1):
            await heard()  # type: ignore[operator]
    except TimeoutError:
        return False
    return True


@pytest.fixture
async def stranger(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(base_url=served.base) as http:
        yield http


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/incidents", 401),
        ("GET", "/api/v1/nothing", 404),
        ("POST", "/api/v1/session", 422),
        ("DELETE", "/api/v1/places", 405),
    ],
)
async def test_every_error_is_a_problem_document(
    stranger: aiohttp.ClientSession, method: str, path: str, status: int
) -> None:
    async with stranger.request(method, path) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
        problem = await answer.json()
    assert problem["status"] == status
    assert {"type", "title", "detail", "code", "errors"} <= set(problem)


async def test_a_bell_whose_line_breaks_while_it_ends_still_ends(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object, **__: object) -> None:
        raise asyncpg.InterfaceError("another operation is in progress")

    database.bell.start()
    async with database.bell.listening() as heard:
        await heard()
        await asyncio.sleep(0.1)
        monkeypatch.setattr("asyncpg.Connection.close", breaks)
        async with asyncio.timeout(5):
            await database.bell.close()
