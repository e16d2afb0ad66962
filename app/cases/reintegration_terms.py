"""The conditions of a reintegration by version, and the days of follow-up: reads data, keeps none.

All of it is our proposal (data/reintegration.json) and waits for the Department of Social Services.
A reintegration keeps the version of the conditions it was planned with.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from app.cases.reintegration_states import Kind
from app.core.errors import InputIsInvalid
from app.core.words import digits

NOT_ACCUSED: Final = "no_accused_at_home"
"""The condition of which the child's record may know better than whoever answers it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold before a child goes, and for which kinds of going."""

    code: str
    bn: str
    en: str
    kinds: tuple[Kind, ...]


@cache
def _read() -> Mapping[str, Any]:
    path = files("app.cases") / "data" / "reintegration.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def checklists() -> Mapping[int, tuple[Condition, ...]]:
    """All versions of the conditions, in the order in which they are asked."""
    return {one["version"]: _conditions(one["conditions"]) for one in _read()["checklists"]}


def _conditions(rows: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(
        Condition(
            row["code"], row["bn"], row["en"], tuple(Kind(one) for one in row.get("kinds", Kind))
        )
        for row in rows
    )


def newest() -> int:
    """The version a reintegration that is planned now has."""
    return max(checklists())


def conditions_of(version: int, kind: Kind) -> tuple[Condition, ...]:
    """What must hold for a child that goes this way."""
    return tuple(one for one in checklists()[version] if kind in one.kinds)


def must_be_condition(version: int, kind: Kind, code: str) -> None:
    """Raises InputIsInvalid naming `condition`."""
    known = [one.code for one in conditions_of(version, kind)]
    if code not in known:
        raise InputIsInvalid(f"Choose one of: {', '.join(known)}.", field="condition")


@cache
def proposed_days() -> Mapping[Kind, tuple[int, ...]]:
    """After how many days a child is followed up, as we propose."""
    return {Kind(kind): tuple(days) for kind, days in _read()["schedule_days"].items()}


_UNITS: Final = (
    (365, "{n} বছর পরে", "after {n} year(s)"),
    (30, "{n} মাস পরে", "after {n} month(s)"),
    (7, "{n} সপ্তাহ পরে", "after {n} week(s)"),
    (1, "{n} দিন পরে", "after {n} day(s)"),
)


def in_words(days: int) -> dict[str, str]:
    """So many days after the child went, in the largest unit that fits, in both languages."""
    size, bn, en = next(one for one in _UNITS if days % one[0] == 0)
    count = days // size
    english = en.replace("(s)", "" if count == 1 else "s").format(n=count)
    return {"bn": digits(bn.format(n=count), "bn"), "en": english}


def condition_rows(version: int) -> list[dict[str, Any]]:
    """The conditions of a version as screens get them."""
    return [
        {
            "code": one.code,
            "name": {"bn": one.bn, "en": one.en},
            "kinds": [kind.value for kind in one.kinds],
        }
        for one in checklists()[version]
    ]
