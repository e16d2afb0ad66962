"""Two reports of one incident, with dispatches and people: what moves, what stays, who may what."""

import asyncio
from uuid import UUID

import pytest
from sqlmodel import select

from app.cases import access, aliases, linking
from app.cases import service as cases
from app.cases.aliases import IncidentIsLinked
from app.cases.linking import LinkIsCircle
from app.cases.models import Hold, Party
from app.cases.queries import incident_rows, linked_reports
from app.dispatch import service
from app.dispatch.queries import task_rows
from app.dispatch.states import DispatchState
from tests.dispatch.web import browser, cookie_of, worker_cookie
from tests.dispatch.world import UNION, World

API = "/api/v1"


async def link(world: World, linked: UUID, kept: UUID) -> None:
    await world.do(lambda s: linking.link(s, world.counsellor, linked, str(kept)))


async def say(world: World, incident_id: UUID, field: str, value: str) -> None:
    async with world.database.transaction() as session:
        reason = access.SystemReason.SCREEN
        found = await access.for_system(session, incident_id, reason, lock=True)
        await cases.save_field(session, found, field, value, world.counsellor.id)


async def test_dispatches_parties_and_holds_go_over_and_whoever_is_out_goes_on(
    world: World,
) -> None:
    kept, linked = await world.add_incident(UNION, "P3"), world.incident_id
    await say(world, linked, "where_detail", "behind the mill")
    id_ = await world.request()
    await world.accept(id_, world.workers[0])
    await link(world, linked, kept)
    assert (await world.dispatch(id_)).incident_id == kept
    found = await world.incident(kept)
    assert found.acknowledged_at == found.dispatched_at != None  # noqa: E711
    parties = list(await world.do(lambda s: s.exec(select(Party))))
    assert {party.incident_id for party in parties} == {kept}
    present = [(one.kind, one.ref) for one in parties if one.until is None]
    assert len(present) == len(set(present)) == 2
    (hold,) = list(await world.do(lambda s: s.exec(select(Hold))))
    assert (hold.incident_id, hold.released_at) == (kept, None)
    task = (await world.do(lambda s: task_rows(s, worker_id=world.workers[0].id)))[id_]
    assert task["details"]["where_detail"] == "behind the mill"
    assert task["details"]["number"] == found.number
    await world.step_on(service.arrive, id_)
    assert (await world.dispatch(id_)).state is DispatchState.REACHED
    assert (await world.incident(kept)).reached_at is not None
    assert (await world.incident(linked)).reached_at is None


async def test_what_was_written_in_either_stays_where_it_was_written(world: World) -> None:
    kept, linked = await world.add_incident(None), world.incident_id
    await say(world, kept, "narrative", "the first story")
    await say(world, linked, "narrative", "the second story")
    await link(world, linked, kept)
    (report,) = await world.do(lambda s: linked_reports(s, kept))
    assert report["intake"]["narrative"]["value"] == "the second story"
    assert report["timeline"][-1]["kind"] == "incident.linked"
    with pytest.raises(IncidentIsLinked):
        await say(world, linked, "narrative", "overwritten")


async def test_the_more_urgent_report_raises_the_kept_one_unless_a_person_decided(
    world: World,
) -> None:
    undecided = await world.add_incident(None, "P3")
    async with world.database.transaction() as session:
        found = await access.for_system(session, undecided, access.SystemReason.SCREEN, lock=True)
        found.urgency_source = "suggested"
        session.add(found)
    decided = await world.add_incident(None, "P3")
    await link(world, world.incident_id, undecided)
    assert (await world.incident(undecided)).urgency == "P1"
    await link(world, undecided, decided)
    assert (await world.incident(decided)).urgency == "P3"


async def test_a_chain_leads_to_the_last_and_an_alias_names_it(world: World) -> None:
    first = world.incident_id
    second, third = await world.add_incident(None), await world.add_incident(None)
    await link(world, first, second)
    await link(world, second, third)
    rows = await world.do(lambda s: incident_rows(s, [first, third]))
    assert rows[first]["linked_to"]["id"] == str(third)
    assert [report["id"] for report in rows[third]["reports"]] == [str(first), str(second)]
    fourth = await world.add_incident(None)
    await link(world, fourth, first)
    assert (await world.incident(fourth)).linked_to == third


async def test_two_who_link_crosswise_at_once_one_wins_and_nobody_waits_for_ever(
    world: World,
) -> None:
    for _ in range(4):
        one, other = await world.add_incident(None), await world.add_incident(None)
        ends = await asyncio.gather(
            link(world, one, other), link(world, other, one), return_exceptions=True
        )
        refused = [end for end in ends if end is not None]
        assert len(refused) == 1
        assert isinstance(refused[0], LinkIsCircle | IncidentIsLinked)
        states = {(await world.incident(id_)).state for id_ in (one, other)}
        assert states == {"open", "linked"}


async def test_many_links_and_verbs_at_once_never_lose_a_dispatch(world: World) -> None:
    """Whoever waits for the linked incident follows the dispatch to the kept one."""
    kept = await world.add_incident(None)
    id_ = await world.request()
    await world.accept(id_, world.workers[0])
    await asyncio.gather(
        link(world, world.incident_id, kept),
        world.step_on(service.depart, id_),
        world.step_on(service.arrive, id_),
    )
    dispatch = await world.dispatch(id_)
    assert (dispatch.incident_id, dispatch.state) == (kept, DispatchState.REACHED)
    assert (await world.incident(kept)).reached_at is not None


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("1098-26-000123", "1098-26-000123"),
        ("১০৯৮-২৬-০০০১২৩", "1098-26-000123"),
        (" 26-123 ", "1098-26-000123"),
        ("১২৩", "1098-26-000123"),
        ("1098 26 1234567", "1098-26-1234567"),
        ("my neighbour", None),
        ("1098-26-", None),
        ("", None),
    ],
)
def test_a_ticket_is_found_however_its_number_is_said(
    clock: object, said: str, number: str | None
) -> None:
    assert aliases.number_of(said) == number


async def test_refusals_of_a_link_over_http_have_codes(world: World) -> None:
    console = await cookie_of(world, world.counsellor.id, "console")
    kept, linked, closed = [await world.add_incident(None) for _ in range(3)]
    async with world.database.transaction() as session:
        found = await access.for_system(session, closed, access.SystemReason.SCREEN, lock=True)
        await cases.close(session, found, "prank", world.counsellor.id)
    numbers = {id_: (await world.incident(id_)).number for id_ in (kept, linked, closed)}
    async with browser(world) as client:

        async def post(id_: UUID, to: str, verb: str = "link") -> tuple[int, dict]:
            body: dict[str, object] = {"to": to} if verb == "link" else {"categories": []}
            answer = await client.post(f"{API}/incidents/{id_}/{verb}", json=body, headers=console)
            return answer.status_code, answer.json()

        assert (await post(linked, numbers[linked]))[1]["code"] == "link_to_itself"
        assert (await post(linked, numbers[closed]))[1]["code"] == "kept_is_closed"
        assert (await post(closed, numbers[kept]))[1]["code"] == "incident_is_closed"
        assert (await post(linked, "1098-26-999999"))[0] == 404
        status, row = await post(linked, numbers[kept])
        assert (status, row["id"], row["reports"][0]["number"]) == (200, str(kept), numbers[linked])
        assert (await post(linked, numbers[kept]))[0] == 200  # asked again: it is so already
        assert (await post(kept, numbers[linked]))[1]["code"] == "link_is_circle"
        status, refused = await post(linked, "", "categorise")
        assert (status, refused["code"]) == (409, "incident_is_linked")
        assert refused["linked_to"] == {"id": str(kept), "number": numbers[kept]}
        listed = await client.get(f"{API}/incidents?number={numbers[linked]}", headers=console)
        (item,) = listed.json()["items"]
        assert (item["id"], item["reports"][0]["number"]) == (str(kept), numbers[linked])
        ticket = await client.get(f"{API}/tickets/{numbers[linked]}", headers=console)
        assert ticket.json()["number"] == numbers[kept]
        assert ticket.json()["asked_for"] == numbers[linked]
        told = await client.get(f"{API}/incidents/{linked}/reports", headers=console)
        assert [report["number"] for report in told.json()["items"]] == [numbers[linked]]
        worker = await worker_cookie(world, 0)
        path = f"{API}/incidents/{kept}/link"
        assert (await client.post(path, json={"to": "1"}, headers=worker)).status_code == 403


async def test_a_stranger_links_nothing_of_others(world: World) -> None:
    async with world.database.transaction() as session:
        stranger = await world.add_staff(session, "counsellor-8", "counsellor")
    console = await cookie_of(world, stranger.id, "console")
    own = await world.add_incident(None)
    async with browser(world) as client:
        path = f"{API}/incidents/{own}/link"
        body = {"to": str(world.incident_id)}
        assert (await client.post(path, json=body, headers=console)).status_code == 404
