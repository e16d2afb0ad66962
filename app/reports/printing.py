"""What a report's cells look like in words and digits, and which format makes which file."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from app.core.words import words
from app.reports.schemas import SIGNS, Mark, ReportCell, ReportDocument, Said


class Format(StrEnum):
    """How a report is handed out."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"


MEDIA: Final = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
}


NO_MOMENT: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""Stands as the moment of making in every file: the same report is the same file."""


def printed(report: ReportDocument, how: Format) -> bytes:
    """The report as a file; the same report gives the same bytes."""
    return _maker(how)(report)


def _maker(how: Format) -> Callable[[ReportDocument], bytes]:
    """What makes a format; its library is read only when it is wanted."""
    if how is Format.JSON:
        return lambda report: report.model_dump_json(indent=1).encode()
    if how is Format.CSV:
        from app.reports.as_csv import draw as as_csv

        return as_csv
    if how is Format.XLSX:
        from app.reports.as_xlsx import draw as as_xlsx

        return as_xlsx
    from app.reports.as_pdf import draw as as_pdf

    return as_pdf


def file_name(report: ReportDocument, how: Format) -> str:
    """Name and period; both are of letters, digits and hyphens."""
    return f"{report.name}-{report.period}.{how.value}"


def in_words(cell: ReportCell, language: str) -> str:
    """A cell as people of this language read it: its words, its number in their digits, its sign.

    A number that is not known is a sign, never an empty cell and never zero.
    """
    if cell.said is not None:
        return cell.said.of(language)
    if cell.value is None:
        return SIGNS[cell.mark] if cell.mark is not None else ""
    return grouped(cell.value, language) + (SIGNS[Mark.DERIVED] if _derived(cell) else "")


def _derived(cell: ReportCell) -> bool:
    return cell.mark is Mark.DERIVED


def grouped(value: int, language: str) -> str:
    """A number in groups as the country writes them (12,34,567 in Bangla, 1,234,567 in English)."""
    if language != "bn":
        return f"{value:,}"
    tail, head = str(value)[-3:], str(value)[:-3]
    pairs = [head[max(0, at - 2) : at] for at in range(len(head), 0, -2)]
    return words("bn").digits(",".join([*reversed(pairs), tail]))


def both(text: Said) -> str:
    """Bangla and English, once where they are the same."""
    return text.bn if text.bn == text.en else f"{text.bn} / {text.en}"


def remarks(report: ReportDocument, language: str) -> list[str]:
    """What stands below the table: signs, notes, documents; several documents are numbered."""
    legend = [f"{one.sign}  {one.said.of(language)}" for one in report.legend]
    notes = [one.of(language) for one in report.notes]
    source, digits = words(language).t("report.source"), words(language).digits
    many = len(report.sources) > 1
    numbers = [f" {digits(no)}" if many else "" for no in range(1, len(report.sources) + 1)]
    documents = [
        f"{source}{no}: {one.of(language)}" for no, one in zip(numbers, report.sources, strict=True)
    ]
    return [*legend, *notes, *documents]
