"""An answer said on the telephone: a counsellor records it, and it counts as every other one."""

from uuid import uuid4

import pytest
from sqlmodel import select

from app.cases.models import TimelineEntry
from tests.dispatch.web import browser, cookie_of
from tests.dispatch.world import World


async def record(world: World, dispatch_id, by, answer: str, **more):
    body = {"responder": {"kind": by.kind, "id": str(by.id)}, "answer": answer, **more}
    async with browser(world) as client:
        return await client.post(
            f"/api/v1/dispatches/{dispatch_id}/record-answer",
            json=body,
            headers=await cookie_of(world, world.counsellor.id, "console"),
        )


async def test_a_yes_by_word_goes_and_the_timeline_says_who_heard_it(world: World) -> None:
    dispatch_id = await world.request()
    answer = await record(world, dispatch_id, world.workers[0], "yes")
    assert answer.status_code == 200
    alerts = {one["channel"]: one["state"] for one in answer.json()["steps"][0]["alerts"]}
    assert alerts["verbal"] == "acknowledged"
    found = await world.do(
        lambda s: s.exec(select(TimelineEntry).where(TimelineEntry.kind == "dispatch.accepted"))
    )
    told = found.one()
    assert (told.actor_kind, told.actor_id) == ("staff", world.counsellor.id)
    assert told.facts["through"] == "verbal"


async def test_a_no_by_word_asks_the_next_one(world: World) -> None:
    dispatch_id = await world.request()
    answer = await record(world, dispatch_id, world.workers[0], "no", reason="ill")
    assert [step["state"] for step in answer.json()["steps"]] == ["declined", "alerted"]
    assert answer.json()["steps"][0]["decline_reason"] == "ill"


async def test_a_late_yes_by_word_is_told_who_goes(world: World, clock) -> None:
    from app.dispatch.jobs import deadlines
    from app.jobs.deadlines import fire_due

    dispatch_id = await world.request()
    clock.shift(121)
    await fire_due(world.database, deadlines(world.settings))
    await world.accept(dispatch_id, world.workers[1])
    late = await record(world, dispatch_id, world.workers[0], "yes")
    assert (late.status_code, late.json()["accepted_by"]["name"]["en"]) == (409, "Suman")


@pytest.mark.parametrize(
    ("body", "status"),
    [({"answer": "maybe"}, 422), ({"answer": "no", "reason": "bored"}, 422)],
)
async def test_what_is_no_answer_is_refused(
    world: World, body: dict[str, str], status: int
) -> None:
    dispatch_id = await world.request()
    answer = await record(world, dispatch_id, world.workers[0], **body)
    assert answer.status_code == status
    assert (await world.steps(dispatch_id))[0].state == "alerted"


async def test_nobody_answers_for_one_who_was_not_asked(world: World) -> None:
    dispatch_id = await world.request()
    assert (await record(world, dispatch_id, world.workers[2], "yes")).status_code == 404
    assert (await record(world, uuid4(), world.workers[0], "yes")).status_code == 404
