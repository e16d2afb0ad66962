"""Whether a number may be called, and the call-back list, on every screen: old ones equal fresh."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.calls import callbacks, intake, offers, outgoing, service
from app.calls.jobs import offer_waiting
from app.calls.models import Call, CallBack, Offer
from app.calls.phone import CallerArrived
from app.cases import contact
from app.cases.access import SystemReason, for_system
from app.cases.safety import ContactNotSafe, Purpose, permit
from app.core import security
from app.core.db import Database
from app.staff.models import Staff
from tests.realtime.house import House, running
from tests.realtime.watched import Watched

NUMBER = "+8801012345678"


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


async def arrive(house: House, sid: str) -> tuple[UUID, UUID]:
    """A call from NUMBER; its id and its incident's."""
    caller = CallerArrived(sid, NUMBER, "mobile")
    call_id = (await intake.arrive(await house.database.raw(), caller)).call_id
    house.database.bell.ring()
    async with house.database.transaction() as session:
        return call_id, (await session.get_one(Call, call_id)).incident_id


async def do(house: House, verb: Callable[[Any], Awaitable[Any]]) -> Any:
    async with house.database.transaction() as session:
        return await verb(session)


async def on(house: House, incident_id: UUID, verb: Callable[[Any, Any], Awaitable[Any]]) -> None:
    async with house.database.transaction() as session:
        found = await for_system(session, incident_id, SystemReason.SCREEN, lock=True)
        await verb(session, found)


async def test_every_screen_converges_after_every_word_on_a_number(house: House) -> None:
    """Said in one incident, it changes the rows of every other incident of that number too."""
    async with house.database.transaction() as session:
        staff = {one.name: one.id for one in await session.exec(select(Staff))}
    index = security.vault().blind_index(NUMBER)
    first, earlier = await arrive(house, "CA1")
    await do(house, lambda s: service.caller_left(s, first))
    for name in ("asha", "bina"):
        await house.ask("POST", "/duty/start", as_=name)
    held, other = await arrive(house, "CA2")
    assert await offer_waiting(house.database, 15) == 1
    async with house.database.transaction() as session:
        offer = (await session.exec(select(Offer).where(Offer.call_id == held))).one()
    await do(house, lambda s: offers.accept(s, offer.id, offer.staff_id))
    ringing, incident = await arrive(house, "CA3")
    assert await offer_waiting(house.database, 15) == 1
    watched = Watched(
        house,
        [
            ("asha", "me"),
            ("bina", "me"),
            ("shanta", "board"),
            ("shanta", f"incident/{earlier}"),
            ("shanta", f"incident/{other}"),
            ("shanta", f"incident/{incident}"),
        ],
    )
    await watched.compare("a second call rings")
    by = staff["shanta"]
    await on(house, incident, lambda s, one: contact.mark_safe_by_key(s, one, ringing, index))
    await watched.compare("the key was pressed")
    seen = {
        watched.rows("shanta", f"incident/{one}", "incident")[str(one)]["contact_safety"]
        for one in (earlier, other, incident)
    }
    assert seen == {"safe"}
    await on(house, earlier, lambda s, one: contact.forbid(s, one, "somebody_listens", by))
    await watched.compare("forbidden")
    assert {
        row["contact_safety"]
        for name in ("asha", "bina")
        for of in ("calls", "offers", "work")
        for row in watched.rows(name, "me", of).values()
    } == {"unsafe"}
    await on(house, other, lambda s, one: contact.allow(s, one, "known_safe", by))
    await watched.compare("allowed for one incident")
    await on(house, incident, lambda s, one: refused(s, one, index))
    await watched.compare("refused")


async def refused(session: Any, incident: Any, index: bytes) -> None:
    with pytest.raises(ContactNotSafe):
        await permit(session, incident, index, Purpose.CALL_BACK)


async def test_the_call_back_list_converges_after_every_verb(house: House) -> None:
    async with house.database.transaction() as session:
        staff = {one.name: one.id for one in await session.exec(select(Staff))}
    index = security.vault().blind_index(NUMBER)
    call_id, incident = await arrive(house, "CA1")
    watched = Watched(
        house, [("asha", "me"), ("shanta", "board"), ("shanta", f"incident/{incident}")]
    )
    await watched.compare("arrived")
    await do(house, lambda s: service.caller_left(s, call_id))
    await watched.compare("abandoned")
    ((id_, row),) = watched.rows("shanta", "board", "call_backs").items()
    assert (row["state"], row["contact_safety"]) == ("open", "unknown")
    await on(house, incident, lambda s, one: contact.mark_safe_by_key(s, one, call_id, index))
    await watched.compare("marked safe")
    assert watched.rows("shanta", "board", "call_backs")[id_]["contact_safety"] == "safe"
    await house.ask("POST", "/duty/start", as_="asha")
    asha = staff["asha"]
    call = await do(house, lambda s: outgoing.call_back(s, UUID(id_), asha))
    await watched.compare("calling back")
    assert watched.rows("shanta", "board", "call_backs")[id_]["in_hand"]["en"] == "Asha"
    assert str(call.id) in watched.rows("asha", "me", "calls")
    await do(house, lambda s: service.caller_left(s, call.id))
    await watched.compare("not reached")
    row = watched.rows("shanta", "board", "call_backs")[id_]
    assert (row["attempts"], row["in_hand"]) == (1, None)
    await do(house, lambda s: callbacks.complete(s, UUID(id_), asha, "not_reached"))
    await watched.compare("completed")
    assert watched.rows("shanta", "board", "call_backs") == {}
    async with house.database.transaction() as session:
        assert (await session.exec(select(CallBack))).one().outcome == "not_reached"
