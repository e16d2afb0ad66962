"""One running demo for the journeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import House, running_demo


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole product, started as a newcomer would."""
    folder: Path = tmp_path_factory.mktemp("house")
    with running_demo(folder) as made:
        yield made
