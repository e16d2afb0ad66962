"""Margins of a printed table: what adds up, what can not be checked, what is left of lost cells."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.margins import Checked, Span, Verdict, check

OK, DERIVED, OPEN, WRONG = (
    Verdict.ADDS_UP,
    Verdict.DERIVED,
    Verdict.CANNOT_BE_CHECKED,
    Verdict.WRONG,
)


def checked(table: list[list[int | None]], most: int | None = None) -> Checked:
    return check(table, [[most for _ in row] for row in table])


@pytest.mark.parametrize(
    ("table", "rows", "columns"),
    [
        ([[1, 2, 3], [4, 5, 9], [5, 7, 12]], [OK, OK, OK], [OK, OK, OK]),
        ([[1, 2, 4], [4, 5, 9], [5, 7, 12]], [WRONG, OK, OK], [OK, OK, WRONG]),
        ([[1, 2, 3], [4, 5, 9], [5, 8, 12]], [OK, OK, WRONG], [OK, WRONG, OK]),
        ([[None, 2, 3], [4, 5, 9], [5, 7, 12]], [DERIVED, OK, OK], [DERIVED, OK, OK]),
        ([[None, None, 3], [4, 5, 9], [None, None, 12]], [OPEN, OK, OPEN], [OPEN, OPEN, OK]),
        ([[None, 2, 1], [4, 5, 9], [5, 7, 12]], [WRONG, OK, OK], [DERIVED, OK, WRONG]),
        ([[0, 0, 0], [0, 0, 0]], [OK, OK], [OK, OK, OK]),
    ],
)
def test_a_table_gets_a_verdict_for_each_line(
    table: Any, rows: list[Verdict], columns: list[Verdict]
) -> None:
    found = checked(table)
    assert (list(found.rows), list(found.columns)) == (rows, columns)
    assert found.wrong == (WRONG in rows + columns)


def test_a_lost_cell_is_no_zero() -> None:
    found = checked([[None, 2, None], [4, 5, 9], [None, 7, None]])
    assert found.spans[0][0] == Span(0, None)
    assert found.spans[0][2] == Span(2, None)
    assert found.rows[0] is OPEN


def test_a_lost_digit_that_can_not_be_so_large_is_wrong() -> None:
    table: Any = [[None, 2, 30], [4, 5, 9], [None, 7, 39]]
    assert checked(table).rows[0] is DERIVED
    assert check(table, [[9, None, None], [None] * 3, [None] * 3]).rows[0] is WRONG


@pytest.mark.parametrize("table", [[], [[1, 1]], [[1], [1]], [[1, 1], [1, 1, 2]]])
def test_a_table_without_margins_is_refused(table: Any) -> None:
    with pytest.raises(ValueError, match=r"margins|argument"):
        checked(table)


numbers = st.integers(0, 400)


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    """A table whose margins are right."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    body = [[draw(numbers) for _ in range(width)] for _ in range(height)]
    rows = [[*row, sum(row)] for row in body]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


@st.composite
def with_lost(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int | None]]]:
    """A right table, and the same with some of its cells lost."""
    whole = draw(tables())
    return whole, [[None if draw(st.booleans()) else value for value in row] for row in whole]


@given(with_lost())
@settings(deadline=None)
def test_what_is_true_is_never_called_wrong_and_stays_within_its_span(
    both: tuple[list[list[int]], list[list[int | None]]],
) -> None:
    whole, lost = both
    found = checked(lost)
    assert not found.wrong
    for row, spans in zip(whole, found.spans, strict=True):
        for value, span in zip(row, spans, strict=True):
            assert span.low <= value
            assert span.high is None or value <= span.high
            assert span.value in (None, value)


@given(tables())
@settings(deadline=None)
def test_one_lost_cell_is_always_found_again(whole: list[list[int]]) -> None:
    for at, row in enumerate(whole):
        for column, value in enumerate(row):
            lost: list[list[int | None]] = [list(line) for line in whole]
            lost[at][column] = None
            assert checked(lost).spans[at][column].value == value


@given(tables(), st.data())
@settings(deadline=None)
def test_a_number_that_was_changed_breaks_its_row_and_its_column(
    whole: list[list[int]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    column = data.draw(st.integers(0, len(whole[0]) - 1))
    by = data.draw(st.integers(1, 50))
    wrong: list[list[int | None]] = [list(line) for line in whole]
    wrong[at][column] = whole[at][column] + by
    found = checked(wrong)
    assert found.rows[at] is WRONG
    assert found.columns[column] is WRONG
    assert [each for each in (*found.rows, *found.columns) if each is WRONG] == [WRONG, WRONG]


@given(
    st.lists(
        st.lists(st.none() | st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=6
    ),
    st.none() | st.integers(0, 9),
)
@settings(deadline=None)
def test_any_table_gets_an_answer(table: list[list[int | None]], most: int | None) -> None:
    found = checked(table, most)
    assert len(found.rows) == len(table)
    assert len(found.columns) == 3
    assert all(not span.empty for row in found.spans for span in row)
