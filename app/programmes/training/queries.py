"""Rows of courses, training sessions and of what people have passed; it changes nothing."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, security
from app.core.db import fetch
from app.directory.queries import place_row, responder_names
from app.staff.queries import display_names

Row = dict[str, Any]
MOST: Final = 300

_COURSES: Final = """
SELECT course.*, counted.valid, counted.soon, next.starts_at AS next_at,
    ARRAY(SELECT kind || '/' || code FROM course_need
        WHERE course_id = course.id AND course_need.ended_at IS NULL ORDER BY 1) AS needs
FROM course
LEFT JOIN LATERAL (SELECT
    count(DISTINCT holder_id) FILTER (WHERE until IS NULL OR until >= $2) AS valid,
    count(DISTINCT holder_id) FILTER (WHERE until >= $2 AND told_level > 0) AS soon
    FROM qualification WHERE course_id = course.id AND ended_at IS NULL) AS counted ON true
LEFT JOIN LATERAL (SELECT min(starts_at) AS starts_at FROM training_session
    WHERE course_id = course.id AND state = 'planned' AND starts_at > $3) AS next ON true
WHERE $1::uuid[] IS NULL OR id = ANY($1) ORDER BY ended_at IS NOT NULL, name_en, code
"""


async def course_rows(
    session: AsyncSession, ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """Courses by id, counted: how many people have one that counts today."""
    now = clock.now()
    day = now.astimezone(clock.DHAKA).date()
    found = await fetch(session, _COURSES, None if ids is None else list(ids), day, now)
    return {
        row["id"]: {
            "id": str(row["id"]),
            "code": row["code"],
            "name": {"bn": row["name_bn"], "en": row["name_en"]},
            "hours": row["hours"],
            "valid_months": row["valid_months"],
            "needed_for": [_need(one) for one in row["needs"]],
            "valid": row["valid"],
            "ending_soon": row["soon"],
            "next_at": _iso(row["next_at"]),
            "ended": row["ended_at"] is not None,
            "version": row["version"],
        }
        for row in found
    }


def _need(written: str) -> Row:
    kind, _, code = written.partition("/")
    return {"kind": kind, "code": code}


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment is not None else None


_SESSIONS: Final = """
SELECT training_session.*, course.code, course.name_bn, course.name_en, (SELECT count(*)
    FROM training_participant WHERE session_id = training_session.id) AS people
FROM training_session JOIN course ON course.id = course_id
WHERE ($1::uuid IS NULL OR course_id = $1) AND ($2::uuid IS NULL OR training_session.id = $2)
ORDER BY training_session.state <> 'planned', starts_at DESC LIMIT $3
"""


async def training_rows(
    session: AsyncSession, course_id: UUID | None = None, only: UUID | None = None
) -> list[Row]:
    """Training sessions, planned ones first."""
    return [
        {
            "id": str(row["id"]),
            "course": {
                "id": str(row["course_id"]),
                "code": row["code"],
                "name": {"bn": row["name_bn"], "en": row["name_en"]},
            },
            "state": row["state"],
            "starts_at": _iso(row["starts_at"]),
            "ends_at": _iso(row["ends_at"]),
            "place": place_row(row["place"]),
            "venue": _opened(row["venue"]),
            "seats": row["seats"],
            "people": row["people"],
            "reason": row["reason"],
        }
        for row in await fetch(session, _SESSIONS, course_id, only, MOST)
    ]


def _opened(sealed: bytes | None) -> str | None:
    if sealed is None:
        return None
    place = b"training_session.venue"
    return security.vault().unseal_with_master(bytes(sealed), place).decode()


_PEOPLE: Final = """
SELECT holder_kind, holder_id, attended, result FROM training_participant
WHERE session_id = $1 ORDER BY enrolled_at, holder_id
"""


async def participant_rows(session: AsyncSession, session_id: UUID) -> list[Row]:
    """Who takes part, and what came of it; null and `unknown` are not known."""
    found = await fetch(session, _PEOPLE, session_id)
    names = await names_of(session, found)
    return [
        {
            "holder": _holder(row, names),
            "attended": row["attended"],
            "result": row["result"],
        }
        for row in found
    ]


async def names_of(
    session: AsyncSession, rows: Iterable[Mapping[str, Any]]
) -> dict[UUID, dict[str, str]]:
    """Names of the accounts and workers of these rows."""
    listed = list(rows)
    staff = {row["holder_id"] for row in listed if row["holder_kind"] == "staff"}
    workers = {row["holder_id"] for row in listed if row["holder_kind"] == "worker"}
    return {**await display_names(session, staff), **await responder_names(session, workers)}


def _holder(row: Mapping[str, Any], names: Mapping[UUID, dict[str, str]]) -> Row:
    id_ = row["holder_id"]
    return {"kind": row["holder_kind"], "id": str(id_), "name": names.get(id_)}


_PASSED: Final = """
SELECT qualification.*, course.code, course.name_bn, course.name_en
FROM qualification JOIN course ON course.id = course_id
WHERE ($1::uuid[] IS NULL OR qualification.id = ANY($1))
    AND ($2::uuid IS NULL OR holder_id = $2) AND ($3::uuid IS NULL OR course_id = $3)
    AND (NOT $4 OR told_level > 0 AND qualification.ended_at IS NULL)
ORDER BY qualification.ended_at IS NOT NULL, until NULLS LAST, got_on, qualification.id LIMIT $5
"""


async def qualification_rows(
    session: AsyncSession,
    *,
    ids: Collection[UUID] | None = None,
    holder: UUID | None = None,
    course: UUID | None = None,
    warned: bool = False,
) -> list[Row]:
    """What people have passed, what ends first before the rest.

    `warned`: what counts not much longer, or no more, and nobody has renewed.
    """
    wanted = None if ids is None else list(ids)
    found = await fetch(session, _PASSED, wanted, holder, course, warned, MOST)
    names = await names_of(session, found)
    today = clock.now().astimezone(clock.DHAKA).date()
    return [
        {
            "id": str(row["id"]),
            "course": {
                "id": str(row["course_id"]),
                "code": row["code"],
                "name": {"bn": row["name_bn"], "en": row["name_en"]},
            },
            "holder": _holder(row, names),
            "got_on": row["got_on"].isoformat(),
            "until": row["until"].isoformat() if row["until"] else None,
            "told_level": row["told_level"],
            "counts": row["ended_at"] is None and (row["until"] is None or today <= row["until"]),
            "end_reason": row["end_reason"],
        }
        for row in found
    ]


async def warned_rows(session: AsyncSession, ids: Collection[UUID] | None = None) -> dict[str, Row]:
    """What supervisors are warned of, by id; without what changes by the clock alone."""
    rows = await qualification_rows(session, ids=ids, warned=True)
    kept = ("id", "course", "holder", "until", "told_level")
    return {row["id"]: {name: row[name] for name in kept} for row in rows}
