"""What the parties' lines have to do later: ring, mute, hold, listen; no rule is decided here.

Each job reads what is wanted now, has the network do it and looks again: two of them may cross.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import own_line, service
from app.calls.models import Call, Leg
from app.calls.phone import CallIsGone, Phone
from app.calls.service_phones import read_services
from app.calls.states import CallState, LegState, Mode, PartyKind
from app.core.db import Database
from app.core.errors import ProviderError
from app.jobs.queue import Handler

log = structlog.get_logger()

Wanted = tuple[Call, Leg]


class PartyLines:
    """Jobs that speak to the phone network of guests, and of what is wanted of a party."""

    def __init__(
        self, database: Database, phone: Phone, line_of: str, services: Path | None
    ) -> None:
        self._database = database
        self._phone = phone
        self._line_of = line_of
        self._services = services

    def handlers(self) -> dict[str, Handler]:
        """Every job of parties, by name."""
        return {
            "calls.add_party": self.add_party,
            "calls.mute": self.mute,
            "calls.mute_party": self.mute_party,
            "calls.hold_party": self.hold_party,
            "calls.supervise": self.supervise,
            "calls.check_parties": self.check_parties,
        }

    async def add_party(self, leg_id: UUID) -> None:
        """Ring a guest's line into the conversation; one nobody needs any more is hung up."""
        found = await self._wanted(leg_id)
        if found is None or found[1].provider_call_id is not None:
            return
        call, leg = found
        try:
            rung = await self._ring(call, leg)
        except (ProviderError, CallIsGone) as error:
            if getattr(error, "retryable", False):
                raise
            log.error("party_refused", leg_id=str(leg.id))
            await self._moved(leg.id, LegState.LEFT)
            return
        own = await self._moved(leg.id, LegState.RINGING, rung)
        if not own or await self._wanted(leg_id) is None:
            await self._phone.hang_up(rung)

    async def _ring(self, call: Call, leg: Leg) -> str:
        line = await self._line(leg)
        unheard = leg.kind is PartyKind.SUPERVISOR
        return await self._phone.add_party(line, call.id, leg.id, call.step, muted=unheard)

    async def _line(self, leg: Leg) -> str:
        """Where the guest is rung. Raises ProviderError for a service that is no longer listed."""
        if leg.service is not None:
            known = read_services(self._services).get(leg.service)
            if known is None:
                raise ProviderError("the service is no longer listed", retryable=False)
            return known.number
        async with self._database.transaction() as session:
            return await own_line.rung_for(session, self._line_of, leg)

    async def mute(self, call_id: UUID) -> None:
        """Mute the caller or let everybody hear him or her again, as is wanted now."""

        async def wanted() -> tuple[bool, Callable[[], Awaitable[None]]] | None:
            async with self._database.transaction() as session:
                call = await session.get(Call, call_id)
            if call is None or call.state is not CallState.TALKING:
                return None
            muted, line = call.muted_at is not None, call.provider_call_id
            return muted, lambda: self._phone.mute(line, call.id, call.step, muted=muted)

        await _until_done(wanted)

    async def mute_party(self, leg_id: UUID) -> None:
        """The same for another party."""

        async def wanted() -> tuple[bool, Callable[[], Awaitable[None]]] | None:
            found = await self._joined(leg_id)
            if found is None:
                return None
            call, leg, line = found
            muted = leg.muted_at is not None
            return muted, lambda: self._phone.mute(line, call.id, call.step, muted=muted)

        await _until_done(wanted)

    async def hold_party(self, leg_id: UUID) -> None:
        """Put a party on hold or bring it back, as is wanted now."""

        async def wanted() -> tuple[bool, Callable[[], Awaitable[None]]] | None:
            found = await self._joined(leg_id)
            if found is None:
                return None
            call, leg, line = found
            held = leg.held_at is not None
            return held, lambda: self._phone.hold(line, call.id, call.step, held=held)

        await _until_done(wanted)

    async def supervise(self, leg_id: UUID) -> None:
        """Have a supervisor listen, whisper to the owner's line, or barge, as is wanted now."""

        async def wanted() -> tuple[object, Callable[[], Awaitable[None]]] | None:
            found = await self._joined(leg_id)
            if found is None:
                return None
            call, leg, line = found
            async with self._database.transaction() as session:
                owner = await service.current_leg(session, call)
            coached = (owner.provider_call_id if owner else None) or ""
            mode = leg.mode if leg.mode and coached else Mode.LISTEN
            return (mode, coached), lambda: self._phone.supervise(
                line, call.id, call.step, mode, coached
            )

        await _until_done(wanted)

    async def check_parties(self, call_id: UUID) -> None:
        """Ask the network who is in the conversation: its news may have been lost."""
        async with self._database.transaction() as session:
            call = await session.get(Call, call_id)
        if call is None or call.state is not CallState.TALKING:
            return
        inside = await self._phone.present(call.id, call.step)
        async with self._database.transaction() as session:
            await service.joined_by_now(session, call.id, call.step, inside)

    async def _wanted(self, leg_id: UUID) -> Wanted | None:
        """The line with its call, while it is to be in the conversation."""
        async with self._database.transaction() as session:
            return await _in_talk(session, leg_id)

    async def _joined(self, leg_id: UUID) -> tuple[Call, Leg, str] | None:
        found = await self._wanted(leg_id)
        if found is None or found[1].state is not LegState.JOINED:
            return None
        call, leg = found
        return (call, leg, leg.provider_call_id) if leg.provider_call_id else None

    async def _moved(self, leg_id: UUID, state: LegState, line: str | None = None) -> bool:
        async with self._database.transaction() as session:
            return await service.leg_moved(session, leg_id, state, line)


async def _in_talk(session: AsyncSession, leg_id: UUID) -> Wanted | None:
    leg = await session.get(Leg, leg_id)
    call = await session.get(Call, leg.call_id) if leg else None
    if leg is None or call is None or call.state is not CallState.TALKING:
        return None
    gone = leg.state is LegState.LEFT or leg.released_at is not None
    return None if gone or leg.step != call.step else (call, leg)


async def _until_done(
    wanted: Callable[[], Awaitable[tuple[object, Callable[[], Awaitable[None]]] | None]],
) -> None:
    """Do what is wanted until that is what was done last. A line that is gone is no failure."""
    done: object = None
    while True:
        now = await wanted()
        if now is None or now[0] == done:
            return
        with suppress(CallIsGone):
            await now[1]()
        done = now[0]
