"""The nearest on the sphere are those that measuring each gives, wherever one asks."""

import random
from math import dist

import pytest

from app.geo.sphere import Sphere, on_the_sphere


@pytest.mark.parametrize("size", [0.05, 0.1, 0.4])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_nearest_are_those_that_measuring_each_gives(size: float, seed: int) -> None:
    chance = random.Random(seed)
    sphere: Sphere[int] = Sphere(size)
    points: dict[int, tuple[float, float]] = {}
    for turn in range(900):
        key = chance.randrange(400)
        if chance.random() < 0.25:
            points.pop(key, None)
            sphere.drop(key)
        else:  # a crowd in one town, some on one spot, the others anywhere
            lat, lon = chance.uniform(20.6, 26.6), chance.uniform(88.0, 92.7)
            if chance.random() < 0.5:
                lat, lon = 23.71 + chance.choice((0, 0.01, 0.02)), 90.41
            points[key] = lat, lon
            sphere.put(key, lat, lon)
        assert len(sphere) == len(points)
        if turn % 9 == 0:
            lat, lon = chance.uniform(20.0, 27.0), chance.uniform(87.5, 93.0)
            if chance.random() < 0.7:  # a place that was asked about before
                lat, lon = chance.choice(((23.71, 90.41), (23.7, 90.4), (22.1, 91.9), (25.9, 89)))
            here = on_the_sphere(lat, lon)
            by_each = sorted((dist(here, on_the_sphere(*at)), key) for key, at in points.items())
            given = sphere.nearest(lat, lon, 25)
            assert len(given) == min(25, len(points))
            far = {key: km for km, key in by_each}
            assert [far[key] for key in given] == pytest.approx(
                [km for km, _ in by_each[:25]], abs=1e-12
            )


def test_of_those_that_are_equally_far_the_lower_key_comes_first() -> None:
    sphere: Sphere[int] = Sphere(0.1)
    for key in reversed(range(100)):
        sphere.put(key, 23.7, 90.4)
    assert sphere.nearest(23.8, 90.5, 5) == [0, 1, 2, 3, 4]


def test_of_nothing_nothing_is_near() -> None:
    assert Sphere[int](0.1).nearest(23.7, 90.4, 5) == []
