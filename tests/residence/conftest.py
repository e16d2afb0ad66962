"""Tests of a centre stand on the small district of dispatch: its clock, its world, and a home."""

import pytest

from tests.dispatch.conftest import clock, strict_words, world  # noqa: F401
from tests.dispatch.world import World
from tests.residence.home import Home


@pytest.fixture
async def home(world: World) -> Home:  # noqa: F811
    made = Home(world)
    await made.build()
    return made
