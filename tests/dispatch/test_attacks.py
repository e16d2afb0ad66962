"""Rights that must end, and rights that must not end too early; links poked at."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select
from time_machine import travel

from app.cases import service as cases
from app.cases.access import GUEST, SystemReason, for_system, share_for_party
from app.cases.models import Party
from app.core import clock as time
from app.dispatch import service
from app.dispatch.asking import STEP_DUE
from app.dispatch.code import code_for
from app.dispatch.jobs import deadlines
from app.dispatch.models import Dispatch
from app.dispatch.states import DispatchState, StepState
from app.jobs.deadlines import fire_due
from app.jobs.models import Deadline
from tests.dispatch.web import browser, cookie_of
from tests.dispatch.world import World


async def shared(world: World, at: int) -> dict[str, str | None]:
    who = world.workers[at]
    return await world.do(lambda s: share_for_party(s, world.incident_id, who.kind, who.id))


async def test_a_worker_out_twice_for_one_child_keeps_the_right_until_both_are_done(
    world: World,
) -> None:
    worker = world.workers[0]
    first = await world.request()
    with travel(time.now() + timedelta(seconds=130), tick=False):
        await fire_due(world.database, deadlines(world.settings))
    second = await world.request(worker)
    await world.accept(first, worker)
    await world.accept(second, worker)
    for verb in (service.depart, service.arrive):
        await world.step_on(verb, first)
    await world.do(lambda s: service.complete(s, first, worker, "other"))
    assert await shared(world, 0), "still on the way by the other dispatch"
    await world.stand_down(second)
    assert await shared(world, 0) == {}


async def test_nobody_is_a_party_any_more_when_everything_is_over(world: World) -> None:
    made = await world.request()
    await world.accept(made, world.workers[0])
    await world.stand_down(made)
    async with world.database.transaction() as session:
        left = await session.exec(
            select(Party).where(Party.kind == "worker", Party.until.is_(None))  # type: ignore[union-attr]
        )
        assert list(left) == []


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"])
async def test_a_link_answers_to_looking_and_pressing_only(world: World, method: str) -> None:
    made = await world.request()
    (step,) = await world.steps(made)
    code = code_for(world.settings.secret_key.get_secret_value(), step.id)
    async with browser(world) as client:
        answer = await client.request(method, f"/a/{code}")
    assert answer.status_code == 405
    async with world.database.transaction() as session:
        dispatch = await session.get(Dispatch, made)
    assert dispatch is not None
    assert dispatch.state is DispatchState.ALERTING


async def test_a_previewing_robot_that_asks_with_verbs_in_the_address_acts_for_nobody(
    world: World,
) -> None:
    made = await world.request()
    (step,) = await world.steps(made)
    code = code_for(world.settings.secret_key.get_secret_value(), step.id)
    async with browser(world) as client:
        for query in ("?verb=accept", "?verb=decline&reason=busy"):
            headers = {"purpose": "prefetch", "sec-purpose": "prefetch;prerender"}
            answer = await client.get(f"/a/{code}{query}", headers=headers)
            assert answer.status_code == 200
    assert (await world.dispatch(made)).state is DispatchState.ALERTING


async def test_the_text_tells_its_progress_to_the_address_it_was_given(
    world: World, settings: object
) -> None:
    """Through the provider's own library, to a network on loopback."""
    from app.telephony.simulator.server import running
    from app.telephony.simulator.settings import Settings as Phones
    from app.telephony.twilio.rest import Provider
    from tests.serving import ACCOUNT, TOKEN, serving

    alert_id = (await world.alerts(await world.request()))[0].id
    url = world.database.dsn
    async with serving(world.settings, url) as web:
        network = Phones(ACCOUNT, TOKEN, f"{web.base}/telephony/twilio/voice", number="1098")
        async with running(network) as (_, phones):
            provider = Provider(phones, ACCOUNT, TOKEN, "1098", web.base)
            await provider.text("+8801010000001", "x", valid_seconds=60, ref=alert_id)
            await _until_delivered(world, alert_id)
            await provider.close()


async def _until_delivered(world: World, alert_id: object) -> None:
    from app.dispatch.models import Alert
    from app.dispatch.states import AlertState

    async with asyncio.timeout(10):
        while True:
            async with world.database.transaction() as session:
                alert = await session.get(Alert, alert_id)
                assert alert is not None
                if alert.state is AlertState.DELIVERED:
                    return
            await asyncio.sleep(0.05)


async def test_an_answer_at_the_very_deadline_has_one_winner_and_nobody_is_asked_in_vain(
    world: World,
) -> None:
    for _ in range(4):
        made = await world.request()
        with travel(time.now() + timedelta(seconds=130), tick=False):
            outcomes = await asyncio.gather(
                world.accept(made, world.workers[0]),
                fire_due(world.database, deadlines(world.settings)),
                fire_due(world.database, deadlines(world.settings)),
                return_exceptions=True,
            )
        assert not [one for one in outcomes if isinstance(one, BaseException)]
        dispatch = await world.dispatch(made)
        assert (dispatch.state, dispatch.accepted_step) == (DispatchState.ACCEPTED, 1)
        first, *others = await world.steps(made)
        assert first.state is StepState.ACCEPTED
        assert {step.state for step in others} <= {StepState.WITHDRAWN}
        assert len(others) <= 1, "the deadline asked the next one once"
        async with world.database.transaction() as session:
            pending = await session.exec(
                select(Deadline).where(col(Deadline.ended_at).is_(None), Deadline.kind == STEP_DUE)
            )
            assert list(pending) == []
        await world.stand_down(made)


async def test_a_guest_of_the_call_sees_the_incident_and_moves_nothing_of_it(world: World) -> None:
    """A colleague who is asked to take a call over is a party for so long, and may not write."""
    made = await world.request()
    async with world.database.transaction() as session:
        guest = await world.add_staff(session, "counsellor-8", "counsellor")
        incident = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        await cases.add_party(session, incident, GUEST, guest.id)
    console = await cookie_of(world, guest.id, "console")
    yes = {"responder": {"kind": "worker", "id": str(world.workers[0].id)}, "answer": "yes"}
    async with browser(world) as client:
        for verb, body in (
            ("stand-down", {"reason": "mistake"}),
            ("record-answer", yes),
            ("call-made", None),
            ("check-in/ask", None),
        ):
            answer = await client.post(
                f"/api/v1/dispatches/{made}/{verb}", json=body, headers=console
            )
            assert (verb, answer.status_code) == (verb, 404)
    assert (await world.dispatch(made)).state is DispatchState.ALERTING
