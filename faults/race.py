"""`helpline faults race`: every offer is pressed by eight at once, from four processes.

Half of the presses are the counsellor's own, from as many consoles; the others are of somebody else
who has no right to it. Callers are rings without a telephone behind: the provider knows no such
line, so each call is over as soon as it was taken, and the next can ring.
"""

import asyncio
import itertools
import json
import random
import sys
import time
import uuid
from collections import defaultdict
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from faults import tables
from faults.check import Verdict
from faults.console import Console
from faults.hooks import HOOKS, arrival, signature
from faults.house import ADDRESSES, ROOT, House, running
from faults.numbers import percentile
from faults.rest import AWAY, Person
from faults.show import Show
from faults.stage import staff

Row = dict[str, Any]
PROCESSES = 4
SETTINGS = {"HELPLINE_RING_SECONDS": "20", "HELPLINE_LOG_LEVEL": "ERROR"}
STUCK_SECONDS = 60.0


@dataclass(frozen=True)
class Options:
    """How many contested accepts, each by how many racers, among how many counsellors."""

    accepts: int = 100_000
    racers: int = 8
    counsellors: int = 16
    seed: int = 1098


@dataclass
class _Contest:
    presses: list[Row] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)


@dataclass
class _Run:
    options: Options
    house: House
    http: aiohttp.ClientSession
    people: list[Person]
    chance: random.Random
    racers: list[asyncio.subprocess.Process] = field(default_factory=list)
    contests: dict[str, _Contest] = field(default_factory=dict)
    owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    statuses: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[str] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    done: int = 0
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    advance: Any = None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def whole(self) -> None:
        """Until so many were contested, or nothing moves any more."""
        await self._start_racers()
        reading = [asyncio.create_task(self._read(racer)) for racer in self.racers]
        working = [asyncio.create_task(self._desk(person)) for person in self.people]
        try:
            seen = -1
            while not self.over.is_set() and self.done != seen:
                seen = self.done
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.over.wait(), STUCK_SECONDS)
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)
            for racer in self.racers:
                if racer.stdin is not None:
                    racer.stdin.close()
            await asyncio.gather(*reading, return_exceptions=True)
            await asyncio.gather(*(racer.wait() for racer in self.racers))

    async def _start_racers(self) -> None:
        told = {
            "bases": [f"http://{address}:{self.house.web_port}" for address in ADDRESSES],
            "cookies": {person.name: person.cookie for person in self.people},
        }
        for _ in range(PROCESSES):
            racer = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "faults.racer",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=ROOT,
            )
            self.racers.append(racer)
            self._say(racer, told)

    def _say(self, racer: asyncio.subprocess.Process, what: Row) -> None:
        if racer.stdin is not None:
            racer.stdin.write(json.dumps(what).encode() + b"\n")

    async def _read(self, racer: asyncio.subprocess.Process) -> None:
        if racer.stdout is None:
            return
        while line := await racer.stdout.readline():
            self._pressed(json.loads(line))

    def _pressed(self, press: Row) -> None:
        contest = self.contests[press["offer"]]
        contest.presses.append(press)
        self.statuses[str(press["status"])] += 1
        if press["call"]:
            self.owners[press["call"]].add(press["who"])
        if len(contest.presses) == self.options.racers:
            self._judge(press["offer"], contest)

    def _judge(self, offer: str, contest: _Contest) -> None:
        self.ms.append((time.monotonic() - contest.began) * 1000)
        won = {press["who"] for press in contest.presses if press["status"] == 200}
        if len(won) > 1:
            self.wrong.append(f"offer {offer} was taken by {sorted(won)}")
        self.done += 1
        self.advance()
        if self.done >= self.options.accepts:
            self.over.set()

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
        self.contests[offer] = _Contest()
        others = [person.name for person in self.people if person.name != owner]
        each = self.options.racers // len(self.racers)
        for racer in self.racers:
            who = [
                owner if number % 2 == 0 else self.chance.choice(others) for number in range(each)
            ]
            self._say(racer, {"offer": offer, "who": who})

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
    """Run it in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    with running(staff(options.counsellors, 0), SETTINGS) as house:
        return await play_in(house, options, show)


async def play_in(house: House, options: Options, show: Show) -> Row:
    """Run it in a house that stands, which has the accounts of `staff`."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        names = [name for name, _ in staff(options.counsellors, 0)]
        people = [Person(house.base, name, http) for name in names]
        for person in people:
            await person.sign_in()
        chance = random.Random(options.seed)  # noqa: S311 (who presses, nothing secret)
        run, began = _Run(options, house, http, people, chance), time.monotonic()
        since = datetime.now(UTC)
        with show.bar("contested accepts", options.accepts) as advance:
            run.advance = advance
            await run.whole()
        lasted = time.monotonic() - began
    twice = await tables.taken_twice(house.postgres.url, since)
    return report(run, lasted, twice)


def report(run: _Run, lasted: float, twice: dict[str, int]) -> Row:
    """The object of `--json`. `twice`: what the tables know of as taken more than once."""
    options = run.options
    verdict, enough = Verdict(checked=run.done, broken=list(run.wrong)), Verdict()
    for call, who in run.owners.items():
        verdict.look(len(who) == 1, call, f"owned by {sorted(who)}")
    for what, count in twice.items():
        verdict.look(count == 0, "database", f"{count} {what}")
    enough.look(run.done >= options.accepts, "run", f"only {run.done} of {options.accepts}")
    taken = sum(count for status, count in run.statuses.items() if status == "200")
    enough.look(taken >= run.done, "run", f"only {taken} of {run.done} offers were taken at all")
    unanswered = sum(count for status, count in run.statuses.items() if int(status) in AWAY)
    return {
        "fault": "race",
        "injected": {
            "accepts": run.done,
            "presses": sum(run.statuses.values()),
            "processes": PROCESSES,
        },
        "invariants": {"I3": verdict, "contested": enough},
        "figures": {
            "statuses": dict(sorted(run.statuses.items())),
            "unanswered": unanswered,
            "all_racers_answered_ms": {f"p{p}": percentile(sorted(run.ms), p) for p in (50, 99)},
            "contests_a_second": round(run.done / lasted, 1) if lasted else None,
            "double_owners_bound_95_percent": 3 / run.done if run.done else None,
            "asked": asdict(options),
        },
    }
