"""A report as PDF: the table in Bangla with the English below its words, checks and signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.core.sheet import Column, Sheet
from app.core.words import words
from app.reports.printing import NO_MOMENT, in_words, remarks
from app.reports.schemas import ReportCell, ReportColumn, ReportDocument, Said

MARGIN = 14.0
SMALL, TABLE = 8.5, 9.0
"""Millimetres; points."""
SHARES: Final = {"what": 48, "exactness": 13, "as_of": 19, "counted": 24, "source": 12}
WIDE, NARROW, CHECK = 30, 13, 24
"""Shares of a line: of columns with a use of their own, of other words, of numbers, of checks."""
MOST_UPRIGHT: Final = 5
"""Columns on a sheet that is not turned."""


@dataclass(frozen=True)
class Table:
    """The words of a table, cell by cell, before anything is drawn."""

    columns: tuple[Column, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: frozenset[int]
    size: float


def draw(report: ReportDocument) -> bytes:
    """The report on A4, turned where it has many columns."""
    turned = len(report.columns) > MOST_UPRIGHT
    sheet = Sheet(report.title.bn, NO_MOMENT, margin=MARGIN, turned=turned)
    sheet.line(words("bn").t("paper.department"), size=TABLE)
    sheet.line(report.title.bn, size=14, bold=True)
    sheet.line(report.title.en, size=TABLE)
    sheet.pdf.ln(3)
    table = table_of(report)
    sheet.grid(table.columns, table.rows, head=table.head, bold=table.totals, size=table.size)
    for line in below(report):
        sheet.line(line, size=SMALL)
    return sheet.done()


def table_of(report: ReportDocument) -> Table:
    """The table; where rows were checked, what came of it stands in a column of its own."""
    checks = {one.code: one.said for one in report.checks if one.of == "row"}
    numbers = {text.bn: words("bn").digits(no) for no, text in enumerate(report.sources, 1)}
    columns = [Column(_share(each), each.kind == "number") for each in report.columns]
    head = [_two(each.label) for each in report.columns]
    rows = [
        [_cell(*each, numbers) for each in zip(row.cells, report.columns, strict=True)]
        for row in report.rows
    ]
    if checks:
        columns.append(Column(CHECK))
        head.append(_two(Said(bn=words("bn").t("report.check"), en=words("en").t("report.check"))))
        for row, texts in zip(report.rows, rows, strict=True):
            texts.append(_two(checks[row.code]))
    return Table(
        tuple(columns),
        tuple(head),
        tuple(tuple(texts) for texts in rows),
        frozenset(no for no, row in enumerate(report.rows) if row.total),
        SMALL if len(columns) > MOST_UPRIGHT else TABLE,
    )


def below(report: ReportDocument) -> list[str]:
    """The lines below the table: checks of columns and documents, signs, notes, documents."""
    checks = [
        f"{one.line.bn}: {one.said.bn} ({one.line.en}: {one.said.en})"
        for one in report.checks
        if one.of != "row"
    ]
    return [*checks, *remarks(report, "bn"), *remarks(report, "en")]


def _share(column: ReportColumn) -> int:
    return NARROW if column.kind == "number" else SHARES.get(column.code, WIDE)


def _cell(cell: ReportCell, column: ReportColumn, documents: Mapping[str, str]) -> str:
    """A cell; of a document its number, which stands with its name below the table."""
    if cell.said is None:
        return in_words(cell, "bn")
    return documents[cell.said.bn] if column.code == "source" else _two(cell.said)


def _two(text: Said) -> str:
    return text.bn if text.bn == text.en else f"{text.bn}\n{text.en}"
