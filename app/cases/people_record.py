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
from app.cases.people_age import age_on, born_between
from app.cases.people_fields import AGE, BIRTH, OLDEST_YEARS, SEX, clean
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


def place_of(fact_id: UUID | str) -> str:
    """What the value of a fact is bound to."""
    return f"child_fact.value:{fact_id}"


NOTED: Final = f"""
noted AS MATERIALIZED (
    SELECT (array_agg(child.id))[1] AS noted_of, (array_agg(wrapped_key))[1] AS noted_key,
        array_agg(ARRAY[fact.id::text, field] ORDER BY no) AS noted_fields,
        array_agg(fact.value ORDER BY no) AS noted_values
    FROM (SELECT coalesce(one.merged_into, one.id) AS id FROM told CROSS JOIN LATERAL (
            SELECT id, merged_into, added_at FROM child WHERE incident_id = told.id OFFSET 0
        ) AS one ORDER BY added_at, one.id LIMIT 1) AS first
    JOIN child ON child.id = first.id AND wrapped_key IS NOT NULL
    JOIN child_fact AS fact ON fact.child_id = child.id AND fact.value IS NOT NULL
        AND field IN ('{SEX}', '{BIRTH}', '{AGE}')
    LEFT JOIN child_merge AS merge ON merge.id = fact.merge_id WHERE merge.undone_at IS NULL
)
"""
"""A part of a statement over `told`, of one row: what is noted of the sex and years of the child
the ticket is about, the first one of several, under whatever record is kept of it.
"""


def noted_for_matching(row: Mapping[str, Any]) -> dict[str, str | None]:
    """What a row of NOTED says, as the form would; what is noted nowhere is absent.

    Years are None where the record leaves several possible.
    """
    if row["noted_of"] is None:
        return {}
    opener = security.unsealer(security.vault().unwrap(row["noted_key"], row["noted_of"].bytes))
    said: dict[str, Any] = {}
    for (id_, field), sealed in zip(row["noted_fields"], row["noted_values"], strict=True):
        said[field] = json.loads(opener(sealed, place_of(id_))).get("value")
    told = {"child_sex": said[SEX]} if said.get(SEX) else {}
    span = born_between(said.get(BIRTH), said.get(AGE))
    if span is None:
        return told
    least, most = age_on(span, clock.now().astimezone(clock.DHAKA).date())
    return {**told, "child_age": str(least) if least == most else None}


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


def facts_typed(said: Mapping[str, str]) -> Iterable[tuple[str, Any]]:
    """What stands in the fields of a form about a child, by field of the record; no unknown."""
    today = clock.now().astimezone(clock.DHAKA).date()
    for name, value in said.items():
        for field, told, unknown in _as_facts(name, value, today):
            if unknown is None:
                yield field, told


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
