"""Unmet requests as screens get them; who may see them was checked before."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import CLOCKS
from app.core.db import fetch
from app.directory.queries import place_row
from app.dispatch.agencies import Agency, urgency_for

Row = dict[str, Any]

_OPEN: Final = f"""
SELECT unmet.*, number, coalesce(seen.urgency, 'P1') AS urgency, place, display_bn, display_en
FROM unmet JOIN {CLOCKS} AS seen ON seen.id = incident_id LEFT JOIN staff ON staff.id = in_charge
WHERE ended_at IS NULL AND ($1::uuid[] IS NULL OR unmet.id = ANY($1))
    AND ($2::uuid IS NULL OR incident_id = $2)
ORDER BY wished_at, unmet.id
"""
_OF = "SELECT id, incident_id FROM unmet WHERE ended_at IS NULL AND incident_id = ANY($1)"


async def unmet_rows(
    session: AsyncSession, ids: Collection[UUID] | None = None, incident_id: UUID | None = None
) -> dict[UUID, Row]:
    """Those that are not over by id, oldest first; `ids` and `incident_id` narrow them."""
    found = await fetch(session, _OPEN, None if ids is None else list(ids), incident_id)
    return {row["id"]: _row(row) for row in found}


async def unmet_of(session: AsyncSession, incident_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The ids of those that are not over, by incident."""
    known: dict[UUID, list[UUID]] = {}
    for row in await fetch(session, _OF, list(incident_ids)) if incident_ids else ():
        known.setdefault(row["incident_id"], []).append(row["id"])
    return known


def _row(row: Mapping[str, Any]) -> Row:
    agency, urgency = row["agency"], row["urgency"]
    name = {"bn": row["display_bn"], "en": row["display_en"]}
    return {
        "id": str(row["id"]),
        "incident_id": str(row["incident_id"]),
        "number": row["number"],
        "urgency": urgency_for(Agency(agency), urgency) if agency else urgency,
        "place": place_row(row["place"]),
        "agency": agency,
        "reasons": row["reasons"],
        "wished_at": _iso(row["wished_at"]),
        "told_at": _iso(row["told_at"]),
        "times": row["times"],
        "people": row["people"],
        "due_at": _iso(row["due_at"]),
        "asks_by_itself": row["look_at"] is not None,
        "in_charge": name if row["in_charge"] else None,
        "in_charge_at": _iso(row["in_charge_at"]),
        "version": row["version"],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
