"""Who is on duty: the one verb that moves it, and the warning when nobody could reach him or her.

Rosters, a worker's own switch and a supervisor all come through `set_duty`; it refuses nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.db import fetch_value
from app.core.errors import HelplineError, NotFound
from app.directory.events import WorkerDutyChanged
from app.directory.models import Worker
from app.directory.states import Channel

WAKES: Final = (Channel.TEXT, Channel.VOICE)
"""The channels that reach somebody who looks at no screen; one of them is enough."""


class NoSuchWorker(NotFound):
    """There is no worker of this id."""

    code = "no_such_worker"


class NoChannel(HelplineError):
    """No text and no call can reach this worker; `missing` says which channels have no address.

    Who puts him or her on duty nevertheless confirms it.
    """

    code = "no_channel"


@dataclass(frozen=True, slots=True)
class DutyMove:
    """What came of it: whether the duty changed, and the channels without a verified address.

    `missing` is empty when he or she can be reached, or went off duty.
    """

    changed: bool
    missing: tuple[str, ...]


async def set_duty(
    session: AsyncSession, worker_id: UUID, on: bool, *, by: UUID | None, at: datetime
) -> DutyMove:
    """A worker is on or off duty since `at`; `by` is the staff row of who moved it, None: a roster.

    Repeatable. What is older than the last move, or than when a shift or a leave began or ended
    last, changes nothing: a switch that was touched without network may arrive late. Raises
    NoSuchWorker.
    """
    worker = await lock_worker(session, worker_id)
    missing = await missing_channels(session, worker) if on else ()
    if worker.on_duty is on or await _is_old(session, worker, at):
        return DutyMove(False, missing)
    worker.on_duty, worker.duty_at = on, at
    worker.version += 1
    session.add(worker)
    told = WorkerDutyChanged(
        entity_id=worker.id, version=worker.version, on=on, since=at, by=by, missing=missing
    )
    await outbox.record(session, told, [BOARD])
    return DutyMove(True, missing)


_PLAN_SPOKE: Final = """
SELECT EXISTS (SELECT FROM (
    SELECT starts_at, ends_at FROM shift WHERE worker_id = $1 AND called_off_at IS NULL
    UNION ALL SELECT starts_at, ends_at FROM leave WHERE worker_id = $1 AND called_off_at IS NULL
) AS planned WHERE starts_at > $2 AND starts_at <= $3 OR ends_at > $2 AND ends_at <= $3)
"""


async def _is_old(session: AsyncSession, worker: Worker, at: datetime) -> bool:
    """Whether a locked worker's duty was moved, or the roster spoke, after `at`."""
    now = clock.now()
    if worker.duty_at is not None and at < worker.duty_at:
        return True
    return at < now and bool(await fetch_value(session, _PLAN_SPOKE, worker.id, at, now))


async def require_channel(session: AsyncSession, worker_id: UUID) -> None:
    """For who puts a worker on duty by hand, before it is done. Raises NoChannel, NoSuchWorker."""
    missing = await missing_channels(session, await lock_worker(session, worker_id))
    if missing:
        raise NoChannel(
            "Nobody can reach this worker: no verified address for " + ", ".join(missing) + ".",
            field="confirm",
            missing=list(missing),
        )


_REACHED: Final = """
SELECT EXISTS (SELECT FROM contact
    WHERE worker_id = $1 AND channel = ANY($2::text[]) AND verified_at IS NOT NULL)
"""


async def missing_channels(session: AsyncSession, worker: Worker) -> tuple[str, ...]:
    """The waking channels, when none of them has a verified address; else nothing."""
    if worker.phone or await fetch_value(session, _REACHED, worker.id, list(WAKES)):
        return ()
    return tuple(channel.value for channel in WAKES)


async def lock_worker(session: AsyncSession, worker_id: UUID) -> Worker:
    """Hold on to a worker until the transaction ends. Raises NoSuchWorker."""
    found = await session.exec(
        select(Worker).where(col(Worker.id) == worker_id).with_for_update(key_share=True)
    )
    worker = found.first()
    if worker is None:
        raise NoSuchWorker("There is no such worker.")
    return worker
