"""When a centre is open: reads, writes and judges opening hours; pure, it reads no clock.

Written `always`, or days with spans: `sat-thu 09:00-17:00; fri 15:00-20:00`. A span that ends
before it begins ends the next morning, as a night shelter's does. Days are days in Dhaka.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from app.directory.roster import DHAKA

ALWAYS: Final = "always"
DAYS: Final = ("sat", "sun", "mon", "tue", "wed", "thu", "fri")
"""The days of a week as Bangladesh counts them."""
MOST_SPANS: Final = 28
_DAY: Final = 24 * 60
_WEEK: Final = 7 * _DAY
_LATIN: Final = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
_SPAN: Final = re.compile(r"([0-2]?[0-9]):([0-5][0-9])\s*[-–]\s*([0-2]?[0-9]):([0-5][0-9])")
_DAYS_SAID: Final = re.compile(r"([a-z]{3})(?:[-–]([a-z]{3}))?")

Spans = tuple[tuple[int, int], ...]


class HoursAreBad(ValueError):
    """These are no opening hours; the message says what is wrong, in English."""


def written(said: str) -> str:
    """Opening hours as they are kept: one way of writing for one meaning.

    Takes both digit sets, capital letters, several spans a day. Raises HoursAreBad.
    """
    plain = said.translate(_LATIN).strip().lower()
    if plain == ALWAYS:
        return ALWAYS
    spans = sorted({span for part in plain.split(";") if part.strip() for span in _part(part)})
    if not spans or len(spans) > MOST_SPANS:
        raise HoursAreBad("write always, or days with times: sat-thu 09:00-17:00")
    return "; ".join(_said(*span) for span in spans)


def _part(part: str) -> list[tuple[int, int, int]]:
    days, _, times = part.strip().partition(" ")
    if days.endswith(("-", ",", "–")):
        raise HoursAreBad(f"write the days without spaces: {days}…")
    found = _SPAN.fullmatch(times.strip())
    if not found:
        raise HoursAreBad(f"write the times as 09:00-17:00, not {times.strip()[:20] or 'nothing'}")
    opens, closes = _minute(*found.group(1, 2)), _minute(*found.group(3, 4))
    if opens in (closes, _DAY):
        raise HoursAreBad("a span must have a length; for the whole day write 00:00-24:00")
    return [(day, opens, closes) for one in days.split(",") for day in _days(one)]


def _days(said: str) -> list[int]:
    found = _DAYS_SAID.fullmatch(said)
    if not found or any(day not in DAYS for day in found.groups() if day):
        raise HoursAreBad(f"the days are {', '.join(DAYS)}, not {said[:20]}")
    first = DAYS.index(found[1])
    last = DAYS.index(found[2]) if found[2] else first
    return [(first + n) % 7 for n in range((last - first) % 7 + 1)]


def _minute(hour: str, minute: str) -> int:
    at = int(hour) * 60 + int(minute)
    if at > _DAY:
        raise HoursAreBad("a day ends at 24:00")
    return at


def _said(day: int, opens: int, closes: int) -> str:
    def clock(at: int) -> str:
        return f"{at // 60:02}:{at % 60:02}"

    return f"{DAYS[day]} {clock(opens)}-{clock(closes)}"


@lru_cache(maxsize=4096)
def _spans(hours: str) -> Spans:
    """Spans in minutes from the beginning of Saturday; one may reach into the next week."""
    spans = []
    for part in hours.split("; "):
        day, _, times = part.partition(" ")
        opens, closes = (int(at[:2]) * 60 + int(at[3:]) for at in times.split("-"))
        starts = DAYS.index(day) * _DAY + opens
        spans.append((starts, starts + ((closes - opens) % _DAY or _DAY)))
    return tuple(spans)


def _in_week(at: datetime) -> int:
    here = at.astimezone(DHAKA)
    return (here.weekday() + 2) % 7 * _DAY + here.hour * 60 + here.minute


def is_open(hours: str | None, at: datetime | None) -> bool | None:
    """Whether it is open at `at`; None when the hours, or the moment, are not known."""
    if hours is None or at is None:
        return None
    if hours == ALWAYS:
        return True
    now = _in_week(at)
    return any(a <= now < b or a <= now + _WEEK < b for a, b in _spans(hours))


def opens_next(hours: str, at: datetime) -> datetime:
    """When one that is closed at `at` opens next."""
    now = _in_week(at)
    wait = min((a - now) % _WEEK for a, _ in _spans(hours))
    return at.replace(second=0, microsecond=0) + timedelta(minutes=wait)


@lru_cache(maxsize=16)
def _span(said: str) -> tuple[int, int]:
    opens, closes = (int(one[:2]) * 60 + int(one[3:]) for one in said.split("-"))
    return opens, closes


def within(span: str, at: datetime) -> bool:
    """Whether `at` lies in a span of every day such as `20:00-06:00`."""
    opens, closes = _span(span)
    now = _in_week(at) % _DAY
    return opens <= now < closes if opens < closes else now >= opens or now < closes
