"""Clock, wedding and targets through the API, as a console uses them; rights and bad input."""

from functools import partial
from typing import Any

import pytest

from app.dispatch import clock_endpoints
from tests.dispatch.web import browser, cookie_of, make_app
from tests.dispatch.world import UNION, UPAZILA, World


@pytest.fixture
async def people(world: World) -> dict[str, dict[str, str]]:
    cookies = {"counsellor": await cookie_of(world, world.counsellor.id, "console")}
    for role in ("supervisor", "administrator"):
        who = await world.do(partial(world.add_staff, name=f"one-{role}", role=role))
        cookies[role] = await cookie_of(world, who.id, "console")
    return cookies


def stop_of(row: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in row["stops"] if one["stop"] == name)
    return found


async def test_the_clock_is_paused_set_and_counted_down_over_http(
    world: World, people: dict[str, dict[str, str]]
) -> None:
    app = make_app(world)
    app.include_router(clock_endpoints.router, prefix="/api/v1")
    base = f"/api/v1/incidents/{world.incident_id}"
    async with browser(world, app) as client:

        async def post(who: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
            answer = await client.post(path, json=body, headers=people[who])
            return answer.status_code, answer.json()

        flooded = {"reason": "road_flooded"}
        assert (await post("counsellor", f"{base}/clock/pause", flooded))[0] == 403
        assert (await post("administrator", f"{base}/clock/pause", flooded))[0] == 403
        status, row = await post("supervisor", f"{base}/clock/pause", flooded)
        assert (status, stop_of(row, "dispatched")["state"]) == (200, "paused")
        assert stop_of(row, "answered")["why"] == "no_call"
        assert stop_of(row, "located")["entry"]["kind"] == "incident.located"
        assert (await post("counsellor", f"{base}/clock/resume"))[0] == 200
        assert (await post("counsellor", f"{base}/clock/resume"))[1][
            "code"
        ] == "clock_is_not_paused"

        target = {"urgency": "P1", "stop": "reached", "place": UPAZILA, "seconds": 5400}
        assert (await post("counsellor", "/api/v1/clock/targets", target))[0] == 403
        status, made = await post("administrator", "/api/v1/clock/targets", target)
        assert (status, made["in_force"]) == (201, True)
        status, bad = await post("supervisor", "/api/v1/clock/targets", target | {"seconds": 20})
        assert (status, bad["errors"][0]["field"]) == (422, "seconds")
        seen = (await client.get("/api/v1/clock/targets", headers=people["supervisor"])).json()
        assert len(seen["defaults"]) == 18
        assert [one["id"] for one in seen["items"]] == [made["id"]]

        told = {"day": "2026-11-25", "hour": "09:00"}
        status, refused = await post("counsellor", f"{base}/marriage", told)
        assert (status, refused["code"]) == (409, "not_a_child_marriage")
        await post("counsellor", f"{base}/categorise", {"categories": ["child_marriage"]})
        status, row = await post("counsellor", f"{base}/marriage", told)
        assert (status, row["on_at"], row["hour_known"]) == (200, "2026-11-25T03:00:00+00:00", True)
        step = {"kind": "court_held", "word": "stopped"}
        status, refused = await post("counsellor", f"{base}/marriage/steps", step)
        assert (status, refused["needs"]) == (409, ["court_asked"])
        found = {"found": "marriage_stopped"}
        assert (await post("counsellor", f"{base}/mark-safe", {}))[0] == 422
        assert (await post("counsellor", f"{base}/mark-safe", found))[1]["clock"]["safe_at"]


async def test_a_stranger_learns_of_no_clock(world: World) -> None:
    app = make_app(world)
    app.include_router(clock_endpoints.router, prefix="/api/v1")
    stranger = await world.do(lambda s: world.add_staff(s, "strange", "counsellor"))
    other = await cookie_of(world, stranger.id, "console")
    calm = await world.add_incident(UNION, "P3")
    async with browser(world, app) as client:
        answer = await client.post(
            f"/api/v1/incidents/{calm}/clock/pause", json={"reason": "wrong_place"}, headers=other
        )
    assert (answer.status_code, answer.json()["code"]) == (404, "incident_not_found")
