"""A caller whom we took for gone, and whose line is there: kept, found out, first in the queue."""

import pytest
from sqlmodel import select

from app.calls import offers, service
from app.calls.callback_rows import call_back_rows
from app.calls.models import Call
from app.calls.states import CallState, LegState
from app.core.db import Database
from app.core.errors import ProviderError
from app.staff.models import DutyRow
from app.staff.states import Duty
from tests.calls.night import Switchboard, duty_of, hang_up, jobs_of, lines
from tests.factories import add_counsellor, answered, get_call, offered, open_offer, ring
from tests.serving import Served

UP = {"CallStatus": "in-progress"}


async def left(database: Database, call: Call) -> None:
    async with database.transaction() as session:
        await service.caller_left(session, call.id)


async def looked(database: Database, call: Call, *, up: bool) -> Call:
    board = Switchboard(up={call.provider_call_id} if up else set())
    await lines(database, board).check_gone(call.id)
    return await get_call(database, call.id)


async def test_a_line_that_asks_is_kept_and_the_network_is_asked(
    served: Served, database: Database
) -> None:
    call = await get_call(database, await ring(database))
    await left(database, call)
    said = {**UP, "CallSid": call.provider_call_id}
    for path in (f"/wait/{call.id}", f"/queue-left/{call.id}/0", f"/dial-done/{call.id}/1"):
        more = {"QueueResult": "leave"} if "queue" in path else {}
        status, answer = await served.hook(path, {**said, **more})
        assert status == 200
        assert "<Say" in answer, path
    assert (await jobs_of(database)).count("calls.check_gone") == 3


async def test_one_that_is_there_waits_first_of_all_and_is_offered_again(
    database: Database,
) -> None:
    person, call = await answered(database)
    await left(database, call)
    assert await duty_of(database, person) is Duty.WRAP_UP
    again = await looked(database, call, up=True)
    assert (again.state, again.ended_at, again.end_reason) == (CallState.WAITING, None, None)
    assert again.step == call.step + 1
    assert await duty_of(database, person) is Duty.AVAILABLE
    assert {"calls.wait", "calls.let_go"} <= set(await jobs_of(database))
    await offered(database)
    offer = await open_offer(database, call.id)
    async with database.transaction() as session:
        taken = await offers.accept(session, offer.id, offer.staff_id)
    assert taken.state is CallState.CONNECTING


async def test_the_row_of_the_call_back_list_is_done_once_they_talk(database: Database) -> None:
    call = await get_call(database, await ring(database))
    await left(database, call)
    await looked(database, call, up=True)
    async with database.transaction() as session:
        assert len(await call_back_rows(session)) == 1
    person = await add_counsellor(database)
    await offered(database)
    offer = await open_offer(database, call.id)
    async with database.transaction() as session:
        taken = await offers.accept(session, offer.id, person.id)
        leg = await service.current_leg(session, taken)
        assert leg is not None
    async with database.transaction() as session:
        await service.leg_moved(session, leg.id, LegState.JOINED, "CA-leg")
        await service.caller_joined(session, call.id, taken.step)
    async with database.transaction() as session:
        assert await call_back_rows(session) == {}


async def test_one_that_is_gone_stays_gone(database: Database) -> None:
    call = await get_call(database, await ring(database))
    await left(database, call)
    over = await looked(database, call, up=False)
    assert (over.state, over.end_reason) == (CallState.ENDED, "abandoned")


async def test_a_call_the_counsellor_ended_stays_ended_though_the_line_is_slow_to_go(
    served: Served, database: Database
) -> None:
    person, call = await answered(database)
    await hang_up(database, person, call)
    said = {**UP, "CallSid": call.provider_call_id}
    _, answer = await served.hook(f"/dial-done/{call.id}/{call.step}", said)
    assert "<Say" not in answer
    assert (await looked(database, call, up=True)).state is CallState.ENDED
    async with database.transaction() as session:
        row = (await session.exec(select(DutyRow))).one()
    assert row.state is Duty.WRAP_UP


async def test_a_line_that_cannot_be_joined_yet_ends_no_call(database: Database) -> None:
    """Accepted before our first answer has reached the network: it says, try again."""
    _, call = await answered(database)

    class NotYet(Switchboard):
        async def bridge(self, *_: object) -> None:
            raise ProviderError("not answered yet", retryable=True)

    async with database.transaction() as session:
        leg = await service.current_leg(session, await session.get_one(Call, call.id))
    assert leg is not None
    with pytest.raises(ProviderError):
        await lines(database, NotYet()).connect(leg.id)
    assert (await get_call(database, call.id)).state is CallState.CONNECTING
