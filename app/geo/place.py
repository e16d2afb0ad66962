"""What a place of the gazetteer is; reads nothing and finds nothing."""

from dataclasses import dataclass
from typing import Final

KINDS: Final = (
    "division",
    "district",
    "upazila",
    "thana",
    "paurashava",
    "union",
    "ward",
)
"""Kinds of places, larger first; a city corporation is an `upazila` with a note."""


@dataclass(frozen=True, slots=True)
class WardNumber:
    """A ward's number, and by whose numbering: DSCC, DNCC, or DCC, the undivided Dhaka City.

    The days are as exact as the source has them ("2011-12" is a month) and None where it is silent;
    `valid_to` is None while the number holds. `was` are the numbers it had before.
    """

    scheme: str
    no: int
    valid_from: str | None = None
    valid_to: str | None = None
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the gazetteer. Points are degrees (WGS 84), town or area level, never an address.

    `also_in` holds codes of further places it lies in according to an indicative source: the
    thanas of a ward, the city or upazila around the point of a thana, the ward of today an old ward
    has become.
    `number` only wards have, and only those whose numbering is known. `spelling_bn` is our own
    spelling of a name the source has in Latin letters only: to search by, and to show only with
    the word that it is ours.
    """

    code: str
    kind: str
    parent: str | None
    name_en: str
    name_bn: str | None = None
    lat: float | None = None
    lon: float | None = None
    note_en: str | None = None
    note_bn: str | None = None
    aliases: tuple[str, ...] = ()
    also_in: tuple[str, ...] = ()
    spelling_bn: str | None = None
    number: WardNumber | None = None


@dataclass(frozen=True, slots=True)
class Mahalla:
    """One name callers use for a part of a ward, in Bangla and, where somebody gave it, English.

    `ward` is the code of a ward of today, `source` says who gave the name. `valid_from` is as exact
    as the source has it (year, month or day), None where it is silent.
    """

    ward: str
    name_bn: str
    name_en: str | None
    source: str
    valid_from: str | None = None
