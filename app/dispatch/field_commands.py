"""Takes commands that field phones kept for us and applies each exactly once, at its own time.

The rules of a task are those of service.py; this knows repeats, receipts and original times only.
A phone sends the next command of a task after the receipt of the one before, so that one that
arrives again, late, finds its receipt and changes nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core import clock, security
from app.core.db import Database
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.directory import swaps
from app.directory.duty import set_duty
from app.dispatch import (
    call_wishes,
    case_commands,
    check_in,
    handing_back,
    handing_over,
    late,
    positions,
    receipts,
    roll_commands,
    service,
    visits,
)
from app.dispatch.field_models import FieldCommand
from app.dispatch.field_states import Result, counted
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch, Step
from app.dispatch.pins import Said
from app.dispatch.safety_pins import meaning_of
from app.dispatch.scene import open_scene
from app.dispatch.states import CallWish, DispatchState
from app.dispatch.through import LIVE_SCREEN
from app.residence.service import NoBedFree


class CommandDiffers(HelplineError):
    """Another command came under this id before, or somebody else's."""

    code = "command_differs"


class NotAWorker(HelplineError):
    """A centre has no shift to begin, end or swap."""

    code = "not_a_worker"


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose phone it is, and for whom he or she answers."""

    staff_id: UUID
    by: Responder


@dataclass(frozen=True, slots=True)
class _Order:
    """One command with what a verb needs to carry it out."""

    session: AsyncSession
    sender: Sender
    dispatch_id: UUID
    said: Any
    at: datetime
    settings: Settings
    pin: Said = Said.SAFE


async def _shown(order: _Order) -> None:
    await receipts.shown(order.session, order.dispatch_id, order.sender.by)


async def _accept(order: _Order) -> str | None:
    taken, refused = await late.accept(
        order.session,
        order.dispatch_id,
        order.sender.by,
        order.settings,
        through=LIVE_SCREEN,
        at=order.at,
    )
    if taken is None:
        return refused.code if refused else None
    return NoBedFree.code if taken.accepted_step is None else None


async def _decline(order: _Order) -> str | None:
    _, refused = await late.decline(
        order.session,
        order.dispatch_id,
        order.sender.by,
        order.said.reason,
        order.settings,
        through=LIVE_SCREEN,
        at=order.at,
    )
    return refused.code if refused else None


async def _hand_back(order: _Order) -> None:
    by, reason = order.sender.by, order.said.reason
    await handing_back.hand_back(
        order.session, order.dispatch_id, by, reason, order.settings, at=order.at
    )


async def _depart(order: _Order) -> None:
    await service.depart(order.session, order.dispatch_id, order.sender.by, at=order.at)


async def _arrive(order: _Order) -> None:
    await service.arrive(order.session, order.dispatch_id, order.sender.by, at=order.at)


async def _admit(order: _Order) -> None:
    sender = order.sender
    await service.admit(order.session, order.dispatch_id, sender.by, sender.staff_id, at=order.at)


async def _complete(order: _Order) -> None:
    by, said, at = order.sender.by, order.said, order.at
    if said.centre_id is None:
        await service.complete(order.session, order.dispatch_id, by, said.outcome, at=at)
        return
    await handing_over.hand_over(
        order.session, order.dispatch_id, by, said.centre_id, order.settings, at=at
    )


async def _check_in(order: _Order) -> str | None:
    return await check_in.said(
        order.session, order.dispatch_id, order.sender.by, order.pin, order.at, order.settings
    )


async def _pace(order: _Order) -> None:
    await check_in.pace(order.session, order.dispatch_id, order.sender.by, order.said.minutes)


async def _share_location(order: _Order) -> None:
    by, on = order.sender.by, order.said.on
    await positions.share(order.session, order.dispatch_id, by, on, order.at)


async def _located(order: _Order) -> None:
    fix = positions.Fix(order.said.lat, order.said.lon, order.said.accuracy_m)
    await positions.locate(order.session, order.dispatch_id, order.sender.by, fix, order.at)


async def _ask_call(order: _Order) -> None:
    by, whom = order.sender.by, CallWish(order.said.whom)
    await call_wishes.want(order.session, order.dispatch_id, by, whom, order.at, order.settings)


async def _report(order: _Order) -> None:
    said, by = order.said, order.sender.by
    told = said.model_dump(include={"met", "safe", "needs", "words"})
    await visits.report(
        order.session,
        order.dispatch_id,
        by,
        said.id,
        told,
        said.photos,
        order.at,
        order.settings,
    )


async def _photo(order: _Order) -> str | None:
    said = order.said
    piece = visits.Piece(said.report_id, said.photo, said.part, said.of, said.data)
    return await visits.add_piece(
        order.session, order.dispatch_id, order.sender.by, piece, order.settings
    )


PIECE: Final = "photo"
"""A piece changes nothing that anybody sees before the last one has come."""

_VERBS: Final[dict[str, Callable[[_Order], Awaitable[str | None]]]] = {
    "shown": _shown,
    "accept": _accept,
    "decline": _decline,
    "depart": _depart,
    "arrive": _arrive,
    "admit": _admit,
    "complete": _complete,
    "hand_back": _hand_back,
    "check_in": _check_in,
    "pace": _pace,
    "share_location": _share_location,
    "located": _located,
    "ask_call": _ask_call,
    "report": _report,
    "photo": _photo,
}
"""Each answers with a code when something else came about than what was asked for."""


async def take(
    database: Database,
    settings: Settings,
    sender: Sender,
    said: BaseModel,
    heard_offset_ms: int = 0,
) -> FieldCommand:
    """Apply one command (a `FieldOrder`) in a transaction of its own: its row is the receipt.

    `heard_offset_ms` is what the phone's clock lacks to ours where the phone didn't know it itself.
    What can't be done is refused and kept as that, after everything it touched is taken back.
    Raises CommandDiffers, and TooBusy before anything was done.
    """
    pin = await _pin_of(database, sender, said)
    try:
        async with database.transaction() as session:
            row, fresh = await _claim(session, sender, said, heard_offset_ms)
            if fresh:
                await _carry_out(session, settings, sender, said, row, pin)
            return row
    except CommandDiffers:
        raise
    except HelplineError as refused:
        if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        async with database.transaction() as session:
            row, fresh = await _claim(session, sender, said, heard_offset_ms)
            if fresh:
                row.result, row.code = Result.REFUSED, refused.code
                row.state = await _state_of(session, sender.by, row.dispatch_id)
            return row


async def _pin_of(database: Database, sender: Sender, said: Any) -> Said:
    """What the PIN of a sign of life stands for, looked at while no transaction is open."""
    if said.verb != "check_in":
        return Said.SAFE
    async with database.transaction() as session:
        if await session.get(FieldCommand, said.id) is not None:
            return Said.MISSING  # a repeat: its receipt is there, and nothing is compared
    return await meaning_of(
        database, sender.staff_id, said.pin.get_secret_value() if said.pin else None
    )


async def _claim(
    session: AsyncSession, sender: Sender, said: Any, heard_offset_ms: int
) -> tuple[FieldCommand, bool]:
    """The row of this command, and whether it is new.

    Whoever sends the same at the same moment waits here until we are done, holding nothing else.
    """
    received = clock.now()
    told = said.clock_offset_ms
    offset_ms = heard_offset_ms if told is None else told
    time = counted(said.made_at, offset_ms, received, None)
    digest = _digest(sender, said)
    made = await session.exec(
        insert(FieldCommand)
        .values(
            id=said.id,
            staff_id=sender.staff_id,
            dispatch_id=getattr(said, "dispatch_id", None),
            verb=said.verb,
            body_digest=digest,
            seq=said.seq,
            made_at=said.made_at,
            clock_offset_ms=offset_ms,
            at=time.at,
            doubtful=time.doubtful,
            received_at=received,
            result=Result.APPLIED,
        )
        .on_conflict_do_nothing()
        .returning(col(FieldCommand.id))
    )
    fresh = made.first() is not None
    row = await session.get_one(FieldCommand, said.id)
    if row.body_digest != digest:
        raise CommandDiffers("Another command has this id.", field="id")
    return row, fresh


def _digest(sender: Sender, said: BaseModel) -> bytes:
    """Tells one command from another without keeping its words; whose it is belongs to it."""
    return security.vault().blind_index(f"{sender.staff_id}:{said.model_dump_json()}")


async def _carry_out(
    session: AsyncSession,
    settings: Settings,
    sender: Sender,
    said: Any,
    row: FieldCommand,
    pin: Said,
) -> None:
    if said.verb in roll_commands.VERBS:
        centre_id = sender.by.id if sender.by.kind == "centre" else None
        changed = await roll_commands.note_on_roll(
            session, centre_id, sender.staff_id, row.at, said
        )
        row.result = Result.APPLIED if changed else Result.ALREADY
        return
    if said.verb in case_commands.VERBS:
        offset_ms = row.clock_offset_ms
        await case_commands.write_in_case(session, sender.staff_id, row.at, offset_ms, said)
        return
    if said.verb in _OF_WORKER:
        if sender.by.kind != "worker":
            raise NotAWorker("Only a worker has a roster; a centre is open or not.")
        await _OF_WORKER[said.verb](session, sender, said, row)
        return
    scene = await open_scene(session, said.dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step, before = scene.step_of(sender.by), scene.dispatch.version
    time = counted(said.made_at, row.clock_offset_ms, row.received_at, step.alerted_at)
    row.at, row.doubtful = time.at, time.doubtful
    order = _Order(session, sender, said.dispatch_id, said, time.at, settings, pin)
    row.code = await _VERBS[said.verb](order)
    if row.code is not None:
        row.result = Result.REFUSED
    elif scene.dispatch.version == before and said.verb != PIECE:
        row.result = Result.ALREADY
    row.state = await _state_of(session, sender.by, said.dispatch_id)
    session.add(row)


async def _shift(session: AsyncSession, sender: Sender, said: Any, row: FieldCommand) -> None:
    """A switch moved long ago changes nothing that was moved since: `set_duty` keeps the order."""
    moved = await set_duty(session, sender.by.id, said.on, by=sender.staff_id, at=row.at)
    row.result = Result.APPLIED if moved.changed else Result.ALREADY


async def _ask_swap(session: AsyncSession, sender: Sender, said: Any, _: FieldCommand) -> None:
    await swaps.ask_swap(session, said.shift_id, said.to_worker, of_worker=sender.by.id)


async def _answer_swap(session: AsyncSession, sender: Sender, said: Any, _: FieldCommand) -> None:
    answer = swaps.accept_swap if said.yes else swaps.decline_swap
    await answer(session, said.swap_id, sender.by.id)


_Own = Callable[[AsyncSession, Sender, Any, FieldCommand], Awaitable[None]]
_OF_WORKER: Final[dict[str, _Own]] = {
    "shift": _shift,
    "ask_swap": _ask_swap,
    "answer_swap": _answer_swap,
}
"""What concerns the one who says it and no task."""


async def _state_of(
    session: AsyncSession, by: Responder, dispatch_id: UUID | None
) -> DispatchState | None:
    """Where a task stands, for the one who goes; nobody else is told."""
    column = Step.worker_id if by.kind == "worker" else Step.centre_id
    found = await session.exec(
        select(Dispatch.state)
        .join(Step, col(Step.dispatch_id) == col(Dispatch.id))
        .where(Dispatch.id == dispatch_id, Step.no == Dispatch.accepted_step, column == by.id)
    )
    state = found.first()
    return None if state is None else DispatchState(state)
