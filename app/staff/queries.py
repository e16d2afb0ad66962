"""Rows of staff as screens and routing get them; it changes nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.staff.models import DutyRow, Staff
from app.staff.states import Duty

LINK_SECONDS = 12.0
"""The default of the setting `link_lost_seconds`."""


class AvailableCounsellor(NamedTuple):
    """Somebody who can be offered a call at this moment."""

    staff_id: UUID
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    idle_since: datetime
    of_all: int
    """How many can be, listed or not."""


_AVAILABLE = """
SELECT staff_id, languages, skills, idle, of_all FROM (
    SELECT staff_id, languages, skills, idle_since, coalesce(idle_since, since) AS idle,
        count(*) OVER () AS of_all,
        row_number() OVER (
            PARTITION BY hash_array_extended(languages, 0), hash_array_extended(skills, 0)
            ORDER BY idle_since, staff_id
        ) AS nth
    FROM duty JOIN staff ON staff.id = staff_id
    WHERE state = 'available' AND link_seen_at >= $1 AND active
      AND (link_found_at IS NULL OR link_found_at <= $2)
) AS free
WHERE $3::int IS NULL OR nth <= $3
ORDER BY idle_since, staff_id
"""
"""Kinds are told apart by 64-bit hashes: to sort the arrays of 500 counsellors took a millisecond
of every look at the queue."""


async def available_counsellors(
    session: AsyncSession,
    link_seconds: float = LINK_SECONDS,
    steady_seconds: float = 0,
    of_a_kind: int | None = None,
) -> list[AvailableCounsellor]:
    """Counsellors who are available and whose console answered lately, longest idle first.

    Not those whose console was lost and came back less than `steady_seconds` ago: one that comes
    and goes would take a caller along. Of those alike in languages and skills no more than
    `of_a_kind` are listed, where that is given.
    """
    now = clock.now()
    heard_since, found_by = (now - timedelta(seconds=s) for s in (link_seconds, steady_seconds))
    found = await fetch(session, _AVAILABLE, heard_since, found_by, of_a_kind)
    return [
        AvailableCounsellor(staff_id, tuple(languages), tuple(skills), idle, of_all)
        for staff_id, languages, skills, idle, of_all in found
    ]


AWAY_AFTER = timedelta(seconds=60)
"""A console that has not answered for so long stands in an empty room."""


async def anybody_on_duty(session: AsyncSession) -> bool:
    """Whether any counsellor is at work, free or not.

    Not those who did not answer and have not said that they are back, nor a console nobody sits
    at: a caller must not wait for somebody who went home without ending the shift.
    """
    found = await session.exec(
        select(DutyRow.staff_id)
        .join(Staff, col(Staff.id) == col(DutyRow.staff_id))
        .where(
            col(DutyRow.state).not_in([Duty.OFF, Duty.NO_ANSWER]),
            col(DutyRow.link_seen_at) >= clock.now() - AWAY_AFTER,
            col(Staff.active),
        )
        .limit(1)
    )
    return found.first() is not None


_SUPERVISORS = """
SELECT staff.id FROM staff JOIN staff_session ON staff_id = staff.id
WHERE active AND role = 'supervisor' AND app = 'console' AND ended_at IS NULL AND ends_at > $1
GROUP BY staff.id ORDER BY max(started_at) DESC, staff.id
"""


async def supervisors_on_duty(session: AsyncSession) -> list[UUID]:
    """Supervisors who are signed in to the console, the one who came last first.

    Supervisors have no duty state of their own: whoever is signed in has the board before her.
    """
    return [row["id"] for row in await fetch(session, _SUPERVISORS, clock.now())]


_DUTIES = """
SELECT staff_id, display_bn, display_en, state, since, reason, version
FROM duty JOIN staff ON staff.id = staff_id
WHERE active AND ($1::uuid[] IS NULL OR staff_id = ANY($1))
ORDER BY name
"""


async def duty_rows(
    session: AsyncSession, staff_ids: Collection[UUID] | None = None
) -> dict[UUID, dict[str, Any]]:
    """Duty by staff id, of these people or of everybody who has a duty and is still with us."""
    wanted = None if staff_ids is None else list(staff_ids)
    return {
        row["staff_id"]: {
            "staff_id": str(row["staff_id"]),
            "name": {"bn": row["display_bn"], "en": row["display_en"]},
            "state": row["state"],
            "since": row["since"].isoformat(),
            "reason": row["reason"],
            "version": row["version"],
        }
        for row in await fetch(session, _DUTIES, wanted)
    }


_NAMES = "SELECT id, display_bn, display_en FROM staff WHERE id = ANY($1)"


async def display_names(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Names in both languages by staff id; unknown ids are left out."""
    if not ids:
        return {}
    found = await fetch(session, _NAMES, list(ids))
    return {staff_id: {"bn": bn, "en": en} for staff_id, bn, en in found}


_WITH_SKILL = """
SELECT id, display_bn, display_en, languages FROM staff
WHERE active AND $1 = ANY(skills) ORDER BY display_en, id
"""


async def people_with_skill(session: AsyncSession, skill: str) -> list[dict[str, Any]]:
    """Everybody who is with us and has this skill, by name, on duty or not."""
    return [
        {
            "staff_id": str(row["id"]),
            "name": {"bn": row["display_bn"], "en": row["display_en"]},
            "languages": list(row["languages"]),
        }
        for row in await fetch(session, _WITH_SKILL, skill)
    ]
