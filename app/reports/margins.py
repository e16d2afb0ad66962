"""Checks a table against its printed margins and says what they leave of lost cells; pure.

A row is its parts and their total; the last row is the printed total of each column. Nothing that
was lost is ever taken for zero: it is a number from nothing up to what the cell allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

ROUNDS: Final = 200
"""Spans may narrow by one a round; so many are far more than a printed table needs."""


class Verdict(StrEnum):
    """What can be said of one row or one column."""

    ADDS_UP = "adds_up"
    """Every cell was read, and they add up."""
    DERIVED = "derived"
    """What was lost in it has one value only, by the margins; with that it adds up."""
    CANNOT_BE_CHECKED = "cannot_be_checked"
    """Cells are lost; those that were read contradict nothing."""
    WRONG = "wrong"
    """No numbers in the lost cells make it add up."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a cell can be: from `low` to `high`, both included; None is without an end."""

    low: int = 0
    high: int | None = None

    @property
    def value(self) -> int | None:
        """The one value, when there is only one."""
        return self.low if self.low == self.high else None

    @property
    def empty(self) -> bool:
        """No number is left."""
        return self.high is not None and self.high < self.low


@dataclass(frozen=True, slots=True)
class Checked:
    """A table with what its margins say: spans by row and column, a verdict for each line."""

    spans: tuple[tuple[Span, ...], ...]
    rows: tuple[Verdict, ...]
    columns: tuple[Verdict, ...]

    @property
    def wrong(self) -> bool:
        """Some row or column can't add up."""
        return Verdict.WRONG in (*self.rows, *self.columns)


def check(table: Sequence[Sequence[int | None]], most: Sequence[Sequence[int | None]]) -> Checked:
    """The verdicts of a table; None is a lost cell, `most` the largest number it can have been.

    The last column is the sum of the others and the last row the sum of the rows above. Spans are
    narrowed line by line until nothing changes: that finds every value a line leaves no choice
    about, not every one that only several lines together leave none about. Raises ValueError for
    a table that is not rectangular or has no margins.
    """
    if len(table) < 2 or len(table[0]) < 2 or any(len(a) != len(b) for a, b in pairwise(table)):
        raise ValueError("a table with margins has two rows and two columns at least")
    spans = [
        [_span(value, largest) for value, largest in zip(row, limits, strict=True)]
        for row, limits in zip(table, most, strict=True)
    ]
    lines = _lines(len(table), len(table[0]))
    broken = _narrow(spans, lines)
    verdicts = [
        Verdict.WRONG if at in broken else _verdict(table, spans, line)
        for at, line in enumerate(lines)
    ]
    height = len(table)
    return Checked(
        tuple(tuple(row) for row in spans), tuple(verdicts[:height]), tuple(verdicts[height:])
    )


Place = tuple[int, int]
Line = tuple[Place, ...]
"""Places of a row or column; the last one is the sum of the others."""


def _span(value: int | None, largest: int | None) -> Span:
    return Span(0, largest) if value is None else Span(value, value)


def _lines(height: int, width: int) -> list[Line]:
    rows = [tuple((row, column) for column in range(width)) for row in range(height)]
    return rows + [tuple((row, column) for row in range(height)) for column in range(width)]


def _narrow(spans: list[list[Span]], lines: Sequence[Line]) -> set[int]:
    """Narrow all spans in place; the numbers of the lines that can't add up.

    A line that breaks narrows nothing: what it would leave is no evidence for the others.
    """
    broken: set[int] = set()
    for _ in range(ROUNDS):
        changed = False
        for at, line in enumerate(lines):
            if at in broken:
                continue
            before = [spans[row][column] for row, column in line]
            after = _narrowed(before)
            if after is None:
                broken.add(at)
            elif after != before:
                changed = True
                for (row, column), span in zip(line, after, strict=True):
                    spans[row][column] = span
        if not changed:
            break
    return broken


def _narrowed(line: Sequence[Span]) -> list[Span] | None:
    """A line's spans once each is held against the others; None when nothing adds up."""
    *parts, total = line
    total = _within(total, sum(part.low for part in parts), _sum_of_highs(parts))
    after: list[Span] = []
    for at, part in enumerate(parts):
        others = [other for no, other in enumerate(parts) if no != at]
        most_of_others = _sum_of_highs(others)
        low = 0 if most_of_others is None else total.low - most_of_others
        high = (
            None if total.high is None else total.high - sum(other.low for other in others)
        )  # fmt: skip
        after.append(_within(part, low, high))
    after.append(total)
    return None if any(span.empty for span in after) else after


def _sum_of_highs(spans: Sequence[Span]) -> int | None:
    highs = [span.high for span in spans if span.high is not None]
    return sum(highs) if len(highs) == len(spans) else None


def _within(span: Span, low: int, high: int | None) -> Span:
    highs = [one for one in (span.high, high) if one is not None]
    return replace(span, low=max(span.low, low), high=min(highs) if highs else None)


def _verdict(
    table: Sequence[Sequence[int | None]], spans: Sequence[Sequence[Span]], line: Line
) -> Verdict:
    if all(table[row][column] is not None for row, column in line):
        return Verdict.ADDS_UP
    if all(spans[row][column].value is not None for row, column in line):
        return Verdict.DERIVED
    return Verdict.CANNOT_BE_CHECKED
