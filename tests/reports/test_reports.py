"""Reports of published totals: the table of 2015 as it was printed, lists, periods, refusals."""

import json
from typing import Any

import pytest

from app.core.db import Database
from app.core.errors import HelplineError
from app.directory import published
from app.directory.published_load import FOLDER, TotalFact
from app.directory.published_models import Of
from app.reports import service
from app.reports.margins import Verdict
from app.reports.printing import grouped, in_words
from app.reports.schemas import Mark, ReportDocument
from tests.reports.made import FACTS, changed, made

TABLE = json.loads((FOLDER / "reintegration_2015.json").read_text(encoding="utf-8"))
COLUMNS = ("boys", "girls", "total")


def verdicts(report: ReportDocument) -> dict[tuple[str, str], Verdict]:
    return {(one.of, one.code): one.verdict for one in report.checks}


def test_the_table_of_2015_is_reprinted_cell_by_cell() -> None:
    report = made("reintegration", "2015-03")
    printed = [*TABLE["rows"], {"code": "all", **TABLE["printed_total"]}]
    assert [row.code for row in report.rows] == [row["code"] for row in printed]
    for row, known in zip(report.rows, printed, strict=True):
        if "bn" in known:
            assert row.cells[0].said is not None
            assert row.cells[0].said.en == known["en"]
        for cell, column in zip(row.cells[1:], COLUMNS, strict=True):
            if known[column] is not None:
                assert (cell.value, cell.mark) == (known[column], Mark.READ)
            else:
                assert cell.mark in (Mark.LOST, Mark.DERIVED, Mark.UNPLACED)
                assert cell.value != 0
    assert not report.wrong
    assert report.as_of is not None
    assert report.as_of.bn == "মার্চ ২০১৫"


def test_what_is_lost_is_shown_as_lost_and_what_is_derived_as_derived() -> None:
    report = made("reintegration", "২০১৫-০৩")
    cells = {
        (row.code, column): cell
        for row in report.rows
        for cell, column in zip(row.cells[1:], COLUMNS, strict=True)
    }
    derived = {where: cell.value for where, cell in cells.items() if cell.mark is Mark.DERIVED}
    assert derived == {("domestic_worker", "boys"): TABLE["inferred"]["domestic_worker.boys"]}
    lost = {where for where, cell in cells.items() if cell.mark is Mark.LOST}
    assert lost == {
        *(("trafficking_rescued", column) for column in COLUMNS),
        *(("child_marriage", column) for column in COLUMNS),
        ("referred_by_agency", "boys"),
        ("referred_by_agency", "girls"),
    }
    assert {where for where, cell in cells.items() if cell.mark is Mark.UNPLACED} == {
        ("disability", "boys"),
        ("disability", "girls"),
    }
    boys = cells["referred_by_agency", "boys"]
    assert (boys.low, boys.high) == (4, 9)
    assert [one.en for one in report.notes] == [
        "Of 45 cells 34 were read, of 1 number the cell is not known, and 10 are lost.",
        "Child with disability: 11 and 7; which is boys and which is girls is lost.",
    ]
    assert in_words(cells["domestic_worker", "boys"], "bn") == "৯*"
    assert in_words(boys, "bn") == "—"
    assert [one.sign for one in report.legend] == ["*", "—", "—¹"]


def test_the_margins_say_of_each_line_what_can_be_said() -> None:
    found = verdicts(made("reintegration", "2015"))
    complete = set(TABLE["checks"]["rows_complete_that_add_up"]) | {"all"}
    assert {
        code for (of_, code), verdict in found.items()
        if of_ == "row" and verdict is Verdict.ADDS_UP
    } == complete  # fmt: skip
    assert found["row", "domestic_worker"] is Verdict.DERIVED
    assert found["row", "disability"] is Verdict.CANNOT_BE_CHECKED
    assert found["column", "boys"] is Verdict.CANNOT_BE_CHECKED
    assert found["document", "text"] is Verdict.ADDS_UP


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (changed(43, kind="abused", sex=Of.BOYS), {("row", "abused")}),
        (changed(130, kind="domestic_worker", sex=Of.GIRLS), set()),
        (changed(139, kind="domestic_worker", sex=Of.GIRLS), {("row", "domestic_worker")}),
        (changed(40, kind="all", sex=Of.BOYS), {("row", "all"), ("column", "boys")}),
        (changed(1282, series="srtrccr.reintegrated", sex=Of.BOYS), {("document", "text")}),
    ],
)
def test_a_number_that_does_not_fit_makes_the_report_wrong(
    facts: list[TotalFact], wrong: set[tuple[str, str]]
) -> None:
    report = made("reintegration", "2015-03", facts)
    found = {where for where, verdict in verdicts(report).items() if verdict is Verdict.WRONG}
    assert wrong <= found
    assert report.wrong == bool(found)
    assert bool(found) == bool(wrong)


def test_all_has_every_total_the_undated_too() -> None:
    report = made("published", "all")
    assert len(report.rows) == len(FACTS)
    dates = {in_words(row.cells[3], "en") for row in report.rows}
    assert {"undated", "about March 2015", "March 2015"} <= dates
    assert not report.wrong
    served = [one for one in report.checks if one.code == "srtrccr.served"]
    assert [one.verdict for one in served] == [Verdict.ADDS_UP]


@pytest.mark.parametrize("name", service.KINDS)
def test_a_report_has_no_number_that_was_not_printed_but_derived_ones(name: str) -> None:
    """Whatever else is added to a report: no total of two totals gets into it."""
    period = "2015" if service.KINDS[name].of_one_date else "all"
    report = made(name, period)
    printed = {fact.value for fact in FACTS} - {None}
    shown = {cell.value for row in report.rows for cell in row.cells if cell.mark is Mark.READ}
    assert shown
    assert shown <= printed
    rows = [[cell for cell in row.cells if cell.value is not None] for row in report.rows]
    assert {cell.mark for row in rows for cell in row} <= {Mark.READ, Mark.DERIVED}


def test_the_street_network_stands_side_by_side_and_is_never_added() -> None:
    report = made("street-network", "2015-02")
    assert [[cell.value for cell in row.cells[1:4]] for row in report.rows] == [
        [6, 14884, 758],
        [4, 5229, None],
        [20, 4578, None],
        [5, 23617, None],
    ]
    assert not any(row.total for row in report.rows)
    assert [one.en for one in report.notes][-1].startswith("The kinds are not added")
    numbers = {cell.value for row in report.rows for cell in row.cells}
    assert 14884 + 5229 + 4578 + 23617 not in numbers


async def test_what_can_be_asked_for_is_offered_with_its_periods_and_made_of_what_stands(
    database: Database,
) -> None:
    async with database.transaction() as session:
        before = await service.offers(session)
        with pytest.raises(service.NothingPublished, match="helpline seed --history 2015"):
            await service.report(session, "published", "2015")
        await published.load(session, FACTS)
        offers = await service.offers(session)
        reports = {
            one.name: await service.report(session, one.name, one.periods[0].period)
            for one in offers
        }
        list_of_2024 = await service.report(session, "published", "2024")
        refused = [await refusal(session, *asked) for asked in REFUSED]
    after = {one.name: [each.period for each in one.periods] for one in offers}
    assert {one.name for one in before if not one.periods} == set(service.KINDS)
    assert offers[0].periods[0].said.bn == "মার্চ ২০১৫"
    assert after["reintegration"] == ["2015-03"]
    assert after["street-network"] == ["2015-02"]
    assert after["published"][:2] == ["all", "2025"]
    assert after["calls"] == ["all", "2024", "2023", "2022", "2021", "2016", "2015"]
    for name in ("reintegration", "street-network", "calls"):
        assert reports[name] == made(name, after[name][0])
    assert [[in_words(cell, "en") for cell in row.cells] for row in list_of_2024.rows] == [
        [
            "Calls to Child Helpline 1098", "550,000", "about", "2024", "2024",
            "https://www.banglanews.news/a/111618",
        ],
        [
            "Organisations at the exchange meeting in Cox's Bazar: Cox's Bazar", "21", "",
            "28 September 2024 (date of the page)", "",
            "Report of the exchange meeting in Cox's Bazar (page of 28 September 2024)",
        ],
    ]  # fmt: skip
    assert refused == [(code, True) for *_, code, _ in REFUSED]


REFUSED = [
    ("nothing", "2015", "report_not_found", "there is: reintegration"),
    ("reintegration", "2014", "nothing_published", "there is something for: 2015-03"),
    ("reintegration", "March", "input_is_invalid", "A period is a year"),
    ("published", "2015-13", "input_is_invalid", "A period is a year"),
    ("published", "2015-02-30", "input_is_invalid", "A period is a year"),
    ("published", "0000", "input_is_invalid", "A period is a year"),
    ("published", "", "input_is_invalid", "A period is a year"),
]


async def refusal(session: Any, name: str, period: str, _: str, says: str) -> tuple[str, bool]:
    """The code of the refusal, and whether its sentence says what it should."""
    with pytest.raises(HelplineError) as refused:
        await service.report(session, name, period)
    return refused.value.code, says in refused.value.detail


@pytest.mark.parametrize(
    ("value", "bn", "en"),
    [
        (0, "০", "0"),
        (999, "৯৯৯", "999"),
        (1281, "১,২৮১", "1,281"),
        (550000, "৫,৫০,০০০", "550,000"),
        (62380907, "৬,২৩,৮০,৯০৭", "62,380,907"),
    ],
)
def test_numbers_are_grouped_as_the_country_writes_them(value: int, bn: str, en: str) -> None:
    assert (grouped(value, "bn"), grouped(value, "en")) == (bn, en)
