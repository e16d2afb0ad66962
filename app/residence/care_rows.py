"""Rows of care without a word about a child: what is due, what waits, the register."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import OUTLINES
from app.core.db import fetch
from app.directory.queries import responder_names
from app.residence.meals import day_bounds
from app.residence.queries import beds_of
from app.staff.queries import display_names

Row = dict[str, Any]
Found = Mapping[str, Any]

DUES: Final = """
SELECT stay_id, due, due_at, told_level FROM stay_due
WHERE stay_id = ANY($1) AND ended_at IS NULL ORDER BY due_at, due
"""
_CARE: Final = """
SELECT stay.id,
    (SELECT jsonb_build_object('id', id, 'months', months, 'reason', reason, 'asked_at', asked_at)
        FROM stay_extension WHERE stay_id = stay.id AND state = 'asked') AS extension,
    (SELECT coalesce(jsonb_agg(kind ORDER BY kind), '[]') FROM track
        WHERE stay_id = stay.id AND ended_on IS NULL) AS tracks,
    (SELECT count(*) FROM care_incident WHERE stay_id = stay.id AND closed_at IS NULL) AS incidents,
    EXISTS (SELECT FROM form_answer JOIN form_version ON form_version.id = form_version_id
        JOIN form ON form.id = form_id
        WHERE subject_kind = 'stay' AND subject_id = stay.id AND purpose = 'admission'
        AND form_answer.state <> 'draft') AS checked
FROM stay WHERE stay.id = ANY($1)
"""


async def care_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """What a list of stays shows beside each, by stay: dues, a request, what it learns.

    Nothing of it changes by the hour alone: an event tells of each change.
    """
    if not ids:
        return {}
    dues = dues_of(await fetch(session, DUES, list(ids)))
    return {
        row["id"]: {
            "dues": dues.get(row["id"], []),
            "extension": row["extension"],
            "tracks": row["tracks"],
            "open_incidents": row["incidents"],
            "health_checked": row["checked"],
        }
        for row in await fetch(session, _CARE, list(ids))
    }


def dues_of(found: Iterable[Found]) -> dict[UUID, list[Row]]:
    """What is due, by stay, the first first; `level`: how many of three have been told."""
    rows: dict[UUID, list[Row]] = defaultdict(list)
    for row in found:
        rows[row["stay_id"]].append(
            {"due": row["due"], "due_at": row["due_at"].isoformat(), "level": row["told_level"]}
        )
    return rows


_GRAVE: Final = """
SELECT care_incident.id, stay.centre_id, stay_id, what, happened_at, noted_at
FROM care_incident JOIN stay ON stay.id = stay_id
WHERE severity = 'grave' AND seen_at IS NULL AND stay.centre_id = ANY($1) ORDER BY noted_at
"""
_LATE: Final = """
SELECT stay.centre_id, count(*) AS late FROM stay_due JOIN stay ON stay.id = stay_id
WHERE ended_at IS NULL AND told_level >= 2 AND stay.centre_id = ANY($1) GROUP BY stay.centre_id
"""
_ASKED: Final = """
SELECT stay.centre_id, count(*) AS asked FROM stay_extension JOIN stay ON stay.id = stay_id
WHERE state = 'asked' AND stay.centre_id = ANY($1) GROUP BY stay.centre_id
"""


async def watched_rows(session: AsyncSession, centre_ids: Collection[UUID]) -> dict[UUID, Row]:
    """What supervisors are to look at, by centre: unseen grave incidents, late dues, requests."""
    ids = list(centre_ids)
    grave: dict[UUID, list[Row]] = defaultdict(list)
    for row in await fetch(session, _GRAVE, ids):
        grave[row["centre_id"]].append(
            {
                "id": str(row["id"]),
                "stay_id": str(row["stay_id"]),
                "what": row["what"],
                "happened_at": row["happened_at"].isoformat(),
            }
        )
    late = {row["centre_id"]: row["late"] for row in await fetch(session, _LATE, ids)}
    asked = {row["centre_id"]: row["asked"] for row in await fetch(session, _ASKED, ids)}
    return {
        id_: {"grave": grave[id_], "late": late.get(id_, 0), "asked": asked.get(id_, 0)}
        for id_ in ids
    }


_WAITING: Final = f"""
SELECT stay_extension.id, stay_id, stay.centre_id, number, months, reason, asked_at, asked_by,
    arrived_at, ends_at
FROM stay_extension JOIN stay ON stay.id = stay_id
JOIN {OUTLINES} AS ticket ON ticket.id = stay.incident_id
WHERE state = 'asked' ORDER BY asked_at
"""


async def waiting_extensions(session: AsyncSession) -> list[Row]:
    """Requests for a longer stay that wait for a supervisor, the first one first."""
    found = await fetch(session, _WAITING)
    names = await responder_names(session, {row["centre_id"] for row in found})
    people = await display_names(session, {row["asked_by"] for row in found})
    return [
        {
            "id": str(row["id"]),
            "stay_id": str(row["stay_id"]),
            "number": row["number"],
            "centre": names[row["centre_id"]],
            "months": row["months"],
            "reason": row["reason"],
            "asked_at": row["asked_at"].isoformat(),
            "asked_by": people.get(row["asked_by"]),
            "arrived_at": row["arrived_at"].isoformat(),
            "ends_at": row["ends_at"].isoformat(),
        }
        for row in found
    ]


_REGISTER: Final = f"""
SELECT stay.id, number, came_by, over_reason, arrived_at, ends_at, left_at, left_reason
FROM stay JOIN {OUTLINES} AS ticket ON ticket.id = incident_id
WHERE stay.centre_id = $1 AND arrived_at < $3 AND (left_at IS NULL OR left_at >= $2)
ORDER BY arrived_at, stay.id
"""


async def register_of(session: AsyncSession, centre_id: UUID, first: date, last: date) -> Row:
    """Who was resident in a centre on any of these days, by ticket, and its seats now."""
    begins, ends = day_bounds(first)[0], day_bounds(last)[1]
    found = await fetch(session, _REGISTER, centre_id, begins, ends)
    beds = (await beds_of(session, [centre_id]))[centre_id]
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "seats": beds.seats,
        "residents": beds.stays,
        "items": [
            {
                "id": str(row["id"]),
                "number": row["number"],
                "came_by": row["came_by"],
                "over_reason": row["over_reason"],
                "arrived_at": row["arrived_at"].isoformat(),
                "ends_at": row["ends_at"].isoformat(),
                "left_at": _iso(row["left_at"]),
                "left_reason": row["left_reason"],
            }
            for row in found
        ],
    }


_IMPROVEMENTS: Final = """
SELECT * FROM improvement WHERE centre_id = $1
ORDER BY state <> 'open', CASE WHEN state <> 'open' THEN ended_at END DESC, due_on, added_at, id
LIMIT 300
"""


async def improvement_rows(session: AsyncSession, centre_id: UUID) -> list[Row]:
    """What a centre is to improve, the first due first, and what was done of late."""
    found = await fetch(session, _IMPROVEMENTS, centre_id)
    people = {row[by] for row in found for by in ("owner_id", "added_by", "ended_by")} - {None}
    names = await display_names(session, people)
    return [_improvement(row, names) for row in found]


def _improvement(row: Found, names: Mapping[UUID, Any]) -> Row:
    return {
        "id": str(row["id"]),
        "answer_id": str(row["answer_id"]) if row["answer_id"] else None,
        "what": row["what"],
        "owner": names.get(row["owner_id"]),
        "due_on": row["due_on"].isoformat(),
        "state": row["state"],
        "level": row["told_level"],
        "added_at": _iso(row["added_at"]),
        "by": names.get(row["added_by"]),
        "ended_at": _iso(row["ended_at"]),
        "ended_by": names.get(row["ended_by"]),
        "how": row["how"],
        "version": row["version"],
    }


_OWNERS: Final = """
SELECT id FROM staff WHERE active AND (centre_id = $1 OR role IN ('supervisor', 'administrator'))
ORDER BY centre_id IS NULL, display_en
"""


async def owners_for(session: AsyncSession, centre_id: UUID) -> list[Row]:
    """Who can see to an improvement: the centre's own people first, then those who oversee it."""
    ids = [row["id"] for row in await fetch(session, _OWNERS, centre_id)]
    names = await display_names(session, ids)
    return [{"id": str(id_), "name": names[id_]} for id_ in ids]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
