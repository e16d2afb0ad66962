"""Reads of the directory: who may be asked to go, names, numbers, places; it ranks nobody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any, Final
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch, fetch_value
from app.core.words import words
from app.directory.contacts import address_of
from app.directory.models import Admits, Centre, Worker
from app.directory.states import Channel, PostKind
from app.geo.lookup import Point, gazetteer

Row = dict[str, Any]
NEAREST: Final = 40
"""How many of each kind are fetched for being near, besides all who answer for the area."""


@dataclass(frozen=True, slots=True)
class ResponderFacts:
    """What the directory knows of a worker or centre that could be asked to go.

    `gender` is a worker's own, `intake_gender` whom a centre takes in. `coverage` pairs the places
    this responder answers for, among those asked about, with `primary` or `backup`; for a centre
    also the place it stands in; what belongs to a post counts for whoever holds it now. Of several
    posts `post_kind` is the one appointed to first. Degrees are WGS 84; what nobody has told us is
    None.
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
    post_kind: PostKind | None = None


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
    workers = await _near(session, _WORKERS, ids, point)
    posts = await _posts(session, [one["id"] for one in workers])
    return [
        *(_of_worker(one, covered, posts.get(one["id"])) for one in workers),
        *(_of_centre(one, covered) for one in await _near(session, _CENTRES, ids, point)),
    ]


def _areas(place: str) -> set[str]:
    """The place, all it lies in, and all that lies in it."""
    places = gazetteer()
    return {*places.containers(place), *places.inside(place)}


Covered = dict[UUID, list[tuple[str, str]]]

HELD_NOW: Final = "starts_at <= {at} AND (ends_at IS NULL OR ends_at > {at})"
_HELD: Final = HELD_NOW.format(at="$3::timestamptz")
_COVERAGE = f"""
SELECT coalesce(worker_id, centre_id), place, rank FROM coverage
WHERE post_id IS NULL AND (place = ANY($1::text[])
    OR worker_id = ANY($2::uuid[]) OR centre_id = ANY($2::uuid[]))
UNION
SELECT holding.worker_id, place, rank FROM coverage JOIN holding USING (post_id)
WHERE {_HELD} AND (place = ANY($1::text[]) OR holding.worker_id = ANY($2::uuid[]))
"""
_POSTS = f"""
SELECT DISTINCT ON (worker_id) worker_id, post.kind, name_bn, name_en
FROM holding JOIN post ON post.id = post_id
WHERE worker_id = ANY($1::uuid[]) AND {HELD_NOW.format(at="$2::timestamptz")}
ORDER BY worker_id, holding.kind DESC, starts_at, post.code
"""
# The square of the flat distance in degrees of latitude orders well enough to fetch by.
_WORKERS = f"""
SELECT id, name_bn, name_en, post_bn, post_en, gender, on_duty, capacity,
    lat, lon, location_basis, languages
FROM worker WHERE id = ANY($1::uuid[]) OR id IN (
    SELECT id FROM worker WHERE on_duty AND lat IS NOT NULL AND $2::float8 IS NOT NULL
    ORDER BY (lat - $2) * (lat - $2) + ((lon - $3::float8) * $4::float8)
        * ((lon - $3) * $4) LIMIT {NEAREST})
"""
_CENTRES = f"""
SELECT id, name_bn, name_en, kind, intake_gender, admits, operating, capacity,
    lat, lon, location_basis, place
FROM centre WHERE id = ANY($1::uuid[]) OR id IN (
    SELECT id FROM centre WHERE lat IS NOT NULL AND $2::float8 IS NOT NULL
    ORDER BY (lat - $2) * (lat - $2) + ((lon - $3::float8) * $4::float8)
        * ((lon - $3) * $4) LIMIT {NEAREST})
"""


async def _coverage(
    session: AsyncSession, areas: Collection[str], always: Collection[UUID]
) -> Covered:
    found: Covered = {}
    for responder, place, rank in await fetch(
        session, _COVERAGE, list(areas), list(always), clock.now()
    ):
        found.setdefault(responder, []).append((place, rank))
    return found


async def _near(
    session: AsyncSession, statement: str, ids: Collection[UUID], point: Point | None
) -> list[Any]:
    """Those with `ids`, and the nearest to `point` where there is one."""
    around = (point.lat, point.lon, cos(radians(point.lat))) if point else (None, None, None)
    return await fetch(session, statement, list(ids), *around)


async def _posts(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """The post each of these workers holds now; of several the one appointed to first."""
    return {row["worker_id"]: row for row in await fetch(session, _POSTS, list(ids), clock.now())}


def _of_worker(
    worker: Mapping[str, Any], covered: Covered, post: Mapping[str, Any] | None
) -> ResponderFacts:
    return ResponderFacts(
        kind="worker",
        id=worker["id"],
        name_bn=worker["name_bn"],
        name_en=worker["name_en"],
        role_bn=post["name_bn"] if post else worker["post_bn"],
        role_en=post["name_en"] if post else worker["post_en"],
        gender=worker["gender"],
        on_duty=worker["on_duty"],
        capacity=worker["capacity"],
        lat=worker["lat"],
        lon=worker["lon"],
        location_basis=worker["location_basis"],
        coverage=tuple(sorted(covered.get(worker["id"], ()))),
        languages=tuple(worker["languages"]),
        post_kind=PostKind(post["kind"]) if post else None,
    )


def _of_centre(centre: Mapping[str, Any], covered: Covered) -> ResponderFacts:
    id_, kind, place = centre["id"], centre["kind"], centre["place"]
    stands_in = [(place, "primary")] if place else []
    return ResponderFacts(
        kind="centre",
        id=id_,
        name_bn=centre["name_bn"],
        name_en=centre["name_en"],
        role_bn=words("bn").t(f"centre.kind.{kind}"),
        role_en=words("en").t(f"centre.kind.{kind}"),
        gender=None,
        on_duty=True,
        capacity=centre["capacity"],
        lat=centre["lat"],
        lon=centre["lon"],
        location_basis=centre["location_basis"],
        coverage=tuple(sorted({*covered.get(id_, ()), *stands_in})),
        intake_gender=centre["intake_gender"],
        admits=Admits(centre["admits"]),
        operating=centre["operating"],
    )


_RESPONDERS = """
SELECT id, name_bn, name_en FROM worker WHERE id = ANY($1)
UNION ALL SELECT id, name_bn, name_en FROM centre WHERE id = ANY($1)
"""


_IS_RESPONDER = {
    "worker": "SELECT true FROM worker WHERE id = $1",
    "centre": "SELECT true FROM centre WHERE id = $1",
}


async def is_responder(session: AsyncSession, kind: str, ref: UUID) -> bool:
    """Whether `ref` is a worker or centre, as `kind` says."""
    asked = _IS_RESPONDER.get(kind)
    return asked is not None and bool(await fetch_value(session, asked, ref))


async def responder_names(
    session: AsyncSession, ids: Collection[UUID]
) -> dict[UUID, dict[str, str]]:
    """Names of workers and centres in both languages, by id; unknown ids are left out."""
    if not ids:
        return {}
    rows = await fetch(session, _RESPONDERS, list(ids))
    return {id_: {"bn": name_bn, "en": name_en} for id_, name_bn, name_en in rows}


async def phone_of(session: AsyncSession, kind: str, responder_id: UUID) -> str | None:
    """The verified number of a worker or centre for texts, for the one about to be sent."""
    return await address_of(session, kind, responder_id, Channel.TEXT)


async def seats_of(
    session: AsyncSession, centre_ids: Collection[UUID]
) -> dict[UUID, tuple[int | None, str | None]]:
    """How many beds centres have, None where nobody has said, and for whom (boys, girls …)."""
    seats = "SELECT id, capacity, intake_gender FROM centre WHERE id = ANY($1::uuid[])"
    found = await fetch(session, seats, list(centre_ids))
    return {row["id"]: (row["capacity"], row["intake_gender"]) for row in found}


async def on_duty(session: AsyncSession, kind: str, responder_id: UUID) -> bool:
    """Whether a worker is on duty, or a centre operates, at this moment."""
    if kind == "worker":
        found = await session.exec(select(Worker.on_duty).where(Worker.id == responder_id))
    else:
        found = await session.exec(select(Centre.operating).where(Centre.id == responder_id))
    return bool(found.first())


_UNREACHABLE: Final = """
SELECT worker.id, worker.code, name_bn, name_en, post_bn, post_en, duty_at, version
FROM worker WHERE on_duty AND phone IS NULL AND ($1::uuid[] IS NULL OR id = ANY($1))
    AND NOT EXISTS (SELECT FROM contact WHERE worker_id = worker.id
        AND channel IN ('text', 'voice') AND verified_at IS NOT NULL)
ORDER BY code
"""


async def unreachable_rows(
    session: AsyncSession, ids: Collection[UUID] | None = None
) -> dict[UUID, Row]:
    """Workers on duty whom no text and no call can reach, by id, as the board shows them."""
    found = await fetch(session, _UNREACHABLE, None if ids is None else list(ids))
    posts = await _posts(session, [row["id"] for row in found])
    return {row["id"]: _unreachable(row, posts.get(row["id"])) for row in found}


def _unreachable(worker: Mapping[str, Any], post: Mapping[str, Any] | None) -> Row:
    since = worker["duty_at"]
    return {
        "id": str(worker["id"]),
        "code": worker["code"],
        "name": {"bn": worker["name_bn"], "en": worker["name_en"]},
        "post": {
            "bn": post["name_bn"] if post else worker["post_bn"],
            "en": post["name_en"] if post else worker["post_en"],
        },
        "since": since.isoformat() if since else None,
        "version": worker["version"],
    }


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
