"""The live line of one process: its door, its consoles, and the beats that keep them honest."""

import asyncio
from contextlib import suppress
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket

from app.calls.service import console_came
from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError, problem, unavailable
from app.core.settings import Settings
from app.realtime import tasks
from app.realtime.channels import names_for
from app.realtime.feed import Feed
from app.realtime.frames import line_of
from app.realtime.hub import Console, Hub
from app.realtime.messages import Close, Hello
from app.realtime.socket import Socket
from app.staff import permissions
from app.staff.auth import NotSignedIn, SignedIn, app_hint, living, session_of_cookies
from app.staff.duty import seen
from app.staff.endpoints import me_row
from app.staff.origins import refuse_foreign

BEAT_SECONDS = 0.5
PRESENCE_EVERY = 4.0
HEARD_WITHIN = 6.0
"""A console that pings every 4 s (the protocol says so) and was heard this lately is there."""
SESSIONS_EVERY = 2.0
GOODBYE_SECONDS = 3.0

log = structlog.get_logger()


class Door:
    """Who may open the socket: Origin and session are checked before the handshake."""

    action = "live.connect"

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def __call__(self, websocket: WebSocket) -> SignedIn | None:
        """The person, or None when the handshake was refused with a problem document."""
        try:
            refuse_foreign(websocket, self._settings)
            async with self._database.transaction() as session:
                who = await session_of_cookies(
                    session, websocket.cookies, app_hint(websocket), self._settings.public_port
                )
            if who is None:
                raise NotSignedIn("Sign in first.")
            permissions.require(who, self.action)
            return who
        except HelplineError as error:
            await websocket.send_denial_response(problem(error.status, error.code, error.detail))
        except (SQLAlchemyError, OSError):
            await websocket.send_denial_response(unavailable())
        return None


class Live:
    """`Live(database, settings)`: include `router`, then `start()` and `stop()` with the app."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self.hub = Hub()
        self.feed = Feed(database, self.hub)
        self._tasks: list[asyncio.Task[None]] = []
        self._present: set[Console] = set()
        self._next = {"presence": 0.0, "sessions": 0.0}
        self.router = APIRouter()
        self._add_route(Door(database, settings))

    def _add_route(self, door: Door) -> None:
        @self.router.websocket("/live")
        async def live(
            websocket: WebSocket, who: Annotated[SignedIn | None, Depends(door)]
        ) -> None:
            if who is not None:
                await self.serve(websocket, who)

    async def start(self) -> None:
        """Begin to follow the outbox."""
        self._tasks = [
            asyncio.create_task(self.feed.run(), name="live-feed"),
            asyncio.create_task(self._beat(), name="live-beat"),
        ]

    async def stop(self) -> None:
        """Tell every console that we restart, then end."""
        for console in list(self.hub.consoles):
            console.end(Close.RESTARTING)
        if self.hub.consoles:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.hub.empty.wait(), GOODBYE_SECONDS)
        await tasks.end(self._tasks)
        self._tasks = []

    async def serve(self, websocket: WebSocket, who: SignedIn) -> None:
        """Greet one socket and let it run; it goes on when this has returned."""
        await websocket.accept()
        now = asyncio.get_running_loop().time()
        console = Console(who, line_of(websocket), heard_at=now)
        self.hub.enter(console)
        try:
            hello = Hello(me=me_row(who), server_time=clock.now(), channels=names_for(who.role))
            console.say(hello)
            await self._check_lines(who)
        except BaseException:
            self.hub.leave(console)
            raise
        Socket(console, self._database, self.hub, self.feed).run()

    async def _check_lines(self, who: SignedIn) -> None:
        """Whoever returns in the middle of a conversation may have lost the line, too."""
        if permissions.scope_of(who.role, "offers.answer") is None:
            return
        try:
            async with self._database.transaction() as session:
                await console_came(session, who.id)
        except (SQLAlchemyError, OSError) as error:
            log.warning("lines_not_checked", error=type(error).__name__)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            now = asyncio.get_running_loop().time()
            self._ring_again(now)
            try:
                await self._presence(now)
                await self._sessions(now)
            except Exception as error:
                log.warning("live_beat_lost", error=type(error).__name__)

    def _ring_again(self, now: float) -> None:
        """Apart from `_beat`, which would keep the last console it saw for as long as it waits."""
        for console in list(self.hub.consoles):
            console.ring_again(now)

    async def _presence(self, now: float) -> None:
        """One update for all consoles every 4 s; one that has just come is told at once."""
        self._present &= self.hub.consoles
        due = now >= self._next["presence"]
        consoles = self.hub.consoles if due else self.hub.consoles - self._present
        here = {console for console in consoles if console.heard_at >= now - HEARD_WITHIN}
        if due:
            self._next["presence"] = now + PRESENCE_EVERY
        if here:
            async with self._database.transaction() as session:
                await seen(session, {console.who.id for console in here})
            self._present |= here & self.hub.consoles

    async def _sessions(self, now: float) -> None:
        """Whoever's session has ended, or whose account has changed, is shown out."""
        if now < self._next["sessions"] or not self.hub.consoles:
            return
        self._next["sessions"] = now + SESSIONS_EVERY
        ids: set[UUID] = {console.who.session_id for console in self.hub.consoles}
        async with self._database.transaction() as session:
            roles = await living(session, ids)
        for console in list(self.hub.consoles):
            if console.who.session_id not in ids:
                continue
            role = roles.get(console.who.session_id)
            if role is None:
                console.end(Close.SESSION_ENDED)
            elif role != console.who.role:
                console.end(Close.NOT_ALLOWED)
