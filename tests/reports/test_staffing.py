"""Seats for a number of calls: held against published values of Erlang C."""

import pytest

from app.reports.staffing import FEWEST, answered_within, seats_needed, wait_probability


@pytest.mark.parametrize(
    ("calls", "handle", "share", "within", "seats", "level"),
    [
        (20, 240, 0.8, 20, 3, 84.3),
        (20, 240, 0.9, 15, 4, 95.6),
        (42, 240, 0.8, 20, 5, 84.2),
        (42, 240, 0.9, 15, 6, 93.8),
        (60, 300, 0.8, 20, 8, 86.3),
        (60, 300, 0.9, 15, 9, 93.4),
        (100, 240, 0.8, 20, 10, 86.8),
        (100, 240, 0.9, 15, 11, 93.0),
        (200, 300, 0.8, 20, 21, 82.6),
        (200, 300, 0.9, 15, 23, 92.7),
    ],
)
def test_the_seats_of_published_tables_come_out(
    calls: float, handle: float, share: float, within: float, seats: int, level: float
) -> None:
    """Source: the reference values of the project's page on screens, section 2.5."""
    assert seats_needed(calls, handle, share=share, within=within) == seats
    assert answered_within(calls, handle, seats, within) * 100 == pytest.approx(level, abs=0.1)


def test_never_one_alone_and_too_few_seats_answer_nobody() -> None:
    assert seats_needed(0) == seats_needed(0.1) == FEWEST
    assert 5000 > seats_needed(4900 * 18) > 4900
    assert seats_needed(1_000_000 * 18) == 1_000_000, "nobody reckons what nobody can seat"
    assert answered_within(100, 240, 5, 15) == 0
    assert wait_probability(6.7, 6) == 1.0
