"""Everybody who plays in a run: signs them in, lets them work, and calls them off again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from faults.clerk import Clerk
from faults.counsellor import Counsellor
from faults.field import Centre, Field
from faults.history import History
from faults.house import House
from faults.phones import Phones
from faults.plot import Plot
from faults.rest import Person

AREAS = ("sutrapur", "lalbagh", "khulna", "rajshahi", "sylhet", "rangpur", "cumilla", "bogura")
ON_DUTY_SECONDS = 60


def staff(counsellors: int, clerks: int) -> list[tuple[str, str]]:
    """The accounts a run needs, `name, role`."""
    made = [(f"robot-{number:02d}", "counsellor") for number in range(1, counsellors + 1)]
    return made + [(f"clerk-{number}", "supervisor") for number in range(1, clerks + 1)]


@dataclass
class Company:
    """The players and what they share."""

    house: House
    http: aiohttp.ClientSession
    plot: Plot
    history: History
    phones: Phones
    counsellors: list[Counsellor]
    clerks: list[Clerk]
    centre: Centre
    field: Field
    openapi: str

    async def everybody_on(self, on_shift: bool) -> bool:
        """Begin or end the shift of every counsellor, and wait for it."""
        for one in self.counsellors:
            one.on_shift = on_shift
        for one in self.counsellors:
            wanted = (
                (lambda c=one: c.duty != "off") if on_shift else (lambda c=one: c.duty == "off")
            )
            if not await one.console.until(wanted, ON_DUTY_SECONDS):
                return False
        return True

    async def open_files(self) -> None:
        """Read every ticket's file, each clerk a share."""
        await self.clerks[0].list_now()
        ids = sorted(self.clerks[0].incidents)
        shares = [ids[number :: len(self.clerks)] for number in range(len(self.clerks))]
        await asyncio.gather(
            *(_open(clerk, share) for clerk, share in zip(self.clerks, shares, strict=True))
        )


async def _open(clerk: Clerk, ids: list[str]) -> None:
    for incident_id in ids:
        await clerk.open(incident_id)


@asynccontextmanager
async def company(house: House, names: list[tuple[str, str]], seed: int) -> AsyncIterator[Company]:
    """Everybody at work; on leaving they are called off."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=timeout
    ) as http:
        plot, history = Plot(seed), History()
        phones = Phones(house.phones, http)
        people = [(Person(house.base, name, http), role) for name, role in names]
        clerks = [Clerk(one, history) for one, role in people if role == "supervisor"]
        for clerk in clerks:
            await clerk.start()
        places = await _places(clerks[0].person)
        centre = Person(house.base, "centre-1", http)
        await centre.sign_in()
        robots = [
            Counsellor(one, phones, plot, history, places, centre.me["centre_id"], house.postgres)
            for one, role in people
            if role == "counsellor"
        ]
        async with http.get(f"{house.base}/openapi.json") as answer:
            openapi = await answer.text()
        made = Company(
            house, http, plot, history, phones, robots, clerks, Centre(centre, plot),
            Field(house.base, phones, plot), openapi,
        )  # fmt: skip
        tasks = [asyncio.create_task(one.run()) for one in robots]
        for working in (made.centre.run(), made.field.run(), clerks[0].look()):
            tasks.append(asyncio.create_task(working))
        try:
            yield made
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for clerk in clerks:
                await clerk.stop()


async def _places(person: Person) -> list[str]:
    found: list[Any] = []
    for area in AREAS:
        found += (await person.ask("GET", f"/places?q={area}&limit=3"))["items"]
    return [place["code"] for place in found if place["kind"] in ("upazila", "thana")]
