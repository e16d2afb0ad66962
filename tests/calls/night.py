"""A phone network by shape, and what happens between a counsellor and a call; holds no test."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from sqlmodel import col, select

from app.calls import offers, service
from app.calls.jobs import Lines
from app.calls.models import Call, Leg
from app.calls.phone import Capabilities
from app.calls.states import Mode
from app.cases import safety
from app.cases.safety import Permit
from app.core.db import Database
from app.staff.duty import move_duty, seen
from app.staff.models import DutyRow, Staff
from app.staff.states import Duty
from tests.factories import offered, open_offer


@dataclass
class Switchboard:
    """A phone network by shape: lines that are up, who is in the conference, what was asked."""

    capabilities: ClassVar[Capabilities] = Capabilities()
    up: set[str] = field(default_factory=set)
    inside: Collection[str] = ()
    asked: list[tuple[str, ...]] = field(default_factory=list)
    rings_already: Collection[str] = ()
    ring_fails: Exception | None = None

    async def bridge(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        self.asked.append(("bridge", provider_call_id, str(step)))

    async def ring(self, line: str, call_id: UUID, leg_id: UUID, step: int) -> str:
        if self.ring_fails is not None:
            raise self.ring_fails
        self.asked.append(("ring", str(leg_id)))
        return f"CA-ring-{len(self.asked)}"

    async def rung(self, line: str) -> set[str]:
        self.asked.append(("rung", line))
        return set(self.rings_already)

    async def call_out(self, permit: Permit, number: str, call_id: UUID, step: int) -> str:
        safety.check(permit, number, safety.Purpose.CALL_BACK)
        if self.ring_fails is not None:
            raise self.ring_fails
        self.asked.append(("call_out", number))
        return f"CA-out-{len(self.asked)}"

    async def wait(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        self.asked.append(("wait", provider_call_id))

    async def hold(self, provider_call_id: str, call_id: UUID, step: int, *, held: bool) -> None:
        self.asked.append(("hold" if held else "resume", provider_call_id))

    async def mute(self, provider_call_id: str, call_id: UUID, step: int, *, muted: bool) -> None:
        self.asked.append(("mute" if muted else "unmute", provider_call_id))

    async def add_party(
        self, line: str, call_id: UUID, leg_id: UUID, step: int, *, muted: bool = False
    ) -> str:
        if self.ring_fails is not None:
            raise self.ring_fails
        self.asked.append(("add_muted" if muted else "add", line))
        return f"CA-guest-{len(self.asked)}"

    async def supervise(
        self, provider_call_id: str, call_id: UUID, step: int, mode: Mode, coached: str
    ) -> None:
        self.asked.append((mode.value, provider_call_id, coached))

    async def is_up(self, provider_call_id: str) -> bool:
        return provider_call_id in self.up

    async def present(self, call_id: UUID, step: int) -> set[str]:
        return set(self.inside)

    async def hang_up(self, provider_call_id: str) -> None:
        self.asked.append(("hang_up", provider_call_id))


def lines(database: Database, board: Switchboard) -> Lines:
    return Lines(database, board, "client:{name}")


async def duty_of(database: Database, person: Staff) -> Duty:
    async with database.transaction() as session:
        row = await session.get(DutyRow, person.id)
        assert row is not None
        return row.state


async def legs_of(database: Database, call_id: UUID) -> list[Leg]:
    async with database.transaction() as session:
        found = await session.exec(
            select(Leg).where(Leg.call_id == call_id).order_by(col(Leg.started_at))
        )
        return list(found)


async def press(database: Database, person: Staff, verb: str, reason: str | None = None) -> None:
    async with database.transaction() as session:
        await move_duty(session, person.id, verb, reason)
        await seen(session, [person.id])


async def jobs_of(database: Database) -> list[str]:
    pool = await database.raw()
    return [row["entrypoint"] for row in await pool.fetch("SELECT entrypoint FROM pgqueuer")]


async def hang_up(database: Database, person: Staff, call: Call) -> None:
    async with database.transaction() as session:
        await service.hang_up(session, call.id, person.id)


async def accepted_again(database: Database, person: Staff, call: Call) -> Call:
    """The counsellor's line was lost; the same counsellor is back and takes the call again."""
    async with database.transaction() as session:
        await service.connect_due(session, call.id)
    await press(database, person, "resume")
    await offered(database)
    offer = await open_offer(database, call.id)
    async with database.transaction() as session:
        return await offers.accept(session, offer.id, person.id)
