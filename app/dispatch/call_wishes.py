"""One who goes wants to speak with the caller or the counsellor: the counsellor sees it and calls.

It is a wish and no bridge: nothing rings by itself, and no number is shown or sent to a phone.
Whether the caller may be called is asked at that moment, as for every call back (I12). A wish that
nobody has met in time is told to supervisors, once.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.timeline import Actor
from app.core import clock
from app.core.settings import Settings, by_urgency
from app.dispatch import supervisors
from app.dispatch.ladder import Responder, due_at
from app.dispatch.models import Dispatch
from app.dispatch.scene import DispatchNotFound, Scene, actor_of, open_scene, said_at
from app.dispatch.service import NotYourTask
from app.dispatch.states import OVER, CallWish
from app.dispatch.visit_events import CallMade, CallWanted, CallWishLate
from app.jobs.deadlines import cancel_deadline, set_deadline

CALL_WISH_DUE: Final = "dispatch.call_wish_due"


async def want(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    whom: CallWish,
    at: datetime,
    settings: Settings,
) -> None:
    """`by`, who is out for this task, wants to speak with `whom`, since `at`; repeatable.

    Another wish takes the place of one that waits, and waits no longer for that. Raises
    NotYourTask, DispatchNotFound.
    """
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step, dispatch = scene.step_of(by), scene.dispatch
    if scene.accepted is not step or dispatch.state in OVER:
        raise NotYourTask("Only who is out for this task asks for a call about it.")
    if dispatch.call_wanted is whom:
        return
    dispatch.call_wanted = whom
    dispatch.call_wanted_at = said_at(at, dispatch.acknowledged_at)
    if dispatch.call_wish_due_at is None:
        await look_again(scene, settings)
    await scene.tell(CallWanted, actor_of(by), step, whom=whom.value)


async def look_again(scene: Scene, settings: Settings) -> None:
    """It is looked at when its time is over, counted from when it was said."""
    dispatch = scene.dispatch
    if dispatch.call_wanted_at is None:
        return
    seconds = by_urgency(settings.call_wish_seconds, dispatch.urgency)
    dispatch.call_wish_due_at = due_at(dispatch.call_wanted_at, seconds)
    scene.session.add(dispatch)
    await set_deadline(scene.session, CALL_WISH_DUE, dispatch.id, dispatch.call_wish_due_at)


async def due(session: AsyncSession, dispatch_id: UUID) -> None:
    """Its time is over: unless somebody has called, supervisors are told."""
    try:
        scene = await open_scene(session, dispatch_id, SystemReason.DEADLINE)
    except DispatchNotFound:
        return
    dispatch = scene.dispatch
    whom, until = dispatch.call_wanted, dispatch.call_wish_due_at
    if whom is None or until is None or dispatch.call_wish_late_at is not None:
        return
    if clock.now() < until:
        await set_deadline(session, CALL_WISH_DUE, dispatch.id, until)
        return
    dispatch.call_wish_late_at = clock.now()
    await scene.tell(CallWishLate, step=scene.accepted, whom=whom.value)
    await supervisors.tell_supervisors(session, scene.incident.id, supervisors.CALL_WISH_LATE)


async def made(session: AsyncSession, dispatch_id: UUID, staff_id: UUID) -> Dispatch:
    """The counsellor has spoken with whoever asked; repeatable. Raises DispatchNotFound."""
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    dispatch = scene.dispatch
    if dispatch.call_wanted is not None:
        whom = dispatch.call_wanted.value
        dispatch.wish_no_call()
        await cancel_deadline(session, CALL_WISH_DUE, dispatch.id)
        await scene.tell(CallMade, Actor("staff", staff_id), scene.accepted, whom=whom)
    return dispatch
