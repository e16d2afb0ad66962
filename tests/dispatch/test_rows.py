"""Rows of dispatches and tasks: the plan's shape, few statements, nothing before acceptance."""

import pytest

from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.dispatch import service
from app.dispatch.beforehand import coarse_place
from app.dispatch.jobs import deadlines
from app.dispatch.queries import dispatch_rows, task_rows
from app.jobs.deadlines import fire_due
from tests.dispatch.world import UNION, UPAZILA, World
from tests.statements import counted

DISPATCH = {
    "id", "incident_id", "number", "task_no", "urgency", "state", "place", "categories",
    "requested_at", "requested_by", "steps", "due_at", "next", "accepted_by", "acknowledged_at",
    "en_route_at", "reached_at", "done_at", "outcome", "bed", "alarm_at", "coming",
    "in_charge", "in_charge_at", "check_in", "position", "handed_to", "visit",
    "call_wanted", "call_wanted_at", "call_wish_late_at", "reminded_at", "stalled_at",
    "agency", "version",
}  # fmt: skip
STEP = {
    "no", "responder", "state", "alerted_at", "due_at", "answered_at", "decline_reason", "alerts",
    "tier", "handed_back_at", "late_at", "reminders",
}  # fmt: skip
TASK = {
    "dispatch_id", "task_no", "agency", "goes", "urgency", "state", "place", "distance_km",
    "group",
    "female_wanted", "sent_at", "due_at", "details", "bed", "check_in", "version",
    "shows_position", "call_wanted", "centres", "reminded_at", "taken",
}  # fmt: skip


async def tasks_of(world: World, at: int) -> list[dict]:
    rows = await world.do(lambda s: task_rows(s, worker_id=world.workers[at].id))
    return list(rows.values())


async def say(world: World, **fields: str) -> None:
    async with world.database.transaction() as session:
        incident = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        for field, value in fields.items():
            await cases.save_field(session, incident, field, value, world.counsellor.id)


async def test_a_dispatch_row_is_what_the_plan_says(world: World) -> None:
    dispatch_id = await world.request()
    row = (await world.do(lambda s: dispatch_rows(s, ids=[dispatch_id])))[dispatch_id]
    assert set(row) == DISPATCH
    assert set(row["steps"][0]) == STEP
    assert row["number"] == (await world.incident()).number
    assert row["requested_by"] == {"bn": "মিতা", "en": "Mita"}
    assert row["place"]["code"] == UNION
    assert row["steps"][0]["responder"]["name"] == {"bn": "রিনা", "en": "Rina"}
    assert [alert["channel"] for alert in row["steps"][0]["alerts"]] == ["live", "text"]
    assert row["next"] == {"name": {"bn": "সুমন", "en": "Suman"}, "tier": "worker"}
    assert [rung["name"]["en"] for rung in row["coming"]] == ["Suman", "Neela"]
    assert row["accepted_by"] is None


async def test_a_row_names_who_goes_and_nobody_after_that(world: World) -> None:
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    row = (await world.do(lambda s: dispatch_rows(s, incident_id=world.incident_id)))[dispatch_id]
    assert row["accepted_by"]["name"]["en"] == "Rina"
    assert (row["next"], row["due_at"]) == (None, None)


async def test_open_rows_leave_out_what_is_over(world: World) -> None:
    dispatch_id = await world.request()
    await world.do(lambda s: service.stand_down(s, world.counsellor, dispatch_id, "mistake"))
    assert await world.do(lambda s: dispatch_rows(s, open_only=True)) == {}
    assert set(await world.do(dispatch_rows)) == {dispatch_id}


async def test_many_dispatches_cost_as_many_statements_as_one(world: World) -> None:
    for at in range(3):
        await world.request(world.workers[at], incident_id=await world.add_incident(UNION))
        with counted(world.database) as sent:
            rows = await world.do(lambda s: dispatch_rows(s, open_only=True))
        assert len(rows) == at + 1
        assert len(sent) == 6, sent


async def test_a_task_says_little_before_acceptance(world: World) -> None:
    await say(world, child_name="গোপন নাম", where_detail="গোপন ঠিকানা")
    await world.request()
    (row,) = await tasks_of(world, 0)
    assert set(row) == TASK
    assert row["place"]["code"] == UPAZILA
    assert (row["state"], row["details"]) == ("alerting", None)
    assert "গোপন" not in str(row)


async def test_a_task_says_what_is_needed_after_acceptance(world: World) -> None:
    await say(world, child_name="তারা", child_sex="girl", where_detail="ঘাটের পাশে", injured="no")
    await say(world, narrative="কাউকে না বলা কথা", caller_name="প্রতিবেশী")
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    (row,) = await tasks_of(world, 0)
    details = row["details"]
    assert row["state"] == "accepted"
    assert details["place"]["code"] == UNION
    assert details["child"] == {"age": None, "sex": "girl", "name": "তারা"}
    assert (details["where_detail"], details["injured"]) == ("ঘাটের পাশে", "no")
    assert details["contact_safety"] == "unknown"
    assert details["counsellor"]["en"] == "Mita"
    assert "কাউকে না বলা কথা" not in str(row)
    assert "প্রতিবেশী" not in str(row)


async def test_a_task_that_is_done_says_nothing_of_the_child_any_more(world: World) -> None:
    await say(world, child_name="তারা")
    dispatch_id = await world.request()
    worker = world.workers[0]
    await world.accept(dispatch_id, worker)
    await world.do(lambda s: service.arrive(s, dispatch_id, worker))
    await world.do(lambda s: service.complete(s, dispatch_id, worker, "child_safe"))
    (row,) = await tasks_of(world, 0)
    assert (row["state"], row["details"]) == ("done", None)


async def test_a_task_somebody_else_took_is_gone(world: World, clock) -> None:
    dispatch_id = await world.request()
    clock.shift(121)
    await fire_due(world.database, deadlines(world.settings))
    assert [row["state"] for row in await tasks_of(world, 0)] == ["alerting"]
    await world.accept(dispatch_id, world.workers[1])
    assert await tasks_of(world, 0) == []
    assert [row["state"] for row in await tasks_of(world, 1)] == ["accepted"]
    accepted = (await world.events("dispatch.accepted"))[0]
    assert f"worker/{world.workers[0].id}" in accepted.audience


async def test_an_ended_task_leaves_the_screen_in_the_end(world: World, clock) -> None:
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    await world.do(lambda s: service.stand_down(s, world.counsellor, dispatch_id, "not_needed"))
    assert [row["state"] for row in await tasks_of(world, 0)] == ["stood_down"]
    clock.shift(13 * 3600)
    assert await tasks_of(world, 0) == []


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (UNION, UPAZILA),
        (UPAZILA, UPAZILA),
        ("BD1006", "BD1006"),
        ("TH-DMP-mirpur-model", "TH-DMP-mirpur-model"),
        ("nowhere", None),
        (None, None),
    ],
)
def test_a_place_is_told_no_nearer_than_thana_or_upazila(
    place: str | None, told: str | None
) -> None:
    assert coarse_place(place) == told
