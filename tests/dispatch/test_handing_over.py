"""A child is handed to a centre from the phone: noted, and the centre is asked to say so."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import time_machine
from sqlmodel import select

from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.core import clock as our_clock
from app.directory.models import Admits, Centre
from app.dispatch.queries import dispatch_rows, task_rows
from app.residence.models import Stay
from tests.dispatch.test_field_commands import API, command
from tests.dispatch.web import browser, cookie_of, worker_cookie
from tests.dispatch.world import World

CENTRE = "SRTRCCR-BAR"


async def test_the_chosen_centre_is_noted_and_its_desk_asked_until_the_child_is_there(
    world: World, clock: time_machine.Traveller
) -> None:
    await world.add_centres()
    centre = await world.centre(CENTRE)
    async with world.database.transaction() as session:
        by_court = Centre(
            code="C9", name_en="Court", name_bn="আদালত", kind="safe_home", admits=Admits.COURT,
            operating=True, source="test",
        )  # fmt: skip
        boys_only = Centre(
            code="C8", name_en="Boys", name_bn="বালক", kind="rehabilitation_centre",
            admits=Admits.DIRECT, operating=True, intake_gender="boys", source="test",
            lat=22.5, lon=90.3,
        )  # fmt: skip
        session.add_all([by_court, boys_only])
        incident = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        await cases.save_field(session, incident, "child_sex", "girl", world.counsellor.id)
        desk = await world.add_staff(session, "barishal", "centre", centre_id=centre.id)
    dispatch_id = await world.request(world.workers[0])
    await world.accept(dispatch_id, world.workers[0])
    rina, there = await worker_cookie(world, 0), await cookie_of(world, desk.id, "field")
    task = (await world.do(lambda s: task_rows(s, worker_id=world.workers[0].id)))[dispatch_id]
    offered = [one["id"] for one in task["centres"]]
    assert str(centre.id) in offered
    assert not {str(by_court.id), str(boys_only.id)} & set(offered)
    async with browser(world) as client:

        async def send(
            verb: str, to: Any = dispatch_id, who: dict[str, str] = rina, **said: Any
        ) -> tuple[str, str | None]:
            body = {"commands": [said.get("made") or command(verb, to, **said)]}
            answer = await client.post(API, json=body, headers=who)
            assert answer.status_code == 200, answer.text
            receipt = answer.json()["receipts"][0]
            return receipt["result"], receipt["code"]

        def handed(to: Any) -> dict[str, Any]:
            return {"outcome": "taken_to_centre", "centre_id": str(to)}

        await send("arrive")
        for wrong in (by_court.id, boys_only.id, uuid4()):
            assert await send("complete", **handed(wrong)) == ("refused", "centre_may_not_admit")
        assert (await world.dispatch(dispatch_id)).state == "reached"
        assert await send("complete", **handed(centre.id)) == ("applied", None)
        assert await send("complete", **handed(centre.id)) == ("already", None)
        odd = {**command("complete", dispatch_id), "outcome": "child_safe"}
        answer = await client.post(
            API, json={"commands": [{**odd, "centre_id": str(centre.id)}]}, headers=rina
        )
        assert answer.status_code == 422
        assert "centre_id" in answer.text
        rows = await world.do(lambda s: dispatch_rows(s, incident_id=world.incident_id))
        assert rows[dispatch_id]["handed_to"]["id"] == str(centre.id)
        (asked,) = [row for id_, row in rows.items() if id_ != dispatch_id]
        assert asked["steps"][0]["responder"]["id"] == str(centre.id)
        assert asked["state"] == "alerting"
        await send("accept", asked["id"], there)
        waited, came = command("admit", asked["id"]), our_clock.now()
        clock.shift(timedelta(minutes=20))
        assert await send("admit", made=waited, who=there) == ("applied", None)
    stay = (await world.do(lambda s: _first(s, select(Stay)))) or None
    assert stay is not None
    assert stay.arrived_at == came
    assert (await world.timeline()).count("dispatch.child_handed_over") == 1


async def _first(session: Any, statement: Any) -> Any:
    return (await session.exec(statement)).first()
