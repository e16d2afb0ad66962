"""Six months, longer stays, and who hears when: tables, no database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import DHAKA
from app.residence.stay_clock import (
    LEVELS,
    TOLD,
    Due,
    Level,
    ends_at,
    extended,
    level_at,
    months_later,
    told_at,
)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 24), 6, date(2027, 5, 24)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_so_many_months_later_is_the_same_day_or_the_last_one(
    day: date, months: int, later: date
) -> None:
    assert months_later(day, months) == later


def test_a_stay_ends_at_the_same_time_of_day_in_dhaka() -> None:
    at_night = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)  # half past one on the 24th in Dhaka
    assert ends_at(at_night) == datetime(2027, 5, 24, 1, 30, tzinfo=DHAKA)
    assert ends_at(at_night).tzinfo is UTC


def test_extensions_count_from_the_beginning_so_that_the_day_does_not_drift() -> None:
    came = datetime(2026, 8, 31, 6, tzinfo=UTC)
    assert extended(came, 0) == datetime(2027, 2, 28, 6, tzinfo=UTC)
    assert extended(came, 1) == datetime(2027, 3, 31, 6, tzinfo=UTC)


@given(
    came=st.datetimes(
        datetime(2020, 1, 1),  # noqa: DTZ001
        datetime(2100, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    months=st.lists(st.integers(1, 6), max_size=4),
)
def test_every_approved_month_ends_the_stay_later(came: datetime, months: list[int]) -> None:
    ends = [extended(came, sum(months[:n])) for n in range(len(months) + 1)]
    assert ends == sorted(set(ends))
    assert timedelta(days=181) <= ends[0] - came <= timedelta(days=184)


def test_the_centre_hears_before_a_stay_ends_and_all_others_later() -> None:
    due_at = datetime(2027, 5, 24, tzinfo=UTC)
    heard = [told_at(Due.STAY_ENDS, due_at, level) - due_at for level in LEVELS]
    assert heard == [timedelta(days=-30), timedelta(0), timedelta(days=7)]
    days = {-31: 0, -30: 1, -1: 1, 0: 2, 6: 2, 7: 3, 400: 3}
    for at, level in days.items():
        assert level_at(Due.STAY_ENDS, due_at, due_at + timedelta(days=at)) == level


@pytest.mark.parametrize("due", Due)
def test_nobody_hears_before_whoever_is_nearer_to_the_child(due: Due) -> None:
    assert list(TOLD[due]) == sorted(TOLD[due])
    assert len(TOLD[due]) == len(LEVELS) == len(Level)
