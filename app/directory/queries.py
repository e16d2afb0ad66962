"""Reads of the directory: who may be asked to go, names, numbers, places; it ranks nobody."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Float, cast, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import fetch
from app.core.words import words
from app.directory.models import Admits, Centre, Coverage, Worker
from app.geo.lookup import Point, gazetteer

Row = dict[str, Any]
NEAREST: Final = 40
"""How many of each kind are fetched for being near, besides all who answer for the area."""


@dataclass(frozen=True, slots=True)
class ResponderFacts:
    """What the directory knows of a worker or centre that could be asked to go.

    `gender` is a worker's own, `intake_gender` whom a centre takes in. `coverage` pairs the places
    this responder answers for, among those asked about, with `primary` or `backup`; for a centre
    also the place it stands in. Degrees are WGS 84; what nobody has told us is None.
    """

    kind: str
    id: UUID
    name_bn: str
    name_en: str
    role_bn: str
    role_en: str
    gender: str | None
    on_duty: bool
    capacity: int | None
    lat: float | None
    lon: float | None
    location_basis: str | None
    coverage: tuple[tuple[str, str], ...]
    languages: tuple[str, ...] = ()
    intake_gender: str | None = None
    admits: Admits | None = None
    operating: bool = True


async def candidates_for(
    session: AsyncSession, place: str | None, always: Collection[UUID] = ()
) -> list[ResponderFacts]:
    """Whoever answers for `place`, around it or within it, the nearest, and those in `always`.

    Without a place only `always` is looked up. Nobody is left out for being off duty or full:
    the one who ranks must be able to say why somebody is not sent.
    """
    places = gazetteer()
    known = place if place is not None and places.get(place) else None
    point = places.point_of(known) if known else None
    covered = await _coverage(session, _areas(known) if known else (), always)
    ids = covered.keys() | set(always)
    return [
        *(_of_worker(one, covered) for one in await _workers(session, ids, point)),
        *(_of_centre(one, covered) for one in await _centres(session, ids, point)),
    ]


@lru_cache(maxsize=256)
def _areas(place: str) -> tuple[str, ...]:
    """The place, all it lies in, and all that lies in it."""
    places = gazetteer()
    inside = (one.code for one in places if places.is_within(one.code, place))
    return tuple({*places.containers(place), *inside})


Covered = dict[UUID, list[tuple[str, str]]]


async def _coverage(
    session: AsyncSession, areas: Collection[str], always: Collection[UUID]
) -> Covered:
    found: Covered = {}
    rows = await session.exec(
        select(Coverage).where(
            or_(
                col(Coverage.place).in_(areas),
                col(Coverage.worker_id).in_(always),
                col(Coverage.centre_id).in_(always),
            )
        )
    )
    for row in rows:
        responder = row.worker_id or row.centre_id
        assert responder is not None
        found.setdefault(responder, []).append((row.place, row.rank))
    return found


async def _workers(
    session: AsyncSession, ids: Collection[UUID], point: Point | None
) -> list[Worker]:
    wanted: list[ColumnElement[bool]] = [col(Worker.id).in_(list(ids))]
    if point is not None:
        near = (
            select(Worker.id)
            .where(col(Worker.on_duty), col(Worker.lat).is_not(None))
            .order_by(_roughly(Worker, point))
            .limit(NEAREST)
        )
        wanted.append(col(Worker.id).in_(near))
    return list(await session.exec(select(Worker).where(or_(*wanted))))


async def _centres(
    session: AsyncSession, ids: Collection[UUID], point: Point | None
) -> list[Centre]:
    wanted: list[ColumnElement[bool]] = [col(Centre.id).in_(list(ids))]
    if point is not None:
        near = (
            select(Centre.id)
            .where(col(Centre.lat).is_not(None))
            .order_by(_roughly(Centre, point))
            .limit(NEAREST)
        )
        wanted.append(col(Centre.id).in_(near))
    return list(await session.exec(select(Centre).where(or_(*wanted))))


def _roughly(model: type[Worker] | type[Centre], point: Point) -> ColumnElement[float]:
    """Square of the flat distance in degrees of latitude: orders well enough to fetch by."""
    north = col(model.lat) - point.lat
    east = (col(model.lon) - point.lon) * cos(radians(point.lat))
    return cast(north * north + east * east, Float)


def _of_worker(worker: Worker, covered: Covered) -> ResponderFacts:
    return ResponderFacts(
        kind="worker",
        id=worker.id,
        name_bn=worker.name_bn,
        name_en=worker.name_en,
        role_bn=worker.post_bn,
        role_en=worker.post_en,
        gender=worker.gender,
        on_duty=worker.on_duty,
        capacity=worker.capacity,
        lat=worker.lat,
        lon=worker.lon,
        location_basis=worker.location_basis,
        coverage=tuple(sorted(covered.get(worker.id, ()))),
        languages=tuple(worker.languages),
    )


def _of_centre(centre: Centre, covered: Covered) -> ResponderFacts:
    stands_in = [(centre.place, "primary")] if centre.place else []
    return ResponderFacts(
        kind="centre",
        id=centre.id,
        name_bn=centre.name_bn,
        name_en=centre.name_en,
        role_bn=words("bn").t(f"centre.kind.{centre.kind}"),
        role_en=words("en").t(f"centre.kind.{centre.kind}"),
        gender=None,
        on_duty=True,
        capacity=centre.capacity,
        lat=centre.lat,
        lon=centre.lon,
        location_basis=centre.location_basis,
        coverage=tuple(sorted({*covered.get(centre.id, ()), *stands_in})),
        intake_gender=centre.intake_gender,
        admits=centre.admits,
        operating=centre.operating,
    )


_RESPONDERS = """
SELECT id, name_bn, name_en FROM worker WHERE id = ANY($1)
UNION ALL SELECT id, name_bn, name_en FROM centre WHERE id = ANY($1)
"""


async def responder_names(
    session: AsyncSession, ids: Collection[UUID]
) -> dict[UUID, dict[str, str]]:
    """Names of workers and centres in both languages, by id; unknown ids are left out."""
    if not ids:
        return {}
    rows = await fetch(session, _RESPONDERS, list(ids))
    return {id_: {"bn": name_bn, "en": name_en} for id_, name_bn, name_en in rows}


async def phone_of(session: AsyncSession, kind: str, responder_id: UUID) -> str | None:
    """The verified number of a worker or centre, for the one message about to be sent."""
    if kind == "worker":
        found = await session.exec(select(Worker.phone).where(Worker.id == responder_id))
    else:
        found = await session.exec(select(Centre.phone).where(Centre.id == responder_id))
    return found.first()


async def seats_of(
    session: AsyncSession, centre_ids: Collection[UUID]
) -> dict[UUID, tuple[int | None, str | None]]:
    """How many beds centres have, None where nobody has said, and for whom (boys, girls …)."""
    found = await session.exec(
        select(Centre.id, Centre.capacity, Centre.intake_gender).where(
            col(Centre.id).in_(centre_ids)
        )
    )
    return {id_: (seats, gender) for id_, seats, gender in found}


async def on_duty(session: AsyncSession, kind: str, responder_id: UUID) -> bool:
    """Whether a worker is on duty, or a centre operates, at this moment."""
    if kind == "worker":
        found = await session.exec(select(Worker.on_duty).where(Worker.id == responder_id))
    else:
        found = await session.exec(select(Centre.operating).where(Centre.id == responder_id))
    return bool(found.first())


def place_row(code: str | None) -> Row | None:
    """A place as screens get it: names, path, own point; None when the code is unknown."""
    places = gazetteer()
    place = places.get(code) if code is not None else None
    if place is None:
        return None
    path = places.path(place.code)
    note = {"bn": place.note_bn or place.note_en, "en": place.note_en} if place.note_en else None
    return {
        "code": place.code,
        "kind": place.kind,
        "name": {"bn": place.name_bn or place.name_en, "en": place.name_en},
        "path": {"bn": path.bn, "en": path.en},
        "lat": place.lat,
        "lon": place.lon,
        "note": note,
    }
