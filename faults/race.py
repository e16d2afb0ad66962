"""`helpline faults race`: every offer is pressed by eight at once, from four processes.

First through the API of two web processes: half of the presses are the counsellor's own, from as
many consoles; the others are of somebody else who has no right to it. Callers are rings without a
telephone behind: the provider knows no such line, so each call is over as soon as it was taken, and
the next can ring. Then, many times faster, by the product's own code in four processes (`rivals`).
"""

import asyncio
import itertools
import os
import random
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from faults import rivals, tables
from faults.check import Verdict
from faults.console import Console
from faults.contested import PROCESSES, Contest, Contested
from faults.hooks import HOOKS, arrival, signature
from faults.house import ADDRESSES, House, running
from faults.rest import Person
from faults.show import Show
from faults.stage import staff

Row = dict[str, Any]
SETTINGS = {"HELPLINE_RING_SECONDS": "20", "HELPLINE_LOG_LEVEL": "ERROR"}


@dataclass(frozen=True)
class Options:
    """How many contested accepts, each by how many racers, among how many counsellors.

    `by_the_api`: as many go through the web processes, what is left straight to the tables.
    """

    accepts: int = 100_000
    by_the_api: int = 5_000
    racers: int = 8
    counsellors: int = 16
    seed: int = 1098


@dataclass
class _Run(Contested):
    options: Options
    house: House
    http: aiohttp.ClientSession
    people: list[Person]
    chance: random.Random
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    async def whole(self) -> None:
        """Until so many were contested, or nothing moves any more."""
        told = {
            "bases": [f"http://{address}:{self.house.web_port}" for address in ADDRESSES],
            "cookies": {person.name: person.cookie for person in self.people},
        }
        await self.start("faults.racer", told, os.environ)
        await self.until_over(asyncio.create_task(self._desk(each)) for each in self.people)

    # -- one counsellor: what rings is thrown to the racers, what is over is put away ---------

    async def _desk(self, person: Person) -> None:
        console = Console(person, ["me"])
        console.start()
        try:
            while True:
                try:
                    await self._step(person, console)
                except (aiohttp.ClientError, OSError, TimeoutError):
                    await asyncio.sleep(0.2)
        finally:
            await console.stop()

    async def _step(self, person: Person, console: Console) -> None:
        duty = console.rows("me", "duty").get("me", {}).get("state", "off")
        verb = {"off": "start", "no_answer": "resume", "paused": "resume"}.get(duty)
        if console.connected and verb:
            await person.once("POST", f"/duty/{verb}")
        for row in list(console.rows("me", "calls").values()):
            if row["state"] == "ended" and row["wrap_up"]:
                await person.once("POST", f"/calls/{row['id']}/complete")
        new = [offer for offer in console.rows("me", "offers") if offer not in self.contests]
        for offer in new:
            self._throw(offer, person.name)
        if duty == "available" and not new and not console.rows("me", "offers"):
            await self._ring()
        await console.until(lambda: console.rows("me", "offers") or _wraps_up(console), 0.5)
        await asyncio.sleep(0.005)

    def _throw(self, offer: str, owner: str) -> None:
        """All processes get it in one breath; each presses for its owner and for others."""
        self.contests[offer] = Contest()
        others = [person.name for person in self.people if person.name != owner]
        for process in self.processes:
            who = [
                owner if number % 2 == 0 else self.chance.choice(others)
                for number in range(self.racers // PROCESSES)
            ]
            self.say(process, {"offer": offer, "who": who})

    async def _ring(self) -> None:
        account = self.house.environment["HELPLINE_TWILIO_ACCOUNT_SID"]
        token = self.house.environment["HELPLINE_TWILIO_AUTH_TOKEN"]
        number = next(self.numbers)
        fields = arrival(account, "CA" + uuid.uuid4().hex, number, "ringing")
        signed = {"X-Twilio-Signature": signature(token, f"{self.house.base}{HOOKS}/voice", fields)}
        base = f"http://{ADDRESSES[number % 2]}:{self.house.web_port}"
        async with self.http.post(f"{base}{HOOKS}/voice", data=fields, headers=signed) as answer:
            await answer.read()


def _wraps_up(console: Console) -> bool:
    calls = console.rows("me", "calls").values()
    return any(row["state"] == "ended" and row["wrap_up"] for row in calls)


async def play(options: Options, show: Show) -> Row:
    """Run both parts, each in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    with running(staff(options.counsellors, 0), SETTINGS) as house:
        run, twice = await _by_the_api(house, options, show)
    runs = {"api": run}
    if options.accepts > options.by_the_api:
        direct = rivals.Options(options.accepts - run.done, options.racers, options.seed)
        runs["direct"], more = await rivals.play(direct, show)
        twice = {what: count + more[what] for what, count in twice.items()}
    return report(options, runs, twice)


async def play_in(house: House, options: Options, show: Show) -> Row:
    """The first part alone, in a house that stands, which has the accounts of `staff`."""
    run, twice = await _by_the_api(house, options, show)
    return report(options, {"api": run}, twice)


async def _by_the_api(
    house: House, options: Options, show: Show
) -> tuple[Contested, dict[str, int]]:
    since = datetime.now(UTC)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        names = [name for name, _ in staff(options.counsellors, 0)]
        people = [Person(house.base, name, http) for name in names]
        for person in people:
            await person.sign_in()
        chance = random.Random(options.seed)  # noqa: S311 (who presses, nothing secret)
        accepts = min(options.accepts, options.by_the_api)
        run = _Run(options, house, http, people, chance, accepts=accepts, racers=options.racers)
        with show.bar("accepts by the API", accepts) as advance:
            run.advance = advance
            await run.whole()
    return run, await tables.taken_twice(house.postgres.url, since)


def report(options: Options, runs: Mapping[str, Contested], twice: Mapping[str, int]) -> Row:
    """The object of `--json`. `twice`: what the tables know of as taken more than once."""
    verdict, enough = Verdict(), Verdict()
    for run in runs.values():
        verdict.checked += run.done
        verdict.broken += run.broken()
    for what, count in twice.items():
        verdict.look(count == 0, "database", f"{count} {what}")
    done = sum(run.done for run in runs.values())
    enough.look(done >= options.accepts, "run", f"only {done} of {options.accepts}")
    return {
        "fault": "race",
        "injected": {
            "accepts": done,
            "presses": sum(sum(run.statuses.values()) for run in runs.values()),
            "processes": PROCESSES,
        },
        "invariants": {"I3": verdict, "contested": enough},
        "figures": {
            **{name: run.figures() for name, run in runs.items()},
            "double_owners_bound_95_percent": 3 / done if done else None,
            "asked": asdict(options),
        },
    }
