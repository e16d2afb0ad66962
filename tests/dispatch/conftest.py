"""What tests of dispatch stand on beside the common fixtures: a movable clock, a small world."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from app.core.db import Database
from app.core.settings import Settings
from app.core.words import Words
from tests.dispatch.world import World


@pytest.fixture(autouse=True)
def strict_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "strict", True)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 24, 15, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
async def world(database: Database, settings: Settings, clock: time_machine.Traveller) -> World:
    built = World(database, settings)
    await built.build()
    return built
