"""The bench of matching: who could go to a child, explained, among 10,000 workers.

`helpline bench nearest --json FILE`. What is measured and how to read it: docs/performance.md.
"""

import os
import random
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any, Final, Protocol
from uuid import UUID

import uvloop
from rich.progress import Progress

from app import wiring
from app.core import garbage
from app.core.db import Database
from app.core.settings import Settings
from app.dispatch.around import around
from app.dispatch.candidates import look
from app.dispatch.roll import ROLL, Roll
from app.geo.lookup import gazetteer
from app.geo.place import Place
from benchmarks import command, kernel, nearest_world, product
from benchmarks.command import Asked, Found, Row, times
from benchmarks.floor_nearest import InDegrees, Nearest
from benchmarks.stage import Postgres, folder

SLICE = 10
WARM = 60
"""Enough for a plan that is kept: Postgres makes five of their own before."""
SEED = 1098
SIDES: Final = ("match", "floor", "in_degrees")


class Spent(Protocol):
    """Tells what processor time this process and Postgres have taken, in seconds."""

    def __call__(self, *, first: bool) -> tuple[float, float]:
        """`first` says whether it is told before what is measured, or after."""


class Matching:
    """The product's verb and both floors on the same database."""

    def __init__(self, database: Database, settings: Settings, floors: tuple[Nearest, ...]) -> None:
        self._database, self._settings, self._floors = database, settings, floors
        self.found = {"ranked": 0, "shortfall": 0}

    @property
    def sides(self) -> list[Callable[[UUID, Place], Awaitable[Any]]]:
        """What takes turns, in the order of SIDES."""
        return [self.ours, *(partial(self._bare, floor) for floor in self._floors)]

    async def ours(self, incident_id: UUID, _: Place) -> None:
        """What `GET /incidents/{id}/responders` does once it knows who asks."""
        rows = (await look(self._database, incident_id, self._settings)).rows()
        for name in self.found:
            self.found[name] += len(rows[name])

    async def _bare(self, floor: Nearest, _: UUID, place: Place) -> None:
        """The nearest, by SQL alone."""
        assert place.lat is not None
        assert place.lon is not None
        await floor.find(place.lat, place.lon)


async def slice_of(
    act: Callable[[UUID, Place], Awaitable[None]],
    those: list[tuple[UUID, Place]],
    spent: Spent,
) -> tuple[list[float], tuple[float, float]]:
    """Milliseconds of each, and processor time (this process, Postgres) of all, in seconds."""
    before, took = spent(first=True), []
    for incident_id, place in those:
        began = time.perf_counter()
        await act(incident_id, place)
        took.append((time.perf_counter() - began) * 1e3)
    after = spent(first=False)
    return took, (after[0] - before[0], after[1] - before[1])


async def one_round(
    matching: Matching,
    those: list[tuple[UUID, Place]],
    spent: Spent,
) -> dict[str, Row]:
    """All incidents by each side, in slices that take turns."""
    sides = dict(zip(SIDES, matching.sides, strict=True))
    took: dict[str, list[float]] = {name: [] for name in SIDES}
    cost = {name: [0.0, 0.0] for name in SIDES}
    for at in range(0, len(those), SLICE):
        turn = at // SLICE % len(SIDES)
        for name in (*SIDES[turn:], *SIDES[:turn]):
            some, spent_on = await slice_of(sides[name], those[at : at + SLICE], spent)
            took[name].extend(some)
            cost[name] = [a + b for a, b in zip(cost[name], spent_on, strict=True)]
    return {name: _row(took[name], *cost[name]) for name in SIDES}


def _row(took: list[float], mine: float, postgres: float) -> Row:
    each = 1e6 / len(took)
    cost = {"python_us": mine * each, "postgres_us": postgres * each}
    return {**times(took), "cpu_us": sum(cost.values()), **cost}


async def rounds(
    asked: Asked, bar: Progress, postgres: Postgres, prepared: Settings
) -> tuple[list[dict[str, Row]], Row, dict[str, float]]:
    """Every round, the one before in which nobody had asked about a place yet, and how many were
    found a time."""
    steps = bar.add_task("inventing workers, centres, children", total=1 + asked.rounds)
    with garbage.paused():  # as the server does
        gazetteer()
    garbage.ShortCollections().begin()
    database = Database(postgres.url, prepared.database_pool)
    try:
        those = await nearest_world.seed(database, asked.size, random.Random(SEED))
        database.info[ROLL] = roll = Roll()
        await roll.catch_up(database)
        floors = (await Nearest.opened(postgres.url), await InDegrees.opened(postgres.url))
        matching = Matching(database, prepared, floors)

        def spent(*, first: bool) -> tuple[float, float]:
            """To look at Postgres's processes costs this one half a millisecond: not counted."""
            if first:
                theirs = postgres.seconds()
                return kernel.processor_seconds(os.getpid()), theirs
            return kernel.processor_seconds(os.getpid()), postgres.seconds()

        await one_round(matching, those[:WARM], spent)
        around.cache_clear()
        first = await one_round(matching, those[WARM:], spent)
        matching.found = dict.fromkeys(matching.found, 0)
        bar.advance(steps)
        made = []
        for number in range(asked.rounds):
            bar.update(steps, description=f"round {number + 1}: {len(those)} incidents")
            made.append(await one_round(matching, those, spent))
            bar.advance(steps)
        for floor in floors:
            await floor.close()
        found = {k: n / len(those) / asked.rounds for k, n in matching.found.items()}
        return made, first["match"], found
    finally:
        await database.close()


def run(asked: Asked, bar: Progress) -> Found:
    """The whole bench."""
    with folder() as home, ExitStack() as stack:
        postgres = Postgres(home / "ours", stack)
        env = product.environment(postgres.url, product.secrets_of_this_run())
        product.bring_up_to_date(env, home)
        os.environ.update({name: value for name, value in env.items() if name[:9] == "HELPLINE_"})
        prepared = Settings(_env_file=None)
        wiring.prepare(prepared)
        made, first, found = uvloop.run(rounds(asked, bar, postgres, prepared))
        by_side = {name: [one[name] for one in made] for name in SIDES}
        settings = command.surroundings(
            postgres,
            **nearest_world.described(asked.size),
            looked_at_each_time=found,
            of_places_never_asked_about=first,
            floor_leaves_out="coverage, posts, tasks, beds, answers, exclusions, reasons",
            ratio_to_five_in_degrees=command.ends(_ratios(by_side, "in_degrees")),
        )
    ours = {"match": by_side["match"]}
    floors = {"match": by_side["floor"], "five in degrees": by_side["in_degrees"]}
    of = "processor time a match, floor ÷ ours"
    return command.found("nearest", ours, floors, _ratios(by_side, "floor"), settings, of=of)


def _ratios(by_side: Mapping[str, Sequence[Row]], floor: str) -> list[float]:
    pairs = zip(by_side["match"], by_side[floor], strict=True)
    return [float(bare["cpu_us"]) / float(ours["cpu_us"]) for ours, bare in pairs]


def main() -> int:
    return command.main("Measure an explained match against bare nearest-neighbour SQL.", run)


if __name__ == "__main__":
    sys.exit(main())
