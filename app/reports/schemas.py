"""The shape of a report: a table in both languages, its checks, its legend; no format is here."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel

from app.core.words import words
from app.reports.margins import Verdict


class Said(BaseModel):
    """Words in both languages."""

    bn: str
    en: str

    def of(self, language: str) -> str:
        """Those of one language."""
        return self.bn if language == "bn" else self.en


def said(key: str, **params: "object | Said") -> Said:
    """Words of the catalogues, by their key below `report.`."""

    def filled(language: str) -> str:
        values = {
            name: value.of(language) if isinstance(value, Said) else value
            for name, value in params.items()
        }
        return words(language).t(f"report.{key}", **values)

    return Said(bn=filled("bn"), en=filled("en"))


class Mark(StrEnum):
    """What a number of a report is; whoever shows one shows its mark."""

    READ = "read"
    DERIVED = "derived"
    LOST = "lost"
    UNPLACED = "unplaced"


class ReportColumn(BaseModel):
    """One column and its heading."""

    code: str
    label: Said
    kind: Literal["words", "number"]


class ReportCell(BaseModel):
    """Words, or a number with its mark; of a lost one `low` and `high` say what it can have been.

    `value` is null where nothing is known: never zero.
    """

    said: Said | None = None
    value: int | None = None
    mark: Mark | None = None
    low: int | None = None
    high: int | None = None


class ReportRow(BaseModel):
    """One row, a cell for each column; `total` is true of a printed total."""

    code: str
    cells: list[ReportCell]
    total: bool = False


class ReportCheck(BaseModel):
    """Whether one line adds up: a row, a column, or one part of a document against another."""

    of: Literal["row", "column", "document"]
    code: str
    line: Said
    verdict: Verdict
    said: Said


class ReportLegend(BaseModel):
    """What a sign in the table means."""

    mark: Mark
    sign: str
    said: Said


class ReportDocument(BaseModel):
    """A report as every format shows it. `wrong` is true when some line can't add up."""

    name: str
    title: Said
    period: str
    as_of: Said | None
    columns: list[ReportColumn]
    rows: list[ReportRow]
    checks: list[ReportCheck]
    legend: list[ReportLegend]
    notes: list[Said]
    sources: list[Said]
    wrong: bool


class ReportPeriod(BaseModel):
    """A period to be asked for, and how people say it."""

    period: str
    said: Said


class ReportOffer(BaseModel):
    """A report that can be made, and the periods for which something is known, newest first."""

    name: str
    title: Said
    periods: list[ReportPeriod]


class ReportOffers(BaseModel):
    """Every report that can be made."""

    items: list[ReportOffer]


SIGNS = {Mark.DERIVED: "*", Mark.LOST: "—", Mark.UNPLACED: "—¹"}
"""What stands behind a derived number, and in the place of one that is not known."""


def legend_of(rows: list[ReportRow]) -> list[ReportLegend]:
    """The signs that stand in these rows, each with its meaning."""
    found = {cell.mark for row in rows for cell in row.cells}
    return [
        ReportLegend(mark=mark, sign=sign, said=said(f"mark.{mark.value}"))
        for mark, sign in SIGNS.items()
        if mark in found
    ]


def checked(
    of: Literal["row", "column", "document"], code: str, line: Said, verdict: Verdict
) -> ReportCheck:
    """A check with its verdict in words."""
    return ReportCheck(
        of=of, code=code, line=line, verdict=verdict, said=said(f"verdict.{verdict.value}")
    )
