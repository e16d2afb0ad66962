"""Where a child stays and stayed, by every record that is the same child, and whose a stay is.

A stay may have begun before anybody made a record of the child: it is the child's as soon as its
ticket tells of one child alone. It locks records, and changes nothing but whose a stay is.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told
from app.cases.aliases import kept_of
from app.cases.people_access import (
    ChildReason,
    children_of,
    same_child_as,
    some_for_system,
)
from app.core.errors import HelplineError
from app.residence.models import Stay
from app.residence.states import Left

SAME_STAY: Final = timedelta(days=30)
"""Whoever is in a centre again after fewer days had not left for good: its months go on."""


class StaysOverlap(HelplineError):
    """By what stands written the child was still in a centre then; `legal` is when it had left."""

    code = "stays_overlap"


async def _of(session: AsyncSession, child_id: UUID) -> Any:
    """The condition of a stay of this child, under whatever record, or before there was one."""
    ids = await same_child_as(session, child_id)
    alone = await _of_it_alone(session, ids)
    unnamed = col(Stay.child_id).is_(None) & col(Stay.incident_id).in_(alone)
    return col(Stay.child_id).in_(ids) | unnamed


async def _of_it_alone(session: AsyncSession, ids: Collection[UUID]) -> list[UUID]:
    """The tickets that tell of this child, which has these records, and of no other one."""
    records = await some_for_system(session, ids, ChildReason.STAY)
    told = {one.incident_id for one in records.values()} - {None}
    tickets = {await kept_of(session, id_) for id_ in told if id_ is not None}
    return [one for one in tickets if set(await children_of(session, one)) <= set(ids)]


async def stay_now(session: AsyncSession, child_id: UUID) -> Stay | None:
    """Where a child stays now; None where it does not."""
    found = await session.exec(
        select(Stay)
        .where(await _of(session, child_id), col(Stay.left_at).is_(None))
        .order_by(col(Stay.child_id).is_(None), col(Stay.arrived_at))
        .execution_options(populate_existing=True)
    )
    return found.first()


async def not_over(
    session: AsyncSession, child_id: UUID, at: datetime, but: UUID | None = None
) -> Stay | None:
    """The last stay of a child, other than `but`, that had not ended at `at`, or began later."""
    late = col(Stay.left_at).is_(None) | (col(Stay.left_at) > at)
    found = await session.exec(
        select(Stay)
        .where(await _of(session, child_id), late, Stay.id != but)
        .where(col(Stay.left_reason).is_distinct_from(Left.MISTAKE))
        .order_by(col(Stay.left_at).desc())
    )
    return found.first()


async def must_be_over(
    session: AsyncSession, child_id: UUID, at: datetime, field: str = "arrived_at"
) -> None:
    """Raises StaysOverlap for a child that was in a centre at `at`, or came to one later."""
    other = await not_over(session, child_id, at)
    if other is not None:
        left = [other.left_at.isoformat()] if other.left_at else []
        raise StaysOverlap(
            "By what stands written, the child was in a centre then.", field=field, legal=left
        )


async def left_lately(session: AsyncSession, child_id: UUID, at: datetime) -> Stay | None:
    """The stay from which a child comes that is in a centre since `at`, if it left it lately."""
    found = await session.exec(
        select(Stay)
        .where(await _of(session, child_id))
        .where(col(Stay.left_at) <= at, col(Stay.left_at) > at - SAME_STAY)
        .where(col(Stay.left_reason).is_distinct_from(Left.MISTAKE))
        .order_by(col(Stay.left_at).desc())
    )
    return found.first()


async def settle(session: AsyncSession, stay: Stay) -> None:
    """A stay of a locked ticket is known to be its child's, where it can be of no other one."""
    if stay.child_id is not None:
        return
    children = await children_of(session, stay.incident_id)
    if not children or set(children) - set(await case_told.lock_child(session, children[0])):
        return
    if await not_over(session, children[0], stay.arrived_at, but=stay.id) is None:
        stay.child_id = children[0]
        session.add(stay)
        await session.flush()


async def settle_all(session: AsyncSession, incident_id: UUID) -> None:
    """The same of every child of a locked ticket who stays."""
    unnamed = col(Stay.child_id).is_(None) & col(Stay.left_at).is_(None)
    found = await session.exec(select(Stay).where(Stay.incident_id == incident_id, unnamed))
    for stay in list(found):
        await settle(session, stay)
