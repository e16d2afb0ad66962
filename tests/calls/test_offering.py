"""Only the longest idle of a kind are looked at, and nobody who fits is hidden by that."""

from datetime import timedelta

import pytest

from app.calls import offering, offers
from app.core import clock
from app.core.db import Database
from app.staff.models import DutyRow
from tests.factories import add_counsellor, offered, open_offer, ring


async def idle_for(database: Database, seconds: float, **more: object) -> object:
    """A free counsellor who has had no call for so long."""
    person = await add_counsellor(database, **more)  # type: ignore[arg-type]
    async with database.transaction() as session:
        row = await session.get_one(DutyRow, person.id)
        row.idle_since = clock.now() - timedelta(seconds=seconds)
        session.add(row)
    return person.id


async def test_those_who_passed_a_call_on_hide_nobody_who_has_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "FEW", 2)
    monkeypatch.setattr(offering, "PASSED_BY_FEW", 1)
    longest = [await idle_for(database, 1000 - each) for each in range(3)]
    last = await idle_for(database, 1)
    call_id = await ring(database)
    for staff_id in longest:
        await offered(database)
        offer = await open_offer(database, call_id)
        assert offer.staff_id == staff_id
        async with database.transaction() as session:
            await offers.pass_on(session, offer.id, offer.staff_id, "personal")
    await offered(database)
    assert (await open_offer(database, call_id)).staff_id == last


async def test_a_few_of_every_kind_are_looked_at(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "FEW", 1)
    for each in range(3):
        await idle_for(database, 1000 - each, languages=("en",))
    fits = await idle_for(database, 1, languages=("bn",))
    call_id = await ring(database)
    await offered(database)
    assert (await open_offer(database, call_id)).staff_id == fits
