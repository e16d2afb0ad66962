"""The floor of the fan-out bench: the server library's own broadcast of the same bytes.

A bare `websockets` server. GET /broadcast sends what the file FLOOR_TEXT holds to every socket and
answers with the moment just before. It must import nothing of the product.
"""

import asyncio
import os
import resource
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any

import uvloop
from websockets.asyncio.server import Server, ServerConnection, broadcast, serve


class Floor:
    """Accepts everybody, says hello with a first picture, broadcasts when told."""

    def __init__(self, file: str) -> None:
        self._file = Path(file)
        self._server: Server | None = None

    async def live(self, line: ServerConnection) -> None:
        async for _ in line:
            pass

    def answer(self, line: ServerConnection, request: Any) -> Any:
        if request.path == "/readyz":
            return line.respond(HTTPStatus.OK, "")
        if request.path == "/broadcast":
            return line.respond(HTTPStatus.OK, f"{self._send()}")
        return None

    def _send(self) -> int:
        assert self._server is not None
        text = self._file.read_text()
        connections = [one for one in self._server.connections if one.state.name == "OPEN"]
        began = time.perf_counter_ns()
        broadcast(connections, text)
        return began

    async def run(self, port: int) -> None:
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        async with serve(
            self.live, "127.0.0.1", port, compression=None, process_request=self.answer
        ) as self._server:
            await asyncio.get_running_loop().create_future()


def main() -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Floor(os.environ["FLOOR_TEXT"]).run(int(os.environ["HELPLINE_PORT"])))


if __name__ == "__main__":
    main()
