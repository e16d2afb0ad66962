"""Tells of every stop of the clock that is late, once: deadlines are rows, the journey is derived.

A round notes each open incident whose timeline went on since its next deadline was worked out; the
deadline's handler works it out anew, so nobody who moves an incident on need know of the clock.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import CLOCKS, SystemReason, for_system
from app.cases.models import Channel, Incident
from app.cases.queries import entries_of
from app.cases.states import IncidentState
from app.cases.timeline import tell
from app.core import clock
from app.core.db import execute, fetch
from app.dispatch import pauses
from app.dispatch.clock_events import ClockLateTold
from app.dispatch.clock_models import ClockLate, ClockPause, Marriage
from app.dispatch.journey import (
    OF_KIND,
    TAKES_BACK,
    Entry,
    Facts,
    Pause,
    StopOf,
    journey,
    late_at,
    next_due,
)
from app.dispatch.targets import targets_for
from app.jobs.deadlines import cancel_deadline, look_now, set_deadline

CLOCK_DUE: Final = "clock_due"
WATCH_EVERY_SECONDS: Final = 5.0
AT_ONCE: Final = 100
"""Incidents a round: the deadlines of ladders must not wait behind them."""
RINGS: Final = (Channel.CALL,)
"""The channels in which somebody waits to be answered."""

_MOVED_ON = f"""
SELECT seen.id, seen.version FROM {CLOCKS} AS seen
LEFT JOIN clock_watch ON clock_watch.incident_id = seen.id
WHERE seen.open AND clock_watch.version IS DISTINCT FROM seen.version
ORDER BY seen.opened_at LIMIT {AT_ONCE}
"""
_WATCHED = """
INSERT INTO clock_watch (incident_id, version) SELECT * FROM unnest($1::uuid[], $2::int[])
ON CONFLICT (incident_id) DO UPDATE SET version = excluded.version
"""


async def watch(session: AsyncSession) -> None:
    """Have the clock of every open incident that went on looked at.

    What is noted locks its incident, by the foreign key: so it is written first and in the order of
    ids, before the deadline, which whoever holds the incident may be waiting to move.
    """
    moved_on = await fetch(session, _MOVED_ON)
    if moved_on:
        ids, versions = zip(*sorted(map(tuple, moved_on)), strict=True)
        await execute(session, _WATCHED, list(ids), list(versions))
        await look_now(session, CLOCK_DUE, ids)


async def clock_due(session: AsyncSession, incident_id: UUID) -> None:
    """Tell which stops are late by now, and look again when the next one falls due."""
    incident = await for_system(session, incident_id, SystemReason.DEADLINE, lock=True)
    if incident.state is not IncidentState.OPEN:
        return
    await pauses.end_unallowed(session, incident)
    stops, now = await stops_of(session, incident), clock.now()
    told = await _told(session, incident.id)
    for late in late_at(stops, now):
        if late.stop not in told:
            await _tell(session, incident, late, now)
    due = next_due(stops, now)
    if due is None:
        await cancel_deadline(session, CLOCK_DUE, incident.id, ending="fired")
    else:
        await set_deadline(session, CLOCK_DUE, incident.id, due)


async def _told(session: AsyncSession, incident_id: UUID) -> set[str]:
    found = await session.exec(select(ClockLate.stop).where(ClockLate.incident_id == incident_id))
    return set(found)


async def _tell(session: AsyncSession, incident: Incident, late: StopOf, now: datetime) -> None:
    assert late.due_at is not None
    assert late.due_by is not None
    session.add(ClockLate(incident_id=incident.id, stop=late.stop, due_at=late.due_at, told_at=now))
    await session.flush()
    told = ClockLateTold(
        entity_id=incident.id,
        version=incident.version + 1,
        stop=late.stop.value,
        due_at=late.due_at,
        due_by=late.due_by,
    )
    await tell(session, incident, told)


async def stops_of(session: AsyncSession, incident: Incident) -> tuple[StopOf, ...]:
    """The journey of an incident that one of the doors has opened."""
    urgency = incident.urgency.value if incident.urgency else None
    entries = await entries_of(session, incident.id, (*OF_KIND, *TAKES_BACK))
    marriage = await session.get(Marriage, incident.id)
    facts = Facts(
        rung_at=incident.opened_at,
        by_call=incident.channel in RINGS,
        is_open=incident.state is IncidentState.OPEN,
        entries=await _at_their_own_time(session, incident.id, [_entry(row) for row in entries]),
        pauses=[Pause(one.began_at, one.ended_at) for one in await pauses_of(session, incident.id)],
        targets=await targets_for(session, urgency, incident.place, incident.opened_at),
        wedding_at=marriage.on_at if marriage and marriage.ended_at is None else None,
    )
    return journey(facts)


async def pauses_of(session: AsyncSession, incident_id: UUID) -> list[ClockPause]:
    """Every pause of an incident's clock, the first one first."""
    found = await session.exec(
        select(ClockPause)
        .where(ClockPause.incident_id == incident_id)
        .order_by(col(ClockPause.began_at))
    )
    return list(found)


_STAMPS = "SELECT task_no, acknowledged_at, reached_at FROM dispatch WHERE incident_id = $1"
_STAMP_OF: Final = {
    "dispatch.accepted": "acknowledged_at",
    "dispatch.arrived": "reached_at",
    "child.arrived": "reached_at",
}


async def _at_their_own_time(
    session: AsyncSession, incident_id: UUID, entries: list[Entry]
) -> list[Entry]:
    """What a phone without a network kept for us counts from when it was done, not when it came."""
    if not any(entry.kind in _STAMP_OF for entry in entries):
        return entries
    stamps = {row["task_no"]: row for row in await fetch(session, _STAMPS, incident_id)}
    return [_stamped(entry, stamps.get(entry.task_no)) for entry in entries]


def _stamped(entry: Entry, stamps: Mapping[str, Any] | None) -> Entry:
    at = stamps[_STAMP_OF[entry.kind]] if stamps and entry.kind in _STAMP_OF else None
    return replace(entry, at=at) if at is not None and at < entry.at else entry


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(row["seq"], row["kind"], row["at"], row["task_no"], row["own"])
