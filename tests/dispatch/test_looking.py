"""Nobody could be asked: whoever can be later is asked by itself, once, by the ordinary rules."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select
from time_machine import Traveller

from app.cases import exclusions
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.linking import link
from app.cases.models import TimelineEntry
from app.core.db import execute, fetch_value
from app.dispatch import looking, unmet, wishing
from app.dispatch.agencies import Agency
from app.dispatch.auditor import audit
from app.dispatch.handing_off import Wanted
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch, Notice
from app.dispatch.states import DispatchState
from app.dispatch.unmet_rows import unmet_rows
from tests.dispatch.test_hand_off import staffed
from tests.dispatch.test_unmet import fire, kept, nobody, nobody_there, press, sql, supervisor
from tests.dispatch.test_unmet import telephone as has_telephone
from tests.dispatch.web import browser, cookie_of
from tests.dispatch.world import UNION, World

A_MINUTE = timedelta(seconds=60)


async def comes(world: World, worker: Responder, *, on: bool = True) -> None:
    """He or she goes on duty, or off it."""
    await sql(world, f"UPDATE worker SET on_duty = {on} WHERE id = '{worker.id}'")


async def made(world: World) -> list[Dispatch]:
    found = await world.do(lambda s: s.exec(select(Dispatch).order_by(col(Dispatch.task_no))))
    return list(found)


async def asked(world: World, dispatch: Dispatch) -> list[UUID | None]:
    return [step.worker_id or step.centre_id for step in await world.steps(dispatch.id)]


async def looks(world: World, row_id: UUID) -> int:
    """How many looks are still to come."""
    waits = (
        "SELECT count(*) FROM deadline WHERE kind = 'dispatch.unmet_look' "
        "AND subject_id = $1 AND ended_at IS NULL"
    )
    return int(await world.do(lambda s: fetch_value(s, waits, row_id)))


async def by_hand(world: World, seen: UUID | None, chosen: Responder | None = None) -> Any:
    """A counsellor asks from a screen that shows the unmet request `seen`."""
    return await world.do(
        lambda s: wishing.request(
            s, world.counsellor, world.incident_id, chosen, world.settings, seen
        )
    )


async def test_one_who_comes_on_duty_is_asked_by_itself_at_the_next_look_and_not_before(
    world: World, clock: Traveller
) -> None:
    boss = await supervisor(world)
    await has_telephone(world, boss)
    row = await nobody(world)
    await comes(world, world.workers[1])
    clock.shift(timedelta(seconds=59))
    await fire(world)
    assert await made(world) == []
    clock.shift(timedelta(seconds=1))
    await fire(world)
    (dispatch,) = await made(world)
    assert (dispatch.state, dispatch.agency) == (DispatchState.ALERTING, None)
    assert dispatch.requested_by == world.counsellor.id
    assert await asked(world, dispatch) == [world.workers[1].id]
    (told,) = await world.events("dispatch.requested")
    assert told.facts["by_itself"] is True
    assert f"staff/{world.counsellor.id}" in told.audience
    (over,) = await world.events("unmet.over")
    assert (over.entity_id, over.facts["outcome"]) == (row.id, "met")
    (ended,) = await kept(world)
    assert (ended.ending, ended.dispatch_id, ended.look_at) == ("met", dispatch.id, None)
    codes = [event.facts["code"] for event in await world.events("supervisors.told")]
    assert codes == ["nobody_to_ask", "asked_after_all"]
    notices = await world.do(lambda s: s.exec(select(Notice.code).order_by(col(Notice.at))))
    assert list(notices) == ["nobody_to_ask", "asked_after_all"]
    assert (await looks(world, row.id), await world.do(unmet_rows)) == (0, {})
    assert await audit(world.database, world.settings) == []
    kinds = select(TimelineEntry.actor_kind).where(TimelineEntry.kind == "dispatch.requested")
    assert list(await world.do(lambda s: s.exec(kinds))) == ["system"]


async def test_one_asked_by_a_person_is_told_as_that(world: World) -> None:
    await world.request()
    (told,) = await world.events("dispatch.requested")
    assert told.facts["by_itself"] is False


async def test_a_bed_that_frees_is_asked_for(world: World, clock: Traveller) -> None:
    await world.add_centres()
    await nobody_there(world)
    one = await world.centre("SRTRCCR-BAR")
    await sql(world, f"UPDATE centre SET operating = true, capacity = 0 WHERE id = '{one.id}'")
    assert await press(world)
    (row,) = await kept(world)
    clock.shift(A_MINUTE)
    await fire(world)
    assert (await made(world), await looks(world, row.id)) == ([], 1)
    await sql(world, f"UPDATE centre SET capacity = 1 WHERE id = '{one.id}'")
    clock.shift(A_MINUTE)
    await fire(world)
    (dispatch,) = await made(world)
    assert await asked(world, dispatch) == [one.id]


async def test_it_looks_on_every_minute_and_screens_see_why_nobody_can_be_asked_now(
    world: World, clock: Traveller
) -> None:
    row = await nobody(world)
    before = await world.timeline()
    for _ in range(3):
        clock.shift(A_MINUTE)
        await fire(world)
    assert (await made(world), await looks(world, row.id)) == ([], 1)
    assert await world.events("unmet.looked") == [], "nothing has changed"
    rina = world.workers[0]
    await comes(world, rina)
    await exclude(world, rina)
    clock.shift(A_MINUTE)
    await fire(world)
    shown = (await world.do(unmet_rows))[row.id]
    assert {"code": "excluded_conflict", "params": {"n": 1}} in shown["reasons"]
    assert (shown["asks_by_itself"], await made(world)) == (True, [])
    (looked,) = await world.events("unmet.looked")
    assert looked.facts["why"]["off_duty"] == 2
    assert "excluded_conflict" not in looked.facts["why"], "the one it is about may hear it"
    assert looked.version == shown["version"]
    assert [kind for kind in await world.timeline() if "exclu" not in kind] == before


async def exclude(world: World, who: Responder) -> None:
    async def act(session: Any) -> None:
        found = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        by = world.counsellor.id
        await exclusions.exclude(
            session, found, who.kind, who.id, reason="accused", note=None, by=by
        )

    await world.do(act)


async def test_the_urgency_of_that_moment_counts(world: World, clock: Traveller) -> None:
    await nobody_there(world)
    calm = await world.add_incident(UNION, "P3")
    assert await press(world, calm)

    async def hasten(session: Any) -> None:
        found = await for_system(session, calm, SystemReason.SCREEN, lock=True)
        await cases.set_urgency(session, found, "P1", world.counsellor.id)

    await world.do(hasten)
    await comes(world, world.workers[0])
    clock.shift(A_MINUTE)
    await fire(world)
    (dispatch,) = await made(world)
    assert (dispatch.urgency, dispatch.incident_id) == ("P1", calm)


async def test_by_two_workers_at_once_and_fired_twice_it_is_one_dispatch(
    world: World, clock: Traveller
) -> None:
    row = await nobody(world)
    for worker in world.workers:
        await comes(world, worker)
    clock.shift(A_MINUTE)
    await asyncio.gather(
        fire(world),
        fire(world),
        *(world.do(lambda s: looking.look(s, row.id, world.settings)) for _ in range(4)),
    )
    await world.do(lambda s: looking.look(s, row.id, world.settings))
    (dispatch,) = await made(world)
    assert len(await asked(world, dispatch)) == 1
    assert len(await world.events("unmet.over")) == 1
    codes = [event.facts["code"] for event in await world.events("supervisors.told")]
    assert codes == ["nobody_to_ask", "asked_after_all"]


async def test_killed_in_between_nobody_is_asked_and_the_next_look_asks_once(
    world: World, clock: Traveller
) -> None:
    row = await nobody(world)
    await comes(world, world.workers[0])
    clock.shift(A_MINUTE)

    async def killed(session: Any) -> None:
        await looking.look(session, row.id, world.settings)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await world.do(killed)
    assert (await made(world), await looks(world, row.id)) == ([], 1)
    await fire(world)
    assert len(await made(world)) == 1


@pytest.mark.parametrize("who", [None, 0], ids=["the best of the list", "the best by name"])
async def test_a_counsellor_who_asks_in_the_same_moment_asks_nobody_twice(
    world: World, clock: Traveller, who: int | None
) -> None:
    row = await nobody(world)
    for worker in world.workers:
        await comes(world, worker)
    clock.shift(A_MINUTE)
    chosen = None if who is None else world.workers[who]
    answers = await asyncio.gather(
        by_hand(world, row.id, chosen), fire(world), by_hand(world, row.id, chosen)
    )
    (dispatch,) = await made(world)
    assert [answer[0].id for answer in (answers[0], answers[2])] == [dispatch.id] * 2
    assert await asked(world, dispatch) == [world.workers[0].id]
    assert (await kept(world))[0].dispatch_id == dispatch.id


async def test_one_chosen_by_name_while_another_was_asked_is_refused_until_chosen_again(
    world: World, clock: Traveller
) -> None:
    row = await nobody(world)
    for worker in world.workers:
        await comes(world, worker)
    clock.shift(A_MINUTE)
    await fire(world)
    (dispatch,) = await made(world)
    console = await cookie_of(world, world.counsellor.id, "console")
    path = f"/api/v1/incidents/{world.incident_id}/dispatches"
    wish = {"responder": {"kind": "worker", "id": str(world.workers[2].id)}}
    async with browser(world) as client:
        late = await client.post(path, json={**wish, "unmet": str(row.id)}, headers=console)
        assert (late.status_code, late.json()["code"]) == (409, "asked_meanwhile")
        assert late.json()["dispatch_id"] == str(dispatch.id)
        same = await client.post(path, json={"unmet": str(row.id)}, headers=console)
        assert (same.status_code, same.json()["id"]) == (201, str(dispatch.id))
        assert len(await made(world)) == 1
        again = await client.post(path, json=wish, headers=console)
    assert again.status_code == 201
    assert len(await made(world)) == 2, "one more, by a person who knows of the first"


async def test_a_request_met_by_a_dispatch_that_is_over_is_asked_anew(
    world: World, clock: Traveller
) -> None:
    row = await nobody(world)
    await comes(world, world.workers[0])
    clock.shift(A_MINUTE)
    await fire(world)
    (dispatch,) = await made(world)
    await world.stand_down(dispatch.id)
    again, refused = await by_hand(world, row.id)
    assert (refused, again.id != dispatch.id) == (None, True)


async def test_a_request_of_another_ticket_meets_nothing_here(
    world: World, clock: Traveller
) -> None:
    other = await world.add_incident(UNION)
    await nobody_there(world)
    assert await press(world, other)
    (row,) = await kept(world)
    await comes(world, world.workers[0])
    clock.shift(A_MINUTE)
    await fire(world)
    here, _ = await by_hand(world, row.id)
    assert here.incident_id == world.incident_id
    assert len(await made(world)) == 2


async def _is_safe(world: World) -> None:
    async def act(session: Any) -> None:
        found = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        await cases.locate(session, found, UNION, "said", world.counsellor.id)
        found.safe_at = found.opened_at
        session.add(found)

    await world.do(act)


async def _is_asked_for_another_report(world: World) -> None:
    """Whoever was asked for a report linked to it since has a ladder that ends with a supervisor.

    The wish was there first, so that the link does not end it: it was asked for one more.
    """
    await world.do(
        lambda s: execute(
            s,
            "INSERT INTO dispatch (id, incident_id, state, urgency, requested_at, requested_by, "
            "ladder, current_step, version) SELECT gen_random_uuid(), incident_id, 'unanswered', "
            "'P1', wished_at - interval '1 hour', wished_by, '[]', 0, 1 FROM unmet",
        )
    )


@pytest.mark.parametrize("keeps", [_is_safe, _is_asked_for_another_report])
async def test_nobody_is_woken_for_a_child_who_is_safe_nor_while_others_are_asked(
    world: World, clock: Traveller, keeps: Any
) -> None:
    row = await nobody(world)
    await keeps(world)
    before = len(await made(world))
    for worker in world.workers:
        await comes(world, worker)
    clock.shift(A_MINUTE)
    await fire(world)
    assert (len(await made(world)), await looks(world, row.id)) == (before, 1)


async def test_a_place_that_is_not_known_any_more_is_waited_for(
    world: World, clock: Traveller
) -> None:
    row = await nobody(world)
    await sql(world, "UPDATE incident SET place = NULL")
    await comes(world, world.workers[0])
    clock.shift(A_MINUTE)
    await fire(world)
    assert (await made(world), await looks(world, row.id)) == ([], 1)
    await sql(world, f"UPDATE incident SET place = '{UNION}'")
    clock.shift(A_MINUTE)
    await fire(world)
    assert len(await made(world)) == 1


async def test_while_a_supervisor_is_in_charge_whoever_comes_is_asked_all_the_same(
    world: World, clock: Traveller
) -> None:
    boss = await supervisor(world)
    row = await nobody(world)
    await world.do(lambda s: unmet.take(s, row.id, boss.id, world.settings))
    await comes(world, world.workers[0])
    clock.shift(A_MINUTE)
    await fire(world)
    assert len(await made(world)) == 1


async def test_one_linked_to_another_ticket_is_asked_for_that_one(
    world: World, clock: Traveller
) -> None:
    await nobody(world)
    other = await world.add_incident(UNION)
    await world.do(lambda s: link(s, world.counsellor, world.incident_id, str(other)))
    await comes(world, world.workers[0])
    clock.shift(A_MINUTE)
    await fire(world)
    (dispatch,) = await made(world)
    assert dispatch.incident_id == other


async def test_an_agency_is_not_asked_by_itself(world: World, clock: Traveller) -> None:
    people = await staffed(world, police=1)
    police = people[Agency.POLICE][0]
    await comes(world, police, on=False)
    _, refused = await world.do(
        lambda s: wishing.hand_off(
            s, world.counsellor, world.incident_id, [Wanted(Agency.POLICE)], world.settings
        )
    )
    assert refused is not None
    (row,) = await kept(world)
    assert (row.look_at, await looks(world, row.id)) == (None, 0)
    assert (await world.do(unmet_rows))[row.id]["asks_by_itself"] is False
    await comes(world, police)
    clock.shift(A_MINUTE)
    await fire(world)
    await world.do(lambda s: looking.look(s, row.id, world.settings))
    assert await made(world) == []
    assert await audit(world.database, world.settings) == []
