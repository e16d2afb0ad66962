"""What tests of the directory stand on beside the common fixtures: words, a movable clock."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from app.core.words import Words


@pytest.fixture(autouse=True)
def strict_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "strict", True)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 24, 15, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller
