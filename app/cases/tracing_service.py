"""The verb of tracing: an attempt to find the family of a case's child is written down.

It runs in the caller's transaction on a case that case_access.py handed over; it flushes only.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_models import Case
from app.cases.case_timeline import of
from app.cases.reintegration_events import CaseTraced
from app.cases.reintegration_models import TracingAttempt
from app.cases.reintegration_people import (
    PersonIsAccused,
    around,
    earliest_birth,
    must_be_known,
)
from app.cases.tracing_rules import Result, Way, lacks
from app.core import clock
from app.core.errors import InputIsInvalid
from app.core.resent import id_for
from app.geo.lookup import gazetteer

TABLE: Final = "tracing_attempt.said"


@dataclass(frozen=True, slots=True)
class Traced:
    """What is told of an attempt; None is unknown."""

    way: Way
    result: Result
    at: datetime
    place: str | None = None
    person: UUID | None = None
    who: str | None = None
    words: str | None = None
    why_accused: str | None = None
    id: UUID | None = None
    """The sender's own."""


async def trace(
    session: AsyncSession, case: Case, told: Traced, by: UUID, *, supervises: bool
) -> TracingAttempt:
    """Write down an attempt to find the family of a locked case's child.

    Somebody who is accused is named as family by a supervisor alone (`supervises`), who says why.
    Sent again with the same id, it is one. Raises CaseIsClosed, InputIsInvalid, PersonIsAccused,
    DataIsErased.
    """
    must_be_open(case)
    made_id = id_for(case.id, told.id)
    if (known := await session.get(TracingAttempt, made_id)) is not None:
        return known
    fault = lacks(told.result, person=told.person is not None, words=bool(told.words))
    if fault is not None:
        raise InputIsInvalid(fault[1], field=fault[0])
    if told.at > clock.now():
        raise InputIsInvalid("This has not happened yet.", field="at")
    if told.at.astimezone(clock.DHAKA).date() < await earliest_birth(session, case):
        raise InputIsInvalid("The child was not born then.", field="at")
    if told.place is not None and gazetteer().get(told.place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    accused = await _is_accused(session, case, told, supervises=supervises)
    made = TracingAttempt(
        id=made_id,
        case_id=case.id,
        episode=case.episode,
        way=told.way,
        result=told.result,
        place=told.place,
        person_id=told.person,
        accused=accused,
        at=told.at,
        noted_at=clock.now(),
        noted_by=by,
    )
    key = await case_sealed.key_of(session, case.id)
    said = {"who": told.who, "words": told.words, "why_accused": told.why_accused}
    made.said = case_sealed.seal(key, said, TABLE, made.id)
    session.add(made)
    await session.flush()
    event = CaseTraced(**of(case), attempt_id=made.id, way=made.way.value, result=made.result.value)
    await moved(session, case, event, by)
    return made


async def _is_accused(session: AsyncSession, case: Case, told: Traced, *, supervises: bool) -> bool:
    if told.person is None:
        return False
    known = await around(session, case)
    must_be_known(known, told.person)
    if told.person not in known.accused:
        return False
    if told.result is not Result.FOUND:
        return True
    if not supervises:
        raise PersonIsAccused("This person is accused: a supervisor must decide, and say why.")
    if not told.why_accused:
        raise InputIsInvalid("Say why an accused is named as family.", field="why_accused")
    return True
