"""Verbs of the roster: shifts, leave, public holidays; duty follows them by deadlines.

Whoever has a plan has one pending deadline, for the next moment at which it changes. Between two
such moments a hand may move the duty; the plan does not move it back.
"""

from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import execute, fetch
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.duty import lock_worker, set_duty
from app.directory.roster import DHAKA, Plan, Span, next_change, planned_on
from app.directory.roster_models import Holiday, Leave, Shift, Swap
from app.directory.states import LeaveReason, SwapState
from app.jobs.deadlines import cancel_deadline, set_deadline

ROSTER_DUE: Final = "directory.roster_due"
LONGEST_SHIFT: Final = timedelta(hours=24)
LONGEST_LEAVE: Final = timedelta(days=366)

Row = TypeVar("Row", Shift, Leave)


class ShiftsOverlap(HelplineError):
    """The worker has a shift at that time already; `shift_id` says which."""

    code = "shifts_overlap"


class LeavesOverlap(HelplineError):
    """The worker is on leave at that time already; `leave_id` says which."""

    code = "leaves_overlap"


class SwapIsAsked(HelplineError):
    """A swap of this shift is asked for already."""

    code = "swap_is_asked"


class PlanNotFound(NotFound):
    """There is no such shift or leave."""

    code = "plan_not_found"


_HOLIDAYS: Final = "SELECT pg_advisory_xact_lock(hashtextextended('holidays', 1098))"
_HOLIDAYS_STAND: Final = "SELECT pg_advisory_xact_lock_shared(hashtextextended('holidays', 1098))"
"""Shared by all who look at a plan: one that changed beside a holiday would be followed by nobody,
since each of the two would look before the other is there to be seen. Taken before any worker's
lock, so that nobody waits in a circle."""


async def lock_plans(session: AsyncSession, *worker_ids: UUID) -> None:
    """Hold on to what is planned for these workers until the transaction ends, holidays too.

    Whoever locks one of them by himself does so after this. Raises NoSuchWorker.
    """
    await execute(session, _HOLIDAYS_STAND)
    for worker_id in sorted(worker_ids):
        await lock_worker(session, worker_id)


async def plan_shift(
    session: AsyncSession,
    worker_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: UUID | None,
    on_holidays: bool = False,
) -> Shift:
    """Plan a shift of at most 24 hours that is not over yet.

    Raises InputIsInvalid, ShiftsOverlap, and NoSuchWorker.
    """
    _check(starts_at, ends_at, LONGEST_SHIFT)
    await lock_plans(session, worker_id)
    await require_free(session, worker_id, starts_at, ends_at)
    row = Shift(
        worker_id=worker_id,
        starts_at=starts_at,
        ends_at=ends_at,
        on_holidays=on_holidays,
        planned_by=by,
    )
    session.add(row)
    await session.flush()
    await follow(session, worker_id, row)
    return row


async def change_shift(
    session: AsyncSession,
    shift_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    *,
    on_holidays: bool,
) -> Shift:
    """A shift that is not over gets other times; whoever has begun it keeps the beginning.

    Raises PlanNotFound, InputIsInvalid, ShiftsOverlap, and SwapIsAsked while a swap of it stands.
    """
    worker_id = (await session.exec(select(Shift.worker_id).where(Shift.id == shift_id))).first()
    if worker_id is None:
        raise PlanNotFound("There is no such shift to come.")
    await lock_plans(session, worker_id)
    row = await session.get_one(Shift, shift_id, populate_existing=True)
    now = clock.now()
    if row.worker_id != worker_id or row.called_off_at is not None or row.ends_at <= now:
        raise PlanNotFound("There is no such shift to come.")
    _check(starts_at, ends_at, LONGEST_SHIFT)
    if row.starts_at <= now and starts_at != row.starts_at:
        raise InputIsInvalid("It has begun: only its end can change.", field="starts_at")
    await require_no_swap(session, shift_id)
    await require_free(session, worker_id, starts_at, ends_at, but=shift_id)
    before = Span(row.starts_at, row.ends_at)
    row.starts_at, row.ends_at, row.on_holidays = starts_at, ends_at, on_holidays
    session.add(row)
    await session.flush()
    await follow(session, worker_id, before if before.holds(now) else row)
    return row


async def require_no_swap(session: AsyncSession, shift_id: UUID) -> None:
    """No swap of this shift waits for an answer. Raises SwapIsAsked."""
    standing = await session.exec(
        select(Swap.id).where(
            Swap.shift_id == shift_id,
            col(Swap.state).in_((SwapState.ASKED, SwapState.ACCEPTED)),
        )
    )
    if standing.first() is not None:
        raise SwapIsAsked("A swap of this shift is asked for already.")


async def grant_leave(
    session: AsyncSession,
    worker_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    *,
    reason: LeaveReason,
    by: UUID,
) -> Leave:
    """A worker is away; it wins over every shift, and takes effect at once where it has begun.

    Raises InputIsInvalid, LeavesOverlap, and NoSuchWorker.
    """
    _check(starts_at, ends_at, LONGEST_LEAVE)
    await lock_plans(session, worker_id)
    await require_present(session, worker_id, starts_at, ends_at)
    row = Leave(
        worker_id=worker_id, starts_at=starts_at, ends_at=ends_at, reason=reason, granted_by=by
    )
    session.add(row)
    await session.flush()
    await follow(session, worker_id, row)
    return row


async def call_off_shift(session: AsyncSession, shift_id: UUID) -> Shift:
    """A shift will not be, or ends now; called off twice is fine. Raises PlanNotFound."""
    return await _call_off(session, Shift, shift_id)


async def call_off_leave(session: AsyncSession, leave_id: UUID) -> Leave:
    """A leave will not be, or ends now; called off twice is fine. Raises PlanNotFound."""
    return await _call_off(session, Leave, leave_id)


async def set_holiday(session: AsyncSession, day: date, name_en: str, name_bn: str) -> bool:
    """Enter a public holiday, or its names anew; says whether it is new.

    Whoever has a shift then is looked at again.
    """
    await execute(session, _HOLIDAYS)
    known = await session.get(Holiday, day, populate_existing=True)
    row = known or Holiday(day=day, name_en=name_en, name_bn=name_bn)
    row.name_en, row.name_bn = name_en, name_bn
    session.add(row)
    await session.flush()
    if known is None:
        await _look_at_all(session, day)
    return known is None


async def drop_holiday(session: AsyncSession, day: date) -> bool:
    """That day is no public holiday; says whether it was one. Shifts of that day count again."""
    await execute(session, _HOLIDAYS)
    row = await session.get(Holiday, day, populate_existing=True)
    if row is None:
        return False
    await session.delete(row)
    await session.flush()
    await _look_at_all(session, day)
    return True


async def roster_due(session: AsyncSession, worker_id: UUID) -> None:
    """The plan of a worker may have changed by now: the duty follows it, and we look again later.

    Late, or twice, it does the same: what counts is what is planned for this moment.
    """
    await lock_plans(session, worker_id)
    plan, now = await plan_of(session, worker_id), clock.now()
    await set_duty(session, worker_id, planned_on(plan, now), by=None, at=now)
    await _set_next(session, worker_id, plan)


async def plan_of(session: AsyncSession, worker_id: UUID) -> Plan:
    """What is planned for a worker and not over yet."""
    now = clock.now()
    shifts = await _alive(session, Shift, worker_id, now)
    leaves = await _alive(session, Leave, worker_id, now)
    since = (now - timedelta(days=2)).date()
    days = await fetch(session, "SELECT day FROM holiday WHERE day >= $1", since)
    return Plan(shifts, leaves, frozenset(row["day"] for row in days))


async def require_free(
    session: AsyncSession,
    worker_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    *,
    but: UUID | None = None,
) -> None:
    """No shift of a locked worker but `but` is in the way. Raises ShiftsOverlap: it says which."""
    other = await _crossing(session, Shift, worker_id, starts_at, ends_at, but)
    if other is not None:
        raise ShiftsOverlap(
            "There is a shift at that time already.",
            shift_id=str(other.id),
            starts_at=other.starts_at.isoformat(),
            ends_at=other.ends_at.isoformat(),
        )


async def require_present(
    session: AsyncSession, worker_id: UUID, starts_at: datetime, ends_at: datetime
) -> None:
    """A locked worker is on leave at no time of the span. Raises LeavesOverlap: it says which."""
    other = await _crossing(session, Leave, worker_id, starts_at, ends_at)
    if other is not None:
        raise LeavesOverlap(
            "He or she is on leave at that time already.",
            leave_id=str(other.id),
            starts_at=other.starts_at.isoformat(),
            ends_at=other.ends_at.isoformat(),
        )


async def _alive(
    session: AsyncSession, kind: type[Row], worker_id: UUID, now: datetime
) -> list[Span]:
    found = await session.exec(
        select(kind).where(
            kind.worker_id == worker_id,
            col(kind.called_off_at).is_(None),
            col(kind.ends_at) > now,
        )
    )
    return [
        Span(row.starts_at, row.ends_at, isinstance(row, Shift) and row.on_holidays)
        for row in found
    ]


async def follow(session: AsyncSession, worker_id: UUID, changed: Shift | Leave | Span) -> None:
    """After a change of the plan, its worker locked: what it means for now counts now.

    What is changed for another day leaves today's duty as it is, whoever moved it.
    """
    if changed.starts_at <= clock.now() < changed.ends_at:
        await roster_due(session, worker_id)
    else:
        await _set_next(session, worker_id, await plan_of(session, worker_id))


async def _set_next(session: AsyncSession, worker_id: UUID, plan: Plan) -> None:
    due = next_change(plan, clock.now())
    if due is None:
        await cancel_deadline(session, ROSTER_DUE, worker_id, ending="replaced")
    else:
        await set_deadline(session, ROSTER_DUE, worker_id, due)


async def _look_at_all(session: AsyncSession, day: date) -> None:
    """Whoever has a shift that touches this day in Dhaka; nobody plans one meanwhile."""
    begins = datetime.combine(day, time.min, DHAKA)
    found = await session.exec(
        select(Shift)
        .where(
            col(Shift.called_off_at).is_(None),
            col(Shift.ends_at) > max(clock.now(), begins),
            col(Shift.starts_at) < begins + timedelta(days=1),
        )
        .order_by(col(Shift.worker_id), col(Shift.starts_at))
    )
    for shift in found.all():
        await lock_worker(session, shift.worker_id)
        await follow(session, shift.worker_id, shift)


async def _crossing(
    session: AsyncSession,
    kind: type[Row],
    worker_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    but: UUID | None = None,
) -> Row | None:
    found = await session.exec(
        select(kind)
        .where(
            kind.worker_id == worker_id,
            col(kind.called_off_at).is_(None),
            col(kind.starts_at) < ends_at,
            col(kind.ends_at) > starts_at,
            true() if but is None else kind.id != but,
        )
        .limit(1)
    )
    return found.first()


async def _call_off(session: AsyncSession, kind: type[Row], id_: UUID) -> Row:
    worker_id = (await session.exec(select(kind.worker_id).where(kind.id == id_))).first()
    if worker_id is None:
        raise PlanNotFound("There is no such shift or leave.")
    await lock_plans(session, worker_id)
    row = await session.get_one(kind, id_)
    if row.called_off_at is None:
        row.called_off_at = clock.now()
        session.add(row)
        await session.flush()
        await follow(session, worker_id, row)
    return row


def _check(starts_at: datetime, ends_at: datetime, longest: timedelta) -> None:
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise InputIsInvalid("Say the time with its zone.", field="starts_at")
    if ends_at <= starts_at:
        raise InputIsInvalid("It must end after it begins.", field="ends_at")
    if ends_at - starts_at > longest:
        hours = int(longest.total_seconds() // 3600)
        raise InputIsInvalid(f"At most {hours} hours.", field="ends_at")
    if ends_at <= clock.now():
        raise InputIsInvalid("That time is over.", field="ends_at")
