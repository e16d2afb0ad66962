"""What goes wrong behind a ladder: the provider goes away, processes and Postgres die; no judge."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import asyncpg

from faults.house import House
from faults.rough import Weather

WORKERS = ("worker-1", "worker-2")
WEBS = ("web-1", "web-2")
EVERY = (3.0, 7.0)
BOTH = 0.25
"""So often both workers die at once."""
WHOLE = 0.2
"""So often the only one that dies takes along the copy that would stand in for it."""
WEB, POSTGRES = 0.15, 0.05
"""So often it is a web process instead, or the database."""
DOWN_SECONDS = (0.2, 1.5)
START_SECONDS, LOOK_SECONDS = 30.0, 0.1
STARTED = "worker_started"
DATABASE_LOST = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What becomes of a question while the database is killed."""


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
        """A process dies at a deadline, now and then both workers; the next when all work again."""
        while True:
            await asyncio.sleep(self.chance.uniform(*EVERY))
            now = datetime.now(UTC)
            waits = [seconds for at in self.due() if (seconds := (at - now).total_seconds()) > 0.3]
            if waits:
                await asyncio.sleep(min(waits) + self.chance.uniform(-self.edge, self.edge))
                await self._strike()

    async def _strike(self) -> None:
        dice = self.chance.random()
        if dice < POSTGRES:
            await self._database()
        elif dice < POSTGRES + WEB:
            name = self.chance.choice(WEBS)
            self.house.kill(name)
            self.injected["killed_web"] += 1
            await asyncio.sleep(self.chance.uniform(*DOWN_SECONDS))
            await self.house.start_again(name)
        else:
            both = self.chance.random() < BOTH
            await self._workers(WORKERS if both else (self.chance.choice(WORKERS),))

    async def _database(self) -> None:
        await asyncio.to_thread(self.house.postgres.kill)
        self.injected["killed_postgres"] += 1
        await asyncio.sleep(self.chance.uniform(*DOWN_SECONDS))
        await asyncio.to_thread(self.house.postgres.start)

    async def _workers(self, names: tuple[str, ...]) -> None:
        whole = len(names) == 1 and self.chance.random() < WHOLE
        for name in names:
            self._started[name] = self._starts(name)
            self.house.kill(name, whole=whole)
            self.injected["kills"] += 1
        self.injected["killed_whole"] += whole
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
