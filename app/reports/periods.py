"""Periods as people name them (a year, a month, a day, all), and dates in words."""

import re
from datetime import date
from typing import Final

from babel.dates import get_month_names

from app.core.errors import InputIsInvalid
from app.core.words import words
from app.directory.published_load import days_of
from app.directory.published_models import Dated, PublishedTotal
from app.reports.schemas import Said, said

ALL: Final = "all"
_WRITTEN: Final = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_LATIN: Final = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


def written(period: str) -> str:
    """A period in Latin digits, without what stands around it."""
    return period.strip().translate(_LATIN)


def span_of(period: str) -> tuple[date, date] | None:
    """First and last day of a period as `written`; None is all of time. Raises InputIsInvalid."""
    if period == ALL:
        return None
    try:
        if not _WRITTEN.fullmatch(period):
            raise ValueError
        return days_of(period)
    except ValueError:
        raise InputIsInvalid(
            "A period is a year (2015), a month (2015-03), a day, or all.", field="period"
        ) from None


def date_in_words(day: str) -> Said:
    """A date as exact as it is written: 2015, March 2015, 8 March 2015."""
    return Said(bn=_in(day, "bn"), en=_in(day, "en"))


def _in(day: str, language: str) -> str:
    year, *rest = day.split("-")
    parts = [str(int(rest[1]))] if len(rest) > 1 else []
    if rest:
        parts.append(get_month_names("wide", locale=language)[int(rest[0])])
    return words(language).digits(" ".join([*parts, year]))


def as_of_words(total: PublishedTotal) -> Said:
    """The date of a total, and how we know it."""
    if total.as_of_written is None:
        return said("dated.undated")
    on = date_in_words(total.as_of_written)
    return on if total.dated is Dated.STATED else said(f"dated.{total.dated.value}", on=on)


def period_words(total: PublishedTotal) -> Said:
    """The time that a total counts, where the document says one."""
    if total.period_written is None:
        return Said(bn="", en="")
    first, _, last = total.period_written.partition("..")
    begins = date_in_words(first)
    if not last:
        return begins
    return said("from_to", begins=begins, ends=date_in_words(last))
