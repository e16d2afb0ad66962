"""The quick sign of life answers only what the ordinary way would answer the same."""

from datetime import timedelta

from time_machine import travel

from app.calls import overflow, service
from app.calls.contact_key import key_pressed
from app.calls.heartbeat import still_waits
from app.calls.person_key import person_pressed
from app.core import clock
from app.core.db import Database
from tests.calls.test_nuisance import marked
from tests.factories import add_counsellor, answered, get_call, ring


async def test_a_caller_who_waits_is_heard_of_in_one_statement(database: Database) -> None:
    call_id = await ring(database)
    with travel(clock.now() + timedelta(seconds=10), tick=False):
        waits = await still_waits(await database.raw(), call_id, somebody_on_duty=False)
        assert waits is not None
        assert (waits.step, waits.may_ask) == (0, True)
        assert (await get_call(database, call_id)).heartbeat_at == clock.now()


async def test_a_withheld_number_is_not_asked_about(database: Database) -> None:
    call_id = await ring(database, None)
    waits = await still_waits(await database.raw(), call_id, somebody_on_duty=False)
    assert waits is not None
    assert not waits.may_ask


async def test_who_has_waited_long_needs_somebody_on_duty(database: Database) -> None:
    call_id = await ring(database)
    pool = await database.raw()
    with travel(clock.now() + timedelta(seconds=31), tick=False):
        assert await still_waits(pool, call_id, somebody_on_duty=False) is None
        assert await still_waits(pool, call_id, somebody_on_duty=True) is not None


async def test_a_marked_caller_goes_the_ordinary_way_till_the_key_has_settled(
    database: Database,
) -> None:
    pool = await database.raw()
    by = await add_counsellor(database, on=False)
    await marked(database, by, "+8801210000008")
    call_id = await ring(database, "+8801210000008", sid="CA-marked")
    assert await still_waits(pool, call_id, somebody_on_duty=True) is None
    async with database.transaction() as session:
        assert await person_pressed(session, call_id, "CA-marked")
    assert await still_waits(pool, call_id, somebody_on_duty=True) is None
    with travel(clock.now() + timedelta(seconds=11), tick=False):
        assert await still_waits(pool, call_id, somebody_on_duty=True) is not None


async def test_whoever_is_elsewhere_or_spoken_of_goes_the_ordinary_way(database: Database) -> None:
    pool = await database.raw()
    _, joined = await answered(database)
    left, diverted = await ring(database, sid="CA-left"), await ring(database, sid="CA-diverted")
    spoken = await ring(database, "+8801210000009", sid="CA-spoken")
    async with database.transaction() as session:
        await service.caller_left(session, left)
        await overflow.divert(session, diverted)
        assert await key_pressed(session, spoken, "CA-spoken")
    for call_id in (joined.id, left, diverted, spoken):
        before = (await get_call(database, call_id)).heartbeat_at
        assert await still_waits(pool, call_id, somebody_on_duty=True) is None
        assert (await get_call(database, call_id)).heartbeat_at == before
