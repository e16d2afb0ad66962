"""Old screens against fresh ones: the proof that screens converge (I7); holds no test itself."""

from datetime import datetime
from typing import Any

from tests.realtime.house import House


class Watched:
    """Screens whose line is lost before every verb and that come back after it."""

    def __init__(self, house: House, screens: list[tuple[str, str]]) -> None:
        self.house = house
        self.screens = screens
        self.shown: dict[str, dict[str, Any]] = {}
        self._old: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}

    def rows(self, name: str, channel: str, collection: str) -> dict[str, Any]:
        """What this screen showed when it was compared last."""
        shown: dict[str, Any] = self._old[name, channel][0][collection]
        return shown

    async def compare(self, after: str) -> None:
        for name, channel in self.screens:
            shown, since = self._old.get((name, channel), ({}, None))
            async with self.house.screen(name) as old, self.house.screen(name) as fresh:
                old.channels[channel] = shown
                if since is not None:
                    old.positions[channel] = since
                await old.watch(channel, since)
                await old.rest()
                await fresh.watch(channel)
                await fresh.until("snapshot")
                now, then = _settled(fresh.channels[channel]), _settled(old.channels[channel])
                assert then == now, f"{channel} of {name} after {after}"
                assert not [one for one in old.heard if one["type"] in ("error", "resync")]
                self._old[name, channel] = old.channels[channel], old.positions[channel]
                self.shown[channel] = old.channels[channel]


def _settled(collections: dict[str, Any]) -> dict[str, Any]:
    """Rows with the waiting score as it is at one moment: it grows by itself on every screen."""
    settled: dict[str, Any] = {}
    for name, rows in collections.items():
        settled[name] = {id_: dict(row) for id_, row in rows.items()}
        for row in settled[name].values():
            if "score_at" in row:
                grown = datetime.fromisoformat(row.pop("score_at")).timestamp()
                row["score_base"] = round((row["score_base"] - grown) / 5)
    return settled
