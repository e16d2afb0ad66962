"""What a process reads after its start lets the first callers pass."""

import asyncio
import sys

import pytest

from app import main
from app.core.db import Database
from app.geo.lookup import Gazetteer


async def test_whoever_reads_the_places_gives_way_to_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    usual, seen = sys.getswitchinterval(), []

    async def roll_is_next(*_: object) -> None:
        seen.append(sys.getswitchinterval())

    monkeypatch.setattr(main, "READ_PLACES_AFTER", 0.0)
    monkeypatch.setattr(Gazetteer, "be_searchable", lambda _: seen.append(sys.getswitchinterval()))
    monkeypatch.setattr(main, "run_roll", roll_is_next)
    await main._keep_at_hand(database, asyncio.Event())
    assert seen == pytest.approx([usual / 10, usual])


async def test_it_does_so_no_longer_when_reading_fails(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    def unreadable() -> None:
        raise LookupError

    usual = sys.getswitchinterval()
    monkeypatch.setattr(main, "READ_PLACES_AFTER", 0.0)
    monkeypatch.setattr(main, "gazetteer", unreadable)
    with pytest.raises(LookupError):
        await main._keep_at_hand(database, asyncio.Event())
    assert sys.getswitchinterval() == pytest.approx(usual)
