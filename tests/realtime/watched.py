"""Old screens against fresh ones: the proof that screens converge (I7); holds no test itself."""

import asyncio
from datetime import datetime
from typing import Any

from tests.realtime.house import PATIENCE, House, Screen
from tests.realtime.told import untold

LOOK_EVERY = 0.1


class Watched:
    """Screens whose line is lost before every verb and that come back after it."""

    def __init__(self, house: House, screens: list[tuple[str, str]]) -> None:
        self.house = house
        self.screens = screens
        self._old: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}

    def rows(self, name: str, channel: str, collection: str) -> dict[str, Any]:
        """What this screen showed when it was compared last."""
        shown: dict[str, Any] = self._old[name, channel][0][collection]
        return shown

    async def compare(self, after: str) -> None:
        """Everybody's line comes back: what it shows is what a line opened now shows."""
        for name in dict.fromkeys(name for name, _ in self.screens):
            async with self.house.screen(name) as old, self.house.screen(name) as fresh:
                await self._compare(name, old, fresh, after)

    async def _compare(self, name: str, old: Screen, fresh: Screen, after: str) -> None:
        mine = [channel for one, channel in self.screens if one == name]
        for channel in mine:
            shown, since = self._old.get((name, channel), ({}, None))
            old.channels[channel] = shown
            if since is not None:
                old.positions[channel] = since
            await old.watch(channel, since)
            await fresh.watch(channel)
        while not fresh.channels.keys() >= set(mine):
            await fresh.next()
        await _agree(old, fresh, mine, f"of {name} after {after}")
        assert not [one for one in old.heard if one["type"] in ("error", "resync")]
        for channel in mine:
            lacks = untold(channel, fresh.channels[channel])
            assert lacks == [], f"{name}, {channel}, after {after}"
            self._old[name, channel] = old.channels[channel], old.positions[channel]


async def _agree(old: Screen, fresh: Screen, channels: list[str], what: str) -> None:
    """Wait until the old screen has caught up: a transaction of another database of the same
    server may hold the stream up for a moment, while a snapshot is always of now.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while True:
        await old.rest()
        await fresh.rest()
        apart = {channel: told for channel in channels if (told := _apart(old, fresh, channel))}
        if not apart:
            return
        assert loop.time() < deadline, f"{what}: {apart}"
        await asyncio.sleep(LOOK_EVERY)


def _apart(old: Screen, fresh: Screen, channel: str) -> list[str]:
    return _differences(_settled(old.channels[channel]), _settled(fresh.channels[channel]))


def _differences(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    return [
        f"{name}: old {then.get(name)} fresh {now.get(name)}"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]


def _settled(collections: dict[str, Any]) -> dict[str, Any]:
    """Rows with the waiting score as it is at one moment: it grows by itself on every screen."""
    settled: dict[str, Any] = {}
    for name, rows in collections.items():
        settled[name] = {id_: dict(row) for id_, row in rows.items()}
        for row in settled[name].values():
            if "score_at" in row:
                grown = datetime.fromisoformat(row.pop("score_at")).timestamp()
                row["score_base"] = round(row["score_base"] - grown, 3)
    return settled
