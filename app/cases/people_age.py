"""How old a child is by what was said: spans of days of birth, never a day nobody said.

Pure: it knows two facts of a record, `birth` and `age`, and no clock.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from app.cases.partial_dates import Span, span_of
from app.cases.people_fields import ADULT_YEARS, years_between

WIDER: Final = {"certain": 0, "likely": 1, "guess": 2}
"""Years by which somebody may have been wrong in either direction, by how sure he or she was."""
_EARLIEST: Final = date(1901, 1, 1)
_LATEST: Final = date(2199, 12, 31)


def years_before(day: date, years: int) -> date:
    """The same day `years` earlier; for 29 February the 28th where there is none.

    Whoever was born that day or before has had so many birthdays on `day`; born a day later, not.
    """
    year = day.year - years
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def born_between(birth: Any, age: Any, *, widened: bool = False) -> Span | None:
    """First and last day on which the child may have been born; None when nothing was said.

    A birth counts before an age. `widened`: by what the speaker may have been wrong.
    """
    if isinstance(birth, Mapping):
        span = span_of(str(birth.get("date", "")))
        wrong = WIDER.get(str(birth.get("certainty")), 1)
    elif isinstance(age, Mapping):
        on = date.fromisoformat(age["on"])
        span = (
            years_before(on, age["to"] + 1) + timedelta(days=1),
            years_before(on, age["from"]),
        )
        wrong = WIDER.get(str(age.get("certainty")), 1)
    else:
        return None
    if span is None or not widened:
        return span
    first, last = years_before(span[0], wrong), years_before(span[1], -wrong)
    return max(first, _EARLIEST), min(last, _LATEST)


def age_on(span: Span, day: date) -> tuple[int, int]:
    """From and to how many whole years somebody born in `span` is on `day`; never below 0."""
    return max(0, years_between(span[1], day)), max(0, years_between(span[0], day))


def is_adult(span: Span, day: date) -> bool:
    """Whether the person is certainly no child any more on `day`."""
    return age_on(span, day)[0] >= ADULT_YEARS
