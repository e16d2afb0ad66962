"""What a worker sees of the roster on the phone: own shifts to come, and who asks for a swap.

Of colleagues it knows names and posts only, of those who answer in the same upazila or thana.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch, fetch_value
from app.directory.queries import HELD_NOW
from app.geo.lookup import Gazetteer, gazetteer

Row = dict[str, Any]
AHEAD: Final = timedelta(days=28)
MOST_COLLEAGUES: Final = 40

_SHIFTS: Final = """
SELECT shift.id, shift.starts_at, shift.ends_at, swap.id AS swap_id, swap.state,
    holiday.name_bn AS holiday_bn, holiday.name_en AS holiday_en, worker.name_bn, worker.name_en
FROM shift
LEFT JOIN LATERAL (
    SELECT id, state, to_worker FROM swap WHERE shift_id = shift.id AND from_worker = $1
    ORDER BY asked_at DESC LIMIT 1
) AS swap ON swap.state <> 'confirmed'
LEFT JOIN worker ON worker.id = swap.to_worker
LEFT JOIN holiday ON NOT on_holidays AND day = (shift.starts_at AT TIME ZONE 'Asia/Dhaka')::date
WHERE shift.worker_id = $1 AND called_off_at IS NULL
    AND shift.ends_at > $2::timestamptz AND shift.starts_at < $3
ORDER BY shift.starts_at
"""
_LEAVES: Final = """
SELECT starts_at, ends_at FROM leave
WHERE worker_id = $1 AND called_off_at IS NULL AND ends_at > $2::timestamptz AND starts_at < $3
ORDER BY starts_at
"""
_ASKED: Final = """
SELECT swap.id, swap.state, starts_at, ends_at, name_bn, name_en
FROM swap JOIN shift ON shift.id = shift_id JOIN worker ON worker.id = from_worker
WHERE to_worker = $1 AND swap.state IN ('asked', 'accepted')
    AND called_off_at IS NULL AND starts_at > $2
ORDER BY starts_at
"""
_AREAS: Final = f"""
SELECT place FROM coverage WHERE worker_id = $1
UNION SELECT place FROM coverage JOIN holding USING (post_id)
WHERE holding.worker_id = $1 AND {HELD_NOW.format(at="$2")}
"""
_WHO_ANSWERS: Final = f"""
    SELECT worker_id FROM coverage WHERE place = ANY($3) AND worker_id IS NOT NULL
    UNION SELECT holding.worker_id FROM coverage JOIN holding USING (post_id)
    WHERE place = ANY($3) AND {HELD_NOW.format(at="$2")}
"""
_IS_COLLEAGUE: Final = f"SELECT $1::uuid IN ({_WHO_ANSWERS})"
_COLLEAGUES: Final = f"""
SELECT worker.id, worker.name_bn, worker.name_en,
    coalesce(held.name_bn, post_bn) AS post_bn, coalesce(held.name_en, post_en) AS post_en
FROM worker LEFT JOIN LATERAL (
    SELECT post.name_bn, post.name_en FROM holding JOIN post ON post.id = post_id
    WHERE holding.worker_id = worker.id AND {HELD_NOW.format(at="$2")}
    ORDER BY holding.kind DESC, starts_at, post.code LIMIT 1
) AS held ON true
WHERE worker.id <> $1 AND worker.id IN ({_WHO_ANSWERS})
ORDER BY worker.name_en, worker.code LIMIT {MOST_COLLEAGUES}
"""


async def own_roster(session: AsyncSession, worker_id: UUID) -> Row:
    """Shifts and leave of the next 28 days, swaps one is asked for, and who may be asked."""
    now = clock.now()
    span = worker_id, now, now + AHEAD
    shifts = await fetch(session, _SHIFTS, *span)
    leaves = await fetch(session, _LEAVES, *span)
    asked = await fetch(session, _ASKED, worker_id, now)
    around = await _around(session, worker_id, now)
    colleagues = await fetch(session, _COLLEAGUES, worker_id, now, around)
    return {
        "shifts": [_shift(row) for row in shifts],
        "leaves": [_span(row) for row in leaves],
        "asked": [
            {"id": str(row["id"]), **_span(row), "state": row["state"], "from_name": _name(row)}
            for row in asked
        ],
        "colleagues": [
            {
                "id": str(row["id"]),
                "name": _name(row),
                "post": {"bn": row["post_bn"], "en": row["post_en"]},
            }
            for row in colleagues
        ],
    }


async def is_colleague(session: AsyncSession, worker_id: UUID, other_id: UUID) -> bool:
    """Whether the other answers where the worker does: whom he or she may ask for a swap."""
    now = clock.now()
    around = await _around(session, worker_id, now)
    return bool(await fetch_value(session, _IS_COLLEAGUE, other_id, now, around))


async def _around(session: AsyncSession, worker_id: UUID, now: datetime) -> list[str]:
    areas = [row["place"] for row in await fetch(session, _AREAS, worker_id, now)]
    return list(neighbourhood(gazetteer(), areas))


def neighbourhood(places: Gazetteer, areas: list[str]) -> set[str]:
    """The thanas of these places, else their upazilas, with all that lies there; else themselves.

    Whoever answers for one of these may be asked for a swap.
    """
    found = set(areas)
    for area in areas:
        around = places.containers(area)
        for kind in ("thana", "upazila"):
            of_kind = [code for code, its_kind in around.items() if its_kind == kind]
            if of_kind:
                found.update(of_kind, *(places.inside(code) for code in of_kind))
                break
    return found


def _shift(row: Any) -> Row:
    swap = row["swap_id"] and {"state": row["state"], "to_name": _name(row)}
    holiday = row["holiday_bn"] and {"bn": row["holiday_bn"], "en": row["holiday_en"]}
    return {"id": str(row["id"]), **_span(row), "swap": swap, "holiday": holiday}


def _span(row: Any) -> Row:
    return {"starts_at": row["starts_at"].isoformat(), "ends_at": row["ends_at"].isoformat()}


def _name(row: Any) -> Row:
    return {"bn": row["name_bn"], "en": row["name_en"]}
