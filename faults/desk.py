"""A counsellor with nothing to tell: takes what rings, talks a moment, ends it, is ready again."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from faults.console import Console
from faults.history import History
from faults.rest import AWAY, Person

Row = dict[str, Any]
LIVE = ("connecting", "talking")
STEP_SECONDS = 0.02


@dataclass
class Desk:
    """One counsellor, one console. Seconds: how soon a hand takes the call, how long a talk is."""

    person: Person
    history: History
    reaction: tuple[float, float] = (0.5, 1.5)
    talk_seconds: float = 1.0
    chance: random.Random = field(default_factory=random.Random)
    console: Console = field(init=False)
    _handled: set[str] = field(default_factory=set)
    _ending: set[str] = field(default_factory=set)
    _spans: dict[str, Row] = field(default_factory=dict)
    _tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    def __post_init__(self) -> None:
        """The console is closed until `run`."""
        self.console = Console(self.person, ["me"])
        self.console.on_change = self._remember

    @property
    def duty(self) -> str:
        """What the screen says this counsellor is doing."""
        return str(self.console.rows("me", "duty").get("me", {}).get("state", "off"))

    async def run(self) -> None:
        """Work until cancelled."""
        await self.person.sign_in()
        self.console.start()
        try:
            while True:
                await asyncio.sleep(STEP_SECONDS)  # nobody does anything without a pause
                try:
                    await self._step()
                except (aiohttp.ClientError, OSError, TimeoutError):
                    await asyncio.sleep(0.2)
        finally:
            for task in self._tasks:
                task.cancel()
            await self.console.stop()

    async def _step(self) -> None:
        verb = {"off": "start", "no_answer": "resume", "paused": "resume"}.get(self.duty)
        if self.console.connected and verb:
            await self.person.once("POST", f"/duty/{verb}")
        for offer_id in list(self.console.rows("me", "offers")):
            if offer_id not in self._handled:
                await self._take(offer_id)
        for row in list(self.console.rows("me", "calls").values()):
            await self._mind(row)
        await self.console.until(self._something, 1)

    def _something(self) -> bool:
        offers = set(self.console.rows("me", "offers")) - self._handled
        calls = self.console.rows("me", "calls").values()
        talks = any(row["state"] == "talking" and row["id"] not in self._ending for row in calls)
        return bool(offers) or talks or any(row["wrap_up"] for row in calls)

    async def _take(self, offer_id: str) -> None:
        self._handled.add(offer_id)
        await asyncio.sleep(self.chance.uniform(*self.reaction))
        status, said = await self.person.once("POST", f"/offers/{offer_id}/accept")
        if status == 200:
            self.history.accepts.append(
                {"call_id": said["call_id"], "who": self.person.name, "at": self.history.now()}
            )
        elif status in AWAY:
            self._handled.discard(offer_id)  # it may or may not have been taken: asked again

    async def _mind(self, row: Row) -> None:
        if row["state"] == "talking" and row["id"] not in self._ending:
            self._ending.add(row["id"])
            task = asyncio.create_task(self._end_soon(row))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif row["state"] == "ended" and row["wrap_up"]:
            await self.person.once("POST", f"/calls/{row['id']}/complete")

    async def _end_soon(self, row: Row) -> None:
        await asyncio.sleep(self.talk_seconds)
        self.history.hung_up.add(row["caller_number"] or "")
        status, _ = await self.person.once("POST", f"/calls/{row['id']}/hang-up")
        if status in AWAY:
            self._ending.discard(row["id"])

    def _remember(self) -> None:
        rows = self.console.rows("me", "calls")
        for call_id, row in rows.items():
            owner = (row.get("owner") or {}).get("id", "")
            self.history.owners[call_id][row["version"]].add(owner)
        connected = self.console.connected
        live = {id_ for id_, row in rows.items() if row["state"] in LIVE and connected}
        now = self.history.now()
        for call_id in live - set(self._spans):
            self._spans[call_id] = {"call_id": call_id, "who": self.person.name, "from": now}
        for call_id in set(self._spans) - live:
            self.history.live.append({**self._spans.pop(call_id), "to": now})
