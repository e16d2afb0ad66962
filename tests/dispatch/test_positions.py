"""Where a worker is: off by default, the last point alone, told as age and distance, then gone."""

from datetime import timedelta
from typing import Any

import time_machine
from sqlmodel import col, select

from app.core.outbox import OutboxRow
from app.dispatch.position_models import WorkerPosition
from app.dispatch.queries import dispatch_rows
from app.geo.lookup import gazetteer
from tests.dispatch.test_field_commands import API, command
from tests.dispatch.web import browser, worker_cookie
from tests.dispatch.world import UNION, World


async def test_a_worker_shows_where_she_is_for_one_task_and_no_longer(
    world: World, clock: time_machine.Traveller
) -> None:
    dispatch_id = await world.request(world.workers[0])
    await world.accept(dispatch_id, world.workers[0])
    rina, suman = await worker_cookie(world, 0), await worker_cookie(world, 1)
    point = gazetteer().point_of(UNION)
    assert point is not None
    there: dict[str, Any] = {"lat": point.lat + 0.05, "lon": point.lon, "accuracy_m": 40}
    async with browser(world) as client:

        async def send(
            verb: str, who: dict[str, str] = rina, **said: Any
        ) -> tuple[str, str | None]:
            body = {"commands": [said.get("made") or command(verb, dispatch_id, **said)]}
            answer = await client.post(API, json=body, headers=who)
            assert answer.status_code == 200, answer.text
            receipt = answer.json()["receipts"][0]
            return receipt["result"], receipt["code"]

        async def shown() -> dict[str, Any] | None:
            rows = await world.do(lambda s: dispatch_rows(s, ids=[dispatch_id]))
            return dict(rows[dispatch_id])["position"]

        assert await send("located", **there) == ("refused", "location_not_shared")
        assert await send("share_location", suman, on=True) == ("refused", "dispatch_not_found")
        assert await shown() is None
        assert await send("share_location", on=True) == ("applied", None)
        assert await send("share_location", on=True) == ("already", None)
        assert (await shown() or {})["at"] is None
        early = command("located", dispatch_id, **there)
        clock.shift(timedelta(minutes=5))
        assert await send("located", **there) == ("applied", None)
        assert await send("located", made=early) == ("already", None)
        row = await shown() or {}
        assert (row["distance_km"], row["accuracy_m"], "lat" in row) == (5.6, 40, False)
        mine = (await client.get("/api/v1/dispatches/mine", headers=rina)).json()["items"]
        assert [task["shows_position"] for task in mine] == [True]
        assert await send("share_location", on=False) == ("applied", None)
        assert await shown() is None
        await send("share_location", on=True)
        await send("located", **there)
        clock.shift(timedelta(minutes=1))
        await send("arrive")
        assert await send("complete", outcome="child_safe") == ("applied", None)
        assert await send("share_location", on=True) == ("refused", "not_your_task")
        wrong = {**command("located", dispatch_id), **there, "lat": 91}
        refused = await client.post(API, json={"commands": [wrong]}, headers=rina)
        assert refused.status_code == 422
    left = await world.do(lambda s: _all(s, WorkerPosition))
    told = await world.do(lambda s: _all(s, OutboxRow))
    assert left == []
    assert str(there["lat"]) not in str([one.facts for one in told])
    kinds = await world.timeline()
    assert kinds.count("dispatch.location_shared") == 2
    assert "dispatch.worker_located" not in kinds


async def _all(session: Any, kind: Any) -> list[Any]:
    return list(await session.exec(select(kind).order_by(col(kind.at))))
