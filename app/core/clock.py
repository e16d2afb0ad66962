"""The only source of time; no other module may ask the system clock."""

from datetime import UTC, datetime, timedelta, timezone

DHAKA = timezone(timedelta(hours=6), "Asia/Dhaka")
"""Bangladesh keeps UTC+6 all year round (no daylight saving since 2010)."""


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def seconds_from_now(seconds: float) -> datetime:
    """The moment `seconds` from now, aware, in UTC."""
    return now() + timedelta(seconds=seconds)


def dhaka_year(moment: datetime) -> int:
    """The calendar year in Dhaka at `moment`, which numbers tickets."""
    return moment.astimezone(DHAKA).year
