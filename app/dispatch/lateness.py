"""Tells of every stop of the clock that is late, once: deadlines are rows, the journey is derived.

A round notes each open incident whose timeline went on since its next deadline was worked out; the
deadline's handler works it out anew, so nobody who moves an incident on need know of the clock.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
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
    ticket = Ticket(
        id=incident.id,
        urgency=incident.urgency.value if incident.urgency else None,
        place=incident.place,
        opened_at=incident.opened_at,
        by_call=incident.channel in RINGS,
        is_open=incident.state is IncidentState.OPEN,
    )
    return (await journeys_of(session, [ticket]))[incident.id]


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the clock must know of an incident beside its timeline."""

    id: UUID
    urgency: str | None
    place: str | None
    opened_at: datetime
    by_call: bool
    is_open: bool


def ticket_of(row: Mapping[str, Any]) -> Ticket:
    """The ticket of a row of CLOCKS."""
    return Ticket(
        id=row["id"],
        urgency=row["urgency"],
        place=row["place"],
        opened_at=row["opened_at"],
        by_call=row["channel"] in RINGS,
        is_open=row["open"],
    )


async def journeys_of(
    session: AsyncSession, tickets: Sequence[Ticket]
) -> dict[UUID, tuple[StopOf, ...]]:
    """The journeys of many incidents, in as many questions to the database as of one."""
    ids = [one.id for one in tickets]
    entries = await _entries(session, ids)
    pauses = await pauses_of(session, ids)
    weddings = await _weddings(session, ids)
    asked = [(one.urgency, one.place, one.opened_at) for one in tickets]
    targets = await targets_for(session, asked)
    return {
        one.id: journey(
            Facts(
                rung_at=one.opened_at,
                by_call=one.by_call,
                is_open=one.is_open,
                entries=entries[one.id],
                pauses=[Pause(each.began_at, each.ended_at) for each in pauses[one.id]],
                targets=held_to,
                wedding_at=weddings.get(one.id),
            )
        )
        for one, held_to in zip(tickets, targets, strict=True)
    }


async def pauses_of(
    session: AsyncSession, ids: Collection[UUID]
) -> defaultdict[UUID, list[ClockPause]]:
    """Every pause of the clocks of these incidents, the first one first."""
    pauses: defaultdict[UUID, list[ClockPause]] = defaultdict(list)
    for one in await session.exec(
        select(ClockPause)
        .where(col(ClockPause.incident_id).in_(ids))
        .order_by(col(ClockPause.began_at))
    ):
        pauses[one.incident_id].append(one)
    return pauses


async def _weddings(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, datetime | None]:
    found = await session.exec(
        select(Marriage.incident_id, Marriage.on_at).where(
            col(Marriage.incident_id).in_(ids), col(Marriage.ended_at).is_(None)
        )
    )
    return dict(found.all())


_STAMPS = """
SELECT incident_id, task_no, agency, acknowledged_at, reached_at FROM dispatch
WHERE incident_id = ANY($1)
"""
_STAMP_OF: Final = {
    "dispatch.accepted": "acknowledged_at",
    "dispatch.arrived": "reached_at",
    "child.arrived": "reached_at",
}


async def _entries(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, list[Entry]]:
    """What counts for the clock: what leads, no agency's part, and from when it was done.

    What a phone without a network kept for us came later than that.
    """
    found = await entries_of(session, ids, (*OF_KIND, *TAKES_BACK))
    stamps = {}
    if any(row["kind"] in _STAMP_OF for rows in found.values() for row in rows):
        rows = await fetch(session, _STAMPS, list(ids))
        stamps = {(row["incident_id"], row["task_no"]): row for row in rows}
    parts = {key for key, row in stamps.items() if row["agency"] is not None}
    return {
        id_: [
            _stamped(_entry(id_, row), stamps.get((id_, row["task_no"])))
            for row in rows
            if (id_, row["task_no"]) not in parts
        ]
        for id_, rows in found.items()
    }


def _stamped(entry: Entry, stamps: Mapping[str, Any] | None) -> Entry:
    at = stamps[_STAMP_OF[entry.kind]] if stamps and entry.kind in _STAMP_OF else None
    return replace(entry, at=at) if at is not None and at < entry.at else entry


def _entry(kept_id: UUID, row: Mapping[str, Any]) -> Entry:
    own = row["incident_id"] == kept_id
    return Entry(row["seq"], row["kind"], row["at"], row["task_no"], own)
