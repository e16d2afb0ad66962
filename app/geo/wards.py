"""Wards: those of Dhaka as numbered today and the old ones, named so that nobody mixes them up.

Turns the rows it is given into places; fills nothing in, least of all which are pilot wards.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from app.geo.place import Place, WardNumber

Row = dict[str, Any]

_CORPORATION: Final = {"DSCC": "BD30262000", "DNCC": "BD30262500"}
_CORPORATION_NAME: Final = {
    "DSCC": ("Dhaka South", "ঢাকা দক্ষিণ", "ডিএসসিসি"),
    "DNCC": ("Dhaka North", "ঢাকা উত্তর", "ডিএনসিসি"),
}
_OLD_WARD = re.compile(
    r"^Ward No-0*(?P<no>\d+)(?P<part> \(part\))?(?P<closed> \(rest\. area\))?$", re.IGNORECASE
)
_OLD_SCHEME: Final = "DCC"
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}$")
_BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def _bangla(number: int) -> str:
    return str(number).translate(_BANGLA_DIGITS)


@dataclass(frozen=True, slots=True)
class Successor:
    """What an old number of Dhaka became: corporation, number of today, and since when."""

    scheme: str
    no: int
    since: str | None

    @property
    def code(self) -> str:
        """The code of the ward of today."""
        return f"WD-{self.scheme}-{self.no}"


def numbers_of_today(rows: list[Row]) -> dict[int, Successor]:
    """Give old ward number of Dhaka to what it became (draft crosswalk)."""
    return {
        was["no"]: Successor(row["scheme"], row["no"], _exact(row["from"]))
        for row in rows
        for was in row["was"]
        if was.get("scheme") == _OLD_SCHEME
    }


def _exact(when: str | None) -> str | None:
    """A year, month or day as the source has it; "before 2015-04" is none of them."""
    return when if when is not None and _DAY.match(when) else None


def _number(row: Row) -> WardNumber:
    was = tuple(f"{_OLD_SCHEME} {old['no']}" for old in row["was"] if "no" in old)
    return WardNumber(row["scheme"], row["no"], _exact(row["from"]), row["to"], was)


def _old_numbers(row: Row) -> Iterator[str]:
    """What people who know the number of before 2011 say for the ward of today."""
    for was in row["was"]:
        if was.get("scheme") == _OLD_SCHEME:
            no = was["no"]
            bangla = _bangla(no)
            yield from (f"Old ward {no}", f"{_OLD_SCHEME} {no}")
            yield from (f"পুরোনো ওয়ার্ড {bangla}", f"সাবেক ওয়ার্ড {bangla}", f"ডিসিসি {bangla}")


def ward_of_today(row: Row, thanas: dict[str, str]) -> Place:
    """Turn a row of wards_dhaka.json into a place; `thanas` gives a thana's code by its name."""
    scheme, no, points = row["scheme"], row["no"], row["points"]
    english, bangla, initials = _CORPORATION_NAME[scheme]
    in_thanas = list(dict.fromkeys(found["thana"] for found in row["thanas"]))
    lies = f"; lies in {', '.join(in_thanas)} (indicative)" if in_thanas else ""
    return Place(
        code=f"WD-{scheme}-{no}",
        kind="ward",
        parent=_CORPORATION[scheme],
        name_en=f"Ward {no}, {english}",
        name_bn=f"ওয়ার্ড {_bangla(no)}, {bangla}",
        # An old ward split into pieces has one point a piece; their middle centres the map.
        lat=round(sum(p[0] for p in points) / len(points), 4) if points else None,
        lon=round(sum(p[1] for p in points) / len(points), 4) if points else None,
        note_en=f"{scheme} number of today; draft list{lies}",
        note_bn="বর্তমান ওয়ার্ড নম্বর; তালিকাটি খসড়া",
        aliases=(
            f"Ward {no}",
            f"ওয়ার্ড {_bangla(no)}",
            f"{scheme} {no}",
            f"{initials} {no}",
            *_old_numbers(row),
        ),
        also_in=tuple(thanas[name] for name in in_thanas),
        number=_number(row),
    )


def old_ward(row: Row, code: str, city: Row, today: dict[int, Successor]) -> Place | None:
    """Turn a ward row of unions.json into a place; None where its name has no ward number.

    An old ward of Dhaka lies in the ward it has become, so that whoever answers for that is found.
    """
    ward = _OLD_WARD.match(row["en"])
    if ward is None:
        return None
    no = int(ward["no"])
    piece_en, piece_bn = (" (part)", " (অংশ)") if ward["part"] else ("", "")
    label_en, label_bn = "Old ward", "পুরোনো ওয়ার্ড"
    if ward["closed"]:
        label_en, label_bn = "Census area", "জনশুমারি এলাকা"
    note_en, note_bn = _old_note(no, ward, city, today)
    of_dhaka = city["p"] in _CORPORATION.values() and not ward["closed"]
    became = today.get(no) if of_dhaka else None
    return Place(
        code=code,
        kind="ward",
        parent=city["p"],
        name_en=f"{label_en} {no}{piece_en}, {city['en']}",
        name_bn=f"{label_bn} {_bangla(no)}{piece_bn}, {unicodedata.normalize('NFC', city['bn'])}",
        lat=row["lat"],
        lon=row["lon"],
        note_en=note_en,
        note_bn=note_bn,
        also_in=(became.code,) if became else (),
        number=WardNumber(_OLD_SCHEME, no, valid_to=became.since if became else None)
        if of_dhaka
        else None,
    )


def _old_note(
    no: int, ward: re.Match[str], city: Row, today: dict[int, Successor]
) -> tuple[str, str]:
    """Say in both languages why this number is none of today's."""
    if ward["closed"]:
        return (
            "A census code of a restricted area, not a ward number",
            "সংরক্ষিত এলাকার জনশুমারি কোড; ওয়ার্ড নম্বর নয়",
        )
    if city["p"] not in _CORPORATION.values():
        return (
            "Ward number of about 2011 to 2015; it may have changed since",
            "আনুমানিক ২০১১–২০১৫ সালের ওয়ার্ড নম্বর; পরে বদলে থাকতে পারে",
        )
    note_en = "Old number of Dhaka City Corporation (before 2011), not a ward number of today"
    note_bn = "ঢাকা সিটি কর্পোরেশনের পুরোনো নম্বর (২০১১ সালের আগের); বর্তমান ওয়ার্ড নম্বর নয়"
    if no in today:
        now = today[no].no
        english, bangla, _ = _CORPORATION_NAME[today[no].scheme]
        note_en += f"; now ward {now} of {english} (draft list)"
        note_bn += f"; এখন {bangla} ওয়ার্ড {_bangla(now)} (খসড়া তালিকা)"
    return note_en, note_bn
