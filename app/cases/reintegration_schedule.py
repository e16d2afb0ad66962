"""After how many days children are followed up at home: what somebody has set, else our proposal.

A child that went home keeps the days that were in force then; a schedule set later moves nobody's.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.reintegration_events import HomeScheduleSet
from app.cases.reintegration_models import HomeSchedule
from app.cases.reintegration_rules import schedule_fault
from app.cases.reintegration_states import Kind
from app.cases.reintegration_terms import in_words, proposed_days
from app.core import clock, outbox
from app.core.audience import BOARD
from app.core.errors import InputIsInvalid
from app.staff.queries import display_names


async def _latest(session: AsyncSession) -> dict[Kind, HomeSchedule]:
    found = await session.exec(select(HomeSchedule).order_by(col(HomeSchedule.since)))
    return {row.kind: row for row in found}


async def in_force(session: AsyncSession, kind: Kind) -> tuple[int, ...]:
    """The days that count for a child that goes home now."""
    said = (await _latest(session)).get(kind)
    return tuple(said.days) if said else proposed_days()[kind]


async def set_days(session: AsyncSession, kind: Kind, days: Sequence[int], by: UUID) -> None:
    """From now on a child that goes this way is followed up after these days.

    Raises InputIsInvalid naming `days`.
    """
    fault = schedule_fault(days)
    if fault is not None:
        raise InputIsInvalid(fault, field="days")
    made = HomeSchedule(kind=kind, days=list(days), since=clock.now(), set_by=by)
    session.add(made)
    await session.flush()
    event = HomeScheduleSet(entity_id=made.id, version=1, kind=kind.value, days=list(days))
    await outbox.record(session, event, [BOARD])


async def schedule_rows(session: AsyncSession) -> list[dict[str, Any]]:
    """What is in force for each way to go; `proposed` until somebody has set it."""
    latest = await _latest(session)
    names = await display_names(session, {row.set_by for row in latest.values()})
    return [
        {
            "kind": kind.value,
            "steps": [
                {"days": days, "name": in_words(days)} for days in (said.days if said else proposed)
            ],
            "proposed": said is None,
            "since": said.since.isoformat() if said else None,
            "set_by": names.get(said.set_by) if said else None,
        }
        for kind, proposed in proposed_days().items()
        for said in [latest.get(kind)]
    ]
