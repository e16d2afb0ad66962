"""A command that is repeated rings nobody twice; what was rung in vain is let go."""

from uuid import UUID

import pytest

from app.calls import service
from app.calls.models import Leg
from app.core.db import Database
from app.core.errors import ProviderError
from tests.calls.night import Switchboard, legs_of, lines
from tests.factories import answered


async def leg_of(database: Database, call_id: UUID) -> Leg:
    (leg,) = await legs_of(database, call_id)
    return leg


async def test_a_line_whose_answer_was_lost_is_found_and_not_rung_again(database: Database) -> None:
    _, call = await answered(database)
    leg = await leg_of(database, call.id)
    board = Switchboard(
        up={call.provider_call_id}, ring_fails=ProviderError("lost", retryable=True)
    )
    with pytest.raises(ProviderError):
        await lines(database, board).connect(leg.id)
    board.ring_fails, board.rings_already = None, ["CA-rung"]
    await lines(database, board).connect(leg.id)
    assert (await leg_of(database, call.id)).provider_call_id == "CA-rung"
    assert not [asked for asked in board.asked if asked[0] == "ring"]


async def test_what_rings_there_for_another_call_is_not_taken_for_it(database: Database) -> None:
    _, call = await answered(database)
    other, another = await answered(database, "+8801210000002")
    async with database.transaction() as session:
        busy = await service.current_leg(session, another)
        assert busy is not None
        busy.provider_call_id = "CA-of-another"
        session.add(busy)
    leg = await leg_of(database, call.id)
    board = Switchboard(ring_fails=ProviderError("lost", retryable=True))
    with pytest.raises(ProviderError):
        await lines(database, board).connect(leg.id)
    board.ring_fails, board.rings_already = None, ["CA-of-another"]
    await lines(database, board).connect(leg.id)
    assert other.id != leg.staff_id
    assert [asked for asked in board.asked if asked[0] == "ring"] == [("ring", str(leg.id))]


async def test_the_first_time_nobody_looks(database: Database) -> None:
    _, call = await answered(database)
    leg = await leg_of(database, call.id)
    board = Switchboard(rings_already=["CA-old"])
    await lines(database, board).connect(leg.id)
    assert ("ring", str(leg.id)) in board.asked
    assert not [asked for asked in board.asked if asked[0] == "rung"]
