"""The bench of matching: who could go to a child, explained, among 10,000 workers.

`helpline bench nearest --json FILE`. What is measured and how to read it: docs/performance.md.
"""

import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from uuid import UUID, uuid4

import uvloop
from rich.progress import Progress
from sqlalchemy import text

from app import wiring
from app.cases.access import SystemReason, for_system
from app.cases.models import Channel, Incident
from app.core import clock, security
from app.core.db import Database
from app.core.settings import Settings
from app.directory.models import Admits, Centre, Coverage, Worker
from app.dispatch.candidates import find_responders
from app.geo.lookup import gazetteer
from app.geo.models import PlaceRow
from app.geo.place import Place
from benchmarks import command, kernel, product
from benchmarks.command import Asked, Found, times
from benchmarks.floor_nearest import Nearest
from benchmarks.stage import Postgres, folder

CENTRES, WORKERS = 1000, 10_000
ON_DUTY = 0.3
"""Share of workers: of three shifts, about one is at work."""
INCIDENTS = 200
SLICE = 10
SEED = 1098
AT_ONCE = 1000


class Matching:
    """The product's verb and the floor's on the same database."""

    def __init__(self, database: Database, floor: Nearest, places: list[Place]) -> None:
        self._database, self._floor, self._places = database, floor, places
        self.found = {"ranked": 0, "shortfall": 0}

    async def ours(self, incident_id: UUID, _: Place) -> None:
        """What `GET /incidents/{id}/responders` does once it knows who asks."""
        async with self._database.transaction() as session:
            incident = await for_system(session, incident_id, SystemReason.MATCHING)
            rows = (await find_responders(session, incident)).rows()
        for name, got in rows.items():
            self.found[name] += len(got)

    async def bare(self, _: UUID, place: Place) -> None:
        """The nearest, by SQL alone."""
        assert place.lat is not None
        assert place.lon is not None
        await self._floor.find(place.lat, place.lon)


async def seed(database: Database, size: float, chance: random.Random) -> list[Place]:
    """Invented workers and centres over real places; gives the places incidents happen at."""
    places = [one for one in gazetteer() if one.lat is not None]
    local = [one for one in places if one.kind in ("union", "ward", "paurashava", "thana")]
    areas = [one for one in places if one.kind in ("union", "upazila", "thana", "ward")]
    workers = [_worker(n, chance.choice(areas), chance) for n in range(round(WORKERS * size))]
    centres = [_centre(n, chance.choice(areas), chance) for n in range(round(CENTRES * size))]
    made = [*workers, *centres]
    assert PlaceRow.metadata is Worker.metadata  # or the foreign key to places has no target
    for at in range(0, len(made), AT_ONCE):
        async with database.transaction() as session:
            for one, _ in made[at : at + AT_ONCE]:
                session.add(one)
            await session.flush()
            session.add_all([cover for _, cover in made[at : at + AT_ONCE] if cover is not None])
    return local


def _near(place: Place, chance: random.Random) -> tuple[float, float]:
    assert place.lat is not None
    assert place.lon is not None
    return (
        round(place.lat + chance.uniform(-0.02, 0.02), 4),
        round(place.lon + chance.uniform(-0.02, 0.02), 4),
    )


def _worker(number: int, place: Place, chance: random.Random) -> tuple[Worker, Coverage]:
    lat, lon = _near(place, chance)
    one = Worker(
        id=uuid4(),
        code=f"bench-{number}",
        name_en=f"Worker {number}",
        name_bn=f"কর্মী {number}",
        post_en="Child protection social worker",
        post_bn="শিশু সুরক্ষা সমাজকর্মী",
        gender=chance.choice(("female", "male")),
        languages=["bn"],
        on_duty=chance.random() < ON_DUTY,
        capacity=3,
        lat=lat,
        lon=lon,
        location_basis="office",
    )
    rank = chance.choice(("primary", "primary", "backup"))
    return one, Coverage(worker_id=one.id, place=place.code, rank=rank)


def _centre(number: int, place: Place, chance: random.Random) -> tuple[Centre, None]:
    lat, lon = _near(place, chance)
    one = Centre(
        id=uuid4(),
        code=f"bench-{number}",
        name_en=f"Centre {number}",
        name_bn=f"কেন্দ্র {number}",
        kind="children_home",
        admits=chance.choice(list(Admits)),
        operating=chance.random() < 0.9,
        intake_gender=chance.choice(("boys", "girls", "both")),
        capacity=chance.randrange(20, 200),
        lat=lat,
        lon=lon,
        location_basis="town",
        place=place.code,
        source="invented for the bench",
    )
    return one, None


async def incidents(
    database: Database, places: list[Place], chance: random.Random
) -> list[tuple[UUID, Place]]:
    """Open incidents, located, at places drawn among all."""
    made = []
    async with database.transaction() as session:
        for number in range(INCIDENTS):
            place = chance.choice(places)
            one = _incident(number, place)
            session.add(one)
            made.append((one.id, place))
    async with database.engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await autocommit.execute(text("VACUUM ANALYZE"))
    return made


def _incident(number: int, place: Place) -> Incident:
    id_ = uuid4()
    _, wrapped = security.vault().new_data_key(id_.bytes)
    return Incident(
        id=id_,
        number=f"1098-26-9{number:05d}",
        channel=Channel.CALL,
        wrapped_key=wrapped,
        opened_at=clock.now(),
        place=place.code,
        categories=[],
    )


async def slice_of(
    act: Callable[[UUID, Place], Awaitable[None]],
    those: list[tuple[UUID, Place]],
    spent: Callable[[], tuple[float, float]],
) -> tuple[list[float], tuple[float, float]]:
    """Milliseconds of each, and processor time (this process, Postgres) of all, in seconds."""
    before, took = spent(), []
    for incident_id, place in those:
        began = time.perf_counter()
        await act(incident_id, place)
        took.append((time.perf_counter() - began) * 1e3)
    after = spent()
    return took, (after[0] - before[0], after[1] - before[1])


async def one_round(
    matching: Matching,
    those: list[tuple[UUID, Place]],
    spent: Callable[[], tuple[float, float]],
) -> tuple[dict[str, float], dict[str, float]]:
    """All incidents by both sides, in slices that take turns."""
    sides = (matching.ours, matching.bare)
    took: tuple[list[float], list[float]] = ([], [])
    cost = [[0.0, 0.0], [0.0, 0.0]]
    for at in range(0, len(those), SLICE):
        for which in (0, 1) if (at // SLICE) % 2 == 0 else (1, 0):
            some, (mine, postgres) = await slice_of(sides[which], those[at : at + SLICE], spent)
            took[which].extend(some)
            cost[which][0] += mine
            cost[which][1] += postgres
    rows = [
        {
            **times(took[which]),
            "cpu_us": sum(cost[which]) / len(those) * 1e6,
            "python_us": cost[which][0] / len(those) * 1e6,
            "postgres_us": cost[which][1] / len(those) * 1e6,
        }
        for which in (0, 1)
    ]
    return rows[0], rows[1]


async def rounds(
    asked: Asked, bar: Progress, postgres: Postgres, prepared: Settings
) -> tuple[list[dict[str, float]], list[dict[str, float]], dict[str, float]]:
    """Every round, and how many were found a time."""
    chance = random.Random(SEED)
    database = Database(postgres.url, prepared.database_pool)
    steps = bar.add_task("inventing workers and centres", total=1 + asked.rounds)
    try:
        places = await seed(database, asked.size, chance)
        those = await incidents(database, places, chance)
        floor = await Nearest.opened(postgres.url)
        matching = Matching(database, floor, places)

        def spent() -> tuple[float, float]:
            return kernel.processor_seconds(os.getpid()), postgres.seconds()

        await one_round(matching, those[:20], spent)
        matching.found = dict.fromkeys(matching.found, 0)
        bar.advance(steps)
        ours, bare = [], []
        for number in range(asked.rounds):
            bar.update(steps, description=f"round {number + 1}: {len(those)} incidents")
            mine, bottom = await one_round(matching, those, spent)
            ours.append(mine)
            bare.append(bottom)
            bar.advance(steps)
        await floor.close()
        return ours, bare, {k: n / len(those) / asked.rounds for k, n in matching.found.items()}
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
        ours, bare, found = uvloop.run(rounds(asked, bar, postgres, prepared))
        settings = command.surroundings(
            postgres,
            centres=round(CENTRES * asked.size),
            workers=round(WORKERS * asked.size),
            on_duty_share=ON_DUTY,
            incidents_a_round=INCIDENTS,
            looked_at_each_time=found,
            floor_leaves_out="coverage, tasks in hand, reasons, the sphere, permission",
        )
    pairs = [b["cpu_us"] / a["cpu_us"] for a, b in zip(ours, bare, strict=True)]
    of = "processor time a match, floor ÷ ours"
    return command.found("nearest", {"match": ours}, {"match": bare}, pairs, settings, of=of)


def main() -> int:
    return command.main("Measure an explained match against bare nearest-neighbour SQL.", run)


if __name__ == "__main__":
    sys.exit(main())
