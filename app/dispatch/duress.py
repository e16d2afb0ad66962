"""A worker's call for help that nobody beside the supervisors must see: raised, taken, closed.

No event of it is addressed to anybody else, and it moves no version that a phone is sent.
"""

from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.directory.models import Worker
from app.dispatch import supervisors
from app.dispatch.check_in_events import DuressClosed, DuressRaised, DuressTaken, OfDuress
from app.dispatch.check_in_models import CheckIn, Duress
from app.dispatch.models import Step
from app.dispatch.position_models import WorkerPosition
from app.dispatch.scene import Scene, open_scene
from app.staff.queries import display_names

FIX: Final = "fix"
OUTCOMES: Final = ("worker_safe", "handed_to_police", "mistake", "other")


class DuressNotFound(NotFound):
    """No such call for help."""

    code = "duress_not_found"


class DuressIsTaken(HelplineError):
    """Another supervisor sees to it; `taken_by` names who."""

    code = "duress_is_taken"


class DuressIsClosed(HelplineError):
    """How it ended was said already."""

    code = "duress_is_closed"


async def raise_alarm(scene: Scene, step: Step, check_in: CheckIn) -> None:
    """Tell supervisors, quietly, once for each time it was said; the scene's locks are held."""
    session, said = scene.session, check_in.duress_at
    assert said is not None
    check_in.duress_at = None
    session.add(check_in)
    found = await session.exec(
        select(Duress)
        .where(Duress.check_in_id == check_in.id, col(Duress.closed_at).is_(None))
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None:
        row = Duress(check_in_id=check_in.id, said_at=said, raised_at=clock.now())
        await supervisors.tell_supervisors(
            session, scene.incident.id, supervisors.DURESS, quietly=True
        )
    else:
        row.said_at, row.times, row.version = said, row.times + 1, row.version + 1
    await _place(session, row, step)
    session.add(row)
    await session.flush()
    await _tell(session, DuressRaised, row, scene.dispatch.id, times=row.times)


async def _place(session: AsyncSession, row: Duress, step: Step) -> None:
    """Where the worker is known to have been last; the task's place stands beside it.

    What he or she lets us know during this task, else where the directory says.
    """
    shown = await session.get(WorkerPosition, step.dispatch_id)
    if shown is not None and shown.at is not None:
        row.lat, row.lon, row.location_basis, row.point_at = shown.lat, shown.lon, FIX, shown.at
        return
    worker = await session.get(Worker, step.worker_id) if step.worker_id else None
    if worker is not None and worker.lat is not None:
        row.lat, row.lon, row.location_basis = worker.lat, worker.lon, worker.location_basis


async def take(session: AsyncSession, duress_id: UUID, staff_id: UUID) -> Duress:
    """A supervisor sees to it. Raises DuressNotFound, DuressIsClosed, DuressIsTaken."""
    row, dispatch_id = await _open(session, duress_id)
    if row.taken_by == staff_id:
        return row
    if row.taken_by is not None:
        name = (await display_names(session, {row.taken_by}))[row.taken_by]
        raise DuressIsTaken(f"{name['en']} sees to it.", taken_by={"name": name})
    row.taken_by, row.taken_at, row.version = staff_id, clock.now(), row.version + 1
    session.add(row)
    await _tell(session, DuressTaken, row, dispatch_id, staff_id=staff_id)
    return row


async def close(session: AsyncSession, duress_id: UUID, staff_id: UUID, outcome: str) -> Duress:
    """A supervisor says how it ended. Raises DuressNotFound, DuressIsClosed, InputIsInvalid."""
    if outcome not in OUTCOMES:
        raise InputIsInvalid(f"Choose one of: {', '.join(OUTCOMES)}.", field="outcome")
    row, dispatch_id = await _open(session, duress_id)
    row.closed_by, row.closed_at, row.outcome = staff_id, clock.now(), outcome
    row.version += 1
    session.add(row)
    await _tell(session, DuressClosed, row, dispatch_id, staff_id=staff_id, outcome=outcome)
    return row


async def _open(session: AsyncSession, duress_id: UUID) -> tuple[Duress, UUID]:
    """The row, with its dispatch locked: what raises it again holds the same lock."""
    found = await session.exec(
        select(Step.dispatch_id)
        .join(CheckIn, col(CheckIn.step_id) == col(Step.id))
        .join(Duress, col(Duress.check_in_id) == col(CheckIn.id))
        .where(Duress.id == duress_id)
    )
    dispatch_id = found.first()
    if dispatch_id is None:
        raise DuressNotFound("There is no such call for help.")
    await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    row = await session.get_one(Duress, duress_id, populate_existing=True)
    if row.closed_at is not None:
        raise DuressIsClosed("How it ended was said already.")
    return row, dispatch_id


async def _tell(
    session: AsyncSession, kind: type[OfDuress], row: Duress, dispatch_id: UUID, **facts: Any
) -> None:
    event = kind(entity_id=row.id, version=row.version, dispatch_id=dispatch_id, **facts)
    await outbox.record(session, event, [BOARD])
