"""Who may be asked to go: all who answer for a place, and the nearest; it ranks nobody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
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
from app.geo.sphere import on_the_sphere

NEAREST: Final = 25
"""How many are given for being near, besides all who answer for the area: workers on duty, centres,
and centres that may take a child in."""


@dataclass(slots=True)  # not frozen: a hundred are made at a time, and that costs thrice as much
class ResponderFacts:
    """What the directory knows of a worker or centre that could be asked to go.

    `gender` is a worker's own, `intake_gender` whom a centre takes in. `coverage` pairs the places
    this responder answers for, among those asked about, with `primary` or `backup`; for a centre
    also the place it stands in, its district and its division, which `areas` leaves out; what
    belongs to a post counts for whoever holds it now. Of several posts `post_kind` is the one
    appointed to first. Degrees are WGS 84; what nobody has told us is None. `counts` and `named`
    are what a room above asked besides.
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
    areas: tuple[str, ...] = ()
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
    counts: Sequence[int] | None = None
    named: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True)
class Also:
    """What a room above asks of everybody found, in the same statement, in words of its own.

    Expressions over `worker.id` and `centre.id`: counts are arrays of bigint, `named` is JSON from
    `centre_joins`, which joins by `id` and may look only at centres in `asked`.
    """

    of_worker: str = "NULL::bigint[]"
    worker_joins: str = ""
    of_centre: str = "NULL::bigint[]"
    centre_joins: str = ""
    named: str = "NULL::jsonb"


NOTHING: Final = Also()


async def candidates_for(
    session: AsyncSession, place: str | None, always: Collection[UUID] = (), also: Also = NOTHING
) -> list[ResponderFacts]:
    """Whoever answers for `place`, around it or within it, the nearest, and those in `always`.

    Near is near by great circle. Without a place only `always` is looked up. Nobody is left out
    for being off duty or full: the one who ranks must be able to say why somebody is not sent.
    """
    places = gazetteer()
    known = place if place is not None and places.get(place) else None
    areas = list(areas_of(known)) if known else []
    around = _on_the_sphere(places.point_of(known) if known else None)
    found = await fetch(session, _statement(also), areas, list(always), around, clock.now())
    return [_of_worker(row) if row["is_worker"] else _of_centre(row) for row in found]


_ADMITTING = f"""
SELECT id, name_bn, name_en FROM centre
WHERE operating AND admits = 'direct' AND id <> ALL($2::uuid[])
    AND lat IS NOT NULL AND lon IS NOT NULL
ORDER BY {ON_THE_SPHERE} <-> cube($1::float8[]), id LIMIT $3
"""


async def admitting_near(
    session: AsyncSession, place: str | None, barred: Collection[UUID], most: int
) -> dict[UUID, dict[str, str]]:
    """Names of the centres nearest to a place that may take a child in on anybody's word, by id.

    Without a known place none; never one of `barred`.
    """
    around = _on_the_sphere(gazetteer().point_of(place) if place else None)
    found = await fetch(session, _ADMITTING, around, list(barred), most) if around else ()
    return {row["id"]: {"bn": row["name_bn"], "en": row["name_en"]} for row in found}


@lru_cache(maxsize=1024)
def areas_of(place: str) -> frozenset[str]:
    """The place, all it lies in, and all that lies in it."""
    places = gazetteer()
    return frozenset((*places.containers(place), *places.inside(place)))


def _on_the_sphere(point: Point | None) -> list[float] | None:
    return None if point is None else list(on_the_sphere(point.lat, point.lon))


# Each value is asked for by a query of its own, so that the planner cannot look at it. Its plan is
# then as good for any place, and after five times it plans no more; else it would do so each time,
# which takes half as long as the answer.
_AREAS = "ANY((SELECT $1::text[])::text[])"
_ALWAYS = "ANY((SELECT $2::uuid[])::uuid[])"
_HERE = "(SELECT cube($3::float8[]))"
_HELD = HELD_NOW.format(at="(SELECT $4::timestamptz)")


def _near(table: str, which: str) -> str:
    return f"""
    SELECT id, NULL, NULL FROM {table}
    WHERE {which}lat IS NOT NULL AND lon IS NOT NULL AND {_HERE} IS NOT NULL
    ORDER BY {ON_THE_SPHERE} <-> {_HERE}, id LIMIT {NEAREST}
    """


_WORKERS = f"""
WITH asked AS (
    SELECT id, array_agg(place) AS places, array_agg(rank) AS ranks FROM (
        SELECT worker_id AS id, place, rank FROM coverage
        WHERE worker_id IS NOT NULL AND place = {_AREAS}
        UNION ALL SELECT worker_id, place, rank FROM coverage WHERE worker_id = {_ALWAYS}
        UNION ALL SELECT holding.worker_id, place, rank FROM coverage JOIN holding USING (post_id)
        WHERE place = {_AREAS} AND {_HELD}
        UNION ALL SELECT holding.worker_id, place, rank FROM holding JOIN coverage USING (post_id)
        WHERE holding.worker_id = {_ALWAYS} AND {_HELD}
        UNION ALL SELECT unnest((SELECT $2::uuid[])), NULL, NULL
        UNION ALL ({_near("worker", "on_duty AND ")})
    ) AS found GROUP BY id
)
SELECT true AS is_worker, worker.id, worker.name_bn, worker.name_en,
    coalesce(held.name_bn, post_bn) AS role_bn, coalesce(held.name_en, post_en) AS role_en,
    gender, on_duty, capacity, lat, lon, location_basis, languages, held.kind,
    NULL AS admits, NULL AS place, NULL::int AS age_from, NULL::int AS age_to, NULL AS hours,
    places, ranks, {{of_worker}} AS counts, NULL::jsonb AS named
FROM asked JOIN worker USING (id)
LEFT JOIN LATERAL (
    SELECT post.kind, post.name_bn, post.name_en FROM holding JOIN post ON post.id = post_id
    WHERE worker_id = worker.id AND {_HELD}
    ORDER BY holding.kind DESC, starts_at, post.code LIMIT 1
) AS held ON true {{worker_joins}}
"""
_CENTRES = f"""
WITH asked AS (
    SELECT id, array_agg(place) AS places, array_agg(rank) AS ranks FROM (
        SELECT centre_id AS id, place, rank FROM coverage
        WHERE centre_id IS NOT NULL AND place = {_AREAS}
        UNION ALL SELECT centre_id, place, rank FROM coverage WHERE centre_id = {_ALWAYS}
        UNION ALL SELECT unnest((SELECT $2::uuid[])), NULL, NULL
        UNION ALL ({_near("centre", "")})
        UNION ALL ({_near("centre", "operating AND admits = 'direct' AND ")})
    ) AS found GROUP BY id
)
SELECT false, centre.id, name_bn, name_en, NULL, NULL, intake_gender, operating, capacity,
    lat, lon, location_basis, NULL, kind, admits, place, centre.age_from, centre.age_to, hours,
    places, ranks, {{of_centre}}, {{named}}
FROM asked JOIN centre USING (id) {{centre_joins}}
"""
_FOUND = f"({_WORKERS}) UNION ALL ({_CENTRES})"
"""Both in one: each question to Postgres costs as much as ten candidates.

A centre's intake stands under `gender`, whether it operates under `on_duty`.
"""


@cache
def _statement(also: Also) -> str:
    return _FOUND.format(**{field.name: getattr(also, field.name) for field in fields(also)})


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
        areas=_areas(worker),
        languages=tuple(worker["languages"]),
        post_kind=_POST_KINDS.get(kind),
        counts=worker["counts"],
    )


def _of_centre(centre: Mapping[str, Any]) -> ResponderFacts:
    kind, place = centre["kind"], centre["place"]
    role_bn, role_en = _role_of_centre(kind)
    return ResponderFacts(
        kind="centre",
        id=centre["id"],
        name_bn=centre["name_bn"],
        name_en=centre["name_en"],
        role_bn=role_bn,
        role_en=role_en,
        gender=None,
        on_duty=True,
        capacity=centre["capacity"],
        lat=centre["lat"],
        lon=centre["lon"],
        location_basis=centre["location_basis"],
        coverage=tuple(sorted({*_covered(centre), *_catchment(place)})),
        areas=_areas(centre),
        intake_gender=centre["gender"],
        admits=_ADMITS[centre["admits"]],
        operating=centre["on_duty"],
        centre_kind=kind,
        place=place,
        age_from=centre["age_from"],
        age_to=centre["age_to"],
        hours=centre["hours"],
        counts=centre["counts"],
        named=centre["named"],
    )


_POST_KINDS: Final = {kind.value: kind for kind in PostKind}
_ADMITS: Final = {one.value: one for one in Admits}


@cache
def _role_of_centre(kind: str) -> tuple[str, str]:
    return words("bn").t(f"centre.kind.{kind}"), words("en").t(f"centre.kind.{kind}")


@cache
def _catchment(place: str | None) -> frozenset[tuple[str, str]]:
    """Where a centre stands, and the districts of its division, which come to it."""
    if place is None:
        return frozenset()
    around = gazetteer().containers(place)
    wide = {code for code, kind in around.items() if kind in ("district", "division")}
    return frozenset((code, "primary") for code in {place, *wide})


def _covered(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The areas answered for; whoever is here only for being near comes with an empty one."""
    pairs = zip(row["places"], row["ranks"], strict=True)
    return tuple(sorted({(place, rank) for place, rank in pairs if place is not None}))


def _areas(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(place for place in row["places"] if place is not None)
