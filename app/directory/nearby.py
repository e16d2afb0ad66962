"""Who may be asked to go: all who answer for a place, and the nearest; it ranks nobody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin
from typing import Any, Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch
from app.core.words import words
from app.directory.models import ON_THE_SPHERE, Admits
from app.directory.queries import HELD_NOW
from app.directory.states import PostKind
from app.geo.lookup import Point, gazetteer

NEAREST: Final = 25
"""How many are given for being near, besides all who answer for the area: workers on duty, centres,
and centres that may take a child in."""


@dataclass(slots=True)  # not frozen: a hundred are made at a time, and that costs thrice as much
class ResponderFacts:
    """What the directory knows of a worker or centre that could be asked to go.

    `gender` is a worker's own, `intake_gender` whom a centre takes in. `coverage` pairs the places
    this responder answers for, among those asked about, with `primary` or `backup`; for a centre
    also the place it stands in, its district and its division; what belongs to a post counts for
    whoever holds it now. Of several posts `post_kind` is the one appointed to first. Degrees are
    WGS 84; what nobody has told us is None.
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
    centre_kind: str | None = None
    place: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    hours: str | None = None


async def candidates_for(
    session: AsyncSession, place: str | None, always: Collection[UUID] = ()
) -> list[ResponderFacts]:
    """Whoever answers for `place`, around it or within it, the nearest, and those in `always`.

    Near is near by great circle. Without a place only `always` is looked up. Nobody is left out
    for being off duty or full: the one who ranks must be able to say why somebody is not sent.
    """
    places = gazetteer()
    known = place if place is not None and places.get(place) else None
    areas = list(_areas(known)) if known else []
    around = _on_the_sphere(places.point_of(known) if known else None)
    found = await fetch(session, _FOUND, areas, list(always), around, clock.now())
    return [_of_worker(row) if row["is_worker"] else _of_centre(row) for row in found]


def _areas(place: str) -> set[str]:
    """The place, all it lies in, and all that lies in it."""
    places = gazetteer()
    return {*places.containers(place), *places.inside(place)}


def _on_the_sphere(point: Point | None) -> list[float] | None:
    """A point on the unit sphere: nearer in a straight line is nearer by great circle."""
    if point is None:
        return None
    lat, lon = radians(point.lat), radians(point.lon)
    return [cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)]


_NEAR = f"""
SELECT id FROM {{table}}
WHERE {{which}} AND lat IS NOT NULL AND lon IS NOT NULL AND $3::float8[] IS NOT NULL
ORDER BY {ON_THE_SPHERE} <-> cube($3), id LIMIT {NEAREST}
"""
_WORKERS = f"""
WITH answers AS MATERIALIZED (
    SELECT worker_id AS id, place, rank FROM coverage
    WHERE post_id IS NULL AND centre_id IS NULL
        AND (place = ANY($1::text[]) OR worker_id = ANY($2::uuid[]))
    UNION
    SELECT holding.worker_id, place, rank FROM coverage JOIN holding USING (post_id)
    WHERE {HELD_NOW.format(at="$4::timestamptz")}
        AND (place = ANY($1) OR holding.worker_id = ANY($2))
), asked AS (
    SELECT id FROM answers UNION SELECT unnest($2)
    UNION ({_NEAR.format(table="worker", which="on_duty")})
)
SELECT true AS is_worker, worker.id, worker.name_bn, worker.name_en,
    coalesce(held.name_bn, post_bn) AS role_bn, coalesce(held.name_en, post_en) AS role_en,
    gender, on_duty, capacity, lat, lon, location_basis, languages, held.kind,
    NULL AS admits, NULL AS place, NULL::int AS age_from, NULL::int AS age_to, NULL AS hours,
    covered.places, covered.ranks
FROM asked JOIN worker USING (id)
LEFT JOIN LATERAL (
    SELECT post.kind, post.name_bn, post.name_en FROM holding JOIN post ON post.id = post_id
    WHERE worker_id = worker.id AND {HELD_NOW.format(at="$4")}
    ORDER BY holding.kind DESC, starts_at, post.code LIMIT 1
) AS held ON true
LEFT JOIN (
    SELECT id, array_agg(place ORDER BY place, rank) AS places,
        array_agg(rank ORDER BY place, rank) AS ranks
    FROM answers GROUP BY id
) AS covered USING (id)
"""
_CENTRES = f"""
WITH answers AS MATERIALIZED (
    SELECT centre_id AS id, place, rank FROM coverage
    WHERE centre_id IS NOT NULL AND (place = ANY($1::text[]) OR centre_id = ANY($2::uuid[]))
), asked AS (
    SELECT id FROM answers UNION SELECT unnest($2)
    UNION ({_NEAR.format(table="centre", which="true")})
    UNION ({_NEAR.format(table="centre", which="operating AND admits = 'direct'")})
)
SELECT false, id, name_bn, name_en, NULL, NULL, intake_gender, operating, capacity,
    lat, lon, location_basis, NULL, kind, admits, place, age_from, age_to, hours,
    covered.places, covered.ranks
FROM asked JOIN centre USING (id)
LEFT JOIN (
    SELECT id, array_agg(answers.place) AS places, array_agg(rank) AS ranks
    FROM answers GROUP BY id
) AS covered USING (id)
"""
_FOUND = f"({_WORKERS}) UNION ALL ({_CENTRES})"
"""Both in one: each question to Postgres costs as much as ten candidates.

A centre's intake stands under `gender`, whether it operates under `on_duty`.
"""


def _of_worker(worker: Mapping[str, Any]) -> ResponderFacts:
    kind = worker["kind"]
    return ResponderFacts(
        kind="worker",
        id=worker["id"],
        name_bn=worker["name_bn"],
        name_en=worker["name_en"],
        role_bn=worker["role_bn"],
        role_en=worker["role_en"],
        gender=worker["gender"],
        on_duty=worker["on_duty"],
        capacity=worker["capacity"],
        lat=worker["lat"],
        lon=worker["lon"],
        location_basis=worker["location_basis"],
        coverage=_covered(worker),
        languages=tuple(worker["languages"]),
        post_kind=PostKind(kind) if kind else None,
    )


def _of_centre(centre: Mapping[str, Any]) -> ResponderFacts:
    kind, place = centre["kind"], centre["place"]
    return ResponderFacts(
        kind="centre",
        id=centre["id"],
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
        coverage=tuple(sorted({*_covered(centre), *_catchment(place)})),
        intake_gender=centre["gender"],
        admits=Admits(centre["admits"]),
        operating=centre["on_duty"],
        centre_kind=kind,
        place=place,
        age_from=centre["age_from"],
        age_to=centre["age_to"],
        hours=centre["hours"],
    )


@cache
def _catchment(place: str | None) -> frozenset[tuple[str, str]]:
    """Where a centre stands, and the districts of its division, which come to it."""
    if place is None:
        return frozenset()
    around = gazetteer().containers(place)
    wide = {code for code, kind in around.items() if kind in ("district", "division")}
    return frozenset((code, "primary") for code in {place, *wide})


def _covered(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(row["places"], row["ranks"], strict=True)) if row["places"] else ()
