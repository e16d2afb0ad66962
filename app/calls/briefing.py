"""Gathers what the brief for a service may hold, through the door of a person; it changes nothing.

Each reading is on the access record of the incident, as every other sight of it.
"""

import dataclasses
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.brief import Facts, brief
from app.calls.callers import contacts_of
from app.calls.locking import NO_SUCH_CALL, CallNotFound
from app.calls.models import Call
from app.calls.queries import numbers_opened
from app.calls.states import CallState
from app.cases import access
from app.cases.safety import Safety
from app.core.moves import IllegalMove
from app.directory.queries import place_row
from app.staff.auth import SignedIn
from app.staff.permissions import scope_of

REASON = "brief for a service"


async def brief_row(session: AsyncSession, signed: SignedIn, call_id: UUID) -> dict[str, Any]:
    """The brief for whoever talks on this call, in both languages.

    Raises CallNotFound for another counsellor's call, IllegalMove unless they talk.
    """
    call = await session.get(Call, call_id)
    if call is None or call.owner_id != signed.id:
        raise CallNotFound(NO_SUCH_CALL)
    if call.state is not CallState.TALKING:
        raise IllegalMove(
            f"The call is {call.state.value}: nobody is on the line to be told.",
            state=call.state.value,
            legal=["complete"] if call.wrap_up else [],
        )
    scope = scope_of(signed.role, "incidents.open") or "own"
    incident = await access.by_person(session, signed, call.incident_id, scope, reason=REASON)
    place = place_row(incident.place)
    facts = Facts(
        ticket=incident.number,
        urgency=incident.urgency.value if incident.urgency else None,
        place=place["path"] if place else None,
        categories=incident.categories,
        answers=await access.answers_for_service(session, incident.id),
        number=await _number(session, signed, call),
    )
    return {
        "call_id": str(call.id),
        "number": incident.number,
        "sentences": [dataclasses.asdict(one) for one in brief(facts)],
    }


async def _number(session: AsyncSession, signed: SignedIn, call: Call) -> str | None:
    """The caller's number as it is dialled here, only while it is known to be safe.

    And only for whoever may see it whole.
    """
    if scope_of(signed.role, "number.see_full") is None:
        return None
    contact = (await contacts_of(session, [call]))[call.id]
    if contact.safety is not Safety.SAFE:
        return None
    number = (await numbers_opened(session, [call])).get(call.id)
    return None if number is None else number.removeprefix("+88")
