"""`helpline faults ladder`: thousands are asked to go, while everything that can fail does.

The provider of texts and calls refuses, loses replies and goes away; workers (the processes) are
killed within 50 ms of deadlines, now and then a web process or the database; people answer early,
on the very second, late, twice and through several channels at once, decline, give back, or say
nothing. Judged are the tables at the end, what people were told and what the provider took.
"""

import asyncio
import random
import time
import uuid
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import asyncpg

from faults import ladder_judge
from faults.breaks import DATABASE_LOST, WEBS, WORKERS, Breaks
from faults.check import Verdict
from faults.hands import TEXT, Asked, Hands
from faults.hooks import HOOKS, arrival, signature
from faults.house import House, free_port, running
from faults.numbers import percentile
from faults.phones import Phones
from faults.provider import Provider
from faults.rest import Person, Refused
from faults.rough import Weather, serving
from faults.show import Show

Row = dict[str, Any]
STEP_SECONDS = 4
LEADER = "clerk-1"
PLACES = ("TH-DMP-sutrapur", "TH-DMP-kotwali", "TH-DMP-lalbagh", "TH-DMP-kamrangirchar")
WHO_SIGN_IN = ("worker-1", "worker-2", "worker-3", "centre-1")
PLANS = (
    ("silent", 4), ("soon", 3), ("edge", 5), ("late", 3), ("contest", 3), ("no", 3),
    ("charge", 2), ("called_off", 2), ("back", 3),
)  # fmt: skip
"""What the people of a task do, and how often of 28. `edge`: within 50 ms of the deadline."""
BREATH = 40
"""The file is read again after so many; a batch of rings."""
PATIENCE_SECONDS = 150.0
GLANCE_SECONDS = 5.0
"""For who is asked now; a database that dies in the middle of the answer may never say so."""
EDGE_SECONDS = 0.05
NUMBERS = 8_000_000


@dataclass(frozen=True)
class Options:
    """How many are asked, and how many tasks run side by side."""

    alerts: int = 10_000
    beside: int = 30
    seed: int = 1098


def settings(provider_port: int) -> dict[str, str]:
    """Short tiers; texts leave by way of the provider in bad weather."""
    each = ",".join([str(STEP_SECONDS)] * 3)
    tiers = ("BACKUP", "OFFICER", "DISTRICT", "SUPERVISOR")
    return {
        "HELPLINE_ACKNOWLEDGE_P1_SECONDS": str(STEP_SECONDS),
        **{f"HELPLINE_ACKNOWLEDGE_{tier}_SECONDS": each for tier in tiers},
        "HELPLINE_MESSENGERS": "live,text,voice@1",
        "HELPLINE_SIMULATOR_PORT": str(provider_port),
    }


async def play(options: Options, show: Show) -> Row:
    """Run it in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    port, began = free_port("127.0.0.1"), time.monotonic()
    with running([(LEADER, "supervisor")], settings(port)) as house:
        weather = Weather(random.Random(options.seed))  # noqa: S311 (dice, no secret)
        provider = Provider([house.phones], f"127.0.0.1:{port}", weather)
        async with (
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http,
            serving(provider, port),
        ):
            run = await _Run.begin(house, http, provider, weather, options)
            try:
                await run.whole(show)
            finally:
                await run.close()
        took = Counter(one.task_no for one in provider.letters if one.status < 300)
        found = await ladder_judge.read(house.postgres.url, run.hands.presses, took)
    return _report(options, run, found, time.monotonic() - began)


def _report(options: Options, run: "_Run", found: ladder_judge.Found, seconds: float) -> Row:
    verdicts, slips = ladder_judge.judge(found), ladder_judge.slips(found)
    enough = Verdict()
    enough.look(len(found.steps) >= options.alerts, "run", f"{len(found.steps)} were asked")
    statuses = Counter(f"{one.channel} {one.status}" for one in run.hands.presses)
    return {
        "fault": "ladder",
        "injected": {
            **run.weather.seen,
            **run.injected,
            **run.breaks.injected,
            **run.hands.lifted,
            "replies_lost": sum(run.hands.lost.values()),
            "presses": len(run.hands.presses),
        },
        "invariants": {**verdicts, "enough": enough},
        "figures": {
            "asked": len(found.steps),
            "alerts": len(found.alerts),
            "tasks": len(found.dispatches),
            "ends": dict(Counter(one["state"] for one in found.dispatches)),
            "expired": len(slips),
            "slip_p99_seconds": percentile(sorted(slips), 99),
            "largest_slip_seconds": max(slips, default=None),
            "answers": dict(sorted(statuses.items())),
            "seconds": round(seconds, 1),
        },
        "settings": {
            "seed": options.seed,
            "alerts": options.alerts,
            "beside": options.beside,
            "step_s": STEP_SECONDS,
        },
    }


_OPEN = """
SELECT dispatch_id::text, task_no, no, step.state AS step_state, dispatch.state, step.due_at,
    CASE WHEN worker_id IS NOT NULL THEN 'worker' WHEN centre_id IS NOT NULL THEN 'centre'
        ELSE 'staff' END AS kind,
    coalesce(worker_id, centre_id, staff_id)::text AS who, alarm_at IS NOT NULL AS alarm
FROM step JOIN dispatch ON dispatch.id = dispatch_id
WHERE dispatch_id = ANY($1::uuid[]) ORDER BY dispatch_id, no
"""


@dataclass
class _Run:
    house: House
    weather: Weather
    options: Options
    hands: Hands
    leader: Person
    tables: asyncpg.Connection
    chance: random.Random
    breaks: Breaks
    injected: Counter[str] = field(default_factory=Counter)
    steps: dict[str, list[Asked]] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    asked: int = 0
    rung: int = 0

    @classmethod
    async def begin(
        cls,
        house: House,
        http: aiohttp.ClientSession,
        provider: Provider,
        weather: Weather,
        options: Options,
    ) -> "_Run":
        leader = Person(house.base, LEADER, http)
        await leader.sign_in()
        people: dict[str, Person] = {}
        for name in WHO_SIGN_IN:
            person = Person(house.base, name, http)
            await person.sign_in()
            people[person.me.get("worker_id") or person.me["centre_id"]] = person
        chance = random.Random(options.seed + 1)  # noqa: S311 (dice, no secret)
        phones = Phones(house.phones, http)
        hands = Hands(house.base, leader, people, phones, provider, chance)
        tables = await asyncpg.connect(house.postgres.url)
        # Nobody comes home in a run: every bed of the country would be taken after 7,000 askings.
        await tables.execute(
            "UPDATE centre SET capacity = 90000; UPDATE worker SET capacity = NULL"
        )
        breaks = Breaks(house, weather, chance, EDGE_SECONDS, STEP_SECONDS + 2.0)
        run = cls(house, weather, options, hands, leader, tables, chance, breaks)
        breaks.due = run._due
        return run

    async def close(self) -> None:
        await asyncio.gather(self.hands.close(), self.tables.close())

    async def whole(self, show: Show) -> None:
        """Until so many were asked and every task has ended, or does not any more."""
        watching = [
            asyncio.create_task(one())
            for one in (self._watch, self.breaks.spells, self.breaks.kills, self.hands.telephones)
        ]
        try:
            with show.bar("asked", self.options.alerts) as one_more:
                await self._tasks(one_more, watching)
        finally:
            for task in watching:
                task.cancel()
            for task in watching:
                with suppress(asyncio.CancelledError):
                    await task
            self.weather.offline = False
            if not self.house.postgres.is_there:
                await asyncio.to_thread(self.house.postgres.start)
            for name in (*WORKERS, *WEBS):
                if name in self.house.dead():
                    await self.house.start_again(name)

    async def _tasks(self, one_more: Any, watching: list[asyncio.Task[None]]) -> None:
        running_now: set[asyncio.Task[None]] = set()
        shown = 0
        while True:
            total = self.asked
            for _ in range(total - shown):
                one_more()
            shown = total
            if total >= self.options.alerts:
                break
            room = self.options.beside - len(running_now)
            if room >= min(BREATH, self.options.beside) // 2:
                for incident_id in await self._tickets(min(room, BREATH)):
                    running_now.add(asyncio.create_task(self._task(incident_id)))
            done, running_now = await asyncio.wait(
                running_now, timeout=0.2, return_when=asyncio.FIRST_COMPLETED
            )
            for task in (*done, *(one for one in watching if one.done())):
                task.result()
        await asyncio.gather(*running_now)

    # -- one task -----------------------------------------------------------------------------

    async def _task(self, incident_id: str) -> None:
        """One request, and what the people of its plan do."""
        at = f"/incidents/{incident_id}"
        await self.leader.ask("POST", f"{at}/locate", {"place": self.chance.choice(PLACES)})
        try:
            made = await self.leader.ask("POST", f"{at}/dispatches")
        except Refused:
            self.injected["refused_requests"] += 1
            return
        id_ = str(made["id"])
        self.open.add(id_)
        plan = self.chance.choices(*zip(*PLANS, strict=True))[0]
        self.injected[f"plan_{plan}"] += 1
        try:
            await getattr(self, f"_{plan}")(id_)
            await self._until(lambda: self._ended(id_), PATIENCE_SECONDS)
        finally:
            self.open.discard(id_)

    def _ended(self, id_: str) -> bool:
        row = self.steps[id_][-1] if self.steps.get(id_) else {}
        state = row.get("state")
        return state in ("accepted", "stood_down") or (
            state == "unanswered" and (row["alarm"] or self._charged(id_))
        )

    def _charged(self, id_: str) -> bool:
        return any(s["kind"] == "staff" and s["step_state"] == "accepted" for s in self.steps[id_])

    async def _until(self, holds: Any, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > until:
                return
            await asyncio.sleep(0.05)

    async def _step(self, id_: str, no: int) -> Asked | None:
        """The step once somebody is asked there; None when the ladder ended before."""
        await self._until(
            lambda: (
                len(self.steps.get(id_, ())) >= no or (self.steps.get(id_) and self._ended(id_))
            ),
            PATIENCE_SECONDS,
        )
        found = self.steps.get(id_, [])
        if len(found) < no or found[no - 1]["kind"] == "staff":
            return None
        return found[no - 1]

    async def _press(self, step: Asked, verb: str, most: int = 3) -> None:
        able = [one for one in self.hands.channels(step) if verb == "accept" or one != TEXT]
        await self.hands.answer(step, verb, self.chance.sample(able, min(most, len(able))))

    @staticmethod
    async def _sleep_until(moment: datetime, plus: float) -> None:
        await asyncio.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds() + plus))

    async def _silent(self, id_: str) -> None:
        """Nobody says anything."""

    async def _soon(self, id_: str) -> None:
        if step := await self._step(id_, self.chance.randint(1, 2)):
            await asyncio.sleep(self.chance.uniform(0.2, 1.5))
            await self._press(step, "accept", self.chance.randint(1, 3))

    async def _edge(self, id_: str) -> None:
        if step := await self._step(id_, self.chance.randint(1, 2)):
            off = self.chance.uniform(-EDGE_SECONDS, EDGE_SECONDS)
            await self._sleep_until(step["due_at"], off)
            await self._press(step, "accept")

    async def _late(self, id_: str) -> None:
        if step := await self._step(id_, 1):
            await self._sleep_until(step["due_at"], self.chance.uniform(0.3, 12))
            await self._press(step, "accept")

    async def _contest(self, id_: str) -> None:
        """The one whose time is over and the one who is asked now, in one breath."""
        first = await self._step(id_, 1)
        second = await self._step(id_, 2)
        if first and second:
            await asyncio.gather(self._press(first, "accept"), self._press(second, "accept"))

    async def _no(self, id_: str) -> None:
        for no in range(1, self.chance.randint(2, 4)):
            if step := await self._step(id_, no):
                await asyncio.sleep(self.chance.uniform(0, STEP_SECONDS))
                await self._press(step, "decline", 2)

    async def _back(self, id_: str) -> None:
        """Accepted, and given back a moment later, by the person or by a supervisor, or by both."""
        if (step := await self._step(id_, 1)) is None:
            return
        await self._press(step, "accept", 1)
        await asyncio.sleep(self.chance.uniform(0, 2))
        by_leader = self.leader.once("POST", f"/dispatches/{id_}/pass-on")
        person = self.hands.people.get(step["who"])
        if person is None:
            await by_leader
            return
        path = f"/dispatches/{id_}/hand-back"
        by_person = person.once("POST", path, {"reason": "ill"})
        if self.chance.random() < 0.5:
            by_leader.close()
            await by_person
        else:
            await asyncio.gather(by_person, by_leader)

    async def _charge(self, id_: str) -> None:
        """A supervisor takes it on herself, twice at once."""
        await self._until(
            lambda: any(s["kind"] == "staff" for s in self.steps.get(id_, ())), PATIENCE_SECONDS
        )
        path = f"/dispatches/{id_}/take-charge"
        await asyncio.gather(*(self.leader.once("POST", path) for _ in range(2)))

    async def _called_off(self, id_: str) -> None:
        """Called off in the very moment somebody accepts, or the next is to be asked."""
        if step := await self._step(id_, 1):
            await self._sleep_until(
                step["due_at"], self.chance.uniform(-EDGE_SECONDS, EDGE_SECONDS)
            )
            off = self.leader.ask("POST", f"/dispatches/{id_}/stand-down", {"reason": "mistake"})
            await asyncio.gather(off, self._press(step, "accept", 1))

    # -- what stands behind ---------------------------------------------------------------------

    async def _tickets(self, count: int) -> list[str]:
        """So many rings of somebody who puts down at once; the new tickets."""
        before = {row["id"] for row in (await self.leader.ask("GET", "/incidents"))["items"]}
        await asyncio.gather(*(self._ring() for _ in range(count)))
        found = (await self.leader.ask("GET", "/incidents"))["items"]
        return [row["id"] for row in found if row["id"] not in before][:count]

    async def _ring(self) -> None:
        self.rung += 1
        number, sid = NUMBERS + self.rung, "CA" + uuid.uuid4().hex
        account = self.house.environment["HELPLINE_TWILIO_ACCOUNT_SID"]
        token = self.house.environment["HELPLINE_TWILIO_AUTH_TOKEN"]
        for path, status in (("voice", "ringing"), ("status", "completed")):
            fields = arrival(account, sid, number, status)
            url = f"{self.house.base}{HOOKS}/{path}"
            signed = {"X-Twilio-Signature": signature(token, url, fields)}
            with suppress(aiohttp.ClientError, OSError):  # a ring that is lost is no ticket here
                async with self.leader.http.post(url, data=fields, headers=signed) as answer:
                    await answer.read()

    async def _watch(self) -> None:
        """Who is asked now; a glance ten times a second."""
        while True:
            try:
                those = sorted(self.open)
                rows = await self.tables.fetch(_OPEN, those, timeout=GLANCE_SECONDS)
            except DATABASE_LOST:
                await asyncio.sleep(0.1)
                with suppress(*DATABASE_LOST):
                    self.tables = await asyncpg.connect(self.house.postgres.url, timeout=5)
                continue
            found: dict[str, list[Asked]] = defaultdict(list)
            for row in rows:
                found[row["dispatch_id"]].append(dict(row))
            for id_, steps in found.items():
                self.asked += len(steps) - len(self.steps.get(id_, ()))
                self.steps[id_] = steps
                self.hands.learn(steps[0], len(steps) == 1)
            await asyncio.sleep(0.1)

    def _due(self) -> list[datetime]:
        """The moments at which somebody's time will be up."""
        steps = [step for id_ in self.open for step in self.steps.get(id_, ())]
        return [step["due_at"] for step in steps if step["step_state"] == "alerted"]
