"""The whole product as a newcomer starts it, on ports and in a folder of its own.

It is known from outside only: this module imports nothing of the product.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import aiohttp

READY_SECONDS = 120
HELPLINE = Path(sys.executable).with_name("helpline")


def free_port() -> int:
    """A port of loopback nobody uses at this moment."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@dataclass(frozen=True)
class House:
    """A running demo: where it is and where its files are."""

    base: str
    phones: str
    var: Path
    process: subprocess.Popen[bytes]
    seconds_to_ready: float = 0.0


@contextlib.contextmanager
def running_demo(var: Path, **settings: str) -> Iterator[House]:
    """Start `helpline demo`, wait until it says it is ready, end it with Ctrl-C."""
    port, phones = free_port(), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HELPLINE_")},
        "HELPLINE_VAR_DIR": str(var),
        "HELPLINE_PORT": str(port),
        "HELPLINE_SIMULATOR_PORT": str(phones),
        **{f"HELPLINE_{name.upper()}": value for name, value in settings.items()},
    }
    var.mkdir(parents=True, exist_ok=True)
    said = var / "demo.out"
    began = time.monotonic()
    with said.open("wb") as out:
        process = subprocess.Popen([HELPLINE, "demo"], stdout=out, stderr=out, env=environment)
    try:
        _wait_until_ready(process, said)
        yield House(
            f"http://127.0.0.1:{port}",
            f"http://127.0.0.1:{phones}",
            var,
            process,
            time.monotonic() - began,
        )
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(60)


def _wait_until_ready(process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while b"is ready" not in said.read_bytes():
        if process.poll() is not None or time.monotonic() > until:
            raise AssertionError(f"the demo did not start: {said.read_text()}")
        time.sleep(0.05)


@dataclass
class Person:
    """Somebody signed in, with a live socket: everything heard is applied as the plan says."""

    base: str
    name: str
    http: aiohttp.ClientSession
    socket: aiohttp.ClientWebSocketResponse
    heard: list[dict[str, Any]] = field(default_factory=list)
    screens: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    _task: asyncio.Task[None] | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, channel: str) -> None:
        """Subscribe and wait for the first picture."""
        await self.socket.send_json({"type": "subscribe", "channel": channel})
        await self.until(lambda: channel in self.screens)

    def rows(self, channel: str, collection: str) -> dict[str, Any]:
        """What this person's screen shows now."""
        return self.screens.get(channel, {}).get(collection, {})

    async def until(self, holds: Callable[[], Any], seconds: float = 20) -> Any:
        """Wait for the screen to show it; fails with what it does show."""
        async with asyncio.timeout(seconds):
            while not (found := holds()):
                self._news.clear()
                await self._news.wait()
            return found

    async def ask(self, method: str, path: str, body: Any = None, expect: int | None = 200) -> Any:
        """One REST call; fails with the problem document when the status is not the expected."""
        url = f"{self.base}/api/v1{path}"
        async with self.http.request(method, url, json=body) as answer:
            text = await answer.text()
            if expect is not None:
                assert answer.status == expect, (method, path, answer.status, text)
            return json.loads(text) if text else None

    async def listen(self) -> None:
        """Apply every message to the screens."""
        async for message in self.socket:
            said = json.loads(message.data)
            self.heard.append(said)
            self._apply(said)
            self._news.set()

    def _apply(self, said: dict[str, Any]) -> None:
        if said["type"] == "snapshot":
            self.screens[said["channel"]] = said["collections"]
        if said["type"] == "event":
            screen = self.screens.setdefault(said["channel"], {})
            for put in said["put"]:
                screen.setdefault(put["collection"], {})[put["id"]] = put["row"]
            for drop in said["drop"]:
                screen.get(drop["collection"], {}).pop(drop["id"], None)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self.listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        await self.http.close()
        if self._task is not None:
            await self._task


async def cookie_of(base: str, name: str, password: str = "demo") -> str:
    """Sign in; the cookie as a header value."""
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{base}/api/v1/session", json={"name": name, "password": password}) as answer,
    ):
        assert answer.status == 200, await answer.text()
        return answer.headers["Set-Cookie"].partition(";")[0]


@contextlib.asynccontextmanager
async def signed_in(base: str, name: str) -> AsyncIterator[Person]:
    """Sign in and open the live socket."""
    http = aiohttp.ClientSession(headers={"Cookie": await cookie_of(base, name)})
    socket_ = await http.ws_connect(f"{base}/live", origin=base)
    async with Person(base, name, http, socket_) as person:
        yield person


class Phones:
    """The simulated network's own window: what callers and handsets live through."""

    def __init__(self, base: str, http: aiohttp.ClientSession) -> None:
        self._base = base
        self._http = http

    async def call(self, number: str) -> str:
        """Somebody dials 1098."""
        async with self._http.post(f"{self._base}/sim/calls", json={"from": number}) as answer:
            sid: str = (await answer.json())["call_sid"]
            return sid

    async def lift(self, number: str, seconds: float = 20) -> None:
        """Somebody picks up the telephone of this number as soon as it rings."""
        address = f"{self._base}/sim/handsets/{quote(number, safe='')}/answer"
        async with asyncio.timeout(seconds):
            while True:
                async with self._http.post(address) as answer:
                    if answer.status < 400:
                        return
                await asyncio.sleep(0.05)

    async def hang_up(self, call_sid: str) -> None:
        """The caller of this call puts the telephone down."""
        async with self._http.post(f"{self._base}/sim/calls/{call_sid}/hang-up") as answer:
            assert answer.status < 400, await answer.text()

    async def see(self, path: str) -> Any:
        """Look at `/sim` + path."""
        async with self._http.get(f"{self._base}/sim{path}") as answer:
            return await answer.json()

    async def until(self, path: str, holds: Callable[[Any], Any], seconds: float = 20) -> Any:
        """Look until it is so."""
        async with asyncio.timeout(seconds):
            while not holds(found := await self.see(path)):
                await asyncio.sleep(0.05)
            return found


@contextlib.asynccontextmanager
async def phones_of(house: House) -> AsyncIterator[Phones]:
    """The phones beside a running demo."""
    async with aiohttp.ClientSession() as http:
        yield Phones(house.phones, http)
