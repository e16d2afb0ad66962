"""The tables of the directory: which columns each has and how a cell is read; takes none in."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from app.core import clock
from app.core.schemas import YEARS
from app.directory import centres, contacts, hours, mahallas, service
from app.directory.models import Admits
from app.directory.roster import DHAKA
from app.directory.states import (
    CentreKind,
    CentreService,
    Channel,
    HoldingKind,
    OrganisationKind,
    PostKind,
)
from app.directory.table import (
    CellIsBad,
    Column,
    latin,
    one_of,
    several,
    several_of,
    whole_number,
    yes_or_no,
)
from app.geo.fold import is_bangla, normalise
from app.geo.lookup import gazetteer

_WHEN: Final = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)


def place(cell: str) -> str:
    """A place's code of the gazetteer."""
    if gazetteer().get(cell) is None:
        raise CellIsBad("no_place")
    return cell


def day(cell: str) -> date:
    """A day as 2026-12-16, in either digit set, of the years anybody here can mean."""
    try:
        found = date.fromisoformat(latin(cell))
    except ValueError as error:
        raise CellIsBad("no_day") from error
    if found.year not in YEARS:
        raise CellIsBad("no_day")
    return found


def when(cell: str) -> str:
    """A year, a month or a day of the past, as exact as the source has it: 2011, 2011-12."""
    said = latin(cell)
    begins = said + "-01" * ((10 - len(said)) // 3)
    try:
        over = _WHEN.fullmatch(said) and day(begins) <= clock.now().astimezone(DHAKA).date()
    except CellIsBad:
        over = False
    if not over:
        raise CellIsBad("no_when")
    return said


def scheme(cell: str) -> str:
    """By whose numbering of today a ward has its number."""
    if cell.upper() not in mahallas.SCHEMES:
        raise CellIsBad("no_choice", choices=", ".join(mahallas.SCHEMES))
    return cell.upper()


def bangla(cell: str) -> str:
    """A name in Bangla letters."""
    if not is_bangla(cell):
        raise CellIsBad("no_bangla")
    return cell


def english(cell: str) -> str:
    """A name in Latin letters."""
    if is_bangla(cell) or not normalise(cell):
        raise CellIsBad("no_latin")
    return cell


def code(cell: str) -> str:
    """A code: letters, digits, dash, dot, underscore."""
    if len(cell) > 40 or not all(c.isalnum() or c in "-._" for c in cell):
        raise CellIsBad("no_code")
    return cell


def opening_hours(cell: str) -> str:
    """Opening hours as they are kept."""
    try:
        return hours.written(cell)
    except hours.HoursAreBad as error:
        raise CellIsBad("no_hours") from error


def years(cell: str) -> int:
    """An age in whole years, of either digit set."""
    found = whole_number(cell)
    if found > centres.OLDEST:
        raise CellIsBad("no_age", most=str(centres.OLDEST))
    return found


_NAMES: Final = (Column("name_bn"), Column("name_en"))
COLUMNS: Final[Mapping[str, Sequence[Column]]] = {
    "centres": (
        Column("code", code),
        *_NAMES,
        Column("kind", one_of(*CentreKind)),
        Column("admits", one_of(*Admits)),
        Column("operating", yes_or_no),
        Column("intake_gender", one_of("boys", "girls", "both", "unknown"), optional=True),
        Column("age_from", years, optional=True),
        Column("age_to", years, optional=True),
        Column("capacity", whole_number, optional=True),
        Column("services", several_of(*CentreService), optional=True),
        Column("hours", opening_hours, optional=True),
        Column("organisation", code, optional=True),
        Column("place", place, optional=True),
        Column("address", optional=True, leaves=False),
    ),
    "organisations": (Column("code", code), Column("kind", one_of(*OrganisationKind)), *_NAMES),
    "workers": (
        Column("code", code),
        *_NAMES,
        Column("called_bn"),
        Column("called_en"),
        Column("gender", one_of("female", "male"), optional=True),
        Column("languages", several, optional=True),
        Column("capacity", whole_number, optional=True),
    ),
    "posts": (
        Column("code", code),
        Column("kind", one_of(*PostKind)),
        *_NAMES,
        Column("seat", place),
        Column("organisation", code, optional=True),
        Column("holder", code, optional=True),
        Column("holding", one_of(*HoldingKind), optional=True),
        Column("since", day, optional=True),
    ),
    "coverage": (
        Column("owner_kind", one_of("worker", "post", "centre")),
        Column("owner_code", code),
        Column("place", place),
        Column("rank", one_of(*service.RANKS), optional=True),
    ),
    "contacts": (
        Column("owner_kind", one_of(*contacts.OWNERS)),
        Column("owner_code", code),
        Column("channel", one_of(*Channel)),
        Column("address"),
        Column("turn", whole_number, optional=True),
    ),
    "holidays": (Column("day", day), *_NAMES),
    "mahallas": (
        Column("scheme", scheme),
        Column("number", whole_number),
        Column("name_bn", bangla),
        Column("name_en", english, optional=True),
        Column("source"),
        Column("from", when, optional=True),
        Column("to", when, optional=True),
    ),
}
"""Kinds of tables and their columns."""
