"""A report as PDF: the table in Bangla with the English below its words, checks and signs."""

from collections.abc import Mapping
from typing import Final

from app.core.sheet import Sheet
from app.core.words import words
from app.reports.printing import NO_MOMENT, in_words, remarks
from app.reports.schemas import ReportCell, ReportColumn, ReportDocument, Said

MARGIN = 14.0
SMALL, TABLE = 8.5, 9.0
"""Millimetres; points."""
SHARES: Final = {"what": 48, "exactness": 12, "as_of": 19, "counted": 24, "source": 11}
WIDE, NARROW = 30, 13
"""Shares of a line: of columns with a use of their own, of other words, of numbers."""


def draw(report: ReportDocument) -> bytes:
    """The report on A4, turned where it has more than five columns."""
    sheet = Sheet(report.title.bn, NO_MOMENT, margin=MARGIN, turned=len(report.columns) > 5)
    sheet.line(words("bn").t("paper.department"), size=TABLE)
    sheet.line(report.title.bn, size=14, bold=True)
    sheet.line(report.title.en, size=TABLE)
    sheet.pdf.ln(3)
    _table(sheet, report)
    for one in report.checks:
        if one.of != "row":
            sheet.line(f"{one.line.bn}: {one.said.bn} ({one.line.en}: {one.said.en})", size=SMALL)
    sheet.pdf.ln(2)
    for language in ("bn", "en"):
        for line in remarks(report, language):
            sheet.line(line, size=SMALL)
    return sheet.done()


def _table(sheet: Sheet, report: ReportDocument) -> None:
    """The table; where rows were checked, what came of it stands in a column of its own."""
    checks = {one.code: one.said for one in report.checks if one.of == "row"}
    numbers = {text.bn: words("bn").digits(no) for no, text in enumerate(report.sources, 1)}
    head = [_two(column.label) for column in report.columns]
    widths = [_share(column) for column in report.columns]
    right = [column.kind == "number" for column in report.columns]
    rows = [
        [
            _cell(cell, column, numbers)
            for cell, column in zip(row.cells, report.columns, strict=True)
        ]
        for row in report.rows
    ]
    if checks:
        heading = Said(bn=words("bn").t("report.check"), en=words("en").t("report.check"))
        head, widths, right = [*head, _two(heading)], [*widths, WIDE - 6], [*right, False]
        for row, texts in zip(report.rows, rows, strict=True):
            texts.append(_two(checks[row.code]))
    sheet.grid(head, rows, widths, right, TABLE if len(widths) < 6 else SMALL)


def _share(column: ReportColumn) -> int:
    return NARROW if column.kind == "number" else SHARES.get(column.code, WIDE)


def _cell(cell: ReportCell, column: ReportColumn, documents: Mapping[str, str]) -> str:
    """A cell; of a document its number, which stands with its name below the table."""
    if cell.said is None:
        return in_words(cell, "bn")
    return documents[cell.said.bn] if column.code == "source" else _two(cell.said)


def _two(text: Said) -> str:
    return text.bn if text.bn == text.en else f"{text.bn}\n{text.en}"
