"""Tells of a child that stands written in two places at once: its centre, its ticket and its case.

It ends no stay and refuses nothing: a person finds out where the child is, and says so.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told
from app.cases.merging import counts_children
from app.cases.people_access import kept_child
from app.residence.care_events import StaySeenElsewhere
from app.residence.models import Stay
from app.residence.stays import locked, told
from app.residence.whereabouts import stay_now


async def seen_at(
    session: AsyncSession, child_id: UUID, site: UUID, at: datetime, by: UUID | None
) -> None:
    """A child whose records are locked was seen at another place at `at`, to sleep there."""
    stay = await stay_now(session, child_id)
    if stay is not None and stay.arrived_at <= at:
        await _tell(session, stay.id, site, by)


async def _merged(session: AsyncSession, child_ids: Collection[UUID]) -> None:
    """Records were merged, or parted: one child that stays twice now is told of in each centre."""
    there = col(Stay.child_id).in_(list(child_ids)) & col(Stay.left_at).is_(None)
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in await session.exec(select(Stay).where(there).order_by(col(Stay.id))):
        assert stay.child_id is not None
        stays[await kept_child(session, stay.child_id)].append(stay)
    for twice in stays.values():
        for stay, other in zip(twice, [*twice[1:], twice[0]], strict=True):
            if stay is not other:
                await _tell(session, stay.id, other.centre_id, None)


async def _tell(session: AsyncSession, stay_id: UUID, where: UUID, by: UUID | None) -> None:
    stay, incident = await locked(session, None, stay_id)
    await told(session, stay, incident, StaySeenElsewhere, by, where=where)
    await case_told.tell_cases(session, stay.child_id, "elsewhere", stay.centre_id, by)


counts_children(_merged)
