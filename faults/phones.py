"""The people at the other phones, through the simulated network's control interface."""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import aiohttp

Seen = dict[str, Any]


class Phones:
    """Callers and handsets of one simulated network."""

    def __init__(self, base: str, http: aiohttp.ClientSession) -> None:
        self._base = base
        self._http = http

    async def ask(self, method: str, path: str, sent: Any = None) -> Any:
        """One request to `/sim` + path. Raises ClientResponseError."""
        url = f"{self._base}/sim{path}"
        async with self._http.request(method, url, json=sent) as answer:
            got = await answer.json()
            if answer.status >= 400:
                raise aiohttp.ClientResponseError(
                    answer.request_info, (), status=answer.status, message=str(got)
                )
            return got

    async def call(self, number: str, script: list[Seen] | None = None) -> str:
        """Somebody dials 1098; the id of the line."""
        sent = {"from": number, "script": script or []}
        return str((await self.ask("POST", "/calls", sent))["call_sid"])

    async def see(self, sid: str) -> Seen:
        """What this caller has lived through so far."""
        seen: Seen = await self.ask("GET", f"/calls/{sid}")
        return seen

    async def until(
        self, sid: str, holds: Callable[[Seen], bool], seconds: float, *, brief: bool = False
    ) -> tuple[Seen, bool]:
        """The caller's view once it holds (True), or as it is after `seconds` (False).

        A `brief` one comes without timeline, and costs the network little.
        """
        until = time.monotonic() + seconds
        seen = await self.ask("GET", f"/calls/{sid}?brief={str(brief).lower()}")
        while not holds(seen):
            left = until - time.monotonic()
            if left <= 0:
                return seen, False
            path = f"/calls/{sid}?seen={seen['changes']}&wait_s={min(left, 1):.2f}"
            path += f"&brief={str(brief).lower()}"
            seen = await self.ask("GET", path)
        return seen, True

    async def hang_up(self, sid: str) -> None:
        """The caller puts the telephone down."""
        await self.ask("POST", f"/calls/{sid}/hang-up")

    async def press(self, sid: str, keys: str) -> bool:
        """The caller presses keys; False when nothing listened."""
        return bool((await self.ask("POST", f"/calls/{sid}/press", {"digits": keys}))["heard"])

    async def rule(self, address: str, **rule: Any) -> None:
        """How a telephone behaves from now on."""
        await self.ask("POST", f"/handsets/{quote(address, safe='')}/rule", rule)

    async def put_down(self, address: str) -> None:
        """Every line of a telephone is lost."""
        await self.ask("POST", f"/handsets/{quote(address, safe='')}/hang-up")

    async def texts(self) -> dict[str, list[Seen]]:
        """All texts by telephone, as received so far."""
        found: dict[str, list[Seen]] = {}
        for handset in (await self.ask("GET", "/handsets"))["handsets"]:
            if handset["texts"]:
                address = handset["address"]
                path = f"/handsets/{quote(address, safe='')}/messages"
                found[address] = (await self.ask("GET", path))["messages"]
        return found

    async def disorder(self, **knobs: Any) -> None:
        """Callbacks come twice, late or in another order from now on; nothing means calm."""
        await self.ask("POST", "/disorder", knobs)

    async def disorder_done(self) -> dict[str, int]:
        """How often each kind of disorder struck since the network started."""
        return dict((await self.ask("GET", "/disorder"))["done"])


def is_over(seen: Seen) -> bool:
    """Whether the line has ended."""
    return seen["status"] in ("completed", "busy", "failed", "no-answer", "canceled")


def has(what: str) -> Callable[[Seen], bool]:
    """Whether the caller's timeline holds such an entry, or the line has ended."""
    return lambda seen: is_over(seen) or any(e["what"] == what for e in seen["timeline"])


async def pause(seconds: float) -> None:
    """Let the people do nothing for a while."""
    await asyncio.sleep(seconds)
