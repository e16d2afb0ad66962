"""Pulls plugs at random: one of two web processes, one of two workers, the database."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

from faults.house import House

KINDS = ("web", "worker", "postgres")


class Killer:
    """Kills with SIGKILL and starts again a little later, never both of a pair at once."""

    def __init__(self, house: House, seed: int, every: tuple[float, float] = (6.0, 14.0)) -> None:
        self._house = house
        self._chance = random.Random(seed)  # noqa: S311 (when to break, nothing secret)
        self._every = every
        self.injected: Counter[str] = Counter()
        self.when: list[tuple[str, str]] = []
        self._over = asyncio.Event()

    def stop(self) -> None:
        """Break nothing more; what is broken now is mended first."""
        self._over.set()

    async def run(self) -> None:
        """Break something every now and then until told to stop."""
        while not await self._rest(self._chance.uniform(*self._every)):
            await self.strike(self._chance.choice(KINDS))

    async def each_once(self) -> None:
        """One kill of each kind, for a short run."""
        for kind in KINDS:
            await self._rest(self._chance.uniform(2, 4))
            await self.strike(kind)

    async def _rest(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._over.wait(), seconds)
        return self._over.is_set()

    async def strike(self, kind: str) -> None:
        """One kill of this kind; returns when what was killed answers again."""
        if kind == "postgres":
            self._note(kind)
            await asyncio.to_thread(self._house.postgres.kill)
            self.injected["kill_postgres"] += 1
            await asyncio.sleep(self._chance.uniform(1, 5))
            await asyncio.to_thread(self._house.postgres.start)
            return
        name = f"{kind}-{self._chance.choice((1, 2))}"
        self._note(name)
        await asyncio.to_thread(self._house.kill, name)
        self.injected[f"kill_{kind}"] += 1
        await asyncio.sleep(self._chance.uniform(1, 3))
        await self._house.start_again(name)

    def _note(self, what: str) -> None:
        self.when.append((datetime.now(UTC).isoformat(timespec="milliseconds"), what))
