"""One call and its ticket on every screen: offers ring, and old screens equal fresh ones."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.calls import intake, offers
from app.calls import service as calls
from app.calls.jobs import offer_waiting
from app.calls.models import Call, Offer
from app.calls.phone import CallerArrived
from app.cases import access
from app.cases import service as cases
from app.cases.timeline import SYSTEM
from app.core.db import Database
from app.staff.models import Staff
from tests.realtime.house import House, Screen, running
from tests.realtime.watched import Watched

Verb = Callable[[Any, Any], Awaitable[Any]]


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with running(database, tmp_path) as house:
        for name, role in (
            ("asha", "counsellor"),
            ("bina", "counsellor"),
            ("shanta", "supervisor"),
        ):
            await house.employ(name, role)
            await house.sign_in(name)
        yield house


async def arrive(house: House, provider_call_id: str = "CA1") -> UUID:
    caller = CallerArrived(provider_call_id, "+8801012345678", "mobile")
    arrival = await intake.arrive(await house.database.raw(), caller)
    house.database.bell.ring()
    return arrival.call_id


async def ringing(house: House, screen: Screen) -> dict[str, Any]:
    """A call has arrived and rings at Asha, who is on duty and watches her own screen."""
    await screen.watch("me")
    await screen.until("snapshot")
    await house.ask("POST", "/duty/start", as_="asha")
    await arrive(house)
    assert await offer_waiting(house.database, 15) == 1
    return (await screen.until("offer"))["offer"]


async def test_an_offer_rings_again_until_it_is_acknowledged(house: House) -> None:
    async with house.screen("asha") as screen:
        offer = await ringing(house, screen)
        again = (await screen.until("offer"))["offer"]
        assert again == offer
        await screen.say(type="ack", offer_id=offer["id"])
        console = next(one for one in house.live.hub.consoles if one.who.name == "asha")
        await screen.rest()
        assert not console.ringing


async def test_a_screen_that_comes_back_is_rung_again(house: House) -> None:
    async with house.screen("asha") as screen:
        offer = await ringing(house, screen)
        await screen.say(type="ack", offer_id=offer["id"])
        await screen.rest()
        since = screen.positions["me"]
    async with house.screen("asha") as screen:
        await screen.watch("me", since)
        assert (await screen.until("offer"))["offer"]["id"] == offer["id"]


async def test_a_counsellor_takes_the_call_over_the_socket(house: House) -> None:
    async with house.screen("asha") as screen:
        offer = await ringing(house, screen)
        await screen.say(type="accept", offer_id=offer["id"])
        accepted = await screen.until("accepted")
        assert accepted["call_id"] == offer["call_id"]
        assert accepted["incident_id"] == offer["incident_id"]
        while offer["id"] in screen.channels["me"]["offers"]:
            await screen.until("event")
        await screen.watch(f"incident/{accepted['incident_id']}")
        ticket = await screen.until("snapshot")
        assert list(ticket["collections"]["calls"]) == [offer["call_id"]]


async def test_somebody_elses_offer_cant_be_taken_or_seen(house: House) -> None:
    async with house.screen("asha") as mine, house.screen("bina") as other:
        await other.watch("me")
        await other.until("snapshot")
        offer = await ringing(house, mine)
        await other.say(type="accept", offer_id=offer["id"])
        assert (await other.until("error"))["code"] == "offer_not_found"
        await other.watch(f"incident/{offer['incident_id']}")
        assert (await other.until("error"))["code"] == "incident_not_found"
        assert not [message for message in other.heard if message["type"] == "offer"]


async def test_when_the_caller_hangs_up_the_ringing_stops(house: House) -> None:
    async with house.screen("asha") as screen:
        offer = await ringing(house, screen)
        async with house.database.transaction() as session:
            await calls.caller_left(session, UUID(offer["call_id"]))
        while screen.channels["me"]["offers"]:
            await screen.until("event")
        console = next(one for one in house.live.hub.consoles if one.who.name == "asha")
        assert not console.ringing


async def test_everybody_hears_how_many_wait(house: House) -> None:
    async with house.screen("bina") as screen:
        await screen.watch("me")
        await screen.until("snapshot")
        assert screen.channels["me"]["queue"]["summary"]["waiting"] == 0
        await arrive(house)
        await screen.until("event", event="queue.changed")
        assert screen.channels["me"]["queue"]["summary"]["waiting"] == 1


async def test_every_screen_converges_after_every_verb_of_a_call(house: House) -> None:
    """Each line is lost before each verb; the old screen is told what it missed (I7)."""
    async with house.database.transaction() as session:
        asha = (await session.exec(_by_name("asha"))).one()
    await house.ask("POST", "/duty/start", as_="asha")
    call_id = await arrive(house)
    async with house.database.transaction() as session:
        call = await session.get_one(Call, call_id)
    incident_id = call.incident_id
    watched = Watched(
        house, [("asha", "me"), ("shanta", "board"), ("shanta", f"incident/{incident_id}")]
    )
    await watched.compare("arrived")

    async def in_incident(verb: Verb) -> None:
        async with house.database.transaction() as session:
            reason = access.SystemReason.SCREEN
            found = await access.for_system(session, incident_id, reason, lock=True)
            await verb(session, found)

    async def in_session(verb: Callable[[Any], Awaitable[Any]]) -> None:
        async with house.database.transaction() as session:
            await verb(session)

    assert await offer_waiting(house.database, 15) == 1
    await watched.compare("offered")
    offer_id = UUID(next(iter(watched.rows("asha", "me", "offers"))))
    await in_session(lambda session: offers.pass_on(session, offer_id, asha, "personal"))
    await watched.compare("passed on")
    await house.ask("POST", "/duty/pause", {"reason": "tea"}, as_="asha")
    await house.ask("POST", "/duty/start", as_="bina")
    assert await offer_waiting(house.database, 15) == 1
    await watched.compare("offered to the next one")
    async with house.database.transaction() as session:
        bina = (await session.exec(_by_name("bina"))).one()
        offer = (await session.exec(_offer_of(bina))).one()
    await in_session(lambda session: offers.accept(session, offer, bina))
    watched.screens.append(("bina", "me"))
    watched.screens.append(("bina", f"incident/{incident_id}"))
    await watched.compare("accepted")
    await in_incident(lambda s, one: cases.save_field(s, one, "where_detail", "by the well", bina))
    await watched.compare("a field saved")
    await in_incident(lambda s, one: cases.set_urgency(s, one, "P2", bina))
    await watched.compare("urgency set")
    await in_incident(lambda s, one: cases.mark_safe(s, one, SYSTEM))
    await watched.compare("child safe")
    await in_session(lambda session: calls.hang_up(session, call_id, bina))
    await watched.compare("hung up")
    await in_session(lambda session: calls.complete(session, call_id, bina))
    await watched.compare("wrapped up")
    await in_incident(lambda s, one: cases.close(s, one, "resolved", bina))
    await watched.compare("closed")


async def test_after_a_reload_the_call_still_tells_what_came_with_the_offer(house: House) -> None:
    """Also when an earlier incident of the same number moves on: old screens equal fresh ones."""
    earlier = await arrive(house, "CA0")
    async with house.database.transaction() as session:
        asha = (await session.exec(_by_name("asha"))).one()
        before = (await session.get_one(Call, earlier)).incident_id
        await calls.caller_left(session, earlier)
    async with house.screen("asha") as screen:
        offer = await ringing(house, screen)
        await _do(house, lambda s: offers.accept(s, UUID(offer["id"]), asha))
    incident = f"incident/{offer['incident_id']}"
    watched = Watched(house, [("asha", "me"), ("asha", incident), ("shanta", incident)])
    await watched.compare("accepted")
    told = ("times_called", "earlier", "contact_safety")
    expected = {name: offer[name] for name in told}
    assert expected["times_called"] == {"day": 2, "month": 2, "ever": 2}
    assert [one["state"] for one in expected["earlier"]] == ["open"]

    async def close_earlier(session: Any) -> None:
        reason = access.SystemReason.SCREEN
        found = await access.for_system(session, before, reason, lock=True)
        await cases.categorise(session, found, ["child_marriage"], asha)
        await cases.close(session, found, "resolved", asha)

    await _do(house, close_earlier)
    await _do(house, lambda s: calls.hang_up(s, UUID(offer["call_id"]), asha))
    await watched.compare("the earlier incident closed")
    for name, channel in watched.screens:
        row = watched.rows(name, channel, "calls")[offer["call_id"]]
        assert {name: row[name] for name in told} == expected
    answer = await house.ask("GET", f"/incidents/{offer['incident_id']}", as_="asha")
    (row,) = answer.json()["calls"]
    assert row == watched.rows("asha", incident, "calls")[offer["call_id"]]


async def _do(house: House, verb: Callable[[Any], Awaitable[Any]]) -> None:
    async with house.database.transaction() as session:
        await verb(session)


def _by_name(name: str) -> Any:
    return select(Staff.id).where(Staff.name == name)


def _offer_of(staff_id: UUID) -> Any:
    return select(Offer.id).where(Offer.staff_id == staff_id)
