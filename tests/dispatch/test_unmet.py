"""Nobody can be asked: it is kept, told once to supervisors, and told again until it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlmodel import col, select
from time_machine import Traveller

from app.cases import exclusions, linking
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.core.db import execute, fetch_value
from app.directory import contacts
from app.directory.states import Channel
from app.dispatch import unmet, wishing
from app.dispatch.agencies import Agency
from app.dispatch.auditor import audit
from app.dispatch.candidates import NobodyCanGo
from app.dispatch.charge import InCharge
from app.dispatch.handing_off import Wanted
from app.dispatch.jobs import deadlines
from app.dispatch.models import Notice
from app.dispatch.unmet import UnmetIsOver
from app.dispatch.unmet_models import Unmet
from app.dispatch.unmet_rows import unmet_rows
from app.jobs.deadlines import fire_due
from app.staff.auth import SignedIn
from tests.dispatch.test_hand_off import staffed
from tests.dispatch.web import browser, cookie_of, worker_cookie
from tests.dispatch.world import UNION, World

API = "/api/v1"
NOBODY = "UPDATE worker SET on_duty = false"
SOMEBODY = "UPDATE worker SET on_duty = true"


async def nobody_there(world: World) -> None:
    """Workers are off duty, and no centre works."""
    await sql(world, NOBODY)
    await sql(world, "UPDATE centre SET operating = false")


async def sql(world: World, statement: str) -> None:
    await world.do(lambda s: execute(s, statement))


async def press(world: World, incident_id: UUID | None = None) -> Any:
    """A counsellor asks for the best of the list: the refusal, or None."""
    _, refused = await world.do(
        lambda s: wishing.request(
            s, world.counsellor, incident_id or world.incident_id, None, world.settings
        )
    )
    return refused


async def nobody(world: World) -> Unmet:
    """Everybody is off duty, and a counsellor has asked for somebody."""
    await nobody_there(world)
    assert isinstance(await press(world), NobodyCanGo)
    (row,) = await kept(world)
    return row


async def kept(world: World) -> list[Unmet]:
    found = await world.do(lambda s: s.exec(select(Unmet).order_by(col(Unmet.wished_at))))
    return list(found)


async def supervisor(world: World, name: str = "supervisor-8") -> SignedIn:
    async with world.database.transaction() as session:
        return await world.add_staff(session, name, "supervisor")


async def telephone(world: World, boss: SignedIn) -> None:
    """A number to which texts go."""
    async with world.database.transaction() as session:
        owner = contacts.Owner("staff", boss.id)
        entered = await contacts.add_contact(session, owner, Channel.TEXT, "+8801010000777")
        await contacts.vouch(session, entered.id, by=boss.id)


async def fire(world: World) -> None:
    await fire_due(world.database, deadlines(world.settings))


async def ask(
    client: httpx.AsyncClient, world: World, headers: dict[str, str], **body: Any
) -> httpx.Response:
    path = f"{API}/incidents/{world.incident_id}/dispatches"
    return await client.post(path, json=body, headers=headers)


async def test_pressed_ten_times_at_once_it_is_refused_and_supervisors_are_told_once(
    world: World,
) -> None:
    boss = await supervisor(world)
    await telephone(world, boss)
    await supervisor(world, "supervisor-9")  # has no channel at all: the board says it
    await nobody_there(world)
    console = await cookie_of(world, world.counsellor.id, "console")
    async with browser(world) as client:
        answers = await asyncio.gather(*(ask(client, world, console) for _ in range(10)))
    assert {one.status_code for one in answers} == {409}
    assert {one.json()["code"] for one in answers} == {"nobody_can_go"}
    (row,) = await kept(world)
    problem = answers[0].json()
    assert problem["supervisors"]["id"] == str(row.id)
    assert {"code": "off_duty", "params": {"n": 3}} in problem["reasons"]
    (told,) = await world.events("unmet.told")
    assert told.facts["why"] == {one["code"]: one["params"]["n"] for one in problem["reasons"]}
    assert (await world.timeline())[-2:] == ["unmet.told", "supervisors.told"]
    (notice,) = list(await world.do(lambda s: s.exec(select(Notice))))
    assert (notice.code, notice.channel, notice.staff_id) == ("nobody_to_ask", "text", boss.id)
    assert (row.people, row.times) == (1, 1)


async def test_killed_in_between_nothing_is_told_and_pressing_again_tells_it_whole(
    world: World,
) -> None:
    await nobody_there(world)

    async def killed(session: Any) -> None:
        await wishing.request(session, world.counsellor, world.incident_id, None, world.settings)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await world.do(killed)
    left = "SELECT count(*) FROM deadline WHERE kind = 'dispatch.unmet_due'"
    assert await world.do(lambda s: fetch_value(s, left)) == 0
    assert (await kept(world), await world.events("supervisors.told")) == ([], [])
    assert await press(world)
    assert len(await kept(world)) == len(await world.events("supervisors.told")) == 1
    assert await world.do(lambda s: fetch_value(s, left)) == 1


async def test_without_any_channel_it_stands_on_the_board_and_says_so(world: World) -> None:
    await supervisor(world)
    row = await nobody(world)
    shown = (await world.do(unmet_rows))[row.id]
    assert (shown["people"], shown["in_charge"], shown["urgency"]) == (0, None, "P1")
    assert shown["number"] == (await world.incident()).number


async def _sent(world: World, _: Unmet) -> None:
    await world.request(world.workers[1])


async def _closed(world: World, _: Unmet) -> None:
    async def close(session: Any) -> None:
        found = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        await cases.close(session, found, "resolved", world.counsellor.id)

    await world.do(close)


async def _stood_down(world: World, row: Unmet) -> None:
    by = world.counsellor.id
    await world.do(lambda s: unmet.stand_down(s, row.id, "mistake", by))


async def _linked(world: World, _: Unmet) -> None:
    """The ticket it is linked to lacks somebody as well."""
    other = await world.add_incident(UNION)
    assert await press(world, other)
    await world.do(lambda s: linking.link(s, world.counsellor, world.incident_id, str(other)))


End = Callable[[World, Unmet], Awaitable[None]]


@pytest.mark.parametrize(
    ("ending", "act"),
    [("sent", _sent), ("closed", _closed), ("stood_down", _stood_down), ("linked", _linked)],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_it_leaves_the_board_when_it_ends(world: World, ending: str, act: End) -> None:
    row = await nobody(world)
    await act(world, row)
    (over,) = await world.events("unmet.over")
    assert (over.entity_id, over.facts["outcome"]) == (row.id, ending)
    assert row.id not in await world.do(unmet_rows)
    waits = "SELECT count(*) FROM deadline WHERE subject_id = $1 AND ended_at IS NULL"
    assert await world.do(lambda s: fetch_value(s, waits, row.id)) == 0
    assert await audit(world.database, world.settings) == []
    with pytest.raises(UnmetIsOver):
        await world.do(lambda s: unmet.take(s, row.id, world.counsellor.id, world.settings))


async def test_while_others_are_asked_no_alarm_rings_but_one_more_who_lacks_is_told_and_linked(
    world: World, clock: Traveller
) -> None:
    made = await world.request()
    await nobody_there(world)
    refused = await press(world)
    assert (refused.facts["supervisors"], await kept(world)) == (None, [])
    await world.accept(made, world.workers[0])
    clock.shift(1)
    assert await press(world), "one more is wished for, and there is none"
    (row,) = await kept(world)
    assert row.ended_at is None
    other = await world.add_incident(UNION)
    await world.do(lambda s: linking.link(s, world.counsellor, world.incident_id, str(other)))
    (moved,) = await kept(world)
    assert (moved.incident_id, len(await world.events("unmet.moved"))) == (other, 1)


async def test_one_asked_for_another_report_of_it_ends_it_by_going(
    world: World, clock: Traveller
) -> None:
    other = await world.add_incident(UNION)
    made = await world.request(world.workers[0], incident_id=other)
    clock.shift(1)
    row = await nobody(world)
    await world.do(lambda s: linking.link(s, world.counsellor, other, str(world.incident_id)))
    assert row.id in await world.do(unmet_rows)
    await world.accept(made, world.workers[0])
    assert row.id not in await world.do(unmet_rows)


async def test_told_again_in_time_but_not_while_a_supervisor_is_in_charge(
    world: World, clock: Traveller
) -> None:
    boss, other = await supervisor(world), await supervisor(world, "supervisor-9")
    row = await nobody(world)

    async def times() -> int:
        await fire(world)
        return len(await world.events("unmet.told"))

    clock.shift(timedelta(minutes=14))
    assert await times() == 1
    clock.shift(timedelta(minutes=1))
    assert await times() == 2
    for _ in range(2):
        await world.do(lambda s: unmet.take(s, row.id, boss.id, world.settings))
    assert len(await world.events("unmet.taken")) == 1
    with pytest.raises(InCharge) as refused:
        await world.do(lambda s: unmet.take(s, row.id, other.id, world.settings))
    assert refused.value.facts["in_charge"]["id"] == str(boss.id)
    assert "takes care" in (await press(world)).detail
    clock.shift(timedelta(minutes=9))
    assert await times() == 2
    clock.shift(timedelta(minutes=1))
    assert await times() == 3
    assert (await world.events("unmet.told"))[-1].facts["ran_out"] == str(boss.id)
    assert (await kept(world))[0].in_charge is None


async def test_when_somebody_had_gone_meanwhile_it_is_told_anew(
    world: World, clock: Traveller
) -> None:
    await nobody(world)
    made = await world.request(world.workers[0])
    await world.stand_down(made)
    clock.shift(1)
    assert await press(world)
    assert [row.ended_at is None for row in await kept(world)] == [False, True]
    assert len(await world.events("unmet.told")) == 2


async def test_more_urgent_is_told_sooner(world: World, clock: Traveller) -> None:
    await nobody_there(world)
    calm = await world.add_incident(UNION, "P3")
    assert await press(world, calm)
    (row,) = await kept(world)
    assert row.due_at - row.told_at == timedelta(hours=4)

    async def hasten(session: Any) -> None:
        found = await for_system(session, calm, SystemReason.SCREEN, lock=True)
        await cases.set_urgency(session, found, "P1", world.counsellor.id)
        await unmet.follow_urgency(session, calm, world.settings)

    await world.do(hasten)
    (row,) = await kept(world)
    assert row.due_at - row.told_at == timedelta(minutes=15)


async def test_an_agency_of_which_nobody_can_be_asked_is_told_too_and_no_conflict_is(
    world: World,
) -> None:
    people = await staffed(world, police=2)
    await world.do(
        lambda s: execute(
            s, "UPDATE worker SET on_duty = false WHERE id = $1", people[Agency.UNO][0].id
        )
    )

    async def hand_off(*wanted: Wanted) -> Any:
        _, refused = await world.do(
            lambda s: wishing.hand_off(
                s, world.counsellor, world.incident_id, wanted, world.settings
            )
        )
        return refused

    async def exclude(session: Any) -> None:
        found = await for_system(session, world.incident_id, SystemReason.SCREEN, lock=True)
        accused, by = people[Agency.POLICE][0], world.counsellor.id
        await exclusions.exclude(
            session, found, accused.kind, accused.id, reason="accused", note=None, by=by
        )

    await world.do(exclude)
    assert await hand_off(Wanted(Agency.POLICE, people[Agency.POLICE][0]))
    assert await kept(world) == [], "others of it can be asked"
    await world.do(
        lambda s: execute(
            s, "UPDATE worker SET on_duty = false WHERE id = $1", people[Agency.POLICE][1].id
        )
    )
    for _ in range(2):
        refused = await hand_off(Wanted(Agency.UNO), Wanted(Agency.POLICE))
        assert refused.code == "agency_cannot_be_asked"
    assert {row.agency for row in await kept(world)} == {Agency.UNO, Agency.POLICE}
    told = {event.facts["agency"]: event.facts["why"] for event in await world.events("unmet.told")}
    assert told == {"uno": {"off_duty": 1}, "police": {"off_duty": 1}}
    codes = [event.facts["code"] for event in await world.events("supervisors.told")]
    assert codes == ["agency_silent"] * 2
    await sql(world, SOMEBODY)
    assert await hand_off(Wanted(Agency.UNO)) is None
    assert list(await world.do(unmet_rows)) == [
        row.id for row in await kept(world) if row.agency is Agency.POLICE
    ]


BROKEN = {
    "no_deadline": "DELETE FROM deadline WHERE kind = 'dispatch.unmet_due'",
    "passed": "UPDATE unmet SET due_at = due_at - interval '1 hour'",
    "not_ended": "UPDATE incident SET state = 'closed', closed_at = now()",
    "unsent": "UPDATE notice SET at = at + interval '1 second'",
}


@pytest.mark.parametrize("why", BROKEN)
async def test_the_auditor_finds_one_that_nothing_would_end(
    world: World, clock: Traveller, why: str
) -> None:
    boss = await supervisor(world)
    await telephone(world, boss)
    row = await nobody(world)
    assert await audit(world.database, world.settings) == []
    await sql(world, BROKEN[why])
    if why == "unsent":
        clock.shift(timedelta(seconds=62))
    assert await audit(world.database, world.settings) == [(row.id, why)]
    await audit(world.database, world.settings)
    (stuck,) = await world.events("unmet.stuck")
    assert stuck.facts["why"] == why
    codes = [event.facts["code"] for event in await world.events("supervisors.told")]
    assert codes == ["nobody_to_ask", "ladder_stuck"]
    await fire(world)
    still = [(row.id, why)] if why == "unsent" else []  # nothing runs the queue here
    assert await audit(world.database, world.settings) == still


async def test_who_has_no_right_moves_nothing(world: World) -> None:
    row, boss = await nobody(world), await supervisor(world)
    async with world.database.transaction() as session:
        stranger = await world.add_staff(session, "counsellor-8", "counsellor")
    foreign = await cookie_of(world, stranger.id, "console")
    own = await cookie_of(world, world.counsellor.id, "console")
    lead = await cookie_of(world, boss.id, "console")
    field = await worker_cookie(world, 0)
    why = {"reason": "mistake"}
    at, lost = f"{API}/unmet/{row.id}", f"{API}/unmet/{uuid4()}"
    async with browser(world) as client:
        assert (await ask(client, world, foreign)).status_code == 404
        assert (await ask(client, world, field)).status_code == 403
        for path, body, headers, status in (
            (f"{at}/take-charge", {}, own, 403),
            (f"{at}/take-charge", {}, {}, 401),
            (f"{at}/stand-down", why, field, 403),
            (f"{at}/stand-down", why, foreign, 404),
            (f"{lost}/stand-down", why, own, 404),
            (f"{lost}/take-charge", {}, lead, 404),
            (f"{at}/stand-down", {"reason": "bored"}, own, 422),
        ):
            answer = await client.post(path, json=body, headers=headers)
            assert (path, answer.status_code) == (path, status)
        assert (await client.get(f"{API}/unmet", headers=own)).status_code == 403
        assert len(await world.events("unmet.told")) == 1
        assert [one.ended_at for one in await kept(world)] == [None]
        taken = (await client.post(f"{at}/take-charge", headers=lead)).json()
        assert taken["in_charge"]["en"] == "Mita"
        (shown,) = (await client.get(f"{API}/unmet", headers=lead)).json()["items"]
        assert shown == taken
        assert (await client.post(f"{at}/stand-down", json=why, headers=own)).status_code == 204
        again = await client.post(f"{at}/stand-down", json=why, headers=own)
    assert (again.status_code, again.json()["code"]) == (409, "unmet_is_over")
