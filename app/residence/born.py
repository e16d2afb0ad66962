"""The birth of a child as the desk of a centre is told it: never an adult's without a reason.

It notes in the child's record what the form of a ticket has no place for.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import people_service
from app.cases.models import Incident
from app.cases.people_access import locked
from app.cases.people_fields import BIRTH, BirthMakesAdult, checked
from app.cases.sealed import child_of
from app.core import clock
from app.core.errors import InputIsInvalid


def birth_at_the_desk(child: Mapping[str, str], adult_reason: str | None) -> dict[str, Any] | None:
    """The birth among these fields of the form as a record keeps it; None where none was told.

    Raises BirthMakesAdult, and InputIsInvalid naming the field of the desk.
    """
    born = child.get("child_born")
    if born is None:
        return None
    said = {"date": born, "certainty": "likely"}
    try:
        kept: dict[str, Any] = checked(BIRTH, said, today=_today(), adult_reason=adult_reason)
    except BirthMakesAdult as adult:
        raise BirthMakesAdult(adult.detail, field="child.adult_reason", **adult.facts) from adult
    except InputIsInvalid as wrong:
        raise InputIsInvalid(wrong.detail, field="child.born") from wrong
    return kept


async def note_birth(
    session: AsyncSession, incident: Incident, birth: Mapping[str, Any], why: str, by: UUID
) -> None:
    """The birth of the first child of a new ticket, with why the record is kept as a child's."""
    opened = await locked(session, (await child_of(session, incident)).id)
    said = {name: birth[name] for name in ("date", "certainty")}
    await people_service.note(
        session, opened, BIRTH, value=said, source="centre", adult_reason=why, by=by
    )


def _today() -> date:
    return clock.now().astimezone(clock.DHAKA).date()
