"""How the clocks of today stand, by stop and upazila: counted for the board, no incident is named.

What is late by now depends on the moment it is looked at: so a stop that is waited for is told with
when it gets near and when it is due, and only what is done is counted as in time or late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import CLOCKS
from app.core import clock
from app.core.db import fetch
from app.directory.roster import DHAKA
from app.directory.worker_rows import seat_row
from app.dispatch.journey import Stop, StopOf, StopState
from app.dispatch.lateness import journeys_of, ticket_of
from app.geo.lookup import gazetteer

Row = dict[str, Any]
COUNTED: Final = (Stop.ACKNOWLEDGED, Stop.REACHED, Stop.SAFE)
NEAR: Final = 0.25
"""A stop is near its time in the last quarter of it. Ours: no norm says when to begin to look."""
MOST: Final = 2000
AT_ONCE: Final = 100
"""Journeys are worked out so many at a time, that nobody who rings meanwhile waits for them."""

_OF_TODAY: Final = f"""
SELECT id, channel, urgency, place, opened_at, open FROM {CLOCKS} AS seen
WHERE (open AND safe_at IS NULL) OR (opened_at >= $1 AND (safe_at IS NOT NULL
    OR EXISTS (SELECT FROM dispatch WHERE incident_id = seen.id)))
ORDER BY opened_at DESC LIMIT {MOST + 1}
"""


@dataclass(slots=True)
class _Count:
    in_time: int = 0
    late: int = 0
    paused: int = 0
    waiting: list[Row] = field(default_factory=list)


async def today_row(session: AsyncSession) -> Row:
    """Incidents that rang today in Dhaka, and older ones whose child is not safe yet."""
    day = clock.now().astimezone(DHAKA).date()
    seen = await fetch(session, _OF_TODAY, datetime.combine(day, time.min, DHAKA))
    found = seen[:MOST]
    areas: dict[str | None, dict[Stop, _Count]] = {}
    for at in range(0, len(found), AT_ONCE):
        for area, rung_at, stops in await _journeys(session, found[at : at + AT_ONCE]):
            _add(areas.setdefault(area, {stop: _Count() for stop in COUNTED}), rung_at, stops)
    return {
        "day": day.isoformat(),
        "incidents": len(found),
        "more": len(seen) > MOST,
        "areas": [_area(code, counts) for code, counts in areas.items()],
    }


async def _journeys(
    session: AsyncSession, some: Iterable[Mapping[str, Any]]
) -> list[tuple[str | None, datetime, tuple[StopOf, ...]]]:
    tickets = [ticket_of(row) for row in some]
    stops = await journeys_of(session, tickets)
    return [(area_of(one.place), one.opened_at, stops[one.id]) for one in tickets]


def area_of(place: str | None) -> str | None:
    """The upazila or city of a place, else its district, else itself; None where none is known."""
    if place is None or gazetteer().get(place) is None:
        return None
    around = {kind: code for code, kind in gazetteer().containers(place).items()}
    return around.get("upazila") or around.get("district") or place


def _add(counts: Mapping[Stop, _Count], rung_at: datetime, stops: Iterable[StopOf]) -> None:
    for one in stops:
        if one.stop in counts:
            _note(counts[one.stop], rung_at, one)


def _note(count: _Count, rung_at: datetime, one: StopOf) -> None:
    if one.state is StopState.SKIPPED:
        return
    if one.state is StopState.DONE:
        count.late += one.was_late
        count.in_time += not one.was_late
    elif one.due_at is None:
        count.paused += 1
    else:
        near = one.due_at - (one.due_at - rung_at) * NEAR
        count.waiting.append({"near_at": near.isoformat(), "due_at": one.due_at.isoformat()})


def _area(code: str | None, counts: Mapping[Stop, _Count]) -> Row:
    return {
        "place": None if code is None else seat_row(code),
        "stops": [
            {
                "stop": stop.value,
                "in_time": count.in_time,
                "late": count.late,
                "paused": count.paused,
                "waiting": count.waiting,
            }
            for stop, count in counts.items()
        ],
    }
