"""Rows of what a colleague is asked for, and of those who ask for help; it changes nothing."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.callers import callers_of
from app.calls.queries import OF_NUMBER, Row, masked, numbered, numbers_in
from app.cases.queries import iso, numbers_of
from app.core.db import fetch
from app.staff.queries import LINK_SECONDS, available_counsellors, display_names

_INVITATIONS = f"""
SELECT {OF_NUMBER}, language, invitation.id AS invitation_id, invitation.kind,
    invitation.state AS how, from_id, asked_at, due_at, accepted_at,
    invitation.version AS of_invitation
FROM invitation JOIN call ON call.id = call_id
WHERE to_id = $1 AND invitation.state IN ('asked', 'accepted')
  AND ($2::uuid[] IS NULL OR invitation.id = ANY($2))
"""
_HELP = """
SELECT id, incident_id, owner_id, help_at, version FROM call
WHERE help_at IS NOT NULL AND ($1::uuid[] IS NULL OR id = ANY($1))
"""


async def invitation_rows(
    session: AsyncSession, staff_id: UUID, ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """What somebody is asked for, or has accepted; he or she may open the incident meanwhile."""
    wanted = None if ids is None else list(ids)
    found = await fetch(session, _INVITATIONS, staff_id, wanted)
    if not found:
        return {}
    numbers = await numbers_in(session, found)
    tickets = await numbers_of(session, {one["incident_id"] for one in found})
    callers = await callers_of(session, numbered(found))
    names = await display_names(session, {one["from_id"] for one in found})
    return {
        one["invitation_id"]: {
            "id": str(one["invitation_id"]),
            "call_id": str(one["call_id"]),
            "incident_id": str(one["incident_id"]),
            "number": tickets[one["incident_id"]][0],
            "urgency": tickets[one["incident_id"]][1],
            "kind": one["kind"],
            "state": one["how"],
            "by": {"id": str(one["from_id"]), "name": names[one["from_id"]]},
            "asked_at": iso(one["asked_at"]),
            "due_at": iso(one["due_at"]) if one["accepted_at"] is None else None,
            "language": one["language"],
            "caller_number": masked(numbers, one),
            "number_kind": one["number_kind"],
            **callers[one["call_id"]].row(),
            "version": one["of_invitation"],
        }
        for one in found
    }


async def help_rows(session: AsyncSession, ids: Collection[UUID] | None = None) -> dict[UUID, Row]:
    """Calls whose counsellor asks for help, by call."""
    found = await fetch(session, _HELP, None if ids is None else list(ids))
    tickets = await numbers_of(session, {call["incident_id"] for call in found})
    names = await display_names(session, {call["owner_id"] for call in found})
    return {
        call["id"]: {
            "call_id": str(call["id"]),
            "incident_id": str(call["incident_id"]),
            "number": tickets[call["incident_id"]][0],
            "urgency": tickets[call["incident_id"]][1],
            "by": {"id": str(call["owner_id"]), "name": names[call["owner_id"]]},
            "asked_at": iso(call["help_at"]),
            "version": call["version"],
        }
        for call in found
    }


async def free_colleagues(
    session: AsyncSession, but: UUID, link_seconds: float = LINK_SECONDS
) -> list[Row]:
    """Counsellors who may be asked now, longest idle first; not oneself.

    Whose console has not answered for `link_seconds` is not free.
    """
    found = await available_counsellors(session, link_seconds)
    free = [one for one in found if one.staff_id != but]
    names = await display_names(session, {one.staff_id for one in free})
    return [
        {
            "id": str(one.staff_id),
            "name": names[one.staff_id],
            "languages": list(one.languages),
            "skills": list(one.skills),
        }
        for one in free
    ]
