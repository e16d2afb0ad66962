"""A report as CSV: UTF-8 with a byte-order mark, plain Latin digits, never a formula."""

import csv
import io
from collections.abc import Iterator

from app.core.words import LANGUAGES
from app.directory.table import safe
from app.reports.printing import remarks
from app.reports.schemas import SIGNS, Mark, ReportCell, ReportColumn, ReportDocument


def draw(report: ReportDocument) -> bytes:
    """Title, table, checks, signs and notes; words stand in a column for each language.

    Numbers are without groups, as programs read them; a derived one bears its sign, and a lost one
    is its sign.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in _lines(report):
        writer.writerow([safe(cell) for cell in line])
    return out.getvalue().encode("utf-8-sig")


def _lines(report: ReportDocument) -> Iterator[list[str]]:
    yield [report.title.bn]
    yield [report.title.en]
    yield []
    yield ["code", *(text for each in report.columns for text in _heading(each))]
    for row in report.rows:
        pairs = zip(row.cells, report.columns, strict=True)
        yield [row.code, *(text for cell, column in pairs for text in _texts(cell, column))]
    yield []
    for one in report.checks:
        yield [one.of, one.code, one.line.bn, one.line.en, one.said.bn, one.said.en]
    yield []
    for language in LANGUAGES:
        yield from ([line] for line in remarks(report, language))


def _heading(column: ReportColumn) -> list[str]:
    if column.kind == "words":
        return [f"{column.label.bn}", f"{column.label.en}"]
    return [f"{column.label.bn} / {column.label.en}"]


def _texts(cell: ReportCell, column: ReportColumn) -> list[str]:
    if column.kind == "words":
        return [cell.said.bn, cell.said.en] if cell.said else ["", ""]
    if cell.value is None:
        return [SIGNS[cell.mark] if cell.mark else ""]
    return [f"{cell.value}{SIGNS[Mark.DERIVED] if cell.mark is Mark.DERIVED else ''}"]
