"""The socket's own end: a text is framed once and goes to every console in those very bytes.

A frame from a server is not masked and ours are not compressed, so one event looks the same on
every line. It decides nothing about who is sent what.
"""

from functools import lru_cache
from typing import Any, Final, Protocol

from starlette.websockets import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

EXTENSION: Final = "helpline.line"
"""Key in the ASGI scope's `extensions` under which a socket's line stands."""
TEXTS_KEPT: Final = 32
"""Framed texts kept for the consoles still to come: a text goes to all of them at once."""


class Line(Protocol):
    """Where a console's messages are written."""

    def write(self, frame: bytes) -> None:
        """Send a frame after all that was sent before; nothing, on a line that is gone."""

    def behind(self) -> int:
        """Bytes the other side has not taken yet."""

    def cut(self) -> None:
        """End the line now, whatever the other side has not taken."""


class LineProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's protocol, with a way past ASGI for messages that many consoles get.

    Through ASGI every message would be framed, copied and awaited for every console anew.
    """

    def handle_connect(self, event: Request) -> None:
        """A handshake came: the app finds this line in its scope."""
        super().handle_connect(event)
        if not self.close_sent:
            self.scope["extensions"][EXTENSION] = {"line": self}

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
