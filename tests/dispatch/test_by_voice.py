"""The spoken alert: only a key counts, once, from the line that was rung; the late are told who."""

from functools import partial
from uuid import UUID

import pytest

from app.dispatch import by_voice, receipts
from app.dispatch.by_voice import Said
from app.dispatch.jobs import deadlines
from app.dispatch.models import Alert
from app.jobs.deadlines import fire_due
from tests.dispatch.world import UNION, World

LINE = "CA-worker"


@pytest.fixture
async def rung(world: World) -> World:
    world.settings = world.settings.model_copy(update={"messengers": "live,voice"})
    return world


async def call_of(world: World, dispatch_id, step: int = 0):
    steps = await world.steps(dispatch_id)
    known = await world.alerts(dispatch_id, "voice")
    alert = next(one for one in known if one.step_id == steps[step].id)
    await world.do(lambda s: receipts.sent(s, alert.id, f"{LINE}-{step}"))
    return alert.id


async def press(world: World, alert_id, key: str, step: int = 0) -> Said:
    line = f"{LINE}-{step}"
    return await world.do(lambda s: by_voice.pressed(s, alert_id, line, key, world.settings))


async def test_one_goes_and_a_second_press_changes_nothing(rung: World) -> None:
    dispatch_id = await rung.request()
    alert_id = await call_of(rung, dispatch_id)
    for _ in range(2):
        assert (await press(rung, alert_id, "1")).what == "accepted"
    assert (await press(rung, alert_id, "2")).what == "closed"
    dispatch = await rung.dispatch(dispatch_id)
    assert (dispatch.state, dispatch.accepted_step) == ("accepted", 1)
    assert (await rung.alerts(dispatch_id, "voice"))[0].state == "acknowledged"
    (event,) = await rung.events("dispatch.accepted")
    assert event.facts["through"] == "voice"


async def test_two_declines_and_the_next_one_is_asked(rung: World) -> None:
    dispatch_id = await rung.request()
    alert_id = await call_of(rung, dispatch_id)
    for _ in range(2):
        assert (await press(rung, alert_id, "2")).what == "declined"
    assert [step.state for step in await rung.steps(dispatch_id)] == ["declined", "alerted"]


@pytest.mark.parametrize("key", ["", "3", "9", "*", "#", "11", "১", "x" * 50])
async def test_nothing_but_the_two_keys_answers(rung: World, key: str) -> None:
    dispatch_id = await rung.request()
    alert_id = await call_of(rung, dispatch_id)
    assert (await press(rung, alert_id, key)) == Said("ask", urgency="P1")
    assert (await rung.steps(dispatch_id))[0].state == "alerted"


@pytest.mark.parametrize("status", ["in-progress", "completed", "busy", "no-answer", "ringing"])
async def test_no_status_of_the_line_answers(rung: World, status: str) -> None:
    dispatch_id = await rung.request()
    alert_id = await call_of(rung, dispatch_id)
    await rung.do(lambda s: receipts.line_status(s, alert_id, status, f"{LINE}-0"))
    alert = (await rung.alerts(dispatch_id, "voice"))[0]
    lifted = {"in-progress": "answered", "completed": "answered", "ringing": "sent"}
    assert alert.state == lifted.get(status, "failed")
    assert alert.error == (None if status in lifted else status.replace("-", "_"))
    assert (await rung.steps(dispatch_id))[0].state == "alerted"


async def test_a_key_from_another_line_is_nobodys(rung: World) -> None:
    dispatch_id = await rung.request()
    alert_id = await call_of(rung, dispatch_id)
    assert (await press(rung, alert_id, "1", step=7)).what == "closed"
    assert (await rung.dispatch(dispatch_id)).state == "alerting"


async def test_a_key_too_late_is_told_who_goes(rung: World, clock) -> None:
    dispatch_id = await rung.request()
    first = await call_of(rung, dispatch_id)
    clock.shift(121)
    await fire_due(rung.database, deadlines(rung.settings))
    second = await call_of(rung, dispatch_id, 1)
    assert (await press(rung, second, "1", 1)).what == "accepted"
    assert await press(rung, first, "1") == Said("taken", name="সুমন")
    heard = await rung.do(lambda s: by_voice.lifted(s, first, f"{LINE}-0"))
    assert heard == Said("taken", name="সুমন")
    assert (await rung.dispatch(dispatch_id)).accepted_step == 2


async def test_a_late_key_still_counts_while_nobody_goes(rung: World, clock) -> None:
    dispatch_id = await rung.request()
    first = await call_of(rung, dispatch_id)
    clock.shift(121)
    await fire_due(rung.database, deadlines(rung.settings))
    assert (await press(rung, first, "1")).what == "accepted"


async def test_a_key_after_it_was_stood_down_is_told_that_nobody_need_go(rung: World) -> None:
    dispatch_id = await rung.request()
    alert_id = await call_of(rung, dispatch_id)
    await rung.stand_down(dispatch_id)
    assert (await press(rung, alert_id, "1")).what == "closed"


async def test_a_second_line_rung_after_a_try_without_outcome_counts_as_the_first_does(
    rung: World,
) -> None:
    dispatch_id = await rung.request()
    (alert,) = await rung.alerts(dispatch_id, "voice")
    await rung.do(lambda s: receipts.out_of_reach(s, alert.id, "out_of_reach"))
    await rung.do(lambda s: receipts.sent(s, alert.id, "CA-second"))
    await rung.do(lambda s: receipts.line_status(s, alert.id, "no-answer", "CA-first"))
    (after,) = await rung.alerts(dispatch_id, "voice")
    assert (after.state, after.provider_message_id) == ("sent", "CA-second")
    for line in ("CA-first", "CA-second"):
        said: Said = await rung.do(
            partial(by_voice.pressed, alert_id=alert.id, line=line, key="1", settings=rung.settings)
        )
        assert said.what == "accepted"


async def test_a_line_that_rings_for_another_alert_is_not_taken_for_this_one(rung: World) -> None:
    """Two alerts for one telephone: the provider lists the line that is up, whose ever it is."""
    dispatch_id = await rung.request()
    await call_of(rung, dispatch_id)
    other = await rung.add_incident(UNION)
    second = await rung.request(rung.workers[0], incident_id=other)
    (alert,) = await rung.alerts(second, "voice")
    await rung.do(lambda s: receipts.sent(s, alert.id, f"{LINE}-0"))
    (after,) = await rung.alerts(second, "voice")
    assert (after.state, after.tries, after.error) == ("made", 1, "busy_with_another")
    assert after.provider_message_id is None


async def two_calls(rung: World) -> tuple[UUID, UUID]:
    """Alerts by voice for two children to one telephone."""
    first = await rung.request()
    other = await rung.add_incident(UNION)
    second = await rung.request(rung.workers[0], incident_id=other)
    ((one,), (two,)) = [await rung.alerts(of, "voice") for of in (first, second)]
    return one.id, two.id


async def as_it_is(rung: World, alert_id: UUID) -> tuple[str, str | None, str | None]:
    async with rung.database.transaction() as session:
        alert = await session.get_one(Alert, alert_id)
        return alert.state, alert.provider_message_id, alert.error


async def test_whose_line_rings_is_left_to_its_reports_while_two_tries_had_no_outcome(
    rung: World,
) -> None:
    one, two = await two_calls(rung)
    for alert_id in (one, two):
        await rung.do(partial(receipts.out_of_reach, alert_id=alert_id, error="out_of_reach"))
    await rung.do(lambda s: receipts.sent(s, two, "CA-of-one"))
    assert await as_it_is(rung, two) == ("made", None, "busy_with_another")
    await rung.do(lambda s: receipts.line_status(s, one, "in-progress", "CA-of-one"))
    assert await as_it_is(rung, one) == ("answered", "CA-of-one", None)
    await rung.do(lambda s: receipts.sent(s, two, "CA-of-two"))
    assert await as_it_is(rung, two) == ("sent", "CA-of-two", None)


async def test_a_report_of_a_line_that_another_alert_holds_still_counts(rung: World) -> None:
    """Its answer would be an error for ever, and the provider would ask again and again."""
    one, two = await two_calls(rung)
    await rung.do(lambda s: receipts.sent(s, two, "CA-of-one"))
    assert await rung.do(lambda s: receipts.line_status(s, one, "in-progress", "CA-of-one"))
    assert await as_it_is(rung, one) == ("answered", None, None)
