"""What every test may ask for: a migrated database of its own, the vault, settings, staff."""

import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.core import security
from app.core.db import Database
from app.core.settings import Settings
from app.core.words import Words
from tests import postgres
from tests.running import House, running_demo
from tests.serving import Served, serving

SECRETS: dict[str, Any] = {
    "secret_key": "s" * 40,
    "data_keys": "1:" + base64.b64encode(b"k" * 32).decode(),
    "index_key": base64.b64encode(b"i" * 32).decode(),
    "twilio_account_sid": "AC" + "1" * 32,
    "twilio_auth_token": "t" * 32,
    "public_url": "http://helpline.test",
    "messengers": "live,push,text",
}

QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
"""Every test employs somebody: at the product's cost that takes a fifth of a second each. What it
costs people to sign in is the matter of tests/core/test_security.py and of the whole houses."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Those who share a house run on one worker; where xdist does not see that, each starts one."""
    if not getattr(config.option, "loadgroup", False):
        return
    if any(one.get_closest_marker("xdist_group") and "@" not in one.nodeid for one in items):
        raise pytest.UsageError("This pytest hides from xdist which tests belong together.")


LONGEST_ID = 60


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Of a long text or file the name of the test says its length, not every byte."""
    if isinstance(val, (str, bytes)) and len(val) > LONGEST_ID:
        return f"{argname}-{len(val)}"
    return None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """This run's Postgres, shared by all of its workers."""
    server = postgres.start_server()
    yield server
    postgres.stop_server(server)


@pytest.fixture(scope="session")
def template(postgres_server: Any, vault: security.Vault) -> str:
    """A database with the newest schema and the reference data, to be cloned."""
    return postgres.make_template(postgres_server, _fill)


def _fill(url: str) -> None:
    import asyncio

    from app.core.migrate import migrate
    from app.demo.seed import sync_reference

    migrate(url)

    async def sync() -> None:
        database = Database(url, 2)
        await sync_reference(database)
        await database.close()

    asyncio.run(sync())


@pytest.fixture(scope="session")
def vault() -> security.Vault:
    """The process's vault, with keys that protect nothing and passwords that cost little."""
    Words.strict = True
    made = security.Vault({1: b"k" * 32}, b"i" * 32)
    security.use_vault(made)
    security.use_passwords(QUICK)
    return made


@pytest.fixture
def settings(tmp_path: Path, vault: security.Vault) -> Settings:
    """Settings of a test: invented secrets, a folder of its own."""
    return Settings(_env_file=None, var_dir=tmp_path, **SECRETS)


@pytest.fixture
def database_url(postgres_server: Any, template: str) -> Iterator[str]:
    """The address of a fresh database with schema and reference data."""
    url = postgres.clone(postgres_server, template)
    yield url
    postgres.drop(postgres_server, url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database with schema and reference data."""
    made = Database(database_url, 8)
    yield made
    await made.close()


@pytest.fixture
async def served(settings: Settings, database_url: str) -> AsyncIterator[Served]:
    """The real web process on a fresh database."""
    async with serving(settings, database_url) as made:
        yield made


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole product, started as a newcomer would; for journeys and the browser."""
    with running_demo(tmp_path_factory.mktemp("house")) as made:
        yield made
