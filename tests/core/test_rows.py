"""Rows read and written beside the ORM: the same objects, the same rows, the same errors."""

from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import col, select

from app.calls.models import Call, Offer
from app.calls.states import CallState
from app.core.db import Database, execute, fetch_value, take
from app.core.rows import columns_of
from tests.factories import add_counsellor, offered, open_offer, ring

CALL = f"SELECT {columns_of(Call)} FROM call WHERE id = $1"
OFFER = f"SELECT {columns_of(Offer)} FROM offer WHERE id = $1"


async def test_an_object_is_what_the_orm_would_have_read(database: Database) -> None:
    await add_counsellor(database)
    call_id = await ring(database)
    await offered(database)
    offer_id = (await open_offer(database, call_id)).id
    async with database.transaction() as session:
        taken = await take(session, Offer, OFFER, offer_id)
    async with database.transaction() as session:
        read = await session.get_one(Offer, offer_id)
    assert taken is not None
    assert taken.model_dump() == read.model_dump()
    assert type(taken.state) is type(read.state)


async def test_it_is_the_sessions_own_object_and_brought_up_to_date(database: Database) -> None:
    call_id = await ring(database)
    async with database.transaction() as session:
        held = await session.get_one(Call, call_id)
        await execute(session, "UPDATE call SET step = 7 WHERE id = $1", call_id)
        assert await take(session, Call, CALL, call_id) is held
        assert held.step == 7
        assert await session.get_one(Call, call_id) is held
        assert not session.dirty


async def test_what_is_not_there_is_none(database: Database) -> None:
    async with database.transaction() as session:
        assert await take(session, Call, CALL, uuid4()) is None


async def test_a_change_is_written_before_the_next_statement_and_at_the_end(
    database: Database,
) -> None:
    call_id = await ring(database)
    async with database.transaction() as session:
        call = await take(session, Call, CALL, call_id)
        assert call is not None
        call.state, call.language = CallState.DIVERTED, "en"
        state = "SELECT state || language FROM call WHERE id = $1"
        assert await fetch_value(session, state, call_id) == "diverteden"
        assert not session.dirty
        call.head_start = 5
    async with database.transaction() as session:
        call = await session.get_one(Call, call_id)
        assert (call.state, call.head_start) == (CallState.DIVERTED, 5)


async def test_the_orm_is_not_asked_for_what_is_plain(database: Database) -> None:
    call_id = await ring(database)
    flushes: list[object] = []
    async with database.transaction() as session:
        event.listen(session.sync_session, "before_flush", lambda *_: flushes.append(1))
        call = await take(session, Call, CALL, call_id)
        assert call is not None
        call.step += 1
    assert not flushes


async def test_a_rolled_back_change_is_forgotten(database: Database) -> None:
    call_id = await ring(database)
    async with database.transaction() as session:
        call = await take(session, Call, CALL, call_id)
        assert call is not None
        call.step = 9
        await execute(session, "SELECT 1")
        await session.rollback()
        found = (await session.exec(select(Call).where(col(Call.id) == call_id))).one()
        assert (found is call, found.step) == (True, 0)


async def test_a_row_that_is_gone_is_an_error_as_it_is_for_the_orm(database: Database) -> None:
    await add_counsellor(database)
    call_id = await ring(database)
    await offered(database)
    offer_id = (await open_offer(database, call_id)).id
    with pytest.raises(StaleDataError):
        async with database.transaction() as session:
            offer = await take(session, Offer, OFFER, offer_id)
            assert offer is not None
            await execute(session, "DELETE FROM offer WHERE id = $1", offer_id)
            offer.pass_reason = "personal"
