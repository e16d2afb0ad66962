"""What a case tells a board, and what it must not: read under the key of its child.

Whoever calls has come through a door of case_access.py. What is told are codes; what must not be
told is only compared with texts (board_told.py), and is kept and shown nowhere.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.board_told import BodyKind, Private, age_band, phrases, told
from app.cases.case_facts import facts_of
from app.cases.case_models import Case
from app.cases.case_steps import current, steps
from app.cases.partial_dates import WHOLE
from app.cases.people_access import ChildReason, for_system, kept_child
from app.cases.people_queries import people_said
from app.cases.people_record import Said, history_of, record_of
from app.cases.referral_doubts import ages_of, value
from app.core.db import fetch
from app.geo.fold import normalise
from app.geo.lookup import gazetteer

Row = dict[str, Any]
NAMED: Final = ("name_bn", "name_latin", "nickname", "father_name", "mother_name", "guardian_name")
NUMBERED: Final = ("birth_registration", "other_id")
WIDER: Final = frozenset({"district", "division"})
"""Kinds of places that may be told."""

_CATEGORIES: Final = """
SELECT DISTINCT unnest(categories) AS code FROM case_incident
JOIN incident ON incident.id = incident_id WHERE case_id = $1 ORDER BY 1
"""
_NUMBERS: Final = """
SELECT number FROM case_file WHERE id = $1
UNION SELECT incident.number FROM case_incident
JOIN incident ON incident.id = incident_id WHERE case_id = $1
"""
_PLACES: Final = """
SELECT place FROM case_incident JOIN incident ON incident.id = incident_id
WHERE case_id = $1 AND place IS NOT NULL
"""
_MERGED: Final = "SELECT id FROM child WHERE id = $1 OR merged_into = $1"
_OTHERS: Final = """
WITH mine AS (SELECT id FROM child WHERE id = $1 OR merged_into = $1), beside AS (
    SELECT unnest(ARRAY[relation.child_id, other_child_id]) AS id FROM relation
    JOIN mine ON mine.id IN (relation.child_id, other_child_id) WHERE other_child_id IS NOT NULL
    UNION SELECT child.id FROM child
    JOIN case_incident ON case_incident.incident_id = child.incident_id WHERE case_id = $2
), kept AS (SELECT DISTINCT coalesce(merged_into, child.id) AS id FROM child JOIN beside USING (id))
SELECT child.id FROM child JOIN kept ON kept.id IN (child.id, child.merged_into)
WHERE kept.id <> $1
"""
"""Records of brothers, sisters and other children it was ever related to, and of those beside it in
its tickets, with all that was merged into each."""


def district_of(place: str | None) -> str | None:
    """The code of the district a place lies in; None where it lies in none, or nobody knows it."""
    around = gazetteer().containers(place) if place and gazetteer().get(place) else {}
    return next((code for code, kind in around.items() if kind == "district"), None)


async def told_of(session: AsyncSession, case: Case, body: BodyKind) -> Row:
    """What this body is told of a case, as codes; what nobody knows is null or `unknown`."""
    record = await _record(session, case)
    facts = (await facts_of(session, [case.id]))[case.id]
    return told(
        body,
        {
            "district": district_of(case.place),
            "categories": [row["code"] for row in await fetch(session, _CATEGORIES, case.id)],
            "risk": case.risk.value if case.risk else None,
            "step": current(steps(facts)).value,
            "age_band": age_band(ages_of(record)),
            "sex": value(record, "sex"),
        },
    )


async def _record(session: AsyncSession, case: Case) -> dict[str, Said]:
    kept = await kept_child(session, case.child_id)
    child = await for_system(session, kept, ChildReason.BOARD)
    return {} if child.wrapped_key is None else await record_of(session, child)


async def private_of(session: AsyncSession, case: Case, public: Collection[str] = ()) -> Private:
    """What of the child of a case no text of a board may hold; `public` are places it may name.

    All that was ever said counts, also of records merged with it, of the people around it, and
    the names of the children beside it.
    """
    kept = await kept_child(session, case.child_id)
    names: set[str] = set()
    numbers = {row["number"] for row in await fetch(session, _NUMBERS, case.id)}
    places = {row["place"] for row in await fetch(session, _PLACES, case.id)}
    places |= {case.place} if case.place else set()
    births: set[tuple[int, int, int]] = set()
    addresses: set[str] = set()
    marks: set[str] = set()
    for row in await fetch(session, _MERGED, kept):
        for said in await _all_said(session, row["id"]):
            names |= _texts(said, NAMED)
            numbers |= _texts(said, NUMBERED)
            places |= _texts(said, ("home_place",))
            addresses |= _texts(said, ("address",))
            marks |= _texts(said, ("marks",))
            births |= _days(said)
        for person in await people_said(session, [row["id"]]):
            names |= {person[part] for part in NAMED[:3] if person.get(part)}
            numbers |= {person["phone"]} if person.get("phone") else set()
            addresses |= {person["address"]} if person.get("address") else set()
    for row in await fetch(session, _OTHERS, kept, case.id):
        for said in await _all_said(session, row["id"]):
            names |= _texts(said, NAMED[:3])
    return Private(
        frozenset(names),
        _place_names(places, public) | _of_addresses(addresses, public),
        frozenset(numbers),
        frozenset(births),
        frozenset(part for mark in marks for part in phrases(mark) if " " in part),
    )


async def _all_said(session: AsyncSession, child_id: UUID) -> list[Said]:
    """All that was ever said of one record, and typed of it during the call; none once erased."""
    child = await for_system(session, child_id, ChildReason.BOARD)
    if child.wrapped_key is None:
        return []
    counts = await record_of(session, child)
    return [*await history_of(session, child), *counts.values()]


def _texts(said: Said, fields: Collection[str]) -> set[str]:
    return {str(said.value)} if said.field in fields and said.value else set()


def _days(said: Said) -> set[tuple[int, int, int]]:
    """The day of birth where it is known to the day."""
    told_on = said.value.get("date", "") if isinstance(said.value, Mapping) else ""
    if said.field != "birth" or len(told_on) != WHOLE:
        return set()
    year, month, day = (int(part) for part in told_on.split("-"))
    return {(year, month, day)}


def _place_names(places: Collection[str], public: Collection[str]) -> frozenset[str]:
    """Names of these places and of all they lie in below the district, which are no district's."""
    known = gazetteer()
    around = {code for place in places if known.get(place) for code in known.containers(place)}
    narrow = {code for code in around if _kind(code) not in WIDER} - set(public)
    wide = {name for code in around - narrow for name in _names_of(code)}
    return frozenset(name for code in narrow for name in _names_of(code) if name not in wide)


def _of_addresses(addresses: Iterable[str], public: Collection[str]) -> frozenset[str]:
    """What addresses tell beside the names of places that everybody may be told."""
    open_ = _wide_names() | {normalise(name) for code in public for name in _names_of(code)}
    return frozenset(part for text in addresses for part in phrases(text) if part not in open_)


@cache
def _wide_names() -> frozenset[str]:
    wide = (place for place in gazetteer() if place.kind in WIDER)
    return frozenset(
        normalise(name) for place in wide for name in (place.name_en, place.name_bn) if name
    )


def _kind(code: str) -> str:
    place = gazetteer().get(code)
    return place.kind if place else ""


def _names_of(code: str) -> set[str]:
    place = gazetteer().get(code)
    return {name for name in (place.name_en, place.name_bn) if name} if place else set()


COUNTED_SQL: Final = """
SELECT count(*) AS open, count(*) FILTER (WHERE risk = 'high') AS high,
    count(*) FILTER (WHERE risk IS NULL) AS unrated, count(*) FILTER (WHERE late_level > 0) AS late
FROM case_file WHERE state = 'open' AND within @> ARRAY[$1::text]
"""


async def counted_in(session: AsyncSession, place: str) -> Row:
    """How many open cases an area has: in all, at high risk, not rated, late. No child in it."""
    (row,) = await fetch(session, COUNTED_SQL, place)
    return {name: row[name] for name in ("open", "high", "unrated", "late")}
