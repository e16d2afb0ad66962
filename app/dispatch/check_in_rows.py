"""Signs of life and calls for help as screens get them; who may see them was checked before.

What a worker gets is made from the moments of the timer alone, whatever PIN was said.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.queries import brief_rows
from app.core.db import fetch
from app.directory.queries import place_row, responder_names

Row = dict[str, Any]

_RUNNING: Final = """
SELECT dispatch.id, check_in.due_at, every_seconds, usual_seconds, last_at, asked_at,
    check_in.reminded_at, check_in.late_at, late_why
FROM dispatch JOIN step ON step.dispatch_id = dispatch.id AND step.no = dispatch.accepted_step
JOIN check_in ON check_in.step_id = step.id
WHERE dispatch.id = ANY($1) AND check_in.due_at IS NOT NULL
"""


async def check_ins_of(session: AsyncSession, dispatch_ids: Collection[UUID]) -> dict[UUID, Row]:
    """The running timers by dispatch, as the table holds them."""
    found = await fetch(session, _RUNNING, list(dispatch_ids)) if dispatch_ids else ()
    return {row["id"]: dict(row) for row in found}


def check_in_row(found: Mapping[str, Any] | None) -> Row | None:
    """A timer as the call centre sees it."""
    if found is None:
        return None
    moments = ("due_at", "last_at", "asked_at", "reminded_at", "late_at")
    told = {name: _iso(found[name]) for name in moments}
    return {**told, "every_seconds": found["every_seconds"], "late_why": found["late_why"]}


def own_check_in(found: Mapping[str, Any] | None) -> Row | None:
    """The same as the worker sees it."""
    if found is None:
        return None
    return {
        "due_at": _iso(found["due_at"]),
        "every_seconds": found["every_seconds"],
        "usual_seconds": found["usual_seconds"],
        "late": found["late_at"] is not None,
    }


_DURESS: Final = """
SELECT duress.id, dispatch.incident_id, dispatch.id AS dispatch_id, dispatch.task_no,
    dispatch.urgency, dispatch.state, dispatch.place, step.worker_id, duress.lat, duress.lon,
    duress.location_basis, point_at, said_at, raised_at, times, staff.display_bn, staff.display_en,
    taken_at, duress.version
FROM duress JOIN check_in ON check_in.id = check_in_id JOIN step ON step.id = step_id
JOIN dispatch ON dispatch.id = step.dispatch_id LEFT JOIN staff ON staff.id = taken_by
WHERE closed_at IS NULL AND ($1::uuid[] IS NULL OR duress.id = ANY($1)) ORDER BY raised_at
"""


async def duress_rows(
    session: AsyncSession, ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """Open calls for help by id, oldest first; `ids` narrows them."""
    found = await fetch(session, _DURESS, None if ids is None else list(ids))
    names = await responder_names(session, {row["worker_id"] for row in found})
    tickets = await brief_rows(session, {row["incident_id"] for row in found})
    return {
        row["id"]: {
            "id": str(row["id"]),
            "incident_id": str(row["incident_id"]),
            "number": tickets[row["incident_id"]]["number"],
            "dispatch_id": str(row["dispatch_id"]),
            "task_no": row["task_no"],
            "urgency": row["urgency"],
            "state": row["state"],
            "worker": names[row["worker_id"]],
            "place": place_row(row["place"]),
            "point": _point(row),
            "said_at": _iso(row["said_at"]),
            "raised_at": _iso(row["raised_at"]),
            "times": row["times"],
            "taken_by": _name(row),
            "taken_at": _iso(row["taken_at"]),
            "version": row["version"],
        }
        for row in found
    }


def _point(row: Mapping[str, Any]) -> Row | None:
    if row["lat"] is None or row["lon"] is None:
        return None
    return {
        "lat": row["lat"],
        "lon": row["lon"],
        "basis": row["location_basis"],
        "at": _iso(row["point_at"]),
    }


def _name(row: Mapping[str, Any]) -> Row | None:
    if row["display_en"] is None:
        return None
    return {"bn": row["display_bn"], "en": row["display_en"]}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
