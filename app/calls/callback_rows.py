"""Rows of the call-back list as screens get them; numbers masked."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.callers import contacts_of
from app.calls.models import Call, CallBack
from app.calls.queries import mask, numbers_opened
from app.calls.states import CallBackState, CallState
from app.cases.queries import iso, numbers_of
from app.staff.queries import display_names

Row = dict[str, Any]


async def call_back_rows(
    session: AsyncSession, ids: Collection[UUID] | None = None, *, open_only: bool = True
) -> dict[UUID, Row]:
    """Who is to be called back, by id, the first one first; whether it is safe, as known now."""
    wanted = (
        select(CallBack, Call)
        .join(Call, col(Call.id) == CallBack.call_id)
        .order_by(col(CallBack.made_at), col(CallBack.id))
    )
    if open_only:
        wanted = wanted.where(CallBack.state == CallBackState.OPEN)
    if ids is not None:
        wanted = wanted.where(col(CallBack.id).in_(ids))
    found = list(await session.exec(wanted))
    calls = [call for _, call in found]
    numbers = await numbers_opened(session, calls)
    tickets = await numbers_of(session, {call.incident_id for call in calls})
    contacts = await contacts_of(session, calls)
    hands = await _in_hand(session, [row.id for row, _ in found])
    return {
        row.id: {
            "id": str(row.id),
            "incident_id": str(call.incident_id),
            "call_id": str(call.id),
            "number": tickets[call.incident_id][0],
            "caller_number": mask(numbers[call.id]) if call.id in numbers else None,
            "number_kind": call.number_kind,
            "language": call.language,
            "reason": row.reason,
            "made_at": iso(row.made_at),
            "attempts": row.attempts,
            "tried_at": iso(row.tried_at),
            "in_hand": hands.get(row.id),
            "state": row.state.value,
            "outcome": row.outcome,
            **contacts[call.id].row(),
            "version": row.version,
        }
        for row, call in found
    }


async def _in_hand(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Who is calling back at this moment, by row."""
    found = list(
        await session.exec(
            select(Call.calls_back, Call.owner_id).where(
                col(Call.calls_back).in_(ids), Call.state != CallState.ENDED
            )
        )
    )
    names = await display_names(session, {owner for _, owner in found if owner is not None})
    return {
        row_id: names[owner]
        for row_id, owner in found
        if row_id is not None and owner is not None and owner in names
    }
