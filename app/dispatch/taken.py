"""Who has what somebody else was asked for as well, in the eyes of that one; it changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.exclusions import excluded

Found = Mapping[str, Any]
"""A row of the database."""


async def is_barred(session: AsyncSession, centre_id: UUID, dispatch: Found) -> bool:
    """Asked no more since it must have nothing to do with it: then it isn't told who has it."""
    if dispatch["accepted_step"] in (None, dispatch["step"]):
        return False
    return centre_id in await excluded(session, dispatch["incident_id"])


def taken_by(
    dispatch: Found, steps: Sequence[Found], names: Mapping[UUID, dict[str, str]]
) -> dict[str, Any] | None:
    """Name and moment of whoever has accepted; None while nobody has."""
    step = next((one for one in steps if one["no"] == dispatch["accepted_step"]), None)
    if step is None:
        return None
    who = step["worker_id"] or step["centre_id"] or step["staff_id"]
    return {"by": names[who], "at": dispatch["acknowledged_at"].isoformat()}
