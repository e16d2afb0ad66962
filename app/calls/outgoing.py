"""Calling back: the counsellor's line is rung first, then the caller's, with a permit (I12).

The caller's number is opened only in the moment in which the port rings it.
"""

from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import callbacks, service
from app.calls.events import CallPlaced
from app.calls.intake import NUMBER_PLACE
from app.calls.locking import facts_of, lock_call
from app.calls.models import Call, CallBack, Leg
from app.calls.offers import CONNECT_DUE
from app.calls.phone import CallIsGone, Phone
from app.calls.queries import numbers_opened
from app.calls.reducer import NOT_REACHED
from app.calls.states import CALL_BACK_MOVES, CallState, PartyKind
from app.cases import safety
from app.cases.models import Incident
from app.cases.safety import ContactNotSafe, Permit, PermitRefused, Purpose
from app.cases.sealed import DataIsErased, key_of
from app.cases.service import add_party
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock, security
from app.core.audience import about
from app.core.db import Database
from app.core.errors import ProviderError
from app.core.moves import advance
from app.jobs.deadlines import set_deadline
from app.jobs.queue import defer
from app.staff.duty import move_duty

CONNECT_SECONDS = 60
"""The counsellor's line rings for 15 s, the caller's for 30: after this long nobody will join."""

NOT_RUNG, RUNG = "out-", "rung-"
"""Stand before our own id in place of the provider's while it is not known: before the number is
rung, and from the moment in which it may have been."""

log = structlog.get_logger()


async def call_back(session: AsyncSession, call_back_id: UUID, staff_id: UUID) -> Call:
    """A free counsellor calls back: his or her line is rung at once, the caller's after it.

    Raises ContactNotSafe (recorded, so commit all the same), CallBackInHand, IllegalMove when the
    row is done or the counsellor is not free, CallBackNotFound. Whoever asks again while his or
    her own call is being made is answered the same.
    """
    incident, row = await callbacks.lock_row(session, call_back_id)
    trying = await callbacks.call_in_hand(session, row.id)
    if trying is not None:
        if trying.owner_id == staff_id:
            return trying
        raise callbacks.CallBackInHand("A colleague is calling back just now.")
    advance(CALL_BACK_MOVES, row.state, "complete", "call-back")
    before = await session.get_one(Call, row.call_id)
    await safety.permit(session, incident, before.number_index, Purpose.CALL_BACK, staff_id)
    await move_duty(session, staff_id, "call_out")
    call = await _new_call(session, incident, before, row, staff_id)
    leg = Leg(
        id=uuid4(),
        call_id=call.id,
        kind=PartyKind.COUNSELLOR,
        staff_id=staff_id,
        started_at=clock.now(),
        step=call.step,
    )
    session.add(leg)
    await add_party(session, incident, "counsellor", staff_id)
    due = clock.now() + timedelta(seconds=CONNECT_SECONDS)
    await set_deadline(session, CONNECT_DUE, call.id, due)
    await defer(session, "calls.connect", leg.id)
    row.attempts, row.tried_at = row.attempts + 1, clock.now()
    row.version += 1
    session.add(row)
    told = CallPlaced(
        **facts_of(call), staff_id=staff_id, call_back_id=row.id, attempt=row.attempts
    )
    await tell(session, incident, told, Actor("staff", staff_id), [about("staff", staff_id)])
    return call


async def line_answered(session: AsyncSession, call_id: UUID, step: int, rung: str) -> None:
    """The called line asks what to do; the answer of its ringing may not have come back yet."""
    found = await session.get(Call, call_id)
    if found is None or found.calls_back is None:
        return
    _, call = await lock_call(session, call_id)
    if step == call.step and call.provider_call_id == f"{RUNG}{call.id}" and rung:
        call.provider_call_id = rung
        session.add(call)


async def _new_call(
    session: AsyncSession, incident: Incident, before: Call, row: CallBack, staff_id: UUID
) -> Call:
    now, id_ = clock.now(), uuid4()
    number = await _number_of(session, before)
    call = Call(
        id=id_,
        incident_id=incident.id,
        provider_call_id=f"{NOT_RUNG}{id_}",
        state=CallState.CONNECTING,
        language=before.language,
        number_sealed=security.seal(key_of(incident), number, f"{NUMBER_PLACE}{id_}"),
        number_index=before.number_index,
        number_kind=before.number_kind,
        owner_id=staff_id,
        arrived_at=now,
        queued_at=now,
        heartbeat_at=now,
        calls_back=row.id,
        step=1,
    )
    session.add(call)
    await session.flush()
    return call


async def ring_caller(database: Database, phone: Phone, call_id: UUID) -> None:
    """The counsellor is in the conference: ring the caller, once, whatever comes of it.

    Safety is asked again at this moment. A number is never rung twice for one call: rather is
    nobody reached.
    """
    async with database.transaction() as session:
        leave = await _leave_to_ring(session, call_id)
    if leave is None:
        return
    permit, number = leave
    try:
        rung = await phone.call_out(permit, number, call_id, 1)
    except (ProviderError, CallIsGone, PermitRefused) as error:
        log.warning("caller_not_rung", call_id=str(call_id), error=type(error).__name__)
        async with database.transaction() as session:
            await _nobody_reached(session, call_id)
        return
    async with database.transaction() as session:
        wanted = await _rings_now(session, call_id, rung)
    if not wanted:
        await phone.hang_up(rung)


async def _leave_to_ring(session: AsyncSession, call_id: UUID) -> tuple[Permit, str] | None:
    incident, call = await lock_call(session, call_id)
    if not service.rings_caller_next(call) or call.provider_call_id != f"{NOT_RUNG}{call.id}":
        return None
    try:
        permit = await safety.permit(
            session, incident, call.number_index, Purpose.CALL_BACK, call.owner_id
        )
    except ContactNotSafe:
        await service.end(session, incident, call, NOT_REACHED, SYSTEM)
        return None
    call.provider_call_id = f"{RUNG}{call.id}"
    call.heartbeat_at = clock.now()
    session.add(call)
    return permit, await _number_of(session, call)


async def _number_of(session: AsyncSession, call: Call) -> str:
    """The number, opened. Raises DataIsErased."""
    opened = await numbers_opened(session, [call])
    if call.id not in opened:
        raise DataIsErased("The number has been erased.")
    return opened[call.id]


async def _rings_now(session: AsyncSession, call_id: UUID, rung: str) -> bool:
    """The provider's id is known; False when nobody waits for that line any more."""
    _, call = await lock_call(session, call_id)
    if not service.rings_caller_next(call):
        return False
    call.provider_call_id = rung
    session.add(call)
    return True


async def _nobody_reached(session: AsyncSession, call_id: UUID) -> None:
    incident, call = await lock_call(session, call_id)
    if call.state is CallState.CONNECTING:
        await service.end(session, incident, call, NOT_REACHED, SYSTEM)
