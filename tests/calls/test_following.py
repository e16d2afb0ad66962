"""Calls follow a ticket that is linked, and a live call goes on undisturbed; on a real Postgres."""

import asyncio
from uuid import UUID, uuid4

import pytest

from app.calls import offers, service
from app.calls.models import Call
from app.calls.queries import call_rows, numbers_opened, offer_rows
from app.calls.states import CallState, LegState
from app.cases import linking
from app.cases.access import SystemReason, for_system
from app.cases.models import Incident
from app.core.db import Database
from app.staff.auth import SignedIn
from app.staff.models import Staff
from tests.calls.night import legs_of
from tests.factories import add_counsellor, answered, get_call, offered, open_offer, ring
from tests.statements import SOMEBODY_WAITS

NUMBER = "+8801210000001"


@pytest.fixture
async def supervisor(database: Database) -> SignedIn:
    return signed(await add_counsellor(database, on=False, role="supervisor"))


def signed(person: Staff) -> SignedIn:
    return SignedIn(
        id=person.id,
        name=person.name,
        display_bn=person.display_bn,
        display_en=person.display_en,
        role=person.role,
        app="console",
        session_id=uuid4(),
    )


async def link(database: Database, by: SignedIn, linked: UUID, kept: UUID) -> None:
    async with database.transaction() as session:
        await linking.link(session, by, linked, str(kept))


async def incident(database: Database, incident_id: UUID) -> Incident:
    async with database.transaction() as session:
        return await for_system(session, incident_id, SystemReason.SCREEN)


async def other_ticket(database: Database) -> UUID:
    """The ticket of a caller who has hung up."""
    call_id = await ring(database, "+8801210000002")
    async with database.transaction() as session:
        await service.caller_left(session, call_id)
    return (await get_call(database, call_id)).incident_id


async def rows_of(database: Database, *calls: UUID) -> dict:
    async with database.transaction() as session:
        return await call_rows(session, calls, full_number=True)


async def talk(database: Database, call: Call) -> None:
    (leg,) = await legs_of(database, call.id)
    async with database.transaction() as session:
        await service.leg_moved(session, leg.id, LegState.JOINED, "CA-leg")
        await service.caller_joined(session, call.id, call.step)


async def test_a_live_call_goes_on_after_its_ticket_was_linked(
    database: Database, supervisor: SignedIn
) -> None:
    kept = await other_ticket(database)
    person, call = await answered(database)
    await link(database, supervisor, call.incident_id, kept)
    moved = await get_call(database, call.id)
    assert (moved.incident_id, moved.first_incident_id) == (kept, call.incident_id)
    assert moved.version == call.version + 1
    await talk(database, call)
    assert (await get_call(database, call.id)).state is CallState.TALKING
    assert (await incident(database, kept)).answered_at is not None
    async with database.transaction() as session:
        await service.hang_up(session, call.id, person.id)
        await service.complete(session, call.id, person.id)
    assert (await get_call(database, call.id)).state is CallState.ENDED


async def test_the_number_stays_readable_and_sealed_as_it_was(
    database: Database, supervisor: SignedIn
) -> None:
    kept, last = await other_ticket(database), await other_ticket(database)
    call_id = await ring(database, NUMBER)
    before = await get_call(database, call_id)
    await link(database, supervisor, before.incident_id, kept)
    await link(database, supervisor, kept, last)
    call = await get_call(database, call_id)
    assert (call.incident_id, call.number_sealed) == (last, before.number_sealed)
    async with database.transaction() as session:
        assert await numbers_opened(session, [call]) == {call_id: NUMBER}


async def test_what_is_known_of_a_number_stays_as_it_was_when_it_called(
    database: Database, supervisor: SignedIn
) -> None:
    kept, first = await other_ticket(database), await ring(database, NUMBER)
    later = await ring(database, NUMBER)
    before = (await rows_of(database, later))[later]["earlier"]
    await link(database, supervisor, (await get_call(database, first)).incident_id, kept)
    assert (await rows_of(database, later))[later]["earlier"] == before
    after = await ring(database, NUMBER)
    states = [one["state"] for one in (await rows_of(database, after))[after]["earlier"]]
    assert states == ["open", "linked"]


async def test_whoever_is_rung_sees_the_kept_number_and_may_answer(
    database: Database, supervisor: SignedIn
) -> None:
    kept = await other_ticket(database)
    person = await add_counsellor(database)
    call_id = await ring(database)
    await offered(database)
    offer = await open_offer(database, call_id)
    await link(database, supervisor, (await get_call(database, call_id)).incident_id, kept)
    async with database.transaction() as session:
        row = (await offer_rows(session, person.id))[offer.id]
        call = await offers.accept(session, offer.id, person.id)
    assert row["incident_id"] == str(kept) == str(call.incident_id)
    assert row["version"] == offer.version + 1


@pytest.mark.parametrize("at_once", ["answered", "hung_up", "joined"])
async def test_a_call_that_moves_while_its_ticket_is_linked_is_followed(
    database: Database, supervisor: SignedIn, at_once: str
) -> None:
    """The verb waits for the linked incident, and finds its call in the kept one."""
    kept = await other_ticket(database)
    person = await add_counsellor(database)
    call_id = await ring(database)
    await offered(database)
    offer = await open_offer(database, call_id)
    linked = (await get_call(database, call_id)).incident_id

    async def move() -> None:
        async with database.transaction() as session:
            if at_once == "hung_up":
                await service.caller_left(session, call_id)
            else:
                call = await offers.accept(session, offer.id, person.id)
                if at_once == "joined":
                    await service.caller_joined(session, call.id, call.step)

    async with database.transaction() as session:
        await linking.link(session, supervisor, linked, str(kept))
        moving = asyncio.create_task(move())
        await _waits_for_a_lock(database)
    await moving
    call = await get_call(database, call_id)
    assert call.incident_id == kept
    assert call.state is (CallState.ENDED if at_once == "hung_up" else CallState.CONNECTING)


async def _waits_for_a_lock(database: Database) -> None:
    pool = await database.raw()
    while not await pool.fetchval(SOMEBODY_WAITS):
        await asyncio.sleep(0.01)


async def test_every_call_has_one_ticket_after_any_links(
    database: Database, supervisor: SignedIn
) -> None:
    calls = [await ring(database, f"+88012100001{at:02d}") for at in range(4)]
    tickets = [(await get_call(database, call_id)).incident_id for call_id in calls]
    ends = await asyncio.gather(
        *(link(database, supervisor, one, tickets[(at + 1) % 4]) for at, one in enumerate(tickets)),
        *(link(database, supervisor, one, tickets[(at + 2) % 4]) for at, one in enumerate(tickets)),
        return_exceptions=True,
    )
    assert all(end is None or hasattr(end, "code") for end in ends), ends
    belong = {(await get_call(database, call_id)).incident_id for call_id in calls}
    open_ones = {id_ for id_ in tickets if (await incident(database, id_)).linked_to is None}
    assert belong == open_ones
