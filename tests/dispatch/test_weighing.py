"""What is known of how workers fared lately comes from the alerts they were sent."""

from typing import Any

from app.cases.access import SystemReason, for_system
from app.dispatch import service
from app.dispatch.candidates import find_responders
from app.dispatch.jobs import deadlines
from app.jobs.deadlines import fire_due
from tests.dispatch.world import World


async def told(world: World, incident_id: Any, **also: Any) -> dict[str, dict[str, Any]]:
    """Of each ranked worker, the reasons by their codes."""
    async with world.database.transaction() as session:
        incident = await for_system(session, incident_id, SystemReason.MATCHING)
        incident.language = also.get("language", incident.language)
        rows = (await find_responders(session, incident, world.settings)).rows()["ranked"]
    return {
        row["name"]["en"]: {one["code"]: one["params"] for one in row["reasons"]}
        for row in rows
        if row["kind"] == "worker"
    }


async def test_who_slept_through_an_alert_and_who_is_just_back_is_told(
    world: World, clock: Any
) -> None:
    first = await told(world, world.incident_id)
    assert all("never_asked" in codes for codes in first.values())
    dispatch_id = await world.request()
    clock.shift(121)
    await fire_due(world.database, deadlines(world.settings))  # Rina's time is over
    clock.shift(30)
    suman = world.workers[1]
    await world.accept(dispatch_id, suman)  # Rina is withdrawn by this, and has not answered
    await world.do(lambda s: service.arrive(s, dispatch_id, suman))
    await world.do(lambda s: service.complete(s, dispatch_id, suman, "child_safe"))
    clock.shift(4 * 3600)
    other = await world.add_incident((await world.incident()).place)
    found = await told(world, other)
    assert found["Rina"]["answers"] == {"answered": 0, "asked": 1, "weighs_km": 2.0}
    assert found["Suman"]["answers"] == {"answered": 1, "asked": 1}
    assert found["Suman"]["back_lately"] == {"hours": 4.0, "weighs_km": 2.5}
    assert "back_lately" not in found["Rina"]
    assert "never_asked" in found["Neela"]


async def test_a_language_is_asked_for_only_where_the_caller_chose_one(world: World) -> None:
    silent = await told(world, world.incident_id)
    assert not {"speaks", "other_language", "languages_unknown"} & set(silent["Rina"])
    chosen = await told(world, world.incident_id, language="en")
    assert chosen["Rina"]["other_language"] == {"language": "en", "weighs_km": 5}
