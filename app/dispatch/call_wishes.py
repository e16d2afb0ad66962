"""One who goes wants to speak with the caller or the counsellor: the counsellor sees it and calls.

It is a wish and no bridge: nothing rings by itself, and no number is shown or sent to a phone.
Whether the caller may be called is asked at that moment, as for every call back (I12).
"""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.cases.timeline import Actor
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch
from app.dispatch.scene import actor_of, open_scene, said_at
from app.dispatch.service import NotYourTask
from app.dispatch.states import OVER, CallWish
from app.dispatch.visit_events import CallMade, CallWanted


async def want(
    session: AsyncSession, dispatch_id: UUID, by: Responder, whom: CallWish, at: datetime
) -> None:
    """`by`, who is out for this task, wants to speak with `whom`, since `at`; repeatable.

    Another wish takes the place of one that waits. Raises NotYourTask, DispatchNotFound.
    """
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step, dispatch = scene.step_of(by), scene.dispatch
    if scene.accepted is not step or dispatch.state in OVER:
        raise NotYourTask("Only who is out for this task asks for a call about it.")
    if dispatch.call_wanted is whom:
        return
    dispatch.call_wanted = whom
    dispatch.call_wanted_at = said_at(at, dispatch.acknowledged_at)
    await scene.tell(CallWanted, actor_of(by), step, whom=whom.value)


async def made(session: AsyncSession, dispatch_id: UUID, staff_id: UUID) -> Dispatch:
    """The counsellor has spoken with whoever asked; repeatable. Raises DispatchNotFound."""
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    dispatch = scene.dispatch
    if dispatch.call_wanted is not None:
        whom = dispatch.call_wanted.value
        dispatch.call_wanted = dispatch.call_wanted_at = None
        await scene.tell(CallMade, Actor("staff", staff_id), scene.accepted, whom=whom)
    return dispatch
