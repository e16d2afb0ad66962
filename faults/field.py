"""The people who are sent: they read texts, tap links and press buttons as the story tells them."""

import asyncio
import re
from typing import Any

import aiohttp

from faults.console import Console
from faults.phones import Phones
from faults.plot import Plot
from faults.rest import Person

LOOK_SECONDS = 0.7
SOURCES = 16
"""From how many addresses links are opened: workers sit behind different ones."""
WAIT_FOR_PLAN = 20
LINK = re.compile(r"/a/([\w-]{20,})")
TASK = re.compile(r"[0-9০-৯]+")
BANGLA = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")


class Field:
    """Every worker's telephone, and the demo centre's screen."""

    def __init__(self, base: str, phones: Phones, plot: Plot) -> None:
        self._base, self._phones, self._plot = base, phones, plot
        self._read: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._doors: list[aiohttp.ClientSession] = []
        self.answers: dict[str, int] = {}

    async def run(self) -> None:
        """Read what arrives until cancelled."""
        self._doors = [_door(number) for number in range(SOURCES)]
        try:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                try:
                    found = await self._phones.texts()
                except (aiohttp.ClientError, OSError, TimeoutError):
                    continue
                for address, texts in found.items():
                    for text in texts:
                        self._arrived(address, text)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            for door in self._doors:
                await door.close()

    def _arrived(self, address: str, text: dict[str, Any]) -> None:
        if text["message_sid"] in self._read:
            return
        self._read.add(text["message_sid"])
        link, task_no = LINK.search(text["body"]), TASK.search(text["body"])
        if link is None or task_no is None:
            return
        work = self._answer(address, link.group(1), int(task_no.group().translate(BANGLA)))
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, address: str, code: str, task_no: int) -> None:
        for _ in range(WAIT_FOR_PLAN):
            if task_no in self._plot.by_task:
                break
            await asyncio.sleep(0.5)
        scene = self._plot.by_task.get(task_no)
        if scene is None or scene.story in ("unanswered", "centre"):
            return
        door = self._doors[hash(address) % SOURCES]
        if scene.story == "declined" and not scene.crashed and await self._decline(door, code):
            scene.crashed = True
            return
        await self._go(door, code)

    async def _decline(self, door: aiohttp.ClientSession, code: str) -> bool:
        return await self._press(door, code, "decline", reason="busy") == 200

    async def _go(self, door: aiohttp.ClientSession, code: str) -> None:
        for verb, more in (("accept", {}), ("arrive", {}), ("complete", {"outcome": "child_safe"})):
            if await self._press(door, code, verb, **more) not in (200, 409):
                return
            await asyncio.sleep(0.3)

    async def _press(self, door: aiohttp.ClientSession, code: str, verb: str, **more: str) -> int:
        """Press a button, again while nobody answers; the page's status."""
        for _ in range(60):
            try:
                async with door.post(
                    f"{self._base}/a/{code}", data={"verb": verb, **more}, allow_redirects=True
                ) as page:
                    if page.status not in (429, 500, 502, 503):
                        self.answers[verb] = self.answers.get(verb, 0) + (page.status == 200)
                        return page.status
            except (aiohttp.ClientError, OSError, TimeoutError):
                pass
            await asyncio.sleep(0.7)
        return 0


def _door(number: int) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(local_addr=(f"127.0.1.{number + 1}", 0))
    return aiohttp.ClientSession(connector=connector)


class Centre:
    """The demo's centre at its screen: accepts what it is asked, and records arrivals."""

    def __init__(self, person: Person, plot: Plot) -> None:
        self._person, self._plot = person, plot
        self._console = Console(person, ["field"], app="field")
        self.beds: dict[str, list[str]] = {}

    async def run(self) -> None:
        """Answer until cancelled."""
        self._console.start()
        try:
            while True:
                for dispatch_id, row in list(self._console.rows("field", "tasks").items()):
                    await self._answer(dispatch_id, row)
                await self._console.until(lambda: False, 0.5)
        finally:
            await self._console.stop()

    async def _answer(self, dispatch_id: str, row: dict[str, Any]) -> None:
        bed = (row.get("bed") or {}).get("state")
        if bed:
            self.beds.setdefault(dispatch_id, [])
            if bed not in self.beds[dispatch_id]:
                self.beds[dispatch_id].append(bed)
        path = f"/dispatches/{dispatch_id}"
        scene = self._plot.by_task.get(row["task_no"])
        if scene is None or scene.story != "centre":
            return
        if row["state"] in ("alerting", "unanswered"):
            status, _ = await self._person.once("POST", f"{path}/accept")
            if status == 409:
                await self._person.once("POST", f"{path}/decline", {"reason": "other"})
        elif row["state"] in ("accepted", "en_route") and bed == "held":
            status, said = await self._person.once("POST", f"{path}/admit")
            if status == 200 and said:
                arrived = (said.get("bed") or {}).get("state")
                self.beds.setdefault(dispatch_id, []).append(str(arrived))
        elif row["state"] == "reached":
            body = {"outcome": "taken_to_centre"}
            await self._person.once("POST", f"{path}/complete", body)
