"""Reads and writes tables of the directory as CSV: bytes, rows, columns; it knows no database.

Bad rows are found all at once: a report names row, column and what is wrong, in words.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.core.errors import InputIsInvalid
from app.core.plain import plain

MOST_ROWS: Final = 20_000
LARGEST_BYTES: Final = 4 * 1024 * 1024
LONGEST_CELL: Final = 500
LONGEST_SHOWN: Final = 60
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""
_LATIN: Final = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


class TableIsBad(InputIsInvalid):
    """The file as a whole can't be read: not UTF-8, too large, a column is missing or unknown."""

    code = "table_is_bad"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell; `row` counts as a spreadsheet does, the heading being row 1.

    `code` is one of the words `import.…` of the catalogues, `params` what they need; `value` is
    the beginning of what stands there.
    """

    row: int
    column: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    value: str = ""


class CellIsBad(ValueError):
    """Raised by a reader of a cell; the arguments are those of a Problem."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


Reads = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how a cell is read, and whether it may be empty (then None).

    One that never `leaves` is taken in and never written out.
    """

    name: str
    reads: Reads = str
    optional: bool = False
    leaves: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One row that could be read, by the names of the columns that the file has."""

    row: int
    values: Mapping[str, Any]


def read(data: bytes, columns: Sequence[Column]) -> tuple[list[Line], list[Problem]]:
    """The rows of a file and what is wrong with the others. Raises TableIsBad.

    UTF-8 with or without a byte-order mark, any line ends; letters are put into NFC, Bangla digits
    are left to the reader of the cell. Rows without any word are passed over.
    """
    if len(data) > LARGEST_BYTES:
        raise TableIsBad(f"At most {LARGEST_BYTES // 1024 // 1024} MiB.", field="file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableIsBad("The file is not UTF-8: save it as CSV UTF-8.", field="file") from error
    reader = csv.reader(io.StringIO(unicodedata.normalize("NFC", text), newline=""), strict=True)
    try:
        heading = [name.strip().lower() for name in next(reader, [])]
        _check_heading(heading, columns)
        return _lines(reader, heading, columns)
    except csv.Error as error:
        raise TableIsBad(f"Row {reader.line_num} is no CSV: {error}.", field="file") from error


def _check_heading(heading: Sequence[str], columns: Sequence[Column]) -> None:
    known = [column.name for column in columns]
    if len(heading) == 1 and set(heading[0]) & set(";\t"):
        raise TableIsBad("Columns are divided by commas here: save it as CSV again.", field="file")
    missing = [c.name for c in columns if not c.optional and c.name not in heading]
    if missing:
        raise TableIsBad(f"Columns are missing: {', '.join(missing)}.", field="file")
    strange = [name[:40] for name in heading if name not in known]
    if strange or len(set(heading)) < len(heading):
        told = ", ".join(strange) or "a column stands there twice"
        raise TableIsBad(f"Unknown columns: {told}. Known: {', '.join(known)}.", field="file")


def _lines(
    reader: Iterable[list[str]], heading: Sequence[str], columns: Sequence[Column]
) -> tuple[list[Line], list[Problem]]:
    lines, problems = [], []
    for row, cells in enumerate(reader, start=2):
        if row - 1 > MOST_ROWS:
            raise TableIsBad(f"At most {MOST_ROWS} rows.", field="file")
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(heading):
            problems.append(Problem(row, "", "too_many_cells"))
            continue
        found = dict(zip(heading, cells, strict=False))
        values, bad = _values(row, found, [one for one in columns if one.name in heading])
        problems += bad
        if not bad:
            lines.append(Line(row, values))
    return lines, problems


def _values(
    row: int, cells: Mapping[str, str], columns: Sequence[Column]
) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for column in columns:
        cell = _plain(cells.get(column.name, ""))
        try:
            values[column.name] = _cell(cell, column)
        except CellIsBad as error:
            problems.append(Problem(row, column.name, error.code, error.params, shown(cell)))
    return values, problems


def _cell(cell: str, column: Column) -> Any:
    if not cell:
        if column.optional:
            return None
        raise CellIsBad("empty")
    if "\x00" in cell:
        raise CellIsBad("no_text")  # Postgres can't keep it; it shows that the file is none of text
    if len(cell) > LONGEST_CELL:
        raise CellIsBad("too_long", most=str(LONGEST_CELL))
    return column.reads(cell)


def shown(value: Any) -> str:
    """The beginning of what stands in a cell, to find it again; control characters are shown."""
    if value is None:
        return ""
    text = plain(";".join(value) if isinstance(value, list) else str(value))
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _plain(cell: str) -> str:
    """A cell without what `write` put before a formula's sign."""
    cell = cell.strip().strip("\u200b\ufeff").strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def write(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A file that `read` takes in again and a spreadsheet opens as text, never as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = [column.name for column in columns if column.leaves]
    writer.writerow(names)
    for row in rows:
        writer.writerow([safe(row.get(name)) for name in names])
    return out.getvalue().encode("utf-8-sig")


def safe(value: Any) -> str:
    """A value as a cell that a spreadsheet opens as text, never as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    cell = ";".join(value) if isinstance(value, list | tuple) else str(value)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def latin(cell: str) -> str:
    """`cell` with Latin digits."""
    return cell.translate(_LATIN)


def whole_number(cell: str) -> int:
    """A whole number of either digit set, from 0 to 100,000."""
    digits = latin(cell)
    if not (digits.isascii() and digits.isdigit()) or int(digits) > 100_000:
        raise CellIsBad("no_number")
    return int(digits)


def yes_or_no(cell: str) -> bool:
    """yes or no, also in Bangla."""
    answers = {"yes": True, "হ্যাঁ": True, "1": True, "no": False, "না": False, "0": False}
    found = answers.get(latin(cell).lower())
    if found is None:
        raise CellIsBad("no_choice", choices="yes, no")
    return found


def one_of(*choices: str) -> Reads:
    """A reader that takes one of `choices` only."""

    def reads(cell: str) -> str:
        if cell.lower() not in choices:
            raise CellIsBad("no_choice", choices=", ".join(choices))
        return cell.lower()

    return reads


def several(cell: str) -> list[str]:
    """Codes with `;` between them."""
    return [part.strip().lower() for part in cell.split(";") if part.strip()]


def several_of(*choices: str) -> Reads:
    """A reader that takes codes of `choices` with `;` between them."""

    def reads(cell: str) -> list[str]:
        found = several(cell)
        if not set(found) <= set(choices):
            raise CellIsBad("no_choice", choices=", ".join(choices))
        return found

    return reads
