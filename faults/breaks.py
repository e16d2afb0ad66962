"""What goes wrong behind a ladder: the provider goes away, workers die at deadlines; no judge."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from faults.house import House
from faults.rough import Weather

WORKERS = ("worker-1", "worker-2")
EVERY = (3.0, 7.0)
BOTH = 0.25
"""So often both processes die at once."""
START_SECONDS, LOOK_SECONDS = 30.0, 0.1
STARTED = "worker_started"


@dataclass
class Breaks:
    """Spells of the provider up to `longest` seconds; kills within `edge` seconds of deadlines."""

    house: House
    weather: Weather
    chance: random.Random
    edge: float
    longest: float
    due: Callable[[], list[datetime]] = list
    injected: Counter[str] = field(default_factory=Counter)
    _started: dict[str, int] = field(default_factory=dict)

    async def spells(self) -> None:
        """The provider goes away, for a moment or for longer than a step lasts."""
        while True:
            await asyncio.sleep(self.chance.uniform(2, 8))
            self.weather.offline = True
            self.weather.seen["spells"] += 1
            await asyncio.sleep(self.chance.choice((0.5, 1.5, self.longest)))
            self.weather.offline = False

    async def kills(self) -> None:
        """A worker dies at a deadline, now and then both; the next one dies when all work again."""
        while True:
            await asyncio.sleep(self.chance.uniform(*EVERY))
            now = datetime.now(UTC)
            waits = [seconds for at in self.due() if (seconds := (at - now).total_seconds()) > 0.3]
            if waits:
                both = self.chance.random() < BOTH
                names = WORKERS if both else (self.chance.choice(WORKERS),)
                await asyncio.sleep(min(waits) + self.chance.uniform(-self.edge, self.edge))
                await self._strike(names)

    async def _strike(self, names: tuple[str, ...]) -> None:
        for name in names:
            self._started[name] = self._starts(name)
            self.house.kill(name)
            self.injected["kills"] += 1
        self.injected["killed_both"] += len(names) > 1
        if len(names) == 1:
            await asyncio.sleep(self.chance.uniform(0.5, 2))
        for name in names:
            await self.house.start_again(name)
        for _ in range(int(START_SECONDS / LOOK_SECONDS)):
            if all(map(self._works, names)):
                return
            await asyncio.sleep(LOOK_SECONDS)

    def _works(self, name: str) -> bool:
        return self._starts(name) > self._started[name]

    def _starts(self, name: str) -> int:
        log = self.house.home / f"{name}.log"
        return log.read_text(errors="replace").count(STARTED)
