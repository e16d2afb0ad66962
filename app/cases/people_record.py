"""What is known of a child, opened: the facts that count, and what the form of its ticket says.

It decides nothing about who may see it: callers come through the doors of people_access.py.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.intake import BORN, OF_THE_CHILD
from app.cases.models import Child
from app.cases.people_fields import AGE, BIRTH, OLDEST_YEARS, clean
from app.cases.sealed import key_of_child, opened_of
from app.core import clock, security
from app.core.db import fetch
from app.core.words import latin_digits
from app.geo.fold import is_bangla

FROM_FORM: Final = "form"
"""The source of what stands in the form of the child's ticket and not in the record."""


@dataclass(frozen=True)
class Said:
    """One thing said of a child: a value, or why it is unknown."""

    field: str
    value: Any
    unknown: str | None
    source: str
    said_on: date | None
    saved_at: datetime
    saved_by: UUID
    id: UUID | None = None
    merge_id: UUID | None = None
    under_merge: UUID | None = None
    counts: bool = True


_FACTS = """
SELECT fact.*, merge.undone_at IS NOT NULL AS undone
FROM child_fact AS fact LEFT JOIN child_merge AS merge ON merge.id = fact.merge_id
WHERE fact.child_id = $1 ORDER BY no
"""


async def history_of(session: AsyncSession, child: Child) -> list[Said]:
    """All that was ever said of the child, the first thing first; what counts no more is marked."""
    rows = await fetch(session, _FACTS, child.id)
    key = key_of_child(child) if rows else b""
    said = [_opened(row, key) for row in rows]
    last = {one.field: one for one in said if one.counts}
    return [replace(one, counts=last.get(one.field) is one) for one in said]


async def record_of(session: AsyncSession, child: Child) -> dict[str, Said]:
    """What counts now, by field; what nobody has spoken of is absent."""
    noted = {one.field: one for one in await history_of(session, child) if one.counts}
    return {**await _from_form(session, child), **noted}


def _opened(row: Mapping[str, Any], key: bytes) -> Said:
    kept = json.loads(security.unseal(key, row["value"], place_of(row["id"])))
    return Said(
        field=row["field"],
        value=kept.get("value"),
        unknown=kept.get("unknown"),
        source=row["source"],
        said_on=row["said_on"],
        saved_at=row["saved_at"],
        saved_by=row["saved_by"],
        id=row["id"],
        merge_id=row["merge_id"],
        under_merge=row["under_merge"],
        counts=not row["undone"],
    )


def place_of(fact_id: UUID) -> str:
    """What the value of a fact is bound to."""
    return f"child_fact.value:{fact_id}"


_FORM_OF = "SELECT DISTINCT incident_id FROM intake_field WHERE child_id = $1"


async def _from_form(session: AsyncSession, child: Child) -> dict[str, Said]:
    """What was typed of the child during the call; sealed under the child's key as well."""
    if child.incident_id is None or child.wrapped_key is None:
        return {}
    tickets = [row[0] for row in await fetch(session, _FORM_OF, child.id)]
    if not tickets:
        return {}
    said = await opened_of(session, dict.fromkeys(tickets), OF_THE_CHILD)
    typed = (item for one in said.values() for item in one.items())
    return {one.field: one for one in _translated(typed)}


def _translated(typed: Iterable[tuple[str, tuple[Any, Any]]]) -> Iterable[Said]:
    for name, (value, saved) in typed:
        on = saved.saved_at.astimezone(clock.DHAKA).date()
        for field, told, unknown in _as_facts(name, value, on):
            yield Said(field, told, unknown, FROM_FORM, None, saved.saved_at, saved.saved_by)


def _as_facts(name: str, value: Any, on: date) -> Iterable[tuple[str, Any, str | None]]:
    text = clean(value) if isinstance(value, str) else ""
    if not text:
        return
    if name == "child_name":
        yield ("name_bn" if is_bangla(text) else "name_latin"), text, None
    elif name == "child_sex":
        yield "sex", *((None, "not_known") if text == "unknown" else (text, None))
    elif name == BORN:
        yield BIRTH, {"date": text, "certainty": "likely"}, None
    elif name == "child_age" and (told := age_told(text, on)) is not None:
        yield AGE, told, None


_NUMBERS: Final = re.compile(r"\d{1,2}", re.ASCII)
_MONTHS: Final = re.compile(r"মাস|month|দিন|day", re.I)
_YEARS: Final = re.compile(r"বছর|year|yr|বৎসর", re.I)


def age_told(text: str, on: date) -> dict[str, Any] | None:
    """An age in free words as years from and to; None where no number stands in it.

    "৭/৮" is from 7 to 8, "৮ মাস" is 0, "৭ বছর ৪ মাস" is 7.
    """
    plain = latin_digits(text)
    only_months = _MONTHS.search(plain) is not None and _YEARS.search(plain) is None
    numbers = [int(found) for found in _NUMBERS.findall(plain.split("মাস")[0])]
    years = [0] if only_months and numbers else [n for n in numbers if n <= OLDEST_YEARS]
    if not years:
        return None
    low, high = years[0], years[0]
    if len(years) > 1 and low < years[1] <= low + 5 and _MONTHS.search(plain) is None:
        high = years[1]
    return {"from": low, "to": high, "on": on.isoformat(), "certainty": "guess"}


CALLED: Final = ("name_bn", "name_latin", "nickname")
"""What a child is called by, the first that is known."""
_CALLED = """
SELECT fact.*, merge.undone_at IS NOT NULL AS undone
FROM child_fact AS fact LEFT JOIN child_merge AS merge ON merge.id = fact.merge_id
WHERE fact.child_id = ANY($1) AND fact.field = ANY($2) ORDER BY no
"""
_NAME_IN_FORM: Final = "child_name"
_FORMS = """
SELECT incident_id, child_id FROM intake_field WHERE child_id = ANY($1) AND field = $2
"""


async def names_of(
    session: AsyncSession, children: Collection[Child], first: Sequence[str] = CALLED
) -> dict[UUID, str]:
    """How several children are called, by id; whoever nobody has named is absent.

    `first` are the fields of CALLED in the order in which one is taken.
    """
    keys = {one.id: key_of_child(one) for one in children if one.wrapped_key is not None}
    names = await _names_in_forms(session, list(keys))
    said: dict[UUID, dict[str, Any]] = {}
    for row in await fetch(session, _CALLED, list(keys), list(CALLED)) if keys else ():
        one = _opened(row, keys[row["child_id"]])
        if one.counts:
            said.setdefault(row["child_id"], {})[one.field] = one.value
    for id_, known in said.items():
        name = next((str(known[field]) for field in first if known.get(field)), None)
        if name is not None:
            names[id_] = name
    return names


async def _names_in_forms(session: AsyncSession, ids: list[UUID]) -> dict[UUID, str]:
    rows = await fetch(session, _FORMS, ids, _NAME_IN_FORM) if ids else ()
    tickets = {row["incident_id"]: row["child_id"] for row in rows}
    said = await opened_of(session, dict.fromkeys(tickets), (_NAME_IN_FORM,)) if tickets else {}
    return {
        tickets[ticket]: clean(str(one[_NAME_IN_FORM][0]))
        for ticket, one in said.items()
        if _NAME_IN_FORM in one
    }
