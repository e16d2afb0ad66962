"""The feed between transactions and screens: order, overlap, and screens that come in between."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.db import Database
from app.realtime.channels import View
from app.realtime.feed import Feed
from app.realtime.history import Entry
from app.staff.duty import move_duty
from tests.realtime.house import House, running


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with running(database, tmp_path) as house:
        for name in ("asha", "bina"):
            await house.employ(name, "counsellor")
            await house.sign_in(name)
        await house.employ("shanta", "supervisor")
        await house.sign_in("shanta")
        yield house


async def test_an_event_that_commits_late_reaches_the_screen(house: House) -> None:
    """The first one has the lower id and is committed last; a reader by id would lose it."""
    asha = (await house.ask("GET", "/session", as_="asha")).json()["id"]
    bina = (await house.ask("GET", "/session", as_="bina")).json()["id"]
    async with house.screen("shanta") as board:
        await board.watch("board")
        await board.until("snapshot")
        async with house.database.transaction() as late:
            await move_duty(late, asha, "start")
            await house.ask("POST", "/duty/start", as_="bina")
            assert await board.rest() == []
        first = await board.until("event", event="duty.changed")
        second = await board.until("event", event="duty.changed")
        assert [first["entity"]["id"], second["entity"]["id"]] == [asha, bina]


class Halting(Feed):
    """A feed that stops before it delivers to anybody, until it is let go on."""

    def halt(self) -> None:
        self.halted, self.go_on = asyncio.Event(), asyncio.Event()

    async def _send(self, session: AsyncSession, view: View, entries: Sequence[Entry]) -> None:
        if hasattr(self, "halted"):
            self.halted.set()
            await self.go_on.wait()
        await super()._send(session, view, entries)


async def test_a_screen_that_returns_in_the_middle_of_a_delivery_misses_nothing(
    house: House,
) -> None:
    feed = house.live.feed
    feed.__class__ = Halting
    assert isinstance(feed, Halting)
    async with house.screen("shanta") as first:
        await first.watch("board")
        await first.until("snapshot")
        since = first.positions["board"]
    async with house.screen("asha") as mine, house.screen("shanta") as board:
        await mine.watch("me")
        await mine.until("snapshot")
        feed.halt()
        row = (await house.ask("POST", "/duty/start", as_="asha")).json()
        await feed.halted.wait()
        await board.watch("board", since)
        await board.until("event", event="duty.changed")
        feed.go_on.set()
        await mine.until("event", event="duty.changed")
        assert board.channels["board"]["counsellors"][row["staff_id"]] == {
            **row,
            "call": None,
            "wrap_up_due_at": None,
        }


async def test_a_view_that_fails_begins_anew_and_the_others_go_on(house: House) -> None:
    class Failing(Feed):
        async def _send(self, session: AsyncSession, view: View, entries: Sequence[Entry]) -> None:
            if view.kind == "me":
                raise LookupError
            await super()._send(session, view, entries)

    house.live.feed.__class__ = Failing
    async with house.screen("asha") as mine, house.screen("shanta") as board:
        await mine.watch("me")
        await mine.until("snapshot")
        await board.watch("board")
        await board.until("snapshot")
        await house.ask("POST", "/duty/start", as_="asha")
        assert await mine.until("resync") == {"type": "resync", "channel": "me"}
        await board.until("event", event="duty.changed")
