"""The hands of whoever is asked: by field app, link, text, key or word, twice or cut short.

They know what a person knows: the texts that came, the tasks on the screen. They judge nothing.
"""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import aiohttp

from faults.ladder_judge import Press
from faults.phones import Phones, is_over
from faults.provider import Provider
from faults.rest import Person

APP, LINK, TEXT, WORD = "app", "link", "text", "word"
SOURCES = 64
"""From how many addresses links are opened: workers sit behind different ones."""
IMPATIENT = 0.1
"""Of so many answers the reply is lost: whoever pressed sees nothing, and presses again."""
LIFTS, YES, NO = 0.12, 0.5, 0.25
"""So often a ringing telephone is lifted at a glance; what is pressed then, or nothing at all."""
GLANCE_SECONDS, ASKED_SECONDS = 0.25, 6.0
SOON = aiohttp.ClientTimeout(total=0.03)
LONG = aiohttp.ClientTimeout(total=20)

Answer = tuple[int, str]
"""Status and code of a refusal."""
Asked = dict[str, Any]
"""A step: `dispatch_id`, `task_no`, `no`, `kind`, `who`, `due_at`."""


@dataclass
class Hands:
    """Everybody who can be asked, and the supervisor who hears it by telephone."""

    base: str
    leader: Person
    people: dict[str, Person]
    phones: Phones
    provider: Provider
    chance: random.Random
    presses: list[Press] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    lifted: Counter[str] = field(default_factory=Counter)
    """Telephones that were lifted, and what was pressed: of which task, only the tables know."""
    _doors: list[aiohttp.ClientSession] = field(default_factory=list)
    _at: dict[str, str] = field(default_factory=dict)

    async def close(self) -> None:
        """Put everything down."""
        for door in self._doors:
            await door.close()

    async def telephones(self) -> None:
        """Whoever hears the telephone lifts it now and then, and presses yes, no or nothing."""
        talks: set[asyncio.Task[None]] = set()
        try:
            while True:
                await asyncio.sleep(GLANCE_SECONDS)
                with suppress(aiohttp.ClientError, OSError):
                    listed = (await self.phones.ask("GET", "/handsets"))["handsets"]
                    ringing = [one["address"] for one in listed if one["state"] == "ringing"]
                    lifts = [one for one in ringing if self.chance.random() < LIFTS]
                    talks |= {asyncio.create_task(self._talk(one)) for one in lifts}
                talks = {one for one in talks if not one.done()}
        finally:
            for one in talks:
                one.cancel()
            await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, address: str) -> None:
        path = f"/handsets/{quote(address, safe='')}"
        with suppress(aiohttp.ClientError, OSError, TimeoutError):  # it stopped ringing, or is over
            call = (await self.phones.ask("POST", f"{path}/answer"))["call"]
            self.lifted["telephones_lifted"] += 1
            dice = self.chance.random()
            key = "1" if dice < YES else "2" if dice < YES + NO else ""
            if key and await self._listens(call["call_sid"]):
                heard = await self.phones.press(call["call_sid"], key)
                self.lifted[f"keys_{key}"] += heard
            await self.phones.put_down(address)

    async def _listens(self, sid: str) -> bool:
        seen, listens = await self.phones.until(
            sid, lambda view: is_over(view) or view["listening_for_keys"], ASKED_SECONDS, brief=True
        )
        return listens and not is_over(seen)

    def learn(self, step: Asked, alone: bool) -> None:
        """Whose telephone is which: the first text of a task goes to the first who is asked."""
        letters = [one for one in self.provider.letters if one.task_no == step["task_no"]]
        if alone and len({one.address for one in letters}) == 1:
            self._at[step["who"]] = letters[0].address

    def channels(self, step: Asked) -> list[str]:
        """Through which this person can answer now."""
        found = [WORD] if step["kind"] != "staff" else []
        if step["who"] in self.people:
            found.append(APP)
        return found + ([LINK, TEXT] if self._letter(step) else [])

    def _letter(self, step: Asked) -> tuple[str, str] | None:
        address = self._at.get(step["who"])
        for one in reversed(self.provider.letters):
            if one.task_no == step["task_no"] and one.address == address:
                return one.address, one.code
        return None

    async def answer(self, step: Asked, verb: str, channels: list[str]) -> None:
        """The same answer through all of these at once."""
        await asyncio.gather(*(self._one(step, verb, channel) for channel in channels))

    async def _one(self, step: Asked, verb: str, channel: str) -> None:
        if self.chance.random() < IMPATIENT:
            self.lost[channel] += 1
            await self._say(step, verb, channel, SOON)
        for _ in range(8):
            status, code = await self._say(step, verb, channel, LONG)
            if status not in (0, 429, 500, 502, 503, 504):
                break
            await asyncio.sleep(0.3)
        else:
            status = 0
        self.presses.append(Press(step["dispatch_id"], step["who"], verb, channel, status, code))

    async def _say(
        self, step: Asked, verb: str, channel: str, patience: aiohttp.ClientTimeout
    ) -> Answer:
        try:
            if channel == APP:
                return await self._by_app(step, verb, patience)
            if channel == WORD:
                return await self._by_word(step, verb, patience)
            return await (self._by_link if channel == LINK else self._by_text)(step, verb, patience)
        except (aiohttp.ClientError, OSError, TimeoutError):
            return 0, ""

    async def _by_app(self, step: Asked, verb: str, patience: aiohttp.ClientTimeout) -> Answer:
        person = self.people[step["who"]]
        body = {"reason": "busy"} if verb == "decline" else None
        return await _post(person, f"/dispatches/{step['dispatch_id']}/{verb}", body, patience)

    async def _by_word(self, step: Asked, verb: str, patience: aiohttp.ClientTimeout) -> Answer:
        body = {
            "responder": {"kind": step["kind"], "id": step["who"]},
            "answer": "yes" if verb == "accept" else "no",
        }
        path = f"/dispatches/{step['dispatch_id']}/record-answer"
        return await _post(self.leader, path, body, patience)

    async def _by_link(self, step: Asked, verb: str, patience: aiohttp.ClientTimeout) -> Answer:
        _, code = self._letter(step) or ("", "")
        data = {"verb": verb} | ({"reason": "busy"} if verb == "decline" else {})
        door = self._door()
        async with door.post(f"{self.base}/a/{code}", data=data, timeout=patience) as page:
            await page.read()
            return page.status, ""

    async def _by_text(self, step: Asked, verb: str, patience: aiohttp.ClientTimeout) -> Answer:
        """A text has no answer: what came of it, only the tables know. It can only say yes."""
        if verb == "accept" and patience is LONG:
            address, code = self._letter(step) or ("", "")
            path = f"/handsets/{quote(address, safe='')}/messages"
            await self.phones.ask("POST", path, {"body": code})
        return 202, ""

    def _door(self) -> aiohttp.ClientSession:
        if not self._doors:
            for number in range(SOURCES):
                here = aiohttp.TCPConnector(local_addr=(f"127.0.1.{number + 1}", 0))
                self._doors.append(aiohttp.ClientSession(connector=here))
        return self.chance.choice(self._doors)


async def _post(person: Person, path: str, body: Any, patience: aiohttp.ClientTimeout) -> Answer:
    url, headers = f"{person.base}/api/v1{path}", {"Cookie": person.cookie}
    async with person.http.post(url, json=body, headers=headers, timeout=patience) as answer:
        said = await answer.json() if answer.status >= 400 else None
        return answer.status, str(said.get("code", "")) if isinstance(said, dict) else ""
