"""Rows of workers, posts and the roster as screens get them; no address in full."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.directory.contact_models import Contact
from app.directory.contacts import Owner, contacts_of, last_notices
from app.directory.queries import HELD_NOW
from app.geo.lookup import gazetteer

Row = dict[str, Any]
MOST: Final = 200
SHOWN_DIGITS: Final = 3

_WORKERS: Final = f"""
SELECT worker.id, code, name_bn, name_en, post_bn, post_en, on_duty, duty_at, gender, languages,
    phone IS NOT NULL OR EXISTS (
        SELECT FROM contact WHERE worker_id = worker.id AND channel IN ('text', 'voice')
            AND verified_at IS NOT NULL) AS reachable,
    EXISTS (SELECT FROM leave WHERE worker_id = worker.id AND called_off_at IS NULL
        AND starts_at <= $4 AND ends_at > $4) AS on_leave
FROM worker
WHERE ($1::uuid IS NULL OR id = $1) AND (NOT $2 OR on_duty)
    AND ($3 = '' OR code ILIKE $3 OR name_en ILIKE $3 OR name_bn ILIKE $3)
    AND ($5::text[] IS NULL OR id IN (
        SELECT worker_id FROM coverage WHERE place = ANY($5) AND worker_id IS NOT NULL
        UNION SELECT holding.worker_id FROM coverage JOIN holding USING (post_id)
        WHERE place = ANY($5) AND {HELD_NOW.format(at="$4")}))
ORDER BY on_duty DESC, name_en, code LIMIT {MOST + 1}
"""
_HELD: Final = """
SELECT holding.id, holding.worker_id, post_id, holding.kind, starts_at, ends_at,
    post.kind AS post_kind, post.name_bn, post.name_en
FROM holding JOIN post ON post.id = post_id
WHERE holding.worker_id = ANY($1::uuid[]) AND (ends_at IS NULL OR ends_at > $2)
ORDER BY holding.kind DESC, starts_at
"""
_HELD_BEFORE: Final = """
SELECT holding.id, post_id, holding.kind, starts_at, ends_at,
    post.kind AS post_kind, post.name_bn, post.name_en
FROM holding JOIN post ON post.id = post_id
WHERE worker_id = $1 AND ends_at <= $2 ORDER BY ends_at DESC, post.code
"""
_AREAS: Final = f"""
SELECT worker_id, place, rank FROM coverage WHERE worker_id = ANY($1::uuid[])
UNION SELECT holding.worker_id, place, rank FROM coverage JOIN holding USING (post_id)
WHERE holding.worker_id = ANY($1::uuid[]) AND {HELD_NOW.format(at="$2")}
ORDER BY rank DESC, place
"""


async def worker_rows(
    session: AsyncSession,
    *,
    id_: UUID | None = None,
    on_duty: bool = False,
    q: str = "",
    place: str | None = None,
) -> list[Row]:
    """Workers, those on duty first, one more than MOST when there are more; with posts and areas.

    `q` is part of a name or code, `place` a code: who answers for it or for what it lies in.
    """
    areas = None if place is None else list(gazetteer().containers(place))
    like = f"%{q.strip().replace('%', '')}%" if q.strip() else ""
    now = clock.now()
    found = await fetch(session, _WORKERS, id_, on_duty, like, now, areas)
    ids = [row["id"] for row in found]
    held: dict[UUID, list[Row]] = {}
    for row in await fetch(session, _HELD, ids, now):
        held.setdefault(row["worker_id"], []).append(_holding(row))
    covered: dict[UUID, list[Row]] = {}
    for row in await fetch(session, _AREAS, ids, now):
        covered.setdefault(row["worker_id"], []).append(area_row(row["place"], row["rank"]))
    return [_worker(row, held.get(row["id"], []), covered.get(row["id"], [])) for row in found]


def _worker(row: Any, held: list[Row], covered: list[Row]) -> Row:
    return {
        "id": str(row["id"]),
        "code": row["code"],
        "name": _both(row),
        "called": {"bn": row["post_bn"], "en": row["post_en"]},
        "holdings": held,
        "areas": covered,
        "on_duty": row["on_duty"],
        "since": _moment(row["duty_at"]),
        "on_leave": row["on_leave"],
        "reachable": row["reachable"],
        "gender": row["gender"],
        "languages": list(row["languages"]),
    }


def _holding(row: Any) -> Row:
    return {
        "id": str(row["id"]),
        "post_id": str(row["post_id"]),
        "post_kind": row["post_kind"],
        "post": _both(row),
        "kind": row["kind"],
        "starts_at": _moment(row["starts_at"]),
        "ends_at": _moment(row["ends_at"]),
    }


async def held_before(session: AsyncSession, worker_id: UUID) -> list[Row]:
    """The posts a worker held and holds no longer, the last one first."""
    found = await fetch(session, _HELD_BEFORE, worker_id, clock.now())
    return [_holding(row) for row in found]


def area_row(code: str, rank: str) -> Row:
    """A place somebody answers for, as primary or backup."""
    return {**seat_row(code), "rank": rank}


def seat_row(code: str) -> Row:
    """A place by its code and name."""
    return {"code": code, "name": _place(code)}


async def contact_rows(session: AsyncSession, owner: Owner) -> list[Row]:
    """The contacts of one owner, addresses masked, with what was sent to each last."""
    rows = await contacts_of(session, owner)
    notices = await last_notices(session, [row.id for row in rows])
    return [contact_row(row, notices.get(row.id)) for row in rows]


def contact_row(row: Contact, notice: Any = None) -> Row:
    """One contact; of a number its last digits are shown, of mail where it goes."""
    return {
        "id": str(row.id),
        "channel": row.channel.value,
        "address": masked(row.address),
        "turn": row.turn,
        "verified_at": _moment(row.verified_at),
        "verified_by_code": row.verified_by_code,
        "code_until": _moment(row.code_until),
        "last": None
        if notice is None
        else {
            "kind": notice.kind.value,
            "state": notice.state.value,
            "at": _moment(notice.ended_at or notice.asked_at),
        },
    }


def masked(address: str) -> str:
    """Enough of an address to tell it from another one, not enough to use it."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:1]}…@{host}"
    return f"…{address[-SHOWN_DIGITS:]}"


_POSTS: Final = f"""
SELECT post.id, post.code, post.kind, post.name_bn, post.name_en, seat,
    holding.id AS holding_id, holding.kind AS holding_kind, starts_at, ends_at,
    worker.id AS worker_id, worker.name_bn AS holder_bn, worker.name_en AS holder_en, on_duty
FROM post LEFT JOIN holding ON holding.post_id = post.id AND {HELD_NOW.format(at="$1")}
LEFT JOIN worker ON worker.id = holding.worker_id
WHERE $2::uuid IS NULL OR post.id = $2
ORDER BY post.kind, post.code, holding.kind DESC, starts_at
"""


async def post_rows(session: AsyncSession, id_: UUID | None = None) -> list[Row]:
    """Posts with who holds them now; a post without holders is vacant."""
    made: dict[UUID, Row] = {}
    for row in await fetch(session, _POSTS, clock.now(), id_):
        post = made.setdefault(
            row["id"],
            {
                "id": str(row["id"]),
                "code": row["code"],
                "kind": row["kind"],
                "name": _both(row),
                "seat": seat_row(row["seat"]),
                "holders": [],
            },
        )
        if row["holding_id"] is not None:
            post["holders"].append(_holder(row))
    return list(made.values())


def _holder(row: Any) -> Row:
    return {
        "holding_id": str(row["holding_id"]),
        "worker_id": str(row["worker_id"]),
        "name": {"bn": row["holder_bn"], "en": row["holder_en"]},
        "kind": row["holding_kind"],
        "starts_at": _moment(row["starts_at"]),
        "ends_at": _moment(row["ends_at"]),
        "on_duty": row["on_duty"],
    }


_PLANNED: Final = """
SELECT 'shift' AS what, shift.id, worker_id, starts_at, ends_at, on_holidays, name_bn, name_en,
    NULL AS reason, swap.id AS swap_id, swap.state AS swap_state, swap.to_worker
FROM shift JOIN worker ON worker.id = worker_id
LEFT JOIN swap ON shift_id = shift.id AND swap.state IN ('asked', 'accepted')
WHERE called_off_at IS NULL AND starts_at < $2 AND ends_at > $1
    AND ($3::uuid[] IS NULL OR worker_id = ANY($3))
UNION ALL
SELECT 'leave', leave.id, worker_id, starts_at, ends_at, NULL, name_bn, name_en, reason,
    NULL, NULL, NULL
FROM leave JOIN worker ON worker.id = worker_id
WHERE called_off_at IS NULL AND starts_at < $2 AND ends_at > $1
    AND ($3::uuid[] IS NULL OR worker_id = ANY($3))
ORDER BY starts_at, name_en
"""
_HOLIDAYS: Final = """
SELECT day, name_bn, name_en FROM holiday
WHERE day >= ($1::timestamptz AT TIME ZONE 'Asia/Dhaka')::date
    AND day <= ($2::timestamptz AT TIME ZONE 'Asia/Dhaka')::date ORDER BY day
"""


async def planned_rows(
    session: AsyncSession,
    starts_at: datetime,
    ends_at: datetime,
    workers: Collection[UUID] | None = None,
) -> Row:
    """Shifts and leaves that touch the span, and its public holidays, earliest first."""
    only = None if workers is None else list(workers)
    planned = await fetch(session, _PLANNED, starts_at, ends_at, only)
    holidays = await fetch(session, _HOLIDAYS, starts_at, ends_at)
    return {
        "shifts": [_shift(row) for row in planned if row["what"] == "shift"],
        "leaves": [
            {**_span(row), "reason": row["reason"]} for row in planned if row["what"] == "leave"
        ],
        "holidays": [{"day": row["day"].isoformat(), "name": _both(row)} for row in holidays],
    }


def _span(row: Any) -> Row:
    return {
        "id": str(row["id"]),
        "worker_id": str(row["worker_id"]),
        "name": _both(row),
        "starts_at": _moment(row["starts_at"]),
        "ends_at": _moment(row["ends_at"]),
    }


def _shift(row: Any) -> Row:
    swap = row["swap_id"] and {
        "id": str(row["swap_id"]),
        "state": row["swap_state"],
        "to_worker": str(row["to_worker"]),
    }
    return {**_span(row), "on_holidays": row["on_holidays"], "swap": swap}


def _both(row: Any) -> Row:
    return {"bn": row["name_bn"], "en": row["name_en"]}


def _place(code: str) -> Row:
    place = gazetteer().get(code)
    if place is None:
        return {"bn": code, "en": code}
    return {"bn": place.name_bn or place.name_en, "en": place.name_en}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
