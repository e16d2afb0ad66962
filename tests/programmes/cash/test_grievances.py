"""A grievance that is about a person: kept from the owner of the case until it is answered."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from time_machine import travel

from app.core import clock
from app.core.db import Database, fetch
from tests.programmes.cash.office import Office
from tests.programmes.cash.test_cash_attacks import Bank
from tests.serving import Served


@pytest.fixture
async def town(served: Served, database: Database) -> Bank:
    made = Bank(served, Office(database))
    await made.build()
    return made


async def shown(town: Bank, name: str) -> tuple[int, int, list[str]]:
    """How many grievances somebody finds in the list and in the file, and what waits."""
    listed = (await town.ask(name, "GET", "/cash/grievances"))[1]["items"]
    file = (await town.ask(name, "GET", town.path))[1]
    return len(listed), len(file["grievances"]), file["enrolment"]["waits"]


async def steps(town: Bank) -> list[Any]:
    told = await town.work.told(town.case)
    return [one["how"] for one in told if one["kind"] == "case.cash_grievance_moved"]


async def audience(town: Bank) -> list[set[str]]:
    kept = "SELECT audience FROM outbox WHERE event = 'cash.grievance_kept' ORDER BY id"
    return [set(row["audience"]) for row in await town.work.do(lambda s: fetch(s, kept))]


async def test_who_may_be_complained_of_does_not_learn_of_it_before_the_answer(
    town: Bank,
) -> None:
    enrolment = UUID(town.path.rpartition("/")[2])
    made = await town.work.complain(enrolment, "asked_for_a_bribe")
    path = f"{town.path}/grievances/{made}"
    assert await shown(town, "mita") == (0, 0, ["pay"])
    assert await shown(town, "shanta") == (1, 1, ["grievance", "pay"])
    assert len((await town.ask("rina", "GET", "/cash/grievances"))[1]["items"]) == 1
    with travel(clock.now() + timedelta(days=4), tick=True):
        assert await town.work.fire_cash() == 1
    assert await steps(town) == []
    people = {name: f"staff/{town.work.id(name)}" for name in ("mita", "shanta", "babul")}
    for heard in await audience(town):
        assert heard == {people["shanta"], people["babul"]}
    assert len(await audience(town)) == 2, "it came, and it is late"
    answer = {"outcome": "put_right", "words": "টাকা ফেরত এসেছে"}
    assert (await town.ask("shanta", "POST", f"{path}/answer", answer))[0] == 200
    assert await steps(town) == ["answer"]
    assert await shown(town, "mita") == (1, 1, ["grievance", "pay"])
    for verb, body in (("tell", {"how": "call"}), ("reopen", {"reason": "new_facts"})):
        status, refused = await town.ask("mita", "POST", f"{path}/{verb}", body)
        assert (status, refused["code"]) == (403, "needs_another_person"), verb
    status, file = await town.ask("shanta", "POST", f"{path}/tell", {"how": "call"})
    assert (status, file["grievances"][0]["state"]) == (200, "told")


async def test_another_complaint_is_told_by_the_owner_of_the_case(town: Bank) -> None:
    made = await town.work.complain(UUID(town.path.rpartition("/")[2]), "received_less")
    path = f"{town.path}/grievances/{made}"
    assert await shown(town, "mita") == (1, 1, ["grievance", "pay"])
    answer = {"outcome": "put_right", "words": "টাকা ফেরত এসেছে"}
    assert (await town.ask("shanta", "POST", f"{path}/answer", answer))[0] == 200
    assert (await town.ask("mita", "POST", f"{path}/tell", {"how": "call"}))[0] == 200
