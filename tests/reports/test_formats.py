"""The same report as JSON, CSV, spreadsheet and PDF: nothing is lost, run or invented."""

import asyncio
import csv
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest

from app.reports.apart import ReportNotDrawn, drawn_apart
from app.reports.as_pdf import below, table_of
from app.reports.printing import Format, file_name, printed
from app.reports.schemas import Mark, ReportCell, ReportDocument, Said
from tests.reports.made import made, reintegration, reintegration_as_pdf

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")
LATIN_DIGIT = re.compile(r"[0-9]")


@pytest.fixture
def report() -> ReportDocument:
    return reintegration()


def rows_of(drawn: bytes) -> list[list[str]]:
    assert drawn.startswith(b"\xef\xbb\xbf"), "a spreadsheet then knows that it is UTF-8"
    return list(csv.reader(io.StringIO(drawn.decode("utf-8-sig"), newline="")))


def cells_of(drawn: bytes) -> tuple[list[dict[str, Any]], str]:
    """Every cell of the one sheet with its kind and text, and all of the sheet's XML."""
    with zipfile.ZipFile(io.BytesIO(drawn)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = [
            "".join(part.text or "" for part in one.iter(f"{SHEET}t"))
            for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
    found = []
    for cell in ElementTree.fromstring(sheet).iter(f"{SHEET}c"):
        value = cell.find(f"{SHEET}v")
        if value is not None and value.text is not None:
            text = words[int(value.text)] if cell.get("t") == "s" else value.text
            found.append({"at": cell.get("r"), "number": cell.get("t") is None, "text": text})
    return found, sheet


@pytest.mark.parametrize("how", [Format.JSON, Format.CSV, Format.XLSX])
def test_the_same_report_is_the_same_file(report: ReportDocument, how: Format) -> None:
    assert printed(report, how) == printed(report, how)
    assert file_name(report, how) == f"reintegration-2015-03.{how}"


def test_json_says_all_of_it_again(report: ReportDocument) -> None:
    assert ReportDocument.model_validate_json(printed(report, Format.JSON)) == report


def test_csv_has_plain_numbers_signs_for_what_is_lost_and_the_legend(
    report: ReportDocument,
) -> None:
    rows = {row[0]: row for row in rows_of(printed(report, Format.CSV)) if row}
    assert rows["abused"][1:] == ["নির্যাতিত শিশু", "Abused child", "42", "64", "106"]
    assert rows["domestic_worker"][3:] == ["9*", "129", "138"]
    assert rows["trafficking_rescued"][3:] == ["—", "—", "—"]
    assert rows["disability"][3:] == ["—¹", "—¹", "18"]
    said = "\n".join(rows)
    assert "হারানো" in said
    assert "lost: the document no longer has the number" in said


def with_words(report: ReportDocument, text: str) -> ReportDocument:
    evil = report.model_copy(deep=True)
    evil.rows[0].cells[0] = ReportCell(said=Said(bn=text, en=text))
    evil.notes.append(Said(bn=text, en=text))
    evil.sources.append(Said(bn=text, en=text))
    return evil


@pytest.mark.parametrize("text", EVIL)
def test_no_word_becomes_a_formula(report: ReportDocument, text: str) -> None:
    evil = with_words(report, text)
    for row in rows_of(printed(evil, Format.CSV)):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
    cells, sheet = cells_of(printed(evil, Format.XLSX))
    assert "<f>" not in sheet
    assert not [cell for cell in cells if cell["number"] and not cell["text"].isdigit()]


def test_a_spreadsheet_has_numbers_as_numbers_and_what_is_lost_as_words(
    report: ReportDocument,
) -> None:
    cells, _ = cells_of(printed(report, Format.XLSX))
    by_place = {cell["at"]: (cell["number"], cell["text"]) for cell in cells}
    assert by_place["B5"] == (True, "42")
    assert by_place["D5"] == (True, "106")
    assert by_place["B6"] == by_place["C6"] == by_place["D6"] == (False, "—")
    assert by_place["B8"] == (True, "9")
    numbers = [int(cell["text"]) for cell in cells if cell["number"]]
    read = [cell.value for row in report.rows for cell in row.cells if cell.value is not None]
    assert numbers == read
    assert 0 not in numbers


def test_a_derived_number_is_told_apart_in_the_spreadsheet(report: ReportDocument) -> None:
    with zipfile.ZipFile(io.BytesIO(printed(report, Format.XLSX))) as book:
        styles = book.read("xl/styles.xml").decode()
    assert "#,##0&quot;*&quot;" in styles


def test_the_paper_has_every_cell_in_bangla_digits_and_what_came_of_each_row(
    report: ReportDocument,
) -> None:
    table = table_of(report)
    assert [column.number for column in table.columns] == [False, True, True, True, False]
    assert table.head[1] == "ছেলে\nBoys"
    rows = {row.code: texts for row, texts in zip(report.rows, table.rows, strict=True)}
    assert rows["abused"] == ("নির্যাতিত শিশু\nAbused child", "৪২", "৬৪", "১০৬", "মেলে\nadds up")
    assert rows["domestic_worker"][1:4] == ("৯*", "১২৯", "১৩৮")
    assert rows["child_marriage"][1:4] == ("—", "—", "—")
    assert rows["disability"][1:4] == ("—¹", "—¹", "১৮")
    assert rows["all"][1:4] == ("১,২৮১", "১,১১৩", "২,৩৯৪")
    assert [report.rows[no].code for no in table.totals] == ["all"]
    lines = below(report)
    assert any(line.startswith("*  ") for line in lines)
    assert any(line.startswith("—  হারানো") for line in lines)
    assert any("৪৫টি ঘরের মধ্যে ৩৪টি" in line for line in lines)


def test_a_list_on_paper_names_each_document_by_its_number_below_the_table() -> None:
    report = made("calls", "all")
    table, lines = table_of(report), below(report)
    numbers = {row[-1] for row in table.rows}
    assert len(numbers) == len(report.sources) > 1
    assert not [
        text for row in table.rows for text in (row[1], row[-1]) if LATIN_DIGIT.search(text)
    ]
    for number in numbers:
        assert [line for line in lines if line.startswith(f"উৎস {number}: ")], number


async def test_another_process_draws_the_same_file_and_one_that_fails_leaves_nothing_behind(
    report: ReportDocument,
) -> None:
    broken = report.model_copy(deep=True)
    broken.rows[0].cells.clear()
    failed, drawn = await asyncio.gather(
        drawn_apart(broken, Format.PDF), drawn_apart(report, Format.PDF), return_exceptions=True
    )
    assert isinstance(failed, ReportNotDrawn)
    assert drawn == reintegration_as_pdf()


def test_a_pdf_is_made_with_bangla_embedded_and_asks_nobody() -> None:
    drawn = reintegration_as_pdf()
    assert drawn.startswith(b"%PDF-")
    assert b"NotoSansBengali" in drawn
    assert not re.search(rb"/(JavaScript|Launch|EmbeddedFile|URI)\b", drawn)


def test_every_sign_has_a_glyph_in_the_fonts_of_the_sheet(report: ReportDocument) -> None:
    import uharfbuzz

    from app.core.sheet import FONTS

    face = uharfbuzz.Face((FONTS / "NotoSans-Regular.latin.ttf").read_bytes())
    bangla = uharfbuzz.Face((FONTS / "NotoSansBengali-Regular.ttf").read_bytes())
    signs = {letter for one in report.legend for letter in one.sign}
    assert {Mark.LOST, Mark.DERIVED, Mark.UNPLACED} <= {one.mark for one in report.legend}
    assert signs <= {chr(code) for one in (face, bangla) for code in one.unicodes}
