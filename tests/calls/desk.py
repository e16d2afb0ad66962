"""Counsellors, a supervisor and a caller on a whole line, for tests of parties; holds no test."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.db import Database
from app.core.settings import Settings
from app.telephony.simulator.client import hears_now
from tests.line import Line, whole_line
from tests.running import Person

NUMBER = "+8801210000001"
SERVICE = "+8801200000999"
PATIENCE_SECONDS = 10
"""No caller may hear silence for longer."""


@dataclass
class Desk:
    """A caller who talks with `sender`, and the others who may come to it."""

    line: Line
    people: dict[str, Person]
    sid: str = ""
    call_id: str = ""
    started: list[str] = field(default_factory=list)

    @property
    def sender(self) -> Person:
        return self.people["sender"]

    def id_of(self, name: str) -> str:
        row = self.people[name].rows("me", "duty")["me"]
        return str(row["staff_id"])

    async def ask(self, name: str, path: str, body: Any = None, expect: int = 200) -> Any:
        """A verb on the call by somebody."""
        return await self.people[name].ask("POST", f"/calls/{self.call_id}{path}", body, expect)

    async def hears(self, *voices: str, sid: str = "") -> None:
        """Wait until the caller (or whoever's line it is) hears just these voices."""
        wanted = sorted(f"client:{one}" if one[0] != "+" else one for one in voices)
        await self.line.phones.wait_for(
            sid or self.sid, lambda view: sorted(hears_now(view)[1]) == wanted
        )

    async def heard_by(self, *people: str) -> None:
        """Wait until just these people hear the caller."""
        wanted = sorted(f"client:{one}" if one[0] != "+" else one for one in people)
        await self.line.phones.wait_for(self.sid, lambda view: sorted(hears_now(view)[2]) == wanted)

    async def line_of(self, address: str) -> str:
        """The sid of the live line of a telephone."""
        address = address if address[0] == "+" else f"client:{address}"
        for shown in await self.line.phones.calls(live=True):
            if shown["to"] == address:
                return str(shown["call_sid"])
        raise AssertionError(f"no line of {address}")

    async def row(self, name: str, collection: str, holds: Callable[[Any], Any]) -> Any:
        """Wait for a row of somebody's own desk."""
        person = self.people[name]

        def found() -> Any:
            return next((one for one in person.rows("me", collection).values() if holds(one)), None)

        return await person.until(found)

    async def never_in_silence(self) -> None:
        view = await self.line.phones.call(self.sid)
        assert view["longest_silence_seconds"] < PATIENCE_SECONDS, view["timeline"]

    async def invited(self, name: str) -> Any:
        """Wait for the invitation to somebody."""
        return await self.row(name, "invitations", lambda row: row["state"] == "asked")


async def colleague_joins(at: Desk, name: str) -> Any:
    """Have a colleague talk along with the caller and `sender`; the invitation."""
    await at.ask("sender", "/parties", {"staff_id": at.id_of(name)})
    invitation = await at.invited(name)
    await at.people[name].ask("POST", f"/invitations/{invitation['id']}/accept")
    await at.hears(name, "sender")
    return invitation


@contextlib.asynccontextmanager
async def desk(
    settings: Settings, database: Database, *others: str, supervisor: bool = False
) -> AsyncIterator[Desk]:
    """`sender` talks with a caller; `others` are free; perhaps a supervisor looks on."""
    async with whole_line(settings, database) as line, contextlib.AsyncExitStack() as stack:
        people: dict[str, Person] = {}
        for name in ("sender", *others):
            await line.employ(name, "counsellor")
        if supervisor:
            await line.employ("boss", "supervisor")
            people["boss"] = await stack.enter_async_context(line.at_work("boss"))
            await people["boss"].watch("me")
            await people["boss"].watch("board")
        people["sender"] = await stack.enter_async_context(line.at_work("sender"))
        made = Desk(line, people)
        await _talk(made)
        for name in others:
            people[name] = await stack.enter_async_context(line.at_work(name))
            await people[name].watch("me")
            await people[name].ask("POST", "/duty/start")
            await made.row(name, "duty", lambda row: row["state"] == "available")
        yield made


async def _talk(made: Desk) -> None:
    sender = made.sender
    await sender.watch("me")
    await sender.ask("POST", "/duty/start")
    made.sid = await made.line.phones.place_call(NUMBER)
    (offer,) = await sender.until(lambda: [*sender.rows("me", "offers").values()])
    taken = await sender.ask("POST", f"/offers/{offer['id']}/accept")
    made.call_id = taken["call_id"]
    await made.row("sender", "calls", lambda row: row["state"] == "talking")
    await made.hears("sender")
