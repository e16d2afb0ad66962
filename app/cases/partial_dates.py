"""Dates of which only the year, or the year and month, may be known: how they are read; pure.

Written as 2015, 2015-03 or 2015-03-05, in either set of digits; kept in Latin ones with all zeros.
"""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from app.core.words import latin_digits

Span = tuple[date, date]
"""A first and a last day."""
YEARS: Final = range(1900, 2200)
"""A year outside has been mistyped."""
WHOLE: Final = len("2015-03-05")
"""So long is one of which the day is known."""

_WRITTEN: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


def kept_date(written: str) -> str | None:
    """The date as it is kept; None when it is none."""
    found = _WRITTEN.fullmatch(latin_digits(written).strip())
    if found is None or span_of(written) is None:
        return None
    return "-".join(part.zfill(2) for part in found.groups() if part)


def span_of(written: str) -> Span | None:
    """The first and last day the date may mean; None when it is none."""
    found = _WRITTEN.fullmatch(latin_digits(written).strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if year is None or year not in YEARS:
        return None
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day is not None:
        return first, first
    if month is not None:
        return first, first.replace(day=monthrange(year, month)[1])
    return first, first.replace(month=12, day=31)


def days_of(day: str) -> Span:
    """The same of a date that has been kept. Raises ValueError for any other text."""
    span = span_of(day)
    if span is None:
        raise ValueError("no date as it is kept")
    return span
