"""Which accounts are one person's: those of one worker are; it decides nothing.

Where two persons must say yes, two accounts of one are not two.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch

_ACCOUNTS: Final = """
SELECT one.id, other.id AS other FROM staff AS one
JOIN staff AS other ON other.worker_id = one.worker_id AND other.id <> one.id
WHERE one.id = ANY($1)
"""


async def accounts_of(
    session: AsyncSession, staff_ids: Collection[UUID]
) -> dict[UUID, frozenset[UUID]]:
    """All accounts of whoever these are of, by each of these, itself among them."""
    found = {id_: {id_} for id_ in staff_ids}
    for row in await fetch(session, _ACCOUNTS, list(found)) if found else ():
        found[row["id"]].add(row["other"])
    return {id_: frozenset(all_) for id_, all_ in found.items()}


async def is_one_of(session: AsyncSession, staff_id: UUID, others: Collection[UUID | None]) -> bool:
    """Whether this is one of these persons, though it be by another account."""
    known = await accounts_of(session, {one for one in others if one is not None})
    return any(staff_id in all_ for all_ in known.values())
