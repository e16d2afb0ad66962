"""What one field may hold: reads an answer as people and programs write it; it asks no database.

Both digit sets are read. What was typed is kept in one spelling, so that reading it again changes
nothing: numbers as numbers, days as 2026-03-05, telephone numbers as E.164, words as NFC.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

import phonenumbers

from app.cases.form_definition import (
    LONGEST_TEXT,
    MOST_ROWS,
    UNKNOWN,
    YES_OR_NO,
    Bound,
    Field,
    Kind,
    WhyUnknown,
)
from app.core.plain import plain

SHORT_TEXT: Final = 500
"""Characters of a line of text whose form says nothing else."""
MOST_MONEY: Final = 10**10
"""Taka. Above it somebody has slipped."""
LARGEST: Final = 10**12
YEARS: Final = range(1900, 2200)
_LATIN: Final = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_COUNTRY: Final = "BD"


class Wrong(Exception):
    """The field can't hold this: a stable code and a sentence that repeats nothing of it."""

    def __init__(self, code: str, detail: str, path: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.path = path


@dataclass(frozen=True, slots=True)
class World:
    """What the rules must be told: the day in Dhaka, the places, and the people that exist.

    `place_kind` gives the kind of a place's code, or None; `people` are pairs of kind and id.
    """

    today: date
    place_kind: Callable[[str], str | None]
    people: Collection[tuple[str, UUID]] = frozenset()


def is_unknown(value: Any) -> bool:
    """Whether a kept answer says that the answer is not known."""
    return isinstance(value, Mapping) and value.get(UNKNOWN) is True


def read_value(field: Field, raw: Any, world: World, said: Mapping[str, Any]) -> Any:
    """What `field` holds from now on; None for nothing. `said` are the earlier answers.

    Raises Wrong.
    """
    if raw is None or raw == "" or raw == []:
        return None
    if isinstance(raw, dict) and UNKNOWN in raw:
        return _unknown(field, raw)
    return _READERS[field.kind](field, raw, world, said)


def _unknown(field: Field, raw: dict[str, Any]) -> dict[str, Any]:
    why = raw.get("why")
    if set(raw) != {UNKNOWN, "why"} or raw[UNKNOWN] is not True or why not in list(WhyUnknown):
        raise Wrong("bad_unknown", f"Say why it is not known: {', '.join(WhyUnknown)}.")
    if field.must_know:
        raise Wrong("must_know", "This must be known.")
    return {UNKNOWN: True, "why": str(why)}


def _text(field: Field, raw: Any, _: World, __: Mapping[str, Any]) -> str | None:
    if not isinstance(raw, str):
        raise Wrong("not_text", "Text is expected here.")
    whole = unicodedata.normalize("NFC", raw.encode("utf-8", "replace").decode("utf-8"))
    whole = whole.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    lines = [plain(line).rstrip() for line in whole.split("\n")]
    text = ("\n" if field.kind is Kind.LONG_TEXT else " ").join(lines).strip()
    most = field.longest or (LONGEST_TEXT if field.kind is Kind.LONG_TEXT else SHORT_TEXT)
    if len(text) > most:
        raise Wrong("too_long", f"At most {most} characters fit here.")
    return text or None


def _one(field: Field, raw: Any, _: World, __: Mapping[str, Any]) -> str:
    codes = YES_OR_NO if field.kind is Kind.YES_NO else tuple(o.code for o in field.options)
    if not isinstance(raw, str) or raw not in codes:
        raise Wrong("not_an_option", "Choose one of what is offered.")
    return raw


def _many(field: Field, raw: Any, _: World, __: Mapping[str, Any]) -> list[str]:
    codes = {option.code: option for option in field.options}
    if not isinstance(raw, list) or not all(isinstance(o, str) and o in codes for o in raw):
        raise Wrong("not_an_option", "Choose among what is offered.")
    chosen = [code for code in codes if code in raw]
    if len(chosen) > 1 and any(codes[code].alone for code in chosen):
        raise Wrong("stands_alone", "One of these can't be chosen together with others.")
    return chosen


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise Wrong("not_a_number", "A number is expected here.")
    text = str(raw).translate(_LATIN).replace(",", "").replace(" ", "").strip()
    if len(text) > 40:
        raise Wrong("not_a_number", "A number is expected here.")
    try:
        read = Decimal(text)
    except InvalidOperation:
        raise Wrong("not_a_number", "A number is expected here.") from None
    if not read.is_finite() or abs(read) > LARGEST:
        raise Wrong("not_a_number", "A number is expected here.")
    return read


def _number(field: Field, raw: Any, _: World, __: Mapping[str, Any]) -> int | float:
    read = _decimal(raw)
    if read != round(read, field.decimals):
        raise Wrong("too_exact", f"At most {field.decimals} digits behind the point.")
    _within(field, read)
    return int(read) if read == int(read) else float(read)


def _money(field: Field, raw: Any, _: World, __: Mapping[str, Any]) -> int:
    read = _decimal(raw)
    if read != int(read):
        raise Wrong("too_exact", "Whole taka are expected here.")
    if not 0 <= read <= MOST_MONEY:
        raise Wrong("out_of_bounds", f"From 0 to {MOST_MONEY} taka.")
    _within(field, read)
    return int(read)


def _within(field: Field, read: Decimal) -> None:
    if field.least is not None and read < Decimal(str(field.least)):
        raise Wrong("too_small", f"At least {field.least} is expected here.")
    if field.most is not None and read > Decimal(str(field.most)):
        raise Wrong("too_large", f"At most {field.most} is expected here.")


def span(day: str) -> tuple[date, date]:
    """The first and last day that a kept date, which may lack its day or month, can be."""
    year, month, on = (int(part) for part in (day.split("-") + ["0", "0"])[:3])
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if not on:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, on), date(year, month, on)


def _date(field: Field, raw: Any, world: World, said: Mapping[str, Any]) -> str:
    shape = _DAY.fullmatch(raw.translate(_LATIN).strip()) if isinstance(raw, str) else None
    if shape is None:
        raise Wrong("not_a_date", "A day is expected, as in 2012-03-05.")
    parts = [part for part in shape.groups() if part]
    if len(parts) < 3 and not field.partial:
        raise Wrong("not_whole", "The whole day is expected here.")
    day = "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])
    try:
        first, last = span(day)
    except ValueError:
        raise Wrong("not_a_date", "There is no such day.") from None
    if first.year not in YEARS:
        raise Wrong("not_a_date", f"The year lies in {YEARS.start} to {YEARS.stop - 1}.")
    earliest = _limit(field.not_before, world, said)
    latest = _limit(field.not_after, world, said)
    if earliest and last < earliest[0]:
        raise Wrong("too_early", "This day lies before the one it must not precede.")
    if latest and first > latest[1]:
        raise Wrong("too_late", "This day lies after the one it must not follow.")
    return day


def _limit(bound: Bound | None, world: World, said: Mapping[str, Any]) -> tuple[date, date] | None:
    """What a day is compared with; a field without an answer limits nothing."""
    if bound is None:
        return None
    if bound.field:
        other = said.get(bound.field)
        return span(other) if isinstance(other, str) else None
    return span(bound.day) if bound.day else (world.today, world.today)


def _place(field: Field, raw: Any, world: World, _: Mapping[str, Any]) -> str:
    kind = world.place_kind(raw) if isinstance(raw, str) and len(raw) <= 80 else None
    if kind is None:
        raise Wrong("no_such_place", "Choose a place of the gazetteer.")
    if field.levels and kind not in field.levels:
        raise Wrong("wrong_level", f"Choose one of: {', '.join(field.levels)}.")
    return str(raw)


def person_meant(raw: Any) -> tuple[str, UUID] | None:
    """Kind and id of the person an answer points at, if it is written as one."""
    if not isinstance(raw, dict) or set(raw) != {"kind", "id"}:
        return None
    try:
        return str(raw["kind"]), UUID(str(raw["id"]))
    except ValueError:
        return None


def _person(field: Field, raw: Any, world: World, _: Mapping[str, Any]) -> dict[str, str]:
    meant = person_meant(raw)
    if meant is None or meant[0] not in field.people or meant not in world.people:
        raise Wrong("no_such_person", "Choose a person who is registered.")
    return {"kind": meant[0], "id": str(meant[1])}


def _phone(_: Field, raw: Any, __: World, ___: Mapping[str, Any]) -> str:
    if not isinstance(raw, str) or len(raw) > 40:
        raise Wrong("not_a_phone", "A telephone number is expected here.")
    try:
        read = phonenumbers.parse(raw.translate(_LATIN), _COUNTRY)
    except phonenumbers.NumberParseException:
        raise Wrong("not_a_phone", "A telephone number is expected here.") from None
    read.extension = None
    if not phonenumbers.is_possible_number(read):
        raise Wrong("not_a_phone", "A telephone number is expected here.")
    return str(phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164))


def _table(
    field: Field, raw: Any, world: World, said: Mapping[str, Any]
) -> list[dict[str, Any]] | None:
    most = field.most_rows or MOST_ROWS
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise Wrong("not_rows", "A list of rows is expected here.")
    if len(raw) > most:
        raise Wrong("too_many", f"At most {most} rows fit here.")
    return [
        made for at, row in enumerate(raw) if (made := _row(field, row, at, world, said))
    ] or None


def _row(
    field: Field, raw: dict[str, Any], at: int, world: World, said: Mapping[str, Any]
) -> dict[str, Any]:
    columns = {column.code: column for column in field.columns}
    for name in raw:
        if name not in columns:
            shown = str(name)[:40].encode("utf-8", "replace").decode("utf-8")
            raise Wrong("no_such_field", "There is no such column.", f"{at}.{shown}")
    made = {}
    for code, column in columns.items():
        try:
            value = read_value(column, raw.get(code), world, said)
        except Wrong as wrong:
            raise Wrong(wrong.code, wrong.detail, f"{at}.{code}") from None
        if value is not None:
            made[code] = value
    return made


_READERS: Final[Mapping[Kind, Callable[[Field, Any, World, Mapping[str, Any]], Any]]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.ONE: _one,
    Kind.MANY: _many,
    Kind.YES_NO: _one,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.PLACE: _place,
    Kind.PERSON: _person,
    Kind.PHONE: _phone,
    Kind.MONEY: _money,
    Kind.TABLE: _table,
}
