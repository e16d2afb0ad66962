"""The whole line inside one test: web, worker and the simulated phone network, by real sockets."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from app.core.db import Database
from app.core.settings import Settings
from app.staff.models import Staff
from app.staff.service import add_staff
from app.telephony.simulator.client import SimClient
from app.telephony.simulator.server import running
from app.telephony.simulator.settings import Settings as Phones
from app.worker import run
from tests.running import Person, signed_in
from tests.serving import ACCOUNT, TOKEN, Served, serving

PASSWORD = "demo"


@dataclass
class Line:
    """Everything that runs, and how to reach it."""

    served: Served
    phones: SimClient = field(repr=False)
    database: Database = field(repr=False)
    worker: "asyncio.Task[None]" = field(repr=False)
    stop: asyncio.Event = field(repr=False)

    async def without_worker(self) -> None:
        """From now on nobody does any job."""
        self.stop.set()
        await self.worker

    async def employ(self, name: str, role: str, **more: Any) -> Staff:
        """Somebody who may sign in with PASSWORD."""
        async with self.database.transaction() as session:
            return await add_staff(
                session,
                name=name,
                display_bn=f"{name} (বাংলা)",
                display_en=name,
                role=role,
                password=PASSWORD,
                **more,
            )

    def at_work(self, name: str) -> contextlib.AbstractAsyncContextManager[Person]:
        """That person, signed in, with a live socket."""
        return signed_in(self.served.base, name)


@contextlib.asynccontextmanager
async def whole_line(settings: Settings, database: Database) -> AsyncIterator[Line]:
    """Run everything until the block ends; the phones are five times as quick as in life."""
    stop = asyncio.Event()
    async with serving(settings, database.dsn) as served:
        hooks = f"{served.base}/telephony/twilio"
        network = Phones(ACCOUNT, TOKEN, f"{hooks}/voice", f"{hooks}/status", speed=5.0)
        async with running(network) as (_, phones), SimClient(phones) as people:
            own = served.settings.model_copy(update={"twilio_api_url": phones})
            worker = asyncio.create_task(run(own, database.dsn, stop))
            try:
                yield Line(served, people, database, worker, stop)
            finally:
                stop.set()
                await worker
