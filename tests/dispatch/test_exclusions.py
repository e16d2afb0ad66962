"""Who must not be asked: kept sealed, obeyed by the list and the ladder, told to nobody by name."""

from uuid import UUID

import pytest
from sqlalchemy import text

from app.cases import exclusions, linking
from app.cases.access import SystemReason, for_system
from app.cases.exclusions import FOLLOW_EXCLUSION as FOLLOW
from app.core.db import fetch
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.core.outbox import OutboxRow
from app.dispatch import excluding, service
from app.dispatch.candidates import ResponderCannotGo, find_responders
from app.dispatch.jobs import handlers
from app.dispatch.ladder import Responder
from app.dispatch.states import DispatchState, StepState
from tests.dispatch.web import browser, cookie_of
from tests.dispatch.world import UNION, Carrier, World

NOTE = "তার মামা, একই বাড়িতে থাকে"


async def exclude(world: World, who: Responder, reason: str = "accused") -> UUID:
    async with world.database.transaction() as session:
        incident = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        made = await exclusions.exclude(
            session,
            incident,
            who.kind,
            who.id,
            reason=reason,
            note=NOTE,
            by=world.counsellor.id,
        )
        return made.id


async def follow(world: World, exclusion_id: UUID) -> None:
    async with world.database.transaction() as session:
        found = await excluding.concerned(session, exclusion_id)
    for one in found:
        async with world.database.transaction() as session:
            await excluding.follow_exclusion(session, exclusion_id, one, world.settings)


async def test_the_excluded_stands_in_the_shortfall_and_cannot_be_chosen(world: World) -> None:
    await exclude(world, world.workers[0])
    found = await world.do(
        lambda s: _found(s, world),
    )
    (row,) = [one for one in found["shortfall"] if one["id"] == str(world.workers[0].id)]
    assert row["reasons"][0]["code"] == "excluded_conflict"
    with pytest.raises(ResponderCannotGo):
        await world.request(chosen=world.workers[0])


async def _found(session, world):
    incident = await for_system(session, world.incident_id, SystemReason.SCREEN)
    return (await find_responders(session, incident, world.settings)).rows()


async def test_one_who_was_asked_is_asked_no_more_and_the_next_one_is(world: World) -> None:
    dispatch_id = await world.request()
    line = await exclude(world, world.workers[0])
    await follow(world, line)
    await follow(world, line)
    steps = await world.steps(dispatch_id)
    assert [step.state for step in steps] == [StepState.WITHDRAWN, StepState.ALERTED]
    assert steps[1].worker_id == world.workers[1].id


async def test_one_further_down_the_ladder_is_passed_over(world: World) -> None:
    dispatch_id = await world.request()
    await follow(world, await exclude(world, world.workers[1]))
    await world.decline(dispatch_id, world.workers[0])
    assert [step.worker_id for step in await world.steps(dispatch_id)] == [
        world.workers[0].id,
        world.workers[2].id,
    ]


async def test_from_one_already_on_the_way_the_task_goes_to_the_next(world: World) -> None:
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    await follow(world, await exclude(world, world.workers[0]))
    assert (await world.dispatch(dispatch_id)).state is DispatchState.ALERTING
    steps = await world.steps(dispatch_id)
    assert [step.state for step in steps] == [StepState.HANDED_BACK, StepState.ALERTED]


async def test_no_event_ties_a_person_to_a_conflict_and_the_words_are_sealed(world: World) -> None:
    dispatch_id = await world.request()
    await follow(world, await exclude(world, world.workers[0]))
    assert dispatch_id
    (told,) = await world.events("incident.responder_excluded")
    assert str(world.workers[0].id) not in str(told.facts)
    async with world.database.transaction() as session:
        rows = await session.exec(
            text(f"SELECT facts::text FROM {OutboxRow.__tablename__}")  # type: ignore[call-overload]
        )
        assert not any("conflict" in row[0] or "accused" in row[0] for row in rows)
        why = await session.exec(text("SELECT why FROM exclusion"))  # type: ignore[call-overload]
        assert all(NOTE.encode() not in row[0] and b"accused" not in row[0] for row in why)


async def test_over_http_it_is_added_once_seen_and_lifted(world: World) -> None:
    console = await cookie_of(world, world.counsellor.id, "console")
    at = f"/api/v1/incidents/{world.incident_id}/exclusions"
    who = {"kind": "worker", "id": str(world.workers[0].id)}
    async with browser(world) as client:

        async def post(**more):
            body = {"responder": who, "reason": "accused", "note": NOTE} | more
            return await client.post(at, json=body, headers=console)

        first, again = await post(), await post()
        assert first.status_code == again.status_code == 201
        assert first.json() == again.json()
        assert first.json()["note"] == NOTE
        unknown = await post(responder={"kind": "worker", "id": str(UUID(int=1))})
        assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (422, "responder.id")
        assert (await post(reason="dislike")).status_code == 422
        listed = (await client.get(at, headers=console)).json()["items"]
        assert [row["responder"]["name"]["en"] for row in listed] == ["Rina"]
        lifted = await client.post(f"{at}/{listed[0]['id']}/lift", headers=console)
        assert lifted.status_code == 204
        assert (await client.get(at, headers=console)).json()["items"] == []
        gone = await client.post(f"{at}/{UUID(int=1)}/lift", headers=console)
        assert gone.status_code == 404


async def test_the_excluded_cannot_accept_before_the_job_has_come(world: World) -> None:
    dispatch_id = await world.request()
    await exclude(world, world.workers[0])
    with pytest.raises(IllegalMove):
        await world.accept(dispatch_id, world.workers[0])
    assert (await world.dispatch(dispatch_id)).accepted_step is None


async def test_a_kind_that_does_not_fit_the_id_is_refused_by_field(world: World) -> None:
    with pytest.raises(InputIsInvalid) as refused:
        await exclude(world, Responder("centre", world.workers[0].id))
    assert refused.value.field == "responder.id"


async def test_what_a_linked_ticket_excludes_is_obeyed_shown_and_lifted_where_it_is_kept(
    world: World,
) -> None:
    kept = await world.add_incident(UNION)
    running = await world.request(incident_id=kept)
    line = await exclude(world, world.workers[0])
    await world.do(lambda s: linking.link(s, world.counsellor, world.incident_id, str(kept)))
    async with world.database.transaction() as session:
        queued = await fetch(session, "SELECT 1 FROM pgqueuer WHERE entrypoint = $1", FOLLOW)
    assert len(queued) == 2  # when it was written, and for the dispatches of the one that is kept
    await follow(world, line)
    assert (await world.steps(running))[0].state is StepState.WITHDRAWN
    async with world.database.transaction() as session:
        incident = await for_system(session, kept, SystemReason.SCREEN, lock=True)
        (row,) = await exclusions.exclusion_rows(session, incident)
        assert (row["id"], row["note"]) == (str(line), NOTE)
        await exclusions.lift(session, incident, line, world.counsellor.id)
        assert await exclusions.excluded(session, kept) == frozenset()


async def test_of_one_who_is_with_the_child_supervisors_alone_are_told(world: World) -> None:
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    await world.step_on(service.arrive, dispatch_id)
    before = await world.timeline()
    await follow(world, await exclude(world, world.workers[0]))
    (told,) = await world.events("supervisors.told")
    assert (told.facts["code"], told.audience) == ("must_not_be_there", ["board"])
    assert (await world.dispatch(dispatch_id)).state is DispatchState.REACHED
    assert await world.timeline() == [*before, "incident.responder_excluded"]


async def test_of_a_child_who_stays_in_a_centre_that_is_complained_of_supervisors_are_told(
    world: World,
) -> None:
    await world.add_centres()
    centre = await world.centre("SRTRCCR-BAR")
    dispatch_id = await world.request(centre)
    await world.accept(dispatch_id, centre)
    await world.do(lambda s: service.admit(s, dispatch_id, centre))
    line = await exclude(world, centre, "complained_of")
    carrier = Carrier()
    await handlers(world.database, carrier, world.settings)[FOLLOW](line)
    (told,) = await world.events("supervisors.told")
    assert told.facts["code"] == "must_not_be_there"
