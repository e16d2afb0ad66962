"""The second part of `helpline faults race`: rivals without web and worker between (`rival`).

Of eight presses five are by whom it rings at and three by others. In one contest of four the last
is none: time runs out at that very moment and the call rings at the next counsellor, who presses
too, while the first still does. Judged by what each was answered. An offer that time won came to
nothing and is no accept: the call's next offer is contested again.
"""

import asyncio
import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from faults import tables
from faults.contested import PROCESSES, Contest, Contested
from faults.house import running
from faults.show import Show
from faults.stage import staff

Row = dict[str, Any]
AT_ONCE = 16
COUNSELLORS = 32
SETTINGS = {"HELPLINE_LOG_LEVEL": "ERROR"}
LATE_SHARE = 0.25
SPREAD_MS, LATE_SPREAD_MS = 5.0, 60.0
"""How far apart the presses of one contest are at the most."""
LOOK_SECONDS = 0.01
_OPEN = "SELECT id::text, staff_id::text FROM offer WHERE state = 'offered'"
_STAFF = "SELECT id::text FROM staff WHERE role = 'counsellor' AND active ORDER BY name"


@dataclass(frozen=True)
class Options:
    """How many contested accepts, each by how many racers."""

    accepts: int
    racers: int
    seed: int


@dataclass
class _Rivals(Contested):
    chance: random.Random
    staff: list[str]
    postgres: asyncpg.Connection
    turns: Iterator[int] = field(default_factory=itertools.count)

    async def throw_all(self) -> None:
        """Every offer there is goes to all processes, once."""
        for _ in range(AT_ONCE):
            self._ring()
        while True:
            for offer, owner in await self.postgres.fetch(_OPEN):
                if offer not in self.contests:
                    self._throw(offer, owner)
            await asyncio.sleep(LOOK_SECONDS)

    def _throw(self, offer: str, owner: str) -> None:
        self.contests[offer] = Contest()
        others = [one for one in self.staff if one != owner]
        late = self.chance.randrange(PROCESSES) if self.chance.random() < LATE_SHARE else None
        first = next(self.turns)
        for number, process in enumerate(self.processes):
            presses = range(self.racers // PROCESSES)
            who = [self.chance.choice(others) if each else owner for each in presses]
            if number in (late, first % PROCESSES):
                who[-1] = owner
            told = {"do": "press", "offer": offer, "who": who}
            spread = SPREAD_MS if late is None else LATE_SPREAD_MS
            self.say(process, {**told, "late": number == late, "spread_ms": spread})

    def decided(self, won: Mapping[str, str]) -> None:
        for call, who in won.items():
            self._to_one({"do": "end", "call": call, "who": who})
            self._ring()

    def _ring(self) -> None:
        self._to_one({"do": "ring", "number": f"+88012{next(self.turns):08d}"})

    def _to_one(self, what: Row) -> None:
        self.say(self.processes[next(self.turns) % PROCESSES], what)


async def play(options: Options, show: Show) -> tuple[Contested, dict[str, int]]:
    """Run it in a database of its own; also what the tables know of as taken more than once."""
    with running(staff(COUNSELLORS, 0), SETTINGS, processes=False) as house:
        postgres = await asyncpg.connect(house.postgres.url)
        try:
            people = [row[0] for row in await postgres.fetch(_STAFF)]
            chance = random.Random(options.seed)  # noqa: S311 (who presses, nothing secret)
            run = _Rivals(chance, people, postgres, accepts=options.accepts, racers=options.racers)
            with show.bar("accepts by rivals", options.accepts) as advance:
                run.advance = advance
                told = {"staff": people, "seed": options.seed}
                await run.start("faults.rival", told, house.environment)
                await run.until_over([asyncio.create_task(run.throw_all())])
        finally:
            await postgres.close()
        return run, await tables.taken_twice(house.postgres.url)
