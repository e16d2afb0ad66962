"""A committee's log: each step appended with its event, in the order of the committee's version."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, outbox
from app.core.audience import BOARD, about
from app.core.errors import NotFound
from app.programmes.boards.events import OfCommittee
from app.programmes.boards.models import Committee, CommitteeEntry


class CommitteeNotFound(NotFound):
    """No such committee, or not one this person may know of."""

    code = "committee_not_found"


async def locked(session: AsyncSession, committee_id: UUID) -> Committee:
    """A committee, which is ours until the transaction ends: after a case, the last lock.

    Raises CommitteeNotFound.
    """
    found = await session.get(Committee, committee_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise CommitteeNotFound("There is no such committee, or it is not yours to see.")
    return found


async def tell(
    session: AsyncSession,
    committee: Committee,
    kind: type[OfCommittee],
    by: UUID | None = None,
    also: Collection[UUID] = (),
    /,
    **told: Any,
) -> None:
    """Append what happened to the log of a locked committee, and announce it: `also` to these."""
    committee.version += 1
    await _append(session, committee, kind, by, told, also)


async def begin(
    session: AsyncSession, committee: Committee, kind: type[OfCommittee], by: UUID, /, **told: Any
) -> None:
    """The same for the first step of a new one."""
    await _append(session, committee, kind, by, told)


async def _append(
    session: AsyncSession,
    committee: Committee,
    kind: type[OfCommittee],
    by: UUID | None,
    told: dict[str, Any],
    also: Collection[UUID] = (),
) -> None:
    event = kind(entity_id=committee.id, version=committee.version, **told)
    session.add(committee)
    session.add(
        CommitteeEntry(
            committee_id=committee.id,
            seq=committee.version,
            at=clock.now(),
            kind=event.key,
            actor_id=by,
            facts=event.facts(),
        )
    )
    await session.flush()
    await outbox.record(session, event, [BOARD, *(about("staff", id_) for id_ in also)])
