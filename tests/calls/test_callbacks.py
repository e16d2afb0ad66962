"""Who was not answered stands in the call-back list, and leaves it when somebody says what came."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select
from time_machine import travel

from app.calls import callbacks, offers, overflow, service
from app.calls.callback_rows import call_back_rows
from app.calls.callbacks import CallBackNotFound
from app.calls.models import CallBack
from app.calls.states import CallBackState
from app.core import clock
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from tests.calls.night import jobs_of, press
from tests.factories import add_counsellor, answered, offered, open_offer, ring

NUMBER, OTHER = "+8801210000001", "+8801210000002"


async def abandoned(database: Database, number: str | None = NUMBER) -> UUID:
    """Somebody rang and hung up in the queue; the call's id."""
    call_id = await ring(database, number)
    async with database.transaction() as session:
        await service.caller_left(session, call_id)
    return call_id


async def listed(database: Database) -> list[CallBack]:
    async with database.transaction() as session:
        found = await session.exec(select(CallBack).order_by(CallBack.made_at))  # type: ignore[arg-type]
        return list(found)


async def one_round(database: Database) -> None:
    async with database.transaction() as session:
        await callbacks.called_again(session)


async def test_hanging_up_in_the_queue_makes_one_row(database: Database) -> None:
    call_id = await abandoned(database)
    async with database.transaction() as session:
        await service.caller_left(session, call_id)
    (row,) = await listed(database)
    assert (row.call_id, row.reason, row.state) == (call_id, "abandoned", CallBackState.OPEN)


async def test_who_hangs_up_in_the_queue_leaves_no_line_to_be_let_go(database: Database) -> None:
    await abandoned(database)
    assert "calls.hang_up" not in await jobs_of(database)


async def test_who_rings_again_already_has_one_row_when_the_last_line_is_gone(
    database: Database,
) -> None:
    calls = [await ring(database, NUMBER) for _ in range(3)]
    stranger, withheld = await ring(database, OTHER), await ring(database, None)
    for call_id in (calls[1], withheld, calls[0]):
        async with database.transaction() as session:
            await service.caller_left(session, call_id)
    assert [row.call_id for row in await listed(database)] == [withheld]
    async with database.transaction() as session:
        await service.caller_left(session, calls[2])
        await service.caller_left(session, stranger)
    assert [row.call_id for row in await listed(database)] == [withheld, calls[2], stranger]


async def test_who_was_answered_is_not_called_back(database: Database) -> None:
    person, call = await answered(database)
    async with database.transaction() as session:
        await service.hang_up(session, call.id, person.id)
    assert await listed(database) == []


async def test_nobody_at_the_duty_phones_makes_a_row_and_hanging_up_no_second(
    database: Database,
) -> None:
    call_id = await ring(database)
    async with database.transaction() as session:
        await overflow.divert(session, call_id)
        await overflow.missed(session, call_id)
    (row,) = await listed(database)
    assert row.reason == "nobody_on_duty"
    async with database.transaction() as session:
        await service.caller_left(session, call_id)
    assert len(await listed(database)) == 1


async def test_who_waits_on_and_is_answered_after_all_leaves_the_list(database: Database) -> None:
    call_id = await ring(database)
    async with database.transaction() as session:
        await overflow.divert(session, call_id)
        await overflow.missed(session, call_id)
        await overflow.divert(session, call_id)
        await overflow.answered(session, call_id, 1)
    (row,) = await listed(database)
    assert (row.state, row.outcome) == (CallBackState.DONE, "reached")


async def test_calling_again_closes_the_row_by_itself_and_only_for_that_number(
    database: Database,
) -> None:
    await abandoned(database)
    await abandoned(database, OTHER)
    await abandoned(database, None)
    await one_round(database)
    assert [row.outcome for row in await listed(database)] == [None, None, None]
    again = await ring(database)
    await one_round(database)
    assert [row.outcome for row in await listed(database)] == ["called_again", None, None]
    async with database.transaction() as session:
        await service.caller_left(session, again)
    await one_round(database)
    assert [row.outcome for row in await listed(database)] == ["called_again", None, None, None]


async def test_two_workers_closing_the_same_rows_close_each_once(database: Database) -> None:
    for _ in range(4):
        await abandoned(database)
    await asyncio.gather(*(one_round(database) for _ in range(3)))
    rows = await listed(database)
    assert [(row.outcome, row.version) for row in rows] == [("called_again", 2)] * 3 + [(None, 1)]


async def test_somebody_says_what_came_of_it_once(database: Database) -> None:
    person = await add_counsellor(database)
    await abandoned(database)
    (row,) = await listed(database)
    for _ in range(2):
        async with database.transaction() as session:
            done = await callbacks.complete(session, row.id, person.id, "not_reached")
    assert (done.outcome, done.done_by, done.version) == ("not_reached", person.id, 2)
    with pytest.raises(IllegalMove):
        async with database.transaction() as session:
            await callbacks.complete(session, row.id, person.id, "reached")


async def test_an_unknown_outcome_or_row_is_refused(database: Database) -> None:
    person = await add_counsellor(database)
    await abandoned(database)
    (row,) = await listed(database)
    async with database.transaction() as session:
        with pytest.raises(InputIsInvalid):
            await callbacks.complete(session, row.id, person.id, "called the police")
        with pytest.raises(CallBackNotFound):
            await callbacks.complete(session, person.id, person.id, "reached")


async def test_the_list_shows_masked_numbers_and_what_is_known_of_them(database: Database) -> None:
    await abandoned(database)
    await abandoned(database, None)
    async with database.transaction() as session:
        first, second = (await call_back_rows(session)).values()
    assert (first["caller_number"], first["contact_safety"]) == ("012••-•••001", "unknown")
    assert (second["caller_number"], second["number_kind"]) == (None, "withheld")
    assert first["number"].startswith("1098-")


async def test_a_counsellor_lost_before_talking_makes_a_row_when_the_caller_gives_up(
    database: Database,
) -> None:
    person, call = await answered(database)
    async with database.transaction() as session:
        await service.connect_due(session, call.id)
    await press(database, person, "pause", "tea")
    with travel(clock.now() + timedelta(seconds=5), tick=False):
        async with database.transaction() as session:
            await service.caller_left(session, call.id)
    (row,) = await listed(database)
    assert row.call_id == call.id


async def test_who_was_taken_before_the_round_is_called_again_all_the_same(
    database: Database,
) -> None:
    await abandoned(database)
    person = await add_counsellor(database)
    call_id = await ring(database)
    await offered(database)
    offer = await open_offer(database, call_id)
    async with database.transaction() as session:
        await offers.accept(session, offer.id, person.id)
    await one_round(database)
    (row,) = await listed(database)
    assert row.outcome == "called_again"
