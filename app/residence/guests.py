"""What decides where a child may sleep and what it may learn: its sex and years, and nothing else.

What nobody has told stays unknown, and bars nothing.
"""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, for_system, told_for_matching
from app.cases.people_access import ChildReason, children_of, kept_child
from app.cases.people_access import for_system as child_for_system
from app.cases.people_age import age_on, born_between
from app.cases.people_fields import AGE, BIRTH, SEX
from app.cases.people_record import Said, record_of
from app.cases.sealed import DataIsErased
from app.core import clock
from app.core.words import latin_digits
from app.residence.models import Stay
from app.residence.service import ANYBODY, Guest


async def guest_of(session: AsyncSession, incident_id: UUID, child_id: UUID | None = None) -> Guest:
    """What is told of a child of this incident, the first of several where none is named.

    Its own record counts before the form, which tells of the first child alone. Years as they were
    typed go on with time. Where no number was typed they are the most that the record leaves
    possible: what nobody knows bars nobody.
    """
    known = await children_of(session, incident_id)
    who = child_id or next(iter(known), None)
    told = await _by_form(session, incident_id) if who in known[:1] or who is None else ANYBODY
    said = {name: one.value for name, one in (await known_of(session, who)).items()}
    today = clock.now().astimezone(clock.DHAKA).date()
    span = born_between(said.get(BIRTH), said.get(AGE))
    least, most = age_on(span, today) if span else (None, None)
    age = most if told.age is None else max(told.age, least or 0)
    return Guest(said.get(SEX) or told.sex, age)


async def guest_of_stay(session: AsyncSession, stay: Stay) -> Guest:
    """The same of a child who stays."""
    return await guest_of(session, stay.incident_id, stay.child_id)


async def _by_form(session: AsyncSession, incident_id: UUID) -> Guest:
    incident = await for_system(session, incident_id, SystemReason.MATCHING)
    said = (await told_for_matching(session, incident)).answers
    return Guest(said.get("child_sex"), years(said.get("child_age")))


async def known_of(session: AsyncSession, child_id: UUID | None) -> dict[str, Said]:
    """What the record says that is kept of this child, by field; nothing once it is erased."""
    if child_id is None:
        return {}
    kept = await kept_child(session, child_id)
    child = await child_for_system(session, kept, ChildReason.STAY)
    try:
        return await record_of(session, child)
    except DataIsErased:
        return {}


def years(said: str | None) -> int | None:
    """An age as somebody typed it, in either digits, where it is a number of years; else None."""
    typed = latin_digits(said or "").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else None
