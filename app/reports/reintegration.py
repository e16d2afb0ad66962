"""The table of children reintegrated by risk type, as it was printed, its margins checked."""

from collections.abc import Sequence
from typing import Final

from app.core.errors import InputIsInvalid
from app.directory.published import added
from app.directory.published_load import ALL_KINDS
from app.directory.published_models import Of, PublishedTotal, Reading
from app.reports.margins import Checked, Span, Verdict, check
from app.reports.periods import date_in_words
from app.reports.schemas import (
    Mark,
    ReportCell,
    ReportCheck,
    ReportColumn,
    ReportDocument,
    ReportRow,
    Said,
    checked,
    legend_of,
    said,
)

NAME: Final = "reintegration"
TABLE: Final = "srtrccr.reintegrated_by_risk"
TEXT: Final = "srtrccr.reintegrated"
SERIES: Final = (TABLE, TEXT)
PARTS: Final = (Of.BOYS, Of.GIRLS, Of.ALL)


def make(totals: Sequence[PublishedTotal], period: str) -> ReportDocument:
    """The report from the totals of one date. Raises InputIsInvalid when they are of several."""
    cells = {(one.kind, one.sex): one for one in totals if one.series == TABLE}
    dates = sorted({one.as_of_written or "" for one in cells.values()})
    if len(dates) > 1:
        raise InputIsInvalid(f"Choose one of: {', '.join(dates)}.", field="period")
    kinds = list(dict.fromkeys(kind for kind, _ in cells))
    found = _check(cells, kinds)
    rows = [_row(cells, kind, found.spans[at]) for at, kind in enumerate(kinds)]
    checks = [*_line_checks(cells, kinds, found), *_against_text(cells, totals)]
    total = cells[ALL_KINDS, Of.ALL]
    as_of = date_in_words(dates[0])
    return ReportDocument(
        name=NAME,
        title=said("title.reintegration", on=as_of),
        period=period,
        as_of=as_of,
        columns=_columns(),
        rows=rows,
        checks=checks,
        legend=legend_of(rows),
        notes=list(_notes(cells, kinds, rows)),
        sources=[Said(bn=total.source_bn, en=total.source_en)],
        wrong=any(one.verdict is Verdict.WRONG for one in checks),
    )


Cells = dict[tuple[str, Of], PublishedTotal]


def _columns() -> list[ReportColumn]:
    numbers = [
        ReportColumn(code=part.value, label=said(f"sex.{part.value}"), kind="number")
        for part in PARTS
    ]
    return [ReportColumn(code="risk", label=said("column.risk"), kind="words"), *numbers]


def _check(cells: Cells, kinds: Sequence[str]) -> Checked:
    table = [[cells[kind, part].value for part in PARTS] for kind in kinds]
    most = [[cells[kind, part].at_most for part in PARTS] for kind in kinds]
    return check(table, most)


def _row(cells: Cells, kind: str, spans: Sequence[Span]) -> ReportRow:
    one = cells[kind, Of.ALL]
    numbers = [
        _cell(cells[kind, part], span) for part, span in zip(PARTS, spans, strict=True)
    ]  # fmt: skip
    label = ReportCell(said=Said(bn=one.kind_bn, en=one.kind_en))
    return ReportRow(code=kind, cells=[label, *numbers], total=kind == ALL_KINDS)


def _cell(one: PublishedTotal, span: Span) -> ReportCell:
    if one.value is not None:
        return ReportCell(value=one.value, mark=Mark.READ)
    if one.reading is Reading.UNPLACED:
        return ReportCell(mark=Mark.UNPLACED)
    if span.value is not None:
        return ReportCell(value=span.value, mark=Mark.DERIVED)
    return ReportCell(mark=Mark.LOST, low=span.low, high=span.high)


def _line_checks(cells: Cells, kinds: Sequence[str], found: Checked) -> list[ReportCheck]:
    rows = [
        checked("row", kind, _kind_words(cells, kind), verdict)
        for kind, verdict in zip(kinds, found.rows, strict=True)
    ]
    columns = [
        checked("column", part.value, said("check.column", part=said(f"sex.{part.value}")), verdict)
        for part, verdict in zip(PARTS, found.columns, strict=True)
    ]
    return rows + columns


def _kind_words(cells: Cells, kind: str) -> Said:
    one = cells[kind, Of.ALL]
    return Said(bn=one.kind_bn, en=one.kind_en)


def _against_text(cells: Cells, totals: Sequence[PublishedTotal]) -> list[ReportCheck]:
    """The text of the same document has the totals once more; both must say the same."""
    text = {one.sex: one for one in totals if one.series == TEXT}
    if set(text) != set(PARTS):
        return []
    same = all(text[part].value == cells[ALL_KINDS, part].value for part in PARTS)
    adds_up = added([text[Of.BOYS], text[Of.GIRLS]]) == text[Of.ALL].value
    verdict = Verdict.ADDS_UP if same and adds_up else Verdict.WRONG
    return [checked("document", "text", said("check.text"), verdict)]


def _notes(cells: Cells, kinds: Sequence[str], rows: Sequence[ReportRow]) -> list[Said]:
    """How much was read, and what is known of cells in which nothing stands."""
    values = [cells[kind, part] for kind in kinds if kind != ALL_KINDS for part in PARTS]
    unplaced = [one for (_, sex), one in cells.items() if sex is Of.UNKNOWN]
    empty = sum(one.value is None for one in values)
    notes = [
        said(
            "note.cells",
            cells=len(values),
            read=len(values) - empty,
            unplaced=len(unplaced),
            lost=empty - len(unplaced),
        )
    ]
    for one in unplaced:
        whole = cells[one.kind, Of.ALL].value
        if whole is not None and one.value is not None:
            kind = _kind_words(cells, one.kind)
            notes.append(said("note.unplaced", kind=kind, one=one.value, other=whole - one.value))
    return notes
