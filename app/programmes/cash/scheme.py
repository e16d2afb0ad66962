"""What a version of the scheme says: sums, months, groups, criteria, conditions; pure.

Amounts and conditions stand in the founding document; ages, days of release and who verifies do
not. What is ours in a version is said in its note, and waits for the Department's word.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final, NoReturn

from app.core.plain import plain
from app.programmes.cash.states import COMPLAINTS

MOST_MONTHS: Final = 120
MOST_POISHA: Final = 100_000_000
MOST_ITEMS: Final = 40
LONGEST_CODE: Final = 40
LONGEST_NAME: Final = 300
LONGEST_DAYS: Final = 365
PARTS: Final = frozenset(
    {
        "months",
        "monthly_poisha",
        "tranches",
        "due_after_months",
        "evidence_months",
        "groups",
        "criteria",
        "conditions",
        "grievance_days",
    }
)


class SchemeIsWrong(ValueError):
    """A definition can't be used; `field` says where."""

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(detail)
        self.field = field


@dataclass(frozen=True, slots=True)
class Named:
    """A code and what it is called."""

    code: str
    bn: str
    en: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of children who may be enrolled; `districts` empty: anywhere."""

    code: str
    bn: str
    en: str
    districts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A version of the scheme, read."""

    months: int
    monthly_poisha: int
    tranches: int
    due_after_months: tuple[int, ...]
    evidence_months: int
    groups: tuple[Group, ...]
    criteria: tuple[Named, ...]
    conditions: tuple[Named, ...]
    grievance_days: Mapping[str, int]

    @property
    def tranche_months(self) -> int:
        """How many months one tranche is for."""
        return self.months // self.tranches

    @property
    def tranche_poisha(self) -> int:
        """What one tranche comes to."""
        return self.tranche_months * self.monthly_poisha

    @property
    def total_poisha(self) -> int:
        """What one child gets in all."""
        return self.months * self.monthly_poisha

    def numbers(self) -> range:
        """The numbers of the tranches."""
        return range(1, self.tranches + 1)

    def due_on(self, starts_on: date, no: int) -> date:
        """The first day on which a tranche may be proposed."""
        return months_later(starts_on, self.due_after_months[no - 1])

    def evidence_since(self, starts_on: date, no: int) -> date:
        """The first day that evidence for a tranche may be of."""
        return months_later(self.due_on(starts_on, no), -self.evidence_months)

    def group(self, code: str) -> Group | None:
        """The group of this code."""
        return next((one for one in self.groups if one.code == code), None)

    def group_codes(self) -> list[str]:
        """The codes of all groups."""
        return [one.code for one in self.groups]

    def criterion_codes(self) -> list[str]:
        """The codes of all criteria."""
        return [one.code for one in self.criteria]

    def condition_codes(self) -> list[str]:
        """The codes of all conditions."""
        return [one.code for one in self.conditions]


def months_later(day: date, months: int) -> date:
    """The same day so many months later or earlier; the last of the month where there is none."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def read(definition: Mapping[str, Any]) -> Scheme:
    """A definition as it is kept, read. Raises SchemeIsWrong."""
    unknown, lacking = set(definition) - PARTS, PARTS - set(definition)
    if unknown or lacking:
        named = plain(min(unknown | lacking)[:LONGEST_CODE])
        _wrong(f"Exactly these parts: {', '.join(sorted(PARTS))}.", named)
    months = _whole(definition["months"], 1, MOST_MONTHS, "months")
    tranches = _whole(definition["tranches"], 1, months, "tranches")
    if months % tranches:
        _wrong("Every tranche is for the same number of whole months.", "tranches")
    return Scheme(
        months=months,
        monthly_poisha=_whole(definition["monthly_poisha"], 1, MOST_POISHA, "monthly_poisha"),
        tranches=tranches,
        due_after_months=_dues(definition["due_after_months"], tranches),
        evidence_months=_whole(definition["evidence_months"], 1, MOST_MONTHS, "evidence_months"),
        groups=_groups(definition["groups"]),
        criteria=_all_named(definition["criteria"], "criteria"),
        conditions=_all_named(definition["conditions"], "conditions"),
        grievance_days=_days(definition["grievance_days"]),
    )


def _wrong(detail: str, field: str) -> NoReturn:
    raise SchemeIsWrong(detail, field)


def _whole(value: Any, least: int, most: int, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        _wrong(f"A whole number from {least} to {most} is expected.", field)
    return value


def _dues(value: Any, tranches: int) -> tuple[int, ...]:
    field = "due_after_months"
    if not isinstance(value, list) or len(value) != tranches:
        _wrong("One number for each tranche is expected.", field)
    months = tuple(_whole(one, 0, MOST_MONTHS, field) for one in value)
    if any(one >= later for one, later in pairwise(months)):
        _wrong("Each tranche is due after the one before it.", field)
    return months


def _items(value: Any, keys: set[str], field: str) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_ITEMS:
        _wrong(f"A list of 1 to {MOST_ITEMS} is expected.", field)
    for at, one in enumerate(value):
        if not isinstance(one, Mapping) or set(one) - keys or {"code", "bn", "en"} - set(one):
            _wrong(f"Exactly these parts: {', '.join(sorted(keys))}.", f"{field}.{at}")
        _code(one["code"], f"{field}.{at}.code")
        for language in ("bn", "en"):
            _name(one[language], f"{field}.{at}.{language}")
    codes = [one["code"] for one in value]
    if len(codes) != len(set(codes)):
        _wrong("A code stands there twice.", field)
    return value


def _code(value: Any, field: str) -> None:
    plain = isinstance(value, str) and value.isascii() and value.replace("_", "a").isalnum()
    if not plain or value != value.lower() or len(value) > LONGEST_CODE:
        _wrong("A code has small Latin letters, digits and underscores.", field)


def _name(value: Any, field: str) -> None:
    if (
        not isinstance(value, str)
        or not value.strip()
        or len(value) > LONGEST_NAME
        or plain(value) != value
    ):
        _wrong(f"From 1 to {LONGEST_NAME} characters are expected, in both languages.", field)


def _all_named(value: Any, field: str) -> tuple[Named, ...]:
    found = _items(value, {"code", "bn", "en"}, field)
    return tuple(Named(one["code"], one["bn"], one["en"]) for one in found)


def _groups(value: Any) -> tuple[Group, ...]:
    found = _items(value, {"code", "bn", "en", "districts"}, "groups")
    for at, one in enumerate(found):
        districts = one.get("districts", [])
        texts = isinstance(districts, list) and all(isinstance(each, str) for each in districts)
        if not texts or len(districts) > 64:
            _wrong("A list of codes of districts is expected.", f"groups.{at}.districts")
    return tuple(
        Group(one["code"], one["bn"], one["en"], tuple(one.get("districts", []))) for one in found
    )


def _days(value: Any) -> dict[str, int]:
    if not isinstance(value, Mapping) or set(value) != set(COMPLAINTS):
        _wrong(f"A number of days for each of: {', '.join(COMPLAINTS)}.", "grievance_days")
    return {
        code: _whole(value[code], 1, LONGEST_DAYS, f"grievance_days.{code}") for code in COMPLAINTS
    }
