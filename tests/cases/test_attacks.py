"""Whoever is on the way sees his or her share of a file and nothing more, by any route."""

from app.cases import service
from app.cases.access import SystemReason, for_system
from app.core.db import Database
from tests.dispatch.web import cookie_of
from tests.dispatch.world import World
from tests.serving import Served

SECRET = {
    "narrative": "গোপন কথা",
    "caller_name": "Zorab",
    "suspect": "Xandroff",
    "call_note": "whispered",
}


async def test_a_worker_on_the_way_reads_neither_narrative_nor_caller_by_any_route(
    served: Served, database: Database
) -> None:
    world = World(database, served.settings)
    await world.build()
    async with database.transaction() as session:
        incident = await for_system(
            session, world.incident_id, SystemReason.DISPATCH_MOVED_ON, lock=True
        )
        for field, value in {**SECRET, "where_detail": "নীল দরজা"}.items():
            await service.save_field(session, incident, field, value, world.counsellor.id)
        who = await world.add_staff(session, "w-9", "worker", worker_id=world.workers[0].id)
    cookie = await cookie_of(world, who.id, "field")
    made = await world.request()
    await world.accept(made, world.workers[0])
    said = []
    for path in (f"/incidents/{world.incident_id}", "/incidents", "/dispatches/mine"):
        async with served.http.get(f"{served.base}/api/v1{path}", headers=cookie) as answer:
            said.append(await answer.text())
    async with served.http.ws_connect(f"{served.base}/live", headers=cookie) as socket:
        for channel in ("field", f"incident/{world.incident_id}", "me", "board"):
            await socket.send_json({"type": "subscribe", "channel": channel})
        said += [await socket.receive_str() for _ in range(5)]
    told = "\n".join(said)
    assert "নীল দরজা" in told, "what is needed on the way is shown"
    assert not [value for value in SECRET.values() if value in told]
