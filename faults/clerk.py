"""Supervisors who look on: which tickets there are, and each ticket's file once at the end."""

import asyncio
from typing import Any

from faults.console import Console
from faults.history import History
from faults.rest import Person

Row = dict[str, Any]
LOOK_SECONDS = 1.5
MESSAGE_SECONDS = 0.12
"""A console may send 20 messages a second; opening a file takes two."""


class Clerk:
    """One supervisor's board, and the opening of files."""

    def __init__(self, person: Person, history: History) -> None:
        self.person, self._history = person, history
        self.console = Console(person, ["board"])
        self.console.on_change = self._remember
        self.incidents: dict[str, Row] = {}
        self.earlier: set[str] = set()

    async def start(self) -> None:
        """Sign in and open the board; tickets of before are none of this run's."""
        await self.person.sign_in()
        await self.list_now()
        self.earlier, self.incidents = set(self.incidents), {}
        self.console.start()

    async def look(self) -> None:
        """Note every ticket until cancelled: the list shows the newest hundred."""
        while True:
            await self.list_now()
            await asyncio.sleep(LOOK_SECONDS)

    async def list_now(self) -> None:
        """Note the newest tickets."""
        status, said = await self.person.once("GET", "/incidents")
        if status == 200:
            found = {row["id"]: row for row in said["items"]}
            self.incidents.update({id_: found[id_] for id_ in set(found) - self.earlier})

    async def open(self, incident_id: str) -> None:
        """Read one ticket's file into the history."""
        channel = f"incident/{incident_id}"
        await self.console.watch(channel)
        if await self.console.until(lambda: channel in self.console.screens, 15):
            self._history.files[incident_id] = dict(self.console.screens[channel])
        await self.console.leave(channel)
        await asyncio.sleep(MESSAGE_SECONDS)

    async def stop(self) -> None:
        """Close the board."""
        await self.console.stop()

    def _remember(self) -> None:
        for row_id, row in self.console.rows("board", "call_backs").items():
            self._history.call_backs[row_id] = row
