"""What the tests of programmes stand on."""

import pytest

from app.core.db import Database
from tests.programmes.boarding import Boarding


@pytest.fixture
async def work(database: Database) -> Boarding:
    made = Boarding(database)
    await made.build()
    return made
