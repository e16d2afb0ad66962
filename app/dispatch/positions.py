"""Where one who goes is, while he or she lets us know, and not a moment longer; it ranks nobody.

Off by default, by the worker's own switch, for one task. Only the last point is kept, and it is
deleted with the switch, and by `scene.leave` when nobody goes any more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason
from app.core.db import fetch
from app.core.errors import HelplineError
from app.dispatch.ladder import Responder
from app.dispatch.models import Step
from app.dispatch.position_models import WorkerPosition
from app.dispatch.scene import Scene, actor_of, open_scene
from app.dispatch.service import NotYourTask
from app.dispatch.states import OVER
from app.dispatch.visit_events import LocationHidden, LocationShared, WorkerLocated
from app.geo.lookup import distance_km, gazetteer

Row = dict[str, Any]


class LocationNotShared(HelplineError):
    """The worker has not switched it on for this task, or has switched it off."""

    code = "location_not_shared"


@dataclass(frozen=True, slots=True)
class Fix:
    """A point of a phone: degrees (WGS 84), and how far off it may be in metres."""

    lat: float
    lon: float
    accuracy_m: int


async def share(
    session: AsyncSession, dispatch_id: UUID, by: Responder, on: bool, at: datetime
) -> None:
    """The worker who goes switches it on or off for this task, at `at`; repeatable.

    Raises DispatchNotFound, NotYourTask for anybody else and when the task is over.
    """
    scene, step = await _own_scene(session, dispatch_id, by)
    known = await session.get(WorkerPosition, dispatch_id)
    if on and known is None:
        session.add(WorkerPosition(dispatch_id=dispatch_id, worker_id=by.id, since=at))
        await scene.tell(LocationShared, actor_of(by), step)
    if not on and known is not None:
        await session.delete(known)
        await scene.tell(LocationHidden, actor_of(by), step)
    await session.flush()


async def locate(
    session: AsyncSession, dispatch_id: UUID, by: Responder, fix: Fix, at: datetime
) -> None:
    """The worker was there at `at`; a point older than the last one changes nothing.

    Raises LocationNotShared, and as `share`.
    """
    scene, step = await _own_scene(session, dispatch_id, by)
    known = await session.get(WorkerPosition, dispatch_id)
    if known is None:
        raise LocationNotShared("You have not switched on that we may know where you are.")
    if known.at is not None and at <= known.at:
        return
    known.at, known.lat, known.lon, known.accuracy_m = at, fix.lat, fix.lon, fix.accuracy_m
    session.add(known)
    await scene.announce(WorkerLocated, step)


async def _own_scene(session: AsyncSession, dispatch_id: UUID, by: Responder) -> tuple[Scene, Step]:
    """The scene and step of the worker who goes now."""
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    if by.kind != "worker" or scene.accepted is not step or scene.dispatch.state in OVER:
        raise NotYourTask("Only who is out for this task lets us know where he or she is.")
    return scene, step


_KNOWN = """
SELECT worker_position.dispatch_id, since, at, lat, lon, accuracy_m, place
FROM worker_position JOIN dispatch ON dispatch.id = dispatch_id WHERE dispatch_id = ANY($1)
"""


async def position_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """How long ago and how far from the place those were who let us know; by dispatch.

    The point itself is for no screen.
    """
    found = await fetch(session, _KNOWN, list(ids)) if ids else ()
    return {
        one["dispatch_id"]: {
            "since": one["since"].isoformat(),
            "at": one["at"].isoformat() if one["at"] else None,
            "distance_km": _far(one["place"], one["lat"], one["lon"]),
            "accuracy_m": one["accuracy_m"],
        }
        for one in found
    }


def _far(place: str | None, lat: float | None, lon: float | None) -> float | None:
    """Great circle, kilometres; None where either end is not known."""
    point = gazetteer().point_of(place) if place else None
    if point is None or lat is None or lon is None:
        return None
    return round(distance_km(lat, lon, point.lat, point.lon), 1)
