"""Whether a webhook tells anything new: one look without a lock, and never a yes too many."""

from uuid import UUID, uuid4

import pytest

from app.calls import no_news, service
from app.calls.states import LEG_ORDER, CallState, LegState
from app.core.db import Database
from tests.factories import add_counsellor, answered, get_call, ring

LINE = "CA-leg"


async def leg_of(database: Database, call_id: UUID) -> UUID:
    pool = await database.raw()
    leg_id: UUID = await pool.fetchval("SELECT id FROM leg WHERE call_id = $1", call_id)
    return leg_id


@pytest.mark.parametrize("at", LEG_ORDER)
@pytest.mark.parametrize("news", LEG_ORDER)
async def test_a_leg_is_known_to_be_as_far_only_when_it_is(
    database: Database, at: LegState, news: LegState
) -> None:
    _, call = await answered(database)
    leg_id = await leg_of(database, call.id)
    async with database.transaction() as session:
        await service.leg_moved(session, leg_id, at, LINE)
    pool = await database.raw()
    known = LEG_ORDER.index(at) >= LEG_ORDER.index(news)
    assert await no_news.leg_is_as_far(pool, leg_id, news, LINE) is known
    assert not await no_news.leg_is_as_far(pool, leg_id, news, "CA-another")
    assert not await no_news.leg_is_as_far(pool, uuid4(), news, LINE)


async def test_a_callers_join_is_news_once_and_the_second_of_two_makes_them_talk(
    database: Database,
) -> None:
    _, call = await answered(database)
    leg_id, pool = await leg_of(database, call.id), await database.raw()
    where = (pool, call.id, call.step)
    assert not await no_news.party_is_as_far(*where, call.provider_call_id, joined=True)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, call.step)
    assert await no_news.party_is_as_far(*where, call.provider_call_id, joined=True)
    assert not await no_news.party_is_as_far(*where, LINE, joined=True)
    async with database.transaction() as session:
        await service.leg_moved(session, leg_id, LegState.JOINED, LINE)
    assert await no_news.party_is_as_far(*where, LINE, joined=True)
    assert not await no_news.party_is_as_far(*where, LINE, joined=False)
    assert (await get_call(database, call.id)).state is CallState.TALKING


async def test_a_waiting_callers_join_is_noted_at_once_for_the_present_step_alone(
    database: Database,
) -> None:
    call_id, pool = await ring(database, sid="CA-caller"), await database.raw()
    assert not await no_news.party_is_as_far(pool, call_id, 1, "CA-caller", joined=True)
    assert (await get_call(database, call_id)).caller_joined_at is None
    assert await no_news.party_is_as_far(pool, call_id, 0, "CA-caller", joined=False)
    assert (await get_call(database, call_id)).caller_joined_at is None
    assert await no_news.party_is_as_far(pool, call_id, 0, "CA-caller", joined=True)
    noted = (await get_call(database, call_id)).caller_joined_at
    assert noted is not None
    assert await no_news.party_is_as_far(pool, call_id, 0, "CA-caller", joined=True)
    assert (await get_call(database, call_id)).caller_joined_at == noted


async def test_a_call_is_over_when_it_has_ended_and_an_unknown_one_never_is(
    database: Database,
) -> None:
    await add_counsellor(database)
    call_id, pool = await ring(database, sid="CA-caller"), await database.raw()
    assert not await no_news.is_over(pool, call_id, gone=True)
    assert not await no_news.line_is_over(pool, "CA-caller")
    async with database.transaction() as session:
        await service.caller_left(session, call_id)
    assert await no_news.is_over(pool, call_id, gone=True)
    assert not await no_news.is_over(pool, call_id, gone=False)  # a line that asks is there
    assert await no_news.line_is_over(pool, "CA-caller")
    assert not await no_news.is_over(pool, uuid4(), gone=True)
    assert not await no_news.line_is_over(pool, "CA-unknown")
