"""A door between the product and Postgres that a test can shut, slow down or leave unanswered."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


@dataclass
class Gate:
    """`url` leads through the gate; `state` is open, shut (refuses) or silent (answers nothing)."""

    url: str = ""
    state: str = "open"
    delay_seconds: float = 0.0
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)

    def shut(self) -> None:
        """Postgres is gone: open connections break, new ones are refused."""
        self.state = "shut"
        for writer in list(self._lines):
            writer.transport.abort()

    def open(self) -> None:
        """Postgres is back, as quick as ever."""
        self.state, self.delay_seconds = "open", 0.0

    async def let_in(
        self, socket_path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Carry one connection both ways."""
        if self.state == "shut":
            writer.transport.abort()
            return
        there, back = await asyncio.open_unix_connection(socket_path)
        self._lines |= {writer, back}
        if self.state == "shut":  # meanwhile
            self.shut()
        try:
            await asyncio.gather(self._carry(reader, back), self._carry(there, writer, slow=True))
        except (ConnectionError, OSError):
            pass
        finally:
            for one in (writer, back):
                self._lines.discard(one)
                one.transport.abort()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, slow: bool = False
    ) -> None:
        while chunk := await reader.read(65536):
            if slow and self.delay_seconds:
                await asyncio.sleep(self.delay_seconds)
            while self.state == "silent":
                await asyncio.sleep(0.02)
            writer.write(chunk)
            await writer.drain()
        writer.transport.abort()


@contextlib.asynccontextmanager
async def gate_before(database_url: str) -> AsyncIterator[Gate]:
    """A gate on a free port in front of the database at `database_url` (a Unix socket)."""
    parts = urlsplit(database_url)
    query = parse_qs(parts.query)
    path = f"{query['host'][0]}/.s.PGSQL.{query.get('port', ['5432'])[0]}"
    gate = Gate()

    async def come(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gate.let_in(path, reader, writer)

    server = await asyncio.start_server(come, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    person = parts.netloc.rpartition("@")[0]
    gate.url = f"{parts.scheme}://{person}@127.0.0.1:{port}{parts.path}"
    try:
        yield gate
    finally:
        gate.shut()
        server.close()
