"""Plain functions that make what tests need, through the verbs of the rooms."""

from uuid import UUID, uuid4

from sqlmodel import select

from app.calls import intake, offers
from app.calls.jobs import offer_waiting
from app.calls.models import Call, Offer
from app.calls.phone import CallerArrived
from app.calls.states import OfferState
from app.core.db import Database
from app.staff.duty import move_duty, seen
from app.staff.models import Staff

NOBODY_SIGNS_IN = "no password fits this"


async def add_counsellor(
    database: Database,
    name: str = "",
    languages: tuple[str, ...] = ("bn",),
    on: bool = True,
    role: str = "counsellor",
) -> Staff:
    """A counsellor, by default free, with a console that answers."""
    name = name or f"c-{uuid4().hex[:8]}"
    async with database.transaction() as session:
        person = Staff(
            name=name,
            display_bn=f"{name} বাংলা",
            display_en=name,
            role=role,
            password_hash=NOBODY_SIGNS_IN,
            languages=list(languages),
        )
        session.add(person)
        await session.flush()
        if on:
            await move_duty(session, person.id, "start")
            await seen(session, [person.id])
    return person


async def ring(database: Database, number: str | None = "+8801210000001", sid: str = "") -> UUID:
    """A caller's line rings; the call's id."""
    fact = CallerArrived(sid or f"CA{uuid4().hex}", number, "mobile" if number else "withheld")
    return (await intake.arrive(await database.raw(), fact)).call_id


async def open_offer(database: Database, call_id: UUID) -> Offer:
    """The offer of this call that rings now."""
    async with database.transaction() as session:
        found = await session.exec(
            select(Offer).where(Offer.call_id == call_id, Offer.state == OfferState.OFFERED)
        )
        return found.one()


async def offered(database: Database, ring_seconds: float = 15) -> None:
    """Let routing do one round."""
    await offer_waiting(database, ring_seconds)


async def answered(database: Database, number: str | None = "+8801210000001") -> tuple[Staff, Call]:
    """A counsellor who has accepted a call, its lines being joined."""
    person = await add_counsellor(database)
    call_id = await ring(database, number)
    await offered(database)
    offer = await open_offer(database, call_id)
    async with database.transaction() as session:
        call = await offers.accept(session, offer.id, person.id)
    return person, call


async def get_call(database: Database, call_id: UUID) -> Call:
    """The call as it is now."""
    async with database.transaction() as session:
        call = await session.get(Call, call_id)
        assert call is not None
        return call
