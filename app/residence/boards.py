"""The bed board of a centre and its children's stays as screens get them; it names no child."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import OUTLINES
from app.core.db import fetch
from app.residence.beds import Beds
from app.residence.care_rows import care_rows, watched_rows
from app.residence.models import THERE
from app.residence.queries import beds_of
from app.residence.street_states import NO_NIGHTS

Row = dict[str, Any]
Found = Mapping[str, Any]

_IN_USE = """
SELECT centre_id FROM house
UNION SELECT centre_id FROM stay WHERE left_at IS NULL
UNION SELECT centre_id FROM bed_hold WHERE state = 'held'
UNION SELECT centre_id FROM occupancy_override WHERE ended_at IS NULL
UNION SELECT centre_id FROM care_incident JOIN stay ON stay.id = stay_id
    WHERE severity = 'grave' AND seen_at IS NULL
"""
_BOARDS = """
SELECT centre.id, name_bn, name_en, coalesce(version, 0) AS version, extra, reason, until, made_by,
    maker.display_bn AS maker_bn, maker.display_en AS maker_en,
    night, children, rows, counted_at, teller.display_bn AS teller_bn,
    teller.display_en AS teller_en,
    (SELECT count(*) FROM stay WHERE centre_id = centre.id AND left_at IS NULL
        AND bed_id IS NULL) AS without_bed
FROM centre LEFT JOIN bed_board ON bed_board.centre_id = centre.id
LEFT JOIN occupancy_override AS more ON more.centre_id = centre.id AND more.ended_at IS NULL
LEFT JOIN staff AS maker ON maker.id = made_by
LEFT JOIN LATERAL (SELECT * FROM night_count WHERE centre_id = centre.id
    ORDER BY counted_at DESC LIMIT 1) AS counted ON true
LEFT JOIN staff AS teller ON teller.id = counted_by
WHERE centre.id = ANY($1) ORDER BY name_en
"""
_BEDS = f"""
SELECT house.id AS house_id, house.centre_id, name_bn, name_en, takes, age_from, age_to,
    bed.id, label, out_at, out_reason, stay.id AS stay_id, arrived_at, bed_hold.ref, until
FROM house LEFT JOIN bed ON bed.house_id = house.id AND {THERE}
LEFT JOIN stay ON stay.bed_id = bed.id AND left_at IS NULL
LEFT JOIN bed_hold ON bed_hold.bed_id = bed.id AND state = 'held'
WHERE house.centre_id = ANY($1) ORDER BY name_en, house.id, length(label), label
"""


async def board_rows(
    session: AsyncSession, centre_ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """The bed boards of these centres, else of all where a child is, is expected or may be."""
    if centre_ids is None:
        centre_ids = {id_ for (id_,) in await fetch(session, _IN_USE)}
    ids = list(centre_ids)
    found = await fetch(session, _BOARDS, ids) if ids else []
    if not found:
        return {}
    beds, houses = await beds_of(session, ids), await _houses(session, ids)
    watched = await watched_rows(session, ids)
    return {
        row["id"]: {**_board(row, beds[row["id"]], houses[row["id"]]), **watched[row["id"]]}
        for row in found
    }


def _board(row: Found, beds: Beds, houses: list[Row]) -> Row:
    return {
        "id": str(row["id"]),
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
        "takes": beds.gender,
        "seats": beds.seats,
        "extra": beds.extra,
        "held": beds.held,
        "stays": beds.stays,
        "free": beds.free,
        "over": beds.over,
        "without_bed": row["without_bed"],
        "houses": houses,
        "more": _more(row),
        "night": _night(row),
        "version": row["version"],
    }


def _more(row: Found) -> Row | None:
    if row["extra"] is None:
        return None
    return {
        "extra": row["extra"],
        "reason": row["reason"],
        "until": row["until"].isoformat(),
        "by": {"bn": row["maker_bn"], "en": row["maker_en"]},
    }


def _night(row: Found) -> Row | None:
    if row["night"] is None:
        return None
    return {
        "night": row["night"].isoformat(),
        "children": row["children"],
        "rows": row["rows"],
        "counted_at": row["counted_at"].isoformat(),
        "by": {"bn": row["teller_bn"], "en": row["teller_en"]},
    }


async def _houses(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[Row]]:
    houses: dict[UUID, dict[UUID, Row]] = defaultdict(dict)
    for row in await fetch(session, _BEDS, list(ids)):
        house = houses[row["centre_id"]].setdefault(row["house_id"], _house(row))
        if row["id"] is not None:
            house["beds"].append(_bed(row))
    return defaultdict(list, {id_: list(known.values()) for id_, known in houses.items()})


def _house(row: Found) -> Row:
    return {
        "id": str(row["house_id"]),
        "name": {"bn": row["name_bn"], "en": row["name_en"]},
        "takes": row["takes"],
        "age_from": row["age_from"],
        "age_to": row["age_to"],
        "beds": [],
    }


def _bed(row: Found) -> Row:
    state, since = _standing(row)
    return {
        "id": str(row["id"]),
        "label": row["label"],
        "state": state,
        "since": _iso(since),
        "until": _iso(row["until"]),
        "out_reason": row["out_reason"],
        "stay_id": str(row["stay_id"]) if row["stay_id"] else None,
        "dispatch_id": str(row["ref"]) if row["ref"] else None,
    }


def _standing(row: Found) -> tuple[str, datetime | None]:
    if row["stay_id"] is not None:
        return "taken", row["arrived_at"]
    if row["ref"] is not None:
        return "held", None
    return ("free", None) if row["out_at"] is None else ("out", row["out_at"])


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


_STAYS = f"""
SELECT stay.id, number, incident_id, stay.ref, came_by, bed_id, label, name_bn, name_en, over,
    arrived_at, ends_at, stay.version
FROM stay JOIN {OUTLINES} AS ticket ON ticket.id = incident_id
LEFT JOIN bed ON bed.id = bed_id LEFT JOIN house ON house.id = house_id
WHERE stay.centre_id = $1 AND left_at IS NULL AND ($2::uuid[] IS NULL OR stay.id = ANY($2))
ORDER BY arrived_at, stay.id
"""


async def stay_rows(
    session: AsyncSession, centre_id: UUID, ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """The children who stay in a centre, by stay; who they are is opened one by one, on record."""
    found = await fetch(session, _STAYS, centre_id, None if ids is None else list(ids))
    care = await care_rows(session, [row["id"] for row in found])
    return {row["id"]: {**_stay(row), **care[row["id"]]} for row in found}


def _stay(row: Found) -> Row:
    named = row["bed_id"] is not None
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "dispatch_id": str(row["ref"]) if row["came_by"] == "dispatch" else None,
        "came_by": row["came_by"],
        "bed_id": str(row["bed_id"]) if named else None,
        "house": {"bn": row["name_bn"], "en": row["name_en"]} if named else None,
        "label": row["label"],
        "over": row["over"],
        "arrived_at": _iso(row["arrived_at"]),
        "ends_at": _iso(row["ends_at"]),
        "version": row["version"],
    }


_OPERATING = """
SELECT id, name_bn, name_en FROM centre WHERE operating AND kind <> ALL($1) ORDER BY name_en, id
"""


async def readmission_rows(session: AsyncSession) -> list[Row]:
    """Centres in operation where children sleep, for whom each is, how many beds are free."""
    found = await fetch(session, _OPERATING, list(NO_NIGHTS))
    beds = await beds_of(session, [row["id"] for row in found])
    return [
        {
            "id": str(row["id"]),
            "name": {"bn": row["name_bn"], "en": row["name_en"]},
            "takes": beds[row["id"]].gender,
            "free": beds[row["id"]].free,
        }
        for row in found
    ]
