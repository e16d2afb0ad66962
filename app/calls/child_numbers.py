"""Tells from which numbers the tickets of a child came, as blind indexes; it opens no number."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.aliases import kept_of
from app.cases.same_child import numbers_by
from app.core.db import fetch

_NUMBERS: Final = """
SELECT DISTINCT number_index FROM call
WHERE incident_id = ANY($1) AND coalesce(first_incident_id, incident_id) = ANY($2)
  AND number_index IS NOT NULL
"""


async def numbers_of(session: AsyncSession, tickets: Collection[UUID]) -> set[bytes]:
    """Blind indexes of the numbers from which these tickets were called in."""
    if not tickets:
        return set()
    now = {await kept_of(session, ticket) for ticket in tickets}
    found = await fetch(session, _NUMBERS, list(now | set(tickets)), list(tickets))
    return {row["number_index"] for row in found}


numbers_by(numbers_of)
