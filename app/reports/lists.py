"""Published totals as lists, each with its date, its time and its document; nothing is added."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from app.directory.published import added
from app.directory.published_models import Exactness, Of, PublishedTotal, Reading
from app.reports.margins import Verdict
from app.reports.periods import as_of_words, period_words
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

WORDS: Final = ("exactness", "as_of", "counted", "source")
_KINDS: Final = {
    "street_network.places": "places",
    "street_network.children_served": "served",
    "street_network.children_reintegrated": "reintegrated",
}
NETWORK_SERIES: Final = tuple(_KINDS)
Names = Mapping[str, Said]
"""Names of sites and places by their code."""


def listed(
    name: str, totals: Sequence[PublishedTotal], period: str, names: Names
) -> ReportDocument:
    """Totals one below the other, in the order of the documents."""
    rows = [_row(one, names) for one in totals]
    checks = list(_sums(totals))
    return _document(
        name, totals, period, [_column("what", "words"), _column("number", "number")], rows, checks
    )


def street_network(totals: Sequence[PublishedTotal], period: str, _: Names) -> ReportDocument:
    """The kinds of places of the street-child network side by side; the kinds are never added."""
    cells = {(one.kind, one.series): one for one in totals}
    first: dict[str, PublishedTotal] = {}
    for one in totals:
        first.setdefault(one.kind, one)
    rows = [
        ReportRow(
            code=kind,
            cells=[
                ReportCell(said=Said(bn=one.kind_bn, en=one.kind_en)),
                *(_number(cells.get((kind, series))) for series in NETWORK_SERIES),
                ReportCell(said=as_of_words(one)),
                ReportCell(said=period_words(one)),
            ],
        )
        for kind, one in first.items()
    ]
    columns = [_column("kind", "words"), *(_column(code, "number") for code in _KINDS.values())]
    columns += [_column("as_of", "words"), _column("counted", "words")]
    made = _document("street-network", totals, period, columns, rows, [], more=False)
    made.notes.append(said("note.overlap"))
    return made


def _document(
    name: str,
    totals: Sequence[PublishedTotal],
    period: str,
    columns: list[ReportColumn],
    rows: list[ReportRow],
    checks: list[ReportCheck],
    *,
    more: bool = True,
) -> ReportDocument:
    columns = [*columns, *(_column(code, "words") for code in WORDS)] if more else columns
    sources = dict.fromkeys((one.source_bn, one.source_en) for one in totals)
    remarks = dict.fromkeys((one.note_bn, one.note_en) for one in totals)
    return ReportDocument(
        name=name,
        title=said(f"title.{name.replace('-', '_')}"),
        period=period,
        as_of=None,
        columns=columns,
        rows=rows,
        checks=checks,
        legend=legend_of(rows),
        notes=[said("note.dates"), *(Said(bn=bn, en=en or "") for bn, en in remarks if bn)],
        sources=[Said(bn=bn, en=en) for bn, en in sources],
        wrong=any(one.verdict is Verdict.WRONG for one in checks),
    )


def _column(code: str, kind: str) -> ReportColumn:
    return ReportColumn.model_validate(
        {"code": code, "label": said(f"column.{code}"), "kind": kind}
    )


def _row(one: PublishedTotal, names: Names) -> ReportRow:
    exactness = one.exactness.value
    exact = Said(bn="", en="") if one.exactness is Exactness.EXACT else said(f"exact.{exactness}")
    told = (exact, as_of_words(one), period_words(one), Said(bn=one.source_bn, en=one.source_en))
    return ReportRow(
        code=one.series,
        cells=[
            ReportCell(said=_what(one, names)),
            _number(one),
            *(ReportCell(said=words) for words in told),
        ],
    )


def _what(one: PublishedTotal, names: Names) -> Said:
    """The series, then the kind, boys or girls, and the site or place, as far as there are any."""
    more = [Said(bn=one.kind_bn, en=one.kind_en)] if one.kind else []
    if one.sex is not Of.ALL:
        more.append(said(f"sex.{one.sex.value}"))
    more += [names[code] for code in (one.site, one.place) if code]

    def joined(language: str, name: str) -> str:
        parts = ", ".join(each.of(language) for each in more)
        return f"{name}: {parts}" if parts else name

    return Said(bn=joined("bn", one.name_bn), en=joined("en", one.name_en))


def _number(one: PublishedTotal | None) -> ReportCell:
    """A number as it was printed; an empty cell where the document prints none."""
    if one is None:
        return ReportCell()
    if one.value is None:
        lost = Mark.UNPLACED if one.reading is Reading.UNPLACED else Mark.LOST
        return ReportCell(mark=lost)
    return ReportCell(value=one.value, mark=Mark.READ)


def _sums(totals: Sequence[PublishedTotal]) -> Iterator[ReportCheck]:
    """Where boys, girls and all of one series, kind and date are printed, whether they add up."""
    groups: dict[tuple[str | None, ...], dict[Of, PublishedTotal]] = {}
    for one in totals:
        key = (one.series, one.kind, one.site, one.place, one.as_of_written, one.source)
        groups.setdefault(key, {})[one.sex] = one
    for group in groups.values():
        if set(group) >= {Of.ALL, Of.BOYS, Of.GIRLS}:
            yield _sum(group[Of.ALL], [group[Of.BOYS], group[Of.GIRLS]])


def _sum(whole: PublishedTotal, parts: Sequence[PublishedTotal]) -> ReportCheck:
    found = added(parts)
    unknown = found is None or whole.value is None
    right = Verdict.ADDS_UP if found == whole.value else Verdict.WRONG
    line = _what(whole, {})
    return checked(
        "document", whole.series, line, Verdict.CANNOT_BE_CHECKED if unknown else right
    )  # fmt: skip
