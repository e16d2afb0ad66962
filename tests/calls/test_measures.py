"""Service levels and waits from plain facts, worked out by hand; no database."""

import dataclasses

import pytest

from app.calls.measures import FORMULAS, Measures, Outcome, definitions, measure


def answered(*seconds: float) -> list[Outcome]:
    return [Outcome(answered_after=after) for after in seconds]


def gave_up(*seconds: float) -> list[Outcome]:
    return [Outcome(abandoned_after=after) for after in seconds]


WAITS = Outcome()

NIGHT = [*answered(3, 10, 15, 15.5, 20, 40), *gave_up(1, 4.9, 5, 60), WAITS]
"""Six answered, three of them within 15 s; four gave up, two of them at once; one still waits."""


def test_the_same_night_by_the_three_formulas() -> None:
    fifteen, twenty = measure(NIGHT).levels
    assert fifteen.of_answered == pytest.approx(3 / 6)
    assert fifteen.of_offered == pytest.approx(3 / 10)
    assert fifteen.of_offered_less_short == pytest.approx(3 / 8)
    assert (fifteen.seconds, fifteen.target) == (15, 0.90)
    assert twenty.of_answered == pytest.approx(5 / 6)
    assert twenty.of_offered == pytest.approx(5 / 10)
    assert twenty.of_offered_less_short == pytest.approx(5 / 8)
    assert (twenty.seconds, twenty.target) == (20, 0.95)


def test_counts_and_waits_of_that_night() -> None:
    night = measure(NIGHT)
    assert (night.offered, night.answered, night.abandoned) == (11, 6, 4)
    assert (night.short_abandoned, night.waiting) == (2, 1)
    assert night.abandon_rate == pytest.approx(2 / 8)
    assert night.wait_mean == pytest.approx(103.5 / 6)
    assert (night.wait_p50, night.wait_p90) == (15, 40)


@pytest.mark.parametrize("calls", [[], [WAITS]])
def test_of_nobody_there_is_no_share_and_no_wait(calls: list[Outcome]) -> None:
    night = measure(calls)
    for level in night.levels:
        assert [getattr(level, formula) for formula in FORMULAS] == [None, None, None]
    assert (night.abandon_rate, night.wait_mean, night.wait_p50) == (None, None, None)


def test_when_all_gave_up_at_once_the_target_is_not_missed_but_unknown() -> None:
    (level, _) = measure(gave_up(1, 2)).levels
    assert (level.of_answered, level.of_offered, level.of_offered_less_short) == (None, 0, None)


def test_a_call_that_was_answered_and_ended_is_not_abandoned() -> None:
    night = measure([Outcome(answered_after=4, abandoned_after=200)])
    assert (night.answered, night.abandoned) == (1, 0)


@pytest.mark.parametrize(
    ("waits", "half", "most"),
    [([7], 7, 7), ([1, 2], 1, 2), (list(range(1, 11)), 5, 9), (list(range(1, 101)), 50, 90)],
)
def test_quantiles_are_waits_that_somebody_had(waits: list[float], half: int, most: int) -> None:
    night = measure(answered(*waits))
    assert (night.wait_p50, night.wait_p90) == (half, most)


def test_every_measure_and_formula_comes_with_its_definition() -> None:
    told = definitions()
    shown = {one.name for one in dataclasses.fields(Measures)} - {"levels"}
    assert set(told) == shown | set(FORMULAS)
    assert not any("{" in words for words in told.values())
