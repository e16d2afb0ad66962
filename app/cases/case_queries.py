"""Rows of cases as screens get them; whoever calls has come through a door of case_access.py."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.case_facts import facts_of
from app.cases.case_models import Case
from app.cases.case_steps import current, steps
from app.cases.case_timeline import WHOLE_COUNTRY
from app.cases.queries import iso
from app.core import clock
from app.core.db import fetch
from app.core.rows import columns_of
from app.directory.queries import place_row
from app.staff.queries import display_names

Row = dict[str, Any]
MOST: Final = 200

_NAMED = f"SELECT {columns_of(Case)} FROM case_file WHERE id = ANY($1)"
_DUES = """
SELECT id, case_id, due, base_at, due_at, told_level, ended_at, ending, episode FROM case_due
WHERE case_id = ANY($1) AND ended_at IS NULL ORDER BY due_at, due
"""
_INCIDENTS = """
SELECT case_id, incident_id, incident.number, channel, opened_at
FROM case_incident JOIN incident ON incident.id = incident_id
WHERE case_id = ANY($1) ORDER BY opened_at, incident.number
"""
_KIN = """
SELECT one.id AS of, other.id, other.number, kind
FROM case_kin JOIN case_file AS one ON one.id IN (case_id, other_id)
JOIN case_file AS other ON other.id IN (case_id, other_id) AND other.id <> one.id
WHERE one.id = ANY($1)
UNION ALL
SELECT one.id, other.id, other.number, 'same_child'
FROM case_file AS one JOIN child AS its ON its.id = one.child_id
JOIN LATERAL (
    SELECT id FROM child WHERE id = coalesce(its.merged_into, its.id)
    UNION ALL SELECT id FROM child WHERE merged_into = coalesce(its.merged_into, its.id)
) AS record ON true
JOIN case_file AS other ON other.child_id = record.id AND other.id <> one.id
WHERE one.id = ANY($1) AND one.state = 'open' AND other.state = 'open'
ORDER BY 3
"""
"""Said by somebody; and of records that were merged while each had an open case."""
_ASKED = """
SELECT id, case_id, to_id, asked_at, asked_by FROM case_assignment
WHERE case_id = ANY($1) AND state = 'asked'
"""


async def case_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """Cases by id: state, step, risk, who, where, what is due; nothing that was written."""
    found = await fetch(session, _NAMED, list(ids)) if ids else []
    return await _rows(session, found)


async def _rows(session: AsyncSession, found: Collection[Mapping[str, Any]]) -> dict[UUID, Row]:
    ids = [one["id"] for one in found]
    if not ids:
        return {}
    facts = await facts_of(session, ids)
    dues = _by(await fetch(session, _DUES, ids), "case_id")
    incidents = _by(await fetch(session, _INCIDENTS, ids), "case_id")
    kin = _by(await fetch(session, _KIN, ids), "of")
    asked = {row["case_id"]: row for row in await fetch(session, _ASKED, ids)}
    people = {one[who] for one in found for who in ("owner_id", "supervisor_id") if one[who]}
    people |= {row[who] for row in asked.values() for who in ("to_id", "asked_by")}
    names = await display_names(session, people)
    rows = {}
    for one in found:
        id_ = one["id"]
        standings = steps(facts[id_])
        open_dues = [due_row(row) for row in dues[id_]]
        rows[id_] = {
            **_case_row(one, names),
            "step": current(standings).value,
            "steps": {step.value: standing.value for step, standing in standings.items()},
            "dues": open_dues,
            "next_due": open_dues[0] if open_dues else None,
            "incidents": [_incident_row(row) for row in incidents[id_]],
            "kin": [_kin_row(row) for row in kin[id_]],
            "assignment": _assignment_row(asked.get(id_), names),
        }
    return rows


def _by(rows: Iterable[Mapping[str, Any]], key: str) -> dict[UUID, list[Mapping[str, Any]]]:
    found: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def _case_row(one: Mapping[str, Any], names: Mapping[UUID, Row]) -> Row:
    return {
        "id": str(one["id"]),
        "number": one["number"],
        "state": one["state"],
        "child_id": str(one["child_id"]),
        "episode": one["episode"],
        "risk": one["risk"],
        "place": place_row(one["place"]),
        "team": one["team"],
        "owner": person(one["owner_id"], names),
        "supervisor": person(one["supervisor_id"], names),
        "late_level": one["late_level"],
        "opened_at": iso(one["opened_at"]),
        "closed_at": iso(one["closed_at"]),
        "version": one["version"],
    }


def person(id_: UUID | None, names: Mapping[UUID, Row]) -> Row | None:
    """Somebody by id and name."""
    return None if id_ is None else {"id": str(id_), "name": names.get(id_)}


def due_row(row: Mapping[str, Any]) -> Row:
    """Something that is due."""
    return {
        "id": str(row["id"]),
        "due": row["due"],
        "base_at": iso(row["base_at"]),
        "due_at": iso(row["due_at"]),
        "told_level": row["told_level"],
    }


def _incident_row(row: Mapping[str, Any]) -> Row:
    return {
        "id": str(row["incident_id"]),
        "number": row["number"],
        "channel": row["channel"],
        "opened_at": iso(row["opened_at"]),
    }


def _kin_row(row: Mapping[str, Any]) -> Row:
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "relation": row["kind"],
    }


def _assignment_row(row: Mapping[str, Any] | None, names: Mapping[UUID, Row]) -> Row | None:
    if row is None:
        return None
    return {
        "id": str(row["id"]),
        "to": person(row["to_id"], names),
        "asked_by": person(row["asked_by"], names),
        "asked_at": iso(row["asked_at"]),
    }


_MINE = """
(owner_id = $1 OR supervisor_id = $1 OR EXISTS (SELECT FROM case_assignment
    WHERE case_id = case_file.id AND to_id = $1 AND case_assignment.state = 'asked'))
"""
_OVERSEEN = """
(EXISTS (SELECT FROM case_area
    WHERE staff_id = $1 AND ended_at IS NULL AND place = ANY(within))
 OR $2 AND NOT EXISTS (SELECT FROM case_area WHERE staff_id = $1 AND ended_at IS NULL))
"""
_LATE = """EXISTS (SELECT FROM case_due
    WHERE case_id = case_file.id AND ended_at IS NULL AND due_at <= $4)"""
_LIST = f"""
SELECT {columns_of(Case)} FROM case_file
WHERE ({_MINE} OR $3 AND {_OVERSEEN})
  AND ($5::text IS NULL OR state = $5)
  AND ($6::text IS NULL OR coalesce(risk, 'unknown') = $6)
  AND (NOT $7 OR state = 'open' AND {_LATE}) AND ($8::text IS NULL OR $8 = ANY(within))
  AND ($9::text IS NULL OR number = $9) AND ($10::uuid IS NULL OR owner_id = $10)
ORDER BY state = 'closed', (SELECT min(due_at) FROM case_due
    WHERE case_id = case_file.id AND ended_at IS NULL) NULLS LAST, opened_at DESC
LIMIT {MOST}
"""


async def list_cases(
    session: AsyncSession,
    staff_id: UUID,
    role: str,
    *,
    overseen: bool,
    state: str | None = None,
    risk: str | None = None,
    late: bool = False,
    place: str | None = None,
    number: str | None = None,
    owner: UUID | None = None,
) -> list[Row]:
    """One's own cases, and with `overseen` those of one's area: what is due first comes first."""
    found = await fetch(
        session,
        _LIST,
        staff_id,
        role == WHOLE_COUNTRY,
        overseen,
        clock.now(),
        state,
        risk,
        late,
        place,
        number,
        owner,
    )
    return list((await _rows(session, found)).values())


_WATCHED = f"""
SELECT {columns_of(Case)} FROM case_file WHERE state = 'open'
  AND ($3::uuid[] IS NULL OR id = ANY($3))
  AND ({_MINE} OR late_level > 1 AND $4 AND {_OVERSEEN})
"""


async def watched_rows(
    session: AsyncSession, staff_id: UUID, role: str, ids: Collection[UUID] | None, sees_late: bool
) -> dict[UUID, Row]:
    """Open cases of one's own; for whoever oversees, also those late beyond the worker."""
    wanted = None if ids is None else list(ids)
    found = await fetch(session, _WATCHED, staff_id, role == WHOLE_COUNTRY, wanted, sees_late)
    return await _rows(session, found)
