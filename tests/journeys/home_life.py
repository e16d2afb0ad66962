"""What the journeys of residential centres share: who works there, days that pass; no test."""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from time_machine import travel

from tests.line import Line
from tests.running import Person

Row = dict[str, Any]
HOUSES = (("girls", "Bakul", ["1", "2"]), ("boys", "Palash", ["1"]))


@contextlib.asynccontextmanager
async def on_day(line: Line, days: float, *names: str) -> AsyncIterator[list[Person]]:
    """So many days from now these people sign in anew; time goes on from there."""
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(travel(datetime.now(UTC) + timedelta(days=days), tick=True))
        yield [await stack.enter_async_context(line.at_work(name)) for name in names]


async def furnished(line: Line, code: str, other: str, **facts: Any) -> tuple[str, str]:
    """A centre with two houses, staff there and in another one, a supervisor; ids of both."""
    for name, role in (
        ("admin-1", "administrator"),
        ("supervisor-1", "supervisor"),
        ("counsellor-1", "counsellor"),
    ):
        await line.employ(name, role)
    async with line.at_work("admin-1") as admin:
        ids = {one["code"]: one["id"] for one in (await admin.ask("GET", "/centres"))["items"]}
        await admin.ask("PATCH", f"/centres/{ids[code]}", {"capacity": 3, **facts})
        for takes, name, beds in HOUSES:
            house = {"name_bn": name, "name_en": name, "takes": takes, "beds": beds}
            await admin.ask("POST", f"/centres/{ids[code]}/houses", house, expect=201)
    await line.employ("centre-1", "centre", centre_id=UUID(ids[code]))
    await line.employ("centre-2", "centre", centre_id=UUID(ids[other]))
    return ids[code], ids[other]


def at_once() -> str:
    return datetime.now(UTC).isoformat()


def local_day(days: int = 0) -> str:
    return (datetime.now(UTC) + timedelta(hours=6, days=days)).date().isoformat()


async def told(supervisor: Person, incident: str) -> list[Row]:
    """The timeline of a ticket, oldest first, each with its number in turn."""
    channel = f"incident/{incident}"
    await supervisor.watch(channel)
    steps = sorted(supervisor.rows(channel, "timeline").values(), key=lambda one: one["seq"])
    assert [step["seq"] for step in steps] == list(range(1, len(steps) + 1))
    return steps


async def looked(line: Line, incident: str) -> list[str]:
    """Why somebody opened a ticket, or what is kept of a stay, in the order of time."""
    rows = await (await line.database.raw()).fetch(
        "SELECT reason FROM access_record WHERE incident_id = $1 ORDER BY at", UUID(incident)
    )
    return [row["reason"].split()[0] for row in rows]
