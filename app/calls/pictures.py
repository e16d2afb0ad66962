"""Rows of a call as the reducer's picture, and its lines back into rows; it decides nothing."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.conversation import JOINED, Line, Picture
from app.calls.models import Call, Leg
from app.calls.states import LegState
from app.core import clock
from app.core.db import take_all
from app.core.rows import columns_of

_LEGS = f"SELECT {columns_of(Leg)} FROM leg WHERE call_id = $1 ORDER BY started_at, id"


async def legs_of(session: AsyncSession, call: Call) -> list[Leg]:
    """Every line we rang for a locked call, the first one first."""
    return await take_all(session, Leg, _LEGS, call.id)


def picture_of(call: Call, legs: Sequence[Leg] = ()) -> Picture:
    """The call as the reducer sees it."""
    return Picture(
        state=call.state,
        step=call.step,
        owner_id=call.owner_id,
        provider_call_id=call.provider_call_id,
        caller_joined=call.caller_joined_at is not None,
        answered=call.answered_at is not None,
        end_reason=call.end_reason,
        calls_back=call.calls_back is not None,
        lines=tuple(
            Line(
                leg.id,
                leg.staff_id,
                leg.step,
                leg.state,
                leg.provider_call_id,
                leg.marks,
                leg.kind,
                leg.takes_over,
                leg.released_at is not None,
            )
            for leg in legs
        ),
    )


def write_line(session: AsyncSession, leg: Leg, line: Line) -> None:
    """Keep what is known of a line now; it is flushed with the session."""
    leg.provider_call_id, leg.state, leg.marks = (
        line.provider_call_id,
        line.state,
        dict(line.marks),
    )
    leg.kind, leg.takes_over = line.kind, line.takes_over
    if line.released:
        leg.released_at = leg.released_at or clock.now()
    if JOINED in line.marks:
        leg.joined_at = leg.joined_at or clock.now()
    if leg.state is LegState.LEFT:
        leg.left_at = leg.left_at or clock.now()
    session.add(leg)
