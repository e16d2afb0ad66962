"""Attempts to call somebody back: who has a row in hand, what follows an attempt, whose it is then.

It rings nobody (outgoing.py) and knows no permit (safety.py): a row that may not be called has a
plan all the same, so that somebody looks at it in time.
"""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.callbacks import call_in_hand, facts_of, lock_row
from app.calls.events import (
    CallBackClaimed,
    CallBackPlanned,
    CallBackPlannedAgain,
    CallBackPlanOver,
    CallBackReleased,
)
from app.calls.models import Call, CallBack
from app.calls.plan import plan
from app.calls.states import CALL_BACK_MOVES, PLAN_AGAIN_REASONS
from app.cases.models import Incident
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import clock
from app.core.db import take
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import advance
from app.core.rows import columns_of

CLAIM_FOR: Final = timedelta(minutes=5)
TALKED_FOR: Final = timedelta(minutes=15)
"""So long whoever talked has to say what came of it, before the row is anybody's again."""

_OPEN = f"""
SELECT {columns_of(CallBack)} FROM call_back WHERE id = $1 AND state = 'open' FOR UPDATE
"""


class CallBackIsClaimed(HelplineError):
    """A colleague has this row in hand for some minutes."""

    status = HTTPStatus.CONFLICT
    code = "call_back_is_claimed"


class CallBackPlanIsOver(HelplineError):
    """Every attempt of the plan was made: a supervisor decides."""

    status = HTTPStatus.CONFLICT
    code = "call_back_plan_is_over"


class CallBackPlanStands(HelplineError):
    """The plan is not over, so there is none to begin anew."""

    status = HTTPStatus.CONFLICT
    code = "call_back_plan_stands"


def claimer(row: CallBack, now: datetime) -> UUID | None:
    """Who has the row in hand at this moment."""
    held = row.claimed_until is not None and row.claimed_until > now
    return row.claimed_by if held else None


def must_be_callable(row: CallBack, staff_id: UUID) -> None:
    """Whether this counsellor may take an attempt of a locked row.

    Raises IllegalMove when it is done, CallBackPlanIsOver, CallBackIsClaimed.
    """
    advance(CALL_BACK_MOVES, row.state, "complete", "call-back")
    if row.plan_over_at is not None:
        raise CallBackPlanIsOver("Every attempt was made: a supervisor decides.")
    if claimer(row, clock.now()) not in (None, staff_id):
        raise CallBackIsClaimed("A colleague has it in hand.", until=_moment(row.claimed_until))


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


async def claim(session: AsyncSession, call_back_id: UUID, staff_id: UUID) -> CallBack:
    """The counsellor takes the row in hand for five minutes; again: five more from now.

    Raises CallBackNotFound, and as `must_be_callable`.
    """
    incident, row = await lock_row(session, call_back_id)
    must_be_callable(row, staff_id)
    row.claimed_by, row.claimed_until = staff_id, clock.now() + CLAIM_FOR
    _next(session, row)
    told = CallBackClaimed(**facts_of(row), staff_id=staff_id, until=row.claimed_until)
    await tell(session, incident, told, Actor("staff", staff_id))
    return row


async def release(session: AsyncSession, call_back_id: UUID, staff_id: UUID) -> CallBack:
    """The counsellor lets the row go. One that he or she does not hold stays as it is.

    Raises CallBackNotFound, CallBackIsClaimed for a colleague's.
    """
    incident, row = await lock_row(session, call_back_id)
    holder = claimer(row, clock.now())
    if holder not in (None, staff_id):
        raise CallBackIsClaimed("A colleague has it in hand.", until=_moment(row.claimed_until))
    if holder is not None:
        _let_go(row)
        _next(session, row)
        told = CallBackReleased(**facts_of(row), staff_id=staff_id)
        await tell(session, incident, told, Actor("staff", staff_id))
    return row


async def plan_again(session: AsyncSession, call_back_id: UUID, by: UUID, reason: str) -> CallBack:
    """A supervisor has the plan begin anew, now. Raises InputIsInvalid, CallBackNotFound,
    CallBackPlanStands, IllegalMove when the row is done.
    """
    if reason not in PLAN_AGAIN_REASONS:
        raise InputIsInvalid(f"Choose one of: {', '.join(PLAN_AGAIN_REASONS)}.", field="reason")
    incident, row = await lock_row(session, call_back_id)
    advance(CALL_BACK_MOVES, row.state, "complete", "call-back")
    if row.plan_over_at is None:
        raise CallBackPlanStands("Its attempts are not over yet.")
    row.plan_over_at, row.plan_from = None, row.attempts
    row.due_at = plan.due_at(0, clock.now())
    _next(session, row)
    told = CallBackPlannedAgain(**facts_of(row), staff_id=by, reason=reason)
    await tell(session, incident, told, Actor("staff", by))
    return row


def taken(row: CallBack, staff_id: UUID) -> None:
    """An attempt begins on a locked row: it is this counsellor's until the attempt is over."""
    row.attempts, row.tried_at = row.attempts + 1, clock.now()
    row.claimed_by, row.claimed_until = staff_id, row.tried_at + CLAIM_FOR


async def over(session: AsyncSession, incident: Incident, call: Call) -> None:
    """A locked call that called back has ended: what its row, if still open, waits for now.

    Of a talk its counsellor says what came, and if nobody does the row is due again. Without one
    the plan goes on, or ends, and then a supervisor decides: no row leaves the list by itself.
    """
    row = await take(session, CallBack, _OPEN, call.calls_back)
    trying = await call_in_hand(session, row.id) if row is not None else None
    if row is None or (trying is not None and trying.id != call.id):
        return
    now = clock.now()
    if call.answered_at is not None:
        row.claimed_by, row.claimed_until = row.claimed_by or call.owner_id, now + TALKED_FOR
        row.due_at = row.claimed_until
    else:
        _let_go(row)
        row.due_at = plan.due_at(row.attempts - row.plan_from, now)
    _next(session, row)
    if row.due_at is None:
        row.plan_over_at = now
        await tell(session, incident, CallBackPlanOver(**facts_of(row)), SYSTEM)
        return
    told = CallBackPlanned(**facts_of(row), attempt=row.attempts + 1, due_at=row.due_at)
    await tell(session, incident, told, SYSTEM)


def _let_go(row: CallBack) -> None:
    row.claimed_by, row.claimed_until = None, None


def _next(session: AsyncSession, row: CallBack) -> None:
    row.version += 1
    session.add(row)
