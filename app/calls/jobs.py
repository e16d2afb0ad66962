"""What calls do later: joining lines, letting them go, offering calls; no rule is decided here."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import (
    announcements,
    asking,
    blocks,
    callbacks,
    child_numbers,  # noqa: F401 (from where the tickets of a child were called in)
    interview_keys,
    invitations,
    offers,
    on_hold,
    outgoing,
    own_line,
    service,
    sessions,
)
from app.calls.lookups import first_asked, known_line
from app.calls.models import Call, Leg, WebhookAnswer
from app.calls.offering import offer_waiting as offer_waiting
from app.calls.offering import run_routing as run_routing
from app.calls.party_jobs import PartyLines
from app.calls.phone import CallIsGone, Phone
from app.calls.reconciler import look_at, waits_after_all
from app.calls.reducer import NOT_REACHED
from app.calls.service import current_leg
from app.calls.states import CallState, LegState, PartyKind
from app.core import clock
from app.core.db import Database, take_all
from app.core.errors import ProviderError
from app.core.rows import columns_of
from app.jobs.deadlines import DeadlineHandler
from app.jobs.queue import Handler
from app.jobs.retention import EVERY_SECONDS, forget
from app.jobs.timetable import Timetable
from app.staff.models import Staff

ANSWERS_KEPT = timedelta(days=7)
"""A replay later than this meets calls long over, in which it can change nothing."""
log = structlog.get_logger()


class Lines:
    """Jobs that speak to the phone network: read, speak, write, never all in one transaction."""

    def __init__(
        self, database: Database, phone: Phone, line_of: str, services: Path | None = None
    ) -> None:
        self._database = database
        self._phone = phone
        self._line_of = line_of
        self._services = services

    def handlers(self) -> dict[str, Handler]:
        """Every job of calls, by name."""
        return {
            "calls.connect": self.connect,
            "calls.wait": self.wait,
            "calls.let_go": self.let_go,
            "calls.check_joined": self.check_joined,
            "calls.check_lines": self.check_lines,
            "calls.check_gone": self.check_gone,
            "calls.check_waits": self.check_waits,
            "calls.call_out": self.ring_caller,
            "calls.counsellor_lost": self.counsellor_lost,
            "calls.hang_up": self.hang_up,
            "calls.hold": self.hold,
            "calls.ask": self.ask,
            "calls.bring_back": self.bring_back,
            **PartyLines(self._database, self._phone, self._line_of, self._services).handlers(),
        }

    async def connect(self, leg_id: UUID) -> None:
        """Take the caller into the conference and ring the counsellor's line."""
        async with self._database.transaction() as session:
            found = await _joining(session, leg_id)
            if found is None:
                return
            call, leg, person = found
            line = await own_line.rung_at(session, self._line_of, leg, person.name)
        here = call.caller_joined_at is not None or call.bridged_step == call.step
        if not here and not service.rings_caller_next(call):
            try:
                await self._phone.bridge(call.provider_call_id, call.id, call.step)
            except CallIsGone:
                await self._caller_left(call.id)
                return
        if leg.provider_call_id is None:
            await self._ring(call, leg, line)

    async def _ring(self, call: Call, leg: Leg, line: str) -> None:
        """Ring the counsellor; a line nobody needs any more, or rung twice, is hung up at once."""
        try:
            rung = await self._rung_before(leg.id, line)
            rung = rung or await self._phone.ring(line, call.id, leg.id, call.step)
        except (ProviderError, CallIsGone) as error:
            if getattr(error, "retryable", False):
                raise
            log.error("line_refused", leg_id=str(leg.id))
            async with self._database.transaction() as session:
                await service.leg_moved(session, leg.id, LegState.LEFT)
            return
        async with self._database.transaction() as session:
            own = await service.leg_moved(session, leg.id, LegState.RINGING, rung)
            wanted = own and await _joining(session, leg.id) is not None
        if not wanted:
            await self._phone.hang_up(rung)

    async def _rung_before(self, leg_id: UUID, line: str) -> str | None:
        """The line that an earlier try rang, whose answer was lost: nobody is rung a second time.

        One telephone is rung for one call at a time, so what rings there and is no other leg's is
        this one's.
        """
        async with self._database.transaction() as session:
            first = await first_asked(session, leg_id)
        if first:
            return None
        for rung in sorted(await self._phone.rung(line)):
            async with self._database.transaction() as session:
                if not await known_line(session, rung, leg_id):
                    return rung
        return None

    async def wait(self, call_id: UUID) -> None:
        """Take the caller back to the queue."""
        async with self._database.transaction() as session:
            call = await session.get(Call, call_id)
        if call is None or call.state is not CallState.WAITING:
            return
        try:
            await self._phone.wait(call.provider_call_id, call.id, call.step)
        except CallIsGone:
            await self._caller_left(call.id)

    async def hold(self, call_id: UUID) -> None:
        """Put the caller on hold or bring him or her back, as is wanted now."""
        with suppress(CallIsGone):
            await on_hold.carry_out(self._database, self._phone, call_id)

    async def ask(self, call_id: UUID) -> None:
        """Have the caller hear the question that is open now."""
        try:
            await asking.take_out(self._database, self._phone, call_id)
        except CallIsGone:
            await self._caller_left(call_id)

    async def bring_back(self, call_id: UUID) -> None:
        """Bring a caller back whom a question has kept too long."""
        try:
            await asking.bring_back(self._database, self._phone, call_id)
        except CallIsGone:
            await self._caller_left(call_id)

    async def ring_caller(self, call_id: UUID) -> None:
        """Ring the caller who is called back."""
        await outgoing.ring_caller(self._database, self._phone, call_id)

    async def let_go(self, call_id: UUID) -> None:
        """Let counsellors' lines go that no longer belong to the call's present step."""
        async with self._database.transaction() as session:
            call = await session.get(Call, call_id)
            legs = await _legs_not_left(session, call_id)
            current = await current_leg(session, call) if call else None
        await self._let_go([leg for leg in legs if leg is not current and not _stays(call, leg)])

    async def check_joined(self, call_id: UUID) -> None:
        """Ask the provider who is in the conference: its events may have been lost."""
        async with self._database.transaction() as session:
            call = await session.get(Call, call_id)
        if call is None or call.state is not CallState.CONNECTING:
            return
        inside = await self._phone.present(call.id, call.step)
        async with self._database.transaction() as session:
            await service.joined_by_now(session, call.id, call.step, inside)

    async def check_lines(self, call_id: UUID) -> None:
        """Ask the provider whether caller and counsellor of a conversation are still there."""
        async with self._database.transaction() as session:
            call = await session.get(Call, call_id)
        if call is not None and call.state is CallState.TALKING:
            await look_at(self._database, self._phone, call)

    async def check_gone(self, call_id: UUID) -> None:
        """Ask the provider whether a caller who was taken for gone is there after all."""
        async with self._database.transaction() as session:
            call = await session.get(Call, call_id)
        if call is None or call.state is not CallState.ENDED:
            return
        if await self._phone.is_up(call.provider_call_id):
            async with self._database.transaction() as session:
                await service.turned_up(session, call_id)

    async def check_waits(self, call_id: UUID) -> None:
        """Ask the provider whether the caller of a conversation is in it, or waits in the queue."""
        async with self._database.transaction() as session:
            call = await session.get(Call, call_id)
        if call is not None and call.state is CallState.TALKING:
            await waits_after_all(self._database, self._phone, call)

    async def counsellor_lost(self, leg_id: UUID) -> None:
        """Ask the provider whether the caller is still there, and act on its word."""
        async with self._database.transaction() as session:
            leg = await session.get(Leg, leg_id)
            call = await session.get(Call, leg.call_id) if leg else None
        if call is None or call.state is CallState.ENDED:
            return
        up = await self._phone.is_up(call.provider_call_id)
        inside = await self._phone.present(call.id, call.step) if up else ()
        async with self._database.transaction() as session:
            await service.counsellor_lost(session, leg_id, caller_is_up=up, inside=inside)

    async def hang_up(self, call_id: UUID) -> None:
        """Let every line of an ended call go."""
        async with self._database.transaction() as session:
            call = await session.get(Call, call_id)
            legs = await _legs_not_left(session, call_id)
        if call is None or call.state is not CallState.ENDED:
            return
        failed: list[ProviderError] = []
        if call.end_reason in ("counsellor_hung_up", NOT_REACHED):
            try:
                await self._phone.hang_up(call.provider_call_id)
            except ProviderError as error:
                failed.append(error)
        await self._let_go(legs, failed)

    async def _let_go(self, legs: Sequence[Leg], failed: Sequence[ProviderError] = ()) -> None:
        """Hang up every one of these lines, whatever becomes of another, and take it for gone.

        One that was never rung is gone as well; if its ringing is under way just now, whoever
        rings it finds that out. A failure is raised at the end.
        """
        failures = list(failed)
        for leg in legs:
            try:
                if leg.provider_call_id is not None:
                    await self._phone.hang_up(leg.provider_call_id)
            except ProviderError as error:
                failures.append(error)
                continue
            async with self._database.transaction() as session:
                await service.leg_moved(session, leg.id, LegState.LEFT)
        if failures:
            raise failures[0]

    async def _caller_left(self, call_id: UUID) -> None:
        async with self._database.transaction() as session:
            await service.caller_left(session, call_id)


def _stays(call: Call | None, leg: Leg) -> bool:
    """Whether it is a guest's line of the present conversation, and is to be there."""
    if call is None or leg.kind is PartyKind.COUNSELLOR or leg.released_at is not None:
        return False
    return call.state is CallState.TALKING and leg.step == call.step


async def _joining(session: AsyncSession, leg_id: UUID) -> tuple[Call, Leg, Staff] | None:
    """The leg with its call and counsellor, while it is the one that joins (or has joined)."""
    leg = await session.get(Leg, leg_id)
    call = await session.get(Call, leg.call_id) if leg else None
    staff = await session.get(Staff, leg.staff_id) if leg else None
    if leg is None or call is None or staff is None or leg.state is LegState.LEFT:
        return None
    joining = call.state in (CallState.CONNECTING, CallState.TALKING)
    return (call, leg, staff) if joining and await current_leg(session, call) is leg else None


_NOT_LEFT = f"""
SELECT {columns_of(Leg)} FROM leg WHERE call_id = $1 AND state <> 'left' ORDER BY started_at, id
"""


async def _legs_not_left(session: AsyncSession, call_id: UUID) -> list[Leg]:
    return await take_all(session, Leg, _NOT_LEFT, call_id)


async def _forget_answers(session: AsyncSession) -> None:
    over = col(WebhookAnswer.at) < clock.now() - ANSWERS_KEPT
    await forget(session, WebhookAnswer.fingerprint, over)


def timetable() -> Timetable:
    """Every round of calls, by name."""
    return {
        "calls.forget_answers": (EVERY_SECONDS, _forget_answers),
        "calls.forget_numbers": (EVERY_SECONDS, own_line.forget_numbers),
        "calls.flags_cleared": (blocks.CLEARED_EVERY_SECONDS, blocks.cleared_by_danger),
        "calls.called_again": (callbacks.CALLED_AGAIN_EVERY_SECONDS, callbacks.called_again),
    }


def deadlines() -> dict[str, DeadlineHandler]:
    """Every deadline of calls, by kind."""
    return {
        offers.OFFER_DUE: offers.offer_due,
        offers.CONNECT_DUE: service.connect_due,
        announcements.OVER: announcements.over,
        sessions.DUE: sessions.session_due,
        interview_keys.QUESTION_DUE: interview_keys.question_due,
        invitations.INVITATION_DUE: invitations.invitation_due,
    }
