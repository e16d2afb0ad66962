"""Dispatches follow their ticket when it is linked to another one; whoever is out stays out."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.linking import follows
from app.cases.models import Incident
from app.cases.timeline import Actor
from app.core.audience import about
from app.dispatch import clock_following  # noqa: F401 (what the clock keeps follows too)
from app.dispatch.events import DispatchMoved
from app.dispatch.models import Dispatch
from app.dispatch.scene import open_scene_of


async def follow(session: AsyncSession, linked: Incident, kept: Incident, actor: Actor) -> None:
    """Every dispatch of a linked ticket belongs to the kept incident; both are locked."""
    found = await session.exec(
        select(Dispatch)
        .where(Dispatch.incident_id == linked.id)
        .order_by(col(Dispatch.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for dispatch in list(found):
        dispatch.incident_id = kept.id
        scene = await open_scene_of(session, kept, dispatch)
        await scene.tell(DispatchMoved, actor, also=[about("incident", linked.id)])


follows("dispatch", follow)
