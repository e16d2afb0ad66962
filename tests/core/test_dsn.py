"""A database's address as hosts hand it out: it works everywhere or is refused by name."""

import asyncio
import contextlib
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from app.core.db import Database
from app.core.dsn import BadAddress, connecting
from app.core.migrate import CannotMigrate, migrate
from app.core.settings import Settings
from app.jobs.queue import defer, run_queue
from tests.conftest import SECRETS

PASSWORD = "korolla-9-never-shown"
REMOTE = f"postgresql://helpline:{PASSWORD}@127.0.0.1:9/helpline"
USUAL = "sslmode=disable&connect_timeout=7&target_session_attrs=any&options=-c%20work_mem%3D5MB"


def made(url: str) -> Settings:
    return Settings(_env_file=None, database_url=url, **SECRETS)


async def test_the_usual_parameters_work_for_engine_raw_pool_bell_queue_and_schema(
    database_url: str,
) -> None:
    url = f"{database_url}&{USUAL}".replace("postgresql://", "postgresql+asyncpg://")
    await asyncio.to_thread(migrate, url)
    database, done, stop = Database(url, 2), asyncio.Event(), asyncio.Event()

    async def work(_: UUID) -> None:
        done.set()

    try:
        async with database.transaction() as session:
            asked = await (await session.connection()).execute(text("SHOW work_mem"))
            assert asked.scalar_one() == "5MB"
            await defer(session, "test.work", UUID(int=1))
        assert await (await database.raw()).fetchval("SHOW work_mem") == "5MB"
        database.bell.start()
        queue = asyncio.create_task(run_queue(url, {"test.work": work}, stop))
        await asyncio.wait_for(done.wait(), 20)
        stop.set()
        await queue
        await asyncio.wait_for(_bell_is_heard(database), 20)
    finally:
        await database.close()


async def _bell_is_heard(database: Database) -> None:
    """The bell connects beside everything else: it may come after the queue's first job."""
    query = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = 'helpline bell'"
    )
    pool = await database.raw()
    while not await pool.fetchval(query):
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
async def test_sslmode_reaches_the_driver_of_every_connection(
    mode: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server here speaks no TLS: whoever asks for it must fail before any password is sent."""
    read: list[bytes] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        read.append(await reader.read(1024))
        writer.write(b"N")
        with contextlib.suppress(ConnectionError):
            read.append(await reader.read(1024))
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("PGSSLROOTCERT", _any_certificate())
    url = REMOTE.replace(":9/", f":{port}/") + f"?sslmode={mode}"
    database = Database(url, 2)
    with pytest.raises(ConnectionError):
        async with database.transaction() as session:
            await session.connection()
    with pytest.raises(ConnectionError):
        await database.raw()
    with pytest.raises(CannotMigrate):
        await asyncio.to_thread(migrate, url)
    await database.close()
    server.close()
    asked = [one for one in read if one]
    assert len(asked) == 3, "each asked for TLS and said nothing else"
    assert {one[4:8] for one in asked} == {b"\x04\xd2\x16\x2f"}


def _any_certificate() -> str:
    import certifi

    return certifi.where()


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ("channel_binding=require", "channel_binding"),
        ("keepalives=1", "keepalives"),
        ("sslmode=maybe", "sslmode"),
        ("sslrootcert=/nowhere/root.crt", "sslrootcert"),
        ("connect_timeout=soon", "connect_timeout"),
        ("target_session_attrs=fast", "target_session_attrs"),
    ],
)
def test_what_can_not_work_is_refused_by_name_and_without_the_password(
    more: str, named: str
) -> None:
    with pytest.raises(ValidationError, match=named) as refused:
        made(f"{REMOTE}?{more}")
    assert PASSWORD not in f"{refused.value!s} {refused.value!r}"


@pytest.mark.parametrize("url", ["mysql://x@y/z", "no address", "postgresql://[broken", "postgres"])
def test_another_kind_of_address_is_refused(url: str) -> None:
    with pytest.raises(BadAddress, match="must look like"):
        connecting(url)


def test_the_password_stands_in_no_repr_of_settings_or_of_what_is_refused() -> None:
    found = made(REMOTE)
    assert found.database_url is not None
    assert found.database_url.get_secret_value() == REMOTE
    shown = f"{found!r} {found!s} {found.model_dump()} {found.model_dump_json()}"
    assert PASSWORD not in shown


async def test_a_database_that_is_away_is_told_of_without_its_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    database = Database(REMOTE, 2)
    database.bell.start()
    with pytest.raises(ConnectionRefusedError) as away:
        async with database.transaction() as session:
            await session.connection()
    await asyncio.sleep(0)
    await database.close()
    printed = capsys.readouterr()
    assert PASSWORD not in f"{away.value!r} {database.engine!r} {printed.out} {printed.err}"
    with pytest.raises(CannotMigrate) as refused:
        await asyncio.to_thread(migrate, REMOTE)
    assert PASSWORD not in str(refused.value)


def test_the_address_without_a_host_stays_one() -> None:
    found = connecting("postgresql://helpline@/helpline?host=/run/pg&connect_timeout=0")
    assert found == {"dsn": "postgresql://helpline@/helpline?host=%2Frun%2Fpg", "timeout": 5.0}
