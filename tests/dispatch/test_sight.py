"""Who was shown what of a child stands on record: once a person and task, by every door."""

from uuid import UUID

from sqlmodel import col, select

from app.cases.models import AccessRecord
from app.core.db import Database
from tests.dispatch.web import browser, cookie_of, worker_cookie
from tests.dispatch.world import World
from tests.serving import Served

API = "/api/v1"


async def records(world: World) -> list[tuple[UUID | None, str, str]]:
    async with world.database.transaction() as session:
        found = await session.exec(
            select(AccessRecord.staff_id, AccessRecord.door, AccessRecord.reason)
            .where(AccessRecord.incident_id == world.incident_id)
            .order_by(col(AccessRecord.at))
        )
        return list(found)


async def test_looking_for_responders_is_an_opening_on_record(world: World) -> None:
    console = await cookie_of(world, world.counsellor.id, "console")
    async with browser(world) as people:
        path = f"{API}/incidents/{world.incident_id}/responders"
        assert (await people.get(path, headers=console)).status_code == 200
    assert await records(world) == [(world.counsellor.id, "person", "who can go")]


async def test_a_worker_who_accepts_is_on_record_once_however_often_he_looks(
    world: World,
) -> None:
    dispatch_id = await world.request()
    rina = await worker_cookie(world, 0)
    suman = await worker_cookie(world, 1)
    async with browser(world) as people:
        for person in (rina, suman):
            await people.get(f"{API}/dispatches/mine", headers=person)
        assert await records(world) == [], "nothing of the child is shown before acceptance"
        for verb in ("accept", "depart", "arrive"):
            answer = await people.post(f"{API}/dispatches/{dispatch_id}/{verb}", headers=rina)
            assert answer.json()["details"]
        await people.get(f"{API}/dispatches/mine", headers=rina)
        await people.get(f"{API}/dispatches/mine", headers=suman)
    (record,) = await records(world)
    assert record[1:] == ("party", f"task {dispatch_id}")


async def test_everybody_at_whose_field_screen_the_details_arrive_is_on_record(
    served: Served, database: Database
) -> None:
    world = World(database, served.settings)
    await world.build()
    people = []
    async with database.transaction() as session:
        for name in ("watches", "comes-later"):
            more = {"worker_id": world.workers[0].id}
            people.append(await world.add_staff(session, name, "worker", **more))
    cookies = [await cookie_of(world, person.id, "field") for person in people]
    dispatch_id = await world.request()
    live = f"{served.base}/live?app=field"
    async with served.http.ws_connect(live, headers=cookies[0]) as watching:
        await watching.send_json({"type": "subscribe", "channel": "field"})
        assert (await watching.receive_json())["type"] == "hello"
        assert (await watching.receive_json())["type"] == "snapshot"
        assert await records(world) == []
        await world.accept(dispatch_id, world.workers[0])
        while True:
            put = (await watching.receive_json(timeout=10)).get("put", [])
            if any(one["row"]["details"] for one in put):
                break
        assert [record[0] for record in await records(world)] == [people[0].id]
        for _ in range(2):
            async with served.http.ws_connect(live, headers=cookies[1]) as later:
                await later.send_json({"type": "subscribe", "channel": "field"})
                await later.receive_json()
                await later.receive_json()
        said = await records(world)
    assert [record[0] for record in said] == [person.id for person in people]
    assert {record[1:] for record in said} == {("party", f"task {dispatch_id}")}
