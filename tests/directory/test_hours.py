"""When a centre is open: what people write, and what it means on a clock in Dhaka."""

from datetime import UTC, datetime, timedelta

import pytest

from app.directory.hours import HoursAreBad, is_open, opens_next, within, written
from app.directory.roster import DHAKA

SATURDAY = datetime(2026, 11, 28, tzinfo=DHAKA)


def at(days: int, clock: str) -> datetime:
    """So many days after a Saturday, on that clock in Dhaka, in UTC."""
    hour, minute = map(int, clock.split(":"))
    return (SATURDAY + timedelta(days=days, hours=hour, minutes=minute)).astimezone(UTC)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Always", "always"),
        (" sat 9:00-17:00 ", "sat 09:00-17:00"),
        ("শুক্র", None),
        ("fri ১৫:০০-২০:৩০", "fri 15:00-20:30"),
        ("thu-sat 20:00-08:00", "sat 20:00-08:00; thu 20:00-08:00; fri 20:00-08:00"),
        ("sun,sat 09:00-13:00; sat 14:00-17:00; sat 9:00–13:00",
         "sat 09:00-13:00; sat 14:00-17:00; sun 09:00-13:00"),
        ("mon 00:00-24:00", "mon 00:00-24:00"),
        ("", None), (";", None), ("daily", None), ("sat", None), ("sat 9-17", None),
        ("sat 25:00-26:00", None), ("sat 24:30-01:00", None), ("sat 09:00-09:00", None),
        ("sat 24:00-09:00", None), ("sat, sun 09:00-17:00", None), ("sat 09:00-17:00,", None),
        ("sat-xyz 09:00-17:00", None), ("; ".join(f"sat {n:02}:00-{n:02}:30" for n in range(24))
         + "; sun 00:00-00:10; sun 01:00-01:10; sun 02:00-02:10; sun 03:00-03:10; sun 04:00-04:10",
         None),
    ],
)  # fmt: skip
def test_one_meaning_is_kept_in_one_way(said: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(HoursAreBad):
            written(said)
    else:
        assert written(said) == kept
        assert written(kept) == kept


@pytest.mark.parametrize(
    ("hours", "days", "clock", "opened"),
    [
        (None, 0, "12:00", None),
        ("always", 3, "03:00", True),
        ("sat 09:00-17:00", 0, "08:59", False),
        ("sat 09:00-17:00", 0, "09:00", True),
        ("sat 09:00-17:00", 0, "17:00", False),
        ("sat 09:00-17:00", 1, "12:00", False),
        ("fri 20:00-08:00", 6, "23:00", True),  # from the last day of the week …
        ("fri 20:00-08:00", 0, "07:59", True),  # … into the next week
        ("fri 20:00-08:00", 0, "08:00", False),
        ("mon 00:00-24:00", 2, "00:00", True),
        ("mon 00:00-24:00", 3, "00:00", False),
    ],
)
def test_whether_it_is_open(hours: str | None, days: int, clock: str, opened: bool | None) -> None:
    assert is_open(hours, at(days, clock)) is opened
    assert is_open(hours, None) is None


@pytest.mark.parametrize(
    ("hours", "days", "clock", "then"),
    [
        ("sat 09:00-17:00", 0, "08:00", (0, "09:00")),
        ("sat 09:00-17:00", 0, "17:00", (7, "09:00")),
        ("mon 09:00-10:00; thu 20:00-08:00", 2, "10:30", (5, "20:00")),
    ],
)
def test_when_it_opens_next(hours: str, days: int, clock: str, then: tuple[int, str]) -> None:
    assert opens_next(hours, at(days, clock)) == at(*then)


@pytest.mark.parametrize(
    ("span", "clock", "lies"),
    [
        ("20:00-06:00", "20:00", True),
        ("20:00-06:00", "05:59", True),
        ("20:00-06:00", "06:00", False),
        ("20:00-06:00", "19:59", False),
        ("00:00-05:00", "04:00", True),
        ("00:00-05:00", "23:00", False),
    ],
)
def test_whether_it_is_night(span: str, clock: str, lies: bool) -> None:
    assert within(span, at(4, clock)) is lies
