"""A running helpline of the rooms staff and realtime, and screens that watch it by real sockets."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.core import errors
from app.core.db import Database
from app.core.settings import Settings
from app.realtime import endpoints as realtime
from app.realtime.frames import LineProtocol
from app.realtime.live import Live
from app.staff import endpoints as staff
from app.staff.service import add_staff, sync_roles
from tests.conftest import SECRETS

PASSWORD = "a long enough password"
PATIENCE = 10.0


def settings_for(port: int, folder: Path) -> Settings:
    secrets = {**SECRETS, "public_url": None}
    return Settings(_env_file=None, port=port, var_dir=folder, **secrets)


@dataclass
class House:
    """One web process."""

    database: Database
    settings: Settings
    app: FastAPI
    live: Live
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    async def employ(self, name: str, role: str, **more: Any) -> Any:
        async with self.database.transaction() as session:
            return await add_staff(
                session,
                name=name,
                display_bn=f"{name} (বাংলা)",
                display_en=name.title(),
                role=role,
                password=PASSWORD,
                **more,
            )

    async def ask(
        self, method: str, path: str, body: Any = None, *, as_: str | None = None, **headers: str
    ) -> httpx.Response:
        if as_ is not None:
            headers["Cookie"] = self.cookies[as_]
        async with httpx.AsyncClient(base_url=self.address, timeout=PATIENCE) as client:
            return await client.request(method, f"/api/v1{path}", json=body, headers=headers)

    async def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        answer = await self.ask("POST", "/session", {"name": name, "password": password})
        if answer.is_success:
            self.cookies[name] = answer.headers["set-cookie"].partition(";")[0]
        return answer

    @asynccontextmanager
    async def screen(self, name: str, **more: Any) -> AsyncIterator["Screen"]:
        headers = {"Cookie": self.cookies[name]} if name in self.cookies else {}
        address = self.address.replace("http", "ws") + "/live"
        async with connect(
            address, additional_headers=headers, compression=None, **more
        ) as connection:
            yield Screen(connection)


@asynccontextmanager
async def running(database: Database, folder: Path) -> AsyncIterator[House]:
    """Serve until left; the port is a free one of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = settings_for(listener.getsockname()[1], folder)
    app = FastAPI()
    live = Live(database, settings)
    app.state.settings, app.state.database = settings, database
    errors.install(app)
    app.include_router(staff.router, prefix="/api/v1")
    app.include_router(realtime.router, prefix="/api/v1")
    app.include_router(live.router)
    async with database.transaction() as session:
        await sync_roles(session)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            lifespan="off",
            ws=LineProtocol,
            ws_per_message_deflate=False,
            log_level="warning",
        )
    )
    server.capture_signals = _no_signals  # type: ignore[method-assign, assignment]
    serving = asyncio.create_task(server.serve([listener]))
    database.bell.start()
    await live.start()
    await asyncio.wait_for(live.feed.begun.wait(), PATIENCE)
    yield House(database, settings, app, live)
    await live.stop()
    server.should_exit = True
    await serving


def _no_signals() -> AbstractContextManager[None]:
    return nullcontext()


class Screen:
    """A client as the protocol describes it: puts, drops, remembers positions."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.channels: dict[str, dict[str, dict[str, Any]]] = {}
        self.positions: dict[str, str] = {}
        self.heard: list[dict[str, Any]] = []

    async def say(self, **message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(
            await asyncio.wait_for(self.connection.recv(), PATIENCE)
        )
        self.heard.append(message)
        self._apply(message)
        return message

    async def until(self, type_: str, **wanted: Any) -> dict[str, Any]:
        while True:
            message = await self.next()
            if message["type"] == type_ and wanted.items() <= message.items():
                return message

    async def watch(self, channel: str, since: str | None = None) -> None:
        more = {} if since is None else {"since": since}
        await self.say(type="subscribe", channel=channel, **more)

    async def rest(self) -> list[dict[str, Any]]:
        """Everything sent up to now: the answer to a ping comes after it."""
        start = len(self.heard)
        await self.say(type="ping")
        await self.until("pong")
        return self.heard[start:-1]

    async def closed(self) -> int:
        try:
            while True:
                await self.next()
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 1006

    def _apply(self, message: dict[str, Any]) -> None:
        if message["type"] == "snapshot":
            self.channels[message["channel"]] = message["collections"]
            self.positions[message["channel"]] = message["position"]
        if message["type"] == "event":
            self._apply_event(message)

    def _apply_event(self, event: dict[str, Any]) -> None:
        collections = self.channels.setdefault(event["channel"], {})
        for put in event["put"]:
            rows = collections.setdefault(put["collection"], {})
            known = rows.get(put["id"], {}).get("version", -1)
            if put["row"].get("version", known) >= known:
                rows[put["id"]] = put["row"]
        for gone in event["drop"]:
            collections.get(gone["collection"], {}).pop(gone["id"], None)
        self.positions[event["channel"]] = event["position"]
