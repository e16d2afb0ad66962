"""Plain statements in a session's transaction: the same transaction, the same errors."""

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
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
