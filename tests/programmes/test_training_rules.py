"""Training: its pure rules as tables, no database."""

from datetime import date

import pytest

from app.programmes.training.states import (
    MOVES,
    Result,
    TrainingState,
    Warned,
    earns,
    last_day,
    warned_on,
)
from app.staff.qualifications import Held, lacking

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("got_on", "months", "until"),
    [
        (date(2026, 12, 1), 12, date(2027, 11, 30)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 11, 15), 3, date(2027, 2, 14)),
        (date(2026, 12, 1), None, None),
    ],
)
def test_a_course_counts_for_so_many_months_less_a_day(
    got_on: date, months: int | None, until: date | None
) -> None:
    assert last_day(got_on, months) == until


@pytest.mark.parametrize(
    ("attended", "result", "earned"),
    [
        (True, Result.PASSED, True),
        (True, Result.FAILED, False),
        (True, Result.UNKNOWN, False),
        (False, Result.PASSED, False),
        (None, Result.PASSED, False),
        (None, Result.UNKNOWN, False),
    ],
)
def test_only_who_was_there_and_passed_has_the_course_and_silence_is_no_pass(
    attended: bool | None, result: Result, earned: bool
) -> None:
    assert earns(attended, result) is earned


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        ((), ["keys", "sops"]),
        ((Held("keys", None),), ["sops"]),
        ((Held("keys", TODAY), Held("sops", date(2027, 1, 1))), []),
        ((Held("keys", date(2026, 11, 30)), Held("sops", None)), ["keys"]),
        ((Held("keys", date(2026, 11, 30)), Held("keys", TODAY), Held("sops", None)), []),
    ],
)
def test_what_is_needed_and_has_run_out_is_missing_again(
    held: tuple[Held, ...], missing: list[str]
) -> None:
    assert lacking(["sops", "keys", "keys"], held, TODAY) == missing


def test_nothing_is_missing_where_nothing_is_needed() -> None:
    assert lacking([], [], TODAY) == []


def test_supervisors_are_warned_a_month_before_the_last_day_and_on_the_day_after_it() -> None:
    until = date(2026, 12, 31)
    assert warned_on(Warned.SOON, until) == date(2026, 12, 1)
    assert warned_on(Warned.ENDED, until) == date(2027, 1, 1)


def test_a_training_that_was_held_or_called_off_moves_no_more() -> None:
    for over in (TrainingState.HELD, TrainingState.CALLED_OFF):
        assert [verb for at, verb in MOVES if at is over] == []
