"""The socket's own end: a text is framed once and goes to every console in those very bytes.

A frame from a server is not masked and ours are not compressed (that would be done for each console
anew and keep its own window of memory there), so one event looks the same on every line. It
decides nothing about who is sent what.
"""

from functools import lru_cache
from typing import Any, Final, Protocol, cast

from starlette.websockets import WebSocket
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

EXTENSION: Final = "helpline.line"
"""Key in the ASGI scope's `extensions` under which a socket's line stands."""
TEXTS_KEPT: Final = 32
"""Framed texts kept for the consoles still to come: a text goes to all of them at once."""


class Listener(Protocol):
    """Who is told what a line hears."""

    def heard(self, text: str | None) -> None:
        """A message came; None when it was no text. No more is read before `Line.read_on`."""

    def gone(self) -> None:
        """The other side left, or the line broke; may be told more than once."""


class Line(Protocol):
    """Where a console's messages are written, and whence they come."""

    def take(self, listener: Listener) -> None:
        """From now on `listener` hears this line, which outlives the call of the app."""

    def read_on(self) -> None:
        """What was heard is taken care of: read more."""

    async def close(self, code: int, reason: str) -> None:
        """Say goodbye after all that was sent before, which may have to wait; then end the line."""

    def write(self, frame: bytes) -> None:
        """Send a frame after all that was sent before; nothing, on a line that is gone."""

    def behind(self) -> int:
        """Bytes the other side has not taken yet."""

    def cut(self) -> None:
        """End the line now, whatever the other side has not taken."""


class _Ear:
    """Stands where uvicorn queues a socket's events for the app: passes them on at once."""

    __slots__ = ("_listener",)

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def put_nowait(self, event: Any) -> None:
        if event["type"] == "websocket.disconnect":
            self._listener.gone()
        else:
            self._listener.heard(event.get("text"))


class _Nobody:
    def heard(self, text: str | None) -> None:
        pass

    def gone(self) -> None:
        pass


_DEAF: Final = _Ear(_Nobody())


class LineProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's protocol, with a way past ASGI for a socket that stays open.

    Through ASGI every message would be framed, copied and awaited for every console anew, and every
    console would keep the whole stack of the app's calls in memory for as long as it watches.
    """

    taken = False

    def handle_connect(self, event: Request) -> None:
        """A handshake came: the app finds this line in its scope."""
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][EXTENSION] = {"line": self}

    async def run_asgi(self) -> None:
        """As uvicorn does it, but a line that was taken stays open when the app's call is over."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except BaseException:
            self.logger.exception("Exception in ASGI application\n")
            self.send_500_response()
        else:
            if not self.handshake_complete:
                self.logger.error("ASGI callable returned without completing handshake.")
                self.send_500_response()
            elif self.taken:
                self._forget_handshake()
                return
        if self.close_timer is None:
            self.transport.close()

    def _forget_handshake(self) -> None:
        """What only the app's call needed is a third of what a console would keep."""
        del self.scope, self.request, self.response

    def take(self, listener: Listener) -> None:
        """See `Line`."""
        before, ear = self.queue, _Ear(listener)
        self.queue, self.taken = cast(Any, ear), True
        while not before.empty():
            ear.put_nowait(before.get_nowait())
        if self.disconnected:
            self.queue = cast(Any, _DEAF)

    def read_on(self) -> None:
        """See `Line`."""
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    async def close(self, code: int, reason: str) -> None:
        """See `Line`."""
        if not self.close_sent:
            await self.send({"type": "websocket.close", "code": code, "reason": reason})

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone: what refers back to it lets go, so that its memory is free at once.

        It would wait for the garbage collector otherwise, which may look at it never again
        (`app/core/garbage.py`).
        """
        super().connection_lost(exc)
        self.conn.parser.close()
        if self.taken:
            self.queue = cast(Any, _DEAF)

    def write(self, frame: bytes) -> None:
        """See `Line`."""
        if self.handshake_complete and not self.close_sent and not self.transport.is_closing():
            self.transport.write(frame)

    def behind(self) -> int:
        """See `Line`."""
        return self.transport.get_write_buffer_size()

    def cut(self) -> None:
        """See `Line`."""
        self.transport.abort()


def line_of(websocket: WebSocket) -> Line:
    """The socket's line. The server must run with `ws=LineProtocol`."""
    extensions: dict[str, Any] = websocket.scope["extensions"]
    line: Line = extensions[EXTENSION]["line"]
    return line


@lru_cache(maxsize=TEXTS_KEPT)
def framed(text: str) -> bytes:
    """A text as it goes over the line."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
