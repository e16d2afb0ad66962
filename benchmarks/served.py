"""`helpline serve`, watched: the product's own command with a probe in its event loop.

The bench asks it through a Unix socket without a file (BENCH_CONTROL), one JSON line a question. It
changes nothing the product does.
"""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from cProfile import Profile
from typing import Any
from uuid import UUID

import app.main
from app.core.db import Database
from app.core.settings import Settings
from app.geo.lookup import gazetteer
from app.realtime.hub import Hub
from app.staff.duty import move_duty
from benchmarks.probe import LoopProbe

CONTROL = "BENCH_CONTROL"
PROFILE = "BENCH_PROFILE"
"""For people who look for what to make faster: profiles what is measured into that file (no figure
taken with it counts).
"""
Question = dict[str, Any]


class Watched:
    """Answers the bench: how long the loop was held, when the hub had the board's events."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._probe = LoopProbe()
        self._hub: list[tuple[int, str]] = []
        self._profile = Profile()
        self._watch_hub()

    def _watch_hub(self) -> None:
        send = Hub.send

        async def timed(hub: Hub, view: Any, position: Any, text: str) -> None:
            if view.kind == "board":
                self._hub.append((time.perf_counter_ns(), text))
            await send(hub, view, position, text)

        Hub.send = timed  # type: ignore[method-assign,assignment]

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Answer questions until the product ends."""
        server = await asyncio.start_unix_server(self._serve, "\0" + os.environ[CONTROL])
        self._probe.start()
        try:
            yield
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            answer = await self._answer(json.loads(line))
            writer.write(json.dumps(answer).encode() + b"\n")
        writer.close()

    async def _answer(self, asked: Question) -> Question:
        match asked["do"]:
            case "reset":
                self._probe.reset()
                self._hub.clear()
                if PROFILE in os.environ:
                    self._profile.enable()
                return {}
            case "loop":
                if PROFILE in os.environ:
                    self._profile.disable()
                    self._profile.dump_stats(os.environ[PROFILE])
                return self._probe.figures()
            case "places":
                return {"read": gazetteer.cache_info().currsize > 0}
            case "hub":
                return {"had": self._hub}
            case "move":
                async with self._database.transaction() as session:
                    await move_duty(session, UUID(asked["staff"]), asked["verb"], asked["reason"])
                return {"committed": time.perf_counter_ns()}
        raise ValueError(asked["do"])


def watched(create: Any) -> Any:
    """`create_app`, with the probe beside the product's own start and stop."""

    def create_app(settings: Settings, database_url: str) -> Any:
        made = create(settings, database_url)
        inner, watch = made.router.lifespan_context, Watched(made.state.database)

        @asynccontextmanager
        async def lifespan(served: Any) -> AsyncIterator[Any]:
            async with inner(served) as state, watch.listening():
                yield state

        made.router.lifespan_context = lifespan
        return made

    return create_app


def main() -> None:
    """The product's own command."""
    app.main.create_app = watched(app.main.create_app)
    from app.cli import app as helpline

    helpline(["serve"])


if __name__ == "__main__":
    main()
