"""Somebody goes, on every screen: worker, counsellor, supervisor; old screens equal fresh ones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.cases import access
from app.cases import service as cases
from app.core.db import Database
from app.dispatch import service as dispatch
from tests.dispatch.world import PASSWORD, World
from tests.realtime.house import House, running
from tests.realtime.watched import Watched

FIELD = ("rina", "suman")


@pytest.fixture
async def house(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with running(database, tmp_path) as house:
        yield house


@pytest.fixture
async def world(house: House) -> World:
    world = World(house.database, house.settings)
    await world.build()
    for name, worker in zip(FIELD, world.workers, strict=False):
        async with house.database.transaction() as session:
            await world.add_staff(session, name, "worker", worker_id=worker.id)
    await house.employ("shanta", "supervisor")
    await house.sign_in("shanta")
    for name in (*FIELD, world.counsellor.name):
        assert (await house.sign_in(name, PASSWORD)).is_success
    return world


async def test_every_screen_converges_after_every_verb_of_a_dispatch(
    house: House, world: World
) -> None:
    """Each line is lost before each verb; the old screen is told what it missed (I7)."""
    counsellor, incident = world.counsellor.name, f"incident/{world.incident_id}"
    watched = Watched(
        house,
        [
            ("rina", "field"),
            ("suman", "field"),
            (counsellor, "me"),
            (counsellor, incident),
            ("shanta", "board"),
            ("shanta", incident),
        ],
    )
    rina, suman = world.workers[0], world.workers[1]
    await watched.compare("nothing")
    id_ = await world.request()
    await watched.compare("requested")
    assert list(watched.rows("rina", "field", "tasks")) == [str(id_)]
    assert watched.rows("suman", "field", "tasks") == {}
    await world.do(lambda s: dispatch.decline(s, id_, rina, "too_far", house.settings))
    await watched.compare("declined by the first")
    assert watched.rows("rina", "field", "tasks") == {}
    await world.do(lambda s: dispatch.accept(s, id_, suman, house.settings))
    await watched.compare("accepted by the second")
    for field, value in (("where_detail", "behind the mill"), ("injured", "yes")):

        async def save(session, field=field, value=value) -> None:
            reason = access.SystemReason.SCREEN
            found = await access.for_system(session, world.incident_id, reason, lock=True)
            await cases.save_field(session, found, field, value, world.counsellor.id)

        await world.do(save)
        await watched.compare(f"{field} saved")
    details = watched.rows("suman", "field", "tasks")[str(id_)]["details"]
    assert (details["where_detail"], details["injured"]) == ("behind the mill", "yes")
    await world.do(lambda s: dispatch.depart(s, id_, suman))
    await watched.compare("departed")
    await world.do(lambda s: dispatch.arrive(s, id_, suman))
    await watched.compare("arrived")
    await world.do(lambda s: dispatch.complete(s, id_, suman, "child_safe"))
    await watched.compare("completed")


async def test_a_worker_hears_of_own_tasks_and_of_nobody_elses(house: House, world: World) -> None:
    async with house.screen("rina") as rina, house.screen("suman") as suman:
        for screen in (rina, suman):
            await screen.watch("field")
            await screen.until("snapshot")
        id_ = await world.request()
        while str(id_) not in rina.channels["field"]["tasks"]:
            await rina.until("event")
        task = rina.channels["field"]["tasks"][str(id_)]
        assert (task["state"], task["details"]) == ("alerting", None)
        assert await suman.rest() == []
        await suman.watch(f"incident/{world.incident_id}")
        assert (await suman.until("error"))["code"] == "not_allowed"
