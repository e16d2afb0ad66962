"""Rows of courses, training sessions and of what people have passed; it changes nothing."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, security
from app.core.db import fetch
from app.directory.queries import HELD_NOW, place_row, responder_names
from app.programmes.training.states import SOON_DAYS
from app.staff.queries import display_names

Row = dict[str, Any]
MOST: Final = 300
MOST_LACKING: Final = 100
"""People of one need; how many there are is said."""

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


_LACKING: Final = f"""
WITH given AS (
    SELECT 'role' AS kind, role AS code, 'staff' AS holder_kind, id AS holder_id,
        ARRAY[id, worker_id] AS same, NULL::jsonb AS posts FROM staff WHERE active
    UNION ALL
    SELECT 'skill', skill, 'staff', id, ARRAY[id, worker_id], NULL
    FROM staff, unnest(skills) AS skill WHERE active
    UNION ALL
    SELECT 'post', post.kind, 'worker', worker_id,
        worker_id || ARRAY(SELECT id FROM staff WHERE staff.worker_id = holding.worker_id),
        jsonb_agg(DISTINCT jsonb_build_object('bn', name_bn, 'en', name_en))
    FROM holding JOIN post ON post.id = post_id
    WHERE {HELD_NOW.format(at="$1::timestamptz")} GROUP BY post.kind, worker_id
), lack AS (
    SELECT course.id AS course_id, course.code, name_bn, name_en, need.kind, need.code AS need_code,
        holder_kind, holder_id, posts, until, coalesce(until >= $2, false) AS counts
    FROM course_need AS need JOIN course ON course.id = course_id
    JOIN given ON given.kind = need.kind AND given.code = need.code
    CROSS JOIN LATERAL (
        SELECT max(coalesce(until, 'infinity')) AS until FROM qualification
        WHERE course_id = course.id AND holder_id = ANY(same) AND ended_at IS NULL
    ) AS passed
    WHERE need.ended_at IS NULL AND (until IS NULL OR until <= $3)
)
SELECT * FROM (
    SELECT *, count(*) OVER of_need AS lacking, count(*) FILTER (WHERE counts) OVER of_need AS soon,
        row_number() OVER (PARTITION BY course_id, kind, need_code
            ORDER BY counts, until NULLS FIRST, holder_id) AS place
    FROM lack WINDOW of_need AS (PARTITION BY course_id, kind, need_code)
) AS placed WHERE place <= $4 ORDER BY name_en, code, kind, need_code, place
"""


async def lacking_rows(session: AsyncSession) -> list[Row]:
    """By course and what needs it: who holds that without a pass that counts a month longer.

    First whoever has none that counts. The courses of a worker and of his or her account are one
    person's (app/staff/qualifications.py). Nothing is taken from anybody: it is a list to train by.
    """
    now = clock.now()
    today = now.astimezone(clock.DHAKA).date()
    last = today + timedelta(days=SOON_DAYS)
    found = await fetch(session, _LACKING, now, today, last, MOST_LACKING)
    names = await names_of(session, found)
    needs: dict[tuple[Any, ...], Row] = {}
    for row in found:
        need = needs.setdefault(
            (row["course_id"], row["kind"], row["need_code"]),
            {
                "course": {
                    "id": str(row["course_id"]),
                    "code": row["code"],
                    "name": {"bn": row["name_bn"], "en": row["name_en"]},
                },
                "needed_for": {"kind": row["kind"], "code": row["need_code"]},
                "lacking": row["lacking"] - row["soon"],
                "ending_soon": row["soon"],
                "people": [],
            },
        )
        need["people"].append(
            {
                "holder": _holder(row, names),
                "posts": row["posts"] or [],
                "until": row["until"].isoformat() if row["until"] else None,
                "counts": row["counts"],
            }
        )
    return list(needs.values())
