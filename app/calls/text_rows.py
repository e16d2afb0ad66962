"""Rows of texts that came in, as screens get them: for the list, and for who opened the ticket."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.queries import mask
from app.calls.texts import BODY_PLACE, NUMBER_PLACE
from app.cases.access import SystemReason, keys_for
from app.cases.queries import iso, numbers_of, open_ones
from app.core import security
from app.core.db import fetch

Row = dict[str, Any]

_ROWS = """
SELECT text_in.id, text_in.incident_id, number_sealed, number_kind, body_sealed, media, came_at,
    taken_at, taken_by, text_in.version, display_bn, display_en,
    coalesce(first_incident_id, text_in.incident_id) AS came_with
FROM text_in LEFT JOIN staff ON staff.id = taken_by
"""
_ORDER = "ORDER BY came_at, text_in.id"
_WAITING = f"{_ROWS} WHERE taken_at IS NULL {_ORDER}"
_NAMED = f"{_ROWS} WHERE taken_at IS NULL AND text_in.id = ANY($1)"
_OF_INCIDENT = f"{_ROWS} WHERE text_in.incident_id = $1 {_ORDER}"
_ANY = f"{_ROWS} WHERE text_in.id = ANY($1)"
_IDS = "SELECT incident_id, id FROM text_in WHERE incident_id = ANY($1)"


async def waiting_texts(
    session: AsyncSession, ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """Texts nobody has taken, of open tickets, by id, the first one first; no words, no number."""
    found = await (fetch(session, _WAITING) if ids is None else fetch(session, _NAMED, list(ids)))
    still = await open_ones(session, {row["incident_id"] for row in found})
    return await _list_rows(session, [row for row in found if row["incident_id"] in still])


async def text_row(session: AsyncSession, text_id: UUID) -> Row:
    """One text as the list has it, also when it is taken."""
    return (await _list_rows(session, await fetch(session, _ANY, [text_id])))[text_id]


async def texts_of_incident(
    session: AsyncSession, incident_id: UUID, *, full_number: bool
) -> dict[UUID, Row]:
    """What was written to us in an incident that was opened by one of the doors: the words, too."""
    found = await fetch(session, _OF_INCIDENT, incident_id)
    keys = await _keys(session, found)
    return {
        row["id"]: {**_row(row, keys, full_number=full_number), "body": _body(row, keys)}
        for row in found
    }


async def texts_by_incident(
    session: AsyncSession, incident_ids: Collection[UUID]
) -> list[tuple[UUID, UUID]]:
    """Incident and text, for every text of these incidents."""
    return [tuple(row) for row in await fetch(session, _IDS, list(incident_ids))]


async def _list_rows(
    session: AsyncSession, found: Collection[Mapping[str, Any]]
) -> dict[UUID, Row]:
    if not found:
        return {}
    keys = await _keys(session, found)
    tickets = await numbers_of(session, {row["incident_id"] for row in found})
    return {
        row["id"]: {
            **_row(row, keys, full_number=False),
            "number": tickets[row["incident_id"]][0],
        }
        for row in found
    }


async def _keys(session: AsyncSession, found: Iterable[Mapping[str, Any]]) -> dict[UUID, bytes]:
    tickets = {row["came_with"] for row in found}
    return await keys_for(session, tickets, SystemReason.SCREEN) if tickets else {}


def _row(row: Mapping[str, Any], keys: Mapping[UUID, bytes], *, full_number: bool) -> Row:
    number = _opened(row, keys, "number_sealed", NUMBER_PLACE)
    taken = row["display_en"] is not None
    return {
        "id": str(row["id"]),
        "incident_id": str(row["incident_id"]),
        "caller_number": number if full_number or number is None else mask(number),
        "number_kind": row["number_kind"],
        "media": row["media"],
        "came_at": iso(row["came_at"]),
        "taken_at": iso(row["taken_at"]),
        "taken_by": {"bn": row["display_bn"], "en": row["display_en"]} if taken else None,
        "version": row["version"],
    }


def _body(row: Mapping[str, Any], keys: Mapping[UUID, bytes]) -> str | None:
    return _opened(row, keys, "body_sealed", BODY_PLACE)


def _opened(
    row: Mapping[str, Any], keys: Mapping[UUID, bytes], column: str, place: str
) -> str | None:
    if row[column] is None or row["came_with"] not in keys:
        return None
    return security.unseal(keys[row["came_with"]], row[column], f"{place}{row['id']}")
