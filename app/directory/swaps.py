"""Verbs of swaps: asked by one worker, accepted by the other, confirmed by a supervisor.

The shift moves at the confirmation and not before; what stood in the way by then is said.
"""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory import rosters
from app.directory.own_roster import is_colleague
from app.directory.roster_models import Shift, Swap
from app.directory.states import SwapState
from app.jobs.queue import defer

FOLLOW_SWAP = "dispatch.follow_swap"
"""The job that tells those concerned, whose app may be closed, how the swap stands."""
LEGAL = {
    (SwapState.ASKED, "accept"): SwapState.ACCEPTED,
    (SwapState.ASKED, "decline"): SwapState.DECLINED,
    (SwapState.ACCEPTED, "decline"): SwapState.DECLINED,
    (SwapState.ASKED, "refuse"): SwapState.REFUSED,
    (SwapState.ACCEPTED, "refuse"): SwapState.REFUSED,
    (SwapState.ACCEPTED, "confirm"): SwapState.CONFIRMED,
}
"""What may be done with a swap; whoever was asked may take the word back until it is confirmed."""


class SwapNotFound(NotFound):
    """There is no such swap, or it is not yours."""

    code = "swap_not_found"


class SwapIsNotThere(HelplineError):
    """The swap does not stand there; `legal` says what may be done with it."""

    code = "swap_is_not_there"


async def ask_swap(
    session: AsyncSession, shift_id: UUID, to_worker: UUID, *, of_worker: UUID | None = None
) -> Swap:
    """Ask another worker to take a shift that has not begun.

    With `of_worker` only one of his, and only a colleague of the same upazila or thana.

    Raises PlanNotFound, InputIsInvalid, NoSuchWorker, SwapIsAsked, and ShiftsOverlap or
    LeavesOverlap when he or she has a shift or is on leave then.
    """
    giver = (await _open_shift(session, shift_id, of=of_worker)).worker_id
    if giver == to_worker:
        raise InputIsInvalid("That is whose shift it is.", field="to_worker")
    if of_worker is not None and not await is_colleague(session, of_worker, to_worker):
        raise InputIsInvalid("Ask somebody of your own upazila or thana.", field="to_worker")
    await rosters.lock_plans(session, giver, to_worker)
    shift = await _open_shift(session, shift_id, of=giver)
    await rosters.require_no_swap(session, shift_id)
    await _require_time(session, to_worker, shift)
    row = Swap(
        shift_id=shift_id,
        from_worker=giver,
        to_worker=to_worker,
        state=SwapState.ASKED,
        asked_at=clock.now(),
    )
    return await _kept(session, row)


async def accept_swap(session: AsyncSession, swap_id: UUID, by_worker: UUID) -> Swap:
    """The other one will take the shift. Raises SwapNotFound, SwapIsNotThere.

    And PlanNotFound when the shift was called off or has begun: a word kept on a phone comes late.
    """
    row = await _of_other(session, swap_id, by_worker)
    await _open_shift(session, row.shift_id)
    return await _advance(session, row, "accept")


async def note_yes(session: AsyncSession, swap_id: UUID) -> Swap:
    """The other one said so to a supervisor, who notes it. Raises SwapNotFound, SwapIsNotThere."""
    return await _advance(session, await _lock(session, swap_id), "accept")


async def decline_swap(session: AsyncSession, swap_id: UUID, by_worker: UUID) -> Swap:
    """The other one will not, or not any more. Raises SwapNotFound, SwapIsNotThere."""
    return await _advance(session, await _of_other(session, swap_id, by_worker), "decline")


async def refuse_swap(session: AsyncSession, swap_id: UUID, *, by: UUID) -> Swap:
    """A supervisor says no. Raises SwapNotFound, SwapIsNotThere."""
    return await _advance(session, await _lock(session, swap_id), "refuse", by)


async def confirm_swap(session: AsyncSession, swap_id: UUID, *, by: UUID) -> Swap:
    """A supervisor says yes: the shift is the other one's from now on.

    Raises SwapNotFound, SwapIsNotThere, PlanNotFound when the shift was called off or has begun,
    and ShiftsOverlap or LeavesOverlap when the other one was given a shift or a leave meanwhile.
    """
    row = await _advance(session, await _lock(session, swap_id), "confirm", by)
    await rosters.lock_plans(session, row.from_worker, row.to_worker)
    shift = await _open_shift(session, row.shift_id, of=row.from_worker)
    await _require_time(session, row.to_worker, shift)
    shift.worker_id = row.to_worker
    session.add(shift)
    await session.flush()
    for worker in sorted((row.from_worker, row.to_worker)):
        await rosters.follow(session, worker, shift)
    return row


async def _of_other(session: AsyncSession, swap_id: UUID, worker_id: UUID) -> Swap:
    row = await _lock(session, swap_id)
    if row.to_worker != worker_id:
        raise SwapNotFound("There is no such swap, or it is not yours.")
    return row


async def _advance(session: AsyncSession, row: Swap, verb: str, by: UUID | None = None) -> Swap:
    state = LEGAL.get((row.state, verb))
    if state is None:
        legal = sorted(known for stands, known in LEGAL if stands is row.state)
        raise SwapIsNotThere("That can't be done with this swap now.", legal=legal)
    row.state = state
    if state is not SwapState.ACCEPTED:
        row.ended_at, row.confirmed_by = clock.now(), by
    return await _kept(session, row)


async def _kept(session: AsyncSession, row: Swap) -> Swap:
    session.add(row)
    await session.flush()
    await defer(session, FOLLOW_SWAP, row.id)
    return row


async def _lock(session: AsyncSession, swap_id: UUID) -> Swap:
    found = await session.exec(select(Swap).where(Swap.id == swap_id).with_for_update())
    row = found.first()
    if row is None:
        raise SwapNotFound("There is no such swap, or it is not yours.")
    return row


async def _require_time(session: AsyncSession, worker_id: UUID, shift: Shift) -> None:
    await rosters.require_free(session, worker_id, shift.starts_at, shift.ends_at)
    await rosters.require_present(session, worker_id, shift.starts_at, shift.ends_at)


async def _open_shift(session: AsyncSession, shift_id: UUID, of: UUID | None = None) -> Shift:
    """A shift to come, as it stands now; `of`: still of this worker, who is locked."""
    found = await session.exec(
        select(Shift)
        .where(
            Shift.id == shift_id,
            col(Shift.called_off_at).is_(None),
            col(Shift.starts_at) > clock.now(),
        )
        .execution_options(populate_existing=True)
    )
    shift = found.first()
    if shift is None or of not in (None, shift.worker_id):
        raise rosters.PlanNotFound("There is no such shift to come.")
    return shift
