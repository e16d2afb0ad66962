"""A ticket stays open while its caller is on the line, whatever the call is doing."""

from uuid import UUID

import pytest

from app.calls import service
from app.calls.models import Call
from app.calls.states import LegState
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.queries import incident_rows
from app.cases.service import IncidentIsHeld
from app.core.db import Database
from tests.factories import answered, get_call, ring


async def close(database: Database, call: Call, by: UUID) -> None:
    async with database.transaction() as session:
        found = await for_system(session, call.incident_id, SystemReason.SCREEN, lock=True)
        await cases.close(session, found, "resolved", by)


async def holds(database: Database, call: Call) -> list[dict[str, str]]:
    async with database.transaction() as session:
        rows = await incident_rows(session, [call.incident_id])
        return rows[call.incident_id]["holds"]


async def refused(database: Database, call: Call, by: UUID) -> None:
    with pytest.raises(IncidentIsHeld, match="on the line") as held:
        await close(database, call, by)
    expected = [{"kind": "live_call", "ref": str(call.id)}]
    assert held.value.facts["holds"] == expected == await holds(database, call)


async def test_a_waiting_a_connecting_and_a_talking_caller_hold_the_ticket_open(
    database: Database,
) -> None:
    person, call = await answered(database)
    waiting = await get_call(database, await ring(database))
    await refused(database, waiting, person.id)
    await refused(database, call, person.id)
    async with database.transaction() as session:
        await service.caller_joined(session, call.id, call.step)
        leg = await service.current_leg(session, await session.get_one(Call, call.id))
        assert leg is not None
        await service.leg_moved(session, leg.id, LegState.JOINED)
    await refused(database, call, person.id)
    async with database.transaction() as session:
        await service.hang_up(session, call.id, person.id)
    assert await holds(database, call) == []
    await close(database, call, person.id)
