"""`python -m faults.rival`: one process of the product's own code that takes part in a race.

No web and no worker stand between: what keeps a call with one owner is in the tables and in
`app/calls`, and is contested here as fast as the tables allow. The only part of the fault runs
that loads the product. Two of the processes route waiting calls, as two workers do.

Reads one JSON object first (`number`, `staff` ids), then one line for each thing to do: `ring`,
`press` or `end`. Answers with one line for each press: offer, who, status, call.
"""

import asyncio
import json
import os
import random
import sys
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import uvloop
from sqlalchemy.exc import DBAPIError

import app.worker  # noqa: F401 (whose imports are all tables)
from app import wiring
from app.calls import intake, offering, offers, service, wrap_up
from app.calls.phone import CallerArrived
from app.core.db import Database, fetch_value
from app.core.errors import HelplineError
from app.core.settings import Settings
from app.staff.duty import move_duty

Row = dict[str, Any]
Answer = tuple[str, str, str | None]
"""Who pressed, the status, and the call where the answer is yes."""
CONNECTIONS = 12
ROUTERS = 2
RING_SECONDS = LINK_SECONDS = 86_400.0
"""Nobody's console is there to be lost, and time runs out when the race says so."""
_NOT_BACK = "SELECT true FROM duty WHERE staff_id = $1 AND state = 'no_answer'"


@dataclass
class _Rival:
    database: Database
    chance: random.Random

    async def ring(self, number: str) -> None:
        """Somebody rings."""
        fact = CallerArrived(f"CA{uuid4().hex}", number, "mobile")
        await intake.arrive(await self.database.raw(), fact)
        self.database.bell.ring()

    async def press(self, told: Row) -> None:
        """Everybody named presses at once; `late`: then time runs out for the one it rings at."""
        who, spread = told["who"], told["spread_ms"]
        pressing = who[:-1] if told["late"] else who
        presses = [self._accept(told["offer"], one, spread) for one in pressing]
        if told["late"]:
            presses.append(self._goes_on(told["offer"], who[-1]))
        for answer in asyncio.as_completed(presses):
            one, status, call = await answer
            _say({"offer": told["offer"], "who": one, "status": status, "call": call})

    async def _accept(self, offer: str, who: str, spread_ms: float = 0) -> Answer:
        try:
            await asyncio.sleep(self.chance.uniform(0, spread_ms) / 1000)
            async with self.database.transaction() as session:
                call = await offers.accept(session, UUID(offer), UUID(who))
        except HelplineError as refused:
            return who, str(int(refused.status)), None
        except DBAPIError as error:
            return who, f"error {type(error.orig).__name__}", None
        return who, "200", str(call.id)

    async def _goes_on(self, offer: str, who: str) -> Answer:
        """Time runs out, and the call rings at the next one at once; `who` is back for others."""
        async with self.database.transaction() as session:
            await offers.offer_due(session, UUID(offer))
        await offering.offer_waiting(self.database, RING_SECONDS, LINK_SECONDS)
        async with self.database.transaction() as session:
            if await fetch_value(session, _NOT_BACK, UUID(who)):
                await move_duty(session, UUID(who), "resume")
        return who, "time is over", None

    async def end(self, call: str, who: str) -> None:
        """The caller hangs up, and the counsellor is done with it."""
        async with self.database.transaction() as session:
            await service.caller_left(session, UUID(call))
        async with self.database.transaction() as session:
            await wrap_up.complete(session, UUID(call), UUID(who))


def _say(answer: Row) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


async def _work(rival: _Rival, reader: asyncio.StreamReader) -> None:
    living: set[asyncio.Task[None]] = set()
    while line := await reader.readline():
        told = json.loads(line)
        match told["do"]:
            case "ring":
                doing = rival.ring(told["number"])
            case "press":
                doing = rival.press(told)
            case _:
                doing = rival.end(told["call"], told["who"])
        task = asyncio.create_task(doing)
        living.add(task)
        task.add_done_callback(living.discard)
    await asyncio.gather(*living)


async def _main() -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    told = json.loads(await reader.readline())
    settings = Settings()
    wiring.prepare(settings)
    database, stop = Database(os.environ["HELPLINE_DATABASE_URL"], CONNECTIONS), asyncio.Event()
    rival = _Rival(database, random.Random(told["seed"] + told["number"]))  # noqa: S311 (when)
    database.bell.start()
    routing = []
    if told["number"] < ROUTERS:
        router = offering.run_routing(database, RING_SECONDS, stop, LINK_SECONDS)
        routing.append(asyncio.create_task(router))
    if told["number"] == 0:
        for who in told["staff"]:
            async with database.transaction() as session:
                await move_duty(session, UUID(who), "start")
    try:
        await _work(rival, reader)
    finally:
        stop.set()
        await asyncio.gather(*routing)
        await database.close()


if __name__ == "__main__":
    uvloop.run(_main())  # as the web does
