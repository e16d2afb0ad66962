"""Linked tickets and held beds on every screen: old screens equal fresh ones (I7)."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from app.calls import intake
from app.calls.jobs import offer_waiting
from app.calls.models import Call
from app.calls.phone import CallerArrived
from app.cases import access, linking
from app.cases import service as cases
from app.core.db import Database
from app.dispatch import service as dispatch
from tests.dispatch.world import PASSWORD, World
from tests.realtime.house import House, running
from tests.realtime.watched import Watched

CENTRE = "SRTRCCR-BAR"


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with running(database, tmp_path) as house:
        yield house


@pytest.fixture
async def world(house: House) -> World:
    world = World(house.database, house.settings)
    await world.build()
    await world.add_centres()
    centre = await world.centre(CENTRE)
    async with house.database.transaction() as session:
        await world.add_staff(session, "rina", "worker", worker_id=world.workers[0].id)
        await world.add_staff(session, "barishal", "centre", centre_id=centre.id)
    await house.employ("shanta", "supervisor")
    await house.sign_in("shanta")
    await house.employ("asha", "counsellor")
    await house.sign_in("asha")
    for name in ("rina", "barishal", world.counsellor.name):
        assert (await house.sign_in(name, PASSWORD)).is_success
    return world


async def ring(house: House, provider_call_id: str) -> Call:
    caller = CallerArrived(provider_call_id, "+8801012345678", "mobile")
    arrival = await intake.arrive(await house.database.raw(), caller)
    house.database.bell.ring()
    async with house.database.transaction() as session:
        return await session.get_one(Call, arrival.call_id)


async def test_every_screen_converges_after_every_link(house: House, world: World) -> None:
    """A call rings, a worker is out: their ticket is linked, and the one it was linked to again."""
    counsellor, linked = world.counsellor, world.incident_id
    kept, last = await world.add_incident(None), await world.add_incident(None)
    await house.ask("POST", "/duty/start", as_="asha")
    async with house.screen("asha") as screen:  # routing wants a console that is there
        await screen.watch("me")
        await screen.until("snapshot")
        call = await ring(house, "CA-link")
        assert await offer_waiting(house.database, 600) == 1
    async with house.database.transaction() as session:
        found = await access.for_system(
            session, call.incident_id, access.SystemReason.SCREEN, lock=True
        )
        await cases.add_party(session, found, "counsellor", counsellor.id)
    id_ = await world.request()
    await world.accept(id_, world.workers[0])
    tickets = (linked, call.incident_id, kept, last)
    watched = Watched(
        house,
        [
            ("rina", "field"),
            ("asha", "me"),
            (counsellor.name, "me"),
            *((counsellor.name, f"incident/{ticket}") for ticket in tickets),
            ("shanta", "board"),
            ("shanta", f"incident/{linked}"),
        ],
    )
    await watched.compare("nothing")

    async def link(one: UUID, to: UUID, what: str) -> None:
        await world.do(lambda s: linking.link(s, counsellor, one, str(to)))
        await watched.compare(what)

    await link(linked, kept, "the ticket of a dispatch was linked")
    rows = watched.rows(counsellor.name, f"incident/{linked}", "incident")
    assert rows[str(linked)]["linked_to"]["id"] == str(kept)
    assert watched.rows(counsellor.name, f"incident/{linked}", "dispatches") == {}
    assert str(linked) not in watched.rows(counsellor.name, "me", "work")
    await link(call.incident_id, kept, "the ticket of a ringing call was linked")
    (offer,) = watched.rows("asha", "me", "offers").values()
    assert offer["incident_id"] == str(kept)
    await link(kept, last, "a chain")
    rows = watched.rows("shanta", f"incident/{linked}", "incident")
    assert rows[str(linked)]["linked_to"]["id"] == str(last)
    assert len(watched.rows(counsellor.name, f"incident/{last}", "calls")) == 1


async def test_every_screen_converges_after_every_verb_of_a_bed(house: House, world: World) -> None:
    counsellor, incident = world.counsellor.name, f"incident/{world.incident_id}"
    watched = Watched(
        house,
        [
            ("barishal", "field"),
            (counsellor, "me"),
            (counsellor, incident),
            ("shanta", "board"),
        ],
    )
    centre = await world.centre(CENTRE)
    id_ = await world.request(centre)
    await watched.compare("requested")
    await world.accept(id_, centre)
    await watched.compare("accepted")
    task = watched.rows("barishal", "field", "tasks")[str(id_)]
    assert task["bed"]["state"] == "held"
    assert watched.rows("shanta", "board", "dispatches")[str(id_)]["bed"] == task["bed"]

    await world.bed_runs_out()
    await watched.compare("the bed ran out")
    assert watched.rows("barishal", "field", "tasks")[str(id_)]["bed"]["ran_out"]
    await world.do(lambda s: dispatch.admit(s, id_, centre))
    await watched.compare("arrived")
    assert watched.rows("barishal", "field", "tasks")[str(id_)]["bed"]["state"] == "arrived"
    full = await world.add_incident("BD10060007")
    async with house.database.transaction() as session:
        from app.directory.models import Centre

        (await session.get_one(Centre, centre.id)).capacity = 1
    other = await world.request(centre, incident_id=full)
    await watched.compare("requested again")
    await world.accept(other, centre)
    await watched.compare("full")
    assert str(other) not in watched.rows("barishal", "field", "tasks")
