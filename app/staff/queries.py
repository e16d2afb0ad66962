"""Rows of staff as screens and routing get them; it changes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.staff.models import DutyRow, Staff
from app.staff.states import Duty

LINK_SECONDS = 12.0
"""The default of the setting `link_lost_seconds`."""


@dataclass(frozen=True, kw_only=True)
class AvailableCounsellor:
    """Somebody who can be offered a call at this moment."""

    staff_id: UUID
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    idle_since: datetime


async def available_counsellors(
    session: AsyncSession, link_seconds: float = LINK_SECONDS
) -> list[AvailableCounsellor]:
    """Counsellors who are available and whose console answered lately, longest idle first."""
    found = await session.exec(
        select(DutyRow, Staff)
        .join(Staff, col(Staff.id) == col(DutyRow.staff_id))
        .where(
            DutyRow.state == Duty.AVAILABLE,
            col(DutyRow.link_seen_at) >= clock.now() - timedelta(seconds=link_seconds),
            col(Staff.active),
        )
        .order_by(col(DutyRow.idle_since), col(DutyRow.staff_id))
    )
    return [
        AvailableCounsellor(
            staff_id=duty.staff_id,
            languages=tuple(person.languages),
            skills=tuple(person.skills),
            idle_since=duty.idle_since or duty.since,
        )
        for duty, person in found
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


async def duty_rows(
    session: AsyncSession, staff_ids: Collection[UUID] | None = None
) -> dict[UUID, dict[str, Any]]:
    """Duty by staff id, of these people or of everybody who has a duty and is still with us."""
    wanted = (
        select(DutyRow, Staff)
        .join(Staff, col(Staff.id) == col(DutyRow.staff_id))
        .where(col(Staff.active))
        .order_by(col(Staff.name))
    )
    if staff_ids is not None:
        wanted = wanted.where(col(DutyRow.staff_id).in_(staff_ids))
    found = await session.exec(wanted)
    return {duty.staff_id: duty_row(duty, person) for duty, person in found}


def duty_row(duty: DutyRow, person: Staff) -> dict[str, Any]:
    """One duty row as screens get it."""
    return {
        "staff_id": str(duty.staff_id),
        "name": _name(person),
        "state": duty.state.value,
        "since": duty.since.isoformat(),
        "reason": duty.reason,
        "version": duty.version,
    }


async def display_names(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Names in both languages by staff id; unknown ids are left out."""
    if not ids:
        return {}
    found = await session.exec(
        select(Staff.id, Staff.display_bn, Staff.display_en).where(col(Staff.id).in_(ids))
    )
    return {staff_id: {"bn": bn, "en": en} for staff_id, bn, en in found}


def _name(person: Staff) -> dict[str, str]:
    return {"bn": person.display_bn, "en": person.display_en}
