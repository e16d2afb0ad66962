"""Rows of outreach events; it changes nothing."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import security
from app.core.db import fetch
from app.directory.queries import place_row
from app.programmes.outreach.states import OutreachState, reached, uncounted

Row = dict[str, Any]
MOST: Final = 500
MOST_RAISING: Final = 2000

_EVENTS: Final = """
SELECT event.*, organisation.code, organisation.name_bn AS of_bn, organisation.name_en AS of_en,
    (SELECT jsonb_object_agg(who, people) FROM outreach_count WHERE event_id = event.id) AS counts
FROM outreach_event AS event LEFT JOIN organisation ON organisation.id = organisation_id
WHERE ($1::uuid[] IS NULL OR event.id = ANY($1))
    AND ($2::timestamptz IS NULL OR ends_at > $2) AND ($3::timestamptz IS NULL OR starts_at < $3)
    AND ($4::text[] IS NULL OR place = ANY($4) OR $7 AND place IS NULL)
    AND ($5::text[] IS NULL OR state = ANY($5))
ORDER BY starts_at DESC, event.id LIMIT $6
"""

_OF_HOUSE: Final = """
SELECT event.id FROM outreach_event AS event JOIN staff ON staff.id = event.made_by
WHERE event.id = ANY($1) AND (staff.id = $2 OR staff.centre_id = $3)
"""


async def event_rows(
    session: AsyncSession,
    *,
    ids: Collection[UUID] | None = None,
    after: datetime | None = None,
    before: datetime | None = None,
    places: Collection[str] | None = None,
    country: bool = False,
    states: Collection[str] | None = None,
    most: int = MOST,
) -> list[Row]:
    """Events that last within a span, in some places, the latest `most` of them, earliest first.

    `country`: those of the whole country as well. `reached` is the sum of those counted, 0 where
    nobody came, null where nobody was counted or it was not held; `uncounted` says who else came.
    """
    found = await fetch(
        session,
        _EVENTS,
        None if ids is None else list(ids),
        after,
        before,
        None if places is None else list(places),
        None if states is None else list(states),
        most,
        country,
    )
    return [_row(row) for row in reversed(found)]


async def raising_rows(
    session: AsyncSession, after: datetime, before: datetime, places: Collection[str] | None
) -> list[Row]:
    """Events that may bring calls within a span: in these places and of the whole country."""
    return await event_rows(
        session,
        after=after,
        before=before,
        places=places,
        country=True,
        states=("planned", "held"),
        most=MOST_RAISING,
    )


async def of_house(
    session: AsyncSession, ids: Collection[UUID], staff_id: UUID, centre_id: UUID | None
) -> set[UUID]:
    """Which of these events this person wrote down, or somebody else of the same centre."""
    found = await fetch(session, _OF_HOUSE, list(ids), staff_id, centre_id)
    return {row["id"] for row in found}


def _row(row: Any) -> Row:
    counts = row["counts"] or {}
    return {
        "id": str(row["id"]),
        "kind": row["kind"],
        "state": row["state"],
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
        "place": place_row(row["place"]),
        "audience": list(row["audience"]),
        "organisation": {"bn": row["of_bn"], "en": row["of_en"]} if row["code"] else None,
        "starts_at": row["starts_at"].isoformat(),
        "ends_at": row["ends_at"].isoformat(),
        "reason": row["reason"],
        "note": _opened(row["note"]),
        "expected": row["expected"],
        "counts": [{"who": who, "people": people} for who, people in sorted(counts.items())],
        "reached": reached(counts) if row["state"] == OutreachState.HELD else None,
        "uncounted": uncounted(counts),
        "version": row["version"],
    }


def _opened(sealed: bytes | None) -> str | None:
    if sealed is None:
        return None
    return security.vault().unseal_with_master(bytes(sealed), b"outreach_event.note").decode()


async def coming_rows(session: AsyncSession, ids: Collection[UUID] | None = None) -> dict[str, Row]:
    """Events that are planned, by id, without the note."""
    rows = await event_rows(session, ids=ids, states=("planned",))
    return {row["id"]: {name: row[name] for name in row if name != "note"} for row in rows}
