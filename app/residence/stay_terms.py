"""Until when a child may stay: its six months go on over all centres it is moved through.

It decides nothing: what a stay follows is written down where it begins (service.py).
"""

from datetime import datetime
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch
from app.residence.models import Stay
from app.residence.stay_clock import extended

_TERM: Final = """
WITH RECURSIVE whole AS (
    SELECT id, arrived_at, follows_id FROM stay WHERE id = $1
    UNION SELECT stay.id, stay.arrived_at, stay.follows_id
    FROM stay JOIN whole ON stay.id = whole.follows_id
)
SELECT min(arrived_at) AS since, (
    SELECT coalesce(sum(months), 0)::int FROM stay_extension
    WHERE state = 'approved' AND stay_id IN (SELECT id FROM whole)
) AS approved FROM whole
"""


async def counted(session: AsyncSession, stay: Stay) -> tuple[datetime, int]:
    """Since when the months of a stay that is written down count, and how many were approved.

    Those of the stays that it follows are among them.
    """
    (row,) = await fetch(session, _TERM, stay.id)
    return row["since"], row["approved"]


async def term_of(session: AsyncSession, stay: Stay) -> datetime:
    """The end of a stay that is written down, with what was approved of it and of those before."""
    return extended(*await counted(session, stay))
