"""Tells of a change to a child's record, on the timeline of each ticket it belongs to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Child
from app.cases.people_access import Opened
from app.cases.people_events import OfChild
from app.cases.timeline import SYSTEM, Actor, tell
from app.core import outbox
from app.core.audience import BOARD, about


async def tell_of(
    session: AsyncSession,
    opened: Opened,
    event: Callable[..., OfChild],
    by: UUID | None,
    **facts: Any,
) -> None:
    """Announce `event(**facts)` of the record, and of each record merged into it, in its ticket.

    `by`: the person who did it; None for the system.

    Every member's version is raised: a screen of any of its tickets shows the record that is kept.
    """
    actor = Actor("staff", by) if by else SYSTEM
    for member in opened.members:
        await tell_one(session, opened, member, event, actor, **facts)


async def tell_one(
    session: AsyncSession,
    opened: Opened,
    member: Child,
    event: Callable[..., OfChild],
    actor: Actor,
    **facts: Any,
) -> None:
    """The same for one member alone."""
    member.version += 1
    session.add(member)
    told = event(entity_id=member.id, version=member.version, child_id=member.id, **facts)
    channels = [about("child", member.id)]
    ticket = opened.tickets.get(member.id)
    if ticket is None:
        await session.flush()
        await outbox.record(session, told, [*channels, BOARD])
        return
    if member.incident_id is not None and member.incident_id != ticket.id:
        channels.append(about("incident", member.incident_id))
    await tell(session, ticket, told, actor, channels)
