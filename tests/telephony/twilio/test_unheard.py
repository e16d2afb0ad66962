"""Callers whom we don't know when a webhook tells of them: a ticket each, and nobody cut off."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from sqlmodel import select

from app.calls.models import Call, CallBack
from app.calls.states import CallState
from app.core import clock
from app.core.db import Database
from app.telephony.twilio.documents import EMPTY
from app.telephony.twilio.unheard import caller_of
from tests.serving import Served
from tests.telephony.twilio.test_webhooks import ARRIVAL, verbs

HERE = {**ARRIVAL, "CallStatus": "in-progress"}
GONE = {**ARRIVAL, "CallStatus": "completed", "CallDuration": "75"}


@pytest.fixture
def known(database: Database) -> Callable[[], Awaitable[list[Call]]]:
    async def read() -> list[Call]:
        async with database.transaction() as session:
            return list(await session.exec(select(Call)))

    return read


Known = Callable[[], Awaitable[list[Call]]]


async def test_the_end_of_a_call_that_never_rang_here_is_a_ticket_and_a_call_back(
    served: Served, database: Database, known: Known
) -> None:
    for _ in range(2):
        assert await served.hook("/status", GONE) == (200, EMPTY)
    (call,) = await known()
    async with database.transaction() as session:
        (back,) = await session.exec(select(CallBack))
    assert (call.state, call.end_reason, back.call_id) == (CallState.ENDED, "abandoned", call.id)
    assert 70 < (clock.now() - call.arrived_at).total_seconds() < 90


async def test_a_ring_that_its_own_end_overtook_is_the_same_ticket(
    served: Served, known: Known
) -> None:
    await served.hook("/status", GONE)
    assert (await served.hook("/voice", ARRIVAL))[0] == 200
    (call,) = await known()
    assert call.state is CallState.ENDED


@pytest.mark.parametrize("direction", ["outbound-api", "outbound-dial", ""])
async def test_the_end_of_a_line_that_we_rang_is_no_caller(
    served: Served, known: Known, direction: str
) -> None:
    await served.hook("/status", {**GONE, "Direction": direction})
    assert await known() == []


@pytest.mark.parametrize("address", ["queue-left/{}/0", "join/{}/1", "back/{}/1", "dial-done/{}/1"])
async def test_a_living_caller_of_an_unknown_call_is_taken_in_anew_and_queued(
    served: Served, known: Known, address: str
) -> None:
    """As after an older backup was restored: the addresses of before are still asked."""
    status, document = await served.hook(f"/{address.format(uuid4())}", HERE)
    (call,) = await known()
    assert (status, verbs(document)) == (200, ["Say", "Enqueue"])
    assert str(call.id) in document
    assert call.state is CallState.WAITING


async def test_a_caller_who_waits_in_the_queue_for_an_unknown_call_comes_back_by_its_action(
    served: Served, known: Known
) -> None:
    lost = uuid4()
    _, document = await served.hook(f"/wait/{lost}", HERE)
    assert verbs(document) == ["Leave"]
    _, document = await served.hook(f"/queue-left/{lost}/0", {**HERE, "QueueResult": "leave"})
    (call,) = await known()
    assert verbs(document) == ["Say", "Enqueue"]
    assert str(call.id) in document


@pytest.mark.parametrize("address", ["queue-left/{}/0", "dial-done/{}/1"])
async def test_the_end_of_an_unknown_call_is_a_ticket_too(
    served: Served, known: Known, address: str
) -> None:
    assert await served.hook(f"/{address.format(uuid4())}", GONE) == (200, EMPTY)
    (call,) = await known()
    assert call.state is CallState.ENDED


async def test_a_call_can_not_have_lasted_longer_than_a_night(served: Served) -> None:
    from app.telephony.twilio.forms import Form

    for told in ("9" * 40, "-5", "x", "٣"):
        caller = caller_of(Form([("CallSid", "CA1"), ("CallDuration", told)]))
        assert caller.at is not None
        assert (clock.now() - caller.at).total_seconds() < 13 * 3600
