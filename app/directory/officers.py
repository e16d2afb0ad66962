"""Who holds the posts that answer for a place: officers, and agencies; it asks nobody."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import fetch, fetch_value
from app.directory.queries import HELD_NOW
from app.directory.states import LOCAL_OFFICERS, HoldingKind, PostKind
from app.geo.lookup import gazetteer

_OFFICERS: Final = f"""
SELECT post.id AS post_id, post.kind, coverage.place, rank,
    holding.worker_id, holding.kind AS holding
FROM coverage JOIN post ON post.id = coverage.post_id
LEFT JOIN holding ON holding.post_id = post.id AND {HELD_NOW.format(at="$3::timestamptz")}
WHERE coverage.place = ANY($1::text[]) AND post.kind = ANY($2::text[])
ORDER BY post.code, holding.starts_at
"""


@dataclass(frozen=True, slots=True)
class Officer:
    """Who holds an officer's post that answers for a place; `worker_id` is None for a vacancy.

    `acting` tells that he or she only looks after it. `rank` is primary or backup.
    """

    post_id: UUID
    post_kind: PostKind
    place: str
    rank: str
    worker_id: UUID | None
    acting: bool


@dataclass(frozen=True, slots=True)
class Officers:
    """The officers of a place in the order in which they are asked; either list may be empty."""

    local: tuple[Officer, ...]
    district: tuple[Officer, ...]


async def officers_for(session: AsyncSession, place: str | None) -> Officers:
    """The upazila's or the city's officers of `place`, and the district's; vacancies included.

    A city has no upazila officer: the city office that answers for the ward, else for its thana,
    else for the city, comes before the district's. Of one rank the nearest area comes first, of one
    area who is appointed before who is acting. An unknown place has no officers.
    """
    kinds = [*LOCAL_OFFICERS, PostKind.DISTRICT_SOCIAL_SERVICES_OFFICER]
    officers = await holders_for(session, place, kinds)
    return Officers(
        local=tuple(one for one in officers if one.post_kind in LOCAL_OFFICERS),
        district=tuple(one for one in officers if one.post_kind not in LOCAL_OFFICERS),
    )


_ANSWERS: Final = f"""
SELECT EXISTS (
    SELECT FROM coverage WHERE worker_id = $1 AND place = ANY($2::text[]) AND $3::text IS NULL
    UNION ALL SELECT FROM coverage JOIN post ON post.id = coverage.post_id
    JOIN holding ON holding.post_id = post.id AND {HELD_NOW.format(at="$4::timestamptz")}
    WHERE holding.worker_id = $1 AND place = ANY($2::text[])
        AND ($3::text IS NULL OR post.kind = $3))
"""


async def answers_for(
    session: AsyncSession, worker_id: UUID, place: str, kind: PostKind | None = None
) -> bool:
    """Whether a worker answers for `place` or a part of it now, by a post of `kind` if it is told.

    True for a place the gazetteer does not know: nothing can be said against anybody there.
    """
    places = gazetteer()
    if places.get(place) is None:
        return True
    areas = [*places.containers(place), *places.inside(place)]
    return bool(await fetch_value(session, _ANSWERS, worker_id, areas, kind, clock.now()))


async def holders_for(
    session: AsyncSession, place: str | None, kinds: Collection[PostKind]
) -> list[Officer]:
    """Who holds posts of these kinds that answer for `place`, the first to be asked first.

    Vacancies included. An unknown place has none. Ordered as `officers_for` says.
    """
    places = gazetteer()
    if place is None or places.get(place) is None:
        return []
    around = {code: breadth for breadth, code in enumerate(places.containers(place))}
    found = await fetch(session, _OFFICERS, list(around), list(kinds), clock.now())
    officers = [
        Officer(
            post_id=row["post_id"],
            post_kind=PostKind(row["kind"]),
            place=row["place"],
            rank=row["rank"],
            worker_id=row["worker_id"],
            acting=row["holding"] == HoldingKind.ACTING,
        )
        for row in found
    ]
    officers.sort(key=lambda one: (around[one.place], one.rank != "primary", one.acting))
    return officers
