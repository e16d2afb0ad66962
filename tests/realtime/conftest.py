"""A fresh migrated database for each test of the room; gone afterwards."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from app.core.db import Database
from app.core.migrate import migrate
from app.core.postgres import EmbeddedPostgres
from tests import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedPostgres]:
    server = postgres.start_server()
    yield server
    postgres.stop_server(server)


@pytest.fixture(scope="session")
def template(server: EmbeddedPostgres) -> str:
    return postgres.make_template(server, migrate)


@pytest.fixture
async def database(server: EmbeddedPostgres, template: str) -> AsyncIterator[Database]:
    url = await asyncio.to_thread(postgres.clone, server, template)
    database = Database(url)
    yield database
    await database.close()
    await asyncio.to_thread(postgres.drop, server, url)
