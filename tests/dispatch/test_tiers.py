"""The ladder beyond the field: tiers, supervisors, hand-back, reminders, answers that come late."""

from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import travel

from app.core import clock as time
from app.core.moves import IllegalMove
from app.directory import contacts
from app.directory.states import Channel
from app.dispatch import charge, handing_back, late, service
from app.dispatch.charge import InCharge, NoAlarm
from app.dispatch.jobs import deadlines
from app.dispatch.ladder import Responder, Rung, Tier, build, tier_of
from app.dispatch.link import page_of
from app.dispatch.scene import DispatchNotFound
from app.dispatch.states import DispatchState, StepState
from app.dispatch.through import LINK
from app.jobs.deadlines import fire_due
from app.staff.auth import SignedIn
from app.staff.models import App, StaffSession
from tests.dispatch.world import World


def rung(at: int, tier: Tier) -> Rung:
    return Rung(Responder("worker", UUID(int=at)), tier=tier)


W1, W2 = rung(1, Tier.WORKER), rung(2, Tier.WORKER)
B1, O1, O2, D1 = (
    rung(3, Tier.BACKUP),
    rung(4, Tier.OFFICER),
    rung(5, Tier.OFFICER),
    rung(6, Tier.DISTRICT),
)


@pytest.mark.parametrize(
    ("chosen", "ranked", "most", "expected"),
    [
        (None, [D1, O1, B1, W1], 3, [W1, B1, O1, D1]),
        (None, [O1, O2, W1], 3, [W1, O1]),
        (None, [W1, W2, B1, O1], 2, [W1, W2, O1]),
        (O2, [W1, O1], 3, [O2, W1, O1]),
        (B1, [W1, W2], 2, [B1, W1]),
    ],
)
def test_tiers_come_in_their_order_whatever_the_rank(chosen, ranked, most, expected) -> None:
    assert build(chosen, ranked, most) == expected


@pytest.mark.parametrize(
    ("post", "backup", "tier"),
    [
        (None, False, Tier.WORKER),
        ("union_social_worker", True, Tier.BACKUP),
        ("upazila_social_services_officer", False, Tier.OFFICER),
        ("city_social_services_officer", True, Tier.OFFICER),
        ("district_social_services_officer", False, Tier.DISTRICT),
    ],
)
def test_a_post_says_the_tier(post: str | None, backup: bool, tier: Tier) -> None:
    assert tier_of(post, backup=backup) is tier


async def on_duty(world: World, name: str, hours_ago: int = 0) -> SignedIn:
    async with world.database.transaction() as session:
        person = await world.add_staff(session, name, "supervisor")
        now = time.now() - timedelta(hours=hours_ago)
        session.add(
            StaffSession(
                token_digest=name.encode(),
                staff_id=person.id,
                app=App.CONSOLE,
                started_at=now,
                ends_at=now + timedelta(hours=12),
            )
        )
        return person


async def fire(world: World, minutes: float) -> None:
    with travel(time.now() + timedelta(minutes=minutes), tick=False):
        await fire_due(world.database, deadlines(world.settings))


async def everybody_declines(world: World, made: UUID) -> None:
    for worker in world.workers:
        await world.decline(made, worker)


async def test_the_last_tier_is_the_supervisor_and_then_the_alarm(world: World) -> None:
    first = await on_duty(world, "supervisor-8", hours_ago=2)
    second = await on_duty(world, "supervisor-9")
    made = await world.request()
    await everybody_declines(world, made)
    step = (await world.steps(made))[-1]
    assert (step.tier, step.staff_id) == (Tier.SUPERVISOR, second.id)
    assert (step.due_at - step.alerted_at).total_seconds() == 60
    await fire(world, 2)
    assert [one.staff_id for one in await world.steps(made)][-2:] == [second.id, first.id]
    await fire(world, 4)
    dispatch = await world.dispatch(made)
    assert dispatch.state is DispatchState.UNANSWERED
    assert dispatch.alarm_at is not None
    await world.accept(made, Responder("staff", first.id))
    taken = await world.dispatch(made)
    assert (taken.in_charge, taken.alarm_at, taken.accepted_step) == (first.id, None, None)
    with pytest.raises(InCharge) as refused:
        await world.accept(made, Responder("staff", second.id))
    assert refused.value.facts["in_charge"]["id"] == str(first.id)


async def test_a_charge_that_leads_nowhere_sounds_the_alarm_again(world: World) -> None:
    lead = await on_duty(world, "supervisor-8")
    made = await world.request()
    with pytest.raises(NoAlarm):
        await world.do(lambda s: charge.take(s, made, lead.id, world.settings))
    await everybody_declines(world, made)
    await world.do(lambda s: charge.take(s, made, lead.id, world.settings))
    await fire(world, 11)
    after = await world.dispatch(made)
    assert after.in_charge is None
    assert after.alarm_at is not None
    assert len(await world.events("dispatch.charge_ran_out")) == 1


async def test_a_task_handed_back_goes_to_the_next_at_once(world: World) -> None:
    made = await world.request()
    first, second, _ = world.workers
    await world.accept(made, first)
    with pytest.raises(DispatchNotFound):
        await world.do(lambda s: handing_back.hand_back(s, made, second, "ill", world.settings))
    for _ in range(2):  # a lost reply: said twice
        await world.do(lambda s: handing_back.hand_back(s, made, first, "ill", world.settings))
    dispatch = await world.dispatch(made)
    assert (dispatch.state, dispatch.accepted_step) == (DispatchState.ALERTING, None)
    assert [step.state for step in await world.steps(made)] == [
        StepState.HANDED_BACK,
        StepState.ALERTED,
    ]
    with pytest.raises(IllegalMove):
        await world.accept(made, first)
    await world.accept(made, second)
    await world.do(lambda s: service.arrive(s, made, second))
    with pytest.raises(IllegalMove):
        await world.do(lambda s: handing_back.hand_back(s, made, second, "ill", world.settings))


async def test_accepted_and_nothing_happened_reminds_then_alarms_and_moves_nobody(
    world: World,
) -> None:
    lead = await on_duty(world, "supervisor-8")
    made = await world.request()
    await world.accept(made, world.workers[0])
    await fire(world, 9)
    assert (await world.dispatch(made)).reminded_at is None
    await fire(world, 11)
    assert (await world.dispatch(made)).reminded_at is not None
    await fire(world, 17)
    stalled = await world.dispatch(made)
    assert stalled.stalled_at is not None
    assert stalled.state is DispatchState.ACCEPTED
    await world.do(lambda s: handing_back.pass_on(s, lead, made, world.settings))
    assert (await world.steps(made))[0].decline_reason == "no_progress"
    assert (await world.dispatch(made)).stalled_at is None


async def test_setting_out_gives_the_time_of_the_way(world: World) -> None:
    made = await world.request()
    await world.accept(made, world.workers[0])
    await world.step_on(service.depart, made)
    await fire(world, 0.01)
    await fire(world, 50)
    assert (await world.dispatch(made)).reminded_at is None
    await fire(world, 62)
    assert (await world.dispatch(made)).reminded_at is not None
    await world.step_on(service.arrive, made)
    await fire(world, 120)
    assert (await world.dispatch(made)).stalled_at is None


@pytest.mark.parametrize("over", ["taken", "stood_down"])
async def test_an_answer_that_comes_late_is_refused_and_noted_once(world: World, over: str) -> None:
    made = await world.request()
    await fire(world, 3)
    first, second, _ = world.workers
    if over == "taken":
        await world.accept(made, second)
    else:
        await world.stand_down(made)

    async def answer(session):
        return await late.accept(session, made, first, world.settings, through=LINK)

    for _ in range(3):
        dispatch, refused = await world.do(answer)
        assert dispatch is None
        assert refused is not None
    (noted,) = await world.events("dispatch.answered_late")
    assert (noted.facts["verb"], noted.facts["channel"]) == ("accept", "text")
    assert (await world.timeline()).count("dispatch.answered_late") == 1


@pytest.mark.parametrize(
    ("seconds", "kept"), [(-30, "kept"), (-3600, "not before the alert"), (3600, "not later")]
)
async def test_what_reaches_us_later_keeps_its_time_within_reason(
    world: World, seconds: int, kept: str
) -> None:
    made = await world.request()
    alerted = (await world.steps(made))[0].alerted_at
    with travel(alerted + timedelta(seconds=60), tick=False):
        said = time.now() + timedelta(seconds=seconds)
        await world.do(lambda s: service.accept(s, made, world.workers[0], world.settings, at=said))
    at = (await world.dispatch(made)).acknowledged_at
    expected = {-30: said, -3600: alerted, 3600: alerted + timedelta(seconds=60)}[seconds]
    assert at == expected, kept


async def test_an_alarm_over_one_who_stood_still_ends_with_what_it_was_about(world: World) -> None:
    lead = await on_duty(world, "supervisor-8")
    made = await world.request()
    await world.accept(made, world.workers[0])
    await fire(world, 11)
    await fire(world, 17)
    await world.do(lambda s: charge.take(s, made, lead.id, world.settings))
    await fire(world, 11)
    assert (await world.dispatch(made)).alarm_at is not None
    await world.do(lambda s: handing_back.pass_on(s, lead, made, world.settings))
    asked = await world.dispatch(made)
    assert (asked.state, asked.alarm_at) == (DispatchState.ALERTING, None)
    with pytest.raises(NoAlarm):
        await world.do(lambda s: charge.take(s, made, lead.id, world.settings))
    await world.decline(made, world.workers[1])
    await fire(world, 30)
    assert (await world.steps(made))[-1].staff_id == lead.id


async def test_a_supervisor_is_never_sent_a_link_and_none_leads_anywhere(world: World) -> None:
    lead = await on_duty(world, "supervisor-8")
    async with world.database.transaction() as session:
        entered = await contacts.add_contact(
            session, contacts.Owner("staff", lead.id), Channel.TEXT, "+8801010000777"
        )
        await contacts.vouch(session, entered.id, by=lead.id)
    made = await world.request()
    await everybody_declines(world, made)
    assert (await world.steps(made))[-1].staff_id == lead.id
    assert len(await world.alerts(made, "live")) == len(world.workers) + 1
    assert len(await world.alerts(made, "text")) == len(world.workers)
    await world.accept(made, Responder("staff", lead.id))
    page = page_of((await world.steps(made))[-1], await world.dispatch(made))
    assert (page.state, page.can) == ("expired", ())
