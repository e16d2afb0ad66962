"""One text on many lines: framed once, in order, and a line that is not read is cut off by name."""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from app.core.db import Database
from app.realtime import hub as hubs
from app.realtime.frames import framed
from app.realtime.history import Position
from app.realtime.hub import Console
from app.realtime.messages import Close, Pong, encode
from tests.realtime.house import House, running

SCREENS = 20


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with running(database, tmp_path) as house:
        await house.employ("shanta", "supervisor")
        await house.sign_in("shanta")
        yield house


def position_after(house: House, steps: int) -> Position:
    at = house.live.feed.position
    return Position(at.transaction + 10**9, steps)


async def test_many_get_the_same_frames_in_order(house: House) -> None:
    hub = house.live.hub
    async with AsyncExitStack() as stack:
        screens = [await stack.enter_async_context(house.screen("shanta")) for _ in range(SCREENS)]
        for screen in screens:
            await screen.watch("board")
            await screen.until("snapshot")
        (view,) = hub.views_of("board")
        before = framed.cache_info().misses
        texts = [
            encode(Pong.model_validate({"server_time": f"2026-11-28T00:00:{second:02}Z"}))
            for second in range(30)
        ]
        for step, text in enumerate(texts):
            await hub.send(view, position_after(house, step), text)
        assert framed.cache_info().misses - before == len(texts)
        for screen in screens:
            heard = [await screen.next() for _ in texts]
            told = [message["server_time"] for message in heard]
            assert told == sorted(told)
            assert len(set(told)) == len(texts)


async def test_bangla_and_long_texts_arrive_whole(house: House) -> None:
    long = "শিশু" * 20_000
    async with house.screen("shanta", max_size=None) as screen:
        await screen.until("hello")
        (console,) = house.live.hub.consoles
        for text in (long, "শেষ"):
            console.send(f'{{"type": "pong", "server_time": "{text}"}}')
        assert (await screen.next())["server_time"] == long
        assert (await screen.next())["server_time"] == "শেষ"


async def test_a_line_nobody_reads_is_cut_off_and_its_memory_freed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.realtime.socket.FAREWELL_SECONDS", 0.2)
    async with house.screen("shanta", max_queue=1) as screen:
        await screen.until("hello")
        (console,) = house.live.hub.consoles
        lump = f'{{"type": "pong", "server_time": "{"x" * 60_000}"}}'
        most = 0
        for _ in range(5000):
            console.send(lump)
            most = max(most, console.line.behind())
            await asyncio.sleep(0)
        assert console.close is Close.TOO_SLOW
        assert most <= hubs.MOST_BEHIND + len(lump) + 16
        await asyncio.wait_for(house.live.hub.empty.wait(), 10)
        assert console.line.behind() == 0
        assert await screen.closed() == 1006


async def test_what_is_said_in_one_breath_is_obeyed_in_order(house: House) -> None:
    async with house.screen("shanta") as screen:
        await screen.until("hello")
        for _ in range(10):
            await screen.say(type="subscribe", channel="board")
            await screen.say(type="ping")
            await screen.say(type="unsubscribe", channel="board")
            await screen.say(type="ping")
        kinds = [(await screen.next())["type"] for _ in range(30)]
    assert kinds == ["snapshot", "pong", "pong"] * 10
    await asyncio.wait_for(house.live.hub.empty.wait(), 10)


async def test_while_nothing_is_said_no_task_waits_for_a_console(house: House) -> None:
    async with AsyncExitStack() as stack:
        screens = [await stack.enter_async_context(house.screen("shanta")) for _ in range(5)]
        for screen in screens:
            await screen.watch("board")
            await screen.until("snapshot")
        await asyncio.sleep(0.1)
        waiting = [repr(task) for task in asyncio.all_tasks()]
        assert len(house.live.hub.consoles) == 5
        assert [one for one in waiting if "live-hear" in one or "run_asgi" in one] == []


async def test_nothing_is_written_to_a_line_that_is_gone(house: House) -> None:
    async with house.screen("shanta") as screen:
        await screen.until("hello")
        console: Console = next(iter(house.live.hub.consoles))
    await asyncio.wait_for(house.live.hub.empty.wait(), 10)
    console.send("anything")
    assert console.close is None


async def test_a_console_that_left_is_forgotten_without_a_collection(house: House) -> None:
    async with house.screen("shanta") as screen:
        await screen.watch("board")
        await screen.until("snapshot")
        (console,) = house.live.hub.consoles
        for _ in range(100):
            if console in house.live._present:
                break
            await asyncio.sleep(0.05)
        else:
            raise AssertionError("no beat of the live line has seen this console")
        left: list[weakref.ref[Any]] = [weakref.ref(console), weakref.ref(console.line)]
        gc.collect()
        gc.disable()
        del console
    try:
        await asyncio.wait_for(house.live.hub.empty.wait(), 10)
        for _ in range(100):
            if not any(one() for one in left):
                return
            await asyncio.sleep(0.05)
        raise AssertionError([one() for one in left])
    finally:
        gc.enable()
