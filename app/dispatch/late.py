"""Answers that may come too late: whoever gives one is told so, and the timeline notes it once.

Every channel answers through here. A refusal is given back, not raised, so that its note is kept.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core import clock
from app.core.errors import HelplineError
from app.core.moves import IllegalMove
from app.core.settings import Settings
from app.dispatch import service
from app.dispatch.charge import InCharge
from app.dispatch.ladder import Responder
from app.dispatch.ladder_events import AnsweredLate
from app.dispatch.models import Dispatch
from app.dispatch.scene import open_scene
from app.dispatch.service import AlreadyTaken
from app.dispatch.through import Through

TOO_LATE: Final = (AlreadyTaken, IllegalMove, InCharge)

Answer = tuple[Dispatch | None, HelplineError | None]
"""The dispatch when the answer counts; else why it does not."""


async def accept(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    settings: Settings,
    *,
    through: Through,
    at: datetime | None = None,
    bed: UUID | None = None,
) -> Answer:
    """As `service.accept`, said `through` a channel. Raises DispatchNotFound, BedIsTaken."""

    async def act() -> Dispatch:
        return await service.accept(session, dispatch_id, by, settings, bed, at=at, through=through)

    return await _answer(session, act, dispatch_id, by, "accept", through)


async def decline(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    reason: str,
    settings: Settings,
    *,
    through: Through,
    at: datetime | None = None,
) -> Answer:
    """As `service.decline`, said `through` a channel. Raises DispatchNotFound, InputIsInvalid."""

    async def act() -> Dispatch:
        return await service.decline(
            session, dispatch_id, by, reason, settings, at=at, through=through
        )

    return await _answer(session, act, dispatch_id, by, "decline", through)


async def _answer(
    session: AsyncSession,
    act: Callable[[], Awaitable[Dispatch]],
    dispatch_id: UUID,
    by: Responder,
    verb: str,
    through: Through,
) -> Answer:
    """The verbs change nothing before they refuse; so what follows stands alone, and is kept."""
    try:
        return await act(), None
    except TOO_LATE as refused:
        await _note(session, dispatch_id, by, verb, through)
        return None, refused


async def _note(
    session: AsyncSession, dispatch_id: UUID, by: Responder, verb: str, through: Through
) -> None:
    """Once for each who was asked: a button pressed again and again fills no timeline."""
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    if step.late_at is not None:
        return
    step.late_at = clock.now()
    session.add(step)
    state = scene.dispatch.state.value
    await scene.tell(
        AnsweredLate, through.actor_for(by), step, verb=verb, channel=through.channel, state=state
    )
