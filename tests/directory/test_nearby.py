"""Who is near is who is near by great circle: what the index gives is what measuring each gives."""

import random
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from app.core.db import Database
from app.directory.models import Admits, Centre, Worker
from app.directory.nearby import NEAREST, candidates_for
from app.geo.lookup import distance_km, gazetteer

PLACES = gazetteer()
NEAR = 1e-6
"""Kilometres within which two are equally far, for numbers that are not exact."""


def somewhere(chance: random.Random) -> dict[str, Any]:
    """A point of Bangladesh, at times one that others have too; at times none, or half of one."""
    lat, lon = chance.uniform(20.6, 26.6), chance.uniform(88.0, 92.7)
    if chance.random() < 0.2:
        lat, lon = 23.71, 90.41
    kind = chance.random()
    return {"lat": None if kind < 0.08 else lat, "lon": None if kind < 0.04 else lon}


async def fill(database: Database, chance: random.Random) -> list[Worker]:
    workers = [
        Worker(
            id=uuid4(),
            code=f"w{n}",
            name_en=f"W{n}",
            name_bn=f"ক{n}",
            post_en="Worker",
            post_bn="কর্মী",
            on_duty=chance.random() < 0.5,
            **somewhere(chance),
        )
        for n in range(400)
    ]
    centres = [
        Centre(
            id=uuid4(),
            code=f"c{n}",
            name_en=f"C{n}",
            name_bn=f"কে{n}",
            kind="children_home",
            admits=chance.choice((Admits.DIRECT, Admits.COURT, Admits.NONE)),
            operating=chance.random() < 0.7,
            source="invented",
            **somewhere(chance),
        )
        for n in range(200)
    ]
    async with database.transaction() as session:
        session.add_all([*workers, *centres])
    return workers


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_nearest_are_those_that_measuring_each_gives(
    database: Database, seed: int
) -> None:
    chance = random.Random(seed)
    workers = await fill(database, chance)
    async with database.transaction() as session:
        known = list(await session.exec(select(Centre)))
        for place in chance.sample([one.code for one in PLACES], 25):
            point = PLACES.point_of(place)
            assert point is not None

            def far(one: Worker | Centre, lat: float = point.lat, lon: float = point.lon) -> float:
                assert one.lat is not None
                assert one.lon is not None
                return distance_km(lat, lon, one.lat, one.lon)

            given = {one.id for one in await candidates_for(session, place)}
            may = [one for one in known if one.operating and one.admits is Admits.DIRECT]
            for all_ in ([one for one in workers if one.on_duty], may, known):
                pointed = [one for one in all_ if one.lat is not None and one.lon is not None]
                nearest = sorted(pointed, key=far)[:NEAREST]
                outside = [far(one) for one in pointed if one.id not in given]
                assert far(nearest[-1]) <= min(outside) + NEAR
