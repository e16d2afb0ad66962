"""Several agencies at once: each has its own ladder, deadline, answer and view of the child."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, delete, select

from app.cases import exclusions
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.cases.models import Party
from app.cases.service import IncidentIsHeld
from app.core import clock as now
from app.core.errors import HelplineError
from app.directory import posts
from app.directory import service as directory
from app.directory.models import Coverage, Holding
from app.dispatch import handing_back, handing_off, service
from app.dispatch.agencies import PARTS, Agency
from app.dispatch.code import code_for
from app.dispatch.handing_off import Wanted
from app.dispatch.jobs import deadlines
from app.dispatch.ladder import Responder
from app.dispatch.lateness import stops_of
from app.dispatch.link import page_of
from app.dispatch.models import Dispatch, Step
from app.dispatch.queries import how_far
from app.dispatch.states import DispatchState
from app.jobs.deadlines import fire_due
from tests.dispatch.test_least_view import told_by_table
from tests.dispatch.test_rows import say
from tests.dispatch.web import browser, cookie_of, field_cookie
from tests.dispatch.world import UNION, UPAZILA, World

API = "/api/v1"
SECRETS = {
    "name": "গোপন তারা",
    "where_detail": "ঘাটের পিছনে",
    "with_whom": "mother",
    "injured": "yes",
}


async def staffed(world: World, **more: int) -> dict[Agency, list[Responder]]:
    """One holder of a post of every agency in the upazila, or as many as `more` says."""
    people: dict[Agency, list[Responder]] = {}
    async with world.database.transaction() as session:
        for agency, part in PARTS.items():
            for no in range(more.get(agency.value, 1)):
                code = f"{agency.value}-{no}"
                worker = await directory.add_worker(
                    session,
                    code=code,
                    name_bn=code,
                    name_en=code,
                    post_bn="-",
                    post_en="-",
                    on_duty=True,
                    phone=f"+8801100{len(people):03d}{no:03d}",
                )
                post = await posts.add_post(
                    session, code=code, kind=part.post, seat=UPAZILA, name_en=code, name_bn=code
                )
                at = now.now() - timedelta(days=1)
                await posts.appoint(session, post.id, worker.id, at=at)
                rank = "backup" if no else "primary"
                await directory.cover(session, UPAZILA, post_id=post.id, rank=rank)
                people.setdefault(agency, []).append(Responder("worker", worker.id))
    return people


async def hand_off(world: World, *wanted: Agency | Wanted) -> list[UUID]:
    asked = [one if isinstance(one, Wanted) else Wanted(one) for one in wanted]

    async def act(session: Any) -> list[Dispatch]:
        return await handing_off.hand_off(
            session, world.counsellor, world.incident_id, asked, world.settings
        )

    return [part.id for part in await world.do(act)]


async def states(world: World, *ids: UUID) -> list[str]:
    return [(await world.dispatch(id_)).state.value for id_ in ids]


async def test_each_part_climbs_its_own_ladder_and_ends_with_a_supervisor_who_knows(
    world: World, clock: Any
) -> None:
    people = await staffed(world, police=2)
    lead = await world.request()
    police, probation, legal = await hand_off(
        world, Agency.POLICE, Agency.PROBATION, Agency.LEGAL_AID
    )
    await world.accept(lead, world.workers[0])
    assert await states(world, lead, police, probation, legal) == ["accepted", *["alerting"] * 3]
    await world.accept(probation, people[Agency.PROBATION][0])
    assert await states(world, police, legal) == ["alerting"] * 2, "one answer stops no other"
    await world.decline(police, people[Agency.POLICE][0])
    steps = await world.steps(police)
    assert [step.worker_id for step in steps] == [one.id for one in people[Agency.POLICE]]
    clock.shift(121)
    await fire_due(world.database, deadlines(world.settings))
    silent = await world.dispatch(police)
    assert (silent.state, silent.alarm_at is not None) == (DispatchState.UNANSWERED, True)
    assert await states(world, legal) == ["alerting"], "it has four hours, not two minutes"
    assert [row.facts["code"] for row in await world.events("supervisors.told")] == [
        "agency_silent"
    ]
    assert await states(world, lead, probation) == ["accepted", "accepted"]


async def test_only_who_leads_stops_the_clock(world: World, clock: Any) -> None:
    people = await staffed(world)
    (police,) = await hand_off(world, Agency.POLICE)
    officer = people[Agency.POLICE][0]
    await world.accept(police, officer)
    await world.do(lambda s: service.depart(s, police, officer))
    await world.do(lambda s: service.arrive(s, police, officer))
    incident = await world.incident()
    assert (incident.dispatched_at, incident.acknowledged_at, incident.reached_at) == (None,) * 3
    lead = await world.request()
    clock.shift(60)
    await world.accept(lead, world.workers[0])
    stops = {one.stop.value: one for one in await world.do(lambda s: stops_of(s, incident))}
    assert stops["acknowledged"].at == (await world.dispatch(lead)).acknowledged_at
    assert stops["reached"].at is None
    await world.do(lambda s: service.complete(s, police, officer, "part_done"))
    with pytest.raises(HelplineError, match="Choose one of"):
        await world.do(lambda s: service.complete(s, lead, world.workers[0], "part_done"))
    assert (await world.incident()).safe_at is None
    known = await world.do(lambda s: how_far(s, [world.incident_id]))
    assert known[world.incident_id][0] == "accepted"


async def test_asking_twice_at_once_is_asking_once(world: World) -> None:
    await staffed(world)
    wanted = (Agency.POLICE, Agency.PROBATION)
    first, second = await asyncio.gather(hand_off(world, *wanted), hand_off(world, *wanted))
    assert first == second
    assert len(await world.events("dispatch.agency_asked")) == 2
    third = await hand_off(world, Agency.POLICE, Agency.UNO)
    assert third[0] == first[0]
    await world.stand_down(first[0])
    assert (await hand_off(world, Agency.POLICE))[0] != first[0], "withdrawn, it can be asked again"


async def test_all_are_asked_or_none_and_the_answer_says_of_whom_and_why(world: World) -> None:
    people = await staffed(world, school=0)
    accused = people[Agency.POLICE][0]

    async def exclude(session: Any) -> None:
        incident = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        await exclusions.exclude(
            session,
            incident,
            accused.kind,
            accused.id,
            reason="accused",
            note=None,
            by=world.counsellor.id,
        )

    await world.do(exclude)
    for wanted, code, why in (
        ([Agency.PROBATION, Agency.POLICE], "agency_cannot_be_asked", "excluded_conflict"),
        ([Agency.SCHOOL], "agency_cannot_be_asked", "no_post"),
        ([Agency.UNO, Agency.UNO], "input_is_invalid", None),
        ([Wanted(Agency.UNO, world.workers[0])], "input_is_invalid", None),
    ):
        with pytest.raises(HelplineError) as refused:
            await hand_off(world, *wanted)
        assert refused.value.code == code
        if why:
            assert refused.value.facts["reasons"][0]["code"] == why
    assert await world.events("dispatch.agency_asked") == []


async def test_closing_ends_what_nobody_took_and_waits_for_who_did(world: World) -> None:
    people = await staffed(world)
    police, probation = await hand_off(world, Agency.POLICE, Agency.PROBATION)
    officer = people[Agency.POLICE][0]
    await world.accept(police, officer)

    async def close(session: Any) -> None:
        incident = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        await cases.close(session, incident, "resolved", world.counsellor.id)

    with pytest.raises(IncidentIsHeld):
        await world.do(close)
    assert await states(world, probation) == ["alerting"], "a refused closing changes nothing"
    await world.do(lambda s: handing_back.hand_back(s, police, officer, "busy", world.settings))
    await world.do(close)
    assert await states(world, police, probation) == ["stood_down"] * 2
    parties = await world.do(
        lambda s: s.exec(select(Party).where(Party.ref == officer.id, Party.until == None))  # noqa: E711
    )
    assert parties.first() is None


async def test_every_way_out_shows_each_agency_its_own_view(world: World) -> None:
    people = await staffed(world)
    await say(
        world,
        child_name=SECRETS["name"],
        child_age="৯",
        child_sex="girl",
        where_detail=SECRETS["where_detail"],
        with_whom=SECRETS["with_whom"],
        injured=SECRETS["injured"],
    )
    console = await cookie_of(world, world.counsellor.id, "console")
    body = {"parts": [{"agency": agency.value} for agency in Agency]}
    async with browser(world) as web:
        asked = await web.post(
            f"{API}/incidents/{world.incident_id}/hand-off", json=body, headers=console
        )
        assert asked.status_code == 201, asked.text
        for part in asked.json()["items"]:
            agency = Agency(part["agency"])
            await _walk(world, web, part["id"], agency, people[agency][0])


async def _walk(world: World, web: Any, part: str, agency: Agency, who: Responder) -> None:
    told = told_by_table()[agency]
    phone = await field_cookie(world, who.id, f"person-{agency.value}")
    (before,) = (await web.get(f"{API}/dispatches/mine", headers=phone)).json()["items"]
    assert (before["details"], before["place"]["code"]) == (None, UPAZILA)
    (step,) = await world.steps(UUID(part))
    secret = world.settings.secret_key.get_secret_value()
    page = (await web.get(f"/a/{code_for(secret, step.id)}?lang=en")).text
    assert "You are asked as" in page
    taken = await web.post(f"{API}/dispatches/{part}/accept", headers=phone)
    details = taken.json()["details"]
    for secret_word in (SECRETS["name"], SECRETS["where_detail"]):
        assert secret_word not in page + str(before)
    seen = {fact for fact, said in {**details, **details["child"]}.items() if said is not None}
    plain = seen & {"number", "where_detail", "safe_to_talk", "injured", "with_whom", "age"}
    assert plain | (seen & {"sex", "name", "counsellor"}) <= told, agency
    for fact, word in SECRETS.items():
        said = {**details, **details["child"]}[fact]
        assert said == (word if fact in told else None), (agency, fact)
    for fact in ("name", "where_detail"):
        assert (SECRETS[fact] in taken.text) == (fact in told), (agency, fact)
    assert details["place"]["code"] == (UNION if "place" in told else UPAZILA)
    if not PARTS[agency].goes:
        away = await web.post(f"{API}/dispatches/{part}/depart", headers=phone)
        assert away.json()["code"] == "not_your_task"
        form = {"verb": "complete", "outcome": "part_done"}
        assert "complete" in page_of(*await _row(world, part)).can
        done = await web.post(f"/a/{code_for(secret, step.id)}", data=form)
        assert done.status_code == 200, done.text
        assert await states(world, UUID(part)) == ["done"]


async def _row(world: World, part: str) -> tuple[Step, Dispatch]:
    (step,) = await world.steps(UUID(part))
    return step, await world.dispatch(UUID(part))


async def test_whoever_was_transferred_meanwhile_is_asked_for_nothing_here(world: World) -> None:
    """The ladder is as it was when it was asked; the posts are as they are now."""
    lead, away = await world.request(), world.workers[1].id
    await world.do(lambda s: s.exec(delete(Coverage).where(col(Coverage.worker_id) == away)))
    await world.decline(lead, world.workers[0])
    asked = [step.worker_id for step in await world.steps(lead)]
    assert asked == [world.workers[0].id, world.workers[2].id]
    people = await staffed(world, police=2)
    (police,) = await hand_off(world, Agency.POLICE)
    gone = people[Agency.POLICE][1].id

    async def relieve(session: Any) -> None:
        held = (await session.exec(select(Holding).where(Holding.worker_id == gone))).one()
        await posts.relieve(session, held.id, at=now.now())

    await world.do(relieve)
    await world.decline(police, people[Agency.POLICE][0])
    assert len(await world.steps(police)) == 1
    told = await world.events("dispatch.step_skipped")
    assert [(one.facts["responder_id"], one.facts["reason"]) for one in told] == [
        (str(away), "no_coverage"),
        (str(gone), "no_coverage"),
    ]


async def test_a_part_may_be_taken_while_the_lead_is_stood_down_and_the_incident_closed(
    world: World,
) -> None:
    """All three at once: whoever took the part holds the incident open, else nobody does."""
    people = await staffed(world)
    for _ in range(3):
        world.incident_id = await world.add_incident(UNION)
        lead = await world.request()
        (probation,) = await hand_off(world, Agency.PROBATION)

        async def close(session: Any) -> None:
            incident = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
            await cases.close(session, incident, "resolved", world.counsellor.id)

        came = await asyncio.gather(
            world.accept(probation, people[Agency.PROBATION][0]),
            world.stand_down(lead),
            world.do(close),
            return_exceptions=True,
        )
        odd = [one for one in came if isinstance(one, BaseException)]
        assert all(isinstance(one, HelplineError) for one in odd), odd
        part, incident = await world.dispatch(probation), await world.incident()
        assert (incident.state == "closed") == (part.state == "stood_down")
        if part.state == "accepted":
            await world.stand_down(probation)
