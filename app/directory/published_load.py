"""Reads the published totals from data/published; knows files only, adds nothing up.

`totals_2015.json` says which numbers are totals; a number is read where its pointer (RFC 6901)
points, and one that stands in a sentence must be found there in its words.
"""

import calendar
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.core.errors import NotFound
from app.directory.published_models import Dated, Exactness, Of, Reading

FOLDER: Final = Path(__file__).resolve().parent / "data" / "published"
ONE_DIGIT: Final = 9
"""Every lost number of the table of 2015 was of one digit: so says its file."""
ALL_KINDS: Final = "all"

Row = dict[str, Any]


class HistoryNotFound(NotFound):
    """Nobody has handed over published totals of that name."""

    code = "history_not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalFact:
    """One total as the files have it; the fields are those of `PublishedTotal`."""

    history: str
    no: int
    series: str
    subject: str
    name_en: str
    name_bn: str
    parts: str = ""
    kind: str = ""
    kind_en: str = ""
    kind_bn: str = ""
    sex: Of = Of.ALL
    site: str | None = None
    place: str | None = None
    value: int | None = None
    at_most: int | None = None
    unit: str
    reading: Reading = Reading.PRINTED
    exactness: Exactness = Exactness.EXACT
    as_of: date | None = None
    as_of_written: str | None = None
    dated: Dated
    period_from: date | None = None
    period_to: date | None = None
    period_written: str | None = None
    source: str
    source_en: str
    source_bn: str
    at: str
    note_en: str | None = None
    note_bn: str | None = None


def histories() -> tuple[str, ...]:
    """The names of what can be loaded: the year of each."""
    return tuple(sorted(path.stem.removeprefix("totals_") for path in FOLDER.glob("totals_*.json")))


def totals(history: str) -> list[TotalFact]:
    """Every published total of a history, in the order of the files.

    Raises HistoryNotFound; ValueError where a pointer or the words of a number lead nowhere.
    """
    if history not in histories():
        known = ", ".join(histories())
        raise HistoryNotFound(f"There is no history of {history}; there is: {known}.")
    catalogue = read(f"totals_{history}.json")
    rows = [row for series in catalogue["series"] for row in _of_series(series)]
    return [_fact(history, catalogue, no, row) for no, row in enumerate(rows)]


@cache
def read(name: str) -> Row:
    """A file of the folder, or of the one above by `../`."""
    found: Row = _nfc(json.loads((FOLDER / name).read_text(encoding="utf-8")))
    return found


def _nfc(found: Any) -> Any:
    if isinstance(found, str):
        return unicodedata.normalize("NFC", found)
    if isinstance(found, list):
        return [_nfc(each) for each in found]
    if isinstance(found, dict):
        return {key: _nfc(each) for key, each in found.items()}
    return found


def _of_series(series: Row) -> Iterator[Row]:
    common = {
        "series": series["code"],
        "subject": series["subject"],
        "name_en": series["en"],
        "name_bn": series["bn"],
        "unit": series["unit"],
        "parts": " ".join(series.get("parts", ())),
    }
    for row in series["rows"]:
        for cell in _cells(row) if "table" in row else [row]:
            yield common | cell


def _cells(row: Row) -> Iterator[Row]:
    """The cells of a printed table of risk types by boys, girls and total, the lost ones too."""
    table = read(row["table"])
    common = {key: value for key, value in row.items() if key != "table"} | {"file": row["table"]}
    for no, line in enumerate(table["rows"]):
        kind = {"kind": line["code"], "kind_en": line["en"], "kind_bn": line["bn"]}
        unplaced = line["status"] == "one_gender_lost"
        for sex, column in _COLUMNS.items():
            cell = common | kind | {"at": f"/rows/{no}/{column}", "sex": sex}
            yield cell | _how_lost(unplaced) if line[column] is None else cell
        if unplaced:
            at = f"/{line['code']}_row_raw/values_present_in_order/0"
            how = {"sex": Of.UNKNOWN, "reading": Reading.UNPLACED}
            yield common | kind | how | {"at": at} | _UNPLACED_NOTE
    for sex, column in _COLUMNS.items():
        yield common | _ALL_KINDS | {"at": f"/printed_total/{column}", "sex": sex}


def _how_lost(unplaced: bool) -> Row:
    return (
        {"reading": Reading.UNPLACED}
        if unplaced
        else {"reading": Reading.LOST, "at_most": ONE_DIGIT}
    )


_ALL_KINDS: Final = {"kind": ALL_KINDS, "kind_en": "Total", "kind_bn": "মোট"}
_COLUMNS: Final = {Of.BOYS: "boys", Of.GIRLS: "girls", Of.ALL: "total"}
_UNPLACED_NOTE: Final = {
    "note_en": "It is the number of the boys or of the girls; of which is lost.",
    "note_bn": "সংখ্যাটি হয় ছেলেদের, নয় মেয়েদের; কোনটি, তা হারিয়ে গেছে।",
}


def _fact(history: str, catalogue: Row, no: int, row: Row) -> TotalFact:
    source = catalogue["documents"].get(row["source"], {"en": row["source"], "bn": row["source"]})
    period = row.get("period")
    as_of = row.get("as_of")
    plain = {key: row[key] for key in _AS_THEY_ARE if key in row}
    return TotalFact(
        **plain,
        history=history,
        no=no,
        sex=Of(row.get("sex", Of.ALL)),
        value=_value(row),
        reading=Reading(row.get("reading", Reading.PRINTED)),
        exactness=Exactness(row.get("exactness", Exactness.EXACT)),
        dated=Dated(row["dated"]),
        as_of=days_of(as_of)[1] if as_of else None,
        as_of_written=as_of,
        period_from=days_of(period.split("..")[0])[0] if period else None,
        period_to=days_of(period.split("..")[-1])[1] if period else None,
        period_written=period,
        source_en=source["en"],
        source_bn=source["bn"],
        at=f"{row['file'].removeprefix('../')}#{row['at']}",
    )


_AS_THEY_ARE: Final = (
    *("series", "subject", "name_en", "name_bn", "parts", "kind", "kind_en", "kind_bn"),
    *("site", "place", "at_most", "unit", "source", "note_en", "note_bn"),
)


def _value(row: Row) -> int | None:
    found = pointed_at(read(row["file"]), row["at"])
    if "quote" in row:
        if row["quote"] not in str(found):
            raise ValueError(f"{row['file']}#{row['at']} does not say {row['quote']!r}")
        return int(row["value"])
    if found is not None and (isinstance(found, bool) or not isinstance(found, int)):
        raise ValueError(f"{row['file']}#{row['at']} is no whole number")
    return found


def pointed_at(document: Any, pointer: str) -> Any:
    """What a JSON pointer leads to. Raises ValueError when it leads nowhere."""
    found = document
    for part in pointer.split("/")[1:]:
        try:
            found = found[int(part)] if isinstance(found, list) else found[part]
        except (LookupError, ValueError) as error:
            raise ValueError(f"{pointer} leads nowhere") from error
    return found


def days_of(written: str) -> tuple[date, date]:
    """First and last day of "2015", "2015-03" or "2015-03-31". Raises ValueError."""
    parts = [int(part) for part in written.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        last = calendar.monthrange(parts[0], parts[1])[1]
        return date(parts[0], parts[1], 1), date(parts[0], parts[1], last)
    return date(*parts), date(*parts)
