"""Plain statements in a session's transaction: the same transaction, the same errors."""

import asyncio
import contextlib
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlmodel import select

from app.core import clock
from app.core.db import Database, driver, execute, fetch, fetch_value
from app.staff.models import Role


async def test_a_plain_statement_begins_the_transaction(database: Database) -> None:
    async with database.transaction() as session:
        assert await fetch_value(session, "SELECT 42") == 42
        assert (await driver(session)).is_in_transaction()


async def test_it_sees_what_the_session_holds_and_goes_with_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as session:
            session.add(Role(code="night", name_bn="রাত", name_en="Night", app="console"))
            assert await fetch(session, "SELECT 1 FROM role WHERE code = 'night'")
            raise ZeroDivisionError
    async with database.transaction() as session:
        assert (await session.exec(select(Role).where(Role.code == "night"))).first() is None


async def test_its_errors_are_those_of_the_orm(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await execute(session, "INSERT INTO outbox (at) VALUES ($1)", clock.now())
    with pytest.raises(DBAPIError):
        async with database.transaction() as session:
            await execute(session, "SELECT nonsense")


async def test_a_lost_connection_is_told_as_such(database: Database) -> None:
    with pytest.raises(DBAPIError) as lost:
        async with database.transaction() as session:
            await execute(session, "SELECT pg_terminate_backend(pg_backend_pid())")
    assert lost.value.connection_invalidated
    async with database.transaction() as session:
        assert await fetch_value(session, "SELECT 1") == 1


async def test_a_second_transaction_of_a_session_begins_anew(database: Database) -> None:
    async with database.transaction() as session:
        await execute(session, "SELECT 1")
        await session.rollback()
        assert await fetch_value(session, "SELECT 2") == 2
        assert (await driver(session)).is_in_transaction()


NIGHT = "INSERT INTO role (code, name_bn, name_en, app) VALUES ($1, 'রাত', 'Night', 'console')"


async def nights(database: Database) -> list[str]:
    async with database.transaction() as session:
        found = await fetch(session, "SELECT code FROM role WHERE name_en = 'Night' ORDER BY code")
    return [row["code"] for row in found]


async def test_plain_statements_and_the_orm_are_one_transaction_whoever_begins(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await execute(session, NIGHT, "plain")
        session.add(Role(code="orm", name_bn="রাত", name_en="Night", app="console"))
        assert len((await session.exec(select(Role).where(Role.name_en == "Night"))).all()) == 2
        await execute(session, NIGHT, "plain-again")
    assert await nights(database) == ["orm", "plain", "plain-again"]
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as session:
            (await session.exec(select(Role))).all()
            await execute(session, NIGHT, "gone")
            raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as session:
            await execute(session, NIGHT, "gone-too")
            session.add(Role(code="gone-as-well", name_bn="রাত", name_en="Night", app="console"))
            await session.flush()
            raise ZeroDivisionError
    assert await nights(database) == ["orm", "plain", "plain-again"]


@pytest.mark.parametrize("orm_first", [False, True])
async def test_a_savepoint_takes_plain_statements_back_with_it(
    database: Database, orm_first: bool
) -> None:
    async with database.transaction() as session:
        if orm_first:
            (await session.exec(select(Role))).all()
        await execute(session, NIGHT, "before")
        with pytest.raises(ZeroDivisionError):
            async with session.begin_nested():
                await execute(session, NIGHT, "within")
                raise ZeroDivisionError
        await execute(session, NIGHT, "after")
    assert await nights(database) == ["after", "before"]


async def test_what_is_taken_back_by_hand_is_gone_and_the_session_goes_on(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await execute(session, NIGHT, "first")
        assert session.in_transaction()
        await session.rollback()
        assert not session.in_transaction()
        await execute(session, NIGHT, "second")
    assert await nights(database) == ["second"]


async def test_an_error_at_the_commit_is_that_of_the_orm_and_nothing_stays(
    database: Database,
) -> None:
    later = "CREATE TEMP TABLE pair (id int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP"
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await execute(session, later)
            await execute(session, NIGHT, "never")
            await execute(session, "INSERT INTO pair VALUES (1), (1)")
    assert await nights(database) == []


async def test_every_connection_goes_back_whatever_happened(database: Database) -> None:
    async def one(number: int) -> None:
        with contextlib.suppress(ZeroDivisionError, DBAPIError, TimeoutError):
            async with database.transaction() as session:
                await execute(session, "SELECT 1")
                match number % 5:
                    case 0:
                        raise ZeroDivisionError
                    case 1:
                        await execute(session, "SELECT nonsense")
                    case 2:
                        await execute(session, "SELECT pg_terminate_backend(pg_backend_pid())")
                    case 3:
                        async with asyncio.timeout(0.05):
                            await execute(session, "SELECT pg_sleep(5)")

    for start in range(0, 60, 10):
        await asyncio.gather(*(one(number) for number in range(start, start + 10)))
    pool: Any = database.engine.pool
    assert pool.checkedout() == 0
    assert await nights(database) == []


async def test_who_lost_the_connection_in_the_middle_can_not_go_on_as_if_nothing_was(
    database: Database,
) -> None:
    with pytest.raises(PendingRollbackError):
        async with database.transaction() as session:
            await execute(session, NIGHT, "lost")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await execute(session, "SELECT pg_sleep(5)")
            await execute(session, NIGHT, "alone")
    with pytest.raises(PendingRollbackError):
        async with database.transaction() as session:
            await execute(session, NIGHT, "lost-too")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await execute(session, "SELECT pg_sleep(5)")
    assert await nights(database) == []
