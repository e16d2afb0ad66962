"""People who edit and fill forms by HTTP: an administrator, a counsellor with a ticket, others."""

from typing import Any

import pytest

from app.core.db import Database
from tests.dispatch.web import cookie_of
from tests.dispatch.world import World
from tests.serving import Served


class Desks:
    """Two administrators, a supervisor, a counsellor who answered `incident`, and a stranger."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.cookies: dict[str, dict[str, str]] = {}
        self.incident = ""

    async def open(self, database: Database) -> "Desks":
        world = World(database, self.served.settings)
        await world.build()
        self.incident = f"/incidents/{world.incident_id}"
        people = {"counsellor": world.counsellor.id}
        async with database.transaction() as session:
            for name, role in (
                ("administrator", "administrator"),
                ("second", "administrator"),
                ("supervisor", "supervisor"),
                ("stranger", "counsellor"),
                ("centre", "centre"),
            ):
                more: Any = {"centre_id": world.incident_id} if role == "centre" else {}
                people[name] = (await world.add_staff(session, f"f-{name}", role, **more)).id
        for name, id_ in people.items():
            app = "field" if name == "centre" else "console"
            self.cookies[name] = await cookie_of(world, id_, app)
        return self

    async def ask(self, who: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        more = {"data": body} if isinstance(body, bytes) else {"json": body}
        headers = self.cookies[who] | {"content-type": "application/json"}
        url = f"{self.served.base}/api/v1{path}"
        async with self.served.http.request(method, url, headers=headers, **more) as answer:
            json = "json" in answer.headers.get("content-type", "")
            return answer.status, await answer.json(content_type=None) if json else None


@pytest.fixture
async def desks(served: Served, database: Database) -> Desks:
    return await Desks(served).open(database)
