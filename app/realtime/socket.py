"""One socket of `/live`: hears and obeys; it decides nothing about the helpline."""

import asyncio
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from app.calls import offers
from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError
from app.realtime import tasks
from app.realtime.feed import Feed
from app.realtime.hub import Console, Hub
from app.realtime.messages import (
    Accept,
    Accepted,
    Ack,
    Close,
    ErrorMessage,
    Pong,
    Subscribe,
    Unsubscribe,
    encode,
    read,
)
from app.realtime.opening import open_channel
from app.staff import permissions

LONGEST_MESSAGE = 4096
MESSAGES_A_SECOND = 20.0
MOST_AT_ONCE = 60.0
MOST_CHANNELS = 40
FAREWELL_SECONDS = 5.0

log = structlog.get_logger()


class TooManyChannels(HelplineError):
    """One console watches more channels than any screen shows."""

    code = "too_many_channels"


class Allowance:
    """How many messages a console may send: a bucket that fills by the second."""

    def __init__(self, now: float) -> None:
        self._left = MOST_AT_ONCE
        self._at = now

    def spend(self, now: float) -> bool:
        """Whether one more message is within the allowance."""
        self._left = min(MOST_AT_ONCE, self._left + (now - self._at) * MESSAGES_A_SECOND)
        self._at = now
        self._left -= 1
        return self._left >= 0


class Socket:
    """Runs one accepted socket until either side ends it."""

    def __init__(
        self, websocket: WebSocket, console: Console, database: Database, hub: Hub, feed: Feed
    ) -> None:
        self._websocket = websocket
        self._console = console
        self._database = database
        self._hub = hub
        self._feed = feed
        self._loop = asyncio.get_running_loop()
        self._allowance = Allowance(self._loop.time())

    async def run(self) -> None:
        """Receive until the console leaves or `Console.end` gives a reason."""
        receiving = asyncio.create_task(self._receive(), name="live-receive")
        either: set[asyncio.Future[Any]] = {receiving, self._console.ended}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await tasks.end({receiving})
        if self._console.close is not None:
            await self._farewell(self._console.close)

    async def _farewell(self, why: Close) -> None:
        """Say why it ends, after all that was said before; whoever does not listen is cut off."""
        if self._websocket.application_state is not WebSocketState.CONNECTED:
            return
        with suppress(WebSocketDisconnect, RuntimeError):
            try:
                closing = self._websocket.close(why.value, why.name.lower())
                await asyncio.wait_for(closing, FAREWELL_SECONDS)
            except TimeoutError:
                self._console.line.cut()

    async def _receive(self) -> None:
        while self._console.close is None:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            now = self._loop.time()
            self._console.heard_at = now
            if not self._allowance.spend(now):
                self._console.end(Close.TOO_MANY_MESSAGES)
                return
            await self._hear(message.get("text"))

    async def _hear(self, text: str | None) -> None:
        try:
            if text is None or len(text) > LONGEST_MESSAGE:
                raise ValueError
            message = read(text)
        except ValueError:
            self._refuse("malformed_message", "This is no message of /api/v1/live.schema.json.")
            self._console.end(Close.MALFORMED_MESSAGE)
            return
        try:
            await self._obey(message)
        except HelplineError as error:
            self._refuse(error.code, error.detail, _ref(message))
        except (SQLAlchemyError, OSError) as error:
            log.warning("live_without_database", error=type(error).__name__)
            self._console.end(Close.RESTARTING)
        except Exception as error:
            log.error("live_failed", message_type=message.type, error=type(error).__name__)
            self._refuse("unexpected_error", "Something went wrong on our side.", _ref(message))

    async def _obey(self, message: object) -> None:
        console = self._console
        match message:
            case Subscribe():
                if len(console.subscriptions) >= MOST_CHANNELS:
                    raise TooManyChannels("Leave a channel first.")
                await open_channel(
                    self._database, self._hub, self._feed, console, message.channel, message.since
                )
            case Unsubscribe():
                self._hub.unwatch(console, message.channel)
            case Ack():
                await self._acknowledge(message)
            case Accept():
                await self._accept(message)
            case _:
                console.say(Pong(server_time=clock.now()))

    async def _acknowledge(self, message: Ack) -> None:
        permissions.require(self._console.who, "offers.answer")
        if self._console.acknowledge(str(message.offer_id)):
            async with self._database.transaction() as session:
                await offers.shown(session, message.offer_id, self._console.who.id)

    async def _accept(self, message: Accept) -> None:
        permissions.require(self._console.who, "offers.answer")
        self._console.silence(str(message.offer_id))
        async with self._database.transaction() as session:
            call = await offers.accept(session, message.offer_id, self._console.who.id)
        self._console.send(
            encode(
                Accepted(offer_id=message.offer_id, call_id=call.id, incident_id=call.incident_id)
            )
        )

    def _refuse(self, code: str, detail: str, ref: str | None = None) -> None:
        self._console.say(ErrorMessage(code=code, detail=detail, ref=ref))


def _ref(message: object) -> str | None:
    match message:
        case Subscribe() | Unsubscribe():
            return message.channel
        case Ack() | Accept():
            return str(message.offer_id)
    return None
