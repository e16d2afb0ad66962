"""A report as a spreadsheet: numbers are numbers, words are words and never a formula."""

import io
from itertools import count
from typing import Any, Final

import xlsxwriter

from app.core.words import LANGUAGES
from app.reports.printing import NO_MOMENT, both, remarks
from app.reports.schemas import SIGNS, Mark, ReportCell, ReportDocument

WIDE, NARROW = 44, 18
"""Characters."""
_SETTINGS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def draw(report: ReportDocument) -> bytes:
    """One sheet: title, table, checks, signs and notes, Bangla and English in one cell."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _SETTINGS)
    book.set_properties({"title": report.title.en, "created": NO_MOMENT.replace(tzinfo=None)})
    _Page(book, report).fill()
    book.close()
    return out.getvalue()


class _Page:
    """The one sheet, written row by row; every text goes in as text."""

    def __init__(self, book: Any, report: ReportDocument) -> None:
        self.report = report
        self.page = book.add_worksheet(report.name)
        self.rows = count()
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.number = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.total = book.add_format({"num_format": "#,##0", "bold": True, "valign": "top"})
        derived = f'#,##0"{SIGNS[Mark.DERIVED]}"'
        self.derived = book.add_format({"num_format": derived, "italic": True, "valign": "top"})
        self.lost = book.add_format({"align": "right", "valign": "top"})

    def fill(self) -> None:
        """The whole report."""
        report = self.report
        for at, column in enumerate(report.columns):
            self.page.set_column(at, at, WIDE if column.kind == "words" else NARROW)
        self.words([report.title.bn], self.bold)
        self.words([report.title.en], self.bold)
        next(self.rows)
        self.words([both(column.label) for column in report.columns], self.bold)
        for row in report.rows:
            at = next(self.rows)
            for place, cell in enumerate(row.cells):
                self.cell(at, place, cell, total=row.total)
        next(self.rows)
        for one in report.checks:
            self.words([both(one.line), both(one.said)], self.plain)
        next(self.rows)
        for language in LANGUAGES:
            for line in remarks(report, language):
                self.page.write_string(next(self.rows), 0, line)

    def words(self, texts: list[str], style: Any) -> None:
        """One row of words."""
        at = next(self.rows)
        for column, text in enumerate(texts):
            self.page.write_string(at, column, text, style)

    def cell(self, at: int, column: int, cell: ReportCell, *, total: bool) -> None:
        """Words, a number, or the sign of one that is lost; nothing where none is printed."""
        if cell.said is not None:
            text = both(cell.said)
            self.page.write_string(at, column, text, self.bold if total else self.plain)
        elif cell.value is not None:
            derived = cell.mark is Mark.DERIVED
            style = self.derived if derived else self.total if total else self.number
            self.page.write_number(at, column, cell.value, style)
        elif cell.mark is not None:
            self.page.write_string(at, column, SIGNS[cell.mark], self.lost)
