"""The call-back list: who rang and was not answered, until somebody says what came of it.

It rings nobody (outgoing.py does) and shows nothing of whether that is safe.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.events import CallBackAsked, CallBackCompleted
from app.calls.models import Call, CallBack
from app.calls.plan import plan
from app.calls.states import CALL_BACK_MOVES, CALL_BACK_OUTCOMES, CallBackState, CallState
from app.cases.access import SystemReason, for_system
from app.cases.models import Incident
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock
from app.core.db import fetch, fetch_value, take
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import advance
from app.core.rows import columns_of

CALLED_AGAIN_EVERY_SECONDS = 2.0
AT_ONCE = 50


_OPEN = f"SELECT {columns_of(CallBack)} FROM call_back WHERE call_id = $1 AND state = 'open'"
_ASKED = """
INSERT INTO call_back
    (id, incident_id, call_id, reason, made_at, due_at, state, attempts, plan_from, version)
VALUES ($1, $2, $3, $4, $5, $6, 'open', 0, 0, 1)
ON CONFLICT (call_id) WHERE state = 'open' DO NOTHING RETURNING true
"""


_RINGS_AGAIN = """
SELECT FROM call WHERE number_index = $1 AND (arrived_at, id) > ($2, $3)
    AND state <> 'ended' AND calls_back IS NULL LIMIT 1
"""


class CallBackNotFound(NotFound):
    """No such row in the call-back list."""

    code = "call_back_not_found"


class CallBackInHand(HelplineError):
    """Somebody is calling back just now."""

    code = "call_back_in_hand"


async def ask_for(session: AsyncSession, incident: Incident, call: Call, reason: str) -> None:
    """A locked call was not answered: a row in the list, one open row a call.

    Whoever rings again already, by the same known number, needs none: the later call has its own
    when it is given up, too.
    """
    if call.state is CallState.ENDED and await _rings_again(session, call):
        return
    now = clock.now()
    row = CallBack(incident_id=incident.id, call_id=call.id, reason=reason, made_at=now, version=1)
    made = (row.id, incident.id, call.id, reason, now, plan.due_at(0, now))
    if await fetch_value(session, _ASKED, *made):
        await tell(session, incident, CallBackAsked(**facts_of(row), reason=reason), SYSTEM)


async def _rings_again(session: AsyncSession, call: Call) -> bool:
    later = (call.number_index, call.arrived_at, call.id)
    return call.number_index is not None and bool(await fetch(session, _RINGS_AGAIN, *later))


async def answered_after_all(session: AsyncSession, incident: Incident, call: Call) -> None:
    """The caller who waited on is talking with somebody: nobody need call back."""
    row = await _open_row_of(session, call.id)
    if row is not None:
        await _done(session, incident, row, "reached", SYSTEM)


async def complete(
    session: AsyncSession, call_back_id: UUID, staff_id: UUID, outcome: str
) -> CallBack:
    """Somebody says what came of it. Raises InputIsInvalid, CallBackNotFound, CallBackInHand,
    and IllegalMove when it was said before, unless it was the same outcome.
    """
    if outcome not in CALL_BACK_OUTCOMES:
        raise InputIsInvalid(f"Choose one of: {', '.join(CALL_BACK_OUTCOMES)}.", field="outcome")
    incident, row = await lock_row(session, call_back_id)
    if row.state is CallBackState.DONE and row.outcome == outcome:
        return row
    trying = await call_in_hand(session, row.id)
    if trying is not None and trying.owner_id != staff_id:
        raise CallBackInHand("A colleague is calling back just now.")
    await _done(session, incident, row, outcome, Actor("staff", staff_id))
    return row


async def called_again(session: AsyncSession) -> None:
    """Whoever has rung again meanwhile need not be called back; done every few seconds.

    A round of its own, so that it costs no ring a moment (I1).
    """
    later, first = aliased(Call), aliased(Call)
    found = await session.exec(
        select(first.incident_id, CallBack.id)
        .join(first, col(first.id) == CallBack.call_id)
        .join(later, col(later.number_index) == first.number_index)
        .where(
            CallBack.state == CallBackState.OPEN,
            later.arrived_at > first.arrived_at,
            col(later.calls_back).is_(None),
        )
        .distinct()
        .limit(AT_ONCE)
    )
    for _, call_back_id in sorted(found):  # incidents in order: two workers may come at once
        incident, row = await lock_row(session, call_back_id)
        if row.state is CallBackState.OPEN:
            await _done(session, incident, row, "called_again", SYSTEM)


async def lock_row(session: AsyncSession, call_back_id: UUID) -> tuple[Incident, CallBack]:
    """The incident and the row, locked in that order. Raises CallBackNotFound.

    A call that was linked away while we waited for its incident is followed, as `lock_call` does.
    """
    while True:
        incident_id = await _incident_of(session, call_back_id)
        incident = await for_system(session, incident_id, SystemReason.CALL_MOVED_ON, lock=True)
        if await _incident_of(session, call_back_id) == incident_id:
            break
    locked = await session.exec(
        select(CallBack)
        .where(CallBack.id == call_back_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = locked.one()
    row.incident_id = incident.id  # the call may have moved with its incident
    return incident, row


async def _incident_of(session: AsyncSession, call_back_id: UUID) -> UUID:
    found = await session.exec(
        select(Call.incident_id)
        .join(CallBack, col(CallBack.call_id) == Call.id)
        .where(CallBack.id == call_back_id)
    )
    incident_id = found.first()
    if incident_id is None:
        raise CallBackNotFound("There is no such call to call back.")
    return incident_id


async def call_in_hand(session: AsyncSession, call_back_id: UUID) -> Call | None:
    """The call by which somebody is calling back at this moment."""
    found = await session.exec(
        select(Call).where(Call.calls_back == call_back_id, Call.state != CallState.ENDED)
    )
    return found.first()


def facts_of(row: CallBack) -> dict[str, Any]:
    """What every event of this row carries."""
    return {
        "entity_id": row.id,
        "version": row.version,
        "incident_id": row.incident_id,
        "call_id": row.call_id,
    }


async def _open_row_of(session: AsyncSession, call_id: UUID) -> CallBack | None:
    return await take(session, CallBack, _OPEN, call_id)


async def _done(
    session: AsyncSession, incident: Incident, row: CallBack, outcome: str, actor: Actor
) -> None:
    row.state = advance(CALL_BACK_MOVES, row.state, "complete", "call-back")
    row.outcome, row.done_at, row.done_by = outcome, clock.now(), actor.id
    row.version += 1
    session.add(row)
    told = CallBackCompleted(**facts_of(row), outcome=outcome)
    await tell(session, incident, told, actor)
