"""One socket of `/live`: hears and obeys; it decides nothing about the helpline."""

import asyncio
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError
from uvicorn.protocols.utils import ClientDisconnected

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
    """One accepted socket until either side ends it; while nothing is said, no task waits here."""

    def __init__(self, console: Console, database: Database, hub: Hub, feed: Feed) -> None:
        self._console = console
        self._database = database
        self._hub = hub
        self._feed = feed
        self._allowance = Allowance(asyncio.get_running_loop().time())
        self._unread: list[str | None] = []
        self._working: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._gone = False

    def run(self) -> None:
        """From now on hear and obey, until the console leaves or `Console.end` gives a reason."""
        self._console.when_ended(self._end)
        self._console.line.take(self)

    def heard(self, text: str | None) -> None:
        """See `Listener`."""
        self._unread.append(text)
        if self._working is None:
            self._working = asyncio.create_task(self._work(), name="live-hear")

    def gone(self) -> None:
        """See `Listener`. What was heard before is still obeyed."""
        self._gone = True
        if self._working is None and self._closing is None:
            self._hub.leave(self._console)

    async def _work(self) -> None:
        try:
            while self._unread and self._console.close is None:
                text = self._unread.pop(0)
                if not self._unread:
                    self._console.line.read_on()
                await self._receive(text)
        finally:
            self._working = None
            if self._gone and self._closing is None:
                self._hub.leave(self._console)

    def _end(self) -> None:
        if self._closing is None:
            self._closing = asyncio.create_task(self._leave(), name="live-close")

    async def _leave(self) -> None:
        """Say why it ends, after all that was said before; whoever does not listen is cut off."""
        why = self._console.close
        try:
            if self._working is not None:
                await tasks.end({self._working})
            if why is not None and not self._gone:
                with suppress(ClientDisconnected, RuntimeError):
                    closing = self._console.line.close(why.value, why.name.lower())
                    await asyncio.wait_for(closing, FAREWELL_SECONDS)
        except TimeoutError:
            self._console.line.cut()
        finally:
            self._hub.leave(self._console)

    async def _receive(self, text: str | None) -> None:
        now = asyncio.get_running_loop().time()
        self._console.heard_at = now
        if self._allowance.spend(now):
            await self._hear(text)
        else:
            self._console.end(Close.TOO_MANY_MESSAGES)

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
