"""Two cases of one child: cases are locked before its records, in one order, so none deadlocks."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from app.cases import merging
from app.cases.case_access import SystemWhy, for_system
from app.cases.people_access import group_of
from app.core.db import Database, fetch_value
from tests.cases.casework import Casework
from tests.cases.test_case_attacks import Town
from tests.serving import Served
from tests.statements import SOMEBODY_WAITS


async def until_it_waits(database: Database, task: "asyncio.Task[Any]") -> None:
    """Until `task` waits for a lock, or is done."""
    while not task.done():
        async with database.transaction() as session:
            if await fetch_value(session, SOMEBODY_WAITS):
                return
        await asyncio.sleep(0)


class Twins(Casework):
    """Two cases, and their children, whose records a supervisor merges."""

    async def two(self) -> tuple[list[UUID], list[UUID]]:
        cases = sorted([await self.open(), await self.open()])
        return cases, [(await self.case(one)).child_id for one in cases]

    async def merge(self, children: list[UUID]) -> UUID:
        async def act(session: Any) -> UUID:
            a, b = await merging.lock_pair(session, *children)
            by = self.id("shanta")
            made = await merging.merge(session, a, b, choose={}, why="document", by=by)
            return made.id

        made: UUID = await self.do(act)
        return made

    async def undo(self, merge_id: UUID) -> None:
        await self.do(lambda s: merging.undo(s, merge_id, "mistake", self.id("shanta")))


@pytest.fixture
async def twins(database: Database) -> Twins:
    made = Twins(database)
    await made.build()
    return made


async def test_whoever_works_on_a_case_and_then_its_child_meets_no_merge(twins: Twins) -> None:
    """Money is released under the locks of a case and then of its child's records."""
    cases, children = await twins.two()

    async def beside(verb: Any) -> Any:
        async with twins.database.transaction() as session:
            await for_system(session, cases[0], SystemWhy.CASH, lock=True)
            task = asyncio.create_task(verb)
            await until_it_waits(twins.database, task)
            await group_of(session, children[0], lock=True)
        return await task

    merge_id = await beside(twins.merge(children))
    await beside(twins.undo(merge_id))
    told = await twins.told(cases[0])
    assert [one["kind"] for one in told][-2:] == ["case.kin_added", "case.kin_ended"]


async def test_two_supervisors_close_both_cases_of_a_child_at_once(
    served: Served, database: Database
) -> None:
    """Whoever closes the later one takes the earlier one first, as the other does."""
    twins = Twins(database)
    town = Town(served, twins)
    await town.build()
    cases, children = await twins.two()
    await twins.merge(children)
    await twins.ask_to_close(cases[1])
    path = f"/cases/{cases[1]}/sheets/closure/approve"
    async with database.transaction() as session:
        await for_system(session, cases[0], SystemWhy.KIN, lock=True)
        task = asyncio.create_task(town.ask("shanta", "POST", path, {"revision": 1}))
        await until_it_waits(database, task)
        await for_system(session, cases[1], SystemWhy.KIN, lock=True)
    status, row = await task
    assert (status, row["state"]) == (200, "closed")
