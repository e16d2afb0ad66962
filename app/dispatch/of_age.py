"""When a girl turns 18, by what is noted of her; it writes nothing and tells nobody."""

from datetime import date, datetime, time, timedelta
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.intake import BORN
from app.cases.models import Incident
from app.cases.risk import years
from app.cases.sealed import opened
from app.core import clock

OF_AGE: Final = 18
"""A child is anybody up to 18 (Children Act 2013, section 4)."""


async def of_age_on(session: AsyncSession, incident: Incident) -> date | None:
    """The day she turns 18, or the last day on which she may; None when nothing is known.

    From an age in years follows a span of a year, of which the end counts: too late is safe.
    """
    if incident.wrapped_key is None:
        return None
    said = await opened(session, incident, (BORN, "child_age"))
    if BORN in said and said[BORN][0]:
        return birthday(date.fromisoformat(said[BORN][0]), OF_AGE)
    if "child_age" not in said:
        return None
    value, saved = said["child_age"]
    age = years(value)
    if age is None or age >= OF_AGE:
        return None
    return birthday(saved.saved_at.astimezone(clock.DHAKA).date(), OF_AGE - age)


def birthday(born: date, age: int) -> date:
    """The day on which somebody born then is so old; the 29th of February becomes 1 March."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def month_after(grown: date | None) -> datetime | None:
    """The first of the month after it: a deadline's row must not tell a child's birthday."""
    if grown is None:
        return None
    month = grown.replace(day=1) + timedelta(days=32)
    return datetime.combine(month.replace(day=1), time.min, tzinfo=clock.DHAKA)
