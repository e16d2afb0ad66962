"""The feed between transactions and screens: order, overlap, and screens that come in between."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import Database
from app.realtime import feed
from app.realtime.channels import View
from app.realtime.feed import Feed, ringing_first
from app.realtime.history import Entry, Position
from app.staff.duty import move_duty
from tests.factories import ring
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


async def test_a_view_that_takes_long_holds_up_no_other_of_the_same_events(house: House) -> None:
    class Slow(Feed):
        async def _send(self, session: AsyncSession, view: View, entries: Sequence[Entry]) -> None:
            if view.kind == "me":
                await go_on.wait()
            await super()._send(session, view, entries)

    go_on = asyncio.Event()
    house.live.feed.__class__ = Slow
    async with house.screen("asha") as mine, house.screen("shanta") as board:
        await mine.watch("me")
        await mine.until("snapshot")
        await board.watch("board")
        await board.until("snapshot")
        await house.ask("POST", "/duty/start", as_="asha")
        await board.until("event", event="duty.changed")
        assert [one for one in await mine.rest() if one["type"] == "event"] == []
        go_on.set()
        await mine.until("event", event="duty.changed")


def test_whoever_is_rung_at_is_told_first() -> None:
    views = [View(kind="me", name="me", audience=f"staff/{n}", role="counsellor") for n in range(5)]
    told = [entry("duty.changed", views[0]), entry("call.offered", views[3])]
    assert ringing_first(views, told)[0] is views[3]
    assert ringing_first(views, told)[1:] == [*views[:3], views[4]]


def entry(event: str, view: View) -> Entry:
    return Entry(
        position=Position(1, 1),
        at=clock.now(),
        event=event,
        kind="call",
        entity_id=uuid4(),
        version=1,
        audience=frozenset({view.audience}),
        facts={},
    )


async def test_every_console_hears_how_many_wait_a_few_at_a_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "QUEUE_AT_ONCE", 1)
    async with house.screen("asha") as asha, house.screen("bina") as bina:
        for one in (asha, bina):
            await one.watch("me")
            await one.until("snapshot")
        await ring(house.database)
        for one in (asha, bina):
            while one.channels["me"]["queue"]["summary"]["waiting"] != 1:
                await one.until("event", event="queue.changed")


async def test_when_everybody_has_left_nobody_is_still_to_be_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "QUEUE_AT_ONCE", 0)  # nobody's turn comes while they are there
    async with house.screen("asha") as asha:
        await asha.watch("me")
        await asha.until("snapshot")
        await ring(house.database)
        while not house.live.feed._untold:
            await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        while house.live.feed._untold:
            await asyncio.sleep(0.01)
