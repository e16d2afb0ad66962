"""`helpline faults contest`: fifty calls at once for ten counsellors, again and again.

Two consoles of every counsellor race to accept, by socket and by REST, at two web processes, while
the phone network sends its news twice, late and in another order.
"""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from faults import check, evidence, tables
from faults.clerk import Clerk
from faults.console import Console
from faults.history import History
from faults.house import House, running
from faults.phones import Phones, is_over
from faults.rest import AWAY, Person
from faults.show import Show
from faults.stage import staff

Row = dict[str, Any]
LIVE = ("connecting", "talking")
OVER_SECONDS = 180
STEP_SECONDS = 0.02
CLERKS = 2
SETTINGS = {"HELPLINE_RING_SECONDS": "6", "HELPLINE_LOG_LEVEL": "WARNING"}


@dataclass(frozen=True)
class Options:
    """How often, how many calls each time, for how many."""

    times: int = 100
    calls: int = 50
    counsellors: int = 10
    seed: int = 1098


@dataclass
class Racer:
    """One counsellor with two consoles, both of which take whatever rings."""

    person: Person
    history: History
    chance: random.Random
    others: list[str] = field(default_factory=list)
    consoles: list[Console] = field(default_factory=list)
    handled: set[str] = field(default_factory=set)
    poked: int = 0
    poke_succeeded: list[str] = field(default_factory=list)
    lines: dict[str, str] = field(default_factory=dict)
    _spans: dict[str, Row] = field(default_factory=dict)

    async def run(self) -> None:
        """Race until cancelled."""
        await self.person.sign_in()
        self.consoles = [Console(self.person, ["me"]) for _ in range(2)]
        self.consoles[0].on_change = self._remember
        for console in self.consoles:
            console.start()
        try:
            while True:
                await asyncio.sleep(STEP_SECONDS)  # nobody does anything without a pause
                try:
                    await self._step()
                except (aiohttp.ClientError, OSError, TimeoutError):
                    await asyncio.sleep(0.2)
        finally:
            for console in self.consoles:
                await console.stop()

    async def _step(self) -> None:
        first = self.consoles[0]
        duty = first.rows("me", "duty").get("me", {}).get("state", "off")
        verb = {"off": "start", "no_answer": "resume"}.get(duty)
        if first.connected and verb:
            await self.person.once("POST", f"/duty/{verb}")
        for offer_id in list(first.rows("me", "offers")):
            if offer_id not in self.handled:
                self.handled.add(offer_id)
                await self._race(offer_id)
        for row in list(first.rows("me", "calls").values()):
            await self._end(row)
        await self._poke()
        await first.until(self._something, 1)

    def _something(self) -> bool:
        first = self.consoles[0]
        offers = set(first.rows("me", "offers")) - self.handled
        calls = first.rows("me", "calls").values()
        return bool(offers) or any(row["state"] == "talking" or row["wrap_up"] for row in calls)

    async def _race(self, offer_id: str) -> None:
        """Both consoles press at the same moment, one of them twice."""
        self.others.append(offer_id)
        results = await asyncio.gather(
            self.person.once("POST", f"/offers/{offer_id}/accept"),
            self.consoles[1].accept(offer_id),
            self.person.once("POST", f"/offers/{offer_id}/accept"),
        )
        calls = {said["call_id"] for status, said in (results[0], results[2]) if status == 200}
        for call_id in calls:
            self.history.accepts.append(
                {"call_id": call_id, "who": self.person.name, "at": self.history.now()}
            )
        if not calls and results[0][0] in AWAY:
            self.handled.discard(offer_id)

    async def _poke(self) -> None:
        """Try to take what rings at somebody else."""
        if self.others and self.chance.random() < 0.2:
            offer_id = self.chance.choice(self.others[-20:])
            if offer_id in self.handled:
                return
            self.poked += 1
            status, _ = await self.person.once("POST", f"/offers/{offer_id}/accept")
            if status == 200:
                self.poke_succeeded.append(f"{self.person.name} took {offer_id}")

    async def _end(self, row: Row) -> None:
        if row["state"] == "talking":
            self.history.hung_up.add(row["caller_number"] or "")
            await self.person.once("POST", f"/calls/{row['id']}/hang-up")
        elif row["state"] == "ended" and row["wrap_up"]:
            await self.person.once("POST", f"/calls/{row['id']}/complete")

    def _remember(self) -> None:
        first = self.consoles[0]
        rows = first.rows("me", "calls")
        for call_id, row in rows.items():
            owner = (row.get("owner") or {}).get("id", "")
            self.history.owners[call_id][row["version"]].add(owner)
        live = {id_ for id_, row in rows.items() if row["state"] in LIVE and first.connected}
        now = self.history.now()
        for call_id in live - set(self._spans):
            self._spans[call_id] = {"call_id": call_id, "who": self.person.name, "from": now}
        for call_id in set(self._spans) - live:
            self.history.live.append({**self._spans.pop(call_id), "to": now})


async def play(options: Options, show: Show) -> Row:
    """Run it in a house of its own; the object that `--json` writes."""
    show.say("putting up two of everything …")
    with running(staff(options.counsellors, CLERKS), SETTINGS) as house:
        return await play_in(house, options, show)


async def play_in(house: House, options: Options, show: Show) -> Row:
    """Run it in a house that stands, which has the accounts of `staff`."""
    names = staff(options.counsellors, CLERKS)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        return await _races(options, house, names, http, show)


async def _races(
    options: Options,
    house: House,
    names: list[tuple[str, str]],
    http: aiohttp.ClientSession,
    show: Show,
) -> Row:
    history, phones = History(), Phones(house.phones, http)
    earlier = await tables.tickets_by_line(house.postgres.url)
    shared: list[str] = []
    racers = [
        Racer(Person(house.base, name, http), history, random.Random(name), shared)  # noqa: S311
        for name, role in names
        if role == "counsellor"
    ]
    clerks = [Clerk(Person(house.base, name, http), history) for name, role in names
              if role == "supervisor"]  # fmt: skip
    for clerk in clerks:
        await clerk.start()
    tasks = [asyncio.create_task(one.run()) for one in racers]
    tasks.append(asyncio.create_task(clerks[0].look()))
    lengths: list[float] = []
    try:
        with show.bar("contests", options.times) as advance:
            for number in range(options.times):
                lengths.append(await _one(options, number, phones, history))
                advance()
        await phones.disorder()
        await asyncio.sleep(2)
        await clerks[0].list_now()
        ids = sorted(clerks[0].incidents)
        await asyncio.gather(*(_open(clerk, ids[n::2]) for n, clerk in enumerate(clerks)))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for clerk in clerks:
            await clerk.stop()
    history.tickets_by_line = await tables.tickets_by_line(house.postgres.url, earlier)
    report = _report(options, racers, history, lengths)
    url = house.postgres.url
    broken = await evidence.of_broken(report["invariants"], history, url, phones)
    return {**report, "evidence": {"callers": broken}}


async def _open(clerk: Clerk, ids: list[str]) -> None:
    for incident_id in ids:
        await clerk.open(incident_id)


async def _one(options: Options, number: int, phones: Phones, history: History) -> float:
    """One contest: all call at once, and it ends when all have talked. Seconds it took."""
    began = history.now()
    await phones.disorder(duplicate=0.5, reorder=0.0, delay_ms=[0, 300], seed=options.seed + number)
    first = number * options.calls
    numbers = [f"+88012{options.seed % 100:02d}{first + each:06d}" for each in range(options.calls)]
    sids = await asyncio.gather(*(phones.call(one) for one in numbers))
    await asyncio.gather(
        *(_follow(phones, sid, one, history) for sid, one in zip(sids, numbers, strict=True))
    )
    return history.now() - began


async def _follow(phones: Phones, sid: str, number: str, history: History) -> None:
    seen, over = await phones.until(sid, is_over, OVER_SECONDS)
    if not over:
        await phones.hang_up(sid)
    keep = ("outcome", "ended_by", "longest_silence_seconds", "seconds")
    told = {name: seen[name] for name in keep}
    history.callers.append(
        {**told, "sid": sid, "number": number, "story": "contest", "stuck": not over}
    )


def _report(options: Options, racers: list[Racer], history: History, lengths: list[float]) -> Row:
    taken = [line for racer in racers for line in racer.poke_succeeded]
    one_owner = check.one_owner_each(history)
    for line in taken:
        one_owner.look(False, line, "an offer made to somebody else")
    one_owner.checked += sum(racer.poked for racer in racers)
    cut_off = check.Verdict()
    for caller in history.callers:
        why = check.cut_off_how(caller, counsellor_hung_up=True)
        cut_off.look(why is None, caller["sid"], str(why))
    return {
        "fault": "contest",
        "injected": {
            "contests": options.times,
            "calls": len(history.callers),
            "accepts_of_somebody_elses_offer": sum(racer.poked for racer in racers),
            "callbacks_doubled": 0.5,
        },
        "invariants": {"I1": check.one_ticket_each(history), "I2": cut_off, "I3": one_owner},
        "figures": {
            "seconds_a_contest": {
                "median": round(sorted(lengths)[len(lengths) // 2], 2),
                "max": round(max(lengths), 2),
            },
            "accepts": len(history.accepts),
        },
    }
