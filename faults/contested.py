"""Offers thrown to several processes at once, and the judge of who was told to own the call."""

import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from faults.house import ROOT
from faults.numbers import percentile

Row = dict[str, Any]
PROCESSES = 4
STUCK_SECONDS = 60.0


@dataclass
class Contest:
    """One offer and the answers of those who pressed for it."""

    presses: list[Row] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)


@dataclass(kw_only=True)
class Contested:
    """A run of contests; each process answers every press with one line.

    `done` counts calls that somebody won where all racers were answered, and `advance` is told of
    each; offers that came to nothing are contests, too, but no accepts.
    """

    accepts: int
    racers: int
    advance: Any = None
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)
    contests: dict[str, Contest] = field(default_factory=dict)
    owners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    statuses: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    ms: list[float] = field(default_factory=list)
    judged: int = 0
    lasted: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def done(self) -> int:
        """How many calls were won in a contest."""
        return len(self.taken)

    async def start(self, module: str, told: Row, environment: Mapping[str, str]) -> None:
        """Start the processes and tell each what it needs to know."""
        for number in range(PROCESSES):
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                module,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=ROOT,
                env=environment,
            )
            self.processes.append(process)
            self.say(process, {**told, "number": number})

    def say(self, process: asyncio.subprocess.Process, what: Row) -> None:
        """One line to one process."""
        if process.stdin is not None:
            process.stdin.write(json.dumps(what).encode() + b"\n")

    async def until_over(self, working: Iterable["asyncio.Task[None]"]) -> None:
        """Until so many were contested, or nothing moves any more; ends `working`, too."""
        tasks, began, seen = list(working), time.monotonic(), -1
        reading = [asyncio.create_task(self._read(process)) for process in self.processes]
        try:
            while not self.over.is_set() and self.done != seen:
                seen = self.done
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.over.wait(), STUCK_SECONDS)
        finally:
            self.lasted = time.monotonic() - began
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for process in self.processes:
                if process.stdin is not None:
                    process.stdin.close()
            await asyncio.gather(*reading, return_exceptions=True)
            await asyncio.gather(*(process.wait() for process in self.processes))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is None:
            return
        while line := await process.stdout.readline():
            self.pressed(json.loads(line))

    def pressed(self, press: Row) -> None:
        """One answer: `offer`, `who`, `status`, and the `call` where the answer is yes."""
        contest = self.contests[press["offer"]]
        contest.presses.append(press)
        self.statuses[str(press["status"])] += 1
        if press["call"]:
            self.owners[press["call"]].add(press["who"])
        if len(contest.presses) == self.racers:
            self._judge(press["offer"], contest)

    def _judge(self, offer: str, contest: Contest) -> None:
        self.ms.append((time.monotonic() - contest.began) * 1000)
        yes = {press["call"]: press["who"] for press in contest.presses if press["call"]}
        winners = {press["who"] for press in contest.presses if press["call"]}
        if len(winners) > 1:
            self.wrong.append(f"offer {offer} was taken by {sorted(winners)}")
        won = {call: who for call, who in yes.items() if call not in self.taken}
        for call in won:
            self.taken.add(call)
            self.advance()
        self.judged += 1
        contest.presses.clear()
        if self.done >= self.accepts:
            self.over.set()
        self.decided(won)

    def decided(self, won: Mapping[str, str]) -> None:
        """What follows for calls newly won, by whom; nothing, unless a run has something to do."""

    def broken(self) -> list[str]:
        """Offers and calls that more than one counsellor was told to own."""
        twice = [(call, who) for call, who in self.owners.items() if len(who) != 1]
        return self.wrong + [f"{call}: owned by {sorted(who)}" for call, who in twice]

    def figures(self) -> Row:
        """How many there were of each answer, and how long eight took to be answered."""
        return {
            "contests": self.judged,
            "accepts": self.done,
            "statuses": dict(sorted(self.statuses.items())),
            "all_racers_answered_ms": {f"p{p}": percentile(sorted(self.ms), p) for p in (50, 99)},
            "contests_a_second": round(self.done / self.lasted, 1) if self.lasted else None,
        }
