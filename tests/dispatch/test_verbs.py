"""The verbs of a dispatch on a real database: who is asked, who goes, who is told."""

import asyncio

import pytest
from sqlalchemy import text

from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.core.audience import about
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.dispatch import service
from app.dispatch.candidates import (
    AlreadyAsked,
    NobodyCanGo,
    PlaceIsUnknown,
    ResponderCannotGo,
)
from app.dispatch.jobs import deadlines
from app.dispatch.scene import DispatchNotFound
from app.dispatch.states import DispatchState, StepState
from app.jobs.deadlines import fire_due
from tests.dispatch.world import UNION, World


async def close(world: World) -> None:
    async with world.database.transaction() as session:
        incident = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        await cases.close(session, incident, "resolved", world.counsellor.id)


async def fire(world: World) -> int:
    return await fire_due(world.database, deadlines(world.settings))


async def test_a_request_asks_the_nearest_officer_and_freezes_the_ladder(world: World) -> None:
    dispatch = await world.dispatch(await world.request())
    steps = await world.steps(dispatch.id)
    assert [entry["id"] for entry in dispatch.ladder] == [str(w.id) for w in world.workers]
    assert [(step.no, step.worker_id) for step in steps] == [(1, world.workers[0].id)]
    assert dispatch.state is DispatchState.ALERTING
    assert dispatch.due_at == steps[0].due_at
    assert dispatch.task_no >= 1001


async def test_a_request_starts_the_clock_of_the_incident_once(world: World, clock) -> None:
    await world.request()
    first = await world.incident()
    clock.shift(30)
    await world.request(world.workers[2])
    again = await world.incident()
    assert first.dispatched_at is not None
    assert first.ack_due_at is not None
    assert (again.dispatched_at, again.ack_due_at) == (first.dispatched_at, first.ack_due_at)
    assert (first.ack_due_at - first.dispatched_at).total_seconds() == 120


async def test_the_chosen_one_is_asked_first_then_the_ranked_ones(world: World) -> None:
    dispatch = await world.dispatch(await world.request(world.workers[2]))
    order = [entry["id"] for entry in dispatch.ladder]
    assert order == [str(world.workers[at].id) for at in (2, 0, 1)]


async def test_without_a_place_somebody_must_be_chosen(world: World) -> None:
    nowhere = await world.add_incident(None)
    with pytest.raises(PlaceIsUnknown):
        await world.request(incident_id=nowhere)
    dispatch = await world.dispatch(await world.request(world.workers[1], incident_id=nowhere))
    assert [entry["id"] for entry in dispatch.ladder] == [str(world.workers[1].id)]


async def test_nobody_is_asked_twice_for_one_incident_at_once(world: World) -> None:
    await world.request()
    with pytest.raises(AlreadyAsked):
        await world.request(world.workers[0])
    second = await world.dispatch(await world.request())
    assert str(world.workers[0].id) not in [entry["id"] for entry in second.ladder]


async def test_when_everybody_is_off_duty_and_no_centre_works_nobody_can_go(world: World) -> None:
    await world.do(_off_duty)
    await world.do(_centres_closed)
    with pytest.raises(NobodyCanGo):
        await world.request()


async def _off_duty(session) -> None:
    await (await session.connection()).execute(text("UPDATE worker SET on_duty = false"))


async def _centres_closed(session) -> None:
    await (await session.connection()).execute(text("UPDATE centre SET operating = false"))


async def test_a_chosen_worker_off_duty_may_be_asked_since_the_counsellor_knows(
    world: World,
) -> None:
    await world.do(_off_duty)
    dispatch = await world.dispatch(await world.request(world.workers[0]))
    assert dispatch.state is DispatchState.ALERTING


@pytest.mark.parametrize(
    ("code", "reason"),
    [("CALL-CENTRE", "not_a_place_for_children"), ("COURT", "admits_by_court")],
)
async def test_a_place_that_may_not_admit_is_refused_even_when_chosen(
    world: World, code: str, reason: str
) -> None:
    await world.add_centres()
    wanted = "none" if code == "CALL-CENTRE" else "court"
    found = await world.do(lambda s: _centre_that_admits(s, wanted))
    with pytest.raises(ResponderCannotGo) as refused:
        await world.request(await world.centre(found))
    assert reason in [entry["code"] for entry in refused.value.facts["reasons"]]


async def _centre_that_admits(session, admits: str) -> str:
    rows = await (await session.connection()).execute(
        text("SELECT code FROM centre WHERE admits = :admits ORDER BY code LIMIT 1"),
        {"admits": admits},
    )
    return rows.scalar_one()


async def test_acceptance_stops_the_clock_and_lets_the_worker_in(world: World) -> None:
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    dispatch, incident = await world.dispatch(dispatch_id), await world.incident()
    assert dispatch.state is DispatchState.ACCEPTED
    assert dispatch.due_at is None
    assert incident.acknowledged_at == dispatch.acknowledged_at is not None
    parties = await world.do(lambda s: _parties(s, "worker"))
    assert parties == [world.workers[0].id]
    assert await fire(world) == 0


async def _parties(session, kind: str) -> list:
    rows = await (await session.connection()).execute(
        text("SELECT ref FROM party WHERE kind = :kind AND until IS NULL"), {"kind": kind}
    )
    return list(rows.scalars())


async def test_second_worker_cannot_accept_and_is_told_who_goes(world: World, clock) -> None:
    dispatch_id = await world.request()
    clock.shift(121)
    await fire(world)
    await world.accept(dispatch_id, world.workers[1])
    with pytest.raises(service.AlreadyTaken) as refused:
        await world.accept(dispatch_id, world.workers[0])
    assert "Suman" in refused.value.detail
    assert refused.value.facts["accepted_by"]["name"] == {"bn": "সুমন", "en": "Suman"}


async def test_a_stranger_learns_nothing_of_a_dispatch(world: World) -> None:
    dispatch_id = await world.request()
    with pytest.raises(DispatchNotFound):
        await world.accept(dispatch_id, world.workers[2])


async def test_accepting_twice_changes_nothing(world: World) -> None:
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    before = await world.dispatch(dispatch_id)
    await world.accept(dispatch_id, world.workers[0])
    assert await world.dispatch(dispatch_id) == before
    assert len(await world.events("dispatch.accepted")) == 1


async def test_decline_moves_on_at_once(world: World) -> None:
    dispatch_id = await world.request()
    await world.decline(dispatch_id, world.workers[0], "too_far")
    steps = await world.steps(dispatch_id)
    assert [step.state for step in steps] == [StepState.DECLINED, StepState.ALERTED]
    assert steps[0].decline_reason == "too_far"
    assert steps[1].worker_id == world.workers[1].id


async def test_declining_twice_asks_only_one_more(world: World) -> None:
    dispatch_id = await world.request()
    await world.decline(dispatch_id, world.workers[0])
    await world.decline(dispatch_id, world.workers[0])
    assert len(await world.steps(dispatch_id)) == 2


async def test_a_reason_nobody_knows_is_refused_by_field(world: World) -> None:
    dispatch_id = await world.request()
    with pytest.raises(InputIsInvalid) as refused:
        await world.decline(dispatch_id, world.workers[0], "no idea")
    assert refused.value.field == "reason"


async def test_no_answer_by_the_deadline_asks_the_next_one(world: World, clock) -> None:
    dispatch_id = await world.request()
    clock.shift(119)
    assert await fire(world) == 0
    clock.shift(2)
    assert await fire(world) == 1
    steps = await world.steps(dispatch_id)
    assert [step.state for step in steps] == [StepState.EXPIRED, StepState.ALERTED]


async def test_a_late_acceptance_wins_while_nobody_else_has_accepted(world: World, clock) -> None:
    dispatch_id = await world.request()
    clock.shift(121)
    await fire(world)
    await world.accept(dispatch_id, world.workers[0])
    states = [step.state for step in await world.steps(dispatch_id)]
    assert states == [StepState.ACCEPTED, StepState.WITHDRAWN]
    clock.shift(500)
    assert await fire(world) == 0
    with pytest.raises(service.AlreadyTaken):
        await world.accept(dispatch_id, world.workers[1])


async def test_an_exhausted_ladder_raises_the_alarm(world: World, clock) -> None:
    dispatch_id = await world.request()
    for _ in range(3):
        clock.shift(121)
        assert await fire(world) == 1
    dispatch = await world.dispatch(dispatch_id)
    assert dispatch.state is DispatchState.UNANSWERED
    assert dispatch.alarm_at is not None
    alarm = (await world.events("dispatch.unanswered"))[0]
    assert "board" in alarm.audience
    assert about("staff", world.counsellor.id) in alarm.audience


async def test_a_late_acceptance_ends_the_alarm(world: World, clock) -> None:
    dispatch_id = await world.request()
    for _ in range(3):
        clock.shift(121)
        await fire(world)
    await world.accept(dispatch_id, world.workers[1])
    dispatch = await world.dispatch(dispatch_id)
    assert (dispatch.state, dispatch.alarm_at) == (DispatchState.ACCEPTED, None)


async def test_declining_to_the_end_of_the_ladder_raises_the_alarm(world: World) -> None:
    dispatch_id = await world.request()
    for worker in world.workers:
        await world.decline(dispatch_id, worker)
    assert (await world.dispatch(dispatch_id)).state is DispatchState.UNANSWERED


async def test_from_acceptance_to_the_child_and_home(world: World, clock) -> None:
    dispatch_id = await world.request()
    worker = world.workers[0]
    await world.accept(dispatch_id, worker)
    for verb in (service.depart, service.arrive):
        clock.shift(600)
        await world.step_on(verb, dispatch_id)
    reached = await world.incident()
    assert reached.reached_at == (await world.dispatch(dispatch_id)).reached_at is not None
    with pytest.raises(cases.IncidentIsHeld) as held:
        await close(world)
    assert held.value.facts["holds"] == [{"kind": "worker_out", "ref": str(dispatch_id)}]
    await world.do(lambda s: service.complete(s, dispatch_id, worker, "child_safe"))
    safe = await world.incident()
    assert safe.safe_at is not None
    assert await world.do(lambda s: _parties(s, "worker")) == []
    await close(world)
    told = await world.timeline()
    assert [kind for kind in told if kind.startswith(("dispatch", "alert"))] == [
        "dispatch.requested",
        "alert.made",
        "dispatch.accepted",
        "dispatch.departed",
        "dispatch.arrived",
        "dispatch.completed",
    ]


async def test_closing_is_refused_from_the_request_on(world: World) -> None:
    await world.request()
    with pytest.raises(cases.IncidentIsHeld):
        await close(world)


async def test_standing_down_withdraws_the_question_and_frees_the_incident(
    world: World, clock
) -> None:
    dispatch_id = await world.request()
    await world.do(lambda s: service.stand_down(s, world.counsellor, dispatch_id, "mistake"))
    assert (await world.dispatch(dispatch_id)).state is DispatchState.STOOD_DOWN
    assert (await world.steps(dispatch_id))[0].state is StepState.WITHDRAWN
    assert (await world.alerts(dispatch_id))[0].state == "failed"
    clock.shift(121)
    assert await fire(world) == 0
    await close(world)


async def test_an_illegal_move_lists_what_is_legal(world: World) -> None:
    dispatch_id = await world.request()
    worker = world.workers[0]
    with pytest.raises(IllegalMove) as early:
        await world.do(lambda s: service.arrive(s, dispatch_id, worker))
    assert "accept" in early.value.facts["legal"]
    await world.accept(dispatch_id, worker)
    with pytest.raises(IllegalMove) as unfinished:
        await world.do(lambda s: service.complete(s, dispatch_id, worker, "other"))
    assert unfinished.value.facts["legal"] == ["arrive", "depart", "hand_back", "stand_down"]


async def test_only_the_one_who_accepted_moves_the_task_on(world: World, clock) -> None:
    dispatch_id = await world.request()
    clock.shift(121)
    await fire(world)
    await world.accept(dispatch_id, world.workers[1])
    with pytest.raises(service.NotYourTask):
        await world.do(lambda s: service.depart(s, dispatch_id, world.workers[0]))


async def test_a_closed_incident_takes_no_dispatch(world: World) -> None:
    await close(world)
    with pytest.raises(cases.IncidentIsClosed):
        await world.request()


async def test_of_two_who_accept_at_the_same_moment_exactly_one_goes(world: World, clock) -> None:
    for _ in range(5):
        incident_id = await world.add_incident(UNION)
        dispatch_id = await world.request(incident_id=incident_id)
        clock.shift(121)
        await fire(world)
        answers = await asyncio.gather(
            *(world.accept(dispatch_id, worker) for worker in world.workers[:2]),
            return_exceptions=True,
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyTaken", "NoneType"]
        accepted = [step for step in await world.steps(dispatch_id) if step.state == "accepted"]
        assert len(accepted) == 1
        await world.stand_down(dispatch_id)


async def test_an_acceptance_and_its_deadline_at_the_same_moment_agree(world: World, clock) -> None:
    for _ in range(5):
        incident_id = await world.add_incident(UNION)
        dispatch_id = await world.request(incident_id=incident_id)
        clock.shift(121)
        await asyncio.gather(world.accept(dispatch_id, world.workers[0]), fire(world))
        clock.shift(40)
        await fire(world)
        dispatch = await world.dispatch(dispatch_id)
        assert dispatch.accepted_step == 1
        states = [step.state for step in await world.steps(dispatch_id)]
        assert states in ([StepState.ACCEPTED], [StepState.ACCEPTED, StepState.WITHDRAWN])
        await world.stand_down(dispatch_id)
